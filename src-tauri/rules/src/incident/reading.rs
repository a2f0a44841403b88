//! How a body was read, or why it could not be, in words.

use strum::{IntoStaticStr, VariantArray};
use thiserror::Error;

use crate::locale::Locale;

/// Why a body can't be read as a report. The English sentence is what is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "kebab-case")]
pub enum Unreadable {
    /// The bytes are not text.
    #[error("The body is not text.")]
    NotText,
    /// It grew too large when decompressed.
    #[error("The body is larger than 256 KiB once it is decompressed.")]
    TooLarge,
    /// It is empty.
    #[error("The body is empty.")]
    Empty,
    /// Text, but neither JSON nor a form: a truncated body, endless nesting.
    #[error("The body is not complete JSON.")]
    NotJson,
    /// JSON, but an array, a string, a number …
    #[error("The body is JSON, but not an object.")]
    NotAnObject,
    /// An object with none of the three fields.
    #[error("The body is a JSON object without code, endpoint or message.")]
    NoKnownField,
}

impl Unreadable {
    /// A stored sentence in the user's language; as it is where another version has stored it.
    pub fn in_words(stored: String, locale: Locale) -> String {
        let mut all = Self::VARIANTS.iter();
        match all.find(|one| one.to_string() == stored) {
            Some(known) => locale
                .message("unreadable")
                .form("why", known.into())
                .text(),
            None => stored,
        }
    }
}

/// How a body was read that is not the documented plain JSON object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReadAs {
    /// It was compressed with this format.
    Compressed(&'static str),
    /// It is text in this charset, not UTF-8.
    Charset(&'static str),
    /// Its JSON is invalid: control characters in strings, an extra comma, a broken escape.
    Leniently,
    /// It is a form, not JSON.
    Form,
    /// The report is in this field.
    Field(String),
    /// The report is JSON within a string.
    JsonInString,
    /// The report is the only one in an array.
    ArrayOfOne,
}

impl ReadAs {
    /// The user-facing version, in one sentence.
    pub fn localized(&self, locale: Locale) -> String {
        let (how, name) = match self {
            Self::Compressed(name) => ("compressed", *name),
            Self::Charset(name) => ("charset", *name),
            Self::Leniently => ("leniently", ""),
            Self::Form => ("form", ""),
            Self::Field(name) => ("field", &**name),
            Self::JsonInString => ("string", ""),
            Self::ArrayOfOne => ("array", ""),
        };
        locale
            .message("read-as")
            .form("how", how)
            .code("name", name)
            .text()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale::Language;

    #[test]
    fn what_is_stored_in_english_is_said_in_the_language_of_the_user() {
        let arabic = Locale {
            language: Language::Ar,
            ..Locale::default()
        };
        for why in Unreadable::VARIANTS {
            let english = Unreadable::in_words(why.to_string(), Locale::default());
            assert_eq!(english, why.to_string());
            assert_ne!(Unreadable::in_words(english.clone(), arabic), english);
        }
        assert_eq!(Unreadable::in_words("Else.".to_owned(), arabic), "Else.");
        let said = ReadAs::Charset("windows-1256").localized(arabic);
        assert_eq!(said, "نصه بترميز \u{2066}windows-1256\u{2069} لا UTF-8.");
    }
}
