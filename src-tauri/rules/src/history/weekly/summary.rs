//! From the incidents of a week to its summary.

use std::{cmp::Reverse, collections::BTreeMap, time::Duration};

use jiff::tz::TimeZone;
use serde::Serialize;
use ts_rs::TS;

use super::{
    down_time::DownTime,
    week::{Week, WeekBegins},
};
use crate::{
    explain::{Cause, explain},
    incident::{Incident, IncidentState, missed_window::over_since, recovery::RecoveryState},
    locale::Locale,
    model::moment::Moment,
};

/// How many incidents a summary lists.
const MAX_INCIDENTS: usize = 100;
/// How many endpoints it lists.
const MAX_ENDPOINTS: usize = 20;

/// An incident that opened or lasted in the week or in the week before.
#[derive(Clone, Debug)]
pub struct IncidentOfWeek {
    pub incident: Incident,
    pub recovery: RecoveryState,
    /// Whether nobody looked at it: the window was not opened since it began, and nobody acknowledged, muted or
    /// resolved it.
    pub is_unseen: bool,
}

/// What a week was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct WeekSummary {
    /// `2026-W48`.
    pub week: String,
    /// The first moment of the week.
    pub from: Moment,
    /// The first moment after it.
    pub to: Moment,
    /// Whether it is over. Otherwise its figures are those so far.
    pub is_over: bool,
    /// The name of the week before.
    pub week_before: String,
    /// The name of the week after. `None` if that has not begun.
    pub week_after: Option<String>,
    /// How many incidents opened.
    #[ts(type = "number")]
    pub opened: i64,
    /// For how many seconds at least one endpoint was down.
    #[ts(type = "number")]
    pub down_s: u64,
    /// The week before.
    pub before: WeekTotals,
    /// How many of the opened incidents nobody looked at.
    #[ts(type = "number")]
    pub unseen: i64,
    /// Of the incidents that ended in the week, the one that lasted longest.
    pub slowest: Option<SlowestRecovery>,
    /// The most frequent cause of the opened incidents.
    pub cause: Option<WeekCause>,
    /// Its seven days.
    pub days: Vec<WeekDay>,
    /// The endpoints that were down, longest first; at most 20.
    pub endpoints: Vec<EndpointDown>,
    /// The incidents that opened or lasted in the week, latest first; at most 100.
    pub incidents: Vec<WeekIncident>,
    /// How many incidents are left out of `incidents`.
    #[ts(type = "number")]
    pub more: i64,
}

/// The figures of the week before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, TS)]
pub struct WeekTotals {
    /// How many incidents opened.
    #[ts(type = "number")]
    pub opened: i64,
    /// For how many seconds at least one endpoint was down.
    #[ts(type = "number")]
    pub down_s: u64,
}

/// The incident that took longest to recover.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct SlowestRecovery {
    #[ts(type = "number")]
    pub incident: i64,
    /// Its normalised endpoint; empty for unreadable reports.
    pub endpoint: String,
    /// Its endpoint as it is shown: `/retm/orders`.
    pub label: String,
    /// From its first report until it worked again or was resolved, in seconds. It may have begun before the week.
    #[ts(type = "number")]
    pub took_s: u64,
}

/// The most frequent cause.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct WeekCause {
    pub cause: Cause,
    /// The status, if the endpoint answered with one.
    pub status: Option<u16>,
    /// The cause in the user's language: `error status 503`.
    pub words: String,
    /// How many of the opened incidents have it.
    #[ts(type = "number")]
    pub count: i64,
}

/// A day of the week.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct WeekDay {
    /// `2026-11-24`, in the zone of the summary.
    pub date: String,
    /// How many incidents opened.
    #[ts(type = "number")]
    pub opened: i64,
    /// For how many seconds at least one endpoint was down.
    #[ts(type = "number")]
    pub down_s: u64,
}

/// An endpoint that was down.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct EndpointDown {
    /// The normalised endpoint. Empty for unreadable reports.
    pub endpoint: String,
    /// A short name.
    pub label: String,
    /// Its host, if it has one.
    pub host: Option<String>,
    /// For how many seconds of the week it was down.
    #[ts(type = "number")]
    pub down_s: u64,
    /// How many of its incidents opened in the week or lasted into it.
    #[ts(type = "number")]
    pub incidents: i64,
}

