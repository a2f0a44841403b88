//! Restore: replaces the history with a backup. The backup is first copied into the data directory under another name,
//! migrated and checked. Then it is put in place: by the command itself if no program runs, else by the running
//! program's writer between two commits, so that no report is lost or refused. The previous history is set aside and
//! never deleted.

use std::{
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
    sync::atomic::Ordering,
};

use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::{
    backup::{self, CopyError, HistoryCounts, Progress, Stop},
    checkpoint, connect, disk,
    disk_failure::READERS,
    open,
    paths::{self, beside},
    schema,
    set_aside::set_aside,
    stamp::FileStamp,
};
use crate::{
    model::moment::Moment,
    platform::{
        atomic_file::{AtomicFile, sync_directory},
        data_dir::{DataDir, Lock, private_file},
    },
    store::{
        error::StoreError,
        handle::Store,
        shared::Shared,
        table::{alerts, counters, last_ids::LastIds},
        writer::job::Job,
    },
};

/// Where a checked copy waits to be put in place.
pub fn waiting_file(database: &Path) -> PathBuf {
    beside(database, ".restore")
}

/// Counts what a backup holds.
///
/// # Errors
/// [`CopyError::NotAHistory`], or the disk's error.
pub fn inspect(file: &Path) -> Result<HistoryCounts, CopyError> {
    counts(file).map_err(|error| of_backup(file, error))
}

/// Damage is met in the backup. The history in use is well, and no report is refused.
fn of_backup(file: &Path, error: CopyError) -> CopyError {
    match error {
        CopyError::Store(StoreError::Damaged(wrong)) | CopyError::NotWhole(wrong) => {
            CopyError::Damaged {
                path: file.to_owned(),
                wrong,
            }
        }
        other => other,
    }
}

