//! Finds a status in a text. Its context tells it from ports, sizes, times and error numbers. Pure.

use std::collections::BTreeMap;

use regex::Regex;
use serde::Deserialize;

use super::pattern::{pattern, union};
use crate::model::http_status;

/// The configuration as written in the file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Written {
    before: Vec<String>,
    between: Vec<String>,
    weak: Vec<String>,
    named_after: Vec<String>,
    not_after: Vec<String>,
    never: Vec<u16>,
    names: BTreeMap<String, Vec<String>>,
}

/// Recognises a status in a text.
pub(super) struct StatusText {
    before: Regex,
    /// What may come between a status and its name.
    between: Regex,
    weak: Regex,
    named_after: Regex,
    not_after: Regex,
    /// Numbers that are never a status.
    never: Vec<u16>,
    /// Names by status, in lower case.
    names: BTreeMap<u16, Vec<String>>,
    /// Redirects and failures by name. Not "Request Timeout": senders use it when nothing answered.
    by_name: BTreeMap<String, u16>,
}

/// How far before a number to look for context, in bytes.
const CONTEXT: usize = 64;

impl StatusText {
    pub(super) fn of(written: Written) -> Result<Self, String> {
        const BETWEEN: &str = r#"[ :=("'\[#-]*$"#;
        let mut names: BTreeMap<u16, Vec<String>> = BTreeMap::new();
        for code in 100..=599_u16 {
            let reason = http_status::reason(code.into()).map(str::to_lowercase);
            // Also `InternalServerError`.
            let in_one = reason.as_ref().map(|reason| reason.replace(' ', ""));
            names.insert(code, reason.into_iter().chain(in_one).collect());
        }
        for (code, further) in written.names {
            let code = code.parse().map_err(|_| format!("{code} is no status"))?;
            let known = names.entry(code).or_default();
            known.extend(further.iter().map(|name| pattern(name)));
        }
        let failures = names.range(300..).filter(|(code, _)| **code != 408);
        let by_name = failures
            .flat_map(|(code, names)| names.iter().map(|name| (name.clone(), *code)))
            .collect();
        Ok(Self {
            by_name,
            before: union(&written.before, "(?:", &format!("){BETWEEN}"))?,
            between: union(&written.between, "^(?:", r#")[ ()\[\]"':=]*"#)?,
            named_after: union(&written.named_after, "(?:", ")")?,
            weak: union(&written.weak, "(?:", &format!("){BETWEEN}"))?,
            not_after: union(&written.not_after, "^ ?(?:", ")")?,
            never: written.never,
            names,
        })
    }

    /// The first status in a folded text that `wanted` accepts. If the text has only a name, the status with that name.
    pub(super) fn find(&self, text: &str, wanted: impl Fn(u16) -> bool) -> Option<u16> {
        let mut written = numbers(text)
            .filter(|(status, ..)| wanted(*status) && !self.never.contains(status))
            .filter(|(status, before, after)| self.is_status(*status, before, after))
            .map(|(status, ..)| status);
        written.next().or_else(|| {
            let name = text.trim_end_matches('.');
            let named_at = self.named_after.find_iter(name).last();
            self.by_name
                .get(named_at.map_or(name, |before| &name[before.end()..]))
                .copied()
                .filter(|status| wanted(*status))
        })
    }

    fn is_status(&self, status: u16, before: &str, after: &str) -> bool {
        let is_frame = |c: char| " ()[]\"':,.`=>-–".contains(c);
        let (near_before, near_after) = (
            before.trim_end_matches(is_frame),
            after.trim_start_matches(is_frame),
        );
        let near_after = match self.between.find(near_after) {
            Some(found) => &near_after[found.end()..],
            None => near_after,
        };
        let is_alone = near_before.is_empty() && near_after.is_empty();
        let names = self
            .names
            .get(&status)
            .map(Vec::as_slice)
            .unwrap_or_default();
        let is_named = names.iter().any(|name| {
            near_after.starts_with(name.as_str()) || near_before.ends_with(name.as_str())
        }) || ["client error", "server error"]
            .iter()
            .any(|class| status >= 400 && near_after.starts_with(class));
        if is_alone || is_named {
            return true;
        }
        if self.not_after.is_match(after) {
            return false;
        }
        let mut from = before.len().saturating_sub(CONTEXT);
        while !before.is_char_boundary(from) {
            from += 1;
        }
        let context = &before[from..];
        self.before.is_match(context) || (!names.is_empty() && self.weak.is_match(context))
    }
}

/// Every stand-alone three-digit number, with the text before and after it.
fn numbers(text: &str) -> impl Iterator<Item = (u16, &str, &str)> {
    let bytes = text.as_bytes();
    (0..bytes.len().saturating_sub(2)).filter_map(move |at| {
        let digits = bytes.get(at..at + 3)?;
        let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
        let begins = matches!(digits[0], b'1'..=b'5')
            && digits.iter().all(u8::is_ascii_digit)
            && !(at > 0
                && bytes
                    .get(at - 1)
                    .is_some_and(|byte| is_word(byte) || b".$".contains(byte)))
            && !bytes.get(at + 3).is_some_and(is_word);
        let status = begins.then(|| text[at..at + 3].parse().ok()).flatten()?;
        Some((status, &text[..at], &text[at + 3..]))
    })
}