/// An incident of the week.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct WeekIncident {
    #[ts(type = "number")]
    pub id: i64,
    /// The normalised endpoint. Empty for unreadable reports.
    pub endpoint: String,
    pub label: String,
    pub host: Option<String>,
    pub state: IncidentState,
    /// The code of its latest report.
    #[ts(type = "number | string | null")]
    pub last_code: Option<i64>,
    pub opened_at: Moment,
    /// When it worked again or was resolved. `None` while it is unresolved.
    pub ended_at: Option<Moment>,
    /// For how many seconds of the week it lasted.
    #[ts(type = "number")]
    pub down_s: u64,
    pub is_unseen: bool,
}

/// An incident with the span of time in which it was down. An unresolved one lasts until now.
struct Lasting<'a> {
    of: &'a IncidentOfWeek,
    ended_at: Option<Moment>,
    span: (Moment, Moment),
}

impl Lasting<'_> {
    fn opened_in(&self, from: Moment, to: Moment) -> bool {
        (from..to).contains(&self.of.incident.opened_at)
    }

    /// Whether it opened or was down in that span.
    fn is_in(&self, from: Moment, to: Moment) -> bool {
        self.opened_in(from, to) || (self.span.0 < to && self.span.1 > from)
    }
}

/// The summary of a week at `now`. `incidents` are those that opened or lasted in the week or in the week before;
/// others make no difference.
pub fn summarise(
    week: Week,
    begins: WeekBegins,
    incidents: &[IncidentOfWeek],
    now: Moment,
    zone: &TimeZone,
    locale: Locale,
) -> WeekSummary {
    let edges = week.edges(begins, zone);
    let [from, .., to] = edges;
    let all: Vec<_> = incidents.iter().map(|of| lasting(of, now)).collect();
    let down = DownTime::union(all.iter().map(|one| one.span));
    let totals = |from, to| WeekTotals {
        opened: count(all.iter().filter(|one| one.opened_in(from, to))),
        down_s: down.within(from, to).as_secs(),
    };
    let here: Vec<_> = all.iter().filter(|one| one.is_in(from, to)).collect();
    let opened: Vec<_> = here
        .iter()
        .copied()
        .filter(|one| one.opened_in(from, to))
        .collect();
    let WeekTotals {
        opened: opened_count,
        down_s,
    } = totals(from, to);
    let days = week.days(begins);
    let spans = edges.iter().zip(edges.iter().skip(1));
    WeekSummary {
        week: week.to_string(),
        from,
        to,
        is_over: to <= now,
        week_before: week.before().to_string(),
        week_after: (to <= now).then(|| week.after().to_string()),
        opened: opened_count,
        down_s,
        before: totals(start_of_before(week, begins, zone), from),
        unseen: count(opened.iter().filter(|one| one.of.is_unseen)),
        slowest: slowest(&here, from, to),
        cause: cause(&opened, locale),
        days: days
            .iter()
            .zip(spans)
            .map(|(date, (from, to))| day(date.to_string(), totals(*from, *to)))
            .collect(),
        endpoints: endpoints(&here, from, to),
        more: i64::try_from(here.len().saturating_sub(MAX_INCIDENTS)).unwrap_or(i64::MAX),
        incidents: listed(&here, from, to),
    }
}

fn start_of_before(week: Week, begins: WeekBegins, zone: &TimeZone) -> Moment {
    let [from, ..] = week.before().edges(begins, zone);
    from
}

fn count<T>(of: impl Iterator<Item = T>) -> i64 {
    i64::try_from(of.count()).unwrap_or(i64::MAX)
}

fn day(date: String, totals: WeekTotals) -> WeekDay {
    let WeekTotals { opened, down_s } = totals;
    WeekDay {
        date,
        opened,
        down_s,
    }
}

fn lasting(of: &IncidentOfWeek, now: Moment) -> Lasting<'_> {
    let ended_at = over_since(&of.incident, &of.recovery);
    Lasting {
        of,
        ended_at,
        span: (of.incident.opened_at, ended_at.unwrap_or(now).min(now)),
    }
}

