//! Handles a finished probe: reports it, records it for every monitor that was due at that URL, and schedules the next.

use std::{sync::Arc, time::Duration};

use tokio::task::Id;

use super::{ActiveMonitor, InFlight, MonitorRunner};
use crate::{
    model::{endpoint, moment::Moment},
    monitor::{
        MonitorCheck, MonitorState,
        reachability::network::slept,
        schedule,
        status::{ProbeConditions, without_own_faults},
    },
    monitoring::deps::WatchTarget,
    probe::{Cause, Probe},
    store::MonitorUpdate,
};

impl MonitorRunner {
    /// A probe has ended: it counts for everything that was due at that endpoint.
    pub(super) async fn on_finished(&mut self, task: Id, probe: Option<Probe>) {
        let Some(at) = self.in_flight.iter().position(|probed| probed.task == task) else {
            return;
        };
        let probed = self.in_flight.swap_remove(at);
        let now = self.now();
        self.network = (self.deps.network)();
        let conditions = ProbeConditions {
            before: probed.network,
            after: self.network,
            slept: slept(probed.limit, now.since(probed.begun)),
        };
        let probe = probe.map(|probe| without_own_faults(probe, &conditions));
        if let Some(probe) = &probe {
            self.probe_saw_offline = probe.cause == Cause::Offline;
            self.report_probe(&probed.url, probe);
        }
        self.reschedule_watched(&probed, probe.as_ref(), now);
        self.record_monitors(&probed, probe.as_ref(), now).await;
    }

    fn report_probe(&self, url: &str, probe: &Probe) {
        let watched = self.watched.iter().map(|endpoint| &endpoint.watched);
        let mut names: Vec<_> = watched
            .filter(|watched| watched.url == url)
            .map(|watched| endpoint::normalise(&watched.endpoint))
            .filter(|name| *name != endpoint::normalise(url))
            .collect();
        names.sort_unstable();
        names.dedup();
        (self.deps.on_probe)(url, probe);
        for name in names {
            (self.deps.on_probe)(&name, probe);
        }
    }

    fn reschedule_watched(&mut self, probed: &InFlight, probe: Option<&Probe>, now: Moment) {
        let random = self.random();
        for endpoint in &mut self.watched {
            let WatchTarget {
                url, every, settle, ..
            } = &endpoint.watched;
            if *url != probed.url || !is_due(endpoint.due, *every, now) {
                continue;
            }
            let is_good = probe.is_some_and(Probe::is_good);
            endpoint.good_since = is_good.then(|| endpoint.good_since.unwrap_or(now));
            // A good probe at the end of that time confirms it.
            let settled = endpoint.good_since.map(|since| since.plus(*settle));
            let wait = match settled {
                Some(at) if at > now => at.since(now).min(*every),
                _ => schedule::jittered(*every, random),
            };
            endpoint.due = now.plus(wait);
        }
    }

    async fn record_monitors(&mut self, probed: &InFlight, probe: Option<&Probe>, now: Moment) {
        for at in 0..self.monitors.len() {
            let ActiveMonitor { config, due, .. } = &self.monitors[at];
            if config.url != probed.url || !config.on || !is_due(*due, config.interval(), now) {
                continue;
            }
            let check =
                probe.and_then(|probe| Some((config.judge(probe)?, probe.certificate_until)));
            let (interval, random) = (config.interval(), self.random());
            let active = &mut self.monitors[at];
            active.probed_at = Some(now);
            active.due = match probe.map(|probe| probe.cause) {
                // A probe that is not allowed or not possible will not be a moment later either.
                Some(Cause::NotAllowed | Cause::NoTarget) => schedule::next(now, interval, random),
                _ => schedule::after_failure(now, interval, random),
            };
            if let Some((check, until)) = check {
                self.checked(at, check, until).await;
            }
        }
    }

    /// A probe that a user started counts as a check of each monitor at that URL, whenever the next is due.
    pub(super) async fn on_manual_probe(&mut self, probe: &Probe) {
        for at in 0..self.monitors.len() {
            let active = &mut self.monitors[at];
            if active.config.url != probe.url || !active.config.on {
                continue;
            }
            active.probed_at = Some(probe.at);
            if let Some(check) = active.config.judge(probe) {
                self.checked(at, check, probe.certificate_until).await;
            }
        }
    }

    /// Records a check of a monitor.
    async fn checked(&mut self, at: usize, check: MonitorCheck, until: Option<Moment>) {
        let (now, random) = (self.now(), self.random());
        let Some(active) = self.monitors.get_mut(at) else {
            return;
        };
        let before = active.kept.status;
        let status = before.after(&check, active.config.failures);
        let interval = active.config.interval();
        active.due = match status.state {
            MonitorState::Failing => schedule::after_failure(now, interval, random),
            _ => schedule::next(now, interval, random),
        };
        let kept = &mut active.kept;
        kept.status = status;
        kept.last = Some(check.clone());
        kept.certificate_until = until.or(kept.certificate_until);
        let checked = MonitorUpdate {
            id: kept.id,
            check,
            status,
            next_at: active.due,
            certificate_until: until,
        };
        let host = active.host.clone();
        if status.has_turned(&before) {
            self.look_at_host(at, &host);
        }
        self.with_store(move |store| store.record_check(checked))
            .await;
        if let Some(until) = until {
            self.look_at_certificate(at, host, until);
        }
    }

    /// Checks the other monitors of a host now, to distinguish a failing endpoint from a failing host.
    fn look_at_host(&mut self, turned: usize, host: &str) {
        let (now, random) = (self.now(), Arc::clone(&self.deps.random));
        for (at, active) in self.monitors.iter_mut().enumerate() {
            if at != turned && active.host == host {
                active.due = active.due.min(schedule::first(now, random()));
            }
        }
    }
}

/// Whether a check is due, or so soon that a probe which ends now serves as well. This aligns the checks of one
/// endpoint.
fn is_due(due: Moment, interval: Duration, now: Moment) -> bool {
    due <= now.plus(interval / 4)
}
