//! The rows of the window's look and language, which `table.rs` includes.

use super::{
    assign::required,
    entry::{Entry, SettingKind, TEXT, Type},
};

pub(super) const THEME: Entry = Entry {
    name: "window.theme",
    comment: "\"system\", \"light\" or \"dark\".",
    title: "Theme",
    help: "Light, dark, or as the system.",
    kind: SettingKind::Choice,
    choices: &["system", "light", "dark"],
    value: Type::Text("system", |settings, text| {
        let words = "must be \"system\", \"light\" or \"dark\"";
        required(&mut settings.theme, text.parse().ok(), words)
    }),
    get: |settings| settings.theme.into_str().to_owned(),
    ..TEXT
};

pub(super) const LANGUAGE: Entry = Entry {
    name: "window.language",
    comment: "\"system\", \"en\" or \"ar\". The window, the tray and notifications speak it; the command line speaks English.",
    title: "Language",
    help: "English, Arabic, or as the system. Notifications follow it too.",
    kind: SettingKind::Choice,
    choices: &["system", "en", "ar"],
    value: Type::Text("system", |settings, text| {
        let words = "must be \"system\", \"en\" or \"ar\"";
        required(&mut settings.language, text.parse().ok(), words)
    }),
    get: |settings| settings.language.into_str().to_owned(),
    ..TEXT
};

pub(super) const DIGITS: Entry = Entry {
    name: "window.digits",
    comment: "In Arabic: \"latin\" (123) or \"arabic\" (١٢٣). Codes, ports and addresses stay as they are.",
    title: "Digits",
    help: "In Arabic: 123 or ١٢٣. Codes and addresses stay as they are.",
    kind: SettingKind::Choice,
    choices: &["latin", "arabic"],
    value: Type::Text("latin", |settings, text| {
        let words = "must be \"latin\" or \"arabic\"";
        required(&mut settings.digits, text.parse().ok(), words)
    }),
    get: |settings| settings.digits.into_str().to_owned(),
    ..TEXT
};

pub(super) const CALENDAR: Entry = Entry {
    name: "window.calendar",
    comment: "\"gregorian\", or \"umm-al-qura\": the Hijri date as well, in details and documents.",
    title: "Calendar",
    help: "Gregorian, or with the Umm al-Qura date beside it in details.",
    kind: SettingKind::Choice,
    choices: &["gregorian", "umm-al-qura"],
    value: Type::Text("gregorian", |settings, text| {
        let words = "must be \"gregorian\" or \"umm-al-qura\"";
        required(&mut settings.calendar, text.parse().ok(), words)
    }),
    get: |settings| settings.calendar.into_str().to_owned(),
    ..TEXT
};

pub(super) const TIME_ZONE: Entry = Entry {
    name: "window.time_zone",
    comment: "Times in the window: \"local\" or \"utc\". Copies and evidence name their zone either way.",
    title: "Times",
    help: "Local time or UTC. Tooltips give the other one.",
    kind: SettingKind::Choice,
    choices: &["local", "utc"],
    value: Type::Text("local", |settings, text| {
        required(
            &mut settings.appearance.time_zone,
            text.parse().ok(),
            "must be \"local\" or \"utc\"",
        )
    }),
    get: |settings| settings.appearance.time_zone.into_str().to_owned(),
    ..TEXT
};

pub(super) const HOURS: Entry = Entry {
    name: "window.hours",
    comment: "\"24h\", \"12h\" or \"system\".",
    title: "Hours",
    help: "24-hour or 12-hour clock, or as the system's language has it.",
    kind: SettingKind::Choice,
    choices: &["24h", "12h", "system"],
    value: Type::Text("24h", |settings, text| {
        required(
            &mut settings.appearance.hours,
            text.parse().ok(),
            "must be \"24h\", \"12h\" or \"system\"",
        )
    }),
    get: |settings| settings.appearance.hours.into_str().to_owned(),
    ..TEXT
};

pub(super) const DENSITY: Entry = Entry {
    name: "window.density",
    comment: "\"compact\" or \"comfortable\".",
    title: "Density",
    help: "How much room the rows of lists have.",
    kind: SettingKind::Choice,
    choices: &["compact", "comfortable"],
    value: Type::Text("compact", |settings, text| {
        required(
            &mut settings.appearance.density,
            text.parse().ok(),
            "must be \"compact\" or \"comfortable\"",
        )
    }),
    get: |settings| settings.appearance.density.into_str().to_owned(),
    ..TEXT
};
