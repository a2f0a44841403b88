//! The data directory seen from outside, as a user or a backup would. Writes settings before a start, searches every
//! file for secrets, reads file modes, opens the database with its own SQLite.

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};

use rusqlite::Connection;

/// The receiver's key in settings written by a test.
pub const KEY: &str = "0123456789abcdef0123456789abcdef";

/// The settings and their private copy, where secrets belong.
pub const SETTINGS: [&str; 2] = ["settings.toml", "settings.last-good.toml"];

/// Writes `settings.toml` with [`KEY`] and, if given, a bearer token.
///
/// # Panics
/// If it can't be written.
pub fn write_settings(data_dir: &Path, bearer_token: Option<&str>) {
    let token = bearer_token.map_or(String::new(), |token| {
        format!("bearer_token = \"{token}\"\n")
    });
    fs::create_dir_all(data_dir).unwrap();
    fs::write(
        data_dir.join("settings.toml"),
        format!("[receiver]\nkey = \"{KEY}\"\n{token}"),
    )
    .unwrap();
}

/// Every file below a directory.
///
/// # Panics
/// If it can't be read.
pub fn files(dir: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found
}

/// The files of the data directory, except the settings and their copy, that contain `secret`.
///
/// # Panics
/// If the directory has no database, so that nothing would be looked at.
pub fn files_with(data_dir: &Path, secret: &str) -> Vec<PathBuf> {
    assert!(
        database(data_dir).exists(),
        "there is no database to search"
    );
    let searched = files(data_dir).into_iter();
    searched
        .filter(|path| {
            path.file_name()
                .is_none_or(|name| !SETTINGS.iter().any(|settings| name == *settings))
        })
        .filter(|path| contains(&fs::read(path).unwrap_or_default(), secret.as_bytes()))
        .collect()
}

/// Whether `bytes` contain `part`.
pub fn contains(bytes: &[u8], part: &[u8]) -> bool {
    memchr::memmem::find(bytes, part).is_some()
}

/// The permission bits of a file or directory.
///
/// # Panics
/// If it does not exist.
pub fn mode(path: &Path) -> u32 {
    let metadata = fs::metadata(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    metadata.permissions().mode() & 0o777
}

/// The database file.
pub fn database(data_dir: &Path) -> PathBuf {
    data_dir.join("missedhook.db")
}

/// Opens the database, to read or write whatever a test needs.
///
/// # Panics
/// If it can't be opened.
pub fn open_database(data_dir: &Path) -> Connection {
    let path = database(data_dir);
    assert!(path.exists(), "{} is not there", path.display());
    Connection::open(path).unwrap()
}

/// A history and its settings, copied once no program runs on them. Making a history takes longer than copying it.
#[derive(Debug)]
pub struct History {
    settings: Vec<u8>,
    database: Vec<u8>,
}

impl History {
    /// What a data directory holds.
    ///
    /// # Panics
    /// If it can't be read.
    pub fn of(data_dir: &Path) -> Self {
        // A killed program leaves a log.
        let database = open_database(data_dir);
        let fold = "PRAGMA wal_checkpoint(TRUNCATE)";
        database.query_row(fold, [], |_| Ok(())).unwrap();
        Self {
            settings: fs::read(data_dir.join("settings.toml")).unwrap(),
            database: fs::read(self::database(data_dir)).unwrap(),
        }
    }

    /// Puts it into a new data directory.
    ///
    /// # Panics
    /// If it can't be written.
    pub fn copy_to(&self, data_dir: &Path) {
        fs::create_dir_all(data_dir).unwrap();
        fs::write(data_dir.join("settings.toml"), &self.settings).unwrap();
        fs::write(database(data_dir), &self.database).unwrap();
    }
}

/// How many delivery errors are stored.
///
/// # Panics
/// If the database can't be read.
pub fn count(data_dir: &Path) -> i64 {
    let count = "SELECT count(*) FROM delivery_errors";
    open_database(data_dir)
        .query_row(count, [], |row| row.get(0))
        .unwrap()
}

/// The result of `PRAGMA integrity_check`; `ok` is sound.
///
/// # Panics
/// If SQLite can't check it.
pub fn integrity(data_dir: &Path) -> String {
    let database = open_database(data_dir);
    database
        .query_row("PRAGMA integrity_check", [], |row| row.get(0))
        .unwrap()
}

/// The current day of the week in UTC, as the settings write it.
///
/// # Panics
/// If SQLite fails.
pub fn weekday() -> &'static str {
    let database = Connection::open_in_memory().unwrap();
    let day = "SELECT CAST(strftime('%w', 'now') AS INTEGER)";
    let day: i64 = database.query_row(day, [], |row| row.get(0)).unwrap();
    [
        "sunday",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
    ][usize::try_from(day).unwrap()]
}

/// The current time in the format of the contract, from SQLite.
///
/// # Panics
/// If SQLite fails.
pub fn now() -> String {
    let database = Connection::open_in_memory().unwrap();
    let now = "SELECT strftime('%Y-%m-%dT%H:%M:%fZ', 'now')";
    database.query_row(now, [], |row| row.get(0)).unwrap()
}
