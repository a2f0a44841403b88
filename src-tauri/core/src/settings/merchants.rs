//! Merchants and their projects, as values. RETM is given a token an installation, so a token is all that says whose
//! deliveries fail.

use serde::Serialize;
use strum::{EnumString, IntoStaticStr, VariantArray};
use ts_rs::TS;

use crate::model::secret::Secret;

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
}

/// The colours that a project's mark can have.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    Serialize,
    TS,
    EnumString,
    IntoStaticStr,
    VariantArray,
)]
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

/// Who was let in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authorised {
    /// The label of the token that matched; none where it has none, or none was asked for.
    pub merchant: Option<String>,
}
