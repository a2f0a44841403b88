//! The query language for requests: `status:5xx path:/retm/orders event:order.created is:waiting` and free words. Split
//! like a query for reports. A token that is not understood gets a problem and is left out of the search.

use strum::VariantArray as _;

use super::request::RequestState;
use crate::{
    history::{
        filters::{self, is_nearly, is_written_as_filter},
        search::{self, QueryReading, QueryToken},
    },
    locale::Locale,
    model::fold::{fold, with_ascii_digits},
};

/// The filters, in the order in which they are listed.
const FILTERS: [&str; 5] = ["status", "path", "event", "merchant", "is"];

/// A status of the integration's answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StatusFilter {
    /// No attempt was answered.
    None,
    /// From the first to the last, inclusive.
    Range(u16, u16),
}

/// A query. Tokens of one kind are alternatives; tokens of different kinds must all match.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RequestQuery {
    /// Statuses of the answers to any attempt.
    pub statuses: Vec<StatusFilter>,
    /// Parts of paths, folded.
    pub paths: Vec<String>,
    /// Parts of events, folded.
    pub events: Vec<String>,
    /// Parts of merchant labels or references, folded.
    pub merchants: Vec<String>,
    pub states: Vec<RequestState>,
    /// Parts that must all occur in the path, the event or the beginning of the body. Each has alternative spellings,
    /// folded.
    pub words: Vec<Vec<String>>,
    /// The parsed tokens.
    pub tokens: Vec<QueryToken>,
}

impl RequestQuery {
    /// Parses a query.
    pub fn read(text: &str) -> Self {
        Self::read_in(Locale::default(), text)
    }

    /// The same, with the meaning of each token in this language.
    pub fn read_in(locale: Locale, text: &str) -> Self {
        let mut query = Self::default();
        let tokens = search::read_tokens(text, |piece| {
            let value = piece.value.replace('"', "");
            let read = match piece.name.as_deref() {
                Some("status") => query.status(locale, &value),
                Some("path") => part(locale, &mut query.paths, "path", &value),
                Some("event") => part(locale, &mut query.events, "event", &value),
                Some("merchant") => part(locale, &mut query.merchants, "merchant", &value),
                Some("is") => query.is(locale, &value),
                Some(name) if is_meant_as_filter(name, &piece.value) => Err(unknown(locale, name)),
                _ => {
                    let word = search::free_word(piece);
                    query
                        .words
                        .extend(word.map(|word| search::needles(&[word])));
                    return None;
                }
            };
            Some(read)
        });
        Self { tokens, ..query }
    }

    /// The parse result for the window.
    pub fn reading(self) -> QueryReading {
        QueryReading {
            tokens: self.tokens,
            needles: self.words.concat(),
        }
    }

    fn status(&mut self, locale: Locale, value: &str) -> Result<String, String> {
        let lower = with_ascii_digits(value).to_ascii_lowercase();
        let (filter, words) = match lower.strip_suffix("xx").map(str::parse::<u16>) {
            Some(Ok(hundred @ 1..=9)) => (
                StatusFilter::Range(hundred * 100, hundred * 100 + 99),
                locale
                    .message("query-statuses")
                    .code("from", &format!("{hundred}00"))
                    .code("to", &format!("{hundred}99")),
            ),
            _ if lower == "none" => (StatusFilter::None, locale.message("query-no-answer")),
            _ => match lower.parse() {
                Ok(status) => (
                    StatusFilter::Range(status, status),
                    locale.message("query-status").code("status", &lower),
                ),
                Err(_) => return Err(locale.words("query-status-wrong")),
            },
        };
        self.statuses.push(filter);
        Ok(words.text())
    }

    fn is(&mut self, locale: Locale, value: &str) -> Result<String, String> {
        let lower = value.to_ascii_lowercase();
        let Ok(state) = lower.parse() else {
            let words: Vec<_> = RequestState::VARIANTS
                .iter()
                .map(|state| format!("is:{}", state.into_str()))
                .collect();
            let wrong = locale.message("query-state-wrong");
            return Err(wrong.code("states", &words.join(", ")).text());
        };
        self.states.push(state);
        let said = locale.message("query-is");
        Ok(said.phrase("is", lower.replace('_', " ")).text())
    }
}

fn part(
    locale: Locale,
    parts: &mut Vec<String>,
    filter: &'static str,
    value: &str,
) -> Result<String, String> {
    let said = search::has(locale, filter, value)?;
    parts.push(fold(value));
    Ok(said)
}

/// Filters of the report search count too, to tell them from a host with a port.
fn is_meant_as_filter(name: &str, value: &str) -> bool {
    let others = filters::FILTERS.iter().map(|filter| filter.name);
    let is_known = FILTERS
        .into_iter()
        .chain(others)
        .any(|known| is_nearly(name, known));
    is_written_as_filter(name, value, is_known)
}

fn unknown(locale: Locale, name: &str) -> String {
    let filters = FILTERS.map(|name| format!("{name}:")).join(", ");
    let said = locale.message("filter-not-of-requests").code("name", name);
    said.code("filters", &filters).text()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_token_is_read() {
        let query = RequestQuery::read(
            "status:503 STATUS:5xx status:none path:/RETM/orders event:order.created \
             merchant:\"Al Noor\" is:waiting is:needs_you Pizza \"two words\"",
        );
        assert_eq!(
            query.statuses,
            [
                StatusFilter::Range(503, 503),
                StatusFilter::Range(500, 599),
                StatusFilter::None
            ]
        );
        assert_eq!(query.paths, ["/retm/orders"]);
        assert_eq!(query.events, ["order.created"]);
        assert_eq!(query.merchants, ["al noor"]);
        assert_eq!(
            query.states,
            [RequestState::Waiting, RequestState::NeedsYou]
        );
        assert_eq!(query.words, [["pizza"], ["two words"]]);
        assert!(query.tokens.iter().all(|token| token.problem.is_none()));
    }

    #[test]
    fn what_is_not_understood_is_named_with_what_there_is() {
        for (text, problem) in [
            (
                "code:503",
                "There is no filter “code”. There are status:, path:, event:, merchant:, is:. \
                 Put text with a colon in quotes.",
            ),
            (
                "foo:1",
                "There is no filter “foo”. There are status:, path:, event:, merchant:, is:. \
                 Put text with a colon in quotes.",
            ),
            (
                "status:abc",
                "A status is like status:503, status:5xx or status:none.",
            ),
            ("path:", "Which path? Write it like path:orders."),
            (
                "is:open",
                "Use one of is:delivered, is:waiting, is:needs_you, is:dead, is:passed.",
            ),
        ] {
            let query = RequestQuery::read(text);
            assert_eq!(query.tokens[0].problem.as_deref(), Some(problem), "{text}");
            assert!(query.words.is_empty());
        }
        for text in ["localhost:3000", "12:30", "https://a.example/x", "\"a:b\""] {
            let query = RequestQuery::read(text);
            assert!(query.tokens.is_empty() && query.words.len() == 1, "{text}");
        }
    }
}
