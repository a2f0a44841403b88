//! Reads the write-ahead log as a file, without SQLite, to find out which pages it would bring into the database.
//! Counts what SQLite itself would apply: frames of this log, with the right checksums, up to the last commit. The
//! format is "WAL File Format", <https://www.sqlite.org/fileformat2.html#walformat>.

use std::{
    collections::BTreeMap,
    fs::File,
    io::{self, BufReader, Read, Seek, SeekFrom, Write},
    path::Path,
};

const MAGIC: u32 = 0x377f_0682;
const HEADER: usize = 32;
const FRAME_HEADER: usize = 24;

/// What a log would bring into its database.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Log {
    pub bytes: u64,
    /// 0 if there is no complete commit.
    pub page_size: u32,
    /// The size of the database after the last commit.
    pub pages: u32,
    /// The pages in the log, each with the offset of its last committed content.
    pub present: BTreeMap<u32, u64>,
}

impl Log {
    /// Reads a log; a missing one is empty.
    pub fn read(path: &Path) -> io::Result<Self> {
        let file = match File::open(path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => return Err(error),
        };
        let mut log = Self {
            bytes: file.metadata()?.len(),
            ..Self::default()
        };
        log.take(&mut BufReader::new(file))?;
        Ok(log)
    }

    pub fn has_commit(&self) -> bool {
        self.pages > 0
    }

    /// Whether every page of the database is in the log.
    pub fn is_complete(&self) -> bool {
        self.has_commit() && (1..=self.pages).all(|page| self.present.contains_key(&page))
    }

    /// Writes the pages to their places in a database. The other pages stay empty.
    pub fn write_pages(&self, log: &Path, database: &mut File) -> io::Result<()> {
        let mut log = File::open(log)?;
        let mut content = vec![0; self.page_size as usize];
        database.set_len(u64::from(self.pages) * u64::from(self.page_size))?;
        for (page, at) in self.present.range(1..=self.pages) {
            log.seek(SeekFrom::Start(*at))?;
            log.read_exact(&mut content)?;
            let place = u64::from(page - 1) * u64::from(self.page_size);
            database.seek(SeekFrom::Start(place))?;
            database.write_all(&content)?;
        }
        database.sync_all()
    }

    fn take(&mut self, from: &mut impl Read) -> io::Result<()> {
        let mut header = [0; HEADER];
        if !read_whole(from, &mut header)? {
            return Ok(());
        }
        let magic = number(&header, 0);
        let page_size = number(&header, 8);
        let fits = page_size.is_power_of_two() && (512..=65_536).contains(&page_size);
        if magic & !1 != MAGIC || !fits {
            return Ok(());
        }
        let mut sum = Checksum {
            big_endian: magic & 1 == 1,
            sums: (0, 0),
        };
        sum.add(&header[..24]);
        if !sum.is(&header[24..]) {
            return Ok(());
        }
        let mut frame = vec![0; FRAME_HEADER + page_size as usize];
        let mut since_commit = Vec::new();
        let mut at = HEADER as u64;
        while read_whole(from, &mut frame)? {
            let content = at + FRAME_HEADER as u64;
            at += frame.len() as u64;
            let (page, committed) = (number(&frame, 0), number(&frame, 4));
            sum.add(&frame[..8]);
            sum.add(&frame[FRAME_HEADER..]);
            if page == 0 || frame[8..16] != header[16..24] || !sum.is(&frame[16..24]) {
                break;
            }
            since_commit.push((page, content));
            if committed > 0 {
                (self.page_size, self.pages) = (page_size, committed);
                self.present.extend(since_commit.drain(..));
            }
        }
        Ok(())
    }
}

/// Returns false if the file ends too early.
fn read_whole(from: &mut impl Read, buffer: &mut [u8]) -> io::Result<bool> {
    match from.read_exact(buffer) {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(false),
        outcome => outcome.map(|()| true),
    }
}

/// Reads a big-endian number. All numbers of the format are big-endian, except those that are summed.
fn number(bytes: &[u8], at: usize) -> u32 {
    let four = bytes.get(at..at + 4).and_then(|four| four.try_into().ok());
    u32::from_be_bytes(four.unwrap_or_default())
}

struct Checksum {
    big_endian: bool,
    sums: (u32, u32),
}

impl Checksum {
    fn add(&mut self, bytes: &[u8]) {
        let (mut first, mut second) = self.sums;
        for pair in bytes.chunks_exact(8) {
            let read = |at| match self.big_endian {
                true => number(pair, at),
                false => number(pair, at).swap_bytes(),
            };
            first = first.wrapping_add(read(0)).wrapping_add(second);
            second = second.wrapping_add(read(4)).wrapping_add(first);
        }
        self.sums = (first, second);
    }

    fn is(&self, stored: &[u8]) -> bool {
        self.sums == (number(stored, 0), number(stored, 4))
    }
}

#[cfg(test)]
mod tests {
    use rusqlite::Connection;

    use super::*;
    use crate::store::file::paths;

    #[test]
    fn what_sqlite_wrote_is_read_as_sqlite_would_and_a_torn_end_is_not() {
        let temp = tempfile::tempdir().unwrap();
        let path = temp.path().join("d.db");
        let connection = Connection::open(&path).unwrap();
        connection
            .execute_batch(
                "PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0; CREATE TABLE t (a);",
            )
            .unwrap();
        for _ in 0..50 {
            connection
                .execute("INSERT INTO t VALUES (zeroblob(3000))", [])
                .unwrap();
        }
        let pages: u32 = connection
            .query_row("PRAGMA page_count", [], |row| row.get(0))
            .unwrap();
        let log = paths::wal(&path);
        let whole = Log::read(&log).unwrap();
        assert_eq!((whole.page_size, whole.pages), (4096, pages));
        assert!(whole.present.keys().copied().eq(1..=pages) && whole.is_complete());
        let bytes = std::fs::read(&log).unwrap();
        let torn = temp.path().join("torn");
        let last = bytes.len() - 2000;
        std::fs::write(&torn, &bytes[..last]).unwrap();
        assert!(Log::read(&torn).unwrap().pages < pages);
        let mut wrong = bytes;
        wrong[last] ^= 1;
        std::fs::write(&torn, &wrong).unwrap();
        assert!(Log::read(&torn).unwrap().pages < pages);
        std::fs::write(&torn, "no log at all, but longer than its header is").unwrap();
        assert!(!Log::read(&torn).unwrap().has_commit());
        assert_eq!(
            Log::read(&temp.path().join("none")).unwrap(),
            Log::default()
        );
    }
}
