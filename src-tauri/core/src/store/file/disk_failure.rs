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

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
    time::Duration,
};

use rusqlite::{Connection, config::DbConfig};

use super::{
    StoreError,
    gate::{Gate, Shut},
    open,
};
use crate::platform::data_dir::private_file;

/// How long the writer waits before it tries again.
pub const RETRY: Duration = Duration::from_secs(2);

/// At how many pages in the log they are copied into the database: SQLite's own measure.
const CHECKPOINT_AT: i64 = 1_000;

/// At how many pages the log is begun anew, whoever reads: well below what the file may grow to.
pub const LARGE: i64 = 3_000;

/// How much room there must be before reports are taken again, in bytes: several of the largest reports.
const ROOM: usize = 1024 * 1024;

/// How long the writer waits for the readers of this program.
pub const READERS: Duration = Duration::from_secs(1);

/// How long it waits for the readers of others, where the log is to be emptied.
const OTHER_READERS: Duration = Duration::from_millis(500);

/// The files that are written to, as they were when they were opened.
#[derive(Debug)]
pub struct Place {
    path: PathBuf,
    files: [Option<Identity>; 2],
}

/// What tells one file from another: its device and its number there.
type Identity = (u64, u64);

impl Place {
    /// Of a database that is open.
    pub fn of(path: &Path) -> Self {
        let mut place = Self {
            path: path.to_owned(),
            files: [None, None],
        };
        place.files = place.look();
        place
    }

    /// Of a database that could not be opened yet.
    pub fn of_unopened(path: &Path) -> Self {
        Self {
            path: path.to_owned(),
            files: [None, None],
        }
    }

    /// The database.
    pub fn path(&self) -> &Path {
        &self.path
    }

    fn look(&self) -> [Option<Identity>; 2] {
        [identity(&self.path), identity(&log_of(&self.path))]
    }

    /// Whether the database is still there, whatever has become of its log.
    ///
    /// # Errors
    /// [`StoreError::Moved`] where it was moved or deleted.
    pub fn check_database(&self) -> Result<(), StoreError> {
        if identity(&self.path) == self.files[0] {
            return Ok(());
        }
        Err(moved(&self.path))
    }

    /// Whether they are still there.
    ///
    /// # Errors
    /// [`StoreError::Moved`] where one was moved or deleted.
    pub fn check(&self) -> Result<(), StoreError> {
        if self.look() == self.files {
            return Ok(());
        }
        Err(moved(&self.path))
    }
}

fn moved(path: &Path) -> StoreError {
    StoreError::Moved(path.display().to_string())
}

#[cfg(unix)]
fn identity(path: &Path) -> Option<Identity> {
    use std::os::unix::fs::MetadataExt as _;
    let metadata = fs::metadata(path).ok()?;
    Some((metadata.dev(), metadata.ino()))
}

/// Elsewhere a file in use can't be moved.
#[cfg(not(unix))]
fn identity(_: &Path) -> Option<Identity> {
    None
}

fn log_of(path: &Path) -> PathBuf {
    open::beside(path, "-wal")
}

