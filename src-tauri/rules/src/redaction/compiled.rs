//! A pattern of the redaction, compiled.

use regex::{Regex, RegexBuilder};

/// What one may take once it is compiled. The log compiles nearly all of them with its first line and keeps them.
/// `\w{0,79}` is eighty copies of the letters of all scripts: some five megabytes, and more for each thread that searches.
const SIZE: usize = 512 * 1024;

/// None where it is no pattern or takes too much: the corpus finds that.
pub fn compiled(pattern: &str) -> Option<Regex> {
    RegexBuilder::new(pattern).size_limit(SIZE).build().ok()
}
