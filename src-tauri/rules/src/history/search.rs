//! The query language: free words and typed tokens, `code:503 endpoint:orders since:2d is:open`. Parsing is pure and
//! never fails. A token that is not understood gets a problem and is left out of the search. The store runs the query.

use std::time::Duration;

use jiff::{Timestamp, ToSpan as _, civil, tz::TimeZone};
use serde::Serialize;
use ts_rs::TS;

use super::{
    filters::{is_like_a_filter, unknown},
    pieces::{Piece, pieces},
    projects::{Origins, Projects},
};
use crate::locale::{Language, Locale, Sentence};
use crate::model::{duration::read_in_words, local_words};
use strum::VariantArray;

use crate::{
    explain::Cause,
    incident::{IncidentState, delivery_error::Source},
    model::{
        arabic_words, endpoint,
        fold::{fold, with_ascii_digits},
        moment::Moment,
    },
};

/// How many words and tokens of a query are parsed.
pub const MAX_COUNT: usize = 64;

/// A parsed token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct QueryToken {
    /// The token as typed: `code:503`.
    pub text: String,
    /// Where it begins in the query, in UTF-16 units.
    pub start: u32,
    /// Where it ends.
    pub end: u32,
    /// Its meaning in words: `code 503`.
    pub words: String,
    /// Why it was not understood. Such a token is left out of the search.
    pub problem: Option<String>,
}

/// How a query was parsed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct QueryReading {
    /// The recognised filters, in order, without the free words.
    pub tokens: Vec<QueryToken>,
    /// What the free words search for, folded. A match is highlighted where a word begins with one of these.
    pub needles: Vec<String>,
}

/// A code, or a range of codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeFilter {
    /// Reports without a code.
    None,
    /// From the first to the last, inclusive.
    Range(i64, i64),
}

/// A query. Tokens of one kind are alternatives; tokens of different kinds must all match.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// Codes.
    pub codes: Vec<CodeFilter>,
    /// Causes according to the code and the message. A report with several possible causes matches each of them.
    pub causes: Vec<Cause>,
    /// Parts of normalised endpoints.
    pub endpoints: Vec<String>,
    /// Parts of hosts.
    pub hosts: Vec<String>,
    /// Parts of merchants' labels.
    pub merchants: Vec<String>,
    /// Parts of projects' names.
    pub projects: Vec<String>,
    /// Where the reports of these projects came from. Nothing is found by a project until [`Query::in_projects`] has
    /// looked it up.
    pub origins: Origins,
    /// No earlier than this.
    pub since: Option<Moment>,
    /// No later than this.
    pub until: Option<Moment>,
    /// States of incidents.
    pub states: Vec<IncidentState>,
    /// Only reports of muted incidents.
    pub muted: bool,
    /// Only readable reports, or only unreadable ones.
    pub readable: Option<bool>,
    /// Where it came from.
    pub sources: Vec<Source>,
    /// Without test reports.
    pub without_tests: bool,
    /// Only this incident.
    pub incident: Option<i64>,
    /// Words or phrases that must all occur, each at the beginning of a word.
    pub words: Vec<String>,
    /// The parsed tokens.
    pub tokens: Vec<QueryToken>,
}

impl Query {
    /// Parses a query. Times are in `zone`, and time spans end at `now`.
    pub fn read(text: &str, now: Moment, zone: &TimeZone) -> Self {
        Self::read_in(Locale::default(), text, now, zone)
    }

    /// The same, with the meaning of each token in this language. The query language has none.
    pub fn read_in(locale: Locale, text: &str, now: Moment, zone: &TimeZone) -> Self {
        let mut query = Self::default();
        let tokens = read_tokens(text, |piece| {
            let value = piece.value.replace('"', "");
            let read = match piece.name.as_deref() {
                Some("code") => query.code(locale, &value),
                Some("cause") => query.cause(locale, &value),
                Some("endpoint") => query.endpoint(locale, &value),
                Some("host") => query.host(locale, &value),
                Some("merchant") => query.merchant(locale, &value),
                Some("project") => query.project(locale, &value),
                Some("since") => SINCE.read(locale, &value, now, zone).map(|(since, words)| {
                    query.since = query.since.max(Some(since));
                    words
                }),
                Some("until") => UNTIL.read(locale, &value, now, zone).map(|(until, words)| {
                    query.until = Some(query.until.map_or(until, |earlier| earlier.min(until)));
                    words
                }),
                Some("is") => query.is(locale, &value),
                Some("incident") => query.incident(locale, &value),
                Some(name) if is_like_a_filter(name, &piece.value) => Err(unknown(locale, name)),
                _ => {
                    query.words.extend(free_word(piece));
                    return None;
                }
            };
            Some(read)
        });
        Self { tokens, ..query }
    }

    /// Looks up the projects that the query names.
    #[must_use]
    pub fn in_projects(mut self, projects: &Projects) -> Self {
        if !self.projects.is_empty() {
            self.origins = projects.origins(&self.projects);
        }
        self
    }

