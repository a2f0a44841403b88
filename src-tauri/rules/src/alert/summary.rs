//! The content of an alert about several incidents.

use crate::{alert::SuppressReason, incident::Incident, model::moment::Moment};

/// The content of an alert about a storm or a digest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    pub id: i64,
    /// Whether the storm is over. Otherwise it is being announced.
    pub over: bool,
    /// Why its alerts are combined.
    pub why: SuppressReason,
    /// When it began.
    pub began_at: Moment,
    /// When one of its incidents last got a delivery error.
    pub last_error_at: Moment,
    /// The number of incidents.
    pub incidents: i64,
    /// How many of them it reports as working again, and still are.
    pub recovered: i64,
    /// How many of those failed without a notification.
    pub passed: i64,
    /// How many of them are not resolved.
    pub unresolved: i64,
    /// The number of their delivery errors.
    pub errors: i64,
    /// The host, if all of them are known to share one.
    pub host: Option<String>,
    /// The busiest incidents, up to two.
    pub busiest: Vec<Incident>,
}
