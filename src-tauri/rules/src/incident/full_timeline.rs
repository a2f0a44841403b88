//! The full timeline of an incident: stored entries plus what its reports and probes show (first failure, changed
//! codes, peak, probes, last report). Pure.

use std::time::Duration;

use super::{
    CodeCount, Incident, IncidentState,
    histogram::Minute,
    timeline::{Actor, TimelineEntry, TimelineKind},
};
use crate::{
    model::{http_status, moment::Moment},
    probe::Probe,
};

/// How many codes get an entry each.
const MAX_CODES: usize = 8;
/// A minute with fewer reports is not a peak.
const MIN_PEAK: i64 = 3;
/// An incident is quiet after this long without a report.
const QUIET_AFTER: Duration = Duration::from_secs(10 * 60);

/// What the reports and probes of an incident show.
pub struct Observed<'a> {
    /// How often each code came.
    pub codes: &'a [CodeCount],
    /// The reports per minute.
    pub minutes: &'a [Minute],
    /// The probes of its endpoint during the incident, in any order.
    pub probes: &'a [Probe],
}

/// The timeline of an incident, newest first: the `kept` entries plus what was `observed`.
pub fn full_timeline(
    incident: &Incident,
    kept: Vec<TimelineEntry>,
    observed: &Observed<'_>,
    now: Moment,
) -> Vec<TimelineEntry> {
    let mut entries = code_changes(incident, observed.codes);
    entries.extend(peak(incident, observed.minutes));
    entries.extend(probes(observed.probes));
    entries.extend(last_report(incident, now));
    // IDs beside those of the stored entries.
    for (number, entry) in (1..).zip(&mut entries) {
        entry.id = -number;
    }
    entries.extend(kept.into_iter().map(|entry| name_first(incident, entry)));
    entries.sort_by_key(|entry| std::cmp::Reverse((entry.at, rank(entry.kind), entry.id)));
    entries
}

/// Among simultaneous events, the first failure comes first.
const fn rank(kind: TimelineKind) -> u8 {
    match kind {
        TimelineKind::Opened => 0,
        TimelineKind::CodeChanged => 1,
        TimelineKind::Peak => 2,
        TimelineKind::LastReport => 3,
        _ => 4,
    }
}

fn entry(at: Moment, who: Actor, kind: TimelineKind, text: String) -> TimelineEntry {
    TimelineEntry {
        id: 0,
        at,
        last_at: at,
        count: 1,
        who,
        kind,
        text,
        until: None,
    }
}

/// `503 Service Unavailable`.
fn named(code: Option<i64>) -> String {
    match code {
        None => "no code".to_owned(),
        Some(0) => "0 (no HTTP answer)".to_owned(),
        Some(code) => http_status::reason(code)
            .map_or_else(|| code.to_string(), |reason| format!("{code} {reason}")),
    }
}

fn name_first(incident: &Incident, mut entry: TimelineEntry) -> TimelineEntry {
    if entry.kind == TimelineKind::Opened {
        entry.text = match incident.first_code {
            Some(_) => format!("First failure: {}", named(incident.first_code)),
            None => "First report".to_owned(),
        };
    }
    entry
}

/// When each further code first came.
fn code_changes(incident: &Incident, codes: &[CodeCount]) -> Vec<TimelineEntry> {
    let mut others: Vec<_> = codes
        .iter()
        .filter(|count| count.code != incident.first_code)
        .collect();
    others.sort_by_key(|count| count.first_at);
    others
        .into_iter()
        .take(MAX_CODES)
        .map(|count| {
            let text = format!("Code changed to {}", named(count.code));
            entry(count.first_at, Actor::Retm, TimelineKind::CodeChanged, text)
        })
        .collect()
}

/// The busiest minute, the first if there are several.
fn peak(incident: &Incident, minutes: &[Minute]) -> Option<TimelineEntry> {
    let most = minutes
        .iter()
        .max_by_key(|minute| (minute.count, std::cmp::Reverse(minute.at)))?;
    if most.count < MIN_PEAK || minutes.len() < 2 {
        return None;
    }
    let text = format!("Peak: {} reports in a minute", most.count);
    let at = most.at.max(incident.opened_at);
    Some(entry(at, Actor::Retm, TimelineKind::Peak, text))
}

/// Consecutive probes with the same result share an entry.
fn probes(probes: &[Probe]) -> Vec<TimelineEntry> {
    let mut sorted: Vec<_> = probes.iter().collect();
    sorted.sort_by_key(|probe| probe.at);
    let mut entries: Vec<TimelineEntry> = Vec::new();
    for probe in sorted {
        let text = format!("Probe: {}", probe.sentence);
        match entries.last_mut().filter(|last| last.text == text) {
            Some(last) => {
                last.count += 1;
                last.last_at = probe.at;
            }
            None => entries.push(entry(probe.at, Actor::Rule, TimelineKind::Probed, text)),
        }
    }
    entries
}

