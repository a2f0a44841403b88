//! Renders the incident report as one self-contained HTML file: no script, no image, no external address. It has a
//! light, a dark and a print style.

// maud: compile-time checked templates that escape every value, so escaping can't be forgotten; small and maintained.
use maud::{DOCTYPE, Markup, PreEscaped, Render, html};

use super::document::{Bar, Block, Document, Text};
use crate::{locale::is_arabic, model::json_text};

/// Our own stylesheet. Nothing else is inserted unescaped.
const STYLE: &str = include_str!("style.css");

/// Prevents the browser from loading or running anything, should something slip in.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'";

impl Render for Text {
    fn render(&self) -> Markup {
        match (self.is_data, self.line()) {
            (true, line) => html! { code dir=(direction(&line)) { (data(&line)) } },
            // A sentence in Arabic may begin with a Latin name.
            (false, line) if is_arabic(&line) => html! { span dir="rtl" { (line) } },
            (false, line) => html! { span dir="auto" { (line) } },
        }
    }
}

/// Renders the document.
pub fn write(document: &Document) -> String {
    let page = html! {
        (DOCTYPE)
        html lang=(document.locale.language.into_str()) dir=(document.direction()) {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (document.title.line()) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                main {
                    h1 { (document.title) }
                    @for section in &document.sections {
                        section {
                            h2 { (section.heading) }
                            @for each in &section.blocks { (block(each)) }
                        }
                    }
                }
            }
        }
    };
    page.into_string()
}

fn block(block: &Block) -> Markup {
    match block {
        Block::Heading(text) => html! { h3 { (text) } },
        Block::Paragraph(text) => html! { p { (text) } },
        Block::List(texts) if texts.is_empty() => html! {},
        Block::List(texts) => html! { ul { @for text in texts { li { (text) } } } },
        Block::Facts(facts) => html! {
            dl { @for (name, text) in facts { div { dt { (name) } dd { (text) } } } }
        },
        Block::Table { rows, .. } if rows.is_empty() => html! {},
        Block::Table {
            kind,
            columns,
            rows,
        } => html! {
            table class=(kind.into_str()) {
                thead { tr { @for column in columns { th scope="col" { (column) } } } }
                tbody { @for row in rows { tr { @for cell in row { td { (cell) } } } } }
            }
        },
        Block::Code(text) => preformatted(&text.lines()),
        Block::Json(text) => {
            let lines = text.lines();
            preformatted(&json_text::indented(&lines).unwrap_or(lines))
        }
        Block::Waterfall {
            columns,
            took_us,
            bars,
        } => waterfall(columns, *took_us, bars),
    }
}

fn preformatted(text: &str) -> Markup {
    html! { pre dir=(direction(text)) { (data(text)) } }
}

/// JSON is read from left to right, whatever its strings say. Other text goes by its first letter.
fn direction(text: &str) -> &'static str {
    match json_text::is_like_json(text) {
        true => "ltr",
        false => "auto",
    }
}

/// Text from the network. In JSON, each right-to-left string is an element of its own, which is not copied with it.
fn data(text: &str) -> Markup {
    if !json_text::needs_isolates(text) {
        return html! { (text) };
    }
    html! {
        @for piece in json_text::pieces(text) {
            @if piece.is_isolated { bdi { (piece.text) } } @else { (piece.text) }
        }
    }
}

fn waterfall(columns: &[String; 4], all_us: u64, bars: &[Bar]) -> Markup {
    let percent = |us: u64| us.saturating_mul(100) / all_us.max(1);
    html! {
        table.waterfall {
            thead { tr { @for column in columns { th scope="col" { (column) } } } }
            tbody {
                @for bar in bars {
                    @let begin = percent(bar.started_us).min(99);
                    @let length = percent(bar.took_us).clamp(1, 100 - begin);
                    tr.failed[bar.failed.is_some()] {
                        td { (bar.title) }
                        td.time dir="ltr" { span.bar style=(format!("margin-left:{begin}%;width:{length}%")) {} }
                        td { (bar.took) }
                        td { @if let Some(failed) = &bar.failed { b { (failed) ": " } } (bar.text) }
                    }
                }
            }
        }
    }
}
