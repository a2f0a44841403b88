//! Completes a search as it is typed: the names of filters and the values of each. Pure; the caller passes in what the
//! history contains.

use std::collections::BTreeSet;

use serde::Serialize;
use ts_rs::TS;

use super::{filters::FILTERS, pieces};
use strum::VariantArray;

use crate::{
    explain::Cause,
    locale::Locale,
    model::{endpoint, fold::fold, http_status},
};

/// How many choices are offered.
const MAX_COUNT: usize = 8;
/// How many endpoints are offered for a plain word, and the minimum length of that word.
const MAX_FOR_WORD: usize = 4;
const MIN_WORD: usize = 2;

/// What the history contains, latest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// Normalised endpoints.
    pub endpoints: Vec<String>,
    /// Codes.
    pub codes: Vec<i64>,
    /// Labels of merchants.
    pub merchants: Vec<String>,
    /// Names of projects.
    pub projects: Vec<String>,
}

/// One completion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(rename = "CompletionChoice")]
pub struct Choice {
    /// Replaces the piece being typed: `code:503`. If it ends in a colon, a value comes next.
    pub text: String,
    /// What it means, in a few words.
    pub words: String,
}

/// The completions of a search.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, TS)]
pub struct Completion {
    /// Where the piece to replace begins, in UTF-16 units.
    pub start: u32,
    /// Where it ends.
    pub end: u32,
    /// The choices, likeliest first.
    pub choices: Vec<Choice>,
}

/// The completions at `at`, which is counted in UTF-16 units.
pub fn complete(text: &str, at: u32, known: &Known, locale: Locale) -> Completion {
    let piece = pieces::piece_at(text, at);
    let (start, end) = piece
        .as_ref()
        .map_or((at, at), |piece| (piece.start, piece.end));
    let choices = match &piece {
        None => names("", locale),
        Some(piece) => match &piece.name {
            None => names_or_endpoints(&piece.text, known, locale),
            Some(name) => {
                let typed = fold(&piece.value.replace('"', ""));
                values(name, &typed, known, locale)
            }
        },
    };
    let typed = piece.map(|piece| piece.text).unwrap_or_default();
    let mut seen = BTreeSet::from([typed]);
    let choices = choices
        .into_iter()
        .filter(|choice| seen.insert(choice.text.clone()))
        .take(MAX_COUNT)
        .collect();
    Completion {
        start,
        end,
        choices,
    }
}

fn choice(text: impl Into<String>, words: impl Into<String>) -> Choice {
    Choice {
        text: text.into(),
        words: words.into(),
    }
}

fn names(typed: &str, locale: Locale) -> Vec<Choice> {
    let typed = typed.to_lowercase();
    FILTERS
        .iter()
        .filter(|filter| filter.name.starts_with(&typed))
        .map(|filter| choice(format!("{}:", filter.name), locale.words(filter.help)))
        .collect()
}

fn names_or_endpoints(word: &str, known: &Known, locale: Locale) -> Vec<Choice> {
    let mut choices = names(word, locale);
    if word.chars().count() >= MIN_WORD {
        let found = endpoints(&fold(word), known, locale, false);
        choices.extend(found.into_iter().take(MAX_FOR_WORD));
    }
    choices
}

