//! The table `lasting_mutes`: endpoints that a user has muted for good. Such an incident has [`PERMANENT_UNTIL`] in
//! `muted_until`, as if it were muted for a while, so that everything that checks for a mute finds this one as well.
//! `write/mute_for_good.rs` changes it.

use rusqlite::Connection;

use super::row;
use crate::{
    incident::{Mute, PERMANENT_UNTIL, Subject, muting},
    model::moment::Moment,
    store::{error::StoreError, reader::Reader, sql::Sql},
};

/// All mutes, the latest first.
pub fn all(connection: &Connection) -> Result<Vec<Mute>, StoreError> {
    connection.fetch_all(
        "SELECT pattern, since FROM lasting_mutes ORDER BY id DESC",
        [],
        |row| {
            Ok(Mute {
                pattern: row.get("pattern")?,
                since: row::moment(row, "since")?,
            })
        },
    )
}

/// The mutes that match an endpoint.
pub fn of_endpoint(connection: &Connection, endpoint: &str) -> Result<Vec<Mute>, StoreError> {
    let all = all(connection)?;
    Ok(muting(&all, endpoint).cloned().collect())
}

/// Until when a new incident is muted; `None` if nothing mutes it for good.
pub fn of_subject(
    connection: &Connection,
    subject: &Subject,
) -> Result<Option<Moment>, StoreError> {
    Ok(match subject {
        Subject::Endpoint(endpoint) if !of_endpoint(connection, endpoint)?.is_empty() => {
            Some(PERMANENT_UNTIL)
        }
        _ => None,
    })
}

impl Reader {
    /// What the user has muted for good, the latest first.
    pub fn lasting_mutes(&self) -> Result<Vec<Mute>, StoreError> {
        all(&self.0)
    }

    /// Whether the user has muted an endpoint for good.
    pub fn is_muted_for_good(&self, endpoint: &str) -> Result<bool, StoreError> {
        Ok(!of_endpoint(&self.0, endpoint)?.is_empty())
    }
}
