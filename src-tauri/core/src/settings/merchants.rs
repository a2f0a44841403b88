//! Merchants and their projects, as values. RETM is given one token per installation, so only the token tells whose
//! deliveries fail.

use serde::Serialize;

use crate::model::{
    moment::Moment, project::ProjectColour, quiet_hours::QuietHours, secret::Secret,
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

/// A group of merchants: `staging`, `production`.
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
