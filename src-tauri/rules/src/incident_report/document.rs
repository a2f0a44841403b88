//! The document that evidence is, before it is written in a format. Values only: every text in it has been redacted
//! and none is escaped, which is each format's own.

use crate::model::visible::is_hidden;

/// A text of the document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// The words.
    pub words: String,
    /// Whether it came over the network as a whole, and is shown apart from our own words.
    pub is_data: bool,
}

impl Text {
    /// Words of ours, which may quote others'. Already redacted.
    pub fn prose(words: String) -> Self {
        Self {
            words,
            is_data: false,
        }
    }

    /// What came over the network. Already redacted.
    pub fn data(words: String) -> Self {
        Self {
            words,
            is_data: true,
        }
    }

    /// It on one line, without control characters and what turns the direction of text around (Unicode Standard Annex
    /// #9, section 2).
    pub fn line(&self) -> String {
        let shown = |word: &str| -> String { word.chars().filter(|c| !is_hidden(*c)).collect() };
        let words: Vec<String> = self
            .words
            .split(|c: char| c.is_whitespace() || c.is_control())
            .filter(|word| !word.is_empty())
            .map(shown)
            .collect();
        words.join(" ")
    }

    /// It in its lines, without other control characters.
    pub fn lines(&self) -> String {
        self.words
            .replace("\r\n", "\n")
            .chars()
            .filter(|c| matches!(c, '\n' | '\t') || !is_hidden(*c))
            .collect()
    }
}

/// The whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// One line.
    pub title: Text,
    /// Its parts.
    pub sections: Vec<Section>,
}

/// A part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// One line of ours.
    pub heading: &'static str,
    /// What stands in it.
    pub blocks: Vec<Block>,
}

/// What stands in a part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A line above what follows.
    Heading(Text),
    /// A paragraph.
    Paragraph(Text),
    /// One point a text.
    List(Vec<Text>),
    /// Names and what they are.
    Facts(Vec<(&'static str, Text)>),
    /// A table.
    Table {
        /// Its columns' names.
        columns: &'static [&'static str],
        /// A text a column.
        rows: Vec<Vec<Text>>,
    },
    /// Text in its lines, as it came.
    Code(Text),
    /// The steps of a probe over time.
    Waterfall {
        /// How long all took.
        took_us: u64,
        /// The steps.
        bars: Vec<Bar>,
    },
}

/// A step of a probe.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bar {
    /// What it is.
    pub title: Text,
    /// When it began, since the probe's beginning.
    pub started_us: u64,
    /// How long it took.
    pub took_us: u64,
    /// Whether it failed.
    pub failed: bool,
    /// What was found.
    pub text: Text,
}
