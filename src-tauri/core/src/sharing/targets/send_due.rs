//! One turn of one target: reads what waits for it, plans, sends, and removes it from the outbox. Blocks. Everything
//! that must survive a restart is in the store; the state in memory only spares the target.

use std::{ops::Range, sync::Arc, time::Duration};

use jiff::tz::TimeZone;

use super::{
    deps::Deps,
    keyring::{self, KeyringError, Unlock},
    send::{NotSent, send},
};
use crate::{
    alert,
    history::search::Query,
    model::{backoff::backoff, moment::Moment},
    redaction::Redaction,
    settings::{KeyKind, Settings},
    share::target::{
        Destination, Message, Target, is_in_hours,
        message::{DigestEntry, Writer},
        pacing::{self, BURST, Plan, Waiting},
    },
    store::{OutboxRow, Reader, StoreError},
};

/// How long a failed target rests; doubles with each further failure.
const FIRST_PAUSE: Duration = Duration::from_secs(2);
const MAX_PAUSE: Duration = Duration::from_secs(15 * 60);
/// The same while the keyring can't be read: the user may unlock it at any moment.
const MAX_KEYRING_PAUSE: Duration = Duration::from_secs(30);
/// The longest time that a target may ask to be left alone.
const MAX_RETRY_AFTER: Duration = Duration::from_secs(3600);
/// How many changes are read at once, and the maximum number in one digest.
const MAX_COUNT: u32 = 500;

/// The state of one target.
#[derive(Default)]
pub struct TargetMemory {
    /// The target that this is about: one that was changed is tried at once.
    about: Option<Target>,
    /// Its destination with the secrets of the keyring. Kept, because a screen lock may lock the keyring.
    unlocked: Option<Destination>,
    /// When the latest messages were sent.
    sent: Vec<Moment>,
    /// How often it failed in a row.
    failures: u32,
    /// No turn within this. Before it, the clock was set back since.
    rest: Option<Range<Moment>>,
    /// Why it fails.
    pub problem: Option<String>,
    /// What was sent but could not be removed from the outbox: not sent again while the disk fails.
    unrecorded: Option<Sent>,
}

impl TargetMemory {
    /// Forgets how another target of that name was doing.
    fn begin(&mut self, target: &Target) {
        if self.about.as_ref() != Some(target) {
            *self = Self {
                about: Some(target.clone()),
                sent: std::mem::take(&mut self.sent),
                unrecorded: self.unrecorded.take(),
                ..Self::default()
            };
        }
    }

    /// The destination with its secrets. Those of the keyring are read again after a failure, which may be due to an old
    /// one.
    fn destination(&mut self, target: &Target) -> Result<Destination, KeyringError> {
        if target.keyring.is_empty() {
            return Ok(target.destination.clone());
        }
        if let (0, Some(known)) = (self.failures, &self.unlocked) {
            return Ok(known.clone());
        }
        match target.with_secrets(|entry| keyring::read(entry, Unlock::Never)) {
            Ok(read) => Ok(self.unlocked.insert(read).clone()),
            Err(error) => self.unlocked.clone().ok_or(error),
        }
    }
}

/// The changes that were sent and, for an incident's, the target's id of the message.
#[derive(Clone)]
struct Sent {
    ids: Vec<i64>,
    reference: Option<(i64, String)>,
}

/// What to do after a turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Nothing waits.
    Rest,
    /// More can be done at once.
    AtOnce,
    /// Nothing until then.
    At(Moment),
}

