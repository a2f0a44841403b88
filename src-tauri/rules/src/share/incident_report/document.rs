//! The incident report as a document, before it is rendered in a format. Values only. Every text is redacted and none
//! is escaped, because each format escapes differently.

use crate::{
    locale::{Language, Locale},
    model::visible::is_hidden,
};

/// A text of the document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    pub words: String,
    /// Whether all of it came over the network. Such text is set apart from our own.
    pub is_data: bool,
}

impl Text {
    /// Our own text on one line. What it quotes from the network is redacted and went through [`line`]: the only
    /// characters in it that change the text direction are our own.
    pub fn prose(words: impl Into<String>) -> Self {
        Self {
            words: words.into(),
            is_data: false,
        }
    }

    /// Text from the network. Already redacted.
    pub fn data(words: String) -> Self {
        Self {
            words,
            is_data: true,
        }
    }

    /// The text on one line.
    pub fn line(&self) -> String {
        match self.is_data {
            true => line(&self.words),
            false => self.words.clone(),
        }
    }

    /// The text in its lines, without other control characters.
    pub fn lines(&self) -> String {
        self.words
            .replace("\r\n", "\n")
            .chars()
            .filter(|c| matches!(c, '\n' | '\t') || !is_hidden(*c))
            .collect()
    }
}

/// A text on one line, without control characters and without characters that change the text direction (Unicode
/// Standard Annex #9, section 2).
pub fn line(text: &str) -> String {
    let shown = |word: &str| -> String { word.chars().filter(|c| !is_hidden(*c)).collect() };
    let words = text.split(|c: char| c.is_whitespace() || c.is_control());
    let words: Vec<String> = words.filter(|word| !word.is_empty()).map(shown).collect();
    words.join(" ")
}

/// The whole document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// The language of its reader.
    pub locale: Locale,
    /// One line.
    pub title: Text,
    pub sections: Vec<Section>,
}

/// A section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// One line of our own text.
    pub heading: String,
    pub blocks: Vec<Block>,
}

/// A block of a section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A heading above the following blocks.
    Heading(Text),
    /// A paragraph.
    Paragraph(Text),
    /// A bulleted list.
    List(Vec<Text>),
    /// Names and values.
    Facts(Vec<(String, Text)>),
    /// A table.
    Table {
        kind: TableKind,
        columns: Vec<String>,
        /// One text per column.
        rows: Vec<Vec<Text>>,
    },
    /// Preformatted text, to the letter.
    Code(Text),
    /// JSON to be indented, with its letters decoded.
    Json(Text),
    /// The steps of a probe over time.
    Waterfall {
        /// What its columns are: step, when, how long, what was found.
        columns: [String; 4],
        /// The total duration.
        took_us: u64,
        bars: Vec<Bar>,
    },
}

/// What a table is about, which decides how wide its columns are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::IntoStaticStr)]
#[strum(serialize_all = "lowercase", const_into_str)]
pub enum TableKind {
    Merchants,
    Codes,
    Endpoints,
    Facts,
    Timeline,
    Headers,
}

/// A step of a probe.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bar {
    pub title: Text,
    /// When it began, counted from the start of the probe.
    pub started_us: u64,
    /// How long it took.
    pub took_us: u64,
    /// The same in words.
    pub took: String,
    /// In words, if it failed.
    pub failed: Option<String>,
    /// What was found.
    pub text: Text,
}

impl Document {
    /// In which direction its language is written, as HTML names it.
    pub const fn direction(&self) -> &'static str {
        match self.locale.language {
            Language::En => "ltr",
            Language::Ar => "rtl",
        }
    }
}
