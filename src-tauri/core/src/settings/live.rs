//! The settings in force: the last good ones, whatever is in the file just now. Looks at the file's date every
//! two seconds (a watcher of the system's would cost a thread and break on editors that replace the file), and
//! takes over what it finds there where that is sound; where it is not, says so and keeps what it has.

use std::{
    sync::{Arc, PoisonError, RwLock},
    time::{Duration, SystemTime},
};

use super::{Settings, SettingsError, catalogue};
use crate::{
    data_dir::DataDir,
    feed::{Change, Feed},
    moment::Moment,
    monitor::MonitorWish,
    problem::Problem,
    worker::{self, Role},
};

/// The worker that follows the file.
pub const ROLE: Role = Role {
    name: "settings",
    does: "follows settings.toml",
    meaning: "A change of that file is not noticed; the last good settings are in force.",
};

/// How often the file's date is looked at.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// The settings in force. Shared by all who need them; a change is there for the next who asks.
#[derive(Debug)]
pub struct Live {
    dir: DataDir,
    feed: Feed,
    now: RwLock<Now>,
}

#[derive(Clone, Debug)]
struct Now {
    settings: Arc<Settings>,
    problem: Option<Problem>,
    /// What the file was like before it was read; none where it is to be read again.
    seen: Option<Seen>,
}

/// What tells one version of the file from another.
type Seen = (SystemTime, u64);

impl Live {
    /// Reads the settings.
    ///
    /// # Errors
    /// [`SettingsError`], where there are no good ones yet.
    pub fn load(dir: &DataDir, feed: &Feed) -> Result<Self, SettingsError> {
        // Makes the file. Its date is noted before it is read: a change in between is then seen at the next look.
        Settings::load(dir)?;
        let seen = seen(dir);
        let live = Self {
            now: RwLock::new(Now {
                settings: Arc::new(Settings::load(dir)?),
                problem: None,
                seen,
            }),
            dir: dir.clone(),
            feed: feed.clone(),
        };
        Ok(live)
    }

    /// The settings in force.
    pub fn get(&self) -> Arc<Settings> {
        Arc::clone(&self.read().settings)
    }

    /// What is wrong with the file.
    pub fn problem(&self) -> Option<Problem> {
        self.read().problem
    }

    /// All of them with their values, for a person.
    pub fn view(&self) -> catalogue::SettingsView {
        let now = self.read();
        let file = self.dir.settings().display().to_string();
        catalogue::view(&now.settings, file, now.problem)
    }

    /// Sets one by its name, in the file and in force; an empty value is the default.
    ///
    /// # Errors
    /// What is wrong with the value, or with the file. Nothing is changed then.
    pub fn set(&self, name: &str, value: &str) -> Result<(), Problem> {
        let settings = Settings::set(&self.dir, name, value).map_err(|error| error.problem())?;
        self.wrote(settings);
        Ok(())
    }

    /// Replaces the receiver's key; the former one is accepted until `keep_old_until`, or at once no more.
    ///
    /// # Errors
    /// Why the file could not be changed.
    pub fn replace_key(&self, keep_old_until: Option<Moment>) -> Result<(), Problem> {
        let settings =
            Settings::replace_key(&self.dir, keep_old_until).map_err(|error| error.problem())?;
        self.wrote(settings);
        Ok(())
    }

    /// Writes a monitor, in the place of the one of that endpoint or as a new one.
    ///
    /// # Errors
    /// What is wrong with the wish, or with the file. Nothing is changed then.
    pub fn save_monitor(&self, before: Option<&str>, wish: &MonitorWish) -> Result<(), Problem> {
        let settings = Settings::save_monitor(&self.dir, before, wish);
        self.wrote(settings.map_err(|error| error.problem())?);
        Ok(())
    }

    /// Takes out the monitor of that endpoint; whether there was one.
    ///
    /// # Errors
    /// What is wrong with the file. Nothing is changed then.
    pub fn remove_monitor(&self, endpoint: &str) -> Result<bool, Problem> {
        let removed = Settings::remove_monitor(&self.dir, endpoint);
        let (settings, removed) = removed.map_err(|error| error.problem())?;
        self.wrote(settings);
        Ok(removed)
    }

    /// Takes over what is in the file, if that has changed.
    pub fn look(&self) {
        let found = seen(&self.dir);
        if found != self.read().seen && self.take(found, Settings::load(&self.dir)) {
            self.feed.publish(Change::Settings);
        }
    }

