//! What to announce about monitors, given the state of all of them and the earlier notices. Nothing is announced twice.
//! Pure.
//!
//! - An outage is announced once, and so is its end.
//! - If everything behind a host with several monitors fails, the host is announced instead. So a notice waits until
//!   all monitors of the host have been checked.
//! - Known outages stay silent: an alerted incident, the host or an expired certificate already covers them.

use strum::{EnumString, IntoStaticStr, VariantArray};

use super::{MonitorCheck, MonitorState};
use crate::monitor::status::MonitorStatus;
use crate::{incident::IncidentState, model::moment::Moment, probe::Cause};

/// The notice through which the user knows about a monitor's outage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[derive(EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "lowercase", const_into_str)]
pub enum AnnouncedVia {
    /// The endpoint.
    Itself,
    /// Its host.
    Host,
    /// The incident at the endpoint. It announces its own end.
    Incident,
    /// The certificate, which has expired.
    Certificate,
}

/// An outage that the user knows about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Announced {
    pub via: AnnouncedVia,
    /// Since when it lasts.
    pub since: Moment,
}

/// The unresolved incident at a monitor's endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EndpointIncident {
    pub incident_id: i64,
    pub state: IncidentState,
    /// When its latest delivery error came.
    pub last_error_at: Moment,
    /// Whether it was or is about to be announced, or the user has muted it.
    pub is_known: bool,
}

/// The state of an active monitor, as input for the rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MonitorSnapshot {
    pub id: i64,
    /// `/retm/orders`.
    pub label: String,
    pub host: String,
    pub status: MonitorStatus,
    pub last: Option<MonitorCheck>,
    /// When it was last probed, whatever the result.
    pub probed_at: Option<Moment>,
    /// What was announced about it.
    pub announced: Option<Announced>,
    /// The incident at its endpoint.
    pub incident: Option<EndpointIncident>,
    /// Whether the user was notified that its certificate has expired.
    pub expiry_announced: bool,
}

/// A notice to send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OutageNotice {
    /// An endpoint is down.
    Down {
        id: i64,
        /// `/retm/orders`.
        label: String,
        /// The first of the consecutive failures.
        since: Moment,
        /// Their number.
        failures: u32,
        last: MonitorCheck,
    },
    /// It is up again.
    Up {
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
        host: String,
        /// The endpoints behind it: `/retm/orders`.
        labels: Vec<String>,
        since: Moment,
        /// The latest check of a monitor that is down.
        last: MonitorCheck,
    },
    /// A host answers again.
    HostUp {
        host: String,
        /// Since when it was down.
        since: Moment,
        /// Until when.
        until: Moment,
        /// The endpoints behind it that are still down.
        still_down: Vec<String>,
    },
}

/// What to announce and record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AnnouncementPlan {
    /// What to announce. Its [`Announced`] values take effect once the notice was shown.
    pub loud: Vec<(OutageNotice, Vec<Announcement>)>,
    /// What takes effect without a notice.
    pub silent: Vec<Announcement>,
}

/// A monitor, and what the user now knows about it.
pub type Announcement = (i64, Option<Announced>);

/// Decides what to announce, and what is known without a notice.
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

/// The hosts with several monitors that all fail and at least one that is down.
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

/// Whether an incident covers the outage that a monitor sees: the user knows about it, and the endpoint has had no good
/// check since RETM's last report. After a good check it is a different outage.
fn speaks_of_it(incident: EndpointIncident, good_at: Option<Moment>) -> bool {
    incident.is_known && good_at.is_none_or(|good_at| good_at <= incident.last_error_at)
}

/// Through which notice an unannounced outage is already known. `None` means that it must be announced.
fn known_as(monitor: &MonitorSnapshot) -> Option<AnnouncedVia> {
    let expired = |last: &MonitorCheck| last.cause == Cause::CertificateExpired;
    if monitor
        .incident
        .is_some_and(|incident| speaks_of_it(incident, monitor.status.good_at))
    {
        Some(AnnouncedVia::Incident)
    } else if monitor.expiry_announced && monitor.last.as_ref().is_some_and(expired) {
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

/// Whether all monitors of its host were probed since it began to fail. Before that, its outage can't be told from one
/// of the host.
fn is_announced_separately(monitor: &MonitorSnapshot, behind: &[&MonitorSnapshot]) -> bool {
    behind
        .iter()
        .all(|other| other.probed_at >= monitor.status.since)
}

fn announcement(monitor: &MonitorSnapshot, via: AnnouncedVia) -> Option<Announcement> {
    let since = monitor.status.since?;
    Some((monitor.id, Some(Announced { via, since })))
}

/// Announces endpoints that went down, or their host instead.
fn begin(host: &str, behind: &[&MonitorSnapshot], out: &mut AnnouncementPlan) {
    let (known, outage): (Vec<_>, Vec<_>) = behind
        .iter()
        .filter(|monitor| {
            is_down(monitor)
                && monitor.announced.is_none()
                && is_announced_separately(monitor, behind)
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
        let notice = HostDown { host, since, last };
        out.loud.push(notice.of(behind));
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
    /// The host's outage covers all monitors behind it, including those announced earlier and those that don't count as
    /// down yet. Those covered by an incident stay with it.
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

/// Ends a host's outage once one monitor behind it is up and all others were probed since.
fn end_host(host: &str, behind: &[&MonitorSnapshot], out: &mut AnnouncementPlan) {
    let announced: Vec<_> = behind
        .iter()
        .filter(|monitor| is_announced_via(monitor, AnnouncedVia::Host))
        .collect();
    let since = announced
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
    let still: Vec<_> = announced
        .iter()
        .filter(|monitor| is_down(monitor))
        .collect();
    let outage = OutageNotice::HostUp {
        host: host.to_owned(),
        since,
        until,
        still_down: still.iter().map(|monitor| monitor.label.clone()).collect(),
    };
    let updates = announced.iter().map(|monitor| {
        let itself = announcement(monitor, AnnouncedVia::Itself).filter(|_| is_down(monitor));
        itself.unwrap_or((monitor.id, None))
    });
    out.loud.push((outage, updates.collect()));
}

/// Ends an endpoint's own outage.
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
