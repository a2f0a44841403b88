//! The update notice: checks once a day for a small signed file that names the newest version, and notifies if that is
//! newer than this one. Off by default. Downloads and installs nothing. `installed` notices what others install.

pub mod installed;

use std::{sync::Arc, time::Duration};

use minisign_verify::{PublicKey, Signature};
use thiserror::Error;
use tokio::time::timeout;

use crate::{
    alert::SystemNotice,
    alerts::worker::Alerts,
    feed::{Feed, Subscription, Topic},
    model::{
        http_url::HttpUrl,
        moment::Clock,
        release::{NoRelease, RELEASE_LIMIT, Release, Version},
    },
    monitoring::prober::http_client,
    platform::proxy::Route,
    settings::{SettingsHandle, UpdateSettings},
    store::{Store, UpdateOutcome},
    worker::{self, Role, Worker, Workers},
};

const ROLE: Role = Role {
    name: "updates",
    does: "checks for new versions",
    meaning: "You are not notified of new versions.",
};

/// The time between two checks.
const DAY: Duration = Duration::from_secs(24 * 3600);

/// The longest sleep: after this time at most, a machine that was suspended notices that it is late.
const MAX_SLEEP: Duration = Duration::from_secs(15 * 60);

/// How long until the last check is read again if the store can't be read.
const RETRY: Duration = Duration::from_secs(60);

/// Why a check found no version.
#[derive(Debug, Error)]
#[allow(clippy::enum_variant_names, reason = "the words of UpdateOutcome")]
enum LookError {
    #[error("the file or its signature can't be had: {0}")]
    NotReached(String),
    #[error("the file is not signed with the key in the settings: {0}")]
    NotSigned(#[from] minisign_verify::Error),
    #[error("the file is signed, but {0}")]
    NotReadable(#[from] NoRelease),
}

impl LookError {
    fn outcome(&self) -> UpdateOutcome {
        match self {
            Self::NotReached(_) => UpdateOutcome::NotReached,
            Self::NotSigned(_) => UpdateOutcome::NotSigned,
            Self::NotReadable(_) => UpdateOutcome::NotReadable,
        }
    }
}

/// The dependencies of a check.
#[derive(Clone)]
struct Deps {
    store: Store,
    settings: Arc<SettingsHandle>,
    alerts: Arc<Alerts>,
    clock: Clock,
}

pub fn start(
    workers: &Workers,
    store: &Store,
    settings: &Arc<SettingsHandle>,
    alerts: &Arc<Alerts>,
    (feed, clock): (&Feed, &Clock),
) -> Worker {
    let deps = Deps {
        store: store.clone(),
        settings: Arc::clone(settings),
        alerts: Arc::clone(alerts),
        clock: Arc::clone(clock),
    };
    let feed = feed.clone();
    workers.task(ROLE, move || follow(deps.clone(), feed.subscribe()))
}

/// Checks whenever a day has passed, or the settings name another source.
async fn follow(deps: Deps, mut changes: Subscription) {
    let mut looked_with: Option<UpdateSettings> = None;
    loop {
        worker::heartbeat(ROLE.name);
        let settings = deps.settings.get().updates.clone();
        let is_other = looked_with.as_ref().is_some_and(|with| *with != settings);
        let wait = match settings.source() {
            None => None,
            Some(source) => {
                let left = deps.time_left().await.filter(|_| !is_other);
                if left.is_none() {
                    deps.look(source).await;
                }
                looked_with = Some(settings);
                Some(left.unwrap_or(DAY).min(MAX_SLEEP))
            }
        };
        let changed = changes.next_of(Topic::Settings);
        let goes_on = match wait {
            Some(wait) => timeout(wait, changed).await.unwrap_or(Some(())),
            None => changed.await,
        };
        if goes_on.is_none() {
            return;
        }
    }
}

impl Deps {
    /// The time until the next check; `None` if it is due. A check in the future was recorded with a wrong clock.
    async fn time_left(&self) -> Option<Duration> {
        let store = self.store.clone();
        let last = worker::blocking(move || store.read(|reader| reader.update_check())).await;
        // If it can't be read, it may have been a moment ago.
        let Ok(last) = last.inspect_err(
            |error| tracing::warn!(%error, "can't read when newer versions were last checked for"),
        ) else {
            return Some(RETRY);
        };
        let (last, now) = (last?, (self.clock)());
        let next = last.at.plus(DAY);
        (last.at <= now && now < next).then(|| next.since(now))
    }

    async fn look(&self, (url, key): (HttpUrl, PublicKey)) {
        let found = worker::blocking(move || fetch(&url, &key)).await;
        let (outcome, version) = match &found {
            Ok(release) => (UpdateOutcome::Named, Some(release.version)),
            Err(error) => {
                tracing::warn!(%error, "can't check for a newer version");
                (error.outcome(), None)
            }
        };
        let noted = self
            .store
            .record_update_check((self.clock)(), outcome, version)
            .await;
        if let Err(error) = noted {
            tracing::warn!(%error, "can't record the check for a newer version");
        }
        if let Ok(release) = found {
            self.announce(&release).await;
        }
    }

    /// Notifies once for each version that is newer than this one.
    async fn announce(&self, release: &Release) {
        let version = release.version;
        tracing::info!(%version, "newest published version");
        let store = self.store.clone();
        let last = worker::blocking(move || store.read(|reader| reader.update_check())).await;
        let notified = last.ok().flatten().and_then(|look| look.notified);
        if Version::own() >= Some(version) || notified >= Some(version) {
            return;
        }
        let store = self.store.clone();
        let notice = SystemNotice::update(release).on_shown(Box::new(move || {
            if let Err(error) = store.notified_of_update(version) {
                tracing::warn!(%error, "can't record that the newer version was announced");
            }
        }));
        self.alerts.notify(notice);
    }
}

/// Fetches the file and its signature, and parses the file only if the signature is valid. Blocks.
fn fetch(url: &HttpUrl, key: &PublicKey) -> Result<Release, LookError> {
    let file = body(url)?;
    let mut beside = (**url).clone();
    beside.set_path(&format!("{}.minisig", url.path()));
    let beside = HttpUrl::parse(beside.as_str());
    let beside = beside.map_err(|error| LookError::NotReached(error.to_string()))?;
    let signature = Signature::decode(&body(&beside)?)?;
    key.verify(file.as_bytes(), &signature, false)?;
    Ok(Release::parse(&file)?)
}

fn body(url: &HttpUrl) -> Result<String, LookError> {
    let answer = http_client::get(url, Route::UserProxy).map_err(LookError::NotReached)?;
    if answer.status != 200 {
        return Err(LookError::NotReached(format!("status {}", answer.status)));
    }
    if answer.body.len() > RELEASE_LIMIT {
        return Err(LookError::NotReached("it is too large".to_owned()));
    }
    Ok(answer.body)
}