/// Runs one turn.
///
/// # Errors
/// The store fails.
pub fn send_due(
    deps: &Deps,
    target: &Target,
    memory: &mut TargetMemory,
) -> Result<Next, StoreError> {
    let now = (deps.clock)();
    memory.begin(target);
    record(deps, target, memory)?;
    if let Some(rest) = memory.rest.as_ref().filter(|rest| rest.contains(&now)) {
        return Ok(Next::At(rest.end));
    }
    let settings = deps.settings.get();
    let zone = TimeZone::system();
    let rows = deps
        .store
        .read(|reader| reader.outbox(&target.name, MAX_COUNT))?;
    let is_page_full = rows.len() >= MAX_COUNT as usize;
    let rows = wanted(deps, target, &settings, rows, now)?;
    if rows.is_empty() && is_page_full {
        return Ok(Next::AtOnce);
    }
    let waiting: Vec<Waiting> = rows
        .iter()
        .map(|row| Waiting {
            id: row.id,
            at: row.at,
            due_at: row.due_at,
        })
        .collect();
    let quiet = target.quiet_hours.and_then(|hours| hours.ends(now, &zone));
    let (ids, digest) = match pacing::plan(&waiting, &memory.sent, quiet, now) {
        Plan::Rest => return Ok(Next::Rest),
        Plan::Wait(until) => return Ok(Next::At(until)),
        Plan::Send(id) => (vec![id], None),
        Plan::Digest(reason, ids) => (ids, Some(reason)),
    };
    let chosen: Vec<&OutboxRow> = rows.iter().filter(|row| ids.contains(&row.id)).collect();
    let destination = match memory.destination(target) {
        Ok(destination) => destination,
        Err(error) => {
            let pause = next_pause(memory, MAX_KEYRING_PAUSE);
            return failed(deps, target, memory, (error.to_string(), pause));
        }
    };
    let own = destination.secrets();
    let redaction = Redaction::of(settings.secrets().chain(own.iter().map(String::as_str)));
    let writer = Writer {
        redaction: &redaction,
        zone: &zone,
        for_program: destination.kind().is_program(),
    };
    let message = match digest {
        None => single(deps, &writer, &chosen)?,
        Some(reason) => {
            let entries = entries(deps, &chosen)?;
            let id = digest_id(&chosen);
            (!entries.is_empty()).then(|| writer.digest(&id, reason, &entries, now))
        }
    };
    let Some(message) = message else {
        // The incident was deleted in the meantime.
        deps.store
            .record_passed_on(&target.name, ids, false, None)?;
        return Ok(Next::AtOnce);
    };
    deliver(deps, (target, &destination), memory, (ids, message), now)
}

/// Sends a message, and records the result.
fn deliver(
    deps: &Deps,
    (target, destination): (&Target, &Destination),
    memory: &mut TargetMemory,
    (ids, message): (Vec<i64>, Message),
    now: Moment,
) -> Result<Next, StoreError> {
    let identity = destination.identity();
    let earlier = match message.incident {
        Some(incident) => deps
            .store
            .read(|reader| reader.target_message(&target.name, incident))?,
        None => None,
    };
    // In another chat, the same number is another message.
    let earlier = earlier
        .as_deref()
        .and_then(|earlier| earlier.strip_prefix(&identity)?.strip_prefix(' '));
    match send(destination, &message, earlier, now) {
        Ok(reference) => {
            let weight = if message.incident.is_some() { 1 } else { BURST };
            memory.sent.extend(vec![(deps.clock)(); weight]);
            let old = memory.sent.len().saturating_sub(2 * BURST);
            memory.sent.drain(..old);
            memory.failures = 0;
            memory.problem = None;
            memory.rest = destination.kind().gap().map(|gap| now..now.plus(gap));
            let reference = reference.map(|id| format!("{identity} {id}"));
            let reference = message.incident.zip(reference);
            memory.unrecorded = Some(Sent { ids, reference });
            record(deps, target, memory)?;
            tracing::info!(target = target.name, "delivered");
            Ok(Next::AtOnce)
        }
        Err(NotSent { why, retry_after }) => {
            let pause = next_pause(memory, MAX_PAUSE);
            let pause = retry_after.map_or(pause, |asked| pause.max(asked.min(MAX_RETRY_AFTER)));
            failed(deps, target, memory, (why, pause))
        }
    }
}

