//! What a person is told of monitors. From how all of them stand and what was said of them follows what is to be said
//! now; asked again, the same is not said again. Pure.
//!
//! - An endpoint that is down is told once, and once that it answers again.
//! - Where everything fails behind a host that has several monitors, the host is named once instead; so a word waits
//!   until all behind it were asked.
//! - What a person knows already is not told: an incident that was told speaks of the same outage, or the host or its
//!   certificate was told.

use strum::{EnumString, IntoStaticStr, VariantArray};

use super::{MonitorCheck, MonitorState};
use crate::monitor::status::Standing;
use crate::{incident::IncidentState, model::moment::Moment, probe::Cause};

/// What a person was told of, in the place of which a monitor's outage is known to them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "lowercase", const_into_str)]
pub enum ToldAs {
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
    pub told: ToldAs,
    /// Since when it lasts.
    pub since: Moment,
}

/// The incident at a monitor's endpoint that is not resolved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AtEndpoint {
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
pub struct Seen {
    /// Its number.
    pub id: i64,
    /// `/retm/orders`.
    pub label: String,
    /// Its host.
    pub host: String,
    /// How it stands.
    pub standing: Standing,
    /// Its latest check.
    pub last: Option<MonitorCheck>,
    /// When it was last asked, whatever came of it.
    pub asked_at: Option<Moment>,
    /// What was said of it.
    pub announced: Option<Announced>,
    /// The incident at its endpoint.
    pub incident: Option<AtEndpoint>,
    /// Whether the person was told that its certificate has expired.
    pub expiry_told: bool,
}

/// Something to tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum News {
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
pub struct Announcements {
    /// What is to be told. Once it was shown, what comes with it is true: see [`Announced`].
    pub tell: Vec<(News, Vec<Mark>)>,
    /// What is true without a word.
    pub silently: Vec<Mark>,
}

/// A monitor, and what a person now was told of it.
pub type Mark = (i64, Option<Announced>);

