//! The incident report: one incident as a document for a colleague or for RETM's support. This module builds the
//! content from values; `markdown` and `html` render it. Pure. Every text goes through `redaction`, so secrets never
//! get in.

mod document;
mod html;
mod markdown;
mod samples;

use std::time::Duration;

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

pub use crate::redaction::Redaction;
use crate::{
    explain::translate,
    incident::{
        Incident,
        delivery_error::DeliveryErrorDetail,
        detail::IncidentDetail,
        diagnosis::Diagnosis,
        missed_window,
        timeline::{Actor, TimelineEntry},
    },
    locale::{Language, Locale},
    model::{duration::took, endpoint, http_status, local_words, moment::Moment},
    probe::{Probe, ProbeStepState},
};
use document::{Bar, Block, Document, Section, TableKind, Text, line};

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

/// The document as of `now`, in the language of `locale`, whoever reads it.
pub fn write(
    report: &IncidentReport,
    format: EvidenceFormat,
    redaction: &Redaction,
    locale: Locale,
    now: Moment,
    zone: &TimeZone,
) -> String {
    let document = Writer {
        report,
        redaction: &redaction.with_endpoints(endpoints(report)),
        locale,
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
        true => "until-change",
        false => incident.state.into_str(),
    }
}

struct Writer<'a> {
    report: &'a IncidentReport,
    redaction: &'a Redaction,
    locale: Locale,
    zone: &'a TimeZone,
}

