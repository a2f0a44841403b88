//! An English sentence of the program, said in the person's language.
//!
//! Probes, checks and entries of the timeline are stored as English sentences, by earlier versions too, and an error's
//! sentences are written where it happens. Such a sentence is recognised by its message in `locales/en`, which has no
//! choices. What was filled in is read back, and filled into the message of the other language. The name of a variable
//! says what it is:
//!
//! | variable | what it holds |
//! | --- | --- |
//! | `$count` | a whole number |
//! | `$duration` | a length of time: `48 min`, `184 ms` |
//! | `$time`, `$since`, `$until` | `09:14` or `24 Nov 09:14` |
//! | `$moment` | a time in RFC 3339 |
//! | `$sentence`, `$kind` | another sentence; the message fits only if that is known |
//! | `$what`, `$why`, `$program`, `$names`, `$before`, `$after` | another sentence if it is known, else what another program wrote |
//! | `$text` | what another program wrote |
//! | any other | a code, a host, a path, a URL |

use std::{cmp::Reverse, sync::LazyLock};

use fluent_syntax::{
    ast::{Entry, Expression, InlineExpression, Message, PatternElement},
    parser,
};

use jiff::tz::TimeZone;

use super::{json_text, local_words, moment::Moment};
use crate::locale::{ENGLISH_SENTENCES, Language, Locale, Sentence};

/// The messages, those with the most text of their own first: they are the most particular.
static TEMPLATES: LazyLock<Vec<Template>> = LazyLock::new(|| {
    let mut all: Vec<Template> = ENGLISH_SENTENCES
        .iter()
        .flat_map(|(_, text)| templates(text))
        .collect();
    all.sort_by_key(|template| Reverse(template.own_text()));
    all
});

/// A message of `locales/en`.
#[derive(Debug)]
struct Template {
    id: &'static str,
    parts: Vec<Part>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Text(&'static str),
    Variable(&'static str),
}

/// A sentence in the language of `locale`. In English, and where it is not known, it stays as it is.
pub fn translate(locale: Locale, english: &str) -> String {
    translate_with(locale, english, &|_| None)
}

/// The same, with what else a part of a sentence may be: `others` gets the English and answers in the language.
pub fn translate_with(
    locale: Locale,
    english: &str,
    others: &dyn Fn(&str) -> Option<String>,
) -> String {
    if locale.language == Language::En {
        return english.to_owned();
    }
    Translator { locale, others }
        .sentence(english)
        .unwrap_or_else(|| english.to_owned())
}

struct Translator<'a> {
    locale: Locale,
    others: &'a dyn Fn(&str) -> Option<String>,
}

impl Translator<'_> {
    /// One sentence, or several one after the other.
    fn sentence(&self, english: &str) -> Option<String> {
        self.one(english).or_else(|| {
            let mut ends = english.match_indices(". ");
            ends.find_map(|(at, _)| {
                let first = self.one(&english[..=at])?;
                let others = self.sentence(&english[at + 2..])?;
                Some(format!("{first} {others}"))
            })
        })
    }

    fn one(&self, english: &str) -> Option<String> {
        (self.others)(english).or_else(|| {
            TEMPLATES.iter().find_map(|template| {
                let filled_in = read(&template.parts, english)?;
                let mut sentence = self.locale.message(template.id);
                for (name, text) in filled_in {
                    sentence = self.fill(sentence, name, text)?;
                }
                Some(sentence.text())
            })
        })
    }

    /// `None` if that can't stand there.
    fn fill(&self, sentence: Sentence, name: &'static str, text: &str) -> Option<Sentence> {
        Some(match name {
            "count" => sentence.number(name, text.replace(',', "").parse().ok()?),
            "all" => sentence.phrase(name, self.locale.count(text.replace(',', "").parse().ok()?)),
            "duration" => sentence.phrase(name, local_words::read_span(self.locale, text)?),
            "time" | "since" | "until" => {
                sentence.phrase(name, local_words::read_time(self.locale, text)?)
            }
            "moment" => match Moment::parse(text) {
                Some(at) => {
                    sentence.phrase(name, local_words::exact(self.locale, at, &TimeZone::UTC))
                }
                None => sentence.code(name, text),
            },
            "sentence" | "kind" => sentence.phrase(name, self.within(text)?),
            "what" | "why" | "program" | "names" | "before" | "after" => match self.within(text) {
                Some(words) => sentence.phrase(name, words),
                None => sentence.quoted(name, &json_text::in_sentence(text)),
            },
            "endpoint" if text == Locale::default().words("incident-unnamed") => {
                sentence.phrase(name, self.locale.words("incident-unnamed"))
            }
            "text" => sentence.quoted(name, &json_text::in_sentence(text)),
            _ => sentence.code(name, &json_text::in_sentence(text)),
        })
    }

    /// A sentence that may have lost its capital letter or its full stop within another.
    fn within(&self, text: &str) -> Option<String> {
        self.sentence(text)
            .or_else(|| self.sentence(&capital(text)?))
            .or_else(|| match text.strip_suffix('.') {
                Some(bare) => Some(format!("{}.", self.sentence(bare)?)),
                None => {
                    let said = self.sentence(&format!("{text}."))?;
                    Some(said.trim_end_matches('.').to_owned())
                }
            })
    }
}

/// The text with a capital letter at its beginning.
fn capital(text: &str) -> Option<String> {
    let mut letters = text.chars();
    let first = letters.next()?.to_uppercase();
    Some(first.chain(letters).collect())
}

impl Template {
    fn own_text(&self) -> usize {
        let lengths = self.parts.iter().map(|part| match part {
            Part::Text(text) => text.len(),
            Part::Variable(_) => 0,
        });
        lengths.sum()
    }
}

fn templates(file: &'static str) -> Vec<Template> {
    // A test reads every message.
    let resource = parser::parse(file).unwrap_or_else(|(resource, _)| resource);
    let entries = resource.body.into_iter();
    entries
        .filter_map(|entry| match entry {
            Entry::Message(message) => template(&message),
            _ => None,
        })
        .collect()
}

/// `None` for a message with choices.
fn template(message: &Message<&'static str>) -> Option<Template> {
    let elements = message.value.as_ref()?.elements.iter();
    let parts = elements.map(|element| match element {
        PatternElement::TextElement { value } => Some(Part::Text(value)),
        PatternElement::Placeable {
            expression: Expression::Inline(InlineExpression::VariableReference { id }),
        } => Some(Part::Variable(id.name)),
        PatternElement::Placeable { .. } => None,
    });
    Some(Template {
        id: message.id.name,
        parts: parts.collect::<Option<_>>()?,
    })
}

/// What was filled into a message, if the text is such a one.
fn read<'t>(parts: &[Part], text: &'t str) -> Option<Vec<(&'static str, &'t str)>> {
    let Some((part, rest)) = parts.split_first() else {
        return text.is_empty().then(Vec::new);
    };
    match part {
        Part::Text(own) => read(rest, text.strip_prefix(own)?),
        Part::Variable(name) => {
            // It may end wherever the message's own text goes on.
            let ends: Vec<usize> = match rest.first() {
                Some(Part::Text(own)) => text.match_indices(own).map(|(at, _)| at).collect(),
                _ => vec![text.len()],
            };
            ends.into_iter().filter(|end| *end > 0).find_map(|end| {
                let mut filled_in = read(rest, &text[end..])?;
                filled_in.insert(0, (name, &text[..end]));
                Some(filled_in)
            })
        }
    }
}

#[cfg(test)]
#[path = "translate_tests.rs"]
mod tests;
