//! The incident report as a document, before it is rendered in a format. Values only. Every text is redacted and none
//! is escaped, because each format escapes differently.

use crate::model::visible::is_hidden;

/// A text of the document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    pub words: String,
    /// Whether all of it came over the network. Such text is set apart from our own.
    pub is_data: bool,
}

impl Text {
    /// Our own text, which may quote text from the network. Already redacted.
    pub fn prose(words: String) -> Self {
        Self {
            words,
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

    /// The text on one line, without control characters and without characters that change the text direction (Unicode
    /// Standard Annex #9, section 2).
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

    /// The text in its lines, without other control characters.
    pub fn lines(&self) -> String {
        self.words
            .replace("\r\n", "\n")
            .chars()
            .filter(|c| matches!(c, '\n' | '\t') || !is_hidden(*c))
            .collect()
    }
}

/// The whole document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// One line.
    pub title: Text,
    pub sections: Vec<Section>,
}

/// A section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// One line of our own text.
    pub heading: &'static str,
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
    Facts(Vec<(&'static str, Text)>),
    /// A table.
    Table {
        columns: &'static [&'static str],
        /// One text per column.
        rows: Vec<Vec<Text>>,
    },
    /// Preformatted text.
    Code(Text),
    /// The steps of a probe over time.
    Waterfall {
        /// The total duration.
        took_us: u64,
        bars: Vec<Bar>,
    },
}

/// A step of a probe.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bar {
    pub title: Text,
    /// When it began, counted from the start of the probe.
    pub started_us: u64,
    /// How long it took.
    pub took_us: u64,
    /// Whether it failed.
    pub failed: bool,
    /// What was found.
    pub text: Text,
}
