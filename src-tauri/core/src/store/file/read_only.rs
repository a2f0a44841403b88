//! Opens the database for a command, whether or not the program runs, even on a disk that can't be written. Changes
//! nothing and leaves nothing behind.

use std::{fs, path::Path};

use rusqlite::{Connection, OpenFlags};

use super::{connect, paths, preflight, schema};
use crate::{
    model::problem::Problem,
    platform::data_dir::DataDir,
    store::{error::StoreError, reader::Reader},
};

/// A read-only connection, and a warning if it may not see everything.
pub type ReadOnly = (Connection, Option<Problem>);

pub fn open(path: &Path) -> Result<ReadOnly, StoreError> {
    let bytes = |suffix| fs::metadata(paths::beside(path, suffix)).map(|file| file.len());
    let log = bytes("-wal").unwrap_or(0);
    let writable = can_write(path) && path.parent().is_some_and(can_write);
    let opened = if log == 0 && writable {
        // To read beside a writer, SQLite creates a log, and can delete it at the end only if it may write.
        connect_with(path, OpenFlags::SQLITE_OPEN_READ_WRITE)
    } else if log == 0 && bytes("-shm").is_err() {
        // Nobody has it open, and no log can be created.
        return Ok((open_immutable(path)?, None));
    } else {
        connect::for_reading(path).and_then(verified)
    };
    match opened {
        Ok(connection) => Ok((connection, None)),
        Err(StoreError::Failed(_)) => {
            Ok((open_immutable(path)?, (log > 0).then(|| incomplete(path))))
        }
        Err(error) => Err(error),
    }
}

fn connect_with(path: &Path, access: OpenFlags) -> Result<Connection, StoreError> {
    let connection = Connection::open_with_flags(path, access | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    connect::prepare_reader(&connection)?;
    verified(connection)
}

/// Opens a database without a log. Nobody may change it in the meantime.
pub fn open_immutable(path: &Path) -> Result<Connection, StoreError> {
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
    connect::prepare_reader(&connection)?;
    verified(connection)
}

/// Makes SQLite open the files, which it only does at the first read.
fn verified(connection: Connection) -> Result<Connection, StoreError> {
    connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
    Ok(connection)
}

fn incomplete(path: &Path) -> Problem {
    Problem::new(
        format!(
            "{} can't be read: nothing can be written beside it.",
            paths::wal(path).display()
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

impl Reader {
    /// Opens a database for reading only, next to any writer; `None` if there is no database yet.
    ///
    /// # Errors
    /// [`StoreError::FromTheFuture`], [`StoreError::FromThePast`], [`StoreError::Foreign`], [`StoreError::Damaged`], or
    /// SQLite's error.
    pub fn open(dir: &DataDir) -> Result<Option<Self>, StoreError> {
        Ok(Self::open_with_warning(dir)?.map(|(reader, _)| reader))
    }

    /// Like [`Self::open`], with a warning if something may be missing: on a disk that can't be written, the log can't
    /// always be read.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn open_with_warning(dir: &DataDir) -> Result<Option<(Self, Option<Problem>)>, StoreError> {
        let path = dir.database();
        preflight::check_for_reading(&path)?;
        if fs::metadata(&path).map_or(0, |file| file.len()) == 0 {
            return Ok(None);
        }
        let (connection, incomplete) = open(&path)?;
        preflight::check_tables(&connection, &path)?;
        match connect::version(&connection, &path, schema::VERSION)? {
            0 => Ok(None),
            found if found < schema::VERSION => Err(StoreError::FromThePast {
                path,
                found,
                known: schema::VERSION,
            }),
            _ => Ok(Some((Self(connection), incomplete))),
        }
    }
}
