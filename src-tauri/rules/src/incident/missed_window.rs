//! The missed window of an incident: from when to when deliveries failed, as exactly as can be known, and how to fetch
//! from RETM what came in that time. Pure.

use std::time::Duration;

use jiff::tz::TimeZone;
use serde::Serialize;
use ts_rs::TS;

use crate::{
    incident::{Incident, IncidentState, delivery_error::Source, recovery::RecoveryState},
    locale::Locale,
    model::{moment::Moment, translate::translate},
};

/// A good probe earlier than this before the first report says nothing about when the failure began: the longest
/// interval of a monitor is a day, plus how late it may be.
const WELL_BEFORE_COUNTS: Duration = Duration::from_secs(26 * 3600);

/// From when to when deliveries were failing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct MissedWindow {
    /// The last moment at which the endpoint was known to be healthy, else the first report, which came after three
    /// attempts. `from_known_by` says which.
    pub from: Moment,
    /// How that is known, in one sentence.
    pub from_known_by: String,
    /// The first good probe after the last report. `None` while it may still be failing.
    pub to: Option<Moment>,
    /// How that is known, in one sentence.
    pub to_known_by: String,
    /// The window as text to copy, in local time and UTC, with the calls.
    pub text: String,
    /// The calls of RETM's REST API that list what came in that time.
    pub calls: Vec<ListingCall>,
}

/// A list of RETM's REST API.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct ListingCall {
    /// Its page in RETM's documentation: `Invoices`.
    pub page: String,
    /// `GET https://{business_id}.retm.sa/api/v2/invoices/list`, or where to find it.
    pub call: String,
    /// The call for a shell. `None` if it is not known.
    pub curl: Option<String>,
    /// What to do with it.
    pub note: String,
}

impl MissedWindow {
    /// The same in that language.
    #[must_use]
    pub fn in_language(self, locale: Locale) -> Self {
        let said = |text: &str| translate(locale, text);
        let line = |line: &str| {
            let text = line.trim_start_matches([' ', '-']);
            format!("{}{}", &line[..line.len() - text.len()], said(text))
        };
        let calls = self.calls.into_iter().map(|list| ListingCall {
            call: said(&list.call),
            note: said(&list.note),
            ..list
        });
        Self {
            from_known_by: said(&self.from_known_by),
            to_known_by: said(&self.to_known_by),
            text: self.text.lines().map(line).collect::<Vec<_>>().join("\n"),
            calls: calls.collect(),
            ..self
        }
    }
}

/// From when to when deliveries to an incident's endpoint failed.
pub fn missed_window(incident: &Incident, course: &RecoveryState, zone: &TimeZone) -> MissedWindow {
    let (from, from_known_by) = beginning(incident, course, zone);
    let (to, to_known_by) = end(incident, course, zone);
    let calls = if incident.last_source == Source::Test {
        Vec::new()
    } else {
        calls(&incident.endpoint)
    };
    let mut window = MissedWindow {
        from,
        from_known_by,
        to,
        to_known_by,
        text: String::new(),
        calls,
    };
    window.text = text(&window, incident, course, zone);
    window
}

fn beginning(incident: &Incident, course: &RecoveryState, zone: &TimeZone) -> (Moment, String) {
    let first = incident.opened_at;
    if incident.last_source == Source::Test {
        let known_by = "This was a test. Nothing was missed.".to_owned();
        return (first, known_by);
    }
    match course.well_before {
        Some(well) if first.since(well) <= WELL_BEFORE_COUNTS => {
            let at = first.format_relative(first, zone);
            let known_by = format!("Last healthy check. RETM's first report came at {at}.");
            (well, known_by)
        }
        _ => {
            let known_by = "RETM's first report. RETM tried three times before this. Start a few minutes earlier.";
            (first, known_by.to_owned())
        }
    }
}

/// Since when an incident is over: the first good probe after the last report, else the recovery, else when the user
/// resolved it. `None` while it is unresolved.
pub fn over_since(incident: &Incident, course: &RecoveryState) -> Option<Moment> {
    let known = course.good_since.or(course.recovered_at);
    let is_over = incident.state == IncidentState::Resolved;
    is_over.then(|| known.unwrap_or(incident.changed_at))
}