/// Closes a connection after a failure: nothing that is in doubt is copied on. What the log of a database that was
/// moved holds is saved into it first.
pub fn give_up(connection: Connection, place: &Place) {
    if place.check().is_err() {
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
pub fn reopen(
    place: &Place,
    gate: &Gate,
    close_idle: impl FnOnce(),
) -> Result<Connection, StoreError> {
    let path = &place.path;
    // First: nothing is to be made where another directory has taken the place of ours.
    place.check_database()?;
    prove_room(path)?;
    let _shut = shut_out_readers(gate, close_idle)?;
    write_log_anew(path)?;
    open::check(path)?;
    let connection = open::writer(path)?;
    let copied = read_anew(&connection).and_then(|()| whole_checkpoint(&connection));
    if let Err(error) = copied {
        give_up(connection, &Place::of(path));
        return Err(error);
    }
    Ok(connection)
}

/// Waits until nobody of this program reads from the database, and lets nobody begin to until the value is dropped.
///
/// # Errors
/// Where somebody reads on.
pub fn shut_out_readers(gate: &Gate, close_idle: impl FnOnce()) -> Result<Shut<'_>, StoreError> {
    let shut = gate.shut(READERS);
    if !shut.alone {
        return Err(StoreError::Failed("it is being read from".to_owned()));
    }
    close_idle();
    Ok(shut)
}

/// Proves on a file beside that something can be written and synced.
///
/// # Errors
/// What the disk says.
pub fn prove_room(path: &Path) -> io::Result<()> {
    let beside = path.with_extension("room");
    let proof = private_file(&beside).and_then(|mut file| {
        file.write_all(&vec![0; ROOM])?;
        file.sync_all()
    });
    let removed = fs::remove_file(&beside);
    proof.and(removed)
}

/// Whether there is room and the file system can be written, as far as the system tells without a write.
pub fn seems_writable(path: &Path) -> bool {
    #[cfg(unix)]
    if let Ok(found) = rustix::fs::statvfs(path) {
        let room = found.f_bavail.saturating_mul(found.f_frsize);
        let is_read_only = found.f_flag.contains(rustix::fs::StatVfsMountFlags::RDONLY);
        // Some file systems tell of no blocks at all.
        let is_full = found.f_blocks > 0 && room < ROOM as u64;
        return !is_read_only && !is_full;
    }
    let _ = path;
    true
}

/// Writes the log anew, each byte over itself, and syncs it. Nobody may write to it meanwhile; SQLite holds no lock
/// on this file that closing it here could take away.
///
/// # Errors
/// What the disk says.
pub fn write_log_anew(path: &Path) -> io::Result<()> {
    let opened = OpenOptions::new().read(true).write(true).open(log_of(path));
    let mut log = match opened {
        Ok(log) => log,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
    let mut bytes = vec![0; ROOM];
    let mut at = 0;
    loop {
        let read = read_some(&mut log, at, &mut bytes)?;
        if read == 0 {
            break;
        }
        log.seek(SeekFrom::Start(at))?;
        log.write_all(&bytes[..read])?;
        at += u64::try_from(read).unwrap_or(0);
    }
    if at == 0 { Ok(()) } else { log.sync_all() }
}

fn read_some(log: &mut File, at: u64, bytes: &mut [u8]) -> io::Result<usize> {
    log.seek(SeekFrom::Start(at))?;
    log.read(bytes)
}

/// How many pages the log has, and how many of them count as copied.
fn log_pages(connection: &Connection) -> rusqlite::Result<(i64, i64)> {
    connection
        .prepare_cached("PRAGMA wal_checkpoint(NOOP)")?
        .query_row([], |row| Ok((row.get(1)?, row.get(2)?)))
}

/// Sees that SQLite has read the log from its beginning: then nothing of it counts as copied. Another program that
/// has the database open keeps the old count alive.
fn read_anew(connection: &Connection) -> Result<(), StoreError> {
    connection.query_row("SELECT count(*) FROM marks", [], |_| Ok(()))?;
    let (_, copied) = log_pages(connection)?;
    if copied > 0 {
        return Err(StoreError::Failed(
            "another program is reading from it".to_owned(),
        ));
    }
    Ok(())
}

/// Copies all of the log into the database, synced, and empties it.
fn whole_checkpoint(connection: &Connection) -> Result<(), StoreError> {
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    Ok(())
}

/// Copies all of the log into the database and empties it, unless somebody reads from the log for longer than a
/// moment; whether it is empty. The database file alone is whole then.
///
/// # Errors
/// What the disk says; the database is in doubt then.
pub fn empty_log(connection: &Connection) -> Result<bool, StoreError> {
    connection.busy_timeout(OTHER_READERS)?;
    let busy = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| {
        row.get::<_, bool>(0)
    });
    connection.busy_timeout(open::BUSY_TIMEOUT)?;
    Ok(!busy?)
}

/// After a commit: copies the log into the database once there is enough of it. Gives how many pages the log has: it is
/// begun anew by the next commit, unless somebody reads from it just then.
///
/// # Errors
/// What the disk says; the database is in doubt then.
pub fn checkpoint(connection: &Connection) -> Result<i64, StoreError> {
    let (pages, copied) = log_pages(connection)?;
    if pages - copied >= CHECKPOINT_AT {
        connection
            .prepare_cached("PRAGMA wal_checkpoint(PASSIVE)")?
            .query_row([], |_| Ok(()))?;
    }
    Ok(pages)
}
