//! The settings.

use std::{fs, time::Duration};

use missedhook::cli::doctor::MachineCheck;
use serde_json::{Value, json};

use super::{History, orders};
use crate::desktop::scenarios::{story::Story, world::World};

pub const ALL: &[(&str, History)] = &[
    ("diagnostics", diagnostics),
    ("alert-rules", alert_rules),
    ("cut-off-old-key", cut_off_old_key),
    ("relay-routes", relay_routes),
    ("replace-key", replace_key),
    ("settings", settings),
    ("settings-changed", settings_changed),
    ("settings-default", settings_default),
    ("settings-problem", settings_problem),
    ("settings-quiet", settings_quiet),
    ("settings-switches", settings_switches),
    ("targets", targets),
];

fn set(story: &mut Story, name: &str, value: &str) {
    story.window("set_setting", json!({"name": name, "value": value}));
}

/// A value is rejected, and one is set.
fn settings(story: &mut Story) {
    orders(story, 1);
    story.ask("relay", json!({}));
    story.ask("targets", json!({}));
    story.open();
    let refused = json!({"name": "retention.keep_days", "value": "a month"});
    story.refused("set_setting", refused);
    set(story, "retention.keep_days", "30");
}

/// A test notification, a rule that is rejected, one that is added, and its removal.
fn alert_rules(story: &mut Story) {
    orders(story, 1);
    story.open();
    let shown = json!({"server": "dunst 1.9.0", "do_not_disturb": false});
    story.answered("test_notification", &json!({}), Ok(shown));
    let rule = |pattern: &str| json!({"match": pattern, "notify": false, "sound": true, "urgency": "usual"});
    story.refused("save_alert_rules", json!({"rules": [rule("*")]}));
    story.window(
        "save_alert_rules",
        json!({"rules": [rule("staging.example.com")]}),
    );
    story.window("save_alert_rules", json!({"rules": []}));
}

/// A route of the relay that is rejected, two that are added, one that is changed, their order, and their removal.
fn relay_routes(story: &mut Story) {
    orders(story, 1);
    story.ask("relay", json!({}));
    story.open();
    let route = |path: &str, mode: &str| json!({"path": path, "mode": mode});
    let routes = |routes: &[Value]| json!({"routes": routes});
    let orders = route("/retm/orders*", "catch");
    let rewards = route("/retm/rewards/*", "through");
    story.refused(
        "save_relay_routes",
        routes(&[route("retm/orders", "catch")]),
    );
    for saved in [
        vec![orders.clone()],
        vec![orders, rewards.clone()],
        vec![route("/retm/orders*", "keep"), rewards.clone()],
        vec![rewards.clone(), route("/retm/orders*", "keep")],
    ] {
        story.window("save_relay_routes", routes(&saved));
    }
    story.refused(
        "save_relay_routes",
        routes(&[route("retm", "through"), route("/retm/orders*", "keep")]),
    );
    story.window("save_relay_routes", routes(&[rewards]));
}

/// A target that is rejected, one that is added, tested and seen, one that can't be reached, a change and a removal.
fn targets(story: &mut Story) {
    orders(story, 1);
    story.ask("targets", json!({}));
    story.open();
    let form = |name: &str, kind: &str, values: Value| {
        json!({
            "name": name, "kind": kind, "values": values,
            "only": "", "project": "", "hours": "", "quiet_hours": "", "in_keyring": false,
        })
    };
    let added = |form: Value| json!({"before": null, "form": form});
    let slack = form("team", "slack", json!({"url": "slack.com"}));
    story.refused("save_target", added(slack));
    let command = form("script", "command", json!({"command": "true\n--quiet"}));
    story.window("save_target", added(command.clone()));
    story.window("test_target", json!({"name": "script"}));
    story.window(
        "answer_target_test",
        json!({"name": "script", "appeared": true}),
    );
    let missing = form("lamp", "command", json!({"command": "/nowhere/lamp"}));
    story.window("save_target", added(missing));
    story.refused("test_target", json!({"name": "lamp"}));
    let mut changed = command;
    changed["name"] = json!("night shift");
    changed["hours"] = json!("sun-thu 09:00-18:00");
    changed["only"] = json!("code:5xx");
    story.window("save_target", json!({"before": "script", "form": changed}));
    story.window("remove_target", json!({"name": "lamp"}));
}

/// A setting is changed and reset to its default.
fn settings_default(story: &mut Story) {
    orders(story, 1);
    story.open();
    set(story, "probe.every_s", "120");
    set(story, "probe.every_s", "");
}

/// Quiet hours are switched on, without days, and then end earlier.
fn settings_quiet(story: &mut Story) {
    orders(story, 1);
    story.open();
    set(story, "alerts.quiet_hours", "22:00-07:00");
    set(story, "alerts.quiet_hours", "sat-thu 22:00-07:00");
    set(story, "alerts.quiet_hours", "sat-thu 22:00-06:30");
}

fn settings_switches(story: &mut Story) {
    orders(story, 1);
    story.open();
    set(story, "alerts.respect_do_not_disturb", "false");
    set(story, "window.theme", "dark");
}

/// A setting is changed in the file.
fn settings_changed(story: &mut Story) {
    orders(story, 1);
    story.open();
    story.outside(|world| world.settings.set("retention.keep_days", "12").unwrap());
}

/// The file gets a value that is not a valid time.
fn settings_problem(story: &mut Story) {
    orders(story, 1);
    story.open();
    story.outside(|world: &mut World| {
        let file = world.folder.path().join("data/settings.toml");
        let text = fs::read_to_string(&file).unwrap();
        fs::write(&file, format!("{text}\n[alerts]\nquiet_hours = \"22-7\"\n")).unwrap();
        // A file that was just written is checked again.
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
    story.window("replace_key", json!({"keep_old_hours": 168}));
    story.window("copy_receiver_url", json!({}));
}

fn cut_off_old_key(story: &mut Story) {
    orders(story, 1);
    story.open();
    story.window("replace_key", json!({"keep_old_hours": null}));
}

/// The diagnostics and the log folder, which belong to this machine.
pub fn answer_diagnostics(story: &mut Story) {
    let text = "Missedhook diagnostics\n\n## Versions\nmissedhook: 0.1.0\n";
    story.answered("diagnostics", &json!({}), Ok(json!(text)));
    let checks = [
        check("data directory", "/home/amal/.local/share/missedhook", None),
        check(
            "notifications",
            "No notification server answers on this desktop. Reports are kept, but nothing pops up.",
            Some("Start a notification server (most desktops have one; dunst or mako do alone)."),
        ),
    ];
    story.answered("check_machine", &json!({}), Ok(json!(checks)));
    story.answered("open_logs", &json!({}), Ok(Value::Null));
}

fn check(name: &str, found: &str, remedy: Option<&str>) -> MachineCheck {
    MachineCheck {
        name: name.to_owned(),
        ok: remedy.is_none(),
        found: found.to_owned(),
        remedy: remedy.map(str::to_owned),
    }
}

fn diagnostics(story: &mut Story) {
    story.open();
    answer_diagnostics(story);
}
