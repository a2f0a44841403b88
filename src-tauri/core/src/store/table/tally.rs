//! What a batch of delivery errors adds to the tables, counted.

use crate::{incident::delivery_error::Source, model::moment::Moment};

/// How many there were, and the first and the last of them.
#[derive(Clone, Copy)]
pub struct Tally<T> {
    pub count: i64,
    pub first: T,
    pub last: T,
}

/// What an incident gained: how many delivery errors, and what it takes over from the last of them.
pub struct IncidentDelta {
    pub count: i64,
    pub error_id: i64,
    pub at: Moment,
    pub code: Option<i64>,
    /// The worst code of the incident by now.
    pub worst: Option<i64>,
    /// To the letter.
    pub endpoint: String,
    pub message: String,
    pub source: Source,
    pub merchant: Option<String>,
}
