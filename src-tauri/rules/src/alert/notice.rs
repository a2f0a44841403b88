//! What a notification is: its place on the desktop, its words, how much it asks to be seen.

use serde::{Deserialize, Serialize};

use super::{AlertKind, Summary};
use crate::incident::delivery_error::Source;

/// The place on the desktop that a notice takes: a later one of the same place takes over from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Slot {
    /// An incident's own.
    Incident(i64),
    /// A storm's or a digest's.
    Summary(i64),
    /// Whether RETM can reach this machine.
    Reachability,
    /// A public URL that has changed.
    PublicUrl,
    /// Somebody guesses keys.
    Guessing,
    /// Whether reports can be kept.
    Store,
    /// A history that is damaged or gone.
    SetAside,
    /// One that the person asks for, to see what it is like.
    Sample,
    /// Where it goes on when the window is closed.
    Window,
    /// A newer version of this program.
    Update,
    /// A monitor's own.
    Monitor(i64),
    /// A host's behind which several are monitored, by a number made of its name.
    Host(u64),
    /// The certificate of a host, by the same number.
    Certificate(u64),
    /// Requests that should have come, by a number made of their path.
    Silence(u64),
}

/// What can be done about a notice besides opening it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actions {
    /// Nothing.
    None,
    /// What is done with incidents.
    Incident,
    /// The receiver URL can be copied.
    CopyUrl,
}

/// What a notification says. Plain text: who shows it escapes it for the place where it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Its place.
    pub slot: Slot,
    /// One line.
    pub title: String,
    /// One or two lines.
    pub body: String,
    /// Whether it takes the place of what was said there before.
    pub replaces: bool,
    /// Whether it makes no sound, and only brings up to date what is still to be seen.
    pub silent: bool,
    /// Whether it may make a sound where it is not silent.
    pub sound: bool,
    /// What can be done about it besides opening it.
    pub actions: Actions,
}

/// How much a notice asks to be seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Urgency {
    /// It may be missed.
    Low,
    /// It is to be seen by who is there.
    Normal,
    /// It stays until somebody has seen it, or it is over.
    Lasting,
    /// The same, whatever else goes on: the person has asked for that.
    Critical,
}

impl Urgency {
    /// That of an alert about an incident whose newest report came from there.
    pub fn of(kind: AlertKind, source: Source) -> Self {
        match source {
            Source::Test => Self::Low,
            _ if kind.is_recovery() => Self::Low,
            _ => Self::Lasting,
        }
    }

    /// That of an alert about a storm or a digest.
    pub fn of_summary(summary: &Summary) -> Self {
        match summary.unresolved {
            0 => Self::Low,
            _ => Self::Lasting,
        }
    }
}
