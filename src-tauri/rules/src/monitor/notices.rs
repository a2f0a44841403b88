//! What the user is told about monitors, given the state of all of them and earlier notices. The same is never told twice.
//! Pure.
//!
//! - An outage is announced once, and so is its end.
//! - If everything behind a host with several monitors fails, the host is announced instead. So a notice waits until all
//!   monitors of the host were checked.
//! - Known outages stay silent: an alerted incident, the host or an expired certificate already covers them.

use strum::{EnumString, IntoStaticStr, VariantArray};

use super::{MonitorCheck, MonitorState};
use crate::monitor::status::MonitorStatus;
use crate::{incident::IncidentState, model::moment::Moment, probe::Cause};

/// What a person was told of, in the place of which a monitor's outage is known to them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "lowercase", const_into_str)]
pub enum AnnouncedVia {
    /// The endpoint.
    Itself,
    /// Its host.
    Host,
    /// The incident at the endpoint; it tells its own end.
    Incident,
    /// The certificate, which has expired.
    Certificate,
}

/// An outage that a person was told of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Announced {
    /// As what.
    pub via: AnnouncedVia,
    /// Since when it lasts.
    pub since: Moment,
}

/// The incident at a monitor's endpoint that is not resolved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EndpointIncident {
    /// The incident.
    pub incident_id: i64,
    /// How it stands.
    pub state: IncidentState,
    /// When its latest delivery error came.
    pub last_error_at: Moment,
    /// Whether it was told, is about to be, or the person has muted it.
    pub is_known: bool,
}

/// A monitor that is checked, as this rule looks at it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MonitorSnapshot {
    /// Its number.
    pub id: i64,
    /// `/retm/orders`.
    pub label: String,
    /// Its host.
    pub host: String,
    /// How it stands.
    pub status: MonitorStatus,
    /// Its latest check.
    pub last: Option<MonitorCheck>,
    /// When it was last asked, whatever came of it.
    pub asked_at: Option<Moment>,
    /// What was said of it.
    pub announced: Option<Announced>,
    /// The incident at its endpoint.
    pub incident: Option<EndpointIncident>,
    /// Whether the person was told that its certificate has expired.
    pub expiry_told: bool,
}

/// Something to tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OutageNotice {
    /// An endpoint is down.
    Down {
        /// The monitor.
        id: i64,
        /// `/retm/orders`.
        label: String,
        /// Since the first failure in the row.
        since: Moment,
        /// How many there were.
        failures: u32,
        /// The latest check.
        last: MonitorCheck,
    },
    /// It is up again.
    Up {
        /// The monitor.
        id: i64,
        /// `/retm/orders`.
        label: String,
        /// Since when it was down.
        since: Moment,
        /// Until when.
        until: Moment,
    },
    /// Everything behind a host fails.
    HostDown {
        /// The host.
        host: String,
        /// What is behind it: `/retm/orders`.
        labels: Vec<String>,
        /// Since when.
        since: Moment,
        /// The latest check of one that is down.
        last: MonitorCheck,
    },
    /// A host answers again.
    HostUp {
        /// The host.
        host: String,
        /// Since when it was down.
        since: Moment,
        /// Until when.
        until: Moment,
        /// What is still down behind it.
        still_down: Vec<String>,
    },
}

/// What follows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AnnouncementPlan {
    /// What is to be told. Once it was shown, what comes with it is true: see [`Announced`].
    pub loud: Vec<(OutageNotice, Vec<Announcement>)>,
    /// What is true without a word.
    pub silent: Vec<Announcement>,
}

/// A monitor, and what a person now was told of it.
pub type Announcement = (i64, Option<Announced>);

/// What is to be told, and what is known without.
pub fn plan_announcements(monitors: &[MonitorSnapshot]) -> AnnouncementPlan {
    let mut hosts: Vec<&str> = monitors.iter().map(|monitor| &*monitor.host).collect();
    hosts.sort_unstable();
    hosts.dedup();
    let mut out = AnnouncementPlan::default();
    for host in hosts {
        let behind: Vec<_> = monitors
            .iter()
            .filter(|monitor| monitor.host == host)
            .collect();
        end_host(host, &behind, &mut out);
        begin(host, &behind, &mut out);
        for monitor in behind {
            end(monitor, &mut out);
        }
    }
    out
}

