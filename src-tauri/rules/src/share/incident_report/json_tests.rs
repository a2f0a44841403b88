//! JSON in the document: from left to right, in letters, and still JSON when it is copied.

use super::{
    tests::{report, written_for, written_of},
    *,
};

/// A report whose message is an object, with Arabic that was escaped and Arabic that was not.
fn with_json() -> IncidentReport {
    let mut report = report();
    let message = r#"{"خطأ":"الحقل مطلوب","التاريخ":"2026-11-27"}"#;
    report.detail.incident.last_message = message.to_owned();
    for sample in &mut report.samples {
        sample.error.message = message.to_owned();
        sample.body = Some(
            r#"{"code":422,"message":{"\u062e\u0637\u0623":"\u0645","التاريخ":"2026-11-27"}}"#
                .to_owned(),
        );
    }
    report
}

/// The document for a reader of each language.
fn in_both(format: EvidenceFormat) -> [String; 2] {
    [Language::En, Language::Ar].map(|language| {
        let locale = Locale::default().speaking(language);
        written_for(locale, &with_json(), format)
    })
}

#[test]
fn it_runs_from_left_to_right_and_each_string_as_it_begins() {
    let quoted = |text: &str| text.replace('"', "&quot;");
    let message = quoted(r#"{"<bdi>خطأ</bdi>":"<bdi>الحقل مطلوب</bdi>","#);
    let body =
        quoted("{\n  \"code\": 422,\n  \"message\": {\n    \"<bdi>خطأ</bdi>\": \"<bdi>م</bdi>\",");
    for html in in_both(EvidenceFormat::Html) {
        let message = format!("<code dir=\"ltr\">{message}");
        assert_eq!(html.matches(&message).count(), 2, "{html}");
        assert!(html.contains(&format!("<pre dir=\"ltr\">{body}")), "{html}");
    }
}

/// Whoever copies a block has JSON: a mark of direction would be part of it.
#[test]
fn in_markdown_it_has_no_marks_and_no_strings_that_change_places() {
    for markdown in in_both(EvidenceFormat::Markdown) {
        let blocks = code_blocks(&markdown);
        assert_eq!(
            blocks.len(),
            4,
            "the message twice, the body twice: {markdown}"
        );
        for block in &blocks {
            serde_json::from_str::<serde_json::Value>(block).unwrap();
        }
        let message = "{\n  \"خطأ\":\n    \"الحقل مطلوب\",\n  \"التاريخ\":\n    \"2026-11-27\"\n}";
        assert_eq!(blocks[0], message);
        assert_eq!(blocks[1], message);
        assert!(blocks[2].contains("\"خطأ\":\n      \"م\""), "{markdown}");
        let sent = with_json().samples[0].body.clone();
        assert_eq!(Some(&blocks[3]), sent.as_ref(), "to the letter");
    }
}

#[test]
fn what_is_plain_stands_there_once() {
    let mut report = report();
    let body = r#"{"code":503,"endpoint":"/a","message":"m"}"#;
    report.samples[0].body = Some(body.to_owned());
    let markdown = written_of(&report, EvidenceFormat::Markdown);
    assert_eq!(code_blocks(&markdown), [body]);
}

/// The blocks of JSON, without the indents of the list that they stand in.
fn code_blocks(markdown: &str) -> Vec<String> {
    let mut blocks = Vec::new();
    let mut lines = markdown.lines();
    while let Some(line) = lines.next() {
        let indent = line.len() - line.trim_start().len();
        if line.trim() == "```json" {
            let block = lines.by_ref().take_while(|line| line.trim() != "```");
            let block: Vec<_> = block.map(|line| &line[indent..]).collect();
            blocks.push(block.join("\n"));
        }
    }
    blocks
}
