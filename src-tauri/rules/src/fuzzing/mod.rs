//! Invariants that must hold for any bytes a stranger or the user could pass in, one function per parser. Built only
//! for tests and for the fuzzers in `fuzz/`. The tests below run them over the corpus there and seeded mutations of it;
//! libFuzzer runs the same functions for any length of time (`make fuzz`). The core has its own for its parsers.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;

use crate::{
    history::search::{MAX_COUNT, Query},
    incident::payload::{self, Report},
    model::{endpoint, moment::Moment},
};

/// Every body yields a report or a reason. A report written as documented parses to the same report.
pub fn report(body: &[u8]) {
    let headers = BTreeMap::new();
    let Ok(report) = payload::read(body, &headers).outcome else {
        return;
    };
    let Report {
        code,
        endpoint,
        message,
    } = &report;
    let written = serde_json::json!({"code": code, "endpoint": endpoint, "message": message});
    let again = payload::read(written.to_string().as_bytes(), &headers);
    assert_eq!(again.outcome, Ok(report));
    assert_eq!(again.read_as, []);
}

/// An endpoint has one normal form, and its names contain nothing invisible and nothing that changes the text
/// direction.
pub fn endpoint(text: &[u8]) {
    let text = String::from_utf8_lossy(text);
    let form = endpoint::normalise(&text);
    assert_eq!(endpoint::normalise(&form), form, "of {text:?}");
    let (path, name) = (endpoint::path(&text), endpoint::name(&text));
    assert_eq!(path.is_empty(), form.is_empty(), "{text:?}");
    assert!(
        path.ends_with(name.trim_end_matches('/')) || path.trim_end_matches('/').ends_with(&name)
    );
}

/// Every query parses. Its tokens lie in it one after the other. The full-text expression is a sequence of quoted word
/// prefixes, in which nothing that was typed is syntax.
pub fn search(text: &[u8]) {
    let text = String::from_utf8_lossy(text);
    let query = Query::read(
        &text,
        Moment::from_millis(1_800_000_000_000),
        &TimeZone::UTC,
    );
    assert!(query.tokens.len() + query.words.len() <= MAX_COUNT);
    let length = u32::try_from(text.encode_utf16().count()).unwrap_or(u32::MAX);
    let mut last = 0;
    for token in &query.tokens {
        assert!(last <= token.start && token.start < token.end && token.end <= length);
        last = token.end;
    }
    let Some(expression) = query.full_text() else {
        return;
    };
    for expression in [expression.folded, expression.as_typed] {
        // SQLite takes the expression as a C string, which a NUL would end.
        assert!(!expression.contains('\0'), "{expression:?}");
        // Every other piece is quoted.
        for outside in expression.split('"').step_by(2) {
            assert!(
                matches!(
                    outside,
                    "" | "("
                        | " *"
                        | " *)"
                        | " * AND "
                        | " *) AND "
                        | " * AND ("
                        | " *) AND ("
                        | " * OR "
                ),
                "{expression:?}"
            );
        }
    }
}

#[cfg(test)]
#[path = "corpus_tests.rs"]
mod corpus;

#[cfg(test)]
mod tests {
    use super::{
        corpus::{RUNS, keeps_its_promises},
        *,
    };

    #[test]
    fn a_report_is_read_or_refused() {
        keeps_its_promises("report", report, RUNS);
    }

    #[test]
    fn an_endpoint_has_one_form() {
        keeps_its_promises("endpoint", endpoint, RUNS);
    }

    #[test]
    fn a_query_is_always_read() {
        keeps_its_promises("search", search, RUNS);
    }
}
