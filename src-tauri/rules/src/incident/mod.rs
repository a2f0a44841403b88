//! Incidents: a run of delivery errors at one endpoint, from the first until it is resolved. Pure rules over values:
//! which incident a delivery error belongs to and what it is called. `actions.rs` has the effect of each action. The
//! store applies these rules in the same transaction as their cause.

mod actions;
pub mod decoding;
pub mod delivery_error;
pub mod detail;
pub mod diagnosis;
pub mod endpoint_page;
pub mod full_timeline;
pub mod group;
pub mod histogram;
pub mod missed_window;
mod mute;
pub mod payload;
mod reading;
pub mod recovery;
pub mod retention;
mod source;
pub mod test_report;
pub mod timeline;
mod until_change;

use std::time::Duration;

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};
use ts_rs::TS;

pub use actions::{Action, ActionDone, Done, MAX_MUTE, Triage, act, take_back, why_not};
pub use mute::{MUTED_TEXT, Mute, PERMANENT_UNTIL, UNMUTED_TEXT, muting};
pub use until_change::{Baseline, Change};

use source::Source;

use crate::{
    explain::explain,
    locale::Locale,
    model::{endpoint, moment::Moment, path_pattern, translate::translate},
};

/// How far back "this week" goes.
pub const WEEK: Duration = Duration::from_secs(7 * 24 * 3600);

/// What an incident is about. Delivery errors with the same subject belong together.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Subject {
    /// One endpoint, in its normalised form. Empty if the report named none.
    Endpoint(String),
    /// Reports that could not be read. They have their own incident.
    Unreadable,
}

impl Subject {
    /// The subject of a readable report with this endpoint.
    pub fn of_endpoint(endpoint: &str) -> Self {
        Self::Endpoint(endpoint::normalise(endpoint))
    }

    /// The same, but with IDs in the path replaced, so that such endpoints share an incident: `/orders/:id`.
    pub fn of_pattern(endpoint: &str) -> Self {
        Self::Endpoint(path_pattern::pattern(&endpoint::normalise(endpoint)))
    }

    /// A short name for a list or a title: `/retm/orders`.
    pub fn label(&self) -> String {
        match self {
            Self::Endpoint(key) if key.is_empty() => "an unnamed endpoint".to_owned(),
            Self::Endpoint(key) => endpoint::path(key),
            Self::Unreadable => "unreadable reports".to_owned(),
        }
    }
}

/// What an incident of this endpoint and label is called. The name of what has no endpoint is ours: it is said in the
/// user's language.
pub fn name(endpoint: &str, label: &str, locale: Locale) -> String {
    match endpoint.is_empty() {
        true => translate(locale, label),
        false => label.to_owned(),
    }
}

/// The state of an incident.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[derive(Serialize, Deserialize, TS, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "lowercase", const_into_str)]
#[serde(rename_all = "lowercase")]
pub enum IncidentState {
    /// It is failing, and nobody has acknowledged it.
    Open,
    /// Somebody acknowledged it. New errors still belong to it.
    Acknowledged,
    /// It is over. A new error opens another incident.
    Resolved,
}

/// A run of delivery errors at one endpoint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Incident {
    #[ts(type = "number")]
    pub id: i64,
    /// The normalised endpoint, with `:id` in place of IDs. Empty for the incident of unreadable reports.
    pub endpoint: String,
    /// A short name: `/retm/orders`, or `unreadable reports`.
    pub label: String,
    /// Its host, to show before the name if several hosts are known. `None` if it has none, or if the name contains it.
    pub host: Option<String>,
    pub state: IncidentState,
    /// When its first delivery error came.
    pub opened_at: Moment,
    /// When its latest delivery error came.
    pub last_error_at: Moment,
    /// How many delivery errors belong to it.
    #[ts(type = "number")]
    pub error_count: i64,
    /// The code of the latest one.
    #[ts(type = "number | string | null")]
    pub last_code: Option<i64>,
    /// The incident before this one at the same endpoint.
    #[ts(type = "number | null")]
    pub previous_id: Option<i64>,
    /// Until when it is or was muted. `None` if it never was.
    pub muted_until: Option<Moment>,
    /// When its state last changed.
    pub changed_at: Moment,
    /// The code of its first delivery error.
    #[ts(type = "number | string | null")]
    pub first_code: Option<i64>,
    /// The worst of its codes: no answer before a server error, that before a client error.
    #[ts(type = "number | string | null")]
    pub worst_code: Option<i64>,
    /// Its latest delivery error.
    #[ts(type = "number")]
    pub last_error_id: i64,
    /// RETM's free text in the latest one. Empty for an unreadable report.
    pub last_message: String,
    /// The exact endpoint in the latest one. Empty for an unreadable report.
    pub last_endpoint: String,
    /// Where the latest one came from.
    pub last_source: Source,
    /// The label of the latest one's token. `None` if that has no label.
    pub merchant: Option<String>,
    /// Whether it is acknowledged only until it changes; left out where it is not.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[ts(optional, as = "Option<bool>")]
    pub until_change: bool,
    /// How many incidents opened at this endpoint in the seven days up to this one, this one included.
    #[ts(type = "number")]
    pub times_this_week: i64,
}