fn end(incident: &Incident, course: &RecoveryState, zone: &TimeZone) -> (Option<Moment>, String) {
    let resolved = incident.state == IncidentState::Resolved;
    let last = incident
        .last_error_at
        .format_relative(incident.changed_at, zone);
    match (resolved, course.good_since, course.recovered_at) {
        (true, Some(since), _) => {
            let known_by = "First healthy check after the last report.";
            (Some(since), known_by.to_owned())
        }
        (true, None, Some(recovered)) => {
            let known_by = "Counted as recovered at this time.";
            (Some(recovered), known_by.to_owned())
        }
        (true, None, None) => {
            let known_by = format!(
                "You resolved it. RETM's last report came at {last}, and no check has succeeded since."
            );
            (Some(incident.changed_at), known_by)
        }
        (false, Some(since), _) => {
            let since = since.format_relative(since, zone);
            let known_by = format!("Responding since {since}, but not yet long enough to be sure.");
            (None, known_by)
        }
        (false, None, _) => {
            let known_by = format!(
                "It may still be failing. RETM's last report came at {}, and no check has succeeded since.",
                incident.last_error_at.hour_and_minute(zone)
            );
            (None, known_by)
        }
    }
}

/// The window as a block to copy.
fn text(
    window: &MissedWindow,
    incident: &Incident,
    course: &RecoveryState,
    zone: &TimeZone,
) -> String {
    let both = |moment: Moment| format!("{} ({})", moment.in_zone(zone), moment.in_utc());
    let to = window.to.map_or_else(|| "still open".to_owned(), both);
    let mut lines = vec![
        format!("Missed window of {}", incident.label),
        format!("From: {}", both(window.from)),
        format!("      {}", window.from_known_by),
        format!("To:   {to}"),
        format!("      {}", window.to_known_by),
    ];
    match course.times_reopened {
        0 => {}
        1 => lines.push("It recovered in between and failed again once.".to_owned()),
        times => lines.push(format!(
            "It recovered in between and failed again {times} times."
        )),
    }
    if !window.calls.is_empty() {
        lines.push("Fetch what you missed from RETM's REST API:".to_owned());
    }
    for list in window.calls.iter().filter(|list| list.curl.is_some()) {
        lines.push(format!("- {}", list.call));
        lines.push(format!("  {}", list.note));
    }
    lines.extend(also_look_at(&window.calls));
    lines.join("\n")
}

/// The lists of which only the page is known, in one sentence.
pub fn also_look_at(calls: &[ListingCall]) -> Option<String> {
    let pages: Vec<_> = calls
        .iter()
        .filter(|list| list.curl.is_none())
        .map(|list| &*list.page)
        .collect();
    (!pages.is_empty()).then(|| {
        format!(
            "Also look at these pages of RETM's documentation: {}.",
            pages.join(", ")
        )
    })
}

/// The listing pages of RETM's REST API documentation: a word in an endpoint's name that suggests the page, the page,
/// and the path of its call if the page shows one. For the others only the page is named; no path is made up.
const LISTINGS: [(&[&str], &str, Option<&str>); 6] = [
    (
        &["order", "invoice"],
        "Invoices",
        Some("/api/v2/invoices/list"),
    ),
    (&["order", "invoice"], "Orders", None),
    (&["customer"], "Customers", None),
    (&["menu", "categor"], "Menu", None),
    (&["menu", "product", "item"], "Products", None),
    (&["branch"], "Branches", None),
];

