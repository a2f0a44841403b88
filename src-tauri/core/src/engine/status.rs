//! Collects the facts for the status from every part. The rules that judge them are in [`crate::status`].

use jiff::tz::TimeZone;

use super::handle::Engine;
use crate::{
    alert::Pause,
    locale::Locale,
    model::{installed::Upgrade, moment::Moment, problem::Problem, tunnel::TunnelStatus},
    monitor::reachability::policy::Reachability,
    monitoring,
    platform::data_dir::DataDir,
    relay::{request::RequestCounts, silence::SilentPath},
    settings::{Settings, SettingsHandle},
    share::team::TeamLink,
    status::{
        AlertsHeld, ConnectionFacts, ConnectionState, ConnectionStatus, MAX_OPEN, MonitorCounts,
        NotificationStatus, OpenIncident, ReceiverStatus, Setup, SetupFacts, Status, StatusFacts,
        StoreStatus, Unresolved, ViewCounts, WorkerFailure,
    },
    store::{self, Reader, Store, StoreError},
};

/// What one look reads from the store.
#[derive(Default)]
struct Read {
    counts: ViewCounts,
    total: i64,
    unresolved: Unresolved,
    newest_id: i64,
    unseen: i64,
    several_hosts: bool,
    open_incidents: Vec<OpenIncident>,
    pause: Option<Pause>,
    url_copied: bool,
    url_changed: bool,
    monitors: MonitorCounts,
    setup: SetupFacts,
    history_problem: Option<Problem>,
    team: TeamLink,
}

/// What the running parts report for the status.
pub struct StatusInputs {
    pub receiver: ReceiverStatus,
    /// The URL for RETM's portal.
    pub receiver_url: Option<String>,
    pub public_url: Option<String>,
    pub tunnel: TunnelStatus,
    /// Whether RETM can reach the receiver.
    pub reachability: Reachability,
    pub notifications: NotificationStatus,
    pub workers: Vec<WorkerFailure>,
    pub requests: Option<RequestCounts>,
    pub relay_quota: Option<Problem>,
    /// Why the relay's database can't be used.
    pub relay_failure: Option<Problem>,
    pub upgrade: Option<Upgrade>,
    /// The expected paths to which no request comes.
    pub silences: Vec<SilentPath>,
    pub revision: u64,
    /// Whether the program with the window is installed.
    pub has_window: bool,
    pub dir: DataDir,
}

/// Builds the status from what the parts report and what is stored. Reads the database: not for async code.
pub fn status(
    store: &Store,
    live: &SettingsHandle,
    parts: StatusInputs,
    now: Moment,
    zone: &TimeZone,
) -> Status {
    let settings = live.get();
    let connection = settings.connection_facts(parts.tunnel.clone(), parts.reachability.clone());
    let local_only = connection.state(now) == ConnectionState::Local;
    let read = read_store(store, &settings, &parts, local_only, (now, zone));
    let failure = store.failure().or(read.as_ref().err().cloned());
    let read = read.unwrap_or_default();
    let paused = paused(read.pause, now);
    let facts = StatusFacts {
        receiver: parts.receiver,
        connection,
        store: failure.map_or(StoreStatus::Working, |error| StoreStatus::Failing {
            problem: error.problem(),
        }),
        notifications: parts.notifications,
        held: alerts_held(paused, &settings, now, zone),
        workers: parts.workers,
        unresolved: read.unresolved,
        monitors: read.monitors,
        silences: parts.silences,
        history_problem: parts.relay_failure.or(read.history_problem),
        setup: Setup::of(&read.setup),
        has_window: parts.has_window,
        url_changed: read.url_changed,
        settings_problem: live.problem(),
    };
    let verdict = facts.verdict(now, zone);
    Status {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        receiver_url: parts.receiver_url,
        receiver: facts.receiver,
        connection: connection_status(facts.connection, read.url_copied, facts.url_changed, now),
        store: facts.store,
        notifications: facts.notifications,
        workers: facts.workers,
        counts: read.counts,
        monitors: read.monitors,
        requests: parts.requests,
        relay_quota: parts.relay_quota,
        upgrade: parts.upgrade,
        silences: facts.silences,
        team: read.team.in_language(settings.locale()),
        projects: settings.project_marks(),
        key_projects: settings.key_projects(),
        verdict,
        setup: facts.setup,
        revision: parts.revision,
        alerts_paused_until: paused.flatten(),
        settings_problem: facts.settings_problem,
        theme: settings.theme,
        locale: settings.locale(),
        appearance: settings.appearance,
        alerts_paused: paused.is_some(),
        total: read.total,
        newest_id: read.newest_id,
        unseen: read.unseen,
        several_hosts: read.several_hosts,
        open_incidents: read.open_incidents,
        data_dir: parts.dir.path().display().to_string(),
    }
}

