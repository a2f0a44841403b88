//! The language of the system.

use std::env;

use crate::locale::Language;

/// The language that the environment names.
pub fn of_system() -> Language {
    Language::of_system(|name| env::var(name).ok())
}
