//! A failure as the user sees it: what happened, what it means, what to do. Every error type of this crate converts
//! into a [`Problem`]. The window, the tray, the terminal and `doctor` print the same three sentences. This file
//! defines no error of its own.

use std::fmt;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::translate::translate;
use crate::locale::Locale;

/// A failure in three sentences: what happened, what it means, what to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Problem {
    /// What happened.
    pub what: String,
    /// What it means for the user.
    pub meaning: String,
    /// What to do about it.
    pub remedy: String,
    /// The input field with the problem, by its name in the settings. `None` if it is not about a single field.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub field: Option<String>,
}

impl Problem {
    /// Builds a problem from its three sentences.
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

    /// The same problem in that language.
    #[must_use]
    pub fn in_language(self, locale: Locale) -> Self {
        let said = |text: &str| translate(locale, text);
        Self {
            what: said(&self.what),
            meaning: said(&self.meaning),
            remedy: said(&self.remedy),
            field: self.field,
        }
    }

    /// The same problem, about this input field.
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