fn connection_status(
    facts: ConnectionFacts,
    url_copied: bool,
    url_changed: bool,
    now: Moment,
) -> ConnectionStatus {
    ConnectionStatus {
        state: facts.state(now),
        tunnel: facts.tunnel,
        reachability: facts.reachability,
        url_copied,
        url_changed,
    }
}

/// What is stored. A store that hangs is not read: that would hang, too.
fn read_store(
    store: &Store,
    settings: &Settings,
    parts: &StatusInputs,
    local_only: bool,
    (now, zone): (Moment, &TimeZone),
) -> Result<Read, StoreError> {
    if store.hangs() {
        return Err(StoreError::Hangs);
    }
    let urls = (parts.receiver_url.as_deref(), parts.public_url.as_deref());
    store.read(|reader| read_facts(reader, &parts.dir, settings, urls, local_only, (now, zone)))
}

/// What holds alerts back now; none if nothing does. A pause counts before quiet hours.
fn alerts_held(
    paused: Option<Option<Moment>>,
    settings: &Settings,
    now: Moment,
    zone: &TimeZone,
) -> Option<AlertsHeld> {
    let quiet = || settings.quiet_hours.and_then(|hours| hours.ends(now, zone));
    paused
        .map(AlertsHeld::Paused)
        .or_else(|| quiet().map(AlertsHeld::Quiet))
}

fn read_facts(
    reader: &Reader,
    dir: &DataDir,
    settings: &Settings,
    (receiver_url, public_url): (Option<&str>, Option<&str>),
    local_only: bool,
    (now, zone): (Moment, &TimeZone),
) -> Result<Read, StoreError> {
    let copied = receiver_url.map(|url| reader.is_copied(url));
    let changed = public_url.map(|url| reader.is_changed(url));
    let mut read = Read {
        counts: reader.counts()?,
        total: reader.total()?,
        unresolved: reader.unresolved_counts()?,
        newest_id: reader.newest_id()?,
        unseen: reader.unseen()?,
        several_hosts: reader.has_several_hosts()?,
        open_incidents: Vec::new(),
        pause: reader.alert_pause()?,
        url_copied: copied.transpose()?.unwrap_or(false),
        url_changed: changed.transpose()?.unwrap_or(false),
        monitors: monitoring::counts(reader, settings)?,
        setup: reader.setup(receiver_url, public_url, local_only)?,
        history_problem: store::set_aside_problem(&dir.database())
            .or_else(|| store::set_aside_problem(&dir.relay_database())),
        team: match settings.team.url {
            Some(_) => reader.team_link()?.unwrap_or(TeamLink::Connecting),
            None => TeamLink::Off,
        },
    };
    read.open_incidents = open_incidents(reader, &read, settings.locale(), (now, zone))?;
    Ok(read)
}

/// The open incidents that failed last, in words.
fn open_incidents(
    reader: &Reader,
    read: &Read,
    locale: Locale,
    (now, zone): (Moment, &TimeZone),
) -> Result<Vec<OpenIncident>, StoreError> {
    if read.unresolved.open == 0 {
        return Ok(Vec::new());
    }
    let newest = reader.newest_open(MAX_OPEN)?;
    let words = |incident| OpenIncident::of(incident, read.several_hosts, locale, now, zone);
    Ok(newest.iter().map(words).collect())
}