/// The pause after one more failure.
fn next_pause(memory: &TargetMemory, longest: Duration) -> Duration {
    let failures = memory.failures.saturating_add(1);
    backoff(FIRST_PAUSE, longest, failures, fastrand::f64())
}

/// Records why a target could not be told.
fn failed(
    deps: &Deps,
    target: &Target,
    memory: &mut TargetMemory,
    (why, pause): (String, Duration),
) -> Result<Next, StoreError> {
    memory.failures = memory.failures.saturating_add(1);
    let now = (deps.clock)();
    let until = now.plus(pause);
    memory.rest = Some(now..until);
    if memory.problem.as_ref() != Some(&why) {
        tracing::warn!(target = target.name, "not delivered: {why}");
    }
    memory.problem = Some(why.clone());
    deps.store
        .record_target_failure(&target.name, &why, until)?;
    Ok(Next::At(until))
}

/// Removes what was sent from the outbox; if that fails, remembers it.
fn record(deps: &Deps, target: &Target, memory: &mut TargetMemory) -> Result<(), StoreError> {
    if let Some(Sent { ids, reference }) = memory.unrecorded.clone() {
        deps.store
            .record_passed_on(&target.name, ids, true, reference)?;
        memory.unrecorded = None;
    }
    Ok(())
}

/// The changes that the target wants: those in its hours, of its project and that match its query, unless a rule of the
/// user's silences them. Removes the others.
fn wanted(
    deps: &Deps,
    target: &Target,
    settings: &Arc<Settings>,
    rows: Vec<OutboxRow>,
    now: Moment,
) -> Result<Vec<OutboxRow>, StoreError> {
    let rules = &settings.alert_rules;
    if target.only.is_empty()
        && target.project.is_empty()
        && target.hours.is_none()
        && rules.iter().all(|rule| rule.notify)
    {
        return Ok(rows);
    }
    let zone = TimeZone::system();
    let projects = settings.projects_by_origin();
    let query = Query::read(&target.only, now, &zone).in_projects(&projects);
    let (wanted, unwanted) = deps.store.read(|reader| {
        let (mut wanted, mut unwanted) = (Vec::new(), Vec::new());
        for row in rows {
            let is_wanted = match reader.incident(row.incident_id)? {
                None => true,
                Some(incident) => {
                    let change = (row.change, row.at);
                    alert::treatment_of(rules, &projects, &incident).notify
                        && is_in_hours(target.hours, change, incident.opened_at, &zone)
                        && is_of_project(reader, target, settings, incident.id)?
                        && (target.only.is_empty() || reader.is_match(&query, incident.id)?)
                }
            };
            match is_wanted {
                true => wanted.push(row),
                false => unwanted.push(row.id),
            }
        }
        Ok((wanted, unwanted))
    })?;
    if !unwanted.is_empty() {
        deps.store
            .record_passed_on(&target.name, unwanted, false, None)?;
    }
    Ok(wanted)
}

/// Whether the incident was reported with a token or a key of the target's project.
fn is_of_project(
    reader: &Reader,
    target: &Target,
    settings: &Settings,
    incident: i64,
) -> Result<bool, StoreError> {
    if target.project.is_empty() {
        return Ok(true);
    }
    let merchants = reader.merchants(incident)?;
    let named: i64 = merchants.iter().map(|merchant| merchant.count).sum();
    let incident_has = reader.incident(incident)?.map_or(0, |one| one.error_count);
    let nameless = (named < incident_has).then_some(None);
    let merchants = merchants.iter().map(|one| Some(&*one.merchant));
    let merchants: Vec<Option<&str>> = merchants.chain(nameless).collect();
    let sources = reader.latest_sources(incident)?;
    let keys: Vec<_> = sources.into_iter().map(KeyKind::of).collect();
    Ok(merchants.iter().any(|merchant| {
        keys.iter().any(|key| {
            let project = settings.project_of(*merchant, *key);
            project.is_some_and(|project| project.name == target.project)
        })
    }))
}

