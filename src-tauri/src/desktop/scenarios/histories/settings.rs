//! The settings.

use std::{fs, time::Duration};

use serde_json::{Value, json};

use super::{History, orders};
use crate::desktop::scenarios::{story::Story, world::World};

pub const ALL: &[(&str, History)] = &[
    ("diagnostics", diagnostics),
    ("keep-old-key", keep_old_key),
    ("replace-key", replace_key),
    ("settings", settings),
    ("settings-changed", settings_changed),
    ("settings-default", settings_default),
    ("settings-problem", settings_problem),
    ("settings-switches", settings_switches),
];

fn set(story: &mut Story, name: &str, value: &str) {
    story.window("set_setting", json!({"name": name, "value": value}));
}

/// Two are set, and a value is refused.
fn settings(story: &mut Story) {
    orders(story, 1);
    story.open();
    let refused = json!({"name": "retention.keep_days", "value": "a month"});
    story.refused("set_setting", refused);
    set(story, "alerts.quiet_hours", "22:00-07:00");
    set(story, "retention.keep_days", "30");
}

/// One is set, and is the default again.
fn settings_default(story: &mut Story) {
    orders(story, 1);
    story.open();
    set(story, "probe.every_s", "120");
    set(story, "probe.every_s", "");
}

fn settings_switches(story: &mut Story) {
    orders(story, 1);
    story.open();
    set(story, "alerts.respect_do_not_disturb", "false");
    set(story, "window.theme", "dark");
}

/// One is changed in the file.
fn settings_changed(story: &mut Story) {
    orders(story, 1);
    story.open();
    story.outside(|world| world.settings.set("retention.keep_days", "12").unwrap());
}

/// What is written into the file is no time.
fn settings_problem(story: &mut Story) {
    orders(story, 1);
    story.open();
    story.outside(|world: &mut World| {
        let file = world.folder.path().join("data/settings.toml");
        let text = fs::read_to_string(&file).unwrap();
        fs::write(&file, format!("{text}\n[alerts]\nquiet_hours = \"22-7\"\n")).unwrap();
        // A file that was written just now is looked at again.
        for _ in 0..500 {
            world.settings.look();
            if world.settings.problem().is_some() {
                return;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        panic!("nothing is wrong with the file");
    });
}

fn replace_key(story: &mut Story) {
    orders(story, 1);
    story.open();
    story.window("replace_key", json!({"keep_old_hours": null}));
    story.window("copy_receiver_url", json!({}));
}

fn keep_old_key(story: &mut Story) {
    orders(story, 1);
    story.open();
    story.window("replace_key", json!({"keep_old_hours": 24}));
}

/// The diagnostics and the folder of the logs, which are this machine's.
pub fn answer_diagnostics(story: &mut Story) {
    let text = "Missedhook diagnostics\n\n## Versions\nmissedhook: 0.1.0\n";
    story.answered("diagnostics", &json!({}), Ok(json!(text)));
    story.answered("open_logs", &json!({}), Ok(Value::Null));
}

fn diagnostics(story: &mut Story) {
    story.open();
    answer_diagnostics(story);
}
