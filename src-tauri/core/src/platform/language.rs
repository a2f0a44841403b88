//! The system's language.

use crate::locale::Language;

/// The language set in the environment.
#[cfg(target_os = "linux")]
pub fn of_system() -> Language {
    Language::of_system(|name| std::env::var(name).ok())
}

/// The first language that the program speaks of those that the user prefers. macOS and Windows do not put it into the
/// environment of a program that is started from the desktop.
#[cfg(not(target_os = "linux"))]
pub fn of_system() -> Language {
    Language::preferred(sys_locale::get_locales())
}
