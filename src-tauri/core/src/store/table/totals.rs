//! The table `totals`: running totals of the incidents. Triggers maintain all of them except the number of stored
//! delivery errors, which is updated once per batch.

use rusqlite::Connection;

use crate::store::{error::StoreError, sql::Sql};

/// Adds to the number of stored delivery errors.
pub fn add_kept(connection: &Connection, count: i64) -> Result<(), StoreError> {
    connection.run("UPDATE totals SET kept = kept + ?1", [count])
}

/// Whether the totals equal a fresh count.
#[cfg(test)]
pub fn are_right(connection: &Connection) -> bool {
    let counted = "SELECT 1, ifnull(sum(kept_count), 0), ifnull(sum(state = 'open'), 0),
            ifnull(sum(state = 'acknowledged'), 0), ifnull(sum(state = 'resolved'), 0),
            count(*) FILTER (WHERE state = 'open' AND last_source <> 'test' AND subject <> 'unreadable'),
            count(*) FILTER (WHERE state = 'acknowledged' AND last_source <> 'test'
                AND subject <> 'unreadable'),
            count(DISTINCT subject)
        FROM incidents";
    let sql = format!(
        "SELECT (SELECT count(*) FROM totals) = 1
        AND NOT EXISTS ({counted} EXCEPT SELECT * FROM totals)"
    );
    connection.query_row(&sql, [], |row| row.get(0)).unwrap()
}
