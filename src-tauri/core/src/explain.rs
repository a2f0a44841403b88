//! What RETM's code and message mean, in words, with the usual causes and what to try next. Pure; asks nobody.

use serde::Serialize;
use ts_rs::TS;

/// A code and a message, explained.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Explanation {
    /// What it means, in one sentence.
    pub meaning: String,
    /// The usual causes, the most usual first; one to four.
    pub causes: Vec<String>,
    /// What to try next, in one sentence.
    pub next: String,
}
