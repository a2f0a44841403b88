//! The settings in force: the last valid ones, whatever the file says now. The file's date is checked when the system
//! reports a change in its directory, which also covers editors that replace the file. Valid changes take effect;
//! invalid ones are reported and ignored.

use std::{
    ffi::OsStr,
    sync::Arc,
    time::{Duration, SystemTime},
};

use parking_lot::{Mutex, RwLock};
use toml_edit::DocumentMut;

use super::{
    KEY, Settings, SettingsError, alert_rules, catalogue,
    file::{self, LoadedSettings, ValidSettings},
    monitors, new_key, relay, relay_table, targets, targets_table, value_of,
    zone::Zone,
};
use crate::{
    alert::AlertRule,
    feed::{Feed, Topic},
    model::{moment::Moment, problem::Problem, public_url::PublicUrl},
    monitor::MonitorConfig,
    platform::{data_dir::DataDir, directory_watch::DirectoryWatch},
    relay::route::RelayRoute,
    share::target::TargetForm,
    worker::{self, Role},
};

/// The worker that follows the file.
pub const ROLE: Role = Role {
    name: "settings",
    does: "follows settings.toml",
    meaning: "A change of that file is not noticed; the last good settings are in force.",
};

/// How often the file's date is checked if the system does not report changes.
const CHECK_INTERVAL: Duration = Duration::from_secs(2);
/// How long a file must stay unchanged after it was read: an editor that writes in place may be half done.
const SETTLED: Duration = Duration::from_millis(100);

/// The settings in force. Shared by everything that needs them; a change takes effect at the next [`Self::get`].
#[derive(Debug)]
pub struct SettingsHandle {
    dir: DataDir,
    feed: Feed,
    now: RwLock<Snapshot>,
    zone: Mutex<Zone>,
    /// Held from the write of a change, or the last look at the file, until it is in force: an older state must not
    /// replace a newer one.
    changing: Mutex<()>,
}

#[derive(Clone, Debug)]
struct Snapshot {
    /// With the file's text, which an edit needs if the file is gone.
    good: ValidSettings,
    problem: Option<Problem>,
    /// The state of the file before it was read; `None` if it has to be read again.
    file_stamp: Option<FileStamp>,
}

/// Distinguishes versions of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
enum FileStamp {
    Nothing,
    File {
        modified: Option<SystemTime>,
        length: u64,
        /// The inode, and when it last changed.
        inode: Option<(u64, i64, i64)>,
    },
}

impl SettingsHandle {
    /// Reads the settings.
    ///
    /// # Errors
    /// [`SettingsError`], if there are no valid ones yet.
    pub fn load(dir: &DataDir, feed: &Feed) -> Result<Self, SettingsError> {
        // Taken before the file is read, so that a change in between is noticed at the next look.
        let file_stamp = file_stamp(dir);
        let found = file::start(dir)?;
        let problem = found.problem(dir);
        log_problems(&found.good.settings, problem.as_ref());
        let handle = Self {
            now: RwLock::new(Snapshot {
                good: found.good,
                problem,
                // If there was no file, there may be one by now.
                file_stamp: Some(file_stamp).filter(|file_stamp| *file_stamp != FileStamp::Nothing),
            }),
            dir: dir.clone(),
            feed: feed.clone(),
            zone: Mutex::new(Zone::now()),
            changing: Mutex::default(),
        };
        if handle.problem().is_none() {
            let mut found = handle.read().good;
            handle.writes_relay_key(&mut found);
        }
        Ok(handle)
    }

    pub fn get(&self) -> Arc<Settings> {
        // Not the whole snapshot: each report asks.
        Arc::clone(&self.now.read().good.settings)
    }

    /// What is wrong with the file.
    pub fn problem(&self) -> Option<Problem> {
        self.read().problem
    }

    /// All settings with their values, for display.
    pub fn view(&self) -> catalogue::SettingsView {
        let now = self.read();
        let file = self.dir.settings().display().to_string();
        catalogue::view(&now.good.settings, file, now.problem)
    }

    /// Sets one by its name, in the file and in force; an empty value means the default.
    ///
    /// # Errors
    /// What is wrong with the value or the file. Nothing is changed then.
    pub fn set(&self, name: &str, value: &str) -> Result<(), Problem> {
        self.change(name, value_of(name, value)?)
    }

    /// Replaces the receiver's key. The old one is accepted until `keep_old_until`, or no longer if that is `None`.
    ///
    /// # Errors
    /// Why the file could not be changed.
    pub fn replace_key(&self, keep_old_until: Option<Moment>) -> Result<(), Problem> {
        self.get().may_keep_old_key(keep_old_until, Moment::now())?;
        let change = new_key(keep_old_until)?;
        self.change(KEY, change)
    }

    /// Writes a monitor. Replaces the one of the endpoint `before`, or adds a new one.
    ///
    /// # Errors
    /// What is wrong with the monitor or the file. Nothing is changed then.
    pub fn save_monitor(
        &self,
        before: Option<&str>,
        config: &MonitorConfig,
    ) -> Result<(), Problem> {
        self.change(monitors::NAME, |document| {
            monitors::save(document, before, config);
        })
    }