/// The calls that list what an endpoint with this name receives. All of them if the name says nothing.
fn calls(endpoint: &str) -> Vec<ListingCall> {
    let name = endpoint.to_lowercase();
    let suggested = |words: &[&str]| words.iter().any(|word| name.contains(word));
    let any = LISTINGS.iter().any(|(words, ..)| suggested(words));
    LISTINGS
        .iter()
        .filter(|(words, ..)| !any || suggested(words))
        .map(|(_, page, path)| match path {
            Some(path) => ListingCall {
                page: (*page).to_owned(),
                call: format!("GET https://{{business_id}}.retm.sa{path}"),
                curl: Some(format!(
                    "curl -H \"Authorization: Bearer $RETM_TOKEN\" \"https://$RETM_BUSINESS_ID.retm.sa{path}\""
                )),
                note: "Send your OAuth token. There is no filter by time, so keep only items from this time. On \
                       staging the host is stg.retm.sa."
                    .to_owned(),
            },
            None => ListingCall {
                page: (*page).to_owned(),
                call: format!("RETM's documentation, page \"{page}\""),
                curl: None,
                note: "See RETM's docs for this list, and keep only items from this time.".to_owned(),
            },
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{explain::translated::assert_read_back, incident::Subject};

    const T0: Moment = Moment::from_millis(1_700_000_000_000);

    fn after(minutes: u64) -> Moment {
        T0.plus(Duration::from_secs(minutes * 60))
    }

    fn incident(endpoint: &str, state: IncidentState) -> Incident {
        Incident {
            id: 4,
            endpoint: endpoint.to_owned(),
            label: Subject::of_endpoint(endpoint).label(),
            state,
            opened_at: T0,
            last_error_at: after(40),
            error_count: 412,
            last_code: Some(503),
            previous_id: None,
            muted_until: None,
            changed_at: after(90),
            first_code: Some(503),
            worst_code: Some(503),
            last_error_id: 412,
            last_endpoint: String::new(),
            last_message: String::new(),
            last_source: Source::Retm,
            merchant: None,
            host: None,
            until_change: false,
            times_this_week: 1,
        }
    }

    #[test]
    fn the_ends_as_a_table() {
        use IncidentState::{Open, Resolved};
        let none = RecoveryState::default();
        let good = RecoveryState {
            good_since: Some(after(48)),
            ..none
        };
        for (what, state, course, from, to, known_by) in [
            (
                "nothing but reports",
                Open,
                none,
                T0,
                None,
                "three times before this / It may still be failing. RETM's last report came at 22:53",
            ),
            (
                "a probe before it",
                Open,
                RecoveryState {
                    well_before: Some(T0.minus(Duration::from_secs(30))),
                    ..none
                },
                T0.minus(Duration::from_secs(30)),
                None,
                "Last healthy check / may still be failing",
            ),
            (
                "a probe long before it",
                Open,
                RecoveryState {
                    well_before: Some(T0.minus(Duration::from_secs(30 * 3600))),
                    ..none
                },
                T0,
                None,
                "three times before this / may still be failing",
            ),
            (
                "not sure yet",
                Open,
                good,
                T0,
                None,
                "three times / Responding since 23:01, but not yet long enough",
            ),
            (
                "recovered",
                Resolved,
                RecoveryState {
                    recovered_at: Some(after(50)),
                    ..good
                },
                T0,
                Some(after(48)),
                "three times / First healthy check",
            ),
            (
                "recovered, and what was seen is forgotten",
                Resolved,
                RecoveryState {
                    recovered_at: Some(after(50)),
                    ..none
                },
                T0,
                Some(after(50)),
                "three times / Counted as recovered",
            ),
            (
                "resolved by a person",
                Resolved,
                none,
                T0,
                Some(after(90)),
                "three times / You resolved it. RETM's last report came at 22:53",
            ),
            (
                "resolved by a person who had seen it answer",
                Resolved,
                good,
                T0,
                Some(after(48)),
                "three times / First healthy check",
            ),
        ] {
            let window = missed_window(&incident("/retm/orders", state), &course, &TimeZone::UTC);
            assert_eq!((window.from, window.to), (from, to), "{what}");
            assert_read_back(&window.from_known_by);
            assert_read_back(&window.to_known_by);
            let (from_by, to_by) = known_by.split_once(" / ").unwrap();
            assert!(
                window.from_known_by.contains(from_by),
                "{what}: {}",
                window.from_known_by
            );
            assert!(
                window.to_known_by.contains(to_by),
                "{what}: {}",
                window.to_known_by
            );
        }
    }

    #[test]
    fn the_text_has_both_times_and_the_calls() {
        let course = RecoveryState {
            good_since: Some(after(48)),
            recovered_at: Some(after(50)),
            times_reopened: 2,
            ..RecoveryState::default()
        };
        let riyadh = TimeZone::fixed(jiff::tz::offset(3));
        let window = missed_window(
            &incident("/retm/orders", IncidentState::Resolved),
            &course,
            &riyadh,
        );
        for part in [
            "Missed window of /retm/orders\n",
            "From: 2023-11-15 01:13:20 +03:00 (2023-11-14T22:13:20Z)\n",
            "To:   2023-11-15 02:01:20 +03:00 (2023-11-14T23:01:20Z)\n",
            "failed again 2 times",
            "- GET https://{business_id}.retm.sa/api/v2/invoices/list\n",
            "documentation: Orders.",
        ] {
            assert!(window.text.contains(part), "no {part} in\n{}", window.text);
        }
    }

    #[test]
    fn the_calls_are_those_that_the_endpoint_suggests() {
        let pages = |endpoint: &str| -> Vec<String> {
            calls(endpoint).into_iter().map(|list| list.page).collect()
        };
        assert_eq!(
            pages("https://a.example/hooks/Invoices"),
            ["Invoices", "Orders"]
        );
        assert_eq!(pages("/retm/customers"), ["Customers"]);
        assert_eq!(pages("/retm/menu"), ["Menu", "Products"]);
        assert_eq!(pages("/hook").len(), LISTINGS.len());
        let mut test = incident("/retm/orders", IncidentState::Open);
        test.last_source = Source::Test;
        let window = missed_window(&test, &RecoveryState::default(), &TimeZone::UTC);
        assert_eq!(window.calls, []);
        assert!(window.from_known_by.contains("Nothing was missed"));
    }
}
