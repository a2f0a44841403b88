//! The log files. A new one starts each day and whenever the current one is full, and the oldest are removed. So the
//! directory has a maximum size, even on a day on which something writes all the time.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
};

use missedhook_core::model::moment::Moment;

/// How many files are kept.
const FILES: usize = 10;
/// The maximum size of a file, in bytes. Only a longer line makes a larger file.
const FILE_BYTES: u64 = 1_000_000;

const PREFIX: &str = "missedhook.";
const SUFFIX: &str = ".log";

/// The name of a file: `missedhook.2026-11-24.log`, and for the second of that day `missedhook.2026-11-24.2.log`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Name {
    day: String,
    number: u32,
}

impl Name {
    fn parse(file: &str) -> Option<Self> {
        let name = file.strip_prefix(PREFIX)?.strip_suffix(SUFFIX)?;
        let (day, number) = match name.split_once('.') {
            Some((day, number)) => (day, number.parse().ok()?),
            None => (name, 1),
        };
        let is_day = day.len() == 10 && day.bytes().all(|b| b.is_ascii_digit() || b == b'-');
        is_day.then(|| Self {
            day: day.to_owned(),
            number,
        })
    }

    fn file(&self) -> String {
        match self.number {
            1 => format!("{PREFIX}{}{SUFFIX}", self.day),
            number => format!("{PREFIX}{}.{number}{SUFFIX}", self.day),
        }
    }
}

/// The day in UTC: `2026-11-24`.
fn day(now: Moment) -> String {
    now.in_utc().chars().take(10).collect()
}

/// The existing files, oldest first. One dated in the future counts as oldest: the clock was wrong then.
fn names(dir: &Path, today: &str) -> Vec<Name> {
    let entries = fs::read_dir(dir).into_iter().flatten().flatten();
    let mut names: Vec<Name> = entries
        .filter_map(|entry| Name::parse(entry.file_name().to_str()?))
        .collect();
    names.sort_by_key(|name| (name.day.as_str() <= today, name.clone()));
    names
}

/// Writes the log. Each call of `write` contains one whole line.
pub struct LogFiles {
    dir: PathBuf,
    file_bytes: u64,
    open: Option<(Name, File, u64)>,
}

impl LogFiles {
    /// Writes to this directory. No file is opened before the first line.
    pub fn new(dir: PathBuf) -> Self {
        // A test can't write ten megabytes.
        let bytes = std::env::var("MISSEDHOOK_TEST_LOG_FILE_BYTES").ok();
        Self {
            dir,
            file_bytes: bytes
                .and_then(|bytes| bytes.parse().ok())
                .unwrap_or(FILE_BYTES),
            open: None,
        }
    }

    fn write_at(&mut self, line: &[u8], now: Moment) -> io::Result<()> {
        let day = day(now);
        let length = u64::try_from(line.len()).unwrap_or(u64::MAX);
        let has_room = |written: u64| written == 0 || written + length <= self.file_bytes;
        let (name, mut file, written) = match self.open.take() {
            Some((name, file, written)) if name.day == day && has_room(written) => {
                (name, file, written)
            }
            _ => open(&self.dir, &day, has_room)?,
        };
        file.write_all(line)?;
        self.open = Some((name, file, written + length));
        Ok(())
    }
}

/// Opens the latest file of this day that has room, else a new one, and removes the oldest.
fn open(dir: &Path, day: &str, has_room: impl Fn(u64) -> bool) -> io::Result<(Name, File, u64)> {
    let names = names(dir, day);
    let latest = names.iter().rfind(|name| name.day == day);
    let mut name = Name {
        day: day.to_owned(),
        number: latest.map_or(1, |latest| latest.number),
    };
    let append = |name: &Name| {
        let path = dir.join(name.file());
        let file = OpenOptions::new().append(true).create(true).open(path)?;
        let written = file.metadata()?.len();
        Ok::<_, io::Error>((file, written))
    };
    let (mut file, mut written) = append(&name)?;
    if !has_room(written) {
        name.number += 1;
        (file, written) = append(&name)?;
    }
    let others = names.iter().filter(|other| **other != name).rev();
    for old in others.skip(FILES - 1) {
        // If this fails, the next call tries again.
        let _ = fs::remove_file(dir.join(old.file()));
    }
    Ok((name, file, written))
}

