//! A message of `locales/` with its arguments. The files are parsed once, on first use.

use std::sync::LazyLock;

use fluent_bundle::{
    FluentArgs, FluentResource, FluentValue,
    concurrent::FluentBundle,
    types::{FluentNumber, FluentNumberOptions},
};
use unic_langid::LanguageIdentifier;

use super::{
    Digits, Language, Locale,
    files::{ARABIC, ENGLISH, EXPLAIN, File, SAID_IN_ARABIC, SAID_IN_ENGLISH},
};

/// Isolates of the Unicode Bidirectional Algorithm (UAX #9, section 2.4): from left to right, as the first letter says,
/// and their end.
const LEFT_TO_RIGHT: char = '\u{2066}';
const AS_IT_BEGINS: char = '\u{2068}';
const END: char = '\u{2069}';

pub(super) type Bundle = FluentBundle<FluentResource>;

static SPEAKS_ENGLISH: LazyLock<Bundle> = LazyLock::new(|| bundle("en", &english(), Digits::Latin));
static SPEAKS_ARABIC: LazyLock<Bundle> = LazyLock::new(|| bundle("ar", &arabic(), Digits::Latin));
static SPEAKS_ARABIC_WITH_ITS_DIGITS: LazyLock<Bundle> =
    LazyLock::new(|| bundle("ar", &arabic(), Digits::Arabic));

fn english() -> Vec<File> {
    [&ENGLISH[..], &SAID_IN_ENGLISH].concat()
}

fn arabic() -> Vec<File> {
    [&ARABIC[..], &SAID_IN_ARABIC, &EXPLAIN].concat()
}

pub(super) fn bundle(language: &str, files: &[File], digits: Digits) -> Bundle {
    let mut bundle =
        Bundle::new_concurrent(language.parse::<LanguageIdentifier>().into_iter().collect());
    // What needs an isolate gets one by what it is; English has never had any around plain text.
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(match digits {
        Digits::Latin => |value, _| counted(value, Digits::Latin),
        Digits::Arabic => |value, _| counted(value, Digits::Arabic),
    }));
    // A test reads every message: none of this fails in a program that was built.
    let _ = bundle.add_builtins();
    for file in files {
        let resource = FluentResource::try_new(file.text());
        bundle.add_resource_overriding(resource.unwrap_or_else(|(resource, _)| resource));
    }
    bundle
}

fn counted(value: &FluentValue, digits: Digits) -> Option<String> {
    match value {
        FluentValue::Number(FluentNumber { value, options }) => {
            let shown = options.currency.clone();
            Some(shown.unwrap_or_else(|| digits.of(&grouped(&value.to_string(), digits))))
        }
        _ => None,
    }
}

/// A whole number in groups of three digits.
fn grouped(number: &str, digits: Digits) -> String {
    let separator = match digits {
        Digits::Latin => ',',
        Digits::Arabic => '٬',
    };
    let mut text = String::new();
    for (i, digit) in number.chars().enumerate() {
        if i > 0 && (number.len() - i).is_multiple_of(3) {
            text.push(separator);
        }
        text.push(digit);
    }
    text
}

impl Digits {
    /// A number, a time or a date in these digits.
    pub fn of(self, text: &str) -> String {
        match self {
            Self::Latin => text.to_owned(),
            Self::Arabic => text
                .chars()
                .map(|c| match c.to_digit(10) {
                    Some(digit) => char::from_u32('٠' as u32 + digit).unwrap_or(c),
                    None => c,
                })
                .collect(),
        }
    }
}

impl Locale {
    /// A count as it is written: `10,000`.
    pub fn count(self, number: i64) -> String {
        let digits = self.digits();
        digits.of(&grouped(&number.to_string(), digits))
    }

    /// The digits in force: English has but one kind.
    pub(crate) fn digits(self) -> Digits {
        match self.language {
            Language::En => Digits::Latin,
            Language::Ar => self.digits,
        }
    }

    /// The message of that id, to be filled in.
    pub fn message(self, id: &'static str) -> Sentence {
        Sentence {
            locale: self,
            id,
            arguments: Vec::new(),
        }
    }

