//! What a batch of delivery errors adds to the tables, as totals.

use crate::{incident::delivery_error::Source, model::moment::Moment};

/// How many there were, and the first and last of them.
#[derive(Clone, Copy)]
pub struct Tally<T> {
    pub count: i64,
    pub first: T,
    pub last: T,
}

/// What a batch adds to an incident: how many delivery errors, and the fields that come from the last of them.
pub struct IncidentDelta {
    pub count: i64,
    pub error_id: i64,
    pub at: Moment,
    pub code: Option<i64>,
    /// The worst code of the incident so far.
    pub worst: Option<i64>,
    /// Exactly as sent.
    pub endpoint: String,
    pub message: String,
    pub source: Source,
    pub merchant: Option<String>,
}
