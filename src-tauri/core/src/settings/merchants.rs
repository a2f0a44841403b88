//! Merchants and their projects, as values. RETM is given a token an installation, so a token is all that says whose
//! deliveries fail.

use serde::Serialize;

use crate::model::{
    moment::Moment, project::ProjectColour, quiet_hours::QuietHours, secret::Secret,
};

/// One merchant of RETM's, as the person calls it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merchant {
    /// What it is called everywhere.
    pub name: String,
    /// What RETM sends for it.
    pub token: Secret,
    /// The project that it belongs to.
    pub project: Option<String>,
}

/// What merchants have in common: `staging`, `production`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Project {
    /// What it is called.
    pub name: String,
    /// Its mark.
    pub colour: ProjectColour,
    /// Whether nothing is told of it.
    #[serde(skip)]
    pub mute: bool,
    /// When what is to be told of it waits, and as it is written.
    #[serde(skip)]
    pub quiet_hours: Option<(QuietHours, String)>,
}

/// Why nothing is told of a project now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProjectHold {
    /// It is muted.
    Muted,
    /// It has quiet hours, until then.
    Quiet(Moment),
}

/// Who was let in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authorised {
    /// The label of the token that matched; none where it has none, or none was asked for.
    pub merchant: Option<String>,
}
