//! Merchants and their projects, as values. RETM is given one token per installation, so only the token tells whose
//! deliveries fail.

use serde::Serialize;
use strum::{EnumString, IntoStaticStr, VariantArray};
use ts_rs::TS;

use crate::model::secret::Secret;

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
    /// The colour of the text beside it.
    #[default]
    Grey,
    /// The colour of whatever works.
    Green,
    /// The colour of a warning.
    Amber,
    /// The colour of whatever fails.
    Red,
    /// The colour that attracts attention.
    Orange,
}

/// A request that was let in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authorised {
    /// The label of the matching token; `None` if it has none, or no token is required.
    pub merchant: Option<String>,
}
