//! Whether something in a data directory may have changed, for a command that waits while another program writes there.
//! Only looks at the sizes and times of the files and holds none of them open, so that it hinders neither a clean
//! shutdown nor a restore nor a start.

use std::{
    fs,
    time::{Duration, Instant, SystemTime},
};

use super::data_dir::DataDir;

/// Two writes this close together may leave the same file time, so such a recent change is looked at once more.
const TIME_RESOLUTION: Duration = Duration::from_millis(100);
/// After this long it reports a change anyway: some file systems have no times.
const ALWAYS_AFTER: Duration = Duration::from_secs(10);

/// Size and time of a file; `None` if there is no such file.
type Mark = Option<(u64, Option<SystemTime>)>;

/// The last known state of the files.
#[derive(Debug)]
pub struct ChangeWatch {
    dir: DataDir,
    seen: Option<(Vec<Mark>, Instant)>,
}

impl ChangeWatch {
    pub const fn new(dir: DataDir) -> Self {
        Self { dir, seen: None }
    }

    /// Whether something may have changed since the last call; true for the first call.
    pub fn has_changed(&mut self) -> bool {
        let marks: Vec<Mark> = self.dir.changing_files().iter().map(mark).collect();
        if let Some((seen, at)) = &self.seen
            && *seen == marks
            && at.elapsed() < ALWAYS_AFTER
        {
            return false;
        }
        let just_now = |mark: &Mark| {
            let time = mark.and_then(|(_, time)| time);
            time.is_some_and(|time| time.elapsed().unwrap_or_default() < TIME_RESOLUTION)
        };
        let settled = !marks.iter().any(just_now);
        self.seen = settled.then(|| (marks, Instant::now()));
        true
    }
}

fn mark(path: &std::path::PathBuf) -> Mark {
    let file = fs::metadata(path).ok()?;
    Some((file.len(), file.modified().ok()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_write_is_seen_and_rest_is_rest() {
        let temp = tempfile::tempdir().unwrap();
        let dir = DataDir::open(temp.path().join("data")).unwrap();
        let log = dir.changing_files()[1].clone();
        let long_ago = SystemTime::now() - Duration::from_secs(60);
        let write = |text: &str, at: SystemTime| {
            fs::write(&log, text).unwrap();
            let file = fs::File::options().write(true).open(&log).unwrap();
            file.set_modified(at).unwrap();
        };
        let mut watch = ChangeWatch::new(dir.clone());
        assert!(watch.has_changed(), "nothing was seen yet");
        assert!(!watch.has_changed());
        write("a", long_ago);
        assert!(watch.has_changed());
        assert!(!watch.has_changed());
        write("b", long_ago + Duration::from_secs(1));
        assert!(watch.has_changed(), "the same size at another time");
        write("c", SystemTime::now() + Duration::from_secs(3600));
        assert!(watch.has_changed());
        assert!(
            watch.has_changed(),
            "another write may come at the same time"
        );
        fs::remove_file(&log).unwrap();
        assert!(watch.has_changed());
        assert!(!watch.has_changed());
    }
}
