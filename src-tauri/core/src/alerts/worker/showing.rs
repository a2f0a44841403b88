//! What the alert worker shows, and what it removes from the screen.

use jiff::tz::TimeZone;

use super::AlertWorker;
use crate::{
    alert::{
        self, AlertKind, AlertSubject, HoldConditions, Notice, PendingAlert, Slot, Treatment,
        Urgency, text,
    },
    alerts::notifier::{NotifierError, ShowOutcome},
    incident::{IncidentState, delivery_error::Source},
    model::moment::Moment,
    settings::{KeyKind, Settings},
    store::{Reader, StoreError},
};

impl AlertWorker {
    /// Shows the waiting notices that are still true, unless something holds them back. Returns when to look again.
    pub(super) fn show_system_notices(
        &mut self,
        conditions: &HoldConditions,
        now: Moment,
    ) -> Result<Option<Moment>, NotifierError> {
        if self.waiting.is_empty() {
            return Ok(None);
        }
        if let Some((_, until)) = conditions.hold(now) {
            return Ok(until);
        }
        let settings = self.settings.get();
        while let Some(mut waiting) = self.waiting.take() {
            if !waiting.is_still_true() || !waiting.apply_rules(&settings.alert_rules) {
                continue;
            }
            let shown = self
                .notifier
                .show(&waiting.notice(settings.locale()), waiting.urgency());
            self.note_attempt(shown.is_ok());
            self.note(shown.clone().map(|_| None));
            if let Err(error) = shown {
                self.waiting.put_back(waiting);
                return Err(error);
            }
            waiting.mark_shown();
        }
        Ok(None)
    }

    /// Dismisses lasting notifications of incidents that the user knows of, or that are over. An incident with a
    /// pending alert is skipped: its alert is shown in the same slot.
    pub(super) fn dismiss_known<'a>(
        &mut self,
        pending: impl Iterator<Item = &'a PendingAlert> + Clone,
        now: Moment,
    ) {
        let lasting = self.notifier.lasting();
        self.summaries
            .retain(|summary, _| lasting.contains(&Slot::Summary(*summary)));
        let is_announced_again = |incident: i64| {
            let is_it = |alert: &PendingAlert| matches!(alert.about, AlertSubject::Incident { id, .. } if id == incident);
            pending.clone().any(is_it)
        };
        let known = self.store.read(|reader: &Reader| {
            let mut known = Vec::new();
            for slot in &lasting {
                let is_known = match slot {
                    Slot::Incident(id) if !is_announced_again(*id) => {
                        reader.incident(*id)?.is_none_or(|incident| {
                            let triage = incident.triage();
                            triage.state != IncidentState::Open || triage.muted(now).is_some()
                        })
                    }
                    Slot::Summary(id) => match self.summaries.get(id) {
                        Some(alert) => reader
                            .summary(*alert)?
                            .is_none_or(|summary| summary.unresolved == 0),
                        None => false,
                    },
                    Slot::Colleague(0) => !reader.has_open_team_incident()?,
                    Slot::Colleague(id) => reader.team_incident(*id)?.is_none_or(|row| {
                        row.waiting.is_none() && row.course.state != IncidentState::Open
                    }),
                    _ => false,
                };
                if is_known {
                    known.push(*slot);
                }
            }
            Ok(known)
        });
        for slot in known.unwrap_or_default() {
            if self.notifier.dismiss(slot).is_err() {
                return;
            }
        }
    }

    /// Raises one alert. Returns whether it was shown.
    pub(super) fn raise(
        &mut self,
        id: i64,
        about: AlertSubject,
        now: Moment,
    ) -> Result<bool, StoreError> {
        let settings = self.settings.get();
        let found = self
            .store
            .read(|reader| notice_of(reader, id, about, &settings, now))?;
        let Some((notice, urgency, count, text)) = found else {
            // Everything that the alert is about has been deleted.
            self.store.record_alert_shown(id, i64::MAX, "Notified")?;
            return Ok(true);
        };
        if !self.shown_not_recorded.contains_key(&id) {
            let shown = self.notifier.show(&notice, urgency);
            self.note_attempt(shown.is_ok());
            if let Ok(seen) = shown {
                let outcome = match seen {
                    ShowOutcome::Shown => (count, text),
                    ShowOutcome::WasClosed => (count, WAS_CLOSED),
                };
                self.shown_not_recorded.insert(id, outcome);
            }
            if let (Ok(_), Slot::Summary(summary)) = (&shown, notice.slot) {
                self.summaries.insert(summary, id);
            }
            self.note(shown.map(|_| None));
        }
        let Some((count, text)) = self.shown_not_recorded.get(&id) else {
            return Ok(false);
        };
        self.store.record_alert_shown(id, *count, text)?;
        self.shown_not_recorded.remove(&id);
        Ok(true)
    }
}

/// The notice of an alert, how urgent it is, how many reports it counts, and what the timeline says of it; none if it
/// is about nothing that is still there.
fn notice_of(
    reader: &Reader,
    id: i64,
    about: AlertSubject,
    settings: &Settings,
    now: Moment,
) -> Result<Option<(Notice, Urgency, i64, &'static str)>, StoreError> {
    let zone = TimeZone::system();
    let (incident_id, kind) = match about {
        AlertSubject::Incident { id, kind, .. } => (id, kind),
        AlertSubject::Summary(_) => {
            return Ok(reader.summary(id)?.map(|summary| {
                let notice = text::summary(&summary, settings.locale(), &zone);
                (notice, Urgency::of_summary(&summary), 0, "Notified")
            }));
        }
    };
    let (Some(incident), Some(newest), Some(recovery_history)) = (
        reader.incident(incident_id)?,
        reader.newest_of(incident_id)?,
        reader.recovery_state(incident_id)?,
    ) else {
        return Ok(None);
    };
    let place = (settings.locale(), &zone);
    let mut notice =
        text::incident_notice(&incident, &newest, (kind, &recovery_history), now, place);
    if let Some(change) = reader.alert_change(id)? {
        notice = text::with_change(notice, &change);
    }
    let key = KeyKind::of(newest.source);
    if newest.source != Source::Test
        && let Some(project) = settings.project_of(newest.merchant.as_deref(), key)
    {
        notice = text::with_project(notice, &project.name, settings.locale());
    }
    let treatment = match newest.source {
        Source::Test => Treatment::DEFAULT,
        _ => alert::treatment_of(
            &settings.alert_rules,
            &settings.projects_by_origin(),
            &incident,
        ),
    };
    notice.sound = treatment.sound;
    let urgency = treatment.urgency(Urgency::of(kind, newest.source));
    Ok(Some((
        notice,
        urgency,
        incident.error_count,
        timeline_text(kind),
    )))
}

/// What the timeline says of growth that was not shown.
const WAS_CLOSED: &str = "Not shown: its notification was closed. Notified again when it escalates";

/// The timeline's text for an alert that was raised.
pub const fn timeline_text(kind: AlertKind) -> &'static str {
    match kind {
        AlertKind::Opened => "Notified",
        AlertKind::Escalated => "Notified again",
        AlertKind::Recovered => "Notified of the recovery",
        AlertKind::FailedAndRecovered => "Notified of the failure and recovery",
        AlertKind::Flapping => "Notified that it is flapping",
        AlertKind::Grew => "Notification updated silently",
    }
}
