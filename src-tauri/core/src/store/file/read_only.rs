//! Opening the database for a command: beside the running program or without it, also on a disk that can't be written.
//! Changes nothing, and leaves nothing behind.

use std::{fs, path::Path};

use rusqlite::{Connection, OpenFlags};

use super::{StoreError, open};
use crate::model::problem::Problem;

/// A connection that can only read, and what it may not see, where that is so.
pub type Visit = (Connection, Option<Problem>);

/// Opens a database that is there.
///
/// # Errors
/// What SQLite says.
pub fn open(path: &Path) -> Result<Visit, StoreError> {
    let bytes = |suffix| fs::metadata(open::beside(path, suffix)).map(|file| file.len());
    let log = bytes("-wal").unwrap_or(0);
    let writable = can_write(path) && path.parent().is_some_and(can_write);
    let opened = if log == 0 && writable {
        // SQLite makes a log to read beside a writer, and takes it away at the end only where it may write.
        look(path, OpenFlags::SQLITE_OPEN_READ_WRITE)
    } else if log == 0 && bytes("-shm").is_err() {
        // Nobody has it open, and no log can be made.
        return Ok((unchanging(path)?, None));
    } else {
        open::for_reading(path).and_then(tried)
    };
    match opened {
        Ok(connection) => Ok((connection, None)),
        Err(StoreError::Failed(_)) => Ok((unchanging(path)?, (log > 0).then(|| incomplete(path)))),
        Err(error) => Err(error),
    }
}

fn look(path: &Path, access: OpenFlags) -> Result<Connection, StoreError> {
    let connection = Connection::open_with_flags(path, access | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    open::prepare_reader(&connection)?;
    tried(connection)
}

/// Opens a database that nobody changes meanwhile, without a log.
pub fn unchanging(path: &Path) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
        | OpenFlags::SQLITE_OPEN_NO_MUTEX
        | OpenFlags::SQLITE_OPEN_URI;
    let mut name = String::new();
    for byte in path.as_os_str().as_encoded_bytes() {
        match byte {
            b'/' | b'.' | b'-' | b'_' | b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => {
                name.push(char::from(*byte));
            }
            other => name.push_str(&format!("%{other:02X}")),
        }
    }
    let connection = Connection::open_with_flags(format!("file:{name}?immutable=1"), flags)?;
    open::prepare_reader(&connection)?;
    tried(connection)
}

/// SQLite opens the files when it first reads.
fn tried(connection: Connection) -> Result<Connection, StoreError> {
    connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
    Ok(connection)
}

fn incomplete(path: &Path) -> Problem {
    Problem::new(
        format!(
            "{} can't be read: nothing can be written beside it.",
            open::beside(path, "-wal").display()
        ),
        "What came last may be missing here.",
        "Copy missedhook.db and missedhook.db-wal to a directory that can be written, and name that with --data-dir.",
    )
}

#[cfg(unix)]
fn can_write(path: &Path) -> bool {
    rustix::fs::access(path, rustix::fs::Access::WRITE_OK).is_ok()
}

#[cfg(not(unix))]
fn can_write(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|metadata| !metadata.permissions().readonly())
}
