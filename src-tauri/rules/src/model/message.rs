//! A localisable message with its arguments, rendered once the terminal, the window or JSON names the language.

use jiff::tz::TimeZone;

use super::{local_words, moment::Moment, translate::translate, visible};
use crate::locale::{Language, Locale};

/// Something that can be said in every language of the program.
#[derive(Clone, Debug, PartialEq)]
pub enum LocalizableText {
    /// A message.
    Message(Message),
    /// A sentence that the program has in English. [`translate`] finds its message.
    English(String),
    /// A code, a path, a host, a URL alone.
    Code(String),
}

/// A message, and what stands in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    id: &'static str,
    arguments: Vec<(&'static str, Argument)>,
}

#[derive(Clone, Debug, PartialEq)]
enum Argument {
    Text(LocalizableText),
    Quoted(String),
    Form(&'static str),
    Figure(i128),
    Time {
        at: Moment,
        now: Moment,
        zone: TimeZone,
    },
}

impl Message {
    /// The message of that id, to be filled in.
    pub const fn new(id: &'static str) -> Self {
        Self {
            id,
            arguments: Vec::new(),
        }
    }

    /// Other words: a message, an English sentence.
    #[must_use]
    pub fn phrase(self, name: &'static str, words: impl Into<LocalizableText>) -> Self {
        self.with(name, Argument::Text(words.into()))
    }

    /// A code, a path, a host, a URL: from left to right.
    #[must_use]
    pub fn code(self, name: &'static str, code: impl Into<String>) -> Self {
        self.phrase(name, LocalizableText::Code(code.into()))
    }

    /// What a person or another program wrote, in its own direction.
    #[must_use]
    pub fn quoted(self, name: &'static str, text: impl Into<String>) -> Self {
        self.with(name, Argument::Quoted(text.into()))
    }

    /// A word that chooses between forms and is never shown.
    #[must_use]
    pub fn form(self, name: &'static str, form: &'static str) -> Self {
        self.with(name, Argument::Form(form))
    }

    /// A number that chooses no form. English writes it without separators, as a program may read it.
    #[must_use]
    pub fn figure(self, name: &'static str, figure: impl Into<i128>) -> Self {
        self.with(name, Argument::Figure(figure.into()))
    }

    /// A time as [`local_words::near`] writes it.
    #[must_use]
    pub fn time(self, name: &'static str, at: Moment, now: Moment, zone: TimeZone) -> Self {
        self.with(name, Argument::Time { at, now, zone })
    }

    fn with(mut self, name: &'static str, argument: Argument) -> Self {
        self.arguments.push((name, argument));
        self
    }

    /// The text in that language.
    pub fn localized(&self, locale: Locale) -> String {
        let mut sentence = locale.message(self.id);
        for (name, argument) in &self.arguments {
            sentence = match argument {
                Argument::Text(words) => sentence.phrase(name, words.localized(locale)),
                Argument::Quoted(text) => sentence.quoted(name, &shown(locale, text)),
                Argument::Form(form) => sentence.form(name, form),
                Argument::Figure(figure) => sentence.phrase(name, figure_in(locale, *figure)),
                Argument::Time { at, now, zone } => {
                    sentence.phrase(name, local_words::near(locale, *at, *now, zone))
                }
            };
        }
        sentence.text()
    }
}

impl LocalizableText {
    /// The text in that language.
    pub fn localized(&self, locale: Locale) -> String {
        match self {
            Self::Message(message) => message.localized(locale),
            Self::English(text) => translate(locale, &shown(locale, text)),
            Self::Code(code) => locale.isolated(&shown(locale, code)),
        }
    }
}

impl From<Message> for LocalizableText {
    fn from(message: Message) -> Self {
        Self::Message(message)
    }
}

/// What is filled in. Where the text has isolates of its own, it must not bring any: hidden characters are written out.
fn shown(locale: Locale, text: &str) -> String {
    match locale.language {
        Language::En => text.to_owned(),
        Language::Ar => visible::line(text),
    }
}

fn figure_in(locale: Locale, figure: i128) -> String {
    match (locale.language, i64::try_from(figure)) {
        (Language::Ar, Ok(figure)) => locale.count(figure),
        _ => figure.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale::Digits;

    fn arabic(digits: Digits) -> Locale {
        Locale {
            language: Language::Ar,
            digits,
            ..Locale::default()
        }
    }

    #[test]
    fn what_stands_in_a_message_is_said_in_the_language_that_is_named() {
        let now = Moment::parse("2026-11-24T09:14:00Z").unwrap();
        let message = Message::new("doctor-program-silent").code("pid", "7").time(
            "time",
            now,
            now,
            TimeZone::UTC,
        );
        let english = "Missedhook runs (pid 7), but last reported its state at 09:14.";
        assert_eq!(message.localized(Locale::default()), english);
        let said = message.localized(arabic(Digits::Arabic));
        assert!(said.contains("\u{2066}7\u{2069}"), "{said}");
        assert!(said.contains("٠٩:١٤"), "{said}");

        let free = Message::new("doctor-disk-free").figure("megabytes", 12_345);
        assert_eq!(free.localized(Locale::default()), "12345 MB free");
        let said = free.localized(arabic(Digits::Latin));
        assert!(said.contains("12,345"), "{said}");

        let words = LocalizableText::English("Every worker runs.".to_owned());
        assert_eq!(words.localized(Locale::default()), "Every worker runs.");
        assert_eq!(words.localized(arabic(Digits::Latin)), "كل المهام تعمل.");
    }

    #[test]
    fn what_is_filled_in_ends_no_isolate() {
        let hidden = "a\u{2069}\u{202e}b";
        let code = LocalizableText::Code(hidden.to_owned());
        assert_eq!(code.localized(Locale::default()), hidden);
        let said = code.localized(arabic(Digits::Latin));
        assert_eq!(said, "\u{2066}a\\u{2069}\\u{202e}b\u{2069}");
        let quoted = Message::new("doctor-login-other").quoted("path", hidden);
        let said = quoted.localized(arabic(Digits::Latin));
        assert_eq!(said.matches('\u{2069}').count(), 1, "{said}");
    }
}
