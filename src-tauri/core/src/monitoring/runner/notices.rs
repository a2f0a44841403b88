//! What the user is told about monitors. [`crate::monitor`] decides; the store is updated once a notice was displayed.

use super::{ActiveMonitor, MonitorRunner, ShownNotice};
use crate::{
    model::moment::Moment,
    monitor::{
        certificate::{self, Warned},
        notices::{Announcement, AnnouncementPlan, MonitorSnapshot, plan_announcements},
    },
    monitoring::deps::{MonitorNotice, PendingNotice},
};

impl MonitorRunner {
    pub(super) fn look_at_certificate(&mut self, at: usize, host: String, until: Moment) {
        let behind = self.monitors.iter().filter(|active| active.host == host);
        let given = behind.filter_map(|active| active.kept.warned);
        let Some(warned) = certificate::warning(until, self.now(), given) else {
            return;
        };
        if let Some(active) = self.monitors.get_mut(at) {
            active.kept.warned = Some(warned);
            let shown = ShownNotice::Warned(active.kept.id, warned);
            self.notify(MonitorNotice::Certificate { host, until }, shown);
        }
    }

    fn notify(&self, what: MonitorNotice, shown: ShownNotice) {
        self.publish();
        let receipts = self.receipts.clone();
        (self.deps.notify)(PendingNotice {
            what,
            // The task may have ended.
            shown: Box::new(move || drop(receipts.send(shown))),
        });
    }

    /// Sends the notices that follow from the status of all monitors.
    pub(super) async fn announce(&mut self) {
        if self.is_offline() {
            return;
        }
        let now = self.now();
        let mut seen = Vec::new();
        let mut resting = Vec::new();
        for active in &self.monitors {
            let ActiveMonitor { config, kept, .. } = active;
            if !config.on {
                resting.extend(kept.announced.map(|_| (kept.id, None)));
                continue;
            }
            let is_new = kept.status.is_failing() && kept.announced.is_none();
            let endpoint = kept.endpoint.clone();
            if is_new || kept.announced.is_some() {
                let asked = endpoint.clone();
                let is_muted = self
                    .with_store(move |store| store.is_muted_for_good(&asked))
                    .await;
                if is_muted == Some(true) {
                    resting.extend(kept.announced.map(|_| (kept.id, None)));
                    continue;
                }
            }
            let incident = if is_new {
                self.with_store(move |store| store.unresolved_at(&endpoint, now))
                    .await
            } else {
                None
            };
            seen.push(MonitorSnapshot {
                id: kept.id,
                label: config.label(),
                host: active.host.clone(),
                status: kept.status,
                last: kept.last.clone(),
                probed_at: active.probed_at,
                announced: kept.announced,
                incident: incident.flatten(),
                expiry_announced: self.is_expiry_announced(active),
            });
        }
        let AnnouncementPlan { loud, mut silent } = plan_announcements(&seen);
        silent.append(&mut resting);
        self.set_announced(&silent);
        if !silent.is_empty() {
            self.with_store(move |store| store.record_monitor_notices(silent))
                .await;
        }
        for (outage, updates) in loud {
            self.set_announced(&updates);
            self.notify(MonitorNotice::Outage(outage), ShownNotice::Outage(updates));
        }
    }

    fn is_expiry_announced(&self, of: &ActiveMonitor) -> bool {
        let host = &of.host;
        let expired = of
            .kept
            .certificate_until
            .map(|until| Warned { until, days: 0 });
        let mut behind = self.monitors.iter().filter(|other| other.host == *host);
        expired.is_some() && behind.any(|other| other.kept.warned == expired)
    }

    fn set_announced(&mut self, updates: &[Announcement]) {
        for (id, announced) in updates {
            for active in &mut self.monitors {
                if active.kept.id == *id {
                    active.kept.announced = *announced;
                }
            }
        }
    }

    /// Records that a notice was shown, so that it is known after a restart.
    pub(super) async fn note(&self, shown: ShownNotice) {
        self.with_store(move |store| match shown {
            ShownNotice::Outage(updates) => store.record_monitor_notices(updates),
            ShownNotice::Warned(id, warned) => store.record_certificate_warning(id, warned),
        })
        .await;
    }
}