    /// Leaves out test reports, unless the query filters by source.
    #[must_use]
    pub fn leaving_out_tests(mut self) -> Self {
        self.without_tests = self.sources.is_empty() && self.incident.is_none();
        self
    }

    /// The parse result for the window.
    pub fn reading(self) -> QueryReading {
        QueryReading {
            needles: needles(&self.words),
            tokens: self.tokens,
        }
    }

    /// The words for SQLite's full-text index, if there are any.
    pub fn full_text(&self) -> Option<FullText> {
        let each: Vec<_> = self.words.iter().map(|word| any_of(word)).collect();
        let whole: Vec<_> = self.words.iter().map(|word| string(&fold(word))).collect();
        let as_typed: Vec<_> = self.words.iter().map(|word| beginning(word)).collect();
        (!each.is_empty()).then(|| FullText {
            folded: each.join(" AND "),
            whole: whole.join(" AND "),
            as_typed: as_typed.join(" AND "),
        })
    }

    fn code(&mut self, locale: Locale, value: &str) -> Result<String, String> {
        let lower = with_ascii_digits(value).to_ascii_lowercase();
        let (filter, words) = match lower.strip_suffix("xx").map(str::parse::<i64>) {
            Some(Ok(hundred @ 1..=9)) => (
                CodeFilter::Range(hundred * 100, hundred * 100 + 99),
                locale
                    .message("query-codes")
                    .code("from", &format!("{hundred}00"))
                    .code("to", &format!("{hundred}99")),
            ),
            _ if lower == "none" => (CodeFilter::None, locale.message("query-no-code")),
            _ => match lower.parse::<i64>() {
                Ok(code) => (
                    CodeFilter::Range(code, code),
                    locale.message("query-code").code("code", &code.to_string()),
                ),
                Err(_) => return Err(locale.words("query-code-wrong")),
            },
        };
        self.codes.push(filter);
        Ok(words.text())
    }

    fn cause(&mut self, locale: Locale, value: &str) -> Result<String, String> {
        let Ok(cause) = value.to_ascii_lowercase().parse::<Cause>() else {
            let words: Vec<_> = Cause::VARIANTS
                .iter()
                .map(|cause| cause.into_str())
                .collect();
            let wrong = locale.message("query-cause-wrong");
            return Err(wrong.code("causes", &words.join(", ")).text());
        };
        self.causes.push(cause);
        let said = locale.message("query-cause");
        Ok(said.form("cause", cause.into_str()).text())
    }

    fn endpoint(&mut self, locale: Locale, value: &str) -> Result<String, String> {
        let said = has(locale, "endpoint", value)?;
        let spellings = endpoint::spellings(value).into_iter();
        for spelling in spellings.flat_map(|one| [one.to_lowercase(), fold(&one)]) {
            if !self.endpoints.contains(&spelling) {
                self.endpoints.push(spelling);
            }
        }
        Ok(said)
    }

    fn host(&mut self, locale: Locale, value: &str) -> Result<String, String> {
        let said = has(locale, "host", value)?;
        self.hosts.push(fold(value));
        Ok(said)
    }

    fn merchant(&mut self, locale: Locale, value: &str) -> Result<String, String> {
        let said = has(locale, "merchant", value)?;
        self.merchants.push(fold(value));
        Ok(said)
    }

    fn project(&mut self, locale: Locale, value: &str) -> Result<String, String> {
        let said = has(locale, "project", value)?;
        self.projects.push(fold(value));
        Ok(said)
    }

    fn is(&mut self, locale: Locale, value: &str) -> Result<String, String> {
        let lower = value.to_ascii_lowercase();
        match &*lower {
            "muted" => self.muted = true,
            "readable" => self.readable = Some(true),
            "unreadable" => self.readable = Some(false),
            "real" => self.sources.push(Source::Retm),
            "test" => self.sources.push(Source::Test),
            "simulated" => self.sources.push(Source::Simulated),
            "relay" => self.sources.push(Source::Relay),
            state => match state.parse() {
                Ok(state) => self.states.push(state),
                Err(_) => return Err(locale.words("query-is-wrong")),
            },
        }
        Ok(locale.message("query-is").phrase("is", lower).text())
    }

    fn incident(&mut self, locale: Locale, value: &str) -> Result<String, String> {
        match with_ascii_digits(value).parse() {
            Ok(id @ 0_i64..) => {
                self.incident = Some(id);
                let said = locale.message("query-incident");
                Ok(said.code("id", &id.to_string()).text())
            }
            _ => Err(locale.words("query-incident-wrong")),
        }
    }
}

/// The tokens of a query. `read` says what a piece means or why it is not understood, and takes a free word itself.
pub(crate) fn read_tokens(
    text: &str,
    mut read: impl FnMut(&Piece) -> Option<Result<String, String>>,
) -> Vec<QueryToken> {
    let token = |piece: Piece| {
        let (words, problem) = match read(&piece)? {
            Ok(words) => (words, None),
            Err(problem) => (piece.text.clone(), Some(problem)),
        };
        Some(QueryToken {
            text: piece.text,
            start: piece.start,
            end: piece.end,
            words,
            problem,
        })
    };
    let pieces = pieces(text).into_iter().take(MAX_COUNT);
    pieces.filter_map(token).collect()
}

