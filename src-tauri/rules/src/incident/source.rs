//! Who sent a report.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Where a delivery error came from. A sender's claim to be other than RETM counts only with a proof that this instance
/// alone can make.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum Source {
    /// RETM itself, or whoever sends what RETM would.
    Retm,
    /// "Send test report".
    Test,
    /// `missedhook simulate`.
    Simulated,
}

impl Source {
    /// The request header by which our own senders say that they are not RETM.
    pub const HEADER: &str = "missedhook-source";

    /// The word for it, as stored and as sent.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Retm => "retm",
            Self::Test => "test",
            Self::Simulated => "simulated",
        }
    }

    /// The source with that word; anything else is RETM.
    pub fn from_word(word: &str) -> Self {
        match word {
            "test" => Self::Test,
            "simulated" => Self::Simulated,
            _ => Self::Retm,
        }
    }
}