/// The hosts behind which everything fails, where there are several monitors and one at least is down.
pub fn failing_hosts<'a>(
    monitors: impl IntoIterator<Item = (&'a str, MonitorState)>,
) -> Vec<String> {
    let mut hosts: Vec<(&str, usize, bool, bool)> = Vec::new();
    for (host, state) in monitors {
        let fails = matches!(state, MonitorState::Failing | MonitorState::Down);
        let down = state == MonitorState::Down;
        match hosts.iter_mut().find(|(of, ..)| *of == host) {
            Some((_, count, all, any)) => {
                *count += 1;
                *all &= fails;
                *any |= down;
            }
            None => hosts.push((host, 1, fails, down)),
        }
    }
    hosts.retain(|(_, count, all, any)| *count > 1 && *all && *any);
    hosts
        .into_iter()
        .map(|(host, ..)| host.to_owned())
        .collect()
}

/// Whether an incident speaks of the outage that a monitor sees: the person knows of it, and the endpoint was not
/// good since RETM last met it. After a good check it is another outage.
fn speaks_of_it(incident: EndpointIncident, good_at: Option<Moment>) -> bool {
    incident.is_known && good_at.is_none_or(|good_at| good_at <= incident.last_error_at)
}

/// As what an outage is known that nothing was said of; none: it is to be told.
fn known_as(monitor: &MonitorSnapshot) -> Option<AnnouncedVia> {
    let expired = |last: &MonitorCheck| last.cause == Cause::CertificateExpired;
    if monitor
        .incident
        .is_some_and(|incident| speaks_of_it(incident, monitor.status.good_at))
    {
        Some(AnnouncedVia::Incident)
    } else if monitor.expiry_told && monitor.last.as_ref().is_some_and(expired) {
        Some(AnnouncedVia::Certificate)
    } else {
        None
    }
}

fn is_down(monitor: &MonitorSnapshot) -> bool {
    monitor.status.state == MonitorState::Down
}

fn is_announced_via(monitor: &MonitorSnapshot, via: AnnouncedVia) -> bool {
    monitor
        .announced
        .is_some_and(|announced| announced.via == via)
}

/// Whether all behind its host were asked since it began to fail: before, nobody can tell it from its host.
fn is_told_apart(monitor: &MonitorSnapshot, behind: &[&MonitorSnapshot]) -> bool {
    behind
        .iter()
        .all(|other| other.asked_at >= monitor.status.since)
}

fn announcement(monitor: &MonitorSnapshot, via: AnnouncedVia) -> Option<Announcement> {
    let since = monitor.status.since?;
    Some((monitor.id, Some(Announced { via, since })))
}

/// Endpoints that went down, or their host in their place.
fn begin(host: &str, behind: &[&MonitorSnapshot], out: &mut AnnouncementPlan) {
    let (known, outage): (Vec<_>, Vec<_>) = behind
        .iter()
        .filter(|monitor| {
            is_down(monitor) && monitor.announced.is_none() && is_told_apart(monitor, behind)
        })
        .partition(|monitor| known_as(monitor).is_some());
    out.silent.extend(
        known
            .into_iter()
            .filter_map(|monitor| announcement(monitor, known_as(monitor)?)),
    );
    let states = behind.iter().map(|monitor| (host, monitor.status.state));
    if failing_hosts(states).is_empty() {
        out.loud.extend(outage.into_iter().filter_map(down));
        return;
    }
    if behind
        .iter()
        .any(|monitor| is_announced_via(monitor, AnnouncedVia::Host))
    {
        out.silent.extend(
            outage
                .into_iter()
                .filter_map(|monitor| announcement(monitor, AnnouncedVia::Host)),
        );
        return;
    }
    let since = behind
        .iter()
        .filter_map(|monitor| monitor.status.since)
        .min();
    let last = outage.first().and_then(|monitor| monitor.last.clone());
    if let (Some(since), Some(last)) = (since, last) {
        let told = HostDown { host, since, last };
        out.loud.push(told.of(behind));
    }
}

