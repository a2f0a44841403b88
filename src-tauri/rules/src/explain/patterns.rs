//! Matches many patterns against one text. A regular expression runs only if the text contains a literal that it needs,
//! and is compiled when it first runs. So a text costs microseconds, and patterns that never run cost nothing.

use std::{collections::BTreeMap, sync::OnceLock};

// `regex` itself is built on both.
use aho_corasick::AhoCorasick;
use regex::Regex;
use regex_syntax::hir::literal::{ExtractKind, Extractor, Seq};

use super::pattern::compile;

/// A set of patterns.
pub(super) struct Patterns {
    literals: AhoCorasick,
    /// For each literal, the patterns that need it.
    needed_by: Vec<Vec<usize>>,
    patterns: Vec<Pattern>,
}

struct Pattern {
    text: String,
    /// Whether it matches its literals and nothing else.
    is_literal: bool,
    compiled: OnceLock<Option<Regex>>,
}

/// Which patterns match a text.
pub(super) struct Matches(Vec<Found>);

#[derive(Clone, Copy, PartialEq, Eq)]
enum Found {
    NotTried,
    No,
    Yes,
}

impl Matches {
    /// Whether any pattern in this range matches.
    pub(super) fn any(&self, patterns: std::ops::Range<usize>) -> bool {
        self.0
            .get(patterns)
            .is_some_and(|found| found.contains(&Found::Yes))
    }
}

impl Patterns {
    /// # Errors
    /// If a pattern is not a regular expression, or has no literal that tells it from other texts.
    pub(super) fn of(texts: Vec<String>) -> Result<Self, String> {
        let mut needing = BTreeMap::<Vec<u8>, Vec<usize>>::new();
        let mut patterns = Vec::new();
        for (at, text) in texts.into_iter().enumerate() {
            let (needed, is_literal) = needed(&text)?;
            for literal in needed {
                needing.entry(literal).or_default().push(at);
            }
            patterns.push(Pattern {
                text,
                is_literal,
                compiled: OnceLock::new(),
            });
        }
        let (literals, needed_by): (Vec<_>, Vec<_>) = needing.into_iter().unzip();
        Ok(Self {
            literals: AhoCorasick::new(literals).map_err(|error| error.to_string())?,
            needed_by,
            patterns,
        })
    }

    pub(super) fn matches(&self, text: &str) -> Matches {
        let mut found = vec![Found::NotTried; self.patterns.len()];
        for literal in self.literals.find_overlapping_iter(text) {
            for &at in &self.needed_by[literal.pattern().as_usize()] {
                if found[at] == Found::NotTried {
                    found[at] = match self.patterns[at].is_match(text) {
                        true => Found::Yes,
                        false => Found::No,
                    };
                }
            }
        }
        Matches(found)
    }

    /// The source text of a pattern.
    #[cfg(test)]
    pub(super) fn text(&self, at: usize) -> &str {
        &self.patterns[at].text
    }

    /// The patterns that are not valid regular expressions.
    #[cfg(test)]
    pub(super) fn broken(&self) -> Vec<&str> {
        let broken = |pattern: &&Pattern| compile(&pattern.text).is_err();
        let found = self.patterns.iter().filter(broken);
        found.map(|pattern| pattern.text.as_str()).collect()
    }
}

impl Pattern {
    fn is_match(&self, text: &str) -> bool {
        let compiled = || compile(&self.text).ok();
        self.is_literal
            || self
                .compiled
                .get_or_init(compiled)
                .as_ref()
                .is_some_and(|regex| regex.is_match(text))
    }
}

/// The literals of which any match contains at least one, and whether the pattern matches exactly those.
fn needed(pattern: &str) -> Result<(Vec<Vec<u8>>, bool), String> {
    let hir = regex_syntax::parse(pattern).map_err(|error| error.to_string())?;
    let extract = |kind: ExtractKind| Extractor::new().kind(kind).extract(&hir);
    let length = |seq: &Seq| seq.min_literal_len().unwrap_or(0);
    let (prefixes, suffixes) = (extract(ExtractKind::Prefix), extract(ExtractKind::Suffix));
    let is_literal = prefixes.is_exact() && hir.properties().look_set().is_empty();
    let best = match length(&prefixes) >= length(&suffixes).min(4) {
        true => prefixes,
        false => suffixes,
    };
    match best.literals() {
        Some(literals) if length(&best) > 1 => {
            let bytes = literals.iter().map(|literal| literal.as_bytes().to_vec());
            Ok((bytes.collect(), is_literal))
        }
        _ => Err(format!(
            "{pattern} has neither a beginning nor an end that is fixed"
        )),
    }
}
