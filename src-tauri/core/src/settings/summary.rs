//! The settings of the weekly summary as values.

use jiff::civil::{Time, Weekday};

use crate::{
    history::weekly::{Schedule, WeekBegins},
    locale::{Language, Locale},
};

/// Whether and when the summary of a week is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SummarySettings {
    /// Whether it is told.
    pub weekly: bool,
    /// The day of the notification.
    pub day: Weekday,
    /// Its local time.
    pub at: Time,
    /// The first day of the week; `None`: as the language has it.
    pub week_begins: Option<WeekBegins>,
}

impl Default for SummarySettings {
    fn default() -> Self {
        Self {
            weekly: true,
            day: Weekday::Monday,
            at: Time::constant(9, 0, 0, 0),
            week_begins: None,
        }
    }
}

impl SummarySettings {
    /// The first day of the week. Unless it is set, that is Sunday in Arabic, as in Saudi Arabia.
    pub fn week_begins(&self, locale: Locale) -> WeekBegins {
        self.week_begins.unwrap_or(match locale.language {
            Language::Ar => WeekBegins::Sunday,
            Language::En => WeekBegins::Monday,
        })
    }

    /// When it is told.
    pub fn schedule(&self, locale: Locale) -> Schedule {
        Schedule {
            day: self.day,
            at: self.at,
            begins: self.week_begins(locale),
        }
    }
}
