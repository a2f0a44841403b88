//! What the projects of keys and tokens hold back: a muted project is not notified, and one in its quiet hours waits.

use jiff::tz::TimeZone;

use crate::{
    alert::{self, AlertSubject, MAX_PENDING, PendingAlert, PlanStep, SuppressReason},
    model::moment::Moment,
    settings::{KeyKind, ProjectHold, Settings},
    store::{Reader, Store, StoreError},
};

/// The pending alerts, by whether a project holds them back.
#[derive(Default)]
pub(super) struct ByProjects {
    /// Those that nothing holds back.
    pub(super) free: Vec<PendingAlert>,
    /// Those that wait, or are not notified; those that a rule silences too.
    pub(super) held: Vec<PendingAlert>,
    /// The steps to store for them.
    pub(super) steps: Vec<PlanStep>,
    /// When the first of them may be shown.
    pub(super) until: Option<Moment>,
}

impl ByProjects {
    /// Sorts the pending alerts, of which `pending` are the first. Any number may be held back, so it reads on behind
    /// them: they delay no others. A test report is always notified.
    pub(super) fn sort(
        store: &Store,
        settings: &Settings,
        mut pending: Vec<PendingAlert>,
        now: Moment,
    ) -> Result<Self, StoreError> {
        let mut sorted = Self::default();
        if settings.alert_rules.iter().all(|rule| rule.notify) && !any_holds(settings) {
            sorted.free = pending;
            return Ok(sorted);
        }
        store.read(|reader| {
            loop {
                let last = pending.last().copied();
                for alert in pending {
                    sorted.add(reader, settings, alert, now)?;
                }
                pending = match last {
                    Some(last) if !sorted.held.is_empty() && sorted.free.len() <= MAX_PENDING => {
                        reader.pending_alerts_after(&last)?
                    }
                    _ => return Ok(sorted),
                };
            }
        })
    }

    fn add(
        &mut self,
        reader: &Reader,
        settings: &Settings,
        alert: PendingAlert,
        now: Moment,
    ) -> Result<(), StoreError> {
        let AlertSubject::Incident {
            id,
            test: false,
            kind,
            ..
        } = alert.about
        else {
            self.free.push(alert);
            return Ok(());
        };
        let hold = match is_silenced(reader, settings, id)? {
            true => {
                let why = SuppressReason::Rule;
                self.steps.push(PlanStep::Drop(alert.id, why));
                self.held.push(alert);
                return Ok(());
            }
            false => hold_of(reader, settings, id, now)?,
        };
        match hold {
            None => {
                self.free.push(alert);
                return Ok(());
            }
            Some(ProjectHold::Muted) => {
                let why = SuppressReason::Muted;
                self.steps.push(PlanStep::Drop(alert.id, why));
            }
            Some(ProjectHold::Quiet(until)) => {
                let why = SuppressReason::QuietHours;
                if !kind.is_loud() {
                    self.steps.push(PlanStep::Drop(alert.id, why));
                } else if alert.held != Some(why) {
                    self.steps.push(PlanStep::Hold(alert.id, why));
                }
                self.until = Some(self.until.map_or(until, |first| first.min(until)));
            }
        }
        self.held.push(alert);
        Ok(())
    }
}

/// Whether one of the user's rules silences the incident.
fn is_silenced(reader: &Reader, settings: &Settings, incident: i64) -> Result<bool, StoreError> {
    let rules = &settings.alert_rules;
    if rules.iter().all(|rule| rule.notify) {
        return Ok(false);
    }
    let projects = settings.projects_by_origin();
    let incident = reader.incident(incident)?;
    Ok(incident.is_some_and(|incident| !alert::treatment_of(rules, &projects, &incident).notify))
}

/// Whether any project holds back anything at some time.
fn any_holds(settings: &Settings) -> bool {
    let mut projects = settings.projects.iter();
    projects.any(|project| project.mute || project.quiet_hours.is_some())
}

/// Only if every report of the incident came with the token or the key of such a project.
fn hold_of(
    reader: &Reader,
    settings: &Settings,
    incident: i64,
    now: Moment,
) -> Result<Option<ProjectHold>, StoreError> {
    if !any_holds(settings) {
        return Ok(None);
    }
    let merchants = reader.merchants(incident)?;
    let named: i64 = merchants.iter().map(|merchant| merchant.count).sum();
    let Some(incident) = reader.incident(incident)? else {
        return Ok(None);
    };
    let nameless = (named < incident.error_count).then_some(None);
    let merchants = merchants.iter().map(|one| Some(&*one.merchant));
    let merchants: Vec<_> = merchants.chain(nameless).collect();
    let zone = TimeZone::system();
    let hold = |keys: &[KeyKind]| {
        let each = merchants.iter();
        let origins = each.flat_map(|merchant| keys.iter().map(|key| (*merchant, *key)));
        settings.hold_of(origins, now, &zone)
    };
    // By which key they came matters only where that changes the answer.
    let [by_receiver, by_relay] = KeyKind::BOTH.map(|key| hold(&[key]));
    Ok(match by_receiver == by_relay {
        true => by_receiver,
        false => hold(&keys_of(reader, incident.id)?),
    })
}

/// The keys by which the latest reports of an incident came.
fn keys_of(reader: &Reader, incident: i64) -> Result<Vec<KeyKind>, StoreError> {
    let sources = reader.latest_sources(incident)?;
    Ok(sources.into_iter().map(KeyKind::of).collect())
}