fn slowest(here: &[&Lasting<'_>], from: Moment, to: Moment) -> Option<SlowestRecovery> {
    let ended = here.iter().filter_map(|one| {
        let ended_at = one.ended_at.filter(|at| (from..to).contains(at))?;
        let incident = &one.of.incident;
        Some((ended_at.since(incident.opened_at), incident))
    });
    let (took, incident) = ended.max_by_key(|(took, incident)| (*took, Reverse(incident.id)))?;
    Some(SlowestRecovery {
        incident: incident.id,
        endpoint: incident.endpoint.clone(),
        label: incident.label.clone(),
        took_s: took.as_secs(),
    })
}

/// The most frequent cause; of equally frequent ones the first by the order of causes. Unreadable reports have none.
fn cause(opened: &[&Lasting<'_>], locale: Locale) -> Option<WeekCause> {
    let mut counts: BTreeMap<(Cause, Option<u16>), i64> = BTreeMap::new();
    let readable = opened
        .iter()
        .map(|one| &one.of.incident)
        .filter(|incident| !incident.is_unreadable());
    for incident in readable {
        let explained = explain(incident.last_code, &incident.last_message);
        let status = explained
            .status
            .filter(|_| explained.cause == Cause::Status);
        *counts.entry((explained.cause, status)).or_default() += 1;
    }
    let most = counts
        .into_iter()
        .max_by_key(|(cause, count)| (*count, Reverse(*cause)));
    let ((cause, status), count) = most?;
    Some(WeekCause {
        cause,
        status,
        words: cause_words(cause, status, locale),
        count,
    })
}

fn cause_words(cause: Cause, status: Option<u16>, locale: Locale) -> String {
    let sentence = match status {
        Some(status) => locale
            .message("weekly-cause-status")
            .code("status", &status.to_string()),
        None => locale
            .message("cause-in-sentence")
            .form("cause", cause.into_str()),
    };
    sentence.text()
}

impl WeekCause {
    /// The cause in this language.
    pub fn words_in(&self, locale: Locale) -> String {
        cause_words(self.cause, self.status, locale)
    }
}

fn endpoints(here: &[&Lasting<'_>], from: Moment, to: Moment) -> Vec<EndpointDown> {
    let mut by_endpoint: BTreeMap<(&str, &str), Vec<&Lasting<'_>>> = BTreeMap::new();
    for one in here {
        let incident = &one.of.incident;
        let key = (incident.endpoint.as_str(), incident.label.as_str());
        by_endpoint.entry(key).or_default().push(one);
    }
    let row = |((endpoint, label), incidents): ((&str, &str), Vec<&Lasting<'_>>)| {
        let down = DownTime::union(incidents.iter().map(|one| one.span));
        EndpointDown {
            endpoint: endpoint.to_owned(),
            label: label.to_owned(),
            host: incidents
                .first()
                .and_then(|one| one.of.incident.host.clone()),
            down_s: down.within(from, to).as_secs(),
            incidents: count(incidents.iter()),
        }
    };
    let mut rows: Vec<_> = by_endpoint.into_iter().map(row).collect();
    rows.sort_by_key(|row| Reverse((row.down_s, row.incidents)));
    rows.truncate(MAX_ENDPOINTS);
    rows
}

fn listed(here: &[&Lasting<'_>], from: Moment, to: Moment) -> Vec<WeekIncident> {
    let mut latest = here.to_vec();
    latest.sort_by_key(|one| Reverse((one.of.incident.opened_at, one.of.incident.id)));
    let row = |one: &Lasting<'_>| {
        let incident = &one.of.incident;
        let within: Duration = one.span.1.min(to).since(one.span.0.max(from));
        WeekIncident {
            id: incident.id,
            endpoint: incident.endpoint.clone(),
            label: incident.label.clone(),
            host: incident.host.clone(),
            state: incident.state,
            last_code: incident.last_code,
            opened_at: incident.opened_at,
            ended_at: one.ended_at,
            down_s: within.as_secs(),
            is_unseen: one.of.is_unseen,
        }
    };
    latest
        .iter()
        .take(MAX_INCIDENTS)
        .map(|one| row(one))
        .collect()
}

impl WeekSummary {
    /// Whether there is nothing to tell: no incident opened, and none lasted into the week.
    pub fn is_quiet(&self) -> bool {
        self.incidents.is_empty()
    }
}
