//! The settings for the window: the table with the values in force. Values only.

use serde::Serialize;
use ts_rs::TS;

pub use super::entry::SettingKind;
use super::{
    Settings,
    entry::Entry,
    table::{SETTINGS, TABLES},
};
use crate::{
    alert::{self, AlertRule, NotificationPreview},
    model::problem::Problem,
};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Setting {
    /// Its name in `settings.toml`: `alerts.quiet_hours`.
    pub name: String,
    /// The heading above it.
    pub group: String,
    /// Its title in the window.
    pub title: String,
    /// What it does, in a sentence or two.
    pub help: String,
    /// How it is entered.
    pub kind: SettingKind,
    /// The possible values; empty unless it is a choice.
    pub choices: Vec<String>,
    /// The value in force, as text: a switch is `true` or `false`.
    pub value: String,
    /// The default value.
    pub default: String,
    /// The minimum of a number; none if it is not a number.
    pub least: Option<u32>,
    /// The maximum of a number; none if there is no limit.
    pub most: Option<u32>,
    /// The unit of a number: `days`.
    pub unit: Option<String>,
    /// What an empty or zero value means; none if it has no special meaning.
    pub empty_means: Option<String>,
}

/// All settings, for the window.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct SettingsView {
    /// The path of the file.
    pub file: String,
    /// Every setting, in the order of the file.
    pub settings: Vec<Setting>,
    /// What is wrong with the file; the last good settings are in force then.
    pub problem: Option<Problem>,
    /// What alerts do, one sentence per rule.
    pub alert_policy: Vec<String>,
    /// Rules for the notifications of some endpoints; the first that matches an endpoint decides.
    pub alert_rules: Vec<AlertRule>,
    /// What notifications look like.
    pub previews: Vec<NotificationPreview>,
}

/// How that setting is entered; `None` if there is no such setting.
pub(super) fn kind_of(name: &str) -> Option<SettingKind> {
    let mut shown = SETTINGS.iter().filter(|entry| entry.is_shown());
    shown
        .find(|entry| entry.name == name)
        .map(|entry| entry.kind)
}

/// The heading above it.
fn group(entry: &Entry) -> &'static str {
    let mut tables = TABLES.iter();
    tables
        .find(|(table, _)| *table == entry.place().0)
        .map_or("", |(_, group)| group)
}

pub fn view(settings: &Settings, file: String, problem: Option<Problem>) -> SettingsView {
    let setting = |entry: &Entry| Setting {
        name: entry.name.to_owned(),
        group: group(entry).to_owned(),
        title: entry.title.to_owned(),
        help: entry.help.to_owned(),
        kind: entry.kind,
        choices: entry
            .choices
            .iter()
            .map(|&choice| choice.to_owned())
            .collect(),
        value: (entry.get)(settings),
        default: entry.default(),
        least: entry.limits().map(|(least, _)| least),
        most: entry
            .limits()
            .map(|(_, most)| most)
            .filter(|most| *most < u32::MAX),
        unit: entry.unit.map(str::to_owned),
        empty_means: entry.empty_means.map(str::to_owned),
    };
    SettingsView {
        file,
        settings: SETTINGS
            .iter()
            .filter(|entry| entry.is_shown())
            .map(setting)
            .collect(),
        problem: problem.map(|problem| problem.in_language(settings.locale())),
        alert_policy: alert::policy_in_words(settings.locale()),
        alert_rules: settings.alert_rules.clone(),
        previews: alert::previews(settings.locale()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_help_is_at_most_twelve_words_long() {
        for entry in &SETTINGS {
            let words = entry.help.split_whitespace().count();
            assert!(words <= 12, "{}: {words} words: {}", entry.name, entry.help);
        }
    }
}
