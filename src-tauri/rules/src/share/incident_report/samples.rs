//! The latest delivery errors in full.

use super::{
    Writer,
    document::{Block, Section, TableKind, Text},
};
use crate::{incident::delivery_error::DeliveryErrorDetail, model::json_text};

impl Writer<'_> {
    pub(super) fn samples(&self) -> Section {
        let samples = &self.report.samples;
        let shown = self.locale.message("evidence-samples");
        let all = self.count(self.report.detail.incident.error_count).words;
        let count = i64::try_from(samples.len()).unwrap_or(i64::MAX);
        let shown = shown
            .phrase("count", self.count(count).words)
            .phrase("all", all);
        let mut blocks = vec![Block::Paragraph(Text::prose(shown.text()))];
        for sample in samples {
            blocks.extend(self.sample(sample));
        }
        self.section("evidence-reports", blocks)
    }

    fn sample(&self, sample: &DeliveryErrorDetail) -> Vec<Block> {
        let error = &sample.error;
        let body = match (&sample.body, &sample.body_base64) {
            (Some(body), _) => Text::data(self.redaction.text(body)),
            // Secrets can't be recognised in base64.
            (None, _) => Text::data(self.words("evidence-no-text")),
        };
        let headers = sample.headers.iter().map(|(name, value)| {
            [
                self.data(name),
                self.data(self.redaction.value(name, value)),
            ]
        });
        let heading = self.locale.message("evidence-delivery-error");
        let heading = heading.code("number", &error.id.to_string());
        let mut blocks = vec![
            Block::Heading(Text::prose(heading.text())),
            self.facts([
                ("evidence-received", self.time(error.received_at)),
                ("evidence-code", self.code_in_words(error.code)),
                ("evidence-endpoint", self.data(&error.endpoint)),
                ("evidence-message", self.data(&error.message)),
            ]),
        ];
        if is_laid_out(&body.lines()) {
            blocks.extend([
                Block::Paragraph(Text::prose(self.words("evidence-body-laid-out"))),
                Block::Json(body.clone()),
                Block::Paragraph(Text::prose(self.words("evidence-body-as-sent"))),
            ]);
        }
        blocks.extend([
            Block::Code(body),
            self.table(
                TableKind::Headers,
                ["evidence-header", "evidence-value"],
                headers,
            ),
        ]);
        blocks
    }
}

/// Whether JSON is hard to read as it was sent: its letters are escaped, or run from right to left.
fn is_laid_out(body: &str) -> bool {
    let letters = json_text::with_letters(body);
    let is_hard = letters != body || json_text::needs_isolates(body);
    is_hard && json_text::is_like_json(body) && json_text::indented_apart(body).is_some()
}