/// What is to be told, and what is known without.
pub fn announcements(monitors: &[Seen]) -> Announcements {
    let mut hosts: Vec<&str> = monitors.iter().map(|seen| &*seen.host).collect();
    hosts.sort_unstable();
    hosts.dedup();
    let mut out = Announcements::default();
    for host in hosts {
        let behind: Vec<_> = monitors.iter().filter(|seen| seen.host == host).collect();
        end_host(host, &behind, &mut out);
        begin(host, &behind, &mut out);
        for seen in behind {
            end(seen, &mut out);
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
fn speaks_of_it(incident: AtEndpoint, good_at: Option<Moment>) -> bool {
    incident.is_known && good_at.is_none_or(|good_at| good_at <= incident.last_error_at)
}

/// As what an outage is known that nothing was said of; none: it is to be told.
fn known_as(seen: &Seen) -> Option<ToldAs> {
    let expired = |last: &MonitorCheck| last.cause == Cause::CertificateExpired;
    if seen
        .incident
        .is_some_and(|incident| speaks_of_it(incident, seen.standing.good_at))
    {
        Some(ToldAs::Incident)
    } else if seen.expiry_told && seen.last.as_ref().is_some_and(expired) {
        Some(ToldAs::Certificate)
    } else {
        None
    }
}

fn is_down(seen: &Seen) -> bool {
    seen.standing.state == MonitorState::Down
}

fn is_told_as(seen: &Seen, told: ToldAs) -> bool {
    seen.announced
        .is_some_and(|announced| announced.told == told)
}

/// Whether all behind its host were asked since it began to fail: before, nobody can tell it from its host.
fn is_told_apart(seen: &Seen, behind: &[&Seen]) -> bool {
    behind
        .iter()
        .all(|other| other.asked_at >= seen.standing.since)
}

fn marked(seen: &Seen, told: ToldAs) -> Option<Mark> {
    let since = seen.standing.since?;
    Some((seen.id, Some(Announced { told, since })))
}

/// Endpoints that went down, or their host in their place.
fn begin(host: &str, behind: &[&Seen], out: &mut Announcements) {
    let (known, news): (Vec<_>, Vec<_>) = behind
        .iter()
        .filter(|seen| is_down(seen) && seen.announced.is_none() && is_told_apart(seen, behind))
        .partition(|seen| known_as(seen).is_some());
    out.silently.extend(
        known
            .into_iter()
            .filter_map(|seen| marked(seen, known_as(seen)?)),
    );
    let states = behind.iter().map(|seen| (host, seen.standing.state));
    if failing_hosts(states).is_empty() {
        out.tell.extend(news.into_iter().filter_map(down));
        return;
    }
    if behind.iter().any(|seen| is_told_as(seen, ToldAs::Host)) {
        out.silently.extend(
            news.into_iter()
                .filter_map(|seen| marked(seen, ToldAs::Host)),
        );
        return;
    }
    let since = behind.iter().filter_map(|seen| seen.standing.since).min();
    let last = news.first().and_then(|seen| seen.last.clone());
    if let (Some(since), Some(last)) = (since, last) {
        let told = HostDown { host, since, last };
        out.tell.push(told.of(behind));
    }
}

fn down(seen: &Seen) -> Option<(News, Vec<Mark>)> {
    let news = News::Down {
        id: seen.id,
        label: seen.label.clone(),
        since: seen.standing.since?,
        failures: seen.standing.failures,
        last: seen.last.clone()?,
    };
    Some((news, vec![marked(seen, ToldAs::Itself)?]))
}

struct HostDown<'a> {
    host: &'a str,
    since: Moment,
    last: MonitorCheck,
}

impl HostDown<'_> {
    /// The host's outage is that of all behind it, also of those that were told before or don't count yet. Those
    /// that an incident tells of stay with it.
    fn of(self, behind: &[&Seen]) -> (News, Vec<Mark>) {
        let marks = behind
            .iter()
            .filter(|seen| !is_told_as(seen, ToldAs::Incident))
            .filter(|seen| known_as(seen) != Some(ToldAs::Incident))
            .filter_map(|seen| marked(seen, ToldAs::Host));
        let news = News::HostDown {
            host: self.host.to_owned(),
            labels: behind.iter().map(|seen| seen.label.clone()).collect(),
            since: self.since,
            last: self.last,
        };
        (news, marks.collect())
    }
}

/// The end of a host's outage: once one behind it answers, and all others were looked at since.
fn end_host(host: &str, behind: &[&Seen], out: &mut Announcements) {
    let told: Vec<_> = behind
        .iter()
        .filter(|seen| is_told_as(seen, ToldAs::Host))
        .collect();
    let since = told
        .iter()
        .filter_map(|seen| Some(seen.announced?.since))
        .min();
    let ups = behind
        .iter()
        .filter(|seen| seen.standing.state == MonitorState::Up);
    let first_up = ups.clone().filter_map(|seen| seen.standing.since).min();
    let last_up = ups.filter_map(|seen| seen.standing.since).max();
    let (Some(since), Some(first_up), Some(until)) = (since, first_up, last_up) else {
        return;
    };
    let is_settled = |seen: &&Seen| match seen.standing.state {
        MonitorState::Failing => false,
        MonitorState::Down => seen.last.as_ref().is_some_and(|last| last.at >= first_up),
        _ => true,
    };
    if !behind.iter().all(is_settled) {
        return;
    }
    let still: Vec<_> = told.iter().filter(|seen| is_down(seen)).collect();
    let news = News::HostUp {
        host: host.to_owned(),
        since,
        until,
        still_down: still.iter().map(|seen| seen.label.clone()).collect(),
    };
    let marks = told.iter().map(|seen| {
        let itself = marked(seen, ToldAs::Itself).filter(|_| is_down(seen));
        itself.unwrap_or((seen.id, None))
    });
    out.tell.push((news, marks.collect()));
}

/// The end of an endpoint's own outage.
fn end(seen: &Seen, out: &mut Announcements) {
    let (MonitorState::Up, Some(announced), Some(until)) =
        (seen.standing.state, seen.announced, seen.standing.since)
    else {
        return;
    };
    let mark = (seen.id, None);
    match announced.told {
        ToldAs::Host => {}
        ToldAs::Incident => out.silently.push(mark),
        ToldAs::Itself | ToldAs::Certificate => {
            let news = News::Up {
                id: seen.id,
                label: seen.label.clone(),
                since: announced.since,
                until,
            };
            out.tell.push((news, vec![mark]));
        }
    }
}

#[cfg(test)]
#[path = "notices_tests.rs"]
mod tests;