    /// Replaces the alert rules.
    ///
    /// # Errors
    /// What is wrong with a rule or the file. Nothing is changed then.
    pub fn save_alert_rules(&self, rules: &[AlertRule]) -> Result<(), Problem> {
        self.change(alert_rules::SETTING, |document| {
            alert_rules::save(document, rules);
        })
    }

    /// Replaces the relay's routes.
    ///
    /// # Errors
    /// What is wrong with a route or the file. Nothing is changed then.
    pub fn save_relay_routes(&self, routes: &[RelayRoute]) -> Result<(), Problem> {
        self.change(relay_table::ROUTES, |document| {
            relay_table::save(document, routes);
        })
    }

    /// Writes a target. Replaces the one of the name `before`, or adds a new one.
    ///
    /// # Errors
    /// What is wrong with the target or the file. Nothing is changed then.
    pub fn save_target(&self, before: Option<&str>, form: &TargetForm) -> Result<(), Problem> {
        self.change(targets::NAME, |document| {
            targets_table::save(document, before, form);
        })
    }

    /// Removes a target. Returns whether there was one of that name.
    ///
    /// # Errors
    /// What is wrong with the file. Nothing is changed then.
    pub fn remove_target(&self, name: &str) -> Result<bool, Problem> {
        self.change(targets::NAME, |document| {
            targets_table::remove(document, name)
        })
    }

    /// Removes the monitor of that endpoint. Returns whether there was one.
    ///
    /// # Errors
    /// What is wrong with the file. Nothing is changed then.
    pub fn remove_monitor(&self, endpoint: &str) -> Result<bool, Problem> {
        self.change(monitors::NAME, |document| {
            monitors::remove(document, endpoint)
        })
    }

    /// Applies the file, if it has changed and is not being written at this moment. Also picks up a change of the
    /// system's time zone.
    pub fn look(&self) {
        // Quiet hours and "until tomorrow" depend on it.
        if self.zone.lock().look() {
            self.feed.publish(Topic::Settings);
        }
        let found = file_stamp(&self.dir);
        if self.read().file_stamp.as_ref() == Some(&found) {
            return;
        }
        let mut read = file::read(&self.dir);
        std::thread::sleep(SETTLED);
        if file_stamp(&self.dir) != found {
            return;
        }
        if let Ok(good) = &mut read
            && self.writes_relay_key(good)
        {
            return;
        }
        let in_order = self.changing.lock();
        // This program may have changed it since.
        if file_stamp(&self.dir) != found {
            return;
        }
        let is_other = self.take(Some(found), read);
        drop(in_order);
        if is_other {
            self.feed.publish(Topic::Settings);
        }
    }

    /// Writes the relay's key to the file if it is missing there: the known key, or a new one if the relay was switched
    /// on. Returns whether it was written. If that fails, the known key stays in force.
    fn writes_relay_key(&self, found: &mut ValidSettings) -> bool {
        let before = self.get().relay.key.clone();
        let relay = &found.settings.relay;
        if relay.key.is_some() || (before.is_none() && !relay.enabled) {
            return false;
        }
        // Any edit adds the key.
        let Err(problem) = self.change(relay::TABLE, |_| ()) else {
            return true;
        };
        tracing::warn!("Can't write the relay's key. {problem}");
        let mut settings = Settings::clone(&found.settings);
        settings.relay.key = before;
        found.settings = Arc::new(settings);
        false
    }

    fn change<T>(
        &self,
        name: &str,
        edit: impl FnOnce(&mut DocumentMut) -> T,
    ) -> Result<T, Problem> {
        let _in_order = self.changing.lock();
        let before = self.read().good;
        let changed = file::edit(&self.dir, Some(&before), name, edit);
        let (good, done) = changed?;
        self.wrote(good);
        Ok(done)
    }

    fn read(&self) -> Snapshot {
        self.now.read().clone()
    }

    /// Applies what this program has written. Another program may have written since, which no date reveals, so the
    /// next look reads the file again.
    fn wrote(&self, good: ValidSettings) {
        self.take(None, Ok(good));
        self.feed.publish(Topic::Settings);
    }

    /// Applies what was read from a file with that stamp. Returns whether anything has changed.
    fn take(
        &self,
        file_stamp: Option<FileStamp>,
        read: Result<ValidSettings, SettingsError>,
    ) -> bool {
        let mut now = self.now.write();
        let (good, error) = match read {
            Ok(good) => (good, None),
            Err(error) => (now.good.clone(), Some(error)),
        };
        if error.is_none() {
            file::remember(&self.dir, &good.text);
        }
        let found = LoadedSettings { good, error };
        let problem = found.problem(&self.dir);
        let is_other = found.good.settings != now.good.settings || problem != now.problem;
        if is_other {
            log_problems(&found.good.settings, problem.as_ref());
        }
        if now.problem.is_some() && problem.is_none() {
            tracing::warn!("The settings file is right again.");
        }
        *now = Snapshot {
            good: found.good,
            problem,
            file_stamp,
        };
        is_other
    }
}