impl Incident {
    /// Its state and mute.
    pub fn triage(&self) -> Triage {
        Triage {
            state: self.state,
            muted_until: self.muted_until,
            until_change: self.until_change,
        }
    }

    /// What it is called: `/retm/orders`.
    pub fn name(&self, locale: Locale) -> String {
        name(&self.endpoint, &self.label, locale)
    }

    /// Whether it is the incident of unreadable reports.
    pub fn is_unreadable(&self) -> bool {
        self.endpoint.is_empty() && self.label.starts_with("unreadable")
    }

    /// The endpoint to probe. For a pattern, the one in the latest report.
    pub fn probe_endpoint(&self) -> String {
        match path_pattern::has_id(&self.endpoint) && !self.last_endpoint.is_empty() {
            true => endpoint::normalise(&self.last_endpoint),
            false => self.endpoint.clone(),
        }
    }
}

impl Incident {
    /// What is happening, in one sentence: `RETM gave up on /retm/orders 412 times since 09:14. The last answer was
    /// 503.`
    pub fn sentence(&self, now: Moment, zone: &TimeZone) -> String {
        if self.last_source == Source::Test {
            return "Test received. The receiver works, nothing is broken.".to_owned();
        }
        let begun = self.opened_at.format_relative(now, zone);
        let when = match self.error_count {
            1 => format!("at {begun}"),
            count => format!("{count} times since {begun}"),
        };
        if self.is_unreadable() {
            return format!("RETM sent an unreadable report {when}. It is kept as it came.");
        }
        let said = explain(self.last_code, &self.last_message);
        let status = said.status.map(i64::from);
        let answer = match (status.or(self.last_code), self.error_count) {
            (None, _) => String::new(),
            (Some(0), _) if said.cause.answered() => " It got no valid answer.".to_owned(),
            (Some(0), _) => " It got no answer.".to_owned(),
            (Some(code), 1) => format!(" The answer was {code}."),
            (Some(code), _) => format!(" The last answer was {code}."),
        };
        let who = match self.last_source {
            Source::Relay => "The relay could not deliver to",
            Source::Retm | Source::Test | Source::Simulated => "RETM gave up on",
        };
        format!("{who} {} {when}.{answer}", self.label)
    }
}

/// The delivery errors of an incident at one endpoint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct EndpointCount {
    /// The normalised endpoint.
    pub endpoint: String,
    /// Its readable form: `/orders/1042`.
    pub label: String,
    /// How many.
    #[ts(type = "number")]
    pub count: i64,
    /// When the latest came.
    pub last_at: Moment,
}

/// The delivery errors of an incident that came with one merchant's token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct MerchantCount {
    /// The token's label.
    pub merchant: String,
    /// How many.
    #[ts(type = "number")]
    pub count: i64,
    /// When the latest came.
    pub last_at: Moment,
}

/// The delivery errors of an incident with one code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct CodeCount {
    /// The code. `None` if the reports had none.
    #[ts(type = "number | string | null")]
    pub code: Option<i64>,
    /// How many delivery errors carried it.
    #[ts(type = "number")]
    pub count: i64,
    /// When the first came.
    pub first_at: Moment,
    /// When the latest came.
    pub last_at: Moment,
}

/// Where a new delivery error belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Assignment {
    /// It opens an incident, which follows the previous one at the same endpoint, if any.
    Opens { previous_id: Option<i64> },
    /// It belongs to that incident.
    Joins { id: i64 },
    /// It belongs to this incident, which was resolved by rule and comes back.
    Reopens {
        id: i64,
        /// How long after its recovery.
        after: Duration,
    },
}

/// The incident with the subject of a new delivery error: the unresolved one, else the latest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LatestIncident {
    pub id: i64,
    pub state: IncidentState,
    /// When it was resolved by rule. `None` if the user resolved it.
    pub recovered_at: Option<Moment>,
}

/// Which incident a delivery error that was received at `at` belongs to.
pub fn assign(latest: Option<LatestIncident>, at: Moment) -> Assignment {
    let Some(LatestIncident {
        id,
        state,
        recovered_at,
    }) = latest
    else {
        return Assignment::Opens { previous_id: None };
    };
    if state != IncidentState::Resolved {
        return Assignment::Joins { id };
    }
    match recovered_at.and_then(|recovered| recovery::reopened_after(recovered, at)) {
        Some(after) => Assignment::Reopens { id, after },
        None => Assignment::Opens {
            previous_id: Some(id),
        },
    }
}

