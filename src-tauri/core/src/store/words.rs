//! The index of words: what a delivery error can be found by.

use rusqlite::Connection;

use super::StoreError;
use crate::{
    delivery_error::Arrival,
    report::{Report, Unreadable},
};

/// Makes a delivery error findable.
pub fn add(
    _connection: &Connection,
    _id: i64,
    _arrival: &Arrival,
    _reading: &Result<Report, Unreadable>,
) -> Result<(), StoreError> {
    Ok(())
}
