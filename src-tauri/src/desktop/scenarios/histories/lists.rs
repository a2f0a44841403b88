//! Searching, and working through incidents.

use missedhook_core::incident::delivery_error::Source;
use serde_json::{Value, json};

use super::{ARABIC, History, act, branch, branches, orders};
use crate::desktop::scenarios::story::Story;

pub const ALL: &[(&str, History)] = &[
    ("arabic", arabic),
    ("dark", dark),
    ("endpoints", endpoints),
    ("fifty", fifty),
    ("four", four),
    ("hosts", hosts),
    ("live", live),
    ("live-acted", live_acted),
    ("mixed", mixed),
    ("mute", mute),
    ("other-views", other_views),
    ("pause", pause),
    ("storm", storm),
    ("test-data", test_data),
    ("three-reports", three_reports),
    ("two", two),
    ("two-codes", two_codes),
    ("undo", undo),
];

/// Three endpoints, each with one report of another code.
fn mixed(story: &mut Story) {
    let world = &story.world;
    world.go_to(3);
    world.report(json!({}));
    world.report(json!({"endpoint": "https://pos.example.com/retm/menu", "code": 0, "message": "Connection refused"}));
    world.report(json!({"endpoint": "https://pos.example.com/retm/orders", "code": 500}));
    for search in [
        "code:503 endpoint:orders",
        "endpoint:orders",
        "since:soon code:0",
        "code:418",
        "menu",
        "endpoint:/retm/menu",
    ] {
        story.search(search);
    }
    story.open();
}

/// A test and a simulated report beside one of RETM's; they are deleted.
fn test_data(story: &mut Story) {
    orders(story, 1);
    story.world.arrive(
        Source::Simulated,
        r#"{"code": 503, "endpoint": "https://pos.example.com/retm/menu", "message": "m"}"#,
    );
    story.world.arrive(
        Source::Test,
        r#"{"code": 503, "endpoint": "https://integration.example/retm/test", "message": "m"}"#,
    );
    story.search("is:real");
    story.open();
    story.window("delete_test_data", json!({}));
}

/// The same path at two hosts, and a test report, which is of neither.
fn hosts(story: &mut Story) {
    let world = &story.world;
    world.go_to(3);
    for host in ["prod.shop.example", "staging.shop.example"] {
        world.report(json!({"endpoint": format!("https://{host}/retm/invoices")}));
    }
    for search in [
        "ho",
        "host:",
        "host:stag",
        "host:staging.shop.example",
        "hots:staging",
    ] {
        story.search(search);
    }
    story.open();
}

/// Of three endpoints one is open, one acknowledged, one resolved.
fn other_views(story: &mut Story) {
    branches(story, 3);
    for (kind, incident) in [("acknowledge", 2), ("resolve", 1)] {
        let act = json!({"action": {"kind": kind}, "incident_ids": [incident]});
        story.world.answer("act", &act).unwrap();
    }
    for search in ["branch-1", "branch", "branch-4"] {
        story.search(search);
    }
    story.open();
}

/// Three endpoints; then fifty more.
fn storm(story: &mut Story) {
    branches(story, 3);
    story.open();
    story.outside(|world| world.report(newcomer(1)));
    story.outside(|world| {
        for number in 2..=50 {
            world.report(newcomer(number));
        }
        world.report(json!({"endpoint": branch(1)}));
    });
}

/// Two endpoints, one of which failed twice.
fn endpoints(story: &mut Story) {
    branches(story, 2);
    story.world.report(json!({"endpoint": branch(1)}));
    story.search(&format!("endpoint:{}", branch(1)));
    story.open();
}

/// The notifications are paused without an end, then for half an hour, then no longer.
fn pause(story: &mut Story) {
    orders(story, 1);
    story.open();
    for pause in ["always", "half_hour", "off"] {
        story.window("pause_alerts", json!({"pause": pause}));
    }
}

/// The theme is changed in the file.
fn dark(story: &mut Story) {
    orders(story, 1);
    story.open();
    story.outside(|world| world.settings.set("window.theme", "dark").unwrap());
}

/// Fifty endpoints, worked off from the latest to the first.
fn fifty(story: &mut Story) {
    branches(story, 50);
    story.open();
    for left in (1..=50).rev() {
        act(
            story,
            if left % 2 == 0 {
                "acknowledge"
            } else {
                "resolve"
            },
            &[left],
        );
    }
}

fn three_reports(story: &mut Story) {
    orders(story, 3);
    story.open();
}

/// Of two endpoints the latest is acknowledged.
fn two(story: &mut Story) {
    branches(story, 2);
    story.open();
    act(story, "acknowledge", &[2]);
}

/// Three of four are resolved together.
fn four(story: &mut Story) {
    branches(story, 4);
    story.open();
    act(story, "resolve", &[4, 3, 2]);
}

/// What was done is taken back, twice.
fn undo(story: &mut Story) {
    two(story);
    story.window("undo", json!({}));
    act(story, "resolve", &[1]);
    story.window("undo", json!({}));
}

/// One incident is muted for eight hours, and unmuted.
fn mute(story: &mut Story) {
    branches(story, 1);
    story.open();
    let mute = json!({"kind": "mute", "minutes": 480});
    story.window("act", json!({"action": mute, "incident_ids": [1]}));
    act(story, "unmute", &[1]);
}

/// An incident with two codes.
fn two_codes(story: &mut Story) {
    orders(story, 2);
    story
        .world
        .report(json!({"code": 0, "message": "Connection refused"}));
    story.open();
}

fn arabic(story: &mut Story) {
    orders(story, 1);
    let endpoint = "https://pos.example.com/retm/customers";
    story
        .world
        .report(json!({"endpoint": endpoint, "message": ARABIC}));
    story.search("تعذر");
    story.ask("evidence", json!({"incident_id": 2}));
    story.open();
}

fn newcomer(number: usize) -> Value {
    json!({"endpoint": format!("https://pos.example.com/retm/new-{number}")})
}

/// Thirty endpoints; another one, then a dozen and one that had failed before.
fn live(story: &mut Story) {
    branches(story, 30);
    story.open();
    story.outside(|world| world.report(newcomer(1)));
    story.outside(|world| {
        for number in 2..14 {
            world.report(newcomer(number));
        }
        world.report(json!({"endpoint": branch(1)}));
    });
}

/// Thirty endpoints; another one fails, and one is acknowledged.
fn live_acted(story: &mut Story) {
    branches(story, 30);
    story.open();
    story.outside(|world| world.report(newcomer(1)));
    act(story, "acknowledge", &[28]);
}
