//! The rules of `rules.toml`: parsed once, checked, compiled. The file documents its own format.

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

pub(super) const TEXT: &str = include_str!("rules.toml");

/// The rules. `None` if the file is broken, which the tests rule out.
pub(super) static RULES: LazyLock<Option<Rules>> = LazyLock::new(|| Rules::read(TEXT).ok());

/// The texts of a rule.
#[derive(Debug, Deserialize)]
pub(super) struct RuleTexts {
    /// A short name for the cause, used when several are possible.
    #[serde(default)]
    pub(super) short: String,
    /// What it means, in one sentence, from the point of view of the endpoint's developer.
    pub(super) meaning: String,
    /// The usual causes, most common first.
    #[serde(default)]
    pub(super) causes: Vec<String>,
    /// What to try next, in one sentence.
    pub(super) next: String,
}

/// The texts for a range of statuses.
#[derive(Debug, Deserialize)]
pub(super) struct StatusRule {
    pub(super) codes: (u16, u16),
    #[serde(flatten)]
    pub(super) words: RuleTexts,
}

impl StatusRule {
    pub(super) fn holds(&self, status: u16) -> bool {
        (self.codes.0..=self.codes.1).contains(&status)
    }
}

/// Where a rule applies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Where {
    /// To the whole message, before all others.
    Chain,
    /// To one part of the message, the innermost first.
    #[default]
    Part,
    /// To the whole message, after all others.
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
    cause: BTreeMap<Cause, RuleTexts>,
    meaning: BTreeMap<String, RuleTexts>,
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
    /// Matches settings that clients print in their messages.
    settings: Regex,
    /// For each rule, its patterns, then those that must match as well.
    patterns: Patterns,
    /// For each rule, where its patterns begin in `patterns`, where the additional ones begin, and where both end.
    places: Vec<(usize, usize, usize)>,
    pub(super) rules: Vec<Rule>,
    pub(super) causes: BTreeMap<Cause, RuleTexts>,
    pub(super) meanings: BTreeMap<String, RuleTexts>,
    pub(super) statuses: Vec<StatusRule>,
    pub(super) status_text: StatusText,
    pub(super) fronts: Vec<Front>,
}

impl Rules {
    /// Parses and checks the file.
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

    /// Folds a message for the rules.
    pub(super) fn fold(&self, message: &str) -> String {
        let text = fold::fold(message);
        match self.settings.replace_all(&text, "") {
            Cow::Borrowed(_) => text,
            Cow::Owned(text) => text,
        }
    }

    /// The rule that matches a folded message.
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

    /// The texts of a rule.
    pub(super) fn words(&self, rule: &Rule) -> Option<&RuleTexts> {
        match (&rule.meaning, rule.cause) {
            (Some(name), _) => self.meanings.get(name),
            (None, Some(cause)) => self.causes.get(&cause),
            (None, None) => None,
        }
    }

    /// The rule that recognises an answer.
    pub(super) fn front(&self, seen: &ResponseTraits<'_>) -> Option<&Front> {
        let body = seen.body.map(fold::fold);
        let mut fronts = self.fronts.iter();
        fronts.find(|front| front.fits(seen, body.as_deref()))
    }

    /// The patterns of a rule that none of its examples matches. Only for tests.
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
