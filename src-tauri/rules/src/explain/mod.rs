//! Explains RETM's code and message in words, with the usual causes and what to try next. The rules are data, in
//! `explain/rules.toml`, and can be edited by hand. Pure; contacts nobody. RETM documents none of its codes. A number
//! that can be an HTTP status is read as one, because that is the natural reading; any other is called unknown.

mod cause;
mod fold;
pub mod front;
mod pattern;
mod patterns;
mod rules;
mod status;
mod table;
pub(crate) mod translated;

use serde::Serialize;
use ts_rs::TS;

pub use cause::Cause;
pub use table::{CodeWords, table};
pub use translated::translate;

use crate::model::http_status;
use front::{Remark, ResponseTraits};
use rules::{RULES, Rule, RuleTexts, Rules};

/// The maximum number of causes.
const MAX_CAUSES: usize = 4;

/// A code and a message, explained.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Explanation {
    /// Why it failed, in one word for programs.
    pub cause: Cause,
    /// The possible causes, if the cause is unknown.
    pub candidates: Vec<Cause>,
    /// The status that the endpoint answered with, from the code or the message.
    pub status: Option<u16>,
    /// What it means, in one sentence.
    pub meaning: String,
    /// The usual causes, most common first; one to four.
    pub causes: Vec<String>,
    /// What to try next, in one sentence.
    pub next: String,
}

impl Explanation {
    /// Whether this may be the cause.
    pub fn may_be(&self, cause: Cause) -> bool {
        self.cause == cause || self.candidates.contains(&cause)
    }
}

/// What is known about an answer, if anything.
pub fn remark(seen: &ResponseTraits<'_>) -> Option<Remark> {
    let front = RULES.as_ref()?.front(seen)?;
    Some(Remark {
        why: &front.written.why,
        next: &front.written.next,
    })
}

/// Explains one of RETM's codes with its message.
///
/// An HTTP status says what the endpoint answered. A message with a transport error in it (refused, reset, timed out,
/// certificate) says what was behind that. Without a status, the message is all there is.
pub fn explain(code: Option<i64>, message: &str) -> Explanation {
    match &*RULES {
        Some(rules) => Reading::of(rules, code, message).explain(),
        None => Explanation {
            cause: Cause::Unknown,
            candidates: Vec::new(),
            status: None,
            meaning: String::new(),
            causes: Vec::new(),
            next: String::new(),
        },
    }
}

/// The status in a text: 404 in `Response status code does not indicate success: 404 (Not Found).`
pub fn status_in(text: &str) -> Option<u16> {
    let rules = RULES.as_ref()?;
    rules.status_text.find(&rules.fold(text), |_| true)
}

/// A code and a message, as far as they are understood.
struct Reading<'a> {
    rules: &'a Rules,
    code: Option<i64>,
    /// From the code, else from the message.
    status: Option<u16>,
    /// What the message says besides a status.
    rule: Option<&'a Rule>,
}

impl<'a> Reading<'a> {
    fn of(rules: &'a Rules, code: Option<i64>, message: &str) -> Self {
        let mut text = rules.fold(message);
        let by_code = code
            .and_then(|code| u16::try_from(code).ok())
            .filter(|status| (100..=599).contains(status));
        if let Some(reason) = by_code.and_then(|status| http_status::reason(status.into())) {
            // The standard phrase of a status adds nothing: "Gateway Timeout".
            text = text.replace(&reason.to_lowercase(), "");
        }
        let in_text = |wanted: fn(u16) -> bool| rules.status_text.find(&text, wanted);
        let failed = by_code
            .filter(|status| *status >= 300)
            .or_else(|| in_text(|status| status >= 300));
        let rule = rules.find(&text).filter(|rule| {
            // "Service unavailable" adds nothing to a status.
            failed.is_none() || rule.cause.is_some_and(|cause| cause != Cause::Status)
        });
        let status = failed.or(by_code).or_else(|| {
            if rule.is_none() {
                in_text(|status| status < 300)
            } else {
                None
            }
        });
        Self {
            rules,
            code,
            status,
            rule,
        }
    }

    fn explain(&self) -> Explanation {
        let by_status = self.status.and_then(|status| {
            let mut found = self.rules.statuses.iter();
            found
                .find(|rule| rule.holds(status))
                .map(|rule| &rule.words)
        });
        let by_message = self.rule.and_then(|rule| self.rules.words(rule));
        let answered = self.status.is_some_and(|status| status >= 300);
        let (cause, candidates) = self.cause();
        // A redirect loop says more than its last redirect. A 200 that counts as failed says less than the message.
        let first = match answered && cause != Cause::RedirectLoop {
            true => by_status.or(by_message),
            false => by_message.or(by_status),
        };
        let nothing = self.rules.meanings.get(match self.code {
            Some(0) => "zero",
            Some(_) => "unknown-code",
            None => "no-code",
        });
        let meaning = match (first, self.code) {
            (Some(words), _) => words.meaning.clone(),
            (None, Some(code)) if code != 0 => {
                format!("{code} {}", nothing.map_or("", |words| &words.meaning))
            }
            (None, _) => nothing.map_or_else(String::new, |words| words.meaning.clone()),
        };
        // The message is closer to the cause than the status derived from it.
        let words = by_message.or(by_status).or(nothing);
        Explanation {
            causes: words.map_or_else(Vec::new, |words| self.causes(words, &candidates)),
            next: words.map_or_else(String::new, |words| words.next.clone()),
            status: self.status,
            cause,
            candidates,
            meaning,
        }
    }

    fn cause(&self) -> (Cause, Vec<Cause>) {
        let said = self.rule.and_then(|rule| rule.cause);
        match (self.status, self.rule) {
            (Some(300..=399), _) if said == Some(Cause::RedirectLoop) => {
                (Cause::RedirectLoop, Vec::new())
            }
            (Some(300..=303 | 305..=399), _) => (Cause::Redirect, Vec::new()),
            (Some(300..), _) | (Some(_), None) => (Cause::Status, Vec::new()),
            (_, Some(rule)) => (said.unwrap_or(Cause::Unknown), rule.candidates.clone()),
            (None, None) => (Cause::Unknown, Vec::new()),
        }
    }

    /// The usual causes. If the rule has none, lists the candidates.
    fn causes(&self, words: &RuleTexts, candidates: &[Cause]) -> Vec<String> {
        if !words.causes.is_empty() {
            return words.causes.clone();
        }
        let named = candidates
            .iter()
            .filter_map(|cause| self.rules.causes.get(cause));
        named
            .take(MAX_CAUSES)
            .map(|words| words.short.clone())
            .collect()
    }
}

#[cfg(test)]
mod clients_tests;
#[cfg(test)]
mod tests;
