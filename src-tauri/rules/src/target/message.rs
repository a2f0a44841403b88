//! What is told to a target, before it is written in the target's format: one title, some lines, and the JSON for
//! programs. Every text has been redacted, and is one line each; escaping it is each format's own.

use std::collections::BTreeSet;

use jiff::tz::TimeZone;
use serde_json::{Value, json};
use strum::{EnumString, IntoStaticStr, VariantArray};

use crate::{
    incident::{Incident, IncidentState},
    incident_report::{self, IncidentReport},
    model::{duration, endpoint, moment::Moment, visible},
    redaction::Redaction,
};

/// The longest line that is told, in characters.
const LONGEST: usize = 400;
/// How many lines of a digest are told to people. Programs are told all.
const MOST_LINES: usize = 20;

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case", const_into_str)]
pub enum Change {
    /// An incident began.
    Opened,
    /// It goes on, and is worth another look.
    Escalated,
    /// It is over.
    Recovered,
}

/// Why several changes are told together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DigestReason {
    /// Many came at once.
    Storm,
    /// They could not be told when they happened.
    Late,
}

/// How it is meant: for colours and priorities.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Something fails.
    Failing,
    /// All that it tells of is over.
    Recovered,
    /// Nothing is wrong.
    Neutral,
}

/// One change of one incident.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DigestEntry {
    /// What happened.
    pub change: Change,
    /// When.
    pub at: Moment,
    /// The incident, as it is now.
    pub incident: Incident,
}

/// What is told.
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    /// Its number, which is the same if it is sent again.
    pub id: String,
    /// The incident that it is about, if it is about one.
    pub incident: Option<i64>,
    /// How it is meant.
    pub tone: Tone,
    /// One line.
    pub title: String,
    /// The rest, one line each.
    pub lines: Vec<String>,
    /// The same for programs.
    pub json: Value,
}

/// What every message is made with.
pub struct Writer<'a> {
    /// What is taken out.
    pub redaction: &'a Redaction,
    /// The person's.
    pub zone: &'a TimeZone,
}

impl Writer<'_> {
    /// What happened to one incident.
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
            json: json!({
                "type": format!("incident.{}", change.into_str()),
                "incident": self.document(report),
                "at": at,
            }),
        }
    }

    /// The incident as `report --json` has it, without what a customer may be seen in: no body, no header, no probe, no
    /// note. Its number, endpoint and state stand at the top as well.
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

    /// Several changes, oldest first.
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
        let mut lines: Vec<_> = entries.iter().take(MOST_LINES).map(line).collect();
        if entries.len() > MOST_LINES {
            lines.push(format!("And {} more.", entries.len() - MOST_LINES));
        }
        let all = entries.iter().map(|entry| {
            let redaction = self.redaction.with_endpoints([&*entry.incident.endpoint]);
            let mut incident = serde_json::to_value(&entry.incident).unwrap_or_default();
            redaction.json(&mut incident);
            json!({
                "type": format!("incident.{}", entry.change.into_str()),
                "incident": incident,
                "at": entry.at,
            })
        });
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
            json: json!({
                "type": "incident.digest",
                "reason": word,
                "changes": all.collect::<Vec<_>>(),
                "at": now,
            }),
        }
    }
}

/// What a person sends to see whether it appears.
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
        json: json!({ "type": "test", "target": target, "at": now }),
    }
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

/// A text on one line without secrets, cut.
fn clean(redaction: &Redaction, text: &str) -> String {
    cut(&visible::line(&redaction.text(text)), LONGEST)
}

/// The first so many characters.
pub(super) fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most.saturating_sub(1)) {
        Some((at, _)) if text.chars().count() > most => format!("{}…", &text[..at]),
        _ => text.to_owned(),
    }
}