fn single(
    deps: &Deps,
    writer: &Writer<'_>,
    chosen: &[&OutboxRow],
) -> Result<Option<Message>, StoreError> {
    let Some(row) = chosen.first() else {
        return Ok(None);
    };
    let report = (deps.report)(row.incident_id)?;
    Ok(report.map(|report| writer.incident(&row.message_id, (row.change, row.at), &report)))
}

fn entries(deps: &Deps, chosen: &[&OutboxRow]) -> Result<Vec<DigestEntry>, StoreError> {
    deps.store.read(|reader| {
        let mut entries = Vec::new();
        for row in chosen {
            if let Some(incident) = reader.incident(row.incident_id)? {
                entries.push(DigestEntry {
                    change: row.change,
                    at: row.at,
                    incident,
                });
            }
        }
        Ok(entries)
    })
}

/// The same id for a digest of the same changes, another for others.
fn digest_id(chosen: &[&OutboxRow]) -> String {
    use sha2::{Digest as _, Sha256};
    let mut hash = Sha256::new();
    for row in chosen {
        hash.update(row.message_id.as_bytes());
    }
    let bytes = hash.finalize();
    bytes
        .iter()
        .take(16)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::{
        feed::Feed,
        incident::delivery_error::{Arrival, Source},
        model::moment::system_clock,
        platform::data_dir::DataDir,
        settings::SettingsHandle,
        store::Store,
        worker::Workers,
    };

    const SETTINGS: &str = "
[receiver]
key = \"0123456789abcdef0123456789abcdef\"
[[target]]
name = \"ops\"
kind = \"url\"
url = \"http://127.0.0.1:1/ops\"
only = \"code:503\"
";

    fn report(code: u16, endpoint: &str) -> Arrival {
        Arrival {
            received_at: Moment::now(),
            source: Source::Retm,
            merchant: None,
            relay_request: None,
            body: format!(r#"{{"code":{code},"endpoint":"{endpoint}"}}"#).into(),
            headers: BTreeMap::new(),
            remote_addr: String::new(),
        }
    }

    /// Nothing else would wake the target for an hour.
    #[tokio::test(flavor = "multi_thread")]
    async fn a_wanted_change_behind_a_page_of_unwanted_ones_is_sent_at_once() {
        let temp = tempfile::tempdir().unwrap();
        let dir = DataDir::open(temp.path().join("data")).unwrap();
        std::fs::write(dir.settings(), SETTINGS).unwrap();
        let (feed, clock) = (Feed::default(), system_clock());
        let store = Store::open(&dir, Arc::clone(&clock), feed.clone()).unwrap();
        let deps = Deps {
            settings: Arc::new(SettingsHandle::load(&dir, &feed).unwrap()),
            workers: Workers::new(feed.clone(), Arc::clone(&clock)),
            store: store.clone(),
            feed,
            clock,
            report: Arc::new(|_| Ok(None)),
        };
        store.pass_on_to(vec!["ops".to_owned()]);
        let letters: Vec<char> = ('a'..='z').collect();
        let names = letters
            .iter()
            .flat_map(|first| letters.iter().map(move |second| (first, second)));
        for (first, second) in names.take(MAX_COUNT as usize) {
            store
                .ingest(report(404, &format!("/{first}/{second}")))
                .await
                .unwrap();
        }
        store.ingest(report(503, "/wanted")).await.unwrap();
        let turns = tokio::task::spawn_blocking(move || {
            let target = deps.settings.get().targets[0].clone();
            let mut memory = TargetMemory::default();
            assert_eq!(send_due(&deps, &target, &mut memory).unwrap(), Next::AtOnce);
            let left = store.read(|reader| reader.outbox("ops", MAX_COUNT));
            assert_eq!(left.unwrap().len(), 1, "the wanted one");
            store.close();
        });
        turns.await.unwrap();
    }
}
