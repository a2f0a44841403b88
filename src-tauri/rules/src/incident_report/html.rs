//! Evidence as one HTML file that needs nothing else: no script, no picture, no address that a browser would ask.
//! Light, dark and on paper.

use std::time::Duration;

// maud: templates that are checked by the compiler and escape whatever is put into them, so that it can't be
// forgotten; small, and kept up.
use maud::{DOCTYPE, Markup, PreEscaped, Render, html};

use super::document::{Bar, Block, Document, Text};
use crate::model::duration::took;

/// Ours to the letter: nothing else goes in unescaped.
const STYLE: &str = include_str!("style.css");

/// Keeps a browser from fetching or running anything, should there ever be something to.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'";

impl Render for Text {
    fn render(&self) -> Markup {
        match (self.is_data, self.line()) {
            (true, line) if line.is_empty() => html! { span.none { "(none)" } },
            (true, line) => html! { code dir="auto" { (line) } },
            (false, line) => html! { span dir="auto" { (line) } },
        }
    }
}

/// The document as a file.
pub fn write(document: &Document) -> String {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
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
        Block::Table { columns, rows } => html! {
            // By its first column it has its widths.
            table class=[columns.first().map(|first| first.to_lowercase())] {
                thead { tr { @for column in *columns { th scope="col" { (column) } } } }
                tbody { @for row in rows { tr { @for cell in row { td { (cell) } } } } }
            }
        },
        Block::Code(text) => html! { pre dir="auto" { (text.lines()) } },
        Block::Waterfall { took_us, bars } => waterfall(*took_us, bars),
    }
}

fn waterfall(all_us: u64, bars: &[Bar]) -> Markup {
    let percent = |us: u64| us.saturating_mul(100) / all_us.max(1);
    html! {
        table.waterfall {
            thead { tr { th scope="col" { "Step" } th scope="col" { "When" } th scope="col" { "Took" } th scope="col" { "Found" } } }
            tbody {
                @for bar in bars {
                    @let begin = percent(bar.started_us).min(99);
                    @let length = percent(bar.took_us).clamp(1, 100 - begin);
                    tr.failed[bar.failed] {
                        td { (bar.title) }
                        td.time { span.bar style=(format!("margin-left:{begin}%;width:{length}%")) {} }
                        td { (took(Duration::from_micros(bar.took_us))) }
                        td { @if bar.failed { b { "Failed: " } } (bar.text) }
                    }
                }
            }
        }
    }
}
