//! The rules as `rules.toml` has them: read once, checked, compiled. How they are laid out and edited stands there.

use std::{borrow::Cow, collections::BTreeMap, sync::LazyLock};

use regex::Regex;
use serde::Deserialize;

use super::{
    Cause, fold,
    front::{self, Front, ResponseTraits},
    pattern::{pattern, union},
    patterns::{Matches, Patterns},
    status::{self, StatusText},
};

/// The file.
pub(super) const TEXT: &str = include_str!("rules.toml");

/// The rules; none at all where the file is broken, which the tests keep from happening.
pub(super) static RULES: LazyLock<Option<Rules>> = LazyLock::new(|| Rules::read(TEXT).ok());

/// What is said.
#[derive(Debug, Deserialize)]
pub(super) struct Words {
    /// Its cause among several, in a few words.
    #[serde(default)]
    pub(super) short: String,
    /// What it means, in one sentence, as the developer of the endpoint sees it.
    pub(super) meaning: String,
    /// The usual causes, the most usual first.
    #[serde(default)]
    pub(super) causes: Vec<String>,
    /// What to try next, in one sentence.
    pub(super) next: String,
}

/// What is said of a range of statuses.
#[derive(Debug, Deserialize)]
pub(super) struct StatusRule {
    pub(super) codes: (u16, u16),
    #[serde(flatten)]
    pub(super) words: Words,
}

impl StatusRule {
    pub(super) fn holds(&self, status: u16) -> bool {
        (self.codes.0..=self.codes.1).contains(&status)
    }
}

/// Where a rule looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Where {
    /// In the whole message, before all others.
    Chain,
    /// In one part of the message, the innermost first.
    #[default]
    Part,
    /// In the whole message, after all others.
    Rest,
}