impl Write for LogFiles {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        self.write_at(line, Moment::now())?;
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The last lines of the log, oldest first.
pub fn last_lines(dir: &Path, count: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for name in names(dir, &day(Moment::now())).iter().rev() {
        let path = dir.join(name.file());
        // Anything else might never end.
        let is_file = fs::symlink_metadata(&path).is_ok_and(|found| found.is_file());
        let text = is_file.then(|| fs::read(&path).unwrap_or_default());
        let text = text.unwrap_or_default();
        let text = String::from_utf8_lossy(&text);
        let missing = count - lines.len();
        lines.extend(text.lines().rev().take(missing).map(str::to_owned));
        if lines.len() >= count {
            break;
        }
    }
    lines.reverse();
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Moment {
        Moment::parse(text).unwrap()
    }

    fn found(dir: &Path) -> Vec<String> {
        names(dir, "2026-11-24").iter().map(Name::file).collect()
    }

    fn logs(dir: &Path, file_bytes: u64) -> LogFiles {
        LogFiles {
            dir: dir.to_owned(),
            file_bytes,
            open: None,
        }
    }

    #[test]
    fn a_day_or_a_full_file_begins_another_and_the_next_start_goes_on_with_it() {
        let dir = tempfile::tempdir().unwrap();
        let mut files = logs(dir.path(), 10);
        files
            .write_at(b"12345\n", at("2026-11-23T23:59:59Z"))
            .unwrap();
        files
            .write_at(b"1234\n", at("2026-11-24T00:00:00Z"))
            .unwrap();
        files
            .write_at(b"1234\n", at("2026-11-24T00:00:01Z"))
            .unwrap();
        files.write_at(b"5\n", at("2026-11-24T00:00:02Z")).unwrap();
        let mut files = logs(dir.path(), 10);
        files.write_at(b"6\n", at("2026-11-24T00:00:03Z")).unwrap();
        let expected = [
            "missedhook.2026-11-23.log",
            "missedhook.2026-11-24.log",
            "missedhook.2026-11-24.2.log",
        ];
        assert_eq!(found(dir.path()), expected);
        let last = fs::read_to_string(dir.path().join(expected[2])).unwrap();
        assert_eq!(last, "5\n6\n");
    }

    #[test]
    fn the_oldest_go_and_a_file_of_a_day_to_come_is_the_oldest() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("missedhook.9999-12-30.log"), "wrong clock").unwrap();
        fs::write(dir.path().join("notes.txt"), "not ours").unwrap();
        let mut files = logs(dir.path(), 1);
        for n in 0..FILES + 2 {
            files
                .write_at(b"line\n", at("2026-11-24T09:14:00Z"))
                .unwrap();
            assert!(found(dir.path()).len() <= FILES, "{n}");
        }
        let left = found(dir.path());
        assert_eq!(left.len(), FILES);
        assert_eq!(left[0], "missedhook.2026-11-24.3.log");
        assert!(dir.path().join("notes.txt").exists());
    }

    #[test]
    fn a_line_is_never_cut_and_what_fails_is_tried_again() {
        let dir = tempfile::tempdir().unwrap();
        let sub = dir.path().join("logs");
        let mut files = logs(&sub, 3);
        files
            .write_at(b"lost\n", at("2026-11-24T09:14:00Z"))
            .unwrap_err();
        fs::create_dir(&sub).unwrap();
        files
            .write_at(b"longer\n", at("2026-11-24T09:14:00Z"))
            .unwrap();
        assert_eq!(
            fs::read(sub.join("missedhook.2026-11-24.log")).unwrap(),
            b"longer\n"
        );
    }

    #[test]
    fn the_last_lines_come_in_their_order_over_several_files() {
        let dir = tempfile::tempdir().unwrap();
        for (name, text) in [
            ("missedhook.2020-01-01.log", "a\nb\n"),
            ("missedhook.2020-01-01.2.log", "c\n"),
            ("missedhook.2020-01-02.log", "d\ne\n"),
        ] {
            fs::write(dir.path().join(name), text).unwrap();
        }
        assert_eq!(last_lines(dir.path(), 4), ["b", "c", "d", "e"]);
        assert_eq!(last_lines(dir.path(), 99).len(), 5);
        assert!(last_lines(&dir.path().join("none"), 4).is_empty());
    }
}
