//! Who sent a report.

use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};
use ts_rs::TS;

/// Where a delivery error came from. A sender's claim to be other than RETM counts only with a proof that this instance
/// alone can make.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Serialize,
    Deserialize,
    TS,
    EnumString,
    IntoStaticStr,
    VariantArray,
)]
#[strum(serialize_all = "lowercase", const_into_str)]
#[serde(rename_all = "lowercase")]
pub enum Source {
    /// RETM itself, or whoever sends what RETM would.
    Retm,
    /// "Send test report".
    Test,
    /// `missedhook simulate`.
    Simulated,
    /// The relay: a request that it could not hand on. Nobody else can claim it.
    Relay,
}

impl Source {
    /// The request header by which our own senders say that they are not RETM.
    pub const HEADER: &str = "missedhook-source";
}
