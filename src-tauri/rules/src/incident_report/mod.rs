//! The incident report: one incident as a document for a colleague or for RETM's support. This module builds the
//! content from values; `markdown` and `html` render it. Pure. Every text goes through `redaction`, so secrets never
//! get in.

mod document;
mod html;
mod markdown;

use std::time::Duration;

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::model::duration::took;
pub use crate::redaction::Redaction;
use crate::{
    incident::{
        Incident,
        delivery_error::DeliveryErrorDetail,
        detail::IncidentDetail,
        diagnosis::Diagnosis,
        missed_window,
        timeline::{Actor, TimelineEntry},
    },
    model::moment::Moment,
    model::{endpoint, http_status},
    probe::{Probe, ProbeStepState},
};
use document::{Bar, Block, Document, Section, Text};

/// How many of the latest delivery errors are included in full.
pub const SAMPLES: u32 = 10;

/// The output format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum EvidenceFormat {
    /// Markdown.
    Markdown,
    /// One self-contained HTML file.
    Html,
}

/// Everything known about one incident. Not redacted: see [`write`] and [`json`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct IncidentReport {
    /// The incident, its codes and its timeline.
    pub detail: IncidentDetail,
    /// Why it fails, whether it is over and what was missed.
    pub diagnosis: Diagnosis,
    /// The latest probe that found the endpoint failing.
    pub failing_probe: Option<Probe>,
    /// The first good probe after its last report.
    pub good_probe: Option<Probe>,
    /// The latest delivery errors, newest first; up to [`SAMPLES`].
    pub samples: Vec<DeliveryErrorDetail>,
}

/// The document as of `now`.
pub fn write(
    report: &IncidentReport,
    format: EvidenceFormat,
    redaction: &Redaction,
    now: Moment,
    zone: &TimeZone,
) -> String {
    let document = Writer {
        report,
        redaction: &redaction.with_endpoints(endpoints(report)),
        zone,
    }
    .document(now);
    match format {
        EvidenceFormat::Markdown => markdown::write(&document),
        EvidenceFormat::Html => html::write(&document),
    }
}

/// The same content as JSON.
pub fn json(report: &IncidentReport, redaction: &Redaction) -> serde_json::Value {
    let mut value = serde_json::to_value(report).unwrap_or_default();
    value["cause"] = report.diagnosis.cause.into_str().into();
    redaction.with_endpoints(endpoints(report)).json(&mut value);
    value
}

fn endpoints(report: &IncidentReport) -> impl Iterator<Item = &str> {
    let samples = report.samples.iter().map(|sample| &*sample.error.endpoint);
    let single = report.detail.endpoints.iter().map(|one| &*one.endpoint);
    std::iter::once(&*report.detail.incident.endpoint)
        .chain(single)
        .chain(samples)
}

const fn state(incident: &Incident) -> &'static str {
    match incident.until_change {
        true => "acknowledged until it changes",
        false => incident.state.into_str(),
    }
}

struct Writer<'a> {
    report: &'a IncidentReport,
    redaction: &'a Redaction,
    zone: &'a TimeZone,
}

