//! The user's language, and how numbers and dates are written in it. Digits and calendar are always explicit: no locale
//! default of a browser or library is used.

mod files;
mod sentence;

pub(crate) use files::ENGLISH_SENTENCES;
pub use sentence::Sentence;

use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};
use ts_rs::TS;

/// The language as it is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[derive(EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "lowercase", const_into_str)]
pub enum LanguageSetting {
    /// The system's.
    System,
    /// English.
    En,
    /// Arabic.
    Ar,
}

/// A language that the program speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[derive(Serialize, Deserialize, TS, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "lowercase", const_into_str)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// English.
    #[default]
    En,
    /// Arabic.
    Ar,
}

/// The digits of counts, times and dates. Codes, ports and addresses keep theirs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[derive(Serialize, TS, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "lowercase", const_into_str)]
#[serde(rename_all = "lowercase")]
pub enum Digits {
    /// 0123456789
    #[default]
    Latin,
    /// ٠١٢٣٤٥٦٧٨٩
    Arabic,
}

/// The calendar of dates.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[derive(Serialize, TS, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "kebab-case", const_into_str)]
#[serde(rename_all = "kebab-case")]
pub enum Calendar {
    /// The Gregorian alone.
    #[default]
    Gregorian,
    /// That of Umm al-Qura beside it.
    UmmAlQura,
}

/// The language and number format of everything the user sees.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, TS)]
pub struct Locale {
    /// The language, with `system` resolved.
    pub language: Language,
    /// The digits.
    pub digits: Digits,
    /// The calendar.
    pub calendar: Calendar,
}

impl Language {
    /// The language of a system with these environment variables, as gettext finds it: the first of `LC_ALL`,
    /// `LC_MESSAGES` and `LANG` that is set names the locale; `LANGUAGE` lists languages by preference, and does not
    /// count where the locale is `C`. English where that names none that the program speaks.
    pub fn of_system(variable: impl Fn(&str) -> Option<String>) -> Self {
        let set = |name| variable(name).filter(|value| !value.is_empty());
        let Some(locale) = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(set) else {
            return Self::En;
        };
        if matches!(Self::tag(&locale), "C" | "POSIX") {
            return Self::En;
        }
        let preferred = set("LANGUAGE").unwrap_or_default();
        let mut names = preferred.split(':').chain([&*locale]);
        names
            .find_map(|name| Self::tag(name).to_ascii_lowercase().parse().ok())
            .unwrap_or_default()
    }

    /// The first of these that the program speaks, as macOS and Windows list what a user prefers: `ar-SA`, `en-GB`.
    /// English where there is none.
    pub fn preferred(tags: impl IntoIterator<Item = String>) -> Self {
        let mut tags = tags.into_iter();
        tags.find_map(|tag| Self::tag(&tag).to_ascii_lowercase().parse().ok())
            .unwrap_or_default()
    }

    /// The language of `ar_SA.UTF-8@latin`.
    fn tag(locale: &str) -> &str {
        locale.split(['_', '-', '.', '@']).next().unwrap_or(locale)
    }
}

impl Locale {
    /// The same digits and calendar in another language.
    #[must_use]
    pub const fn speaking(self, language: Language) -> Self {
        Self { language, ..self }
    }
}

impl LanguageSetting {
    /// The language to speak, on a system of that language.
    pub fn resolve(self, system: impl FnOnce() -> Language) -> Language {
        match self {
            Self::System => system(),
            Self::En => Language::En,
            Self::Ar => Language::Ar,
        }
    }
}

/// Whether a text says something in Arabic.
pub(crate) fn is_arabic(text: &str) -> bool {
    text.chars()
        .any(|letter| ('\u{600}'..='\u{6ff}').contains(&letter))
}

#[cfg(test)]
#[path = "tests.rs"]
mod messages_tests;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_system_s_language_is_found_as_gettext_finds_it() {
        for (variables, language) in [
            (&[][..], Language::En),
            (&[("LANG", "ar_SA.UTF-8")], Language::Ar),
            (&[("LANG", "ar")], Language::Ar),
            (&[("LANG", "AR-eg")], Language::Ar),
            (&[("LANG", "en_US.UTF-8")], Language::En),
            (&[("LANG", "fa_IR")], Language::En),
            (&[("LANG", "arn_CL")], Language::En),
            (&[("LANG", "en_US"), ("LC_MESSAGES", "ar_SA")], Language::Ar),
            (&[("LANG", "ar_SA"), ("LC_MESSAGES", "en_GB")], Language::En),
            (&[("LANG", "en_US"), ("LC_ALL", "ar_SA")], Language::Ar),
            (&[("LANG", "ar_SA"), ("LC_ALL", "C")], Language::En),
            (&[("LANG", "ar_SA"), ("LC_ALL", "")], Language::Ar),
            (&[("LANG", "en_US"), ("LANGUAGE", "fr:ar:en")], Language::Ar),
            (&[("LANG", "ar_SA"), ("LANGUAGE", "en_GB:ar")], Language::En),
            (&[("LANG", "ar_SA"), ("LANGUAGE", "")], Language::Ar),
            (&[("LANG", "C.UTF-8"), ("LANGUAGE", "ar")], Language::En),
            (&[("LANGUAGE", "ar")], Language::En),
        ] {
            let variable = |name: &str| {
                let found = variables.iter().find(|(variable, _)| *variable == name);
                found.map(|(_, value)| (*value).to_owned())
            };
            assert_eq!(Language::of_system(variable), language, "{variables:?}");
        }
    }

    #[test]
    fn the_first_language_that_is_spoken_is_taken_of_a_list() {
        for (tags, language) in [
            (&[][..], Language::En),
            (&["ar-SA"], Language::Ar),
            (&["ar"], Language::Ar),
            (&["AR_EG", "en-US"], Language::Ar),
            (&["fr-FR", "ar-SA", "en-GB"], Language::Ar),
            (&["en-GB", "ar-SA"], Language::En),
            (&["zh-Hans-CN"], Language::En),
        ] {
            let preferred = tags.iter().map(|tag| (*tag).to_owned());
            assert_eq!(Language::preferred(preferred), language, "{tags:?}");
        }
    }

    #[test]
    fn a_language_that_is_set_does_not_ask_the_system() {
        assert_eq!(
            LanguageSetting::Ar.resolve(|| panic!("asked")),
            Language::Ar
        );
        assert_eq!(
            LanguageSetting::En.resolve(|| panic!("asked")),
            Language::En
        );
        assert_eq!(
            LanguageSetting::System.resolve(|| Language::Ar),
            Language::Ar
        );
    }
}
