//! The proof that every expected request comes.

use std::time::Duration;

use jiff::tz::TimeZone;

use super::verdict::ProofState;
use crate::{
    model::{duration::in_words, moment::Moment, problem::Problem},
    relay::silence::SilentPath,
};

/// Whether every expected request comes: there is no silence.
pub fn silence_proof(silences: &[SilentPath], now: Moment, zone: &TimeZone) -> ProofState {
    let Some((first, others)) = silences.split_first() else {
        return ProofState::Proven {
            said: "No expected request is missing.".to_owned(),
        };
    };
    let also = match others.len() {
        0 => String::new(),
        1 => " Another path is silent, too.".to_owned(),
        count => format!(" {count} other paths are silent, too."),
    };
    ProofState::Missing {
        problem: Problem::new(
            format!(
                "Nothing came to {} since {}, although at least one request in {} is expected.{also}",
                first.path,
                first.since.format_relative(now, zone),
                in_words(Duration::from_secs(first.within_s)),
            ),
            "RETM sends nothing, or sends it to another URL.",
            "Look at RETM's webhook settings, or change [[silence]] in settings.toml.",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::explain::translated::assert_read_back;

    #[test]
    fn the_words() {
        let at = |text: &str| Moment::parse(&format!("2026-11-24T{text}:00Z")).unwrap();
        let silence = |path: &str| SilentPath {
            path: path.to_owned(),
            since: at("12:00"),
            within_s: 1800,
        };
        let said = |silences: &[SilentPath]| {
            let proof = silence_proof(silences, at("12:45"), &TimeZone::UTC);
            assert_read_back(proof.sentence());
            if let Some(problem) = proof.problem() {
                assert_read_back(&problem.meaning);
                assert_read_back(&problem.remedy);
            }
            proof.sentence().to_owned()
        };
        assert_eq!(
            said(&[silence("/retm/orders*")]),
            "Nothing came to /retm/orders* since 12:00, although at least one request in 30 min is expected."
        );
        assert!(said(&[silence("/a"), silence("/b")]).ends_with("Another path is silent, too."));
        let many = ["/a", "/b", "/c"].map(silence);
        assert!(said(&many).ends_with("2 other paths are silent, too."));
        assert_eq!(said(&[]), "No expected request is missing.");
    }
}
