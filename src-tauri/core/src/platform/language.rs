//! The system's language.

use std::env;

use crate::locale::Language;

/// The language set in the environment.
pub fn of_system() -> Language {
    Language::of_system(|name| env::var(name).ok())
}
