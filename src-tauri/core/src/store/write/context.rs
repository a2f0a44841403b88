//! What a change has access to.

use rusqlite::Transaction;

use crate::{feed::Topic, model::moment::Moment};

/// The open transaction, the time, and what is published once the transaction is on disk.
pub struct WriteContext<'a> {
    pub transaction: &'a Transaction<'a>,
    pub now: Moment,
    /// Whether endpoints that differ only in an id get separate incidents.
    pub ids_apart: bool,
    /// The names of the targets that changes are sent to.
    pub targets: &'a [String],
    pub changes: &'a mut Vec<Topic>,
}
