//! How a body was read, or why it could not be, in words.

use thiserror::Error;

/// Why a body can't be read as a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
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
    pub fn said(&self) -> String {
        match self {
            Self::Compressed(name) => format!("It was compressed ({name})."),
            Self::Charset(name) => format!("Its text is in {name}, not in UTF-8."),
            Self::Leniently => "Its JSON is not quite valid; it was read leniently.".to_owned(),
            Self::Form => "It is a form, not JSON.".to_owned(),
            Self::Field(name) => format!("The report is in its field “{name}”."),
            Self::JsonInString => "The report is JSON within a string.".to_owned(),
            Self::ArrayOfOne => "The report is in an array.".to_owned(),
        }
    }
}
