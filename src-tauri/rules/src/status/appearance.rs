//! How the window looks and writes times.

use jiff::tz::TimeZone;
use serde::Serialize;
use strum::{EnumString, IntoStaticStr, VariantArray};
use ts_rs::TS;

/// How the window is coloured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[derive(Serialize, TS, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "lowercase", const_into_str)]
#[serde(rename_all = "lowercase")]
pub enum Theme {
    /// As the desktop is.
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// In which time zone the window writes times.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[derive(Serialize, TS, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "lowercase", const_into_str)]
#[serde(rename_all = "lowercase")]
pub enum WindowZone {
    /// The computer's own.
    Local,
    /// UTC.
    Utc,
}

impl WindowZone {
    pub fn time_zone(self) -> TimeZone {
        match self {
            Self::Local => TimeZone::system(),
            Self::Utc => TimeZone::UTC,
        }
    }
}

/// How the window writes hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[derive(Serialize, TS, EnumString, IntoStaticStr, VariantArray)]
#[strum(const_into_str)]
pub enum HourFormat {
    /// 21:14.
    #[strum(serialize = "24h")]
    #[serde(rename = "24h")]
    Hours24,
    /// 9:14 pm.
    #[strum(serialize = "12h")]
    #[serde(rename = "12h")]
    Hours12,
    /// As is usual in the system's language.
    #[strum(serialize = "system")]
    #[serde(rename = "system")]
    System,
}

/// How much room a row of a list has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[derive(Serialize, TS, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "lowercase", const_into_str)]
#[serde(rename_all = "lowercase")]
pub enum Density {
    /// As much as it needs.
    Compact,
    /// More.
    Comfortable,
}

/// How the window looks, beside its theme.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Appearance {
    pub time_zone: WindowZone,
    pub hours: HourFormat,
    pub density: Density,
}

impl Default for Appearance {
    fn default() -> Self {
        Self {
            time_zone: WindowZone::Local,
            hours: HourFormat::Hours24,
            density: Density::Compact,
        }
    }
}
