//! Finds incidents by a pattern for endpoints.

use rusqlite::{Connection, functions::FunctionFlags};

use crate::model::endpoint_pattern;

const ENDPOINT: &str = "endpoint:";

/// Registers the SQL function `names(pattern, subject)` on a connection. No pattern matches unreadable reports.
pub fn register(connection: &Connection) -> rusqlite::Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8
        | FunctionFlags::SQLITE_DETERMINISTIC
        | FunctionFlags::SQLITE_DIRECTONLY;
    connection.create_scalar_function("names", 2, flags, |context| {
        let pattern = context.get_raw(0).as_str().unwrap_or_default();
        let subject = context.get_raw(1).as_str().unwrap_or_default();
        let endpoint = subject.strip_prefix(ENDPOINT);
        Ok(endpoint.is_some_and(|endpoint| endpoint_pattern::matches(pattern, endpoint)))
    })
}
