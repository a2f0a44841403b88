//! Merchants and their projects, as values. RETM is given one token per installation, so only the token tells whose
//! deliveries fail.

use serde::Serialize;

use crate::{
    incident::delivery_error::Source,
    model::{moment::Moment, project::ProjectColour, quiet_hours::QuietHours, secret::Secret},
};

/// A merchant in RETM, under the name that the user chose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merchant {
    /// Its name everywhere.
    pub name: String,
    /// The token that RETM sends for it.
    pub token: Secret,
    /// Its project.
    pub project: Option<String>,
}

/// A group of merchants and keys: `staging`, `production`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Project {
    /// Its name.
    pub name: String,
    /// Its mark.
    pub colour: ProjectColour,
    /// Whether its notifications are off.
    #[serde(skip)]
    pub mute: bool,
    /// When its notifications wait, and the text of that setting.
    #[serde(skip)]
    pub quiet_hours: Option<(QuietHours, String)>,
}

/// The key in the URL that a report or a request came by. Its project is that of whatever came without the token of a
/// merchant that has one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyKind {
    /// The error webhook's.
    Receiver,
    /// The relay's.
    Relay,
}

impl KeyKind {
    /// Both of them.
    pub const BOTH: [Self; 2] = [Self::Receiver, Self::Relay];

    /// The key by which a report from there came: what the relay reports came to it by its own.
    pub const fn of(source: Source) -> Self {
        match source {
            Source::Relay => Self::Relay,
            Source::Retm | Source::Test | Source::Simulated => Self::Receiver,
        }
    }
}

/// Why a project is not notified now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProjectHold {
    /// It is muted.
    Muted,
    /// It has quiet hours, until then.
    Quiet(Moment),
}

/// A request that was let in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authorised {
    /// The label of the matching token; `None` if it has none, or no token is required.
    pub merchant: Option<String>,
}
