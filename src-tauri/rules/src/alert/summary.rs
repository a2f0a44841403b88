//! What an alert about several incidents at once tells of.

use crate::{alert::SuppressReason, incident::Incident, model::moment::Moment};

/// What an alert about a summary tells of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// Its number.
    pub id: i64,
    /// What happens to it: it is told, or a storm is over.
    pub over: bool,
    /// Why its alerts were not told by themselves.
    pub why: SuppressReason,
    /// When it began.
    pub began_at: Moment,
    /// When the latest delivery error came to one of its incidents.
    pub last_error_at: Moment,
    /// How many incidents it is about.
    pub incidents: i64,
    /// How many of them it tells of because they work again, and still do.
    pub recovered: i64,
    /// How many of those failed and nothing was told of it before.
    pub passed: i64,
    /// How many of them are not resolved.
    pub unresolved: i64,
    /// How many delivery errors they have.
    pub errors: i64,
    /// The busiest of them; up to two.
    pub busiest: Vec<Incident>,
}