fn down(monitor: &MonitorSnapshot) -> Option<(OutageNotice, Vec<Announcement>)> {
    let outage = OutageNotice::Down {
        id: monitor.id,
        label: monitor.label.clone(),
        since: monitor.status.since?,
        failures: monitor.status.failures,
        last: monitor.last.clone()?,
    };
    Some((outage, vec![announcement(monitor, AnnouncedVia::Itself)?]))
}

struct HostDown<'a> {
    host: &'a str,
    since: Moment,
    last: MonitorCheck,
}

impl HostDown<'_> {
    /// The host's outage is that of all behind it, also of those that were told before or don't count yet. Those
    /// that an incident tells of stay with it.
    fn of(self, behind: &[&MonitorSnapshot]) -> (OutageNotice, Vec<Announcement>) {
        let updates = behind
            .iter()
            .filter(|monitor| !is_announced_via(monitor, AnnouncedVia::Incident))
            .filter(|monitor| known_as(monitor) != Some(AnnouncedVia::Incident))
            .filter_map(|monitor| announcement(monitor, AnnouncedVia::Host));
        let outage = OutageNotice::HostDown {
            host: self.host.to_owned(),
            labels: behind.iter().map(|monitor| monitor.label.clone()).collect(),
            since: self.since,
            last: self.last,
        };
        (outage, updates.collect())
    }
}

/// The end of a host's outage: once one behind it answers, and all others were looked at since.
fn end_host(host: &str, behind: &[&MonitorSnapshot], out: &mut AnnouncementPlan) {
    let told: Vec<_> = behind
        .iter()
        .filter(|monitor| is_announced_via(monitor, AnnouncedVia::Host))
        .collect();
    let since = told
        .iter()
        .filter_map(|monitor| Some(monitor.announced?.since))
        .min();
    let ups = behind
        .iter()
        .filter(|monitor| monitor.status.state == MonitorState::Up);
    let first_up = ups.clone().filter_map(|monitor| monitor.status.since).min();
    let last_up = ups.filter_map(|monitor| monitor.status.since).max();
    let (Some(since), Some(first_up), Some(until)) = (since, first_up, last_up) else {
        return;
    };
    let is_settled = |monitor: &&MonitorSnapshot| match monitor.status.state {
        MonitorState::Failing => false,
        MonitorState::Down => monitor
            .last
            .as_ref()
            .is_some_and(|last| last.at >= first_up),
        _ => true,
    };
    if !behind.iter().all(is_settled) {
        return;
    }
    let still: Vec<_> = told.iter().filter(|monitor| is_down(monitor)).collect();
    let outage = OutageNotice::HostUp {
        host: host.to_owned(),
        since,
        until,
        still_down: still.iter().map(|monitor| monitor.label.clone()).collect(),
    };
    let updates = told.iter().map(|monitor| {
        let itself = announcement(monitor, AnnouncedVia::Itself).filter(|_| is_down(monitor));
        itself.unwrap_or((monitor.id, None))
    });
    out.loud.push((outage, updates.collect()));
}

/// The end of an endpoint's own outage.
fn end(monitor: &MonitorSnapshot, out: &mut AnnouncementPlan) {
    let (MonitorState::Up, Some(announced), Some(until)) = (
        monitor.status.state,
        monitor.announced,
        monitor.status.since,
    ) else {
        return;
    };
    let mark = (monitor.id, None);
    match announced.via {
        AnnouncedVia::Host => {}
        AnnouncedVia::Incident => out.silent.push(mark),
        AnnouncedVia::Itself | AnnouncedVia::Certificate => {
            let outage = OutageNotice::Up {
                id: monitor.id,
                label: monitor.label.clone(),
                since: announced.since,
                until,
            };
            out.loud.push((outage, vec![mark]));
        }
    }
}

#[cfg(test)]
#[path = "notices_tests.rs"]
mod tests;