fn values(name: &str, typed: &str, known: &Known, locale: Locale) -> Vec<Choice> {
    let fixed = |values: &[(&str, &'static str)]| -> Vec<Choice> {
        values
            .iter()
            .filter(|(value, _)| value.starts_with(typed))
            .map(|(value, words)| choice(format!("{name}:{value}"), locale.words(words)))
            .collect()
    };
    match name {
        "code" => codes(typed, known, locale)
            .into_iter()
            .chain(fixed(&[
                ("5xx", "choice-5xx"),
                ("4xx", "choice-4xx"),
                ("none", "choice-no-code"),
            ]))
            .collect(),
        "cause" => Cause::VARIANTS
            .iter()
            .map(|cause| cause.into_str())
            .filter(|word| word.contains(typed))
            .map(|word| {
                let words = locale.message("cause-in-sentence").form("cause", word);
                choice(format!("cause:{word}"), words.text())
            })
            .collect(),
        "endpoint" => endpoints(typed, known, locale, true),
        "host" => hosts(typed, known, locale),
        "merchant" => named(
            "merchant",
            "choice-merchant",
            &known.merchants,
            typed,
            locale,
        ),
        "project" => named("project", "choice-project", &known.projects, typed, locale),
        "since" => fixed(&[
            ("30m", "choice-since-30m"),
            ("2h", "choice-since-2h"),
            ("1d", "choice-since-1d"),
            ("7d", "choice-since-7d"),
        ]),
        "until" => fixed(&[
            ("30m", "choice-until-30m"),
            ("2h", "choice-until-2h"),
            ("1d", "choice-until-1d"),
            ("7d", "choice-until-7d"),
        ]),
        "is" => fixed(&[
            ("muted", "choice-muted"),
            ("unreadable", "choice-unreadable"),
            ("readable", "choice-readable"),
            ("test", "choice-test"),
            ("simulated", "choice-simulated"),
            ("relay", "choice-relay"),
            ("open", "choice-open"),
            ("acknowledged", "choice-acknowledged"),
            ("resolved", "choice-resolved"),
        ]),
        _ => Vec::new(),
    }
}

fn codes(typed: &str, known: &Known, locale: Locale) -> Vec<Choice> {
    let codes: BTreeSet<i64> = known.codes.iter().copied().collect();
    codes
        .into_iter()
        .filter(|code| code.to_string().starts_with(typed))
        .map(|code| {
            let words = match code {
                0 => locale.words("choice-no-answer"),
                _ => http_status::reason(code).unwrap_or_default().to_owned(),
            };
            choice(format!("code:{code}"), words)
        })
        .collect()
}

/// Endpoints whose path contains the typed text, or with `with_host`, whose whole URL does.
fn endpoints(typed: &str, known: &Known, locale: Locale, with_host: bool) -> Vec<Choice> {
    let several = endpoint::have_several_hosts(known.endpoints.iter().map(String::as_str));
    let of = |key: &String| {
        let (path, host) = (endpoint::path(key), endpoint::host(key));
        let stored = key.to_lowercase();
        let is_in_path = fold(&path).contains(typed);
        if !is_in_path && (!with_host || !stored.contains(typed)) {
            return None;
        }
        let shown = match &host {
            Some(host) if several => format!("{host}{path}"),
            _ => path,
        };
        // The search uses the readable form.
        let value = match fold(&endpoint::readable(key)).contains(&fold(&shown)) {
            true => shown,
            false => stored,
        };
        let words = host.unwrap_or_else(|| locale.words("choice-endpoint"));
        Some(choice(format!("endpoint:{}", quoted(&value)), words))
    };
    let named = known.endpoints.iter().filter(|key| !key.is_empty());
    named.filter_map(of).take(MAX_COUNT).collect()
}

fn hosts(typed: &str, known: &Known, locale: Locale) -> Vec<Choice> {
    let mut hosts: Vec<(String, i64)> = Vec::new();
    for host in known
        .endpoints
        .iter()
        .filter_map(|key| endpoint::any_host(key))
    {
        match hosts.iter_mut().find(|(name, _)| *name == host) {
            Some((_, count)) => *count += 1,
            None => hosts.push((host, 1)),
        }
    }
    hosts
        .into_iter()
        .filter(|(host, _)| fold(host).contains(typed))
        .map(|(host, count)| {
            let words = locale.message("choice-host").number("count", count);
            choice(format!("host:{}", quoted(&host)), words.text())
        })
        .collect()
}

/// Those of these names that contain the typed text.
fn named(
    filter: &str,
    help: &'static str,
    names: &[String],
    typed: &str,
    locale: Locale,
) -> Vec<Choice> {
    let found = names.iter().filter(|name| fold(name).contains(typed));
    found
        .map(|name| {
            // Quotes can't be nested.
            let value = quoted(&name.replace('"', ""));
            choice(format!("{filter}:{value}"), locale.words(help))
        })
        .collect()
}

fn quoted(value: &str) -> String {
    match value.contains(char::is_whitespace) {
        true => format!("\"{value}\""),
        false => value.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;
    use proptest::prelude::*;

    use super::*;
    use crate::{history::search::Query, model::moment::Moment};

    fn known() -> Known {
        Known {
            endpoints: [
                "https://prod.example/retm/orders",
                "https://staging.example/retm/orders",
                "https://prod.example/retm/menu",
                "",
            ]
            .map(str::to_owned)
            .to_vec(),
            codes: vec![503, 0, 500, 503],
            merchants: vec!["Olaya".to_owned(), "Al Noor".to_owned(), "Olaya".to_owned()],
            projects: vec!["production".to_owned(), "staging".to_owned()],
        }
    }

    fn offered(text: &str) -> Vec<String> {
        let at = u32::try_from(text.encode_utf16().count()).unwrap();
        let choices = complete(text, at, &known(), Locale::default()).choices;
        choices.into_iter().map(|choice| choice.text).collect()
    }

    #[test]
    fn filters_and_values_as_a_table() {
        for (text, expected) in [
            ("c", &["code:", "cause:"][..]),
            ("code:503 HO", &["host:"]),
            ("code:5", &["code:500", "code:503", "code:5xx"]),
            ("code:503", &[]),
            ("host:", &["host:prod.example", "host:staging.example"]),
            ("host:stag", &["host:staging.example"]),
            ("endpoint:menu", &["endpoint:prod.example/retm/menu"]),
            ("menu", &["endpoint:prod.example/retm/menu"]),
            ("prod", &[]),
            ("cause:time", &["cause:connect_timeout", "cause:timeout"]),
            ("is:m", &["is:muted"]),
            ("merchant:", &["merchant:Olaya", "merchant:\"Al Noor\""]),
            ("merchant:noo", &["merchant:\"Al Noor\""]),
            ("project:", &["project:production", "project:staging"]),
            ("project:STAG", &["project:staging"]),
            ("nothing-like-it", &[]),
            ("foo:bar", &[]),
        ] {
            assert_eq!(offered(text), expected, "{text}");
        }
        assert_eq!(offered("").first().map(String::as_str), Some("endpoint:"));
    }

    #[test]
    fn the_piece_at_the_caret_is_replaced() {
        let found = complete("تعذر ho code:503", 7, &known(), Locale::default());
        assert_eq!((found.start, found.end), (5, 7));
        assert_eq!(found.choices[0].text, "host:");
        let between = complete("code:503 ", 9, &known(), Locale::default());
        assert_eq!((between.start, between.end), (9, 9));
    }

    #[test]
    fn whatever_is_offered_is_understood() {
        let names = FILTERS.iter().map(|filter| format!("{}:", filter.name));
        for text in names.flat_map(|name| offered(&name)) {
            let read = Query::read(&text, Moment::from_millis(0), &TimeZone::UTC);
            assert_eq!(read.tokens.len(), 1, "{text}");
            assert_eq!(read.tokens[0].problem, None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_panics(text: String, at: u32) {
            let found = complete(&text, at, &known(), Locale::default());
            prop_assert!(found.start <= found.end && found.choices.len() <= MAX_COUNT);
        }
    }
}
