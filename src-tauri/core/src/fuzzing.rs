//! What must hold for any bytes that a stranger, a person or a tunnel program could hand in, one function a reader.
//! Built for tests and for the fuzzers in `fuzz/` only. The test below runs them over the corpus there and over
//! seeded mutations of it; libFuzzer runs the same functions for as long as one likes (`make fuzz`). Nothing here
//! touches disk, clock or network.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;

use crate::{
    history::search::{MOST, Query},
    incident::payload::{self, Report},
    ingress::tunnel::{self, Said},
    model::{
        endpoint,
        moment::Moment,
        tunnel::{Kind, Secret},
    },
    settings,
};

/// A body gives a report or a reason. A report that is written down as documented is read as the same again.
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

/// An endpoint has one form, and its names show nothing that can't be seen or that turns text around.
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

/// A query is always read; its tokens lie in it one after the other, and what is searched for in the index is a
/// chain of quoted beginnings of words in which nothing of what was typed is syntax.
pub fn search(text: &[u8]) {
    let text = String::from_utf8_lossy(text);
    let query = Query::read(
        &text,
        Moment::from_millis(1_800_000_000_000),
        &TimeZone::UTC,
    );
    assert!(query.tokens.len() + query.words.len() <= MOST);
    let length = u32::try_from(text.encode_utf16().count()).unwrap_or(u32::MAX);
    let mut last = 0;
    for token in &query.tokens {
        assert!(last <= token.start && token.start < token.end && token.end <= length);
        last = token.end;
    }
    let Some(expression) = query.full_text() else {
        return;
    };
    // SQLite takes the expression as a C string: a NUL would be its end.
    assert!(!expression.contains('\0'), "{expression:?}");
    for part in expression.split("\" * AND \"") {
        let word = part.strip_prefix('"').unwrap_or(part);
        let word = word.strip_suffix("\" *").unwrap_or(word);
        assert!(!word.contains('"'), "{expression:?}");
    }
}

/// A settings file is read or refused on one of its lines; what was read is the same after it was written; and a
/// value that is put into it makes nothing else of the file.
pub fn settings(text: &[u8]) {
    let text = String::from_utf8_lossy(text);
    let (file, entered) = text.split_once('\u{1e}').unwrap_or((&text, "22:00-07:00"));
    match settings::read_text(file) {
        Ok((settings, written)) => {
            let again = settings::read_text(&written);
            assert_eq!(again.map(|(again, _)| again), Ok(settings), "{written}");
        }
        // A key that is put in may add a table, which is three lines.
        Err(line) => assert!(
            (1..=file.lines().count() + 4).contains(&line),
            "line {line}"
        ),
    }
    for name in [
        "alerts.quiet_hours",
        "retention.keep_days",
        "receiver.public_url",
    ] {
        if let Some(written) = settings::put_text(file, name, entered) {
            assert!(settings::read_text(&written).is_ok(), "{written}");
        }
    }
}

