//! Reports when files in directories may have changed, so that nothing has to poll every second. On Linux the kernel
//! reports it (inotify(7)), without a thread. What it does not report is found by polling: changes made on another
//! machine of a network share, changes behind a symbolic link, and everything on other systems.

use std::{path::Path, time::Duration};

/// How often to poll if the system reports changes, in case it misses some.
const SAFETY_POLL_INTERVAL: Duration = Duration::from_secs(300);

/// Watches files in directories.
pub struct DirectoryWatch {
    #[cfg(target_os = "linux")]
    inotify: Option<linux::Inotify>,
    /// How often to poll if the system does not report changes.
    often: Duration,
    /// How often to poll if the system reports changes.
    seldom: Duration,
    /// Whether the last watched file is one for which the system reports nothing.
    is_behind_link: bool,
}

impl DirectoryWatch {
    /// Watches these directories. If they can't be watched, polls every `often`. Blocks for as long as the disk does;
    /// must be called inside a tokio runtime.
    pub fn new(directories: &[&Path], often: Duration) -> Self {
        Self {
            #[cfg(target_os = "linux")]
            inotify: linux::Inotify::watching(directories)
                .inspect_err(|error| tracing::debug!(%error, "can't watch files for changes; polling instead"))
                .ok(),
            often,
            seldom: SAFETY_POLL_INTERVAL,
            is_behind_link: false,
        }
    }

    /// Sets how often to poll if the system reports changes, which is 5 minutes otherwise.
    #[must_use]
    pub const fn polling_every(mut self, seldom: Duration) -> Self {
        self.seldom = seldom;
        self
    }

    /// Also watches the file itself: it may be a mount point and be written through another path. Called before each
    /// read of the file. Blocks for as long as the disk does.
    pub fn watch_file(&mut self, file: &Path) {
        self.is_behind_link = file.is_symlink();
        #[cfg(target_os = "linux")]
        if let Some(inotify) = &self.inotify {
            inotify.watch_file(file);
        }
    }

    /// Waits until one of the files that `is_meant` selects by name may have changed. Cancel safe.
    pub async fn changed(&mut self, is_meant: impl Fn(&str) -> bool) {
        let often = self.often;
        #[cfg(target_os = "linux")]
        if let Some(inotify) = &mut self.inotify {
            let limit = if self.is_behind_link {
                often
            } else {
                self.seldom
            };
            match tokio::time::timeout(limit, inotify.changed(is_meant)).await {
                Ok(Ok(())) | Err(_) => return,
                Ok(Err(error)) => {
                    tracing::debug!(%error, "can no longer watch files for changes; polling instead");
                    self.inotify = None;
                }
            }
        }
        #[cfg(not(target_os = "linux"))]
        let _ = (is_meant, self.is_behind_link, self.seldom);
        tokio::time::sleep(often).await;
    }
}

#[cfg(target_os = "linux")]
mod linux {
    use std::{io, mem::MaybeUninit, os::fd::OwnedFd, path::Path};

    use rustix::{
        fs::inotify::{self, CreateFlags, ReadFlags, Reader, WatchFlags},
        io::Errno,
    };
    use tokio::io::unix::AsyncFd;

    /// Space for a few events with names of maximum length.
    const BUFFER: usize = 4096;

    /// The magic numbers (statfs(2)) of file systems that other machines or programs may change without an event: 9p,
    /// AFS, Ceph, CIFS, FUSE, NFS, SMB, SMB2.
    const SHARED: [u64; 8] = [
        0x0102_1997,
        0x5346_414f,
        0x00c3_6400,
        0xff53_4d42,
        0x6573_5546,
        0x6969,
        0x517b,
        0xfe53_4d42,
    ];

    pub(super) struct Inotify {
        events: AsyncFd<OwnedFd>,
        /// The descriptors of the watched directories.
        directories: Vec<i32>,
    }

