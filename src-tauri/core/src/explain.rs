//! What RETM's code and message mean, in words, with the usual causes and what to try next. The rules are data, in
//! `explain/rules.rs`. Pure; asks nobody. RETM documents none of its codes: a number that can be an HTTP status is
//! read as one, for that is the natural reading, and any other is said to be unknown.

mod rules;

use serde::Serialize;
use ts_rs::TS;

use crate::alert;
use rules::{CODES, MESSAGES, NO_CODE, Rule, UNKNOWN_CODE, ZERO};

/// How much of a message is looked at, in characters: what is typical stands at its beginning.
const LOOKED_AT: usize = 4096;

/// A code and a message, explained.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Explanation {
    /// What it means, in one sentence.
    pub meaning: String,
    /// The usual causes, the most usual first; one to four.
    pub causes: Vec<String>,
    /// What to try next, in one sentence.
    pub next: String,
}

/// Explains a code and a message of RETM's.
///
/// An HTTP status says what the endpoint answered; a message in which a transport's words are found (refused,
/// reset, timed out, certificate) says what was behind it. Where there is no status, those words are all there is.
pub fn explain(code: Option<i64>, message: &str) -> Explanation {
    let (by_code, by_message) = find(code, message);
    let meaning = match (by_code, by_message) {
        (Some(rule), _) | (None, Some(rule)) => rule.meaning.to_owned(),
        (None, None) => match code {
            Some(0) => ZERO.meaning.to_owned(),
            Some(code) => format!("{code} {}", UNKNOWN_CODE.meaning),
            None => NO_CODE.meaning.to_owned(),
        },
    };
    let nothing = match code {
        Some(0) => &ZERO,
        Some(_) => &UNKNOWN_CODE,
        None => &NO_CODE,
    };
    // The message is nearer to the cause than the status that somebody made of it.
    let rule = by_message.or(by_code).unwrap_or(nothing);
    Explanation {
        meaning,
        causes: rule.causes.iter().map(|&cause| cause.to_owned()).collect(),
        next: rule.next.to_owned(),
    }
}

/// The rule for the status and the rule for the message, where there are such.
fn find(code: Option<i64>, message: &str) -> (Option<&'static Rule>, Option<&'static Rule>) {
    let by_code = code.and_then(|code| {
        let mut found = CODES.iter().filter(|(codes, _)| codes.contains(&code));
        found.next().map(|(_, rule)| rule)
    });
    let message: String = message.chars().take(LOOKED_AT).collect();
    let mut words = message.to_lowercase();
    if let Some(reason) = code.and_then(alert::reason) {
        // A status's own phrase says nothing more: «Gateway Timeout».
        words = words.replace(&reason.to_lowercase(), "");
    }
    let mut found = MESSAGES
        .iter()
        .filter(|(phrases, _)| phrases.iter().any(|phrase| says(&words, phrase)));
    (by_code, found.next().map(|(_, rule)| rule))
}

/// Whether a text has a phrase in it; a short one only as a word of its own.
fn says(text: &str, phrase: &str) -> bool {
    const SHORT: usize = 4;
    let is_part_of_a_word = |letter: Option<char>| letter.is_some_and(char::is_alphanumeric);
    text.match_indices(phrase).any(|(at, found)| {
        let before = text[..at].chars().next_back();
        let after = text[at + found.len()..].chars().next();
        phrase.len() > SHORT || !(is_part_of_a_word(before) || is_part_of_a_word(after))
    })
}

#[cfg(test)]
#[path = "explain/tests.rs"]
mod tests;