/// A line of a tunnel program says something or nothing. A URL is http or https with a host and without anything
/// to be led astray by; words for a person and for the log are one line of plain text without the secret.
pub fn tunnel(line: &[u8]) {
    const SECRET: &str = "s3cret-t0ken";
    let line = String::from_utf8_lossy(line);
    for kind in Kind::ALL {
        match tunnel::read_line(kind, &line) {
            Some(Said::Url(url)) => {
                let end = url.split_once("://").map_or("", |(_, end)| end);
                let host = end.split('/').next().unwrap_or_default();
                assert!(
                    url.starts_with("http://") || url.starts_with("https://"),
                    "{url:?}"
                );
                assert!(
                    !host.is_empty() && !host.contains('@') && !end.ends_with('/'),
                    "{url:?}"
                );
                let astray =
                    |c: char| c.is_control() || c.is_whitespace() || "?#<>\"\\".contains(c);
                assert!(!url.contains(astray), "{url:?}");
            }
            Some(Said::Failed(problem)) => {
                for words in [&problem.what, &problem.meaning, &problem.remedy] {
                    assert!(!words.contains(char::is_control), "{words:?}");
                    assert!(words.chars().count() < 400, "{words:?}");
                }
            }
            _ => {}
        }
    }
    let logged = tunnel::plain_line(&line, Secret::new(SECRET).as_ref());
    assert!(
        !logged.contains(SECRET) && !logged.contains(char::is_control),
        "{logged:?}"
    );
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use fastrand::Rng;

    use super::*;

    type Target = fn(&[u8]);

    /// How many mutations of each corpus are tried: a few seconds' worth.
    const RUNS: usize = 20_000;

    /// Pieces that mean something to one of the readers, or to what stands behind it.
    const PIECES: &[&str] = &[
        "{",
        "}",
        "[",
        "]",
        "\"",
        "\\",
        "\\u0000",
        "\\ud800",
        ":",
        ",",
        "null",
        "1e400",
        "-0",
        "\"code\":",
        "\"endpoint\":",
        "\"message\":",
        "\u{feff}",
        "\0",
        "\u{1e}",
        "\u{1b}[31m",
        "\r\n",
        "http://",
        "https://",
        "HTTPS:",
        "//",
        "/",
        "?",
        "#",
        "@",
        "%",
        "%2F",
        "%D8%B7",
        "%E2%80%AE",
        "..",
        "xn--",
        "[::1]",
        ":443",
        "\u{202e}",
        "\u{200b}",
        "طلبات",
        "é",
        "ß",
        "İ",
        "\u{a0}",
        "\t",
        "code:",
        "5xx",
        "since:",
        "9999999999w",
        "until:",
        "2026-11-24",
        "-9999-01-01",
        "is:",
        "AND",
        "NEAR(",
        "*",
        "[receiver]",
        "[[alerts]]",
        "key",
        "=",
        "'''",
        "\"\"\"",
        "{a.b=1}",
        "inf",
        "0x7fffffffffffffff",
        "|  https://a.trycloudflare.com  |",
        "connIndex=256",
        ".ts.net",
        "ERROR:  ERR_NGROK_4018",
        "{\"msg\":\"started tunnel\",\"url\":\"",
        "debug1: ",
        "Your authtoken:",
        "s3cret-t0ken",
    ];

    /// The number in an environment variable.
    fn number(variable: &str) -> Option<u64> {
        std::env::var(variable).ok()?.parse().ok()
    }

    fn corpus(name: &str) -> Vec<Vec<u8>> {
        let dir = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../../fuzz/corpus")
            .join(name);
        let entries = fs::read_dir(&dir).unwrap_or_else(|e| panic!("{}: {e}", dir.display()));
        let mut files: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
        files.sort();
        files.iter().map(|file| fs::read(file).unwrap()).collect()
    }

    /// The same with some bytes changed, taken away, doubled, or put in from a piece or from another.
    fn mutated(of: &[Vec<u8>], random: &mut Rng) -> Vec<u8> {
        let mut bytes = of[random.usize(..of.len())].clone();
        for _ in 0..random.usize(1..6) {
            let at = random.usize(..=bytes.len());
            let end = random.usize(at..=bytes.len().min(at + 40));
            match random.u8(..7) {
                0 if at < bytes.len() => bytes[at] = random.u8(..),
                1 if at < bytes.len() => bytes[at] ^= 1 << random.u8(..8),
                2 => drop(bytes.drain(at..end)),
                3 => drop(bytes.splice(at..at, bytes[at..end].to_vec())),
                4 => {
                    let other = &of[random.usize(..of.len())];
                    let from = random.usize(..=other.len());
                    drop(bytes.splice(at.., other[from..].iter().copied()));
                }
                _ => {
                    let piece = PIECES[random.usize(..PIECES.len())];
                    drop(bytes.splice(at..end.min(at + 3), piece.bytes()));
                }
            }
        }
        bytes
    }

    /// Says at a panic what was read then.
    struct Reading<'a>(&'a str, &'a [u8], u64);

    impl Drop for Reading<'_> {
        fn drop(&mut self) {
            if std::thread::panicking() {
                let (name, bytes, seed) = (self.0, self.1.escape_ascii(), self.2);
                println!(
                    "the {name} reader broke its promise at b\"{bytes}\" (MISSEDHOOK_SEED={seed})"
                );
            }
        }
    }

    /// The corpus and mutations of it; a target at a time, so that one that fails hides no other.
    fn keeps_its_promises(name: &str, target: Target, runs: usize) {
        let seed = number("MISSEDHOOK_SEED").unwrap_or_else(|| fastrand::u64(..));
        let runs = number("MISSEDHOOK_FUZZ_RUNS").map_or(runs, |runs| runs.try_into().unwrap());
        println!("{name}: MISSEDHOOK_SEED={seed}");
        let corpus = corpus(name);
        assert!(corpus.len() > 5, "{name}: {}", corpus.len());
        let mut random = Rng::with_seed(seed);
        let read = |bytes: &[u8]| {
            let _reading = Reading(name, bytes, seed);
            target(bytes);
        };
        corpus.iter().for_each(|bytes| read(bytes));
        (0..runs).for_each(|_| read(&mutated(&corpus, &mut random)));
    }

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

    #[test]
    fn settings_are_read_or_refused_on_a_line() {
        // A file is read five times over.
        keeps_its_promises("settings", settings, RUNS / 10);
    }

    #[test]
    fn a_line_of_a_tunnel_is_data() {
        keeps_its_promises("tunnel", tunnel, RUNS);
    }
}
