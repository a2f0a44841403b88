//! What a server or framework means by its answer, recognised by status, headers and the beginning of the body. The
//! rules are in `rules.toml`. Pure.

use regex::Regex;
use serde::Deserialize;

use super::pattern::{compile, pattern};

/// The parts of an answer that tell which server sent it.
#[derive(Clone, Copy, Debug)]
pub struct ResponseTraits<'a> {
    /// Its status.
    pub status: u16,
    /// The header `Server`.
    pub server: &'a str,
    /// The header `X-Powered-By`.
    pub powered_by: &'a str,
    /// The beginning of the body. `None` if none was requested, as with HEAD.
    pub body: Option<&'a str>,
}

/// What is known about an answer.
#[derive(Debug, PartialEq, Eq)]
pub struct Remark {
    /// Continues the probe's sentence, without a full stop.
    pub why: &'static str,
    /// What to do next.
    pub next: &'static str,
}

/// A rule as written in the file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Written {
    pub(super) name: String,
    status: Vec<u16>,
    server: Option<String>,
    powered_by: Option<String>,
    body: Option<String>,
    #[serde(default)]
    empty: bool,
    pub(super) why: String,
    pub(super) next: String,
    #[cfg_attr(not(test), expect(dead_code, reason = "it is tried by the tests"))]
    example: Example,
}

/// An example answer that the rule must recognise.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(not(test), expect(dead_code, reason = "they are tried by the tests"))]
pub(super) struct Example {
    pub(super) status: u16,
    #[serde(default)]
    pub(super) server: String,
    #[serde(default)]
    pub(super) powered_by: String,
    #[serde(default)]
    pub(super) body: String,
}

/// A rule, compiled.
#[derive(Debug)]
pub(super) struct Front {
    pub(super) written: Written,
    server: Option<Regex>,
    powered_by: Option<Regex>,
    body: Option<Regex>,
}

impl Front {
    pub(super) fn of(written: Written) -> Result<Self, String> {
        let compiled = |text: &Option<String>| {
            text.as_deref()
                .map(|text| compile(&pattern(text)))
                .transpose()
        };
        Ok(Self {
            server: compiled(&written.server)?,
            powered_by: compiled(&written.powered_by)?,
            body: compiled(&written.body)?,
            written,
        })
    }

    /// Whether the rule recognises the answer. `body` is folded.
    pub(super) fn fits(&self, seen: &ResponseTraits<'_>, body: Option<&str>) -> bool {
        let holds = |pattern: &Option<Regex>, text: Option<&str>| {
            pattern
                .as_ref()
                .is_none_or(|pattern| text.is_some_and(|text| pattern.is_match(text)))
        };
        self.written.status.contains(&seen.status)
            && (!self.written.empty || body == Some(""))
            && holds(&self.server, Some(&seen.server.to_ascii_lowercase()))
            && holds(
                &self.powered_by,
                Some(&seen.powered_by.to_ascii_lowercase()),
            )
            && holds(&self.body, body)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::explain::{remark, rules::RULES};

    #[test]
    fn every_rule_knows_its_example_and_is_not_shadowed() {
        for front in &RULES.as_ref().unwrap().fronts {
            let Front { written, .. } = front;
            let found = RULES.as_ref().unwrap().front(&ResponseTraits {
                status: written.example.status,
                server: &written.example.server,
                powered_by: &written.example.powered_by,
                body: Some(&written.example.body),
            });
            let found = found.map(|front| &*front.written.name);
            assert_eq!(found, Some(&*written.name));
            assert!(
                !written.why.ends_with('.') && written.next.ends_with('.'),
                "{front:?}"
            );
        }
    }

    #[test]
    fn a_body_that_was_not_asked_for_is_not_an_empty_one() {
        let seen = |body| ResponseTraits {
            status: 200,
            server: "Caddy",
            powered_by: "",
            body,
        };
        assert!(remark(&seen(Some(""))).is_some());
        assert!(remark(&seen(None)).is_none());
        assert!(remark(&seen(Some("ok"))).is_none());
    }
}
