//! Translates one pattern of `rules.toml` into the library's syntax.

use regex::{Regex, RegexBuilder};

use super::fold;

/// A pattern of the file for the library. Its letters are folded like those of the message, and classes meant for ASCII
/// are limited to it, which is faster.
pub(super) fn pattern(text: &str) -> String {
    fold::fold_pattern(text)
        .replace(r"\b", r"(?-u:\b)")
        .replace(r"\w", "[a-z0-9_]")
}

/// Combines patterns into one that matches if any of them does, between `before` and `after`.
pub(super) fn union(patterns: &[String], before: &str, after: &str) -> Result<Regex, String> {
    let patterns: Vec<_> = patterns.iter().map(|text| pattern(text)).collect();
    compile(&format!("{before}{}{after}", patterns.join("|")))
}

/// One pattern, compiled.
pub(super) fn compile(pattern: &str) -> Result<Regex, String> {
    RegexBuilder::new(pattern)
        .size_limit(1 << 22)
        .build()
        .map_err(|error| error.to_string())
}
