//! The content of a message before it is rendered in a target's format: a title, some lines, and JSON for programs.
//! Every text is redacted and on one line. Each format does its own escaping.

use std::collections::BTreeSet;

use jiff::tz::TimeZone;
use serde::Serialize;
use serde_json::{
    Value, json,
    value::{RawValue, to_raw_value},
};
use strum::{EnumString, IntoStaticStr, VariantArray};

use crate::{
    incident::{Incident, IncidentState},
    model::{duration, endpoint, moment::Moment, visible},
    redaction::Redaction,
    share::incident_report::{self, IncidentReport},
};

/// The maximum length of a line, in characters.
const MAX_LENGTH: usize = 400;
/// The maximum number of lines of a digest for people. Programs get all.
const MAX_LINES: usize = 20;

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[derive(EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case", const_into_str)]
pub enum Change {
    /// An incident began.
    Opened,
    /// It continues, and deserves another look.
    Escalated,
    /// It is over.
    Recovered,
}

/// Why several changes are combined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DigestReason {
    /// Many came at once.
    Storm,
    /// They could not be sent when they happened.
    Late,
}

/// The tone, for colours and priorities.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Something fails.
    Failing,
    /// Everything that it reports is over.
    Recovered,
    /// Nothing is wrong.
    Neutral,
}

/// One change of one incident.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DigestEntry {
    pub change: Change,
    /// When.
    pub at: Moment,
    /// The incident in its current state.
    pub incident: Incident,
}

/// A message for a target.
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    /// Its ID, which stays the same if it is sent again.
    pub id: String,
    /// The incident that it is about, if it is about one.
    pub incident: Option<i64>,
    pub tone: Tone,
    pub title: String,
    /// The rest, one entry per line.
    pub lines: Vec<String>,
    /// The content for programs, as JSON. Empty if only people read it.
    pub json: String,
}

/// Builds messages.
pub struct Writer<'a> {
    /// Removes secrets.
    pub redaction: &'a Redaction,
    /// The user's time zone.
    pub zone: &'a TimeZone,
    /// Whether a program reads the messages. JSON is much of the work and the memory, so it is left out otherwise.
    pub for_program: bool,
}

/// The JSON of a digest. Each change is written as soon as it is redacted, because a tree of hundreds takes megabytes.
#[derive(Serialize)]
struct DigestJson {
    r#type: &'static str,
    reason: &'static str,
    changes: Vec<Box<RawValue>>,
    at: Moment,
}

