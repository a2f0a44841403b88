//! The ways in which RETM is answered.

use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};
use ts_rs::TS;

/// How RETM is answered.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    TS,
    EnumString,
    IntoStaticStr,
    VariantArray,
)]
#[strum(serialize_all = "snake_case", const_into_str)]
#[serde(rename_all = "snake_case")]
pub enum RelayMode {
    /// With the integration's own answer, whatever it is; nothing is ever repeated.
    Through,
    /// With the integration's own answer where that is 2xx in time; otherwise the request is kept and tried again.
    Catch,
    /// With 200 as soon as the request is on disk; it is handed on afterwards.
    Keep,
}