    impl Inotify {
        /// Does not watch single writes: the database's log has thousands per second.
        pub fn watching(directories: &[&Path]) -> io::Result<Self> {
            let inotify = inotify::init(CreateFlags::NONBLOCK | CreateFlags::CLOEXEC)?;
            let events = WatchFlags::CLOSE_WRITE
                | WatchFlags::CREATE
                | WatchFlags::DELETE
                | WatchFlags::MOVE
                | WatchFlags::DELETE_SELF
                | WatchFlags::MOVE_SELF
                | WatchFlags::ONLYDIR;
            let watch = |directory: &&Path| {
                if is_shared(directory)? {
                    return Err(io::Error::other("the file system is shared"));
                }
                Ok(inotify::add_watch(&inotify, *directory, events)?)
            };
            let directories = directories.iter().map(watch).collect::<io::Result<_>>()?;
            #[allow(
                deprecated,
                reason = "it warns of types whose descriptor may close; an OwnedFd's stays open, and its successor is unsafe"
            )]
            let events = AsyncFd::new(inotify)?;
            Ok(Self {
                events,
                directories,
            })
        }

        pub fn watch_file(&self, file: &Path) {
            let events = WatchFlags::MODIFY | WatchFlags::CLOSE_WRITE | WatchFlags::MASK_CREATE;
            // Already watched, or the file is missing: events of its directory cover that.
            let _ = inotify::add_watch(self.events.get_ref(), file, events);
        }

        /// # Errors
        /// The directory is not where it was, or the system's error.
        pub async fn changed(&mut self, is_meant: impl Fn(&str) -> bool) -> io::Result<()> {
            loop {
                let mut ready = self.events.readable().await?;
                if self.read(&is_meant)? {
                    return Ok(());
                }
                ready.clear_ready();
            }
        }

        /// Reads all pending events. Returns whether a selected file may have changed.
        fn read(&self, is_meant: &impl Fn(&str) -> bool) -> io::Result<bool> {
            let mut buffer = [MaybeUninit::uninit(); BUFFER];
            let mut events = Reader::new(self.events.get_ref(), &mut buffer);
            let gone = ReadFlags::DELETE_SELF | ReadFlags::MOVE_SELF | ReadFlags::IGNORED;
            let mut changed = false;
            loop {
                let event = match events.next() {
                    Ok(event) => event,
                    Err(Errno::AGAIN) => return Ok(changed),
                    Err(Errno::INTR) => continue,
                    Err(error) => return Err(error.into()),
                };
                if self.directories.contains(&event.wd()) && event.events().intersects(gone) {
                    return Err(io::Error::other("the directory is gone"));
                }
                let name = event.file_name().map(|name| name.to_string_lossy());
                // Without a name: the file itself, or too many events at once.
                changed |= name.is_none_or(|name| is_meant(&name));
            }
        }
    }

    fn is_shared(directory: &Path) -> io::Result<bool> {
        let kind = rustix::fs::statfs(directory)?.f_type;
        #[allow(
            clippy::cast_sign_loss,
            clippy::cast_possible_truncation,
            reason = "the type of the field differs between systems; all numbers have 32 bits"
        )]
        let kind = u64::from(kind as u32);
        Ok(SHARED.contains(&kind))
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::{fs, time::Instant};

    use super::*;

    const LIMIT: Duration = Duration::from_secs(30);

    async fn changed(watch: &mut DirectoryWatch) -> bool {
        let changed = watch.changed(|name| name == "settings.toml");
        tokio::time::timeout(LIMIT, changed).await.is_ok()
    }

    #[tokio::test]
    async fn a_written_replaced_or_deleted_file_is_reported_and_no_other() {
        let temp = tempfile::tempdir().unwrap();
        let (file, other) = (temp.path().join("settings.toml"), temp.path().join("other"));
        let mut watch = DirectoryWatch::new(&[temp.path()], 100 * LIMIT);
        fs::write(&other, "1").unwrap();
        {
            let changed = watch.changed(|name| name == "settings.toml");
            let soon = tokio::time::timeout(Duration::from_millis(50), changed);
            assert!(soon.await.is_err(), "another file");
        }
        fs::write(&file, "1").unwrap();
        assert!(changed(&mut watch).await);
        fs::rename(&other, &file).unwrap();
        assert!(changed(&mut watch).await);
        fs::remove_file(&file).unwrap();
        assert!(changed(&mut watch).await);
    }

    #[tokio::test(start_paused = true)]
    async fn without_change_events_it_polls_often() {
        let temp = tempfile::tempdir().unwrap();
        let (file, link) = (temp.path().join("real"), temp.path().join("settings.toml"));
        fs::write(&file, "1").unwrap();
        std::os::unix::fs::symlink(&file, &link).unwrap();
        let often = Duration::from_secs(2);
        let begun = tokio::time::Instant::now();
        let mut watch = DirectoryWatch::new(&[temp.path()], often);
        watch.watch_file(&link);
        watch.changed(|_| true).await;
        assert_eq!(begun.elapsed().as_secs(), 2, "behind a link");
        let mut watch = DirectoryWatch::new(&[&temp.path().join("gone")], often);
        watch.changed(|_| true).await;
        assert_eq!(begun.elapsed().as_secs(), 4, "no such directory");
    }

    #[tokio::test]
    async fn a_file_written_through_another_path_or_never_closed_is_reported() {
        use std::io::Write as _;
        let temp = tempfile::tempdir().unwrap();
        let dir = temp.path().join("data");
        fs::create_dir(&dir).unwrap();
        let (file, other) = (dir.join("settings.toml"), temp.path().join("other"));
        fs::write(&file, "1").unwrap();
        fs::hard_link(&file, &other).unwrap();
        let mut watch = DirectoryWatch::new(&[&dir], 100 * LIMIT);
        watch.watch_file(&file);
        let mut open = fs::File::options().append(true).open(&other).unwrap();
        open.write_all(b"2").unwrap();
        assert!(changed(&mut watch).await);
        watch.watch_file(&file);
        open.write_all(b"3").unwrap();
        assert!(changed(&mut watch).await);
    }

    #[tokio::test]
    async fn a_directory_that_is_moved_away_is_looked_at_often() {
        let temp = tempfile::tempdir().unwrap();
        let dir = temp.path().join("data");
        fs::create_dir(&dir).unwrap();
        let mut watch = DirectoryWatch::new(&[&dir], Duration::from_millis(1));
        fs::rename(&dir, temp.path().join("elsewhere")).unwrap();
        let begun = Instant::now();
        assert!(changed(&mut watch).await && changed(&mut watch).await);
        assert!(begun.elapsed() < LIMIT);
    }
}