/// `Some` while alerts are paused, with the end of the pause if it has one.
fn paused(pause: Option<Pause>, now: Moment) -> Option<Option<Moment>> {
    match pause? {
        Pause::Always => Some(None),
        Pause::Until(until) => (until > now).then_some(Some(until)),
    }
}

impl Engine {
    /// Reads the database: not for async code.
    pub fn status(&self) -> Status {
        let (now, ingress) = (self.now(), self.ingress());
        // A disk that hangs holds both databases: to read either would hang, too.
        let relay = (!self.store.hangs()).then(|| self.relay());
        let parts = StatusInputs {
            receiver: self.receiver_status(now),
            receiver_url: self.receiver_url(),
            public_url: self.public_url(),
            tunnel: ingress
                .as_ref()
                .map_or(TunnelStatus::Off, |ingress| ingress.tunnel()),
            reachability: ingress.map_or(Reachability::Off, |ingress| ingress.reachability()),
            notifications: self.alerts.status(),
            workers: self.workers.failures(),
            requests: relay.as_ref().and_then(|relay| relay.counts()),
            relay_quota: relay.as_ref().and_then(|relay| relay.quota_problem()),
            relay_failure: self.relay().failure().map(|error| error.problem()),
            upgrade: self.upgrades.found(),
            silences: self.silences.now(),
            revision: self.feed.revision(),
            has_window: self.has_window,
            dir: self.dir.clone(),
        };
        status(&self.store, &self.settings, parts, now, &TimeZone::system())
    }

    /// While HTTP has no date for the clock's time, the receiver refuses all reports.
    fn receiver_status(&self, now: Moment) -> ReceiverStatus {
        if now.is_http_time() {
            return self.receiver.lock().status.clone();
        }
        ReceiverStatus::Failed {
            problem: Problem::new(
                format!("This machine's clock says {now}."),
                "RETM's reports are refused with 503.",
                "Set the clock.",
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::Ordering;

    use super::*;
    use crate::{feed::Feed, model::moment::system_clock};

    /// The steps of SQLite for the status of a history with this many open incidents, none of which was notified.
    fn steps_with(incidents: usize) -> usize {
        let temp = tempfile::tempdir().unwrap();
        let dir = DataDir::open(temp.path().join("data")).unwrap();
        let settings = Settings::start(&dir).unwrap();
        Store::open(&dir, system_clock(), Feed::default())
            .unwrap()
            .close();
        let connection = rusqlite::Connection::open(dir.database()).unwrap();
        let numbers =
            format!("WITH n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < {incidents})");
        connection
            .execute_batch(&format!(
                "INSERT INTO incidents (id, subject, state, opened_at, last_error_at, error_count, last_error_id)
                   {numbers} SELECT n, 'endpoint:https://a.example/' || n, 'open', 1, 1, 1, n FROM n;
                 INSERT INTO delivery_errors (id, incident_id, received_at, source, endpoint, message,
                     remote_addr, headers, body)
                   {numbers} SELECT n, n, 1, 'retm', '/a', '', '', '{{}}', x'' FROM n;
                 INSERT INTO alerts (incident_id, kind, decided_at, due_at)
                   {numbers} SELECT n, 'opened', 1, 1 FROM n;"
            ))
            .unwrap();
        let (reader, steps) = Reader::counting(&dir.database());
        let urls = (
            Some("https://a.example/error/key"),
            Some("https://a.example"),
        );
        let look = || {
            let when = (Moment::from_millis(1), &TimeZone::UTC);
            read_facts(&reader, &dir, &settings, urls, false, when).unwrap()
        };
        // Compiles the statements.
        look();
        steps.store(0, Ordering::Relaxed);
        assert_eq!(look().unresolved.open, i64::try_from(incidents).unwrap());
        steps.load(Ordering::Relaxed)
    }

    #[test]
    fn a_status_takes_as_many_steps_with_four_times_the_open_incidents() {
        // More reports than are counted.
        let few = steps_with(1_500);
        assert_eq!(few, steps_with(6_000));
        assert!(few > 1_000, "{few}");
    }
}
