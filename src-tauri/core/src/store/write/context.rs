//! What a change works with.

use rusqlite::Transaction;

use crate::{feed::Topic, model::moment::Moment};

/// The open transaction, the time, and what is published once the transaction is on disk.
pub struct WriteContext<'a> {
    pub transaction: &'a Transaction<'a>,
    pub now: Moment,
    pub changes: &'a mut Vec<Topic>,
}