/// The worse of two codes: no answer (0, or anything that is not an HTTP status), then a server error, a client error,
/// the rest, no code. Between equals the first wins.
pub fn worse_code(one: Option<i64>, other: Option<i64>) -> Option<i64> {
    let badness = |code: Option<i64>| match code {
        None => 0,
        Some(100..=399) => 1,
        Some(400..=499) => 2,
        Some(500..=599) => 3,
        Some(_) => 4,
    };
    if badness(other) > badness(one) {
        other
    } else {
        one
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::explain::translated::assert_read_back;
    use IncidentState::{Acknowledged, Open, Resolved};

    const NOW: Moment = Moment::from_millis(1_700_000_000_000);

    fn after(minutes: u64) -> Moment {
        NOW.plus(Duration::from_secs(minutes * 60))
    }

    #[test]
    fn a_delivery_error_belongs_to_the_unresolved_incident_or_opens_one() {
        let opens = |previous_id| Assignment::Opens { previous_id };
        let was = |state, recovered_at| {
            Some(LatestIncident {
                id: 4,
                state,
                recovered_at,
            })
        };
        for (latest, filing) in [
            (None, opens(None)),
            (was(Open, None), Assignment::Joins { id: 4 }),
            (was(Open, Some(NOW)), Assignment::Joins { id: 4 }),
            (was(Acknowledged, None), Assignment::Joins { id: 4 }),
            (was(Resolved, None), opens(Some(4))),
            (
                was(Resolved, Some(NOW)),
                Assignment::Reopens {
                    id: 4,
                    after: Duration::from_secs(4 * 60),
                },
            ),
            (
                was(Resolved, Some(NOW.minus(Duration::from_secs(27 * 60)))),
                opens(Some(4)),
            ),
        ] {
            assert_eq!(assign(latest, after(4)), filing, "{latest:?}");
        }
    }

    #[test]
    fn the_worst_code_is_the_one_that_answers_least() {
        let worst = |codes: &[Option<i64>]| codes.iter().copied().reduce(worse_code).flatten();
        assert_eq!(worst(&[None, Some(404), Some(503), Some(500)]), Some(503));
        assert_eq!(worst(&[Some(503), Some(0), Some(404)]), Some(0));
        assert_eq!(worst(&[Some(301), None]), Some(301));
        assert_eq!(worst(&[None]), None);
    }

    #[test]
    fn labels_read_well() {
        assert_eq!(
            Subject::of_endpoint("https://A.example/retm/orders?x=1").label(),
            "/retm/orders"
        );
        assert_eq!(Subject::of_endpoint("  ").label(), "an unnamed endpoint");
        assert_eq!(Subject::Unreadable.label(), "unreadable reports");
    }

    #[test]
    fn an_incident_is_described_in_one_sentence() {
        let incident = |endpoint: &str, code, count, source| Incident {
            id: 4,
            endpoint: endpoint.to_owned(),
            label: Subject::of_endpoint(endpoint).label(),
            state: Open,
            opened_at: NOW,
            last_error_at: NOW,
            error_count: count,
            last_code: code,
            previous_id: None,
            muted_until: None,
            changed_at: NOW,
            first_code: code,
            worst_code: code,
            last_error_id: 1,
            last_endpoint: String::new(),
            last_message: String::new(),
            last_source: source,
            merchant: None,
            host: None,
            until_change: false,
            times_this_week: 1,
        };
        let say = |incident: Incident| {
            let sentence = incident.sentence(after(60 * 24), &TimeZone::UTC);
            assert_read_back(&sentence);
            sentence
        };
        assert_eq!(
            say(incident("/a", Some(503), 412, Source::Retm)),
            "RETM gave up on /a 412 times since 14 Nov 22:13. The last answer was 503."
        );
        assert_eq!(
            say(incident("/a", Some(0), 1, Source::Retm)),
            "RETM gave up on /a at 14 Nov 22:13. It got no answer."
        );
        assert_eq!(
            say(incident("/a", Some(422), 2, Source::Relay)),
            "The relay could not deliver to /a 2 times since 14 Nov 22:13. The last answer was 422."
        );
        assert!(say(incident("/a", None, 1, Source::Test)).contains("receiver works"));
        for count in [1, 3] {
            let unreadable = Incident {
                endpoint: String::new(),
                label: "unreadable reports".to_owned(),
                ..incident("", None, count, Source::Retm)
            };
            assert!(say(unreadable).ends_with("It is kept as it came."));
        }
    }
}
