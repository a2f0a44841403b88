//! The table `marks`: small numbers that survive a restart, by name.

use rusqlite::{Connection, OptionalExtension};

use super::StoreError;

/// The newest delivery error that was seen in the window.
pub const SEEN_UP_TO: &str = "seen_up_to";
/// 1 while the user holds alerts back.
pub const ALERTS_PAUSED: &str = "alerts_paused";

/// When the pause ends, in milliseconds since 1970; 0 where it has no end.
pub const ALERTS_PAUSED_UNTIL: &str = "alerts_paused_until";

/// The newest delivery error that the full-text index has.
pub const FINDABLE_UP_TO: &str = "findable_up_to";

/// The last number that an incident was given.
pub const LAST_INCIDENT: &str = "last_incident";

/// What tells the receiver URL that was copied last from others; never the URL itself, as the key is in it.
pub const COPIED_RECEIVER_URL: &str = "copied_receiver_url";
/// The same for the public URL in it; 0 where it had none.
pub const COPIED_PUBLIC_URL: &str = "copied_public_url";

/// The number of the restore that this history came from; 0 where it was never restored.
pub const RESTORED: &str = "restored";
/// 1 once RETM's way in was proven.
pub const CONNECTION_PROVEN: &str = "connection_proven";
/// 1 once a notification about a report was shown.
pub const NOTIFIED: &str = "notified";

/// The number of that name; 0 where none was written.
pub fn read(connection: &Connection, name: &str) -> Result<i64, StoreError> {
    let value = connection
        .prepare_cached("SELECT value FROM marks WHERE name = ?1")?
        .query_row([name], |row| row.get(0))
        .optional()?;
    Ok(value.unwrap_or(0))
}

/// Writes the number of that name.
pub fn write(connection: &Connection, name: &str, value: i64) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO marks (name, value) VALUES (?1, ?2)
             ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        )?
        .execute((name, value))?;
    Ok(())
}

/// Writes 1 under that name, once.
pub fn set(connection: &Connection, name: &str) -> Result<(), StoreError> {
    match read(connection, name)? {
        0 => write(connection, name, 1),
        _ => Ok(()),
    }
}