impl Writer<'_> {
    /// Our own text, which may quote text from the network.
    fn text(&self, text: impl AsRef<str>) -> Text {
        Text::prose(self.redaction.text(text.as_ref()))
    }

    /// Text from the network.
    fn data(&self, text: impl AsRef<str>) -> Text {
        Text::data(self.redaction.text(text.as_ref()))
    }

    /// `2026-11-24 12:14:00 +03:00 (2026-11-24T09:14:00Z)`.
    fn time(&self, moment: Moment) -> Text {
        self.text(format!(
            "{} ({})",
            moment.in_zone(self.zone),
            moment.in_utc()
        ))
    }

    fn document(&self, now: Moment) -> Document {
        let incident = &self.report.detail.incident;
        let mut sections = vec![self.what_happened(), self.missed()];
        sections.extend(self.probe("The failing probe", self.report.failing_probe.as_ref()));
        sections.extend(self.probe("The first good probe", self.report.good_probe.as_ref()));
        sections.push(self.timeline());
        sections.push(self.samples());
        sections.push(self.made(now));
        Document {
            title: self.text(format!("Incident {}: {}", incident.id, incident.label)),
            sections,
        }
    }

    fn what_happened(&self) -> Section {
        let (detail, diagnosis) = (&self.report.detail, &self.report.diagnosis);
        let incident = &detail.incident;
        let mut blocks = vec![
            Block::Paragraph(self.text(&detail.sentence)),
            Block::Paragraph(self.text(format!("{} {}", diagnosis.sentence, diagnosis.next))),
        ];
        blocks.extend(
            diagnosis
                .recovery
                .iter()
                .map(|recovery| Block::Paragraph(self.text(recovery))),
        );
        blocks.push(Block::Facts(vec![
            ("Endpoint", self.data(&incident.endpoint)),
            ("State", self.text(state(incident))),
            ("Reports", self.text(incident.error_count.to_string())),
            ("First report", self.time(incident.opened_at)),
            ("Last report", self.time(incident.last_error_at)),
            ("Last message", self.data(&incident.last_message)),
        ]));
        if !detail.merchants.is_empty() {
            let merchants = detail.merchants.iter().map(|one| {
                vec![
                    self.text(&one.merchant),
                    self.text(one.count.to_string()),
                    self.text(one.last_at.in_zone(self.zone)),
                ]
            });
            blocks.push(Block::Table {
                columns: &["Merchant", "Reports", "Last"],
                rows: merchants.collect(),
            });
        }
        blocks.extend(self.codes_and_endpoints());
        blocks.extend(self.explanation());
        Section {
            heading: "What happened",
            blocks,
        }
    }

    fn codes_and_endpoints(&self) -> Vec<Block> {
        let detail = &self.report.detail;
        let codes = detail.codes.iter().map(|code| {
            vec![
                self.text(in_words(code.code)),
                self.text(code.count.to_string()),
                self.text(code.first_at.in_zone(self.zone)),
                self.text(code.last_at.in_zone(self.zone)),
            ]
        });
        let mut blocks = vec![Block::Table {
            columns: &["Code", "Reports", "First", "Last"],
            rows: codes.collect(),
        }];
        if detail.endpoints.len() > 1 {
            let endpoints = detail.endpoints.iter().map(|one| {
                vec![
                    self.data(endpoint::readable(&one.endpoint)),
                    self.text(one.count.to_string()),
                    self.text(one.last_at.in_zone(self.zone)),
                ]
            });
            blocks.push(Block::Table {
                columns: &["Endpoint", "Reports", "Last"],
                rows: endpoints.collect(),
            });
        }
        blocks
    }

    fn explanation(&self) -> Vec<Block> {
        let diagnosis = &self.report.diagnosis;
        let explanation = &diagnosis.explanation;
        let mut blocks = Vec::new();
        // If no probe found the cause, it has already been written above.
        if explanation.meaning != diagnosis.sentence {
            blocks.push(Block::Paragraph(self.text(&explanation.meaning)));
        }
        if !explanation.causes.is_empty() {
            blocks.push(Block::Paragraph(self.text("Usual causes:")));
        }
        blocks.push(Block::List(
            explanation
                .causes
                .iter()
                .map(|cause| self.text(cause))
                .collect(),
        ));
        blocks
    }

    fn missed(&self) -> Section {
        let missed = &self.report.diagnosis.missed;
        let to = match missed.to {
            Some(to) => self.time(to),
            None => self.text("still open"),
        };
        let mut blocks = vec![
            Block::Facts(vec![("From", self.time(missed.from)), ("To", to)]),
            Block::Paragraph(self.text(format!("{} {}", missed.from_known_by, missed.to_known_by))),
        ];
        for list in missed.calls.iter().filter(|list| list.curl.is_some()) {
            blocks.push(Block::Facts(vec![("Call", self.data(&list.call))]));
            blocks.push(Block::Paragraph(self.text(&list.note)));
        }
        let others = missed_window::also_look_at(&missed.calls);
        blocks.extend(others.map(|pages| Block::Paragraph(self.text(pages))));
        Section {
            heading: "What was missed",
            blocks,
        }
    }

    fn probe(&self, heading: &'static str, probe: Option<&Probe>) -> Option<Section> {
        let probe = probe?;
        let bars = probe.steps.iter().map(|step| Bar {
            title: self.text(&step.title),
            started_us: step.started_us,
            took_us: step.took_us,
            failed: step.state == ProbeStepState::Failed,
            text: self.text(&step.text),
        });
        let facts = probe.steps.iter().flat_map(|step| {
            step.facts.iter().enumerate().map(|(nth, fact)| {
                let title = if nth == 0 { &*step.title } else { "" };
                vec![
                    self.text(title),
                    self.data(&fact.name),
                    self.data(self.redaction.value(&fact.name, &fact.value)),
                ]
            })
        });
        let facts: Vec<_> = facts.collect();
        let mut blocks = vec![
            Block::Paragraph(self.text(&probe.sentence)),
            Block::Facts(vec![
                ("Asked", self.data(&probe.url)),
                ("At", self.time(probe.at)),
                (
                    "Took",
                    self.text(took(Duration::from_micros(probe.took_us))),
                ),
            ]),
            Block::Waterfall {
                took_us: probe.took_us,
                bars: bars.collect(),
            },
        ];
        if !facts.is_empty() {
            blocks.push(Block::Table {
                columns: &["Step", "What", "Found"],
                rows: facts,
            });
        }
        Some(Section { heading, blocks })
    }

    fn timeline(&self) -> Section {
        let row = |entry: &TimelineEntry| {
            let who = match entry.who {
                Actor::Retm => "RETM",
                Actor::Person => "You",
                Actor::Rule => "Missedhook",
            };
            let times = match entry.count {
                1 => String::new(),
                count => format!(
                    " ({count} times, last {})",
                    entry.last_at.in_zone(self.zone)
                ),
            };
            vec![
                self.text(entry.at.in_zone(self.zone)),
                self.text(who),
                self.text(format!("{}{times}", entry.text)),
            ]
        };
        Section {
            heading: "Timeline",
            blocks: vec![Block::Table {
                columns: &["When", "Who", "What"],
                rows: self.report.detail.timeline.iter().rev().map(row).collect(),
            }],
        }
    }

    fn samples(&self) -> Section {
        let (samples, all) = (
            &self.report.samples,
            self.report.detail.incident.error_count,
        );
        let mut blocks = vec![Block::Paragraph(self.text(format!(
            "{} of {all}, the latest first. The bodies are as RETM sent them; secrets are redacted.",
            samples.len()
        )))];
        for sample in samples {
            blocks.extend(self.sample(sample));
        }
        Section {
            heading: "Reports",
            blocks,
        }
    }

    fn sample(&self, sample: &DeliveryErrorDetail) -> [Block; 4] {
        let error = &sample.error;
        let body = match (&sample.body, &sample.body_base64) {
            (Some(body), _) => self.data(body),
            // Secrets can't be recognised in base64.
            (None, _) => self.text("(It is no text, and left out here.)"),
        };
        let headers = sample.headers.iter().map(|(name, value)| {
            vec![
                self.data(name),
                self.data(self.redaction.value(name, value)),
            ]
        });
        [
            Block::Heading(self.text(format!("Delivery error {}", error.id))),
            Block::Facts(vec![
                ("Received", self.time(error.received_at)),
                ("Code", self.text(in_words(error.code))),
                ("Endpoint", self.data(&error.endpoint)),
                ("Message", self.data(&error.message)),
            ]),
            Block::Code(body),
            Block::Table {
                columns: &["Header", "Value"],
                rows: headers.collect(),
            },
        ]
    }

    fn made(&self, now: Moment) -> Section {
        Section {
            heading: "About this document",
            blocks: vec![Block::Facts(vec![
                (
                    "Made by",
                    self.text(format!("Missedhook {}", env!("CARGO_PKG_VERSION"))),
                ),
                (
                    "On",
                    self.text(format!(
                        "{} {}",
                        std::env::consts::OS,
                        std::env::consts::ARCH
                    )),
                ),
                ("At", self.time(now)),
            ])],
        }
    }
}

/// `503 Service Unavailable`.
fn in_words(code: Option<i64>) -> String {
    match code {
        None => "no code".to_owned(),
        Some(code) => match http_status::reason(code) {
            Some(reason) => format!("{code} {reason}"),
            None => code.to_string(),
        },
    }
}

#[cfg(test)]
mod tests;
