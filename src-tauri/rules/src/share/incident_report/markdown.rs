//! Renders the incident report as Markdown (CommonMark with GitHub's tables). All text goes through one of four
//! functions, each of which escapes for its context. Nothing from the network becomes markup or a link.

use super::document::{Bar, Block, Document, Text};
use crate::{
    locale::{Language, Locale},
    model::json_text,
};

/// The width of a waterfall bar, in characters.
const BAR: usize = 24;

/// The name of its language after a fence: GitHub then lays the block out by its own letters, not by the document's.
const JSON: &str = "json";

/// Renders the document.
pub fn write(document: &Document) -> String {
    let locale = document.locale;
    let mut parts = vec![format!("# {}", prose(&document.title))];
    for section in &document.sections {
        parts.push(format!("## {}", section.heading));
        parts.extend(
            section
                .blocks
                .iter()
                .map(|each| block(locale, each))
                .filter(|part| !part.is_empty()),
        );
    }
    parts.join("\n\n") + "\n"
}

fn block(locale: Locale, block: &Block) -> String {
    let shown = |text| shown(locale, text);
    match block {
        Block::Heading(text) => format!("### {}", prose(text)),
        Block::Paragraph(text) => shown(text),
        Block::List(texts) => lines(texts.iter().map(|text| format!("- {}", shown(text)))),
        Block::Facts(facts) => lines(facts.iter().map(|(name, text)| fact(locale, name, text))),
        Block::Table { rows, .. } if rows.is_empty() => String::new(),
        Block::Table { columns, rows, .. } => table(locale, columns, rows),
        Block::Code(text) => code_block(&text.lines()),
        Block::Json(text) => json_block(&text.lines()),
        Block::Waterfall { took_us, bars, .. } => fenced("", &waterfall(locale, *took_us, bars)),
    }
}

/// JSON that would change its order within a line is a block of its own in the list.
fn fact(locale: Locale, name: &str, text: &Text) -> String {
    let json = text.lines();
    if text.is_data && json_text::needs_isolates(&json) && json_text::indented(&json).is_some() {
        let block = json_block(&json);
        let block = block.lines().map(|line| format!("  {line}"));
        return format!("- {name}:\n\n{}", lines(block));
    }
    format!("- {name}: {}", shown(locale, text))
}

fn lines(lines: impl Iterator<Item = String>) -> String {
    lines.collect::<Vec<_>>().join("\n")
}

fn shown(locale: Locale, text: &Text) -> String {
    if text.is_data {
        isolated(locale, code(text), text)
    } else {
        prose(text)
    }
}

/// Code within Arabic has its own direction, also where the Markdown is read as plain text.
fn isolated(locale: Locale, code: String, text: &Text) -> String {
    match (locale.language, json_text::is_like_json(&text.words)) {
        (Language::En, _) => code,
        (Language::Ar, true) => locale.isolated(&code),
        (Language::Ar, false) => format!("\u{2068}{code}\u{2069}"),
    }
}

