//! Connects monitoring to the rest: which endpoints are probed automatically, and where probes are stored.

use std::{sync::Arc, time::Duration};

use crate::{
    incident::Incident,
    monitoring::deps::{ListWatched, OnProbe, WatchTarget},
    probe::{self, Cause, Probe, ProbeTarget},
    settings::{ProbeSettings, Settings, SettingsHandle},
    store::Store,
};

/// The maximum number of watched endpoints; the most recently active come first.
const MAX_WATCHED: u32 = 200;

pub fn settling_time(settings: &ProbeSettings) -> Duration {
    Duration::from_secs(u64::from(settings.settle_s))
}

/// Stores a probe if it says anything useful.
pub async fn record_probe(store: &Store, endpoint: String, probe: Probe, settle: Duration) {
    // If the probe is not allowed, the user wants to know why.
    let is_conclusive = probe.cause.is_about_the_endpoint() || probe.cause == Cause::NotAllowed;
    if !is_conclusive && probe.steps.is_empty() {
        return;
    }
    if let Err(error) = store.record_probe(endpoint, probe, settle).await {
        tracing::warn!(%error, "can't store a probe");
    }
}

/// Stores every automatic probe.
pub(super) fn recorder(settings: Arc<SettingsHandle>, store: Store) -> OnProbe {
    Arc::new(move |endpoint, probe| {
        let settle = settling_time(&settings.get().probe);
        let (store, endpoint, probe) = (store.clone(), endpoint.to_owned(), probe.clone());
        tokio::spawn(async move { record_probe(&store, endpoint, probe, settle).await });
    })
}

/// The endpoints of unresolved incidents, if their hosts are allowed.
pub(super) fn watched(settings: Arc<SettingsHandle>, store: Store) -> ListWatched {
    Arc::new(move || {
        let settings = settings.get();
        let unresolved = store.read(|reader| reader.unresolved(MAX_WATCHED));
        unresolved
            .unwrap_or_else(|error| {
                tracing::warn!(%error, "can't read which endpoints to watch");
                Vec::new()
            })
            .into_iter()
            .filter_map(|incident| watch(&settings, incident))
            .collect()
    })
}

fn watch(settings: &Settings, incident: Incident) -> Option<WatchTarget> {
    let allowed = &settings.probe;
    let target = probe::target(
        &incident.probe_endpoint(),
        allowed.base_url.as_deref(),
        &allowed.allowed_hosts,
    );
    match target {
        ProbeTarget::Ready {
            url, allowed: true, ..
        } => Some(WatchTarget {
            url,
            endpoint: incident.endpoint,
            incident_id: incident.id,
            every: Duration::from_secs(u64::from(allowed.every_s)),
            settle: settling_time(allowed),
        }),
        _ => None,
    }
}
