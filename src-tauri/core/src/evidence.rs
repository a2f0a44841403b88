//! Evidence: one incident as a document to hand to a colleague or to RETM's support. Pure; secrets never get in.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// How the document is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum EvidenceFormat {
    /// Markdown.
    Markdown,
    /// One HTML file that needs nothing else.
    Html,
}
