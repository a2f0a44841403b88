//! How a failure is told to a person: what happened, what it means, what to do. Every error type of this
//! crate can turn itself into a [`Problem`]; the window, the tray, the terminal and `doctor` print the same
//! three sentences. This file holds no error of its own.

use std::fmt;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A failure in three sentences: what happened, what it means, what to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Problem {
    /// What happened.
    pub what: String,
    /// What it means for the person.
    pub meaning: String,
    /// What to do about it.
    pub remedy: String,
    /// The field of what was entered that it is about, by its name in the settings; none where it is about no single
    /// one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub field: Option<String>,
}

impl Problem {
    /// Puts the three sentences together.
    pub fn new(
        what: impl Into<String>,
        meaning: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Self {
            what: what.into(),
            meaning: meaning.into(),
            remedy: remedy.into(),
            field: None,
        }
    }

    /// The same, about that field of what was entered.
    #[must_use]
    pub fn about(mut self, field: impl Into<String>) -> Self {
        self.field = Some(field.into());
        self
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(field) = &self.field {
            write!(f, "{field}: ")?;
        }
        write!(f, "{} {} {}", self.what, self.meaning, self.remedy)
    }
}

impl std::error::Error for Problem {}
