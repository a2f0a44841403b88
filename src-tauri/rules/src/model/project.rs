//! What merchants and keys have in common, as it is shown: `staging`, `production`.

use serde::Serialize;
use strum::{EnumString, IntoStaticStr, VariantArray};
use ts_rs::TS;

/// The colours that a project's mark can have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[derive(Serialize, TS, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "lowercase", const_into_str)]
#[serde(rename_all = "lowercase")]
pub enum ProjectColour {
    /// As text beside it.
    #[default]
    Grey,
    /// As what works.
    Green,
    /// As a warning.
    Amber,
    /// As what fails.
    Red,
    /// As what wants to be seen.
    Orange,
}

/// A project as it stands beside its merchants.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct ProjectMark {
    /// What it is called.
    pub name: String,
    /// Its colour.
    pub colour: ProjectColour,
    /// Whether nothing is told of it.
    pub is_muted: bool,
    /// When what is to be told of it waits; none where it has no quiet hours.
    pub quiet_hours: Option<String>,
}

/// The projects of the keys: of what comes without the token of a merchant that has a project.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, TS)]
pub struct KeyProjects {
    /// That of the error webhook's key.
    pub receiver: Option<ProjectMark>,
    /// That of the relay's key.
    pub relay: Option<ProjectMark>,
}

impl KeyProjects {
    /// Whether neither key has a project.
    pub const fn is_empty(&self) -> bool {
        self.receiver.is_none() && self.relay.is_none()
    }
}