/// A rule for messages.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Rule {
    pub(super) name: String,
    pub(super) cause: Option<Cause>,
    #[serde(default)]
    pub(super) candidates: Vec<Cause>,
    #[serde(rename = "match")]
    patterns: Vec<String>,
    #[serde(default)]
    also: Vec<String>,
    #[serde(default, rename = "where")]
    pub(super) place: Where,
    pub(super) meaning: Option<String>,
    pub(super) examples: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    chain: Chain,
    settings: PrintedSettings,
    cause: BTreeMap<Cause, Words>,
    meaning: BTreeMap<String, Words>,
    #[serde(rename = "rule")]
    rules: Vec<Rule>,
    status_text: status::Written,
    #[serde(rename = "status")]
    statuses: Vec<StatusRule>,
    #[serde(rename = "front")]
    fronts: Vec<front::Written>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Chain {
    between: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PrintedSettings {
    names: Vec<String>,
}

/// All rules, compiled.
pub(super) struct Rules {
    between: Regex,
    /// What a client prints of its own settings.
    settings: Regex,
    /// Of every rule its patterns and then what it must have as well.
    patterns: Patterns,
    /// Where in `patterns` a rule's own begin, where what must be there as well begins, and where both end.
    places: Vec<(usize, usize, usize)>,
    pub(super) rules: Vec<Rule>,
    pub(super) causes: BTreeMap<Cause, Words>,
    pub(super) meanings: BTreeMap<String, Words>,
    pub(super) statuses: Vec<StatusRule>,
    pub(super) status_text: StatusText,
    pub(super) fronts: Vec<Front>,
}

impl Rules {
    /// Reads and checks the file.
    pub(super) fn read(text: &str) -> Result<Self, String> {
        let written: Written = toml_edit::de::from_str(text).map_err(|error| error.to_string())?;
        let (mut patterns, mut places) = (Vec::new(), Vec::new());
        for rule in &written.rules {
            check(rule, &written)?;
            let begin = patterns.len();
            patterns.extend(rule.patterns.iter().map(|text| pattern(text)));
            let also = patterns.len();
            patterns.extend(rule.also.iter().map(|text| pattern(text)));
            places.push((begin, also, patterns.len()));
        }
        let fronts = written.fronts.into_iter().map(Front::of);
        Ok(Self {
            between: union(&written.chain.between, "(?:", ")")?,
            settings: union(&written.settings.names, "(?:", ")")?,
            patterns: Patterns::of(patterns)?,
            places,
            rules: written.rules,
            causes: written.cause,
            meanings: written.meaning,
            statuses: written.statuses,
            status_text: StatusText::of(written.status_text)?,
            fronts: fronts.collect::<Result<_, _>>()?,
        })
    }

    /// A message as the rules read it.
    pub(super) fn fold(&self, message: &str) -> String {
        let text = fold::fold(message);
        match self.settings.replace_all(&text, "") {
            Cow::Borrowed(_) => text,
            Cow::Owned(text) => text,
        }
    }

    /// The rule that a folded message fits.
    pub(super) fn find(&self, text: &str) -> Option<&Rule> {
        let whole = self.patterns.matches(text);
        if let Some(rule) = self.first(&whole, Where::Chain) {
            return Some(rule);
        }
        let cuts: Vec<_> = self.between.find_iter(text).collect();
        if cuts.is_empty() {
            return self
                .first(&whole, Where::Part)
                .or_else(|| self.first(&whole, Where::Rest));
        }
        let mut end = text.len();
        let begins = cuts.iter().rev().map(|cut| (cut.start(), cut.end()));
        for (cut, begin) in begins.chain([(0, 0)]) {
            let part = self.patterns.matches(text[begin..end].trim());
            if let Some(rule) = self.first(&part, Where::Part) {
                return Some(rule);
            }
            end = cut;
        }
        self.first(&whole, Where::Rest)
    }

    fn first(&self, matches: &Matches, place: Where) -> Option<&Rule> {
        let mut rules = self.rules.iter().zip(&self.places);
        rules
            .find(|(rule, (begin, also, end))| {
                rule.place == place
                    && matches.any(*begin..*also)
                    && (also == end || matches.any(*also..*end))
            })
            .map(|(rule, _)| rule)
    }

    /// What a rule says.
    pub(super) fn words(&self, rule: &Rule) -> Option<&Words> {
        match (&rule.meaning, rule.cause) {
            (Some(name), _) => self.meanings.get(name),
            (None, Some(cause)) => self.causes.get(&cause),
            (None, None) => None,
        }
    }

    /// The rule that knows an answer.
    pub(super) fn front(&self, seen: &ResponseTraits<'_>) -> Option<&Front> {
        let body = seen.body.map(fold::fold);
        let mut fronts = self.fronts.iter();
        fronts.find(|front| front.fits(seen, body.as_deref()))
    }

    /// The patterns of a rule that a text of it does not show; only the tests ask.
    #[cfg(test)]
    pub(super) fn not_shown(&self) -> Vec<String> {
        let broken = self.patterns.broken();
        let mut missing: Vec<_> = broken.into_iter().map(str::to_owned).collect();
        for (rule, (begin, _, end)) in self.rules.iter().zip(&self.places) {
            let shown: Vec<_> = rule
                .examples
                .iter()
                .map(|text| self.patterns.matches(&self.fold(text)))
                .collect();
            for at in *begin..*end {
                if !shown.iter().any(|matches| matches.any(at..at + 1)) {
                    missing.push(format!("{}: {}", rule.name, self.patterns.text(at)));
                }
            }
        }
        missing
    }
}

fn check(rule: &Rule, written: &Written) -> Result<(), String> {
    let fault = |what: &str| Err(format!("rule {}: {what}", rule.name));
    match (rule.cause, &*rule.candidates) {
        (Some(_), []) => {}
        (None, [_, _, ..]) if rule.meaning.is_some() => {}
        _ => return fault("it has either a cause, or two candidates and a meaning"),
    }
    if let Some(name) = &rule.meaning
        && !written.meaning.contains_key(name)
    {
        return fault("there is no such meaning");
    }
    if rule.examples.is_empty() {
        return fault("it has no example");
    }
    Ok(())
}
