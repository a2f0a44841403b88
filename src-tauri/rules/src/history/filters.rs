//! The filters of the query language, and the detection of mistyped ones.

use crate::locale::Locale;

/// A filter of the query language.
pub struct Filter {
    /// The text before the colon.
    pub name: &'static str,
    /// The message of what it finds, in a few words.
    pub help: &'static str,
}

const fn filter(name: &'static str, help: &'static str) -> Filter {
    Filter { name, help }
}

/// All filters, most used first.
pub const FILTERS: &[Filter] = &[
    filter("endpoint", "filter-endpoint"),
    filter("host", "filter-host"),
    filter("code", "filter-code"),
    filter("cause", "filter-cause"),
    filter("since", "filter-time"),
    filter("until", "filter-time"),
    filter("is", "filter-is"),
    filter("incident", "filter-incident"),
    filter("merchant", "filter-merchant"),
    filter("project", "filter-project"),
];

/// Whether this looks like a filter. A URL, a time, a host with a port and a word before a colon do not.
pub fn is_like_a_filter(name: &str, value: &str) -> bool {
    is_written_as_filter(name, value, filter_like(name).is_some())
}

/// The same check for any filter language. `is_known` means that the name is, or nearly is, one of its filters.
pub fn is_written_as_filter(name: &str, value: &str, is_known: bool) -> bool {
    let is_name = name.len() >= 2
        && name
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    let port = value.split('/').next().unwrap_or_default();
    // No server listens on a port of one digit.
    let is_port = port.len() != 1 && port.bytes().all(|byte| byte.is_ascii_digit());
    is_name && !value.starts_with('/') && (!is_port || is_known)
}

/// The filter that was probably meant.
fn filter_like(name: &str) -> Option<&'static Filter> {
    FILTERS.iter().find(|filter| is_nearly(name, filter.name))
}

/// Whether `name` was probably meant to be the filter `known`.
pub fn is_nearly(name: &str, known: &str) -> bool {
    known.starts_with(name) || name.starts_with(known) || is_one_letter_off(name, known)
}

/// The error message for an unknown filter.
pub fn unknown(locale: Locale, name: &str) -> String {
    let meant = filter_like(name);
    let said = locale.message("filter-unknown");
    said.code("name", name)
        .form("meant", meant.map_or("nothing", |_| "one"))
        .phrase("filter", meant.map_or("", |filter| filter.name))
        .text()
}

/// Whether the two differ by one extra, missing, wrong or swapped letter.
fn is_one_letter_off(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let ahead = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a[ahead..], &b[ahead..]);
    let behind = a
        .iter()
        .rev()
        .zip(b.iter().rev())
        .take_while(|(a, b)| a == b)
        .count();
    let (a, b) = (&a[..a.len() - behind], &b[..b.len() - behind]);
    (a.len() <= 1 && b.len() <= 1) || (a.len() == 2 && b.len() == 2 && a[0] == b[1] && a[1] == b[0])
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use crate::{history::search::Query, model::moment::Moment};

    fn read(text: &str) -> Query {
        Query::read(text, Moment::from_millis(0), &TimeZone::UTC)
    }

    #[test]
    fn unknown_filters_are_distinguished_from_text_with_a_colon() {
        for (text, problem) in [
            (
                "hots:staging",
                "There is no filter “hots”. Did you mean host:?",
            ),
            ("cod:503", "There is no filter “cod”. Did you mean code:?"),
            (
                "endpoints:x",
                "There is no filter “endpoints”. Did you mean endpoint:?",
            ),
            (
                "foo:bar",
                "There is no filter “foo”. Put text with a colon in quotes.",
            ),
            (
                "foo:1",
                "There is no filter “foo”. Put text with a colon in quotes.",
            ),
        ] {
            let query = read(text);
            assert_eq!(query.tokens[0].problem.as_deref(), Some(problem));
            assert!(query.words.is_empty());
        }
        for text in [
            "https://a.example/x",
            "localhost:3000",
            "localhost:3000/x",
            "12:30",
            "timeout:",
            "\"foo:bar\"",
            "a.example:x",
            "::1",
        ] {
            let query = read(text);
            assert!(query.tokens.is_empty() && query.words.len() == 1, "{text}");
        }
    }
}
