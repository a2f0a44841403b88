//! The settings as the window shows them: the table with the values in force. Values only.

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

/// A setting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Setting {
    /// Its name in `settings.toml`: `alerts.quiet_hours`.
    pub name: String,
    /// The heading it stands under.
    pub group: String,
    /// What it is called.
    pub title: String,
    /// What it does, in a sentence or two.
    pub help: String,
    /// How it is entered.
    pub kind: SettingKind,
    /// What can be chosen; empty unless it is a choice.
    pub choices: Vec<String>,
    /// The value in force, as text: a switch is `true` or `false`.
    pub value: String,
    /// The value where none is set.
    pub default: String,
    /// The least that a number may be; none for what is no number.
    pub least: Option<u32>,
    /// The most that a number may be; none where there is no limit.
    pub most: Option<u32>,
    /// What a number counts: `days`.
    pub unit: Option<String>,
    /// What an empty or a zero value means; none where it has no meaning of its own.
    pub empty_means: Option<String>,
}

/// All settings, as the window shows them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct SettingsView {
    /// Where the file is.
    pub file: String,
    /// Every setting, in the order of the file.
    pub settings: Vec<Setting>,
    /// What is wrong with the file; the last good settings are in force then.
    pub problem: Option<Problem>,
    /// What alerts do, one sentence a rule.
    pub alert_policy: Vec<String>,
    /// What is done about the notifications of some endpoints, the first that names one decides.
    pub alert_rules: Vec<AlertRule>,
    /// What notifications look like.
    pub previews: Vec<NotificationPreview>,
}

/// How that setting is entered; none where there is no such setting.
pub(super) fn kind_of(name: &str) -> Option<SettingKind> {
    let mut shown = SETTINGS.iter().filter(|entry| entry.is_shown());
    shown
        .find(|entry| entry.name == name)
        .map(|entry| entry.kind)
}

/// The heading it stands under.
fn group(entry: &Entry) -> &'static str {
    let mut tables = TABLES.iter();
    tables
        .find(|(table, _)| *table == entry.place().0)
        .map_or("", |(_, group)| group)
}

/// All settings with their values.
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
        problem,
        alert_policy: alert::POLICY.iter().map(|&rule| rule.to_owned()).collect(),
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
