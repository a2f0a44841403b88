//! One pattern of `rules.toml` as the library has it.

use regex::{Regex, RegexBuilder};

use super::fold;

/// A pattern of the file for the library: its letters folded as the message's are, and the classes that are meant for
/// ASCII kept to it, which is quicker.
pub(super) fn pattern(text: &str) -> String {
    fold::fold_pattern(text)
        .replace(r"\b", r"(?-u:\b)")
        .replace(r"\w", "[a-z0-9_]")
}

/// Patterns of which any may match, between `before` and `after`.
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
