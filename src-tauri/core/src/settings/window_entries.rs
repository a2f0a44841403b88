//! The rows of `[window]` in the table of settings: how it writes times, and how much room its rows have.

use super::{
    assign::required,
    entry::{Entry, SettingKind, TEXT, Type},
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