/// Logs what a user should know of the new settings.
fn log_problems(settings: &Settings, problem: Option<&Problem>) {
    if let Some(problem) = problem {
        tracing::warn!("{problem}");
    }
    let url = settings.public_url.as_ref();
    if let Some(url) = url.filter(|url| url.is_unencrypted()) {
        tracing::warn!("{url} is not encrypted. {}", PublicUrl::UNENCRYPTED);
    }
}

/// Follows the file and the system's time zone forever.
pub async fn follow(handle: Arc<SettingsHandle>) {
    let file = handle.dir.settings();
    let name = file.file_name().map(OsStr::to_owned);
    let mut watch = None;
    loop {
        let (handle, file, watched) = (Arc::clone(&handle), file.clone(), watch.take());
        let watched = worker::blocking(move || {
            let directories = [handle.dir.path(), Zone::directory()];
            let mut watched =
                watched.unwrap_or_else(|| DirectoryWatch::new(&directories, CHECK_INTERVAL));
            worker::heartbeat(ROLE.name);
            // Before the look, so that later changes are reported.
            watched.watch_file(&file);
            handle.look();
            watched
        });
        let watch = watch.insert(watched.await);
        let is_meant = |changed: &str| {
            name.as_deref() == Some(OsStr::new(changed)) || Zone::is_noted_in(changed)
        };
        watch.changed(is_meant).await;
    }
}

fn file_stamp(dir: &DataDir) -> FileStamp {
    let Ok(metadata) = std::fs::metadata(dir.settings()) else {
        return FileStamp::Nothing;
    };
    #[cfg(unix)]
    let inode = {
        use std::os::unix::fs::MetadataExt;
        Some((metadata.ino(), metadata.ctime(), metadata.ctime_nsec()))
    };
    #[cfg(not(unix))]
    let inode = None;
    FileStamp::File {
        modified: metadata.modified().ok(),
        length: metadata.len(),
        inode,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bad_file_keeps_the_last_good_settings_and_a_good_one_takes_over() {
        let temp = tempfile::tempdir().unwrap();
        let dir = DataDir::open(temp.path().join("data")).unwrap();
        let handle = SettingsHandle::load(&dir, &Feed::default()).unwrap();
        let good = std::fs::read_to_string(dir.settings()).unwrap();
        let with = |line: &str| good.replacen("# quiet_hours = \"\"", line, 1);
        std::fs::write(dir.settings(), with("quiet_hours = 7")).unwrap();
        handle.look();
        let problem = handle.problem().unwrap();
        let line = good
            .lines()
            .position(|line| line.contains("quiet_hours ="))
            .unwrap()
            + 1;
        assert!(problem.what.contains(&format!("line {line}:")), "{problem}");
        assert!(handle.get().quiet_hours.is_none());
        std::fs::write(
            dir.settings(),
            with("quiet_hours = \"22:00-07:00\" # at night"),
        )
        .unwrap();
        handle.look();
        assert_eq!(handle.problem(), None);
        assert!(handle.get().quiet_hours.is_some());

        handle.set("window.theme", "dark").unwrap();
        let text = std::fs::read_to_string(dir.settings()).unwrap();
        assert!(
            text.contains("# at night") && text.contains("theme = \"dark\""),
            "{text}"
        );
        let refused = handle.set("alerts.quiet_hours", "late").unwrap_err();
        assert!(refused.what.contains("quiet_hours"), "{refused}");
        assert_eq!(std::fs::read_to_string(dir.settings()).unwrap(), text);
        handle.set("alerts.quiet_hours", "").unwrap();
        assert!(handle.get().quiet_hours.is_none());
        assert!(handle.set("alerts.nothing", "1").is_err());
    }

    #[test]
    fn what_another_writes_right_after_this_program_is_taken_over() {
        let temp = tempfile::tempdir().unwrap();
        let dir = DataDir::open(temp.path().join("data")).unwrap();
        let handle = SettingsHandle::load(&dir, &Feed::default()).unwrap();
        let own = Settings::set(&dir, "window.theme", "dark").unwrap();
        let other = Settings::set(&dir, "alerts.quiet_hours", "22:00-07:00").unwrap();
        handle.wrote(ValidSettings {
            settings: Arc::new(own),
            text: std::fs::read_to_string(dir.settings()).unwrap().into(),
        });
        assert!(handle.get().quiet_hours.is_none());
        handle.look();
        assert_eq!(*handle.get(), other);
    }

    #[test]
    fn what_this_program_wrote_is_reported_once() {
        let temp = tempfile::tempdir().unwrap();
        let dir = DataDir::open(temp.path().join("data")).unwrap();
        let feed = Feed::default();
        let handle = SettingsHandle::load(&dir, &feed).unwrap();
        let before = feed.revision();
        handle.set("window.theme", "dark").unwrap();
        handle.look();
        handle.look();
        assert_eq!(feed.revision(), before + 1);
    }
}
