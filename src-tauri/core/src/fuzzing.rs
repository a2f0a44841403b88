//! Properties that must hold for any settings file and any line of a tunnel program; `missedhook_rules::fuzzing` has
//! those of the rules' parsers. Uses no disk, clock or network.

use crate::{
    ingress::tunnel::{self, TunnelEvent},
    model::{secret::Secret, tunnel::TunnelKind},
    settings,
};
use strum::VariantArray;

/// A settings file is either parsed or refused with one of its lines. Parsed settings stay the same when they are
/// written and parsed again. Setting a value changes nothing else in the file.
pub fn settings(text: &[u8]) {
    let text = String::from_utf8_lossy(text);
    let (file, entered) = text.split_once('\u{1e}').unwrap_or((&text, "22:00-07:00"));
    match settings::read_text(file) {
        Ok((settings, written)) => {
            let again = settings::read_text(&written);
            assert_eq!(again.map(|(again, _)| again), Ok(settings), "{written}");
        }
        // Adding a key may add a table, which takes three lines.
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

/// A line of a tunnel program yields an event or nothing. A URL is http or https, with a host and no deceptive parts.
/// Texts for the user and for the log are one line of plain text without the secret.
pub fn tunnel(line: &[u8]) {
    const SECRET: &str = "s3cret-t0ken";
    let line = String::from_utf8_lossy(line);
    for &kind in TunnelKind::VARIANTS {
        match tunnel::read_line(kind, &line) {
            Some(TunnelEvent::Url(url)) => {
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
            Some(TunnelEvent::Failed(problem)) => {
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
#[path = "../../rules/src/fuzzing/corpus_tests.rs"]
mod corpus;

#[cfg(test)]
mod tests {
    use super::{
        corpus::{RUNS, keeps_its_promises},
        *,
    };

    #[test]
    fn settings_are_read_or_refused_on_a_line() {
        // A file is parsed five times.
        keeps_its_promises("settings", settings, RUNS / 10);
    }

    #[test]
    fn a_line_of_a_tunnel_is_data() {
        keeps_its_promises("tunnel", tunnel, RUNS);
    }
}