fn counts(file: &Path) -> Result<HistoryCounts, CopyError> {
    let not_a_history = |wrong: String| CopyError::NotAHistory {
        path: file.to_owned(),
        wrong,
    };
    let metadata = fs::metadata(file).map_err(CopyError::file(file))?;
    backup::check_length(file)?;
    if !metadata.is_file() {
        return Err(not_a_history("it is no file".to_owned()));
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(file, flags)?;
    let tables = connection.query_row(
        "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name IN ('delivery_errors', 'incidents')",
        [],
        |row| row.get::<_, i64>(0),
    );
    match tables {
        Ok(2) => {}
        Ok(_) => return Err(not_a_history("its tables are another program's".to_owned())),
        Err(error) if error.sqlite_error_code() == Some(ErrorCode::DatabaseCorrupt) => {
            return Err(error.into());
        }
        Err(error) => return Err(not_a_history(error.to_string())),
    }
    connect::version(&connection, file, schema::VERSION)?;
    Ok(backup::count(&connection)?)
}

/// Puts a checked and migrated copy of the backup into the data directory, where it waits. Returns what it holds, and
/// the number that identifies it once it is in place.
///
/// # Errors
/// [`CopyError`]; nothing was changed then.
pub fn prepare(
    dir: &DataDir,
    file: &Path,
    now: Moment,
    stop: &Stop,
    mut progress: impl FnMut(Progress),
) -> Result<(HistoryCounts, i64), CopyError> {
    inspect(file)?;
    let waiting = waiting_file(&dir.database());
    let part = AtomicFile::create(&waiting)?;
    paths::check_length(part.part())?;
    // Owned by the owner of the directory, even if root restores it.
    private_file(part.part()).map_err(StoreError::from)?;
    let copied = copy_checked(file, part.part(), stop, &mut progress);
    let (counts, copied) = copied.map_err(|error| of_backup(file, error))?;
    let number = now.millis();
    // The alerts in it waited while the program was not running.
    alerts::hold_as_away(&copied)?;
    counters::write(&copied, counters::RESTORED, number)?;
    drop(copied);
    part.finish()?;
    Ok((counts, number))
}

/// A copy of the backup, migrated and checked.
fn copy_checked(
    file: &Path,
    part: &Path,
    stop: &Stop,
    progress: &mut dyn FnMut(Progress),
) -> Result<(HistoryCounts, Connection), CopyError> {
    let counts = backup::copy(file, part, stop, progress)?;
    let mut copied = Connection::open(part)?;
    copied.pragma_update(None, "journal_mode", "DELETE")?;
    schema::migrations()
        .to_latest(&mut copied)
        .map_err(|error| StoreError::Failed(error.to_string()))?;
    backup::check_copy(&copied, counts, stop)?;
    Ok((counts, copied))
}

/// Puts the waiting copy in place while no program runs on the directory. Returns the path of the previous history.
/// After an error, the previous history is still in place.
pub fn put_in_place(
    dir: &DataDir,
    _lock: &Lock,
    now: Moment,
) -> Result<Option<PathBuf>, CopyError> {
    let path = dir.database();
    // A history that can't be read is set aside with its log.
    let last = match path.exists() {
        true => empty_wal(&path).unwrap_or_default(),
        false => LastIds::default(),
    };
    raise_last_ids(&path, &last)?;
    Ok(swap_files(&path, now)?)
}

/// Copies the log into the database, so that the file is complete on its own. Returns the last ids that were given out.
fn empty_wal(path: &Path) -> Result<LastIds, StoreError> {
    let connection = connect::writer(path)?;
    checkpoint::copy_all(&connection)?;
    LastIds::of(&connection)
}

/// Whether the history in `dir` is the one that was restored with that number.
pub fn is_in_place(dir: &DataDir, number: i64) -> Result<bool, StoreError> {
    let connection = connect::for_reading(&dir.database())?;
    Ok(counters::read(&connection, counters::RESTORED)? == number)
}

/// Where the latest restore set the previous history aside.
pub fn previous_history(dir: &DataDir) -> Option<PathBuf> {
    let is_former = |path: &PathBuf| {
        let name = path.file_name().and_then(|name| name.to_str());
        name.is_some_and(|name| name.contains(".before-restore-") && name.ends_with(".db"))
    };
    let entries = fs::read_dir(dir.path()).ok()?;
    let files = entries.flatten().map(|entry| entry.path());
    // The names contain the time, so they sort by it.
    files.filter(is_former).max()
}

/// Removes the copy that [`prepare`] made. Returns whether it was still there.
pub fn withdraw(dir: &DataDir) -> bool {
    fs::remove_file(waiting_file(&dir.database())).is_ok()
}

/// Why the files were not swapped, with the old connection if it is still good.
type NotSwapped = (StoreError, Option<Box<Connection>>);

/// The writer's part: closes its connection, swaps the files and opens the restored history.
pub fn swap(
    old: Connection,
    path: &Path,
    shared: &Shared,
    now: Moment,
) -> Result<(Connection, Option<PathBuf>), NotSwapped> {
    let waiting = FileStamp::of(&waiting_file(path));
    if waiting.is_none() || waiting != *shared.checked_restore.lock() {
        let error = StoreError::Refused("it is not checked yet".to_owned());
        return Err((error, Some(Box::new(old))));
    }
    let last = match LastIds::of(&old) {
        Ok(last) => last,
        Err(error) => return Err((error, Some(Box::new(old)))),
    };
    let shut = shared.gate.shut(READERS);
    if !shut.alone {
        let error = StoreError::Refused("it is being read from".to_owned());
        return Err((error, Some(Box::new(old))));
    }
    shared.close_idle_readers();
    // Another program that reads from it holds reports up only briefly; the log is then set aside with the database.
    if let Err(error) = checkpoint::empty_wal(&old) {
        return Err((error, Some(Box::new(old))));
    }
    // Everything that can fail on a full disk happens before the swap, except opening.
    let ready = disk::probe_free_space(path)
        .map_err(StoreError::from)
        .and_then(|()| raise_last_ids(path, &last));
    if let Err(error) = ready {
        return Err((error, Some(Box::new(old))));
    }
    drop(old);
    let aside = swap_files(path, now).map_err(|error| (error, None))?;
    // This write changes nothing, but creates the log file, so that its identity is known.
    let opened = connect::writer(path).and_then(|connection| {
        last.raise(&connection)?;
        Ok(connection)
    });
    opened
        .map(|connection| (connection, aside))
        .map_err(|error| (error, None))
}

/// Checks the waiting file, because a command may have left half a file behind.
fn check_waiting(waiting: &Path) -> Result<(), StoreError> {
    match fs::metadata(waiting)?.len() {
        0 => Err(StoreError::Refused("it is empty".to_owned())),
        _ => open::check(waiting),
    }
}

/// Sets the history aside and moves the waiting copy into its place. Returns the path of the previous one, if there was
/// one.
fn swap_files(path: &Path, now: Moment) -> Result<Option<PathBuf>, StoreError> {
    let waiting = waiting_file(path);
    let aside = path
        .exists()
        .then(|| set_aside(path, "before-restore", now))
        .transpose()?;
    if let Err(error) = fs::rename(&waiting, path) {
        if let Some(aside) = &aside {
            // Back to its place, which is now empty.
            for suffix in ["-wal", "-shm", ""] {
                let _ = fs::rename(beside(aside, suffix), beside(path, suffix));
            }
        }
        return Err(error.into());
    }
    sync_directory(path)?;
    Ok(aside)
}

/// Fails if there is no waiting file; never creates one.
fn raise_last_ids(path: &Path, last: &LastIds) -> Result<(), StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    last.raise(&Connection::open_with_flags(waiting_file(path), flags)?)
}

impl Store {
    /// Whether `missedhook restore` prepares a history under that name.
    pub fn is_restore(&self, name: &str) -> bool {
        waiting_file(&self.inner.path).file_name() == Some(OsStr::new(name))
    }

    /// Checks whether `missedhook restore` has prepared a history, and has the writer put it in place. Returns whether
    /// there was one.
    pub fn check_for_restore(&self) -> bool {
        let waiting = waiting_file(&self.inner.path);
        let Some(stamp) = FileStamp::of(&waiting) else {
            return false;
        };
        // Once a file, and not by the writer: it takes seconds in which no report is kept.
        if *self.inner.shared.checked_restore.lock() != Some(stamp) {
            if let Err(error) = check_waiting(&waiting) {
                tracing::warn!(%error, "can't restore the backup");
                let _ = fs::remove_file(&waiting);
                return false;
            }
            *self.inner.shared.checked_restore.lock() = Some(stamp);
        }
        self.inner.shared.restore.store(true, Ordering::Relaxed);
        // The writer puts it in place before its next commit. If the queue is full, a commit follows anyway.
        let job = Job::change(|_| Ok(()), drop);
        let _ = self.jobs.try_send(job);
        true
    }
}