impl Writer<'_> {
    /// A change of one incident.
    pub fn incident(
        &self,
        id: &str,
        (change, at): (Change, Moment),
        report: &IncidentReport,
    ) -> Message {
        let (detail, incident) = (&report.detail, &report.detail.incident);
        let mut lines = Vec::new();
        match change {
            Change::Recovered => lines.push(format!(
                "It was down for {}, since {}. {}.",
                duration::in_words(at.since(incident.opened_at)),
                incident.opened_at.in_zone(self.zone),
                reports(incident.error_count),
            )),
            Change::Opened | Change::Escalated => {
                lines.push(detail.sentence.clone());
                lines.push(report.diagnosis.sentence.clone());
            }
        }
        if !incident.endpoint.is_empty() {
            lines.push(format!(
                "Endpoint: {}",
                endpoint::readable(&incident.endpoint)
            ));
        }
        if !incident.last_message.is_empty() && change != Change::Recovered {
            lines.push(format!("Message: {}", incident.last_message));
        }
        lines.push(format!(
            "Incident {}, {}",
            incident.id,
            at.in_zone(self.zone)
        ));
        let redaction = &self.redaction.with_endpoints([&*incident.endpoint]);
        let clean = |text: &str| self::clean(redaction, text);
        Message {
            id: id.to_owned(),
            incident: Some(incident.id),
            tone: match change {
                Change::Recovered => Tone::Recovered,
                Change::Opened | Change::Escalated => Tone::Failing,
            },
            title: clean(&headline(change, incident)),
            lines: lines.iter().map(|line| clean(line)).collect(),
            json: match self.for_program {
                true => change_json(change, self.document(report), at).to_string(),
                false => String::new(),
            },
        }
    }

    /// The incident as in `report --json`, without anything that may contain customer data: no body, headers, probe or
    /// note. Its ID, endpoint and state are at the top level too.
    fn document(&self, report: &IncidentReport) -> Value {
        let mut document = incident_report::json(report, self.redaction);
        for name in ["id", "label", "endpoint", "state"] {
            document[name] = document["detail"]["incident"][name].clone();
        }
        for path in ["failing_probe", "good_probe"] {
            document[path] = Value::Null;
        }
        document["diagnosis"]["probe"] = Value::Null;
        document["diagnosis"]["missed"]["calls"] = json!([]);
        document["detail"]["note"] = json!("");
        let samples = document["samples"].as_array_mut();
        for sample in samples.into_iter().flatten() {
            let error = sample["error"].take();
            *sample = json!({ "error": error });
        }
        document
    }

    /// A digest of several changes, oldest first.
    pub fn digest(
        &self,
        id: &str,
        reason: DigestReason,
        entries: &[DigestEntry],
        now: Moment,
    ) -> Message {
        let incidents: BTreeSet<i64> = entries.iter().map(|entry| entry.incident.id).collect();
        let failing: BTreeSet<i64> = entries
            .iter()
            .filter(|entry| entry.incident.state != IncidentState::Resolved)
            .map(|entry| entry.incident.id)
            .collect();
        let counts = format!(
            "{}: {} failing, {} over",
            counted(incidents.len(), "incident"),
            failing.len(),
            incidents.len() - failing.len()
        );
        let (title, word) = match reason {
            DigestReason::Storm => (counts, "storm"),
            DigestReason::Late => (format!("Late: {counts}"), "late"),
        };
        let line = |entry: &DigestEntry| {
            let redaction = self.redaction.with_endpoints([&*entry.incident.endpoint]);
            let text = format!(
                "{} {} ({})",
                entry.at.in_zone(self.zone),
                headline(entry.change, &entry.incident),
                reports(entry.incident.error_count)
            );
            clean(&redaction, &text)
        };
        let mut lines: Vec<_> = entries.iter().take(MAX_LINES).map(line).collect();
        if entries.len() > MAX_LINES {
            lines.push(format!("And {} more.", entries.len() - MAX_LINES));
        }
        Message {
            id: id.to_owned(),
            incident: None,
            tone: if failing.is_empty() {
                Tone::Recovered
            } else {
                Tone::Failing
            },
            title,
            lines,
            json: match self.for_program {
                true => self.digest_json(word, entries, now),
                false => String::new(),
            },
        }
    }

    fn digest_json(&self, reason: &'static str, entries: &[DigestEntry], at: Moment) -> String {
        let change = |entry: &DigestEntry| {
            let redaction = self.redaction.with_endpoints([&*entry.incident.endpoint]);
            let mut incident = serde_json::to_value(&entry.incident).unwrap_or_default();
            redaction.json(&mut incident);
            to_raw_value(&change_json(entry.change, incident, entry.at)).ok()
        };
        let digest = DigestJson {
            r#type: "incident.digest",
            reason,
            changes: entries.iter().filter_map(change).collect(),
            at,
        };
        serde_json::to_string(&digest).unwrap_or_default()
    }
}

/// A test message, to check that it arrives.
pub fn test(id: &str, target: &str, now: Moment) -> Message {
    Message {
        id: id.to_owned(),
        incident: None,
        tone: Tone::Neutral,
        title: "Test of Missedhook".to_owned(),
        lines: vec![format!(
            "Incidents appear here, as target \"{}\". Nothing is wrong.",
            visible::line(target)
        )],
        json: json!({ "type": "test", "target": target, "at": now }).to_string(),
    }
}

fn change_json(change: Change, incident: Value, at: Moment) -> Value {
    json!({
        "type": format!("incident.{}", change.into_str()),
        "incident": incident,
        "at": at,
    })
}

fn headline(change: Change, incident: &Incident) -> String {
    let name = match &incident.host {
        Some(host) => format!("{} on {host}", incident.label),
        None => incident.label.clone(),
    };
    match change {
        Change::Opened => format!("{name} is failing"),
        Change::Escalated => {
            format!("{name} still fails: {}", reports(incident.error_count))
        }
        Change::Recovered => format!("{name} works again"),
    }
}

fn reports(count: i64) -> String {
    counted(usize::try_from(count).unwrap_or_default(), "report")
}

fn counted(count: usize, what: &str) -> String {
    match count {
        1 => format!("1 {what}"),
        count => format!("{count} {what}s"),
    }
}

/// Redacts a text, puts it on one line and shortens it.
fn clean(redaction: &Redaction, text: &str) -> String {
    cut(&visible::line(&redaction.text(text)), MAX_LENGTH)
}

/// Shortens a text to this many characters.
pub(super) fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most.saturating_sub(1)) {
        Some((at, _)) if text.chars().count() > most => format!("{}…", &text[..at]),
        _ => text.to_owned(),
    }
}