    fn read(&self) -> Now {
        self.now
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Takes over what this program has written. Another may have written since, which no date tells: the next look
    /// reads the file again.
    fn wrote(&self, settings: Settings) {
        self.take(None, Ok(settings));
        self.feed.publish(Change::Settings);
    }

    /// Takes over what was read, from a file that was like `seen` before; whether anything is otherwise now.
    fn take(&self, seen: Option<Seen>, read: Result<Settings, SettingsError>) -> bool {
        let mut now = self.now.write().unwrap_or_else(PoisonError::into_inner);
        let before = (Arc::clone(&now.settings), now.problem.take());
        now.seen = seen;
        match read {
            Ok(settings) => {
                now.settings = Arc::new(settings);
                now.problem = None;
            }
            Err(error) => {
                let mut problem = error.problem();
                "The last good settings are in force.".clone_into(&mut problem.meaning);
                tracing::warn!("{problem}");
                now.problem = Some(problem);
            }
        }
        (&now.settings, &now.problem) != (&before.0, &before.1)
    }
}

/// Looks at the file for ever.
pub async fn follow(live: Arc<Live>) {
    loop {
        tokio::time::sleep(LOOK_EVERY).await;
        let live = Arc::clone(&live);
        worker::blocking(move || {
            worker::turn(ROLE.name);
            live.look();
        })
        .await;
    }
}

fn seen(dir: &DataDir) -> Option<Seen> {
    let metadata = std::fs::metadata(dir.settings()).ok()?;
    Some((metadata.modified().ok()?, metadata.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bad_file_keeps_the_last_good_settings_and_a_good_one_takes_over() {
        let temp = tempfile::tempdir().unwrap();
        let dir = DataDir::open(temp.path().join("data")).unwrap();
        let live = Live::load(&dir, &Feed::default()).unwrap();
        let good = std::fs::read_to_string(dir.settings()).unwrap();
        let with = |line: &str| good.replace("# quiet_hours = \"\"", line);
        std::fs::write(dir.settings(), with("quiet_hours = 7")).unwrap();
        live.look();
        let problem = live.problem().unwrap();
        let line = good
            .lines()
            .position(|line| line.contains("quiet_hours ="))
            .unwrap()
            + 1;
        assert!(problem.what.contains(&format!("line {line}:")), "{problem}");
        assert!(live.get().quiet_hours.is_none());
        std::fs::write(
            dir.settings(),
            with("quiet_hours = \"22:00-07:00\" # at night"),
        )
        .unwrap();
        live.look();
        assert_eq!(live.problem(), None);
        assert!(live.get().quiet_hours.is_some());

        live.set("window.theme", "dark").unwrap();
        let text = std::fs::read_to_string(dir.settings()).unwrap();
        assert!(
            text.contains("# at night") && text.contains("theme = \"dark\""),
            "{text}"
        );
        let refused = live.set("alerts.quiet_hours", "late").unwrap_err();
        assert!(refused.what.contains("quiet_hours"), "{refused}");
        assert_eq!(std::fs::read_to_string(dir.settings()).unwrap(), text);
        live.set("alerts.quiet_hours", "").unwrap();
        assert!(live.get().quiet_hours.is_none());
        assert!(live.set("alerts.nothing", "1").is_err());
    }

    #[test]
    fn what_another_writes_right_after_this_program_is_taken_over() {
        let temp = tempfile::tempdir().unwrap();
        let dir = DataDir::open(temp.path().join("data")).unwrap();
        let live = Live::load(&dir, &Feed::default()).unwrap();
        let own = Settings::set(&dir, "window.theme", "dark").unwrap();
        let other = Settings::set(&dir, "alerts.quiet_hours", "22:00-07:00").unwrap();
        live.wrote(own);
        assert!(live.get().quiet_hours.is_none());
        live.look();
        assert_eq!(*live.get(), other);
    }

    #[test]
    fn what_this_program_wrote_is_told_once() {
        let temp = tempfile::tempdir().unwrap();
        let dir = DataDir::open(temp.path().join("data")).unwrap();
        let feed = Feed::default();
        let live = Live::load(&dir, &feed).unwrap();
        let before = feed.revision();
        live.set("window.theme", "dark").unwrap();
        live.look();
        live.look();
        assert_eq!(feed.revision(), before + 1);
    }
}
