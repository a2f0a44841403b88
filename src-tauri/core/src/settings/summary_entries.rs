//! The rows of the weekly summary, which `table.rs` includes.

use jiff::civil::Time;

use super::{
    assign::{optional, required},
    entry::{Entry, SWITCH, SettingKind, TEXT, Type},
};
use crate::history::weekly::{day_name, weekday};

pub(super) const WEEKLY: Entry = Entry {
    name: "summary.weekly",
    comment: "Whether a notification sums up the past week. A week without incidents is passed over.",
    title: "Weekly summary",
    help: "One notification about the past week, if anything failed.",
    value: Type::Switch(true, |settings, on| settings.summary.weekly = on),
    get: |settings| settings.summary.weekly.to_string(),
    ..SWITCH
};

pub(super) const DAY: Entry = Entry {
    name: "summary.day",
    comment: "Its day and local time. A computer that was off or asleep then tells it up to two days later.",
    title: "Day of the summary",
    help: "The day of the notification.",
    kind: SettingKind::Choice,
    choices: &[
        "sunday",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
    ],
    value: Type::Text("monday", |settings, text| {
        let words = "must be a day of the week, like \"monday\"";
        required(&mut settings.summary.day, weekday(text), words)
    }),
    get: |settings| day_name(settings.summary.day).to_owned(),
    ..TEXT
};

pub(super) const AT: Entry = Entry {
    name: "summary.at",
    title: "Time of the summary",
    help: "Local time, for example 09:00.",
    value: Type::Text("09:00", |settings, text| {
        let words = "must be a time of day, like \"09:00\"";
        required(&mut settings.summary.at, time(text), words)
    }),
    get: |settings| settings.summary.at.strftime("%H:%M").to_string(),
    ..TEXT
};

pub(super) const WEEK_BEGINS: Entry = Entry {
    name: "summary.week_begins",
    comment: "\"sunday\" or \"monday\". Empty: Sunday where the language is Arabic, else Monday.",
    title: "Week begins on",
    help: "The first day of the week in summaries.",
    kind: SettingKind::Choice,
    choices: &["", "sunday", "monday"],
    value: Type::Text("", |settings, text| {
        let words = "must be empty, \"sunday\" or \"monday\"";
        let field = &mut settings.summary.week_begins;
        optional(field, text, |text| text.parse().ok(), words)
    }),
    empty_means: Some("as the language has it"),
    get: |settings| {
        let begins = settings.summary.week_begins;
        begins.map_or_else(String::new, |begins| begins.into_str().to_owned())
    },
    ..TEXT
};

fn time(text: &str) -> Option<Time> {
    let (hour, minute) = text.split_once(':')?;
    Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok()
}
