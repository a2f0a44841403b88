//! Checks the database's files before SQLite touches them: SQLite deletes the log of an empty database, and applies any
//! log to any database. Another program's database is left alone; an incomplete one counts as damaged.

use std::{
    fs::{self, File},
    io::{self, Read, Seek, SeekFrom},
    path::Path,
};

use rusqlite::Connection;

use super::{paths, wal::Log};
use crate::store::error::StoreError;

/// Marks a database as Missedhook's (`PRAGMA application_id`): "Mhk" and a number.
pub const APPLICATION: i64 = 0x4d68_6b01;

/// The offset of the number of free pages in the header.
const FREE_PAGES: usize = 36;

/// The header of a database; see "The Database Header", <https://www.sqlite.org/fileformat2.html>.
struct Header {
    page_size: u32,
    pages: u32,
    free_pages: u32,
    application: u32,
}

impl Header {
    /// `None` if the file is missing, empty, or no SQLite database.
    fn read(path: &Path) -> io::Result<Option<Self>> {
        let mut bytes = [0; 100];
        match File::open(path).and_then(|mut file| file.read_exact(&mut bytes)) {
            Ok(()) if bytes.starts_with(b"SQLite format 3\0") => {}
            Err(error)
                if !matches!(
                    error.kind(),
                    io::ErrorKind::NotFound | io::ErrorKind::UnexpectedEof
                ) =>
            {
                return Err(error);
            }
            _ => return Ok(None),
        }
        let number = |at: usize| {
            let four = bytes[at..at + 4].try_into().unwrap_or_default();
            u32::from_be_bytes(four)
        };
        Ok(Some(Self {
            // A two-byte number in which 1 means 65,536.
            page_size: match number(16) >> 16 {
                1 => 65_536,
                size => size,
            },
            pages: number(28),
            free_pages: number(FREE_PAGES),
            application: number(68),
        }))
    }
}

/// 0 if the file is missing.
fn size(path: &Path) -> io::Result<u64> {
    match fs::metadata(path) {
        Ok(metadata) => Ok(metadata.len()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(0),
        Err(error) => Err(error),
    }
}

/// The name of a database's log: `missedhook.db-wal`.
fn log_name(path: &Path) -> String {
    let log = paths::wal(path);
    log.file_name()
        .map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}

/// Fails if the path is too long, or the database belongs to another program, or was emptied or deleted while its log holds reports. Works even
/// while a program uses the database.
pub fn check_header(path: &Path) -> Result<(), StoreError> {
    paths::check_length(path)?;
    let bytes = size(path)?;
    if bytes == 0 {
        let log = size(&paths::wal(path))?;
        if log == 0 {
            return Ok(());
        }
        let what = if path.exists() { "empty" } else { "missing" };
        return Err(StoreError::Damaged(format!(
            "the file is {what}, while {log} bytes of what it held stand in {}",
            log_name(path)
        )));
    }
    let ours = u32::try_from(APPLICATION).unwrap_or_default();
    match Header::read(path)? {
        Some(header) if header.application != 0 && header.application != ours => {
            Err(StoreError::Foreign {
                path: path.to_owned(),
                what: format!("its application id is {}", header.application),
            })
        }
        _ => Ok(()),
    }
}

/// [`check_header`] for a reader. A running program sets a damaged file aside by itself, but does not begin a new one in
/// place of a file that was moved or deleted under it, so a reader must not promise that.
pub fn check_for_reading(path: &Path) -> Result<(), StoreError> {
    if !path.exists() && size(&paths::wal(path))? > 0 {
        return Err(StoreError::Moved(path.display().to_string()));
    }
    check_header(path)
}

/// Fails if a page is neither in the file nor in its log: the file was cut off, was copied while it was written, or
/// lies beside another database's log. Only valid while no program uses the database.
pub fn check_pages(path: &Path) -> Result<(), StoreError> {
    let Some(header) = Header::read(path)? else {
        return Ok(());
    };
    let log = Log::read(&paths::wal(path))?;
    if log.has_commit() && log.page_size != header.page_size {
        return Err(StoreError::Damaged(format!(
            "{} belongs to another database",
            log_name(path)
        )));
    }
    let in_file = size(path)? / u64::from(header.page_size.max(512));
    let pages = if log.has_commit() {
        log.pages
    } else {
        header.pages
    };
    let missing = (1..=pages)
        .skip(usize::try_from(in_file).unwrap_or(usize::MAX))
        .filter(|page| !log.present.contains_key(page) && *page != unused(header.page_size))
        .count();
    // SQLite never writes a page that is freed before its first use.
    if missing > free_pages(path, &log, &header)? {
        return Err(StoreError::Damaged(format!(
            "{missing} of its {pages} pages are missing: it was cut off, or copied while it was written"
        )));
    }
    Ok(())
}

/// How many pages of the database are free, according to the latest version of page 1: in the log, or else in the file.
fn free_pages(path: &Path, log: &Log, header: &Header) -> io::Result<usize> {
    let free = match log.present.get(&1) {
        None => header.free_pages,
        Some(at) => {
            let mut file = File::open(paths::wal(path))?;
            file.seek(SeekFrom::Start(at + FREE_PAGES as u64))?;
            let mut bytes = [0; 4];
            file.read_exact(&mut bytes)?;
            u32::from_be_bytes(bytes)
        }
    };
    Ok(usize::try_from(free).unwrap_or(usize::MAX))
}

/// The page that SQLite uses for locks and never writes.
const fn unused(page_size: u32) -> u32 {
    match 0x4000_0000_u32.checked_div(page_size) {
        Some(before) => before + 1,
        None => 0,
    }
}

/// Fails with [`StoreError::Foreign`] if the tables are another program's.
pub fn check_tables(connection: &Connection, path: &Path) -> Result<(), StoreError> {
    let marked: i64 = connection.query_row("PRAGMA application_id", [], |row| row.get(0))?;
    if marked == APPLICATION {
        return Ok(());
    }
    let (all, ours): (i64, i64) = connection.query_row(
        "SELECT count(*), count(*) FILTER (WHERE name IN ('incidents', 'delivery_errors'))
         FROM sqlite_schema WHERE type = 'table'",
        [],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    if all == 0 || ours == 2 {
        return Ok(());
    }
    Err(StoreError::Foreign {
        path: path.to_owned(),
        what: format!("it has {all} tables, and none that Missedhook makes"),
    })
}