/// Inline text. Escapes whatever would be markup (CommonMark, "Backslash escapes") and whatever GitHub would turn into
/// a link ("Autolinks (extension)").
fn prose(text: &Text) -> String {
    let line = text.line();
    let mut escaped = String::with_capacity(line.len());
    let starts_block = line.starts_with(['-', '+', '=']);
    let number = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let starts_list = number.len() < line.len() && number.starts_with(['.', ')']);
    for (at, c) in line.char_indices() {
        let rest = &line[at..];
        let is_link = rest.starts_with("://") || ends_in_www(c, &line[..at]);
        let is_list = starts_list && at == line.len() - number.len();
        let is_markup = matches!(
            c,
            '\\' | '`'
                | '*'
                | '_'
                | '['
                | ']'
                | '<'
                | '>'
                | '#'
                | '|'
                | '&'
                | '~'
                | '!'
                | '@'
                | '$'
        );
        if is_markup || is_list || (starts_block && at == 0) || is_link {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

fn ends_in_www(c: char, before: &str) -> bool {
    c == '.' && before.to_ascii_lowercase().ends_with("www")
}

/// Inline code, delimited by a run of backticks longer than any in it.
fn code(text: &Text) -> String {
    let line = text.line();
    let ticks = "`".repeat(longest_run(&line) + 1);
    let space = if ticks.len() > 1 { " " } else { "" };
    format!("{ticks}{space}{line}{space}{ticks}")
}

fn code_block(text: &str) -> String {
    let is_json = json_text::is_like_json(text) && json_text::indented(text).is_some();
    fenced(if is_json { JSON } else { "" }, text)
}

/// JSON that is read from left to right without marks of direction, which would be copied with it.
fn json_block(text: &str) -> String {
    let laid_out = json_text::indented_apart(text);
    fenced(JSON, laid_out.as_deref().unwrap_or(text))
}

/// A code block with a fence longer than any run of backticks in it.
fn fenced(language: &str, text: &str) -> String {
    let fence = "`".repeat(longest_run(text).max(2) + 1);
    format!("{fence}{language}\n{text}\n{fence}")
}

fn longest_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}

/// A `|` would end its cell, even in code.
fn table(locale: Locale, columns: &[String], rows: &[Vec<Text>]) -> String {
    let row = |cells: Vec<String>| format!("| {} |", cells.join(" | "));
    let cell = |text: &Text| match text.is_data {
        true => isolated(locale, code(text).replace('|', "\\|"), text),
        false => prose(text),
    };
    let mut lines = vec![
        row(columns.to_vec()),
        row(columns.iter().map(|_| "---".to_owned()).collect()),
    ];
    lines.extend(
        rows.iter()
            .map(|cells| row(cells.iter().map(cell).collect())),
    );
    lines.join("\n")
}

/// One step per line, with bars of characters.
fn waterfall(locale: Locale, all_us: u64, bars: &[Bar]) -> String {
    let scale = |us: u64| {
        let share = us.saturating_mul(BAR as u64) / all_us.max(1);
        usize::try_from(share).unwrap_or(BAR).min(BAR)
    };
    lines(bars.iter().map(|bar| {
        let begin = scale(bar.started_us).min(BAR - 1);
        let length = scale(bar.took_us).clamp(1, BAR - begin);
        let drawn = format!("{}{}", " ".repeat(begin), "█".repeat(length));
        let failed = bar.failed.as_deref().unwrap_or_default();
        let (drawn, took) = (format!("|{drawn:<BAR$}|"), &bar.took);
        let found = format!("{}: {}", bar.title.line(), bar.text.line());
        match locale.language {
            Language::En => format!("{drawn} {took:>9} {:6} {found}", failed.to_uppercase()),
            // The bar from left to right, what was found from right to left.
            Language::Ar => {
                let failed = if failed.is_empty() {
                    String::new()
                } else {
                    format!(" ({failed})")
                };
                format!("\u{2066}{drawn}\u{2069} \u{2067}{took}{failed} {found}\u{2069}")
            }
        }
    }))
}

#[cfg(test)]
mod tests {
    use super::{super::document::line, *};

    #[test]
    fn what_would_be_markup_is_text() {
        let said = |text: &str| prose(&Text::prose(line(text)));
        for (text, expected) in [
            ("plain words, 503.", "plain words, 503."),
            ("<img src=x>", "\\<img src=x\\>"),
            ("[a](javascript:x)", "\\[a\\](javascript:x)"),
            ("see https://a.example/", "see https\\://a.example/"),
            ("www.a.example", "www\\.a.example"),
            ("a@b.example", "a\\@b.example"),
            ("1. one", "1\\. one"),
            ("- one", "\\- one"),
            ("# one\n# two", "\\# one \\# two"),
            ("a|b &amp; *c*", "a\\|b \\&amp; \\*c\\*"),
        ] {
            assert_eq!(said(text), expected, "{text}");
        }
    }

    #[test]
    fn code_is_longer_than_what_is_in_it() {
        let data = |text: &str| code(&Text::data(text.to_owned()));
        assert_eq!(data("a"), "`a`");
        assert_eq!(data("a``b`"), "``` a``b` ```");
        assert_eq!(fenced("", "```\nx"), "````\n```\nx\n````");
        let rows = [vec![Text::data("a|b".to_owned())]];
        assert_eq!(
            table(Locale::default(), &["X".to_owned()], &rows),
            "| X |\n| --- |\n| `a\\|b` |"
        );
    }
}
