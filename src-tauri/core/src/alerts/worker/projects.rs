//! What the merchants' projects hold back: a muted project is not notified, and one in its quiet hours waits.

use jiff::tz::TimeZone;

use super::AlertWorker;
use crate::{
    alert::{AlertSubject, PendingAlert, PlanStep, SuppressReason},
    model::moment::Moment,
    settings::{ProjectHold, Settings},
    store::{Reader, StoreError},
};

/// What is held back, and until when.
#[derive(Default)]
pub(super) struct HeldByProjects {
    /// The alerts that wait.
    pub(super) alerts: Vec<i64>,
    /// The steps to store for them, and for those that are not notified.
    pub(super) steps: Vec<PlanStep>,
    /// When the first of them may be shown.
    pub(super) until: Option<Moment>,
}

impl AlertWorker {
    /// What the projects hold back of these alerts. A test report is always notified.
    pub(super) fn held_by_projects(
        &self,
        pending: &[PendingAlert],
        now: Moment,
    ) -> Result<HeldByProjects, StoreError> {
        let settings = self.settings.get();
        let mut held = HeldByProjects::default();
        let mut projects = settings.projects.iter();
        if !projects.any(|project| project.mute || project.quiet_hours.is_some()) {
            return Ok(held);
        }
        self.store.read(|reader| {
            for alert in pending {
                let AlertSubject::Incident {
                    id,
                    test: false,
                    kind,
                    ..
                } = alert.about
                else {
                    continue;
                };
                let until = match hold_of(reader, &settings, id, now)? {
                    None => continue,
                    Some(ProjectHold::Muted) => {
                        held.steps
                            .push(PlanStep::Drop(alert.id, SuppressReason::Muted));
                        continue;
                    }
                    Some(ProjectHold::Quiet(until)) => until,
                };
                let why = SuppressReason::QuietHours;
                if !kind.is_loud() {
                    held.steps.push(PlanStep::Drop(alert.id, why));
                } else if alert.held != Some(why) {
                    held.steps.push(PlanStep::Hold(alert.id, why));
                }
                held.alerts.push(alert.id);
                held.until = Some(held.until.map_or(until, |first| first.min(until)));
            }
            Ok(held)
        })
    }
}

/// Only if every report of the incident came with a token of such a project.
fn hold_of(
    reader: &Reader,
    settings: &Settings,
    incident: i64,
    now: Moment,
) -> Result<Option<ProjectHold>, StoreError> {
    let merchants = reader.merchants(incident)?;
    let named: i64 = merchants.iter().map(|merchant| merchant.count).sum();
    let Some(incident) = reader.incident(incident)? else {
        return Ok(None);
    };
    if named < incident.error_count {
        return Ok(None);
    }
    let merchants = merchants.iter().map(|merchant| &*merchant.merchant);
    Ok(settings.hold_of(merchants, now, &TimeZone::system()))
}
