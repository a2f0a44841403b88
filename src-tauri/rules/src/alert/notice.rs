//! A notification: its slot on the desktop, its text and its urgency.

use serde::{Deserialize, Serialize};

use super::{AlertKind, Summary};
use crate::{incident::delivery_error::Source, locale::Locale};

/// A slot on the desktop. A later notice in the same slot replaces the earlier one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Slot {
    /// One per incident.
    Incident(i64),
    /// A storm or a digest.
    Summary(i64),
    /// Whether RETM can reach this machine.
    Reachability,
    /// The public URL has changed.
    PublicUrl,
    /// Somebody is guessing keys.
    #[serde(rename = "Guessing")]
    AuthFailures,
    /// Whether reports can be stored.
    Store,
    /// A history that is damaged or missing.
    SetAside,
    /// A damaged database of the relay.
    RelaySetAside,
    /// A sample that the user asked to see.
    Sample,
    /// Where the program continues after the window is closed.
    Window,
    /// A newer version of this program: published, or installed.
    Update,
    /// One per monitor.
    Monitor(i64),
    /// One per host with several monitors, by a number derived from its name.
    Host(u64),
    /// One per host for its certificate, by the same number.
    Certificate(u64),
    /// Requests of the relay wait.
    Relay,
    /// One per incident of a colleague, by its number here; 0 for several.
    Colleague(i64),
    /// Expected requests that did not come, by a number derived from their path.
    Silence(u64),
    /// The summary of a week, by the week's number.
    Week(i64),
}

/// The actions of a notice, besides opening it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actions {
    /// Nothing.
    None,
    /// The actions of an incident.
    Incident,
    /// Copies the receiver URL.
    CopyUrl,
    /// Acknowledges a colleague's incident.
    Colleague,
    /// Restarts the program.
    Restart,
}

/// The content of a notification, as plain text. Whoever displays it escapes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    pub slot: Slot,
    /// One line.
    pub title: String,
    /// One or two lines.
    pub body: String,
    /// Whether it replaces the notice in the same slot.
    pub replaces: bool,
    /// Whether it only updates what is still visible, without a sound.
    pub silent: bool,
    /// Whether it may make a sound, unless it is silent.
    pub sound: bool,
    /// The actions besides opening it.
    pub actions: Actions,
    /// The language of its buttons.
    pub locale: Locale,
}

/// How urgent a notice is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Urgency {
    /// It may be missed.
    Low,
    /// Anyone at the computer should see it.
    Normal,
    /// It stays until somebody has seen it, or it is over.
    Lasting,
    /// Like `Lasting`, and shown whatever else is going on, because the user asked for that.
    Critical,
}

impl Urgency {
    /// The urgency of an alert about an incident whose newest report came from `source`.
    pub fn of(kind: AlertKind, source: Source) -> Self {
        match source {
            Source::Test => Self::Low,
            _ if kind.is_recovery() => Self::Low,
            _ => Self::Lasting,
        }
    }

    /// The urgency of an alert about a storm or a digest.
    pub fn of_summary(summary: &Summary) -> Self {
        match summary.unresolved {
            0 => Self::Low,
            _ => Self::Lasting,
        }
    }
}
