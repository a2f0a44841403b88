//! Notices that this program's own file was replaced, as by a package's upgrade, and says so once for each new file. The
//! old version runs on until somebody restarts it.

use std::{sync::Arc, time::Duration};

use parking_lot::Mutex;

use crate::{
    alert::SystemNotice,
    alerts::worker::Alerts,
    feed::{Feed, Topic},
    model::installed::{FileId, Installed, Upgrade},
    platform::{
        directory_watch::DirectoryWatch,
        program_file::{ProgramFile, ThisProgram, restart_by},
    },
    worker::{self, Role, Worker, Workers},
};

const ROLE: Role = Role {
    name: "installed",
    does: "notices that Missedhook was updated",
    meaning: "You are not told to restart it.",
};

/// How often to look where the system reports no changes, and in case it misses one.
const POLL_INTERVAL: Duration = Duration::from_secs(3_600);

/// An upgrade replaces several files: it is over when this one has been the same for so long.
const SETTLED_AFTER: Duration = Duration::from_secs(2);

/// What was found, for the status.
#[derive(Clone, Default)]
pub struct Upgrades(Arc<Mutex<Option<Upgrade>>>);

impl Upgrades {
    /// The upgrade that waits for a restart.
    pub fn found(&self) -> Option<Upgrade> {
        self.0.lock().clone()
    }
}

/// Starts the watch; `None` if the system does not say which file this program is.
pub fn start(
    workers: &Workers,
    upgrades: &Upgrades,
    feed: &Feed,
    alerts: &Arc<Alerts>,
) -> Option<Worker> {
    let program = ThisProgram::new().and_then(|program| {
        let running = program.running()?;
        Ok((Arc::new(program), running))
    });
    let (program, running) = program
        .inspect_err(|error| tracing::info!(%error, "can't tell whether this program is updated"))
        .ok()?;
    let known = Arc::new(Mutex::new(Installed::running(running)));
    let (upgrades, feed, alerts) = (upgrades.clone(), feed.clone(), Arc::clone(alerts));
    Some(workers.task(ROLE, move || {
        let (upgrades, feed, alerts) = (upgrades.clone(), feed.clone(), Arc::clone(&alerts));
        let tell = move |upgrade: Upgrade| {
            tracing::warn!(
                version = upgrade.version.as_deref().unwrap_or("unknown"),
                "Missedhook was updated. The old version runs until you restart it"
            );
            alerts.notify(SystemNotice::upgraded(&upgrade, restart_by()));
            *upgrades.0.lock() = Some(upgrade);
            feed.publish(Topic::Program);
        };
        follow(Arc::clone(&program), Arc::clone(&known), tell)
    }))
}

async fn follow(
    program: Arc<impl ProgramFile + 'static>,
    known: Arc<Mutex<Installed>>,
    tell: impl Fn(Upgrade) + Send,
) {
    let (Some(folder), Some(name)) = (program.path().parent(), program.path().file_name()) else {
        return std::future::pending().await;
    };
    let (folder, name) = (folder.to_owned(), name.to_string_lossy().into_owned());
    let watching = worker::blocking(move || {
        DirectoryWatch::new(&[&folder], POLL_INTERVAL).polling_every(POLL_INTERVAL)
    });
    let mut watch = watching.await;
    loop {
        worker::heartbeat(ROLE.name);
        let found = look(&program).await;
        let is_replaced = known.lock().is_replaced(found);
        if is_replaced {
            let version = program.version().await;
            tell(Upgrade {
                version: version.map(|version| version.to_string()),
            });
        }
        watch.changed(|changed| changed == name).await;
        tokio::time::sleep(SETTLED_AFTER).await;
    }
}

async fn look(program: &Arc<impl ProgramFile + 'static>) -> Option<FileId> {
    let program = Arc::clone(program);
    worker::blocking(move || program.found()).await
}

#[cfg(test)]
mod tests {
    use std::{
        io,
        path::{Path, PathBuf},
    };

    use tokio::sync::mpsc;

    use super::*;
    use crate::model::release::Version;

    const fn file(inode: u64) -> FileId {
        FileId { device: 1, inode }
    }

    struct Fake {
        path: PathBuf,
        found: Mutex<Option<FileId>>,
    }

    impl ProgramFile for Fake {
        fn path(&self) -> &Path {
            &self.path
        }

        fn running(&self) -> io::Result<FileId> {
            Ok(file(1))
        }

        fn found(&self) -> Option<FileId> {
            *self.found.lock()
        }

        async fn version(&self) -> Option<Version> {
            Version::parse("0.2.0")
        }
    }

    #[tokio::test(start_paused = true)]
    async fn without_change_events_it_looks_once_an_hour() {
        let fake = Arc::new(Fake {
            // There is no such folder: nothing reports changes.
            path: "/nowhere/bin/missedhook".into(),
            found: Mutex::new(Some(file(1))),
        });
        let known = Arc::new(Mutex::new(Installed::running(file(1))));
        let (sender, mut upgrades) = mpsc::unbounded_channel();
        let tell = move |upgrade| {
            let _ = sender.send(upgrade);
        };
        tokio::spawn(follow(Arc::clone(&fake), known, tell));
        let begun = tokio::time::Instant::now();
        let soon = tokio::time::timeout(3 * POLL_INTERVAL, upgrades.recv()).await;
        assert!(soon.is_err(), "nothing was replaced");
        *fake.found.lock() = Some(file(2));
        let upgrade = upgrades.recv().await.unwrap();
        assert_eq!(upgrade.version.as_deref(), Some("0.2.0"));
        assert!(begun.elapsed() < 5 * POLL_INTERVAL);
        let again = tokio::time::timeout(3 * POLL_INTERVAL, upgrades.recv()).await;
        assert!(again.is_err(), "told once");
    }
}
