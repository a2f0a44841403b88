//! What becomes of the database when the disk fails, and the rule by which the writer goes on.
//!
//! The rule: **a sync that failed is never taken back as good.** Linux marks pages that could not be written back
//! as clean, so the next sync says that all is well while they are not on the disk. SQLite does not know: in
//! write-ahead mode its next commit is appended behind such pages, and a power cut takes both, because recovery
//! stops at the first frame that does not add up. A checkpoint is worse off: SQLite counts pages as copied before
//! they are synced, and its own checkpoint after a commit keeps a failure to itself. So:
//!
//! 1. After any failure of the disk the writer closes its connection, without a checkpoint, and acknowledges nothing
//!    until [`reopen`] has succeeded. All of a failed commit is refused.
//! 2. Checkpoints are the writer's own ([`checkpoint`]), and a failed one is a failure of the disk like any other.
//! 3. [`reopen`] first proves that there is room and that a sync works, on a file beside. Then, with every reader of
//!    this program out of the way, it writes the whole log anew in place, byte for byte, and syncs it: what a sync
//!    had lost is there again. SQLite then reads the log from its beginning, with its checksums, and copies all of
//!    it into the database once more.
//! 4. A start does the same with the log that it finds: the program may have ended while the disk failed.
//! 5. A commit counts only while the files are still those at their place: what goes into a file that was moved or
//!    deleted is not kept.
//!
//! A report that was refused because its sync failed may be in the log all the same, and is then kept: that is
//! allowed, as its sender was told nothing of it. Never the other way round.

use std::time::Duration;

use rusqlite::{Connection, config::DbConfig};

use super::{checkpoint, connect, database_files::DatabaseFiles, disk, open};
use crate::store::{error::StoreError, reader_gate::Shut, shared::Shared};

/// How long the writer waits before it tries again.
pub const RETRY: Duration = Duration::from_secs(2);

/// How long the writer waits for the readers of this program.
pub const READERS: Duration = Duration::from_secs(1);

/// Closes a connection after a failure: nothing that is in doubt is copied on. What the log of a database that was
/// moved holds is saved into it first.
pub fn discard_connection(connection: Connection, files: &DatabaseFiles) {
    if files.check().is_err() {
        let saved = connection.execute_batch("PRAGMA wal_checkpoint(FULL)");
        tracing::warn!(?saved, "the database was moved or deleted while in use");
    }
    let kept = connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true);
    if let Err(error) = kept {
        tracing::warn!(%error, "the log may be copied on at the close");
    }
    drop(connection);
}

/// Opens the database anew, as the rule has it. `close_idle` closes the connections that nobody uses.
///
/// # Errors
/// What still fails. Nothing is open then.
pub fn reopen(files: &DatabaseFiles, shared: &Shared) -> Result<Connection, StoreError> {
    let path = files.path();
    // First: nothing is to be made where another directory has taken the place of ours.
    files.check_database()?;
    disk::probe_free_space(path)?;
    let _shut = shut_out_readers(shared)?;
    disk::rewrite_wal(path)?;
    open::check(path)?;
    let connection = connect::writer(path)?;
    let copied = read_anew(&connection).and_then(|()| checkpoint::copy_all(&connection));
    if let Err(error) = copied {
        discard_connection(connection, &DatabaseFiles::of_open(path));
        return Err(error);
    }
    Ok(connection)
}

/// Waits until nobody of this program reads from the database, and lets nobody begin to until the value is dropped.
///
/// # Errors
/// Where somebody reads on.
pub fn shut_out_readers(shared: &Shared) -> Result<Shut<'_>, StoreError> {
    let shut = shared.gate.shut(READERS);
    if !shut.alone {
        return Err(StoreError::Failed("it is being read from".to_owned()));
    }
    shared.close_idle_readers();
    Ok(shut)
}

/// Sees that SQLite has read the log from its beginning: then nothing of it counts as copied. Another program that
/// has the database open keeps the old count alive.
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