/// A word to search for, unless it has neither letters nor digits.
pub(crate) fn free_word(piece: &Piece) -> Option<String> {
    // A NUL would end the expression that SQLite gets.
    let word = piece.text.replace(['"', '\0'], " ");
    let is_searchable = fold(&word).chars().any(char::is_alphanumeric);
    is_searchable.then(|| word.trim().to_owned())
}

/// One of the two ends of the time searched, with the ids of its messages.
struct TimeBound {
    time: &'static str,
    span: &'static str,
    wrong: &'static str,
    /// A day counts to its end.
    is_last: bool,
}

const SINCE: TimeBound = TimeBound {
    time: "query-since",
    span: "query-since-span",
    wrong: "query-since-wrong",
    is_last: false,
};

const UNTIL: TimeBound = TimeBound {
    time: "query-until",
    span: "query-until-span",
    wrong: "query-until-wrong",
    is_last: true,
};

impl TimeBound {
    /// Reads a span that ends at `now`, or a time in `zone`.
    fn read(
        &self,
        locale: Locale,
        value: &str,
        now: Moment,
        zone: &TimeZone,
    ) -> Result<(Moment, String), String> {
        let value = &*with_ascii_digits(value);
        if let Some((span, words)) = read_in_words(value) {
            let words = span_words(locale, self.span, span, words);
            return Ok((now.minus(span), words.text()));
        }
        let moment = local(value, zone, self.is_last).ok_or_else(|| locale.words(self.wrong))?;
        let words = locale
            .message(self.time)
            .code("time", &value.replace('T', " "));
        Ok((moment, words.text()))
    }
}

/// Of a filter that looks for a part: `host has “staging”`.
///
/// # Errors
/// There is no value.
pub(crate) fn has(locale: Locale, filter: &'static str, value: &str) -> Result<String, String> {
    let id = if value.is_empty() {
        "query-which"
    } else {
        "query-has"
    };
    let said = locale.message(id).form("filter", filter);
    match value.is_empty() {
        true => Err(said.text()),
        false => Ok(said.quoted("value", value).text()),
    }
}

/// A span of time: in English as it was written.
fn span_words(locale: Locale, id: &'static str, span: Duration, words: String) -> Sentence {
    let words = match locale.language {
        Language::En => words,
        Language::Ar => local_words::span(locale, span),
    };
    locale.message(id).phrase("span", words)
}

/// Words as expressions for SQLite's full-text index. Nothing that was typed is syntax (FTS5, "Full-text Query Syntax":
/// strings and prefix queries).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FullText {
    /// For the index of folded text.
    pub folded: String,
    /// For the index of folded text: the words as they are, not as beginnings of longer ones.
    pub whole: String,
    /// For the older index of text as sent.
    pub as_typed: String,
}

/// A query for this word.
fn string(word: &str) -> String {
    format!("\"{}\"", word.replace('"', " "))
}

/// A prefix query for this word.
fn beginning(word: &str) -> String {
    format!("{} *", string(word))
}

/// Matches a word as typed, or one of its alternatives.
fn any_of(word: &str) -> String {
    let alternatives = arabic_words::alternatives(word);
    let each: Vec<_> = alternatives.iter().map(|one| beginning(one)).collect();
    match &*each {
        [one] => one.clone(),
        each => format!("({})", each.join(" OR ")),
    }
}

/// What these words search for, folded.
pub fn needles(words: &[String]) -> Vec<String> {
    let all = words
        .iter()
        .flat_map(|word| arabic_words::alternatives(word));
    all.map(|needle| needle.trim().to_owned())
        .filter(|needle| !needle.is_empty())
        .collect()
}

/// Parses a day, a local time or an RFC 3339 time. With `end`, returns the last millisecond of the day, or the one
/// before the time.
fn local(value: &str, zone: &TimeZone, end: bool) -> Option<Moment> {
    if let Ok(timestamp) = value.parse::<Timestamp>() {
        return Some(Moment::from_millis(timestamp.as_millisecond()));
    }
    let time = match value.parse::<civil::Date>() {
        Ok(day) if !value.contains([':', 'T', 't']) => match end {
            true => day.checked_add(1.day()).ok()?.at(0, 0, 0, 0),
            false => day.at(0, 0, 0, 0),
        },
        _ => value.parse().ok()?,
    };
    let timestamp = zone.to_ambiguous_timestamp(time).compatible().ok()?;
    let moment = Moment::from_millis(timestamp.as_millisecond());
    Some(if end {
        moment.minus(Duration::from_millis(1))
    } else {
        moment
    })
}

#[cfg(test)]
#[path = "search_tests.rs"]
mod tests;
