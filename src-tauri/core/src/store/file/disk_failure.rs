//! How the writer recovers after a disk failure.
//!
//! The rule: **a failed sync is never taken for a success later.** Linux marks pages that could not be written back as
//! clean, so the next sync reports success although they are not on disk. SQLite does not know that. In WAL mode it
//! appends its next commit behind such pages, and a power cut takes both, because recovery stops at the first frame
//! whose checksum is wrong. A checkpoint is worse: SQLite counts pages as copied before they are synced, and its
//! automatic checkpoint hides a failure. So:
//!
//! 1. After any disk failure the writer closes its connection without a checkpoint, and acknowledges nothing until
//!    [`reopen`] has succeeded. The failed commit is refused as a whole.
//! 2. The writer does its own checkpoints ([`checkpoint`]). A failed one counts as a disk failure.
//! 3. [`reopen`] first checks on another file that there is free space and that a sync works. Then it keeps every
//!    reader of this program out, rewrites the whole log in place, byte for byte, and syncs it: this restores what a
//!    failed sync had lost. SQLite then reads the log from its beginning, with its checksums, and copies all of it
//!    again.
//! 4. A start does the same with the log that it finds, because the program may have ended during a disk failure.
//! 5. A commit counts only while the files are still at their paths: whatever is written to a file that was moved or
//!    deleted is lost.
//!
//! A report that was refused because its sync failed may still be in the log, and is then stored. That is allowed,
//! because its sender was told that it failed. The opposite never happens.

use std::{path::Path, time::Duration};

use rusqlite::{Connection, config::DbConfig};

use super::{checkpoint, database_files::DatabaseFiles, disk};
use crate::store::{error::StoreError, reader_gate::Shut, shared::Shared};

pub const RETRY: Duration = Duration::from_secs(2);

/// How long the writer waits for the readers of this program.
pub const READERS: Duration = Duration::from_secs(1);

/// Closes a connection after a failure, without copying anything whose state is unknown. If the database was moved, the
/// log is first copied into it.
pub fn discard_connection(connection: Connection, files: &DatabaseFiles) {
    if files.check().is_err() {
        let saved = connection.execute_batch("PRAGMA wal_checkpoint(FULL)");
        tracing::warn!(?saved, "the database was moved or deleted while in use");
    }
    let kept = connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true);
    if let Err(error) = kept {
        tracing::warn!(%error, "closing may still copy the write-ahead log");
    }
    drop(connection);
}

/// Reopens the database by the rule above; `open` checks and opens the file. After an error, nothing is open.
pub fn reopen(
    files: &DatabaseFiles,
    shared: &Shared,
    open: impl FnOnce(&Path) -> Result<Connection, StoreError>,
) -> Result<Connection, StoreError> {
    let path = files.path();
    // Checked first: nothing may be created if another directory has replaced ours.
    files.check_database()?;
    disk::probe_free_space(path)?;
    let _shut = block_readers(shared)?;
    disk::rewrite_wal(path)?;
    let connection = open(path)?;
    let copied = read_anew(&connection).and_then(|()| checkpoint::copy_all(&connection));
    if let Err(error) = copied {
        discard_connection(connection, &DatabaseFiles::of_open(path));
        return Err(error);
    }
    Ok(connection)
}

/// Waits for the readers of this program, and keeps new ones out until the returned value is dropped. Fails if a reader
/// does not finish in time.
pub fn block_readers(shared: &Shared) -> Result<Shut<'_>, StoreError> {
    let shut = shared.gate.shut(READERS);
    if !shut.alone {
        return Err(StoreError::Failed("it is being read from".to_owned()));
    }
    shared.close_idle_readers();
    Ok(shut)
}

/// Makes sure that SQLite has read the log from its beginning, so that it counts no page as copied. Another program
/// that has the database open keeps the old count alive.
fn read_anew(connection: &Connection) -> Result<(), StoreError> {
    connection.query_row("SELECT count(*) FROM marks", [], |_| Ok(()))?;
    let (_, copied) = checkpoint::wal_pages(connection)?;
    if copied > 0 {
        return Err(StoreError::Failed(
            "another program is reading from it".to_owned(),
        ));
    }
    Ok(())
}
