//! The query language: what each token means, and that nothing typed is syntax.

use proptest::prelude::*;

use super::*;

fn at(text: &str) -> Moment {
    Moment::from_millis(text.parse::<Timestamp>().unwrap().as_millisecond())
}

fn read(text: &str) -> Query {
    let riyadh = TimeZone::fixed(jiff::tz::offset(3));
    Query::read(text, at("2026-11-24T12:00:00Z"), &riyadh)
}

#[test]
fn every_token_is_read() {
    let query = read(
        "code:503 CODE:5xx code:none cause:refused cause:TLS_name endpoint:Orders endpoint:\"a b\" is:open is:muted \
         is:unreadable is:test incident:4 host:Staging merchant:\"Al Noor\" timeout",
    );
    assert_eq!(
        query.codes,
        [
            CodeFilter::Range(503, 503),
            CodeFilter::Range(500, 599),
            CodeFilter::None
        ]
    );
    assert_eq!(query.causes, [Cause::Refused, Cause::TlsName]);
    assert_eq!(query.endpoints, ["orders", "a b", "a%20b"]);
    assert_eq!(query.hosts, ["staging"]);
    assert_eq!(query.merchants, ["al noor"]);
    assert_eq!(query.states, [IncidentState::Open]);
    assert!(query.muted);
    assert_eq!(query.readable, Some(false));
    assert_eq!(query.sources, [Source::Test]);
    assert_eq!(query.incident, Some(4));
    assert_eq!(query.words, ["timeout"]);
    assert_eq!(query.tokens.len(), 14);
    assert!(query.tokens.iter().all(|token| token.problem.is_none()));
}

#[test]
fn times_as_a_table() {
    for (text, since, until) in [
        ("since:2d", Some("2026-11-22T12:00:00Z"), None),
        ("since:30m", Some("2026-11-24T11:30:00Z"), None),
        ("since:2026-11-24", Some("2026-11-23T21:00:00Z"), None),
        ("until:2026-11-24", None, Some("2026-11-24T20:59:59.999Z")),
        ("since:2026-11-24T09:14", Some("2026-11-24T06:14:00Z"), None),
        (
            "until:2026-11-24T09:14",
            None,
            Some("2026-11-24T06:13:59.999Z"),
        ),
        (
            "since:2026-11-24T09:14:00Z",
            Some("2026-11-24T09:14:00Z"),
            None,
        ),
    ] {
        let query = read(text);
        assert_eq!(query.since, since.map(at), "{text}");
        assert_eq!(query.until, until.map(at), "{text}");
    }
}

#[test]
fn what_is_not_understood_is_named_and_left_out() {
    for text in [
        "code:abc",
        "cause:broken",
        "endpoint:",
        "since:yesterday",
        "since:99999999999999999999d",
        "until:x",
        "is:fine",
        "incident:-1",
        "host:",
        "foo:bar",
    ] {
        let query = read(text);
        assert!(query.tokens[0].problem.is_some(), "{text}");
        let tokens = Vec::new();
        assert_eq!(Query { tokens, ..query }, Query::default(), "{text}");
    }
}

#[test]
fn places_are_counted_as_the_window_counts() {
    let query = read("تعذر 😀 code:503");
    assert_eq!((query.tokens[0].start, query.tokens[0].end), (8, 16));
    assert_eq!(query.tokens[0].words, "code 503");
}

#[test]
fn what_a_token_means_is_said_in_arabic() {
    let arabic = Locale {
        language: Language::Ar,
        ..Locale::default()
    };
    let shown = |text: &str| {
        let query = Query::read_in(arabic, text, at("2026-11-24T12:00:00Z"), &TimeZone::UTC);
        let token = query.tokens.into_iter().next().unwrap();
        token.problem.unwrap_or(token.words)
    };
    for (text, words) in [
        ("since:2d", "آخر يومين"),
        ("until:3h", "حتى قبل 3 ساعات"),
        ("is:muted", "مكتومة"),
        ("is:open", "مفتوحة"),
        ("code:none", "بلا رمز"),
        ("cause:refused", "السبب: رفض الاتصال"),
        ("host:", "أي مضيف؟ اكتبه مثل host:staging."),
    ] {
        assert_eq!(shown(text), words, "{text}");
    }
    assert_eq!(shown("code:503"), "الرمز \u{2066}503\u{2069}");
    for wrong in [
        "code:x",
        "cause:x",
        "since:x",
        "until:x",
        "is:x",
        "incident:x",
    ] {
        let shown = shown(wrong);
        assert!(shown.contains(|c| ('ا'..='ي').contains(&c)), "{shown}");
    }
}

#[test]
fn nothing_that_is_typed_is_syntax_of_the_index() {
    let query = read("NEAR(a b* \"conn ref\" https://a.example/x -- OR");
    assert_eq!(
        query.full_text().unwrap(),
        FullText {
            folded: "\"near(a\" * AND \"b*\" * AND \"conn ref\" * AND \"https://a.example/x\" * AND \"or\" *"
                .to_owned(),
            whole: "\"near(a\" AND \"b*\" AND \"conn ref\" AND \"https://a.example/x\" AND \"or\"".to_owned(),
            as_typed: "\"NEAR(a\" * AND \"b*\" * AND \"conn ref\" * AND \"https://a.example/x\" * AND \"OR\" *"
                .to_owned(),
        }
    );
    assert_eq!(read("-- \"\" code:503").full_text(), None);
    let folded = |text: &str| read(text).full_text().unwrap().folded;
    assert_eq!(folded("a\0b"), "\"a b\" *");
    // A fullwidth quotation mark folds to one that would end the string.
    assert_eq!(folded("a\u{ff02}b"), "\"a b\" *");
    assert_eq!(
        folded("الطلبات 503"),
        "(\"الطلبات\" * OR \"طلبات\" *) AND \"503\" *"
    );
}

#[test]
fn filters_take_the_digits_of_any_keyboard() {
    let query = read("code:٥٠٣ code:٤xx incident:۱۲ since:\u{200f}٢d");
    assert_eq!(
        query.codes,
        [CodeFilter::Range(503, 503), CodeFilter::Range(400, 499)]
    );
    assert_eq!(query.incident, Some(12));
    assert_eq!(query.since, Some(at("2026-11-22T12:00:00Z")));
}

proptest! {
    #[test]
    fn whatever_is_typed_is_read(text in "(?s).{0,80}|((code|cause|since|is|until|endpoint):[^ ]{0,9} ?){0,9}") {
        let query = read(&text);
        let units = u32::try_from(text.encode_utf16().count()).unwrap();
        let mut last = 0;
        for token in &query.tokens {
            prop_assert!(last <= token.start && token.start < token.end && token.end <= units);
            last = token.end;
        }
    }
}