/// The last report, once it seems that no more will come.
fn last_report(incident: &Incident, now: Moment) -> Option<TimelineEntry> {
    let at = incident.last_error_at;
    let is_quiet = incident.state == IncidentState::Resolved || now.since(at) >= QUIET_AFTER;
    (incident.error_count > 1 && is_quiet).then(|| {
        let text = "Last report, quiet since then".to_owned();
        entry(at, Actor::Retm, TimelineKind::LastReport, text)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        explain::translated::assert_read_back,
        incident::{Subject, delivery_error::Source},
        probe::{Cause, Method},
    };

    const T0: Moment = Moment::from_millis(1_700_000_040_000);

    fn after(seconds: u64) -> Moment {
        T0.plus(Duration::from_secs(seconds))
    }

    fn incident() -> Incident {
        Incident {
            id: 4,
            endpoint: "/a".to_owned(),
            label: Subject::of_endpoint("/a").label(),
            host: None,
            state: IncidentState::Open,
            opened_at: T0,
            last_error_at: after(300),
            error_count: 9,
            last_code: Some(502),
            previous_id: None,
            muted_until: None,
            changed_at: T0,
            first_code: Some(503),
            worst_code: Some(503),
            last_error_id: 9,
            last_endpoint: String::new(),
            last_message: String::new(),
            last_source: Source::Retm,
            merchant: None,
            until_change: false,
            times_this_week: 1,
        }
    }

    fn code(code: Option<i64>, first: u64) -> CodeCount {
        CodeCount {
            code,
            count: 1,
            first_at: after(first),
            last_at: after(first),
        }
    }

    fn minute(at: u64, count: i64) -> Minute {
        Minute {
            endpoint: "/a".to_owned(),
            label: "/a".to_owned(),
            at: after(at),
            count,
        }
    }

    fn probe(at: u64, sentence: &str) -> Probe {
        Probe {
            url: "https://a.example/a".to_owned(),
            method: Method::Head,
            at: after(at),
            took_us: 1,
            steps: Vec::new(),
            status: None,
            get_status: None,
            certificate_until: None,
            cause: Cause::Refused,
            sentence: sentence.to_owned(),
            next: String::new(),
        }
    }

    fn kept(id: i64, at: u64, kind: TimelineKind, text: &str) -> TimelineEntry {
        TimelineEntry {
            id,
            ..entry(after(at), Actor::Retm, kind, text.to_owned())
        }
    }

    fn texts(entries: &[TimelineEntry]) -> Vec<&str> {
        entries.iter().map(|entry| &*entry.text).collect()
    }

    #[test]
    fn what_was_seen_stands_between_what_is_kept() {
        let observed = Observed {
            codes: &[code(Some(502), 120), code(Some(503), 0), code(Some(0), 60)],
            minutes: &[minute(0, 2), minute(60, 5), minute(240, 5)],
            probes: &[
                probe(200, "It refused."),
                probe(100, "It refused."),
                probe(250, "It hung."),
            ],
        };
        let kept = vec![
            kept(2, 220, TimelineKind::Acknowledged, "Acknowledged"),
            kept(1, 0, TimelineKind::Opened, "Opened"),
        ];
        let entries = full_timeline(&incident(), kept.clone(), &observed, after(900));
        assert_eq!(
            texts(&entries),
            [
                "Last report, quiet since then",
                "Probe: It hung.",
                "Acknowledged",
                "Code changed to 502 Bad Gateway",
                "Probe: It refused.",
                "Peak: 5 reports in a minute",
                "Code changed to 0 (no HTTP answer)",
                "First failure: 503 Service Unavailable",
            ]
        );
        for entry in entries.iter().filter(|entry| !entry.text.contains(" It ")) {
            assert_read_back(&entry.text);
        }
        let refused = &entries[4];
        assert_eq!((refused.count, refused.last_at), (2, after(200)));
        let mut ids: Vec<_> = entries.iter().map(|entry| entry.id).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), entries.len());
        let still = full_timeline(&incident(), kept, &observed, after(301));
        assert_eq!(texts(&still)[0], "Probe: It hung.", "a report just came");
    }

    #[test]
    fn one_report_has_no_peak_and_no_end() {
        let once = Incident {
            error_count: 1,
            first_code: None,
            last_error_at: T0,
            ..incident()
        };
        let observed = Observed {
            codes: &[code(None, 0)],
            minutes: &[minute(0, 1)],
            probes: &[],
        };
        let opened = vec![kept(1, 0, TimelineKind::Opened, "Opened")];
        let entries = full_timeline(&once, opened, &observed, after(9_000));
        assert_eq!(texts(&entries), ["First report"]);
        assert_read_back(&entries[0].text);
    }
}
