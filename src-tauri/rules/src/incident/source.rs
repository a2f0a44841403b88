//! Who sent a report.

use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};
use ts_rs::TS;

/// Where a delivery error came from. A sender's claim not to be RETM counts only with a proof that this instance alone
/// can create.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[derive(Serialize, Deserialize, TS, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "lowercase", const_into_str)]
#[serde(rename_all = "lowercase")]
pub enum Source {
    /// RETM itself, or anyone who sends what RETM would.
    Retm,
    /// "Send test report".
    Test,
    /// `missedhook simulate`.
    Simulated,
    /// The relay, about a request that it could not deliver. Nobody else can claim this.
    Relay,
}

impl Source {
    /// The request header in which our own senders declare that they are not RETM.
    pub const HEADER: &str = "missedhook-source";
}