impl Writer<'_> {
    /// A text without secrets, on one line, and without characters that change the text direction.
    fn clean(&self, text: impl AsRef<str>) -> String {
        line(&self.redaction.text(text.as_ref()))
    }

    /// A sentence of ours that is kept in English and may quote text from the network, in the reader's language. It is
    /// cleaned first, so that the isolates around what it quotes are all ours.
    fn translate(&self, english: impl AsRef<str>) -> Text {
        Text::prose(translate(self.locale, &self.clean(english)))
    }

    /// The same, where a text that is not ours may stand.
    fn known(&self, text: &str) -> Text {
        let clean = self.clean(text);
        let said = translate(self.locale, &clean);
        match said == clean {
            true => self.data(text),
            false => Text::prose(said),
        }
    }

    /// Text from the network.
    fn data(&self, text: impl AsRef<str>) -> Text {
        let words = self.redaction.text(text.as_ref());
        match line(&words).is_empty() {
            true => Text::prose(self.words("evidence-none")),
            false => Text::data(words),
        }
    }

    /// A code, a name or a path within our own text.
    fn code(&self, text: impl AsRef<str>) -> Text {
        Text::prose(self.locale.isolated(&self.clean(text)))
    }

    fn words(&self, id: &'static str) -> String {
        self.locale.words(id)
    }

    fn count(&self, count: i64) -> Text {
        let digits = count.to_string();
        Text::prose(self.locale.digits().of(&digits))
    }

    fn facts<const N: usize>(&self, facts: [(&'static str, Text); N]) -> Block {
        let facts = facts.map(|(id, text)| (self.words(id), text));
        Block::Facts(facts.into())
    }

    fn table<const N: usize>(
        &self,
        kind: TableKind,
        columns: [&'static str; N],
        rows: impl Iterator<Item = [Text; N]>,
    ) -> Block {
        Block::Table {
            kind,
            columns: columns.map(|id| self.words(id)).into(),
            rows: rows.map(Vec::from).collect(),
        }
    }

    fn section(&self, id: &'static str, blocks: Vec<Block>) -> Section {
        Section {
            heading: self.words(id),
            blocks,
        }
    }

    /// `2026-11-24 12:14:00 +03:00 (2026-11-24T09:14:00Z)`.
    fn time(&self, moment: Moment) -> Text {
        let times = self.locale.message("evidence-times");
        let times = times
            .phrase("here", self.here(moment))
            .code("utc", &moment.in_utc());
        Text::prose(times.text())
    }

    fn here(&self, moment: Moment) -> String {
        local_words::exact(self.locale, moment, self.zone)
    }

    fn short_time(&self, moment: Moment) -> Text {
        Text::prose(self.here(moment))
    }

    fn took(&self, us: u64) -> String {
        let english = took(Duration::from_micros(us));
        match self.locale.language {
            Language::En => english,
            Language::Ar => local_words::read_span(self.locale, &english).unwrap_or(english),
        }
    }

    fn document(&self, now: Moment) -> Document {
        let incident = &self.report.detail.incident;
        let mut sections = vec![self.what_happened(), self.missed()];
        sections.extend(self.probe("evidence-failing-probe", self.report.failing_probe.as_ref()));
        sections.extend(self.probe("evidence-good-probe", self.report.good_probe.as_ref()));
        sections.push(self.timeline());
        sections.push(self.samples());
        sections.push(self.made(now));
        let title = self.locale.message("evidence-title");
        let title = title.code("number", &incident.id.to_string());
        let label = self.clean(incident.name(self.locale));
        let title = match incident.endpoint.is_empty() {
            true => title.phrase("label", label),
            false => title.code("label", &label),
        };
        Document {
            locale: self.locale,
            title: Text::prose(title.text()),
            sections,
        }
    }

    fn what_happened(&self) -> Section {
        let (detail, diagnosis) = (&self.report.detail, &self.report.diagnosis);
        let incident = &detail.incident;
        let why = [&diagnosis.sentence, &diagnosis.next].map(|text| self.translate(text).words);
        let mut blocks = vec![
            Block::Paragraph(self.translate(&detail.sentence)),
            Block::Paragraph(Text::prose(why.join(" "))),
        ];
        let recovery = diagnosis.recovery.iter();
        blocks.extend(recovery.map(|recovery| Block::Paragraph(self.translate(recovery))));
        let state = self
            .locale
            .message("evidence-state")
            .form("state", state(incident));
        blocks.push(self.facts([
            ("evidence-endpoint", self.data(&incident.endpoint)),
            ("evidence-state-name", Text::prose(state.text())),
            ("evidence-reports", self.count(incident.error_count)),
            ("evidence-first-report", self.time(incident.opened_at)),
            ("evidence-last-report", self.time(incident.last_error_at)),
            ("evidence-last-message", self.data(&incident.last_message)),
        ]));
        if !detail.merchants.is_empty() {
            let merchants = detail.merchants.iter().map(|one| {
                [
                    self.code(&one.merchant),
                    self.count(one.count),
                    self.short_time(one.last_at),
                ]
            });
            blocks.push(self.table(
                TableKind::Merchants,
                ["evidence-merchant", "evidence-reports", "evidence-last"],
                merchants,
            ));
        }
        blocks.extend(self.codes_and_endpoints());
        blocks.extend(self.explanation());
        self.section("evidence-happened", blocks)
    }

    fn codes_and_endpoints(&self) -> Vec<Block> {
        let detail = &self.report.detail;
        let codes = detail.codes.iter().map(|code| {
            [
                self.code_in_words(code.code),
                self.count(code.count),
                self.short_time(code.first_at),
                self.short_time(code.last_at),
            ]
        });
        let columns = [
            "evidence-code",
            "evidence-reports",
            "evidence-first",
            "evidence-last",
        ];
        let mut blocks = vec![self.table(TableKind::Codes, columns, codes)];
        if detail.endpoints.len() > 1 {
            let endpoints = detail.endpoints.iter().map(|one| {
                [
                    self.data(endpoint::readable(&one.endpoint)),
                    self.count(one.count),
                    self.short_time(one.last_at),
                ]
            });
            blocks.push(self.table(
                TableKind::Endpoints,
                ["evidence-endpoint", "evidence-reports", "evidence-last"],
                endpoints,
            ));
        }
        blocks
    }

    fn explanation(&self) -> Vec<Block> {
        let diagnosis = &self.report.diagnosis;
        let explanation = &diagnosis.explanation;
        let mut blocks = Vec::new();
        // If no probe found the cause, it has already been written above.
        if explanation.meaning != diagnosis.sentence {
            blocks.push(Block::Paragraph(self.translate(&explanation.meaning)));
        }
        if !explanation.causes.is_empty() {
            blocks.push(Block::Paragraph(Text::prose(self.words("evidence-causes"))));
        }
        let causes = explanation.causes.iter();
        blocks.push(Block::List(
            causes.map(|cause| self.translate(cause)).collect(),
        ));
        blocks
    }

    fn missed(&self) -> Section {
        let missed = &self.report.diagnosis.missed;
        let to = match missed.to {
            Some(to) => self.time(to),
            None => Text::prose(self.words("evidence-still-open")),
        };
        let known = [&missed.from_known_by, &missed.to_known_by];
        let known = known.map(|text| self.translate(text).words);
        let mut blocks = vec![
            self.facts([
                ("evidence-from", self.time(missed.from)),
                ("evidence-to", to),
            ]),
            Block::Paragraph(Text::prose(known.join(" "))),
        ];
        for list in missed.calls.iter().filter(|list| list.curl.is_some()) {
            blocks.push(self.facts([("evidence-call", self.data(&list.call))]));
            blocks.push(Block::Paragraph(self.translate(&list.note)));
        }
        let others = missed_window::also_look_at(&missed.calls);
        blocks.extend(others.map(|pages| Block::Paragraph(self.translate(pages))));
        self.section("evidence-missed", blocks)
    }

    fn probe(&self, heading: &'static str, probe: Option<&Probe>) -> Option<Section> {
        let probe = probe?;
        let bars = probe.steps.iter().map(|step| Bar {
            title: self.translate(&step.title),
            started_us: step.started_us,
            took_us: step.took_us,
            took: self.took(step.took_us),
            failed: (step.state == ProbeStepState::Failed).then(|| self.words("evidence-failed")),
            text: self.translate(&step.text),
        });
        let facts = probe.steps.iter().flat_map(|step| {
            step.facts.iter().enumerate().map(|(nth, fact)| {
                let title = if nth == 0 { &*step.title } else { "" };
                [
                    self.translate(title),
                    self.known(&fact.name),
                    self.known(&self.redaction.value(&fact.name, &fact.value)),
                ]
            })
        });
        let blocks = vec![
            Block::Paragraph(self.translate(&probe.sentence)),
            self.facts([
                ("evidence-asked", self.data(&probe.url)),
                ("evidence-at", self.time(probe.at)),
                ("evidence-took", Text::prose(self.took(probe.took_us))),
            ]),
            Block::Waterfall {
                columns: [
                    "evidence-step",
                    "evidence-when",
                    "evidence-took",
                    "evidence-found",
                ]
                .map(|id| self.words(id)),
                took_us: probe.took_us,
                bars: bars.collect(),
            },
            self.table(
                TableKind::Facts,
                ["evidence-step", "evidence-fact", "evidence-found"],
                facts,
            ),
        ];
        Some(self.section(heading, blocks))
    }

    fn timeline(&self) -> Section {
        let row = |entry: &TimelineEntry| {
            let who = match entry.who {
                Actor::Retm => "evidence-retm",
                Actor::Person => "evidence-person",
                Actor::Rule => "evidence-rule",
            };
            let mut text = self.translate(&entry.text);
            if entry.count != 1 {
                let repeated = self.locale.message("evidence-repeated");
                let repeated = repeated
                    .number("count", entry.count)
                    .phrase("text", text.words)
                    .phrase("time", self.here(entry.last_at));
                text = Text::prose(repeated.text());
            }
            [
                self.short_time(entry.at),
                Text::prose(self.words(who)),
                text,
            ]
        };
        let entries = self.report.detail.timeline.iter().rev();
        let table = self.table(
            TableKind::Timeline,
            ["evidence-when", "evidence-who", "evidence-what"],
            entries.map(row),
        );
        self.section("evidence-timeline", vec![table])
    }

    fn made(&self, now: Moment) -> Section {
        let by = format!("Missedhook {}", env!("CARGO_PKG_VERSION"));
        let on = format!("{} {}", std::env::consts::OS, std::env::consts::ARCH);
        let offset = now.offset(self.zone);
        let facts = self.facts([
            ("evidence-made-by", self.code(by)),
            ("evidence-on", self.code(on)),
            ("evidence-at", self.time(now)),
            (
                "evidence-zone",
                self.code(self.zone.iana_name().unwrap_or(&offset)),
            ),
        ]);
        self.section("evidence-about", vec![facts])
    }

    /// `503 Service Unavailable`.
    fn code_in_words(&self, code: Option<i64>) -> Text {
        let Some(code) = code else {
            return Text::prose(self.words("evidence-no-code"));
        };
        self.code(match http_status::reason(code) {
            Some(reason) => format!("{code} {reason}"),
            None => code.to_string(),
        })
    }
}

#[cfg(test)]
mod json_tests;
#[cfg(test)]
mod tests;