    /// A message without anything to fill in.
    pub fn words(self, id: &'static str) -> String {
        self.message(id).text()
    }

    /// A number from 100 on in Arabic. Its plural form goes by its last two digits, which intl_pluralrules 7.0.2 does not
    /// look at: it is chosen by a number of the same form, and what is shown goes along as the one option that is text.
    fn large(self, number: i64) -> FluentValue<'static> {
        let value = match number % 100 {
            0..=2 => 100.0,
            3..=10 => 3.0,
            _ => 11.0,
        };
        FluentValue::Number(FluentNumber {
            value,
            options: FluentNumberOptions {
                currency: Some(self.count(number)),
                ..FluentNumberOptions::default()
            },
        })
    }

    /// A code, a path, a host, a URL: from left to right, whatever stands around it. English is laid out in that
    /// direction anyway.
    pub fn isolated(self, code: &str) -> String {
        self.between(LEFT_TO_RIGHT, code)
    }

    fn between(self, mark: char, text: &str) -> String {
        match self.language {
            Language::En => text.to_owned(),
            Language::Ar if mark == AS_IT_BEGINS && text.starts_with(mark) => text.to_owned(),
            Language::Ar => format!("{mark}{text}{END}"),
        }
    }

    /// A message that has nothing to fill in, or one of its attributes, if the language has it.
    pub(crate) fn find(self, id: &str, attribute: Option<&str>) -> Option<String> {
        let bundle = self.bundle();
        let message = bundle.get_message(id)?;
        let pattern = match attribute {
            Some(name) => message.get_attribute(name)?.value(),
            None => message.value()?,
        };
        let text = bundle.format_pattern(pattern, None, &mut Vec::new());
        Some(text.into_owned())
    }

    fn bundle(self) -> &'static Bundle {
        match (self.language, self.digits) {
            (Language::En, _) => &SPEAKS_ENGLISH,
            (Language::Ar, Digits::Latin) => &SPEAKS_ARABIC,
            (Language::Ar, Digits::Arabic) => &SPEAKS_ARABIC_WITH_ITS_DIGITS,
        }
    }
}

/// A message, and what stands in it.
#[derive(Clone)]
pub struct Sentence {
    locale: Locale,
    id: &'static str,
    arguments: Vec<(&'static str, FluentValue<'static>)>,
}

impl Sentence {
    /// A number, which decides the plural form.
    #[must_use]
    pub fn number(mut self, name: &'static str, number: i64) -> Self {
        let value = match (self.locale.language, number) {
            (Language::Ar, 100..) => self.locale.large(number),
            _ => number.into(),
        };
        self.arguments.push((name, value));
        self
    }

    /// A word that chooses between forms and is never shown.
    #[must_use]
    pub fn form(mut self, name: &'static str, form: &'static str) -> Self {
        self.arguments.push((name, form.into()));
        self
    }

    /// Words of the same language: a time, a length of time, another message.
    #[must_use]
    pub fn phrase(mut self, name: &'static str, phrase: impl Into<String>) -> Self {
        self.arguments.push((name, phrase.into().into()));
        self
    }

    /// A code, a path, a host, a URL, as [`Locale::isolated`].
    #[must_use]
    pub fn code(self, name: &'static str, code: &str) -> Self {
        let isolated = self.locale.isolated(code);
        self.phrase(name, isolated)
    }

    /// What a person or another program wrote, in its own direction.
    #[must_use]
    pub fn quoted(self, name: &'static str, text: &str) -> Self {
        let isolated = self.locale.between(AS_IT_BEGINS, text);
        self.phrase(name, isolated)
    }

    /// The text; in English where the language does not have the message.
    pub fn text(&self) -> String {
        let arguments: FluentArgs = self.arguments.iter().cloned().collect();
        let bundles = [self.locale.bundle(), &*SPEAKS_ENGLISH];
        let mut found = bundles.into_iter().filter_map(|bundle| {
            let pattern = bundle.get_message(self.id)?.value()?;
            let mut errors = Vec::new();
            let text = bundle.format_pattern(pattern, Some(&arguments), &mut errors);
            Some(text.into_owned())
        });
        found.next().unwrap_or_else(|| self.id.to_owned())
    }
}
