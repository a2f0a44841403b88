//! Searching, and working through incidents.

use missedhook_core::incident::delivery_error::Source;
use serde_json::{Value, json};

use super::{ARABIC, History, act, branch, branches, orders};
use crate::desktop::scenarios::story::Story;

pub const ALL: &[(&str, History)] = &[
    ("arabic", arabic),
    ("dark", dark),
    ("endpoints", endpoints),
    ("endpoint", endpoint),
    ("fifty", fifty),
    ("four", four),
    ("groups", groups),
    ("hosts", hosts),
    ("live", live),
    ("live-acted", live_acted),
    ("mixed", mixed),
    ("mute", mute),
    ("one-pattern", one_pattern),
    ("other-views", other_views),
    ("pause", pause),
    ("search-rule", search_rule),
    ("storm", storm),
    ("test-data", test_data),
    ("three-reports", three_reports),
    ("two", two),
    ("two-codes", two_codes),
    ("undo", undo),
    ("until-change", until_change),
];

/// Three endpoints, each with one report and a different code.
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

/// Endpoints that differ only in an ID: one incident that contains them all.
fn one_pattern(story: &mut Story) {
    let world = &story.world;
    world.go_to(3);
    for id in [1041, 1042, 1043, 1042] {
        world.report(json!({"endpoint": format!("https://pos.example.com/retm/orders/{id}")}));
    }
    story.open();
}

/// A test and a simulated report besides a real one; they are deleted.
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

/// The same path on two hosts, and a test report, which belongs to neither.
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

/// Three endpoints: one open, one acknowledged, one resolved.
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

fn behind_bridge(number: usize) -> Value {
    json!({"endpoint": format!("https://pos-bridge.example.com/retm/branch-{number}"), "code": 0,
        "message": "Connection refused"})
}

/// Five endpoints of one host, the first of which failed three times, and one of another host. All are acknowledged,
/// and that is undone; then a sixth fails.
fn groups(story: &mut Story) {
    let world = &story.world;
    world.go_to(3);
    for number in [1, 2, 3, 4, 5, 1, 1] {
        world.report(behind_bridge(number));
    }
    world.report(json!({"endpoint": "https://shop.example.com/retm/orders"}));
    for sort in ["count", "first"] {
        for state in ["open", "acknowledged", "resolved"] {
            let query = format!("is:{state}");
            let args =
                json!({"query": query, "sort": sort, "group": null, "after": null, "limit": 200});
            story.ask("incidents", args);
        }
    }
    for by in ["host", "cause", "code"] {
        story.ask(
            "alike",
            json!({"query": "is:open", "incident": 2, "by": by}),
        );
    }
    story.open();
    act(story, "acknowledge", &[1, 5, 4, 3, 2]);
    story.window("undo", json!({}));
    story.outside(|world| world.report(behind_bridge(6)));
}

/// An endpoint that failed twice, with a note, muted permanently by a pattern and by its own name.
fn endpoint(story: &mut Story) {
    const ORDERS: &str = "https://pos-bridge.example.com/retm/orders";
    let world = &mut story.world;
    world.go_to(3);
    world.report(json!({}));
    let resolve = json!({"action": {"kind": "resolve"}, "incident_ids": [1]});
    world.answer("act", &resolve).unwrap();
    world.report(json!({"code": 500}));
    world.report(json!({"endpoint": "https://pos-bridge.example.com/retm/menu"}));
    for endpoint in [ORDERS, "https://pos-bridge.example.com/retm/menu"] {
        story.ask("endpoint", json!({"endpoint": endpoint}));
    }
    story.open();
    let note = json!({"endpoint": ORDERS, "note": "Ask Amal before 9.\n<b>Staging</b>"});
    story.window("set_endpoint_note", note);
    story.window("mute_for_good", json!({"pattern": ORDERS}));
    story.window("unmute_for_good", json!({"pattern": ORDERS}));
    story.window(
        "mute_for_good",
        json!({"pattern": "pos-bridge.example.com/*"}),
    );
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
    story.ask("endpoint", json!({"endpoint": branch(1)}));
    story.open();
}

/// Notifications are paused without an end, then for half an hour, then resumed.
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

/// Fifty endpoints, handled from the latest to the first.
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

/// Two endpoints; the latest is acknowledged.
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

/// Actions are undone, twice.
fn undo(story: &mut Story) {
    two(story);
    story.window("undo", json!({}));
    act(story, "resolve", &[1]);
    story.window("undo", json!({}));
}

/// An incident is acknowledged until it changes, which is taken back and done again; then it changes.
fn until_change(story: &mut Story) {
    branches(story, 1);
    story.open();
    act(story, "acknowledge_until_change", &[1]);
    story.window("undo", json!({}));
}

/// A search, the rules as they are, one that is made of the search, its change, and one that is refused.
fn search_rule(story: &mut Story) {
    branches(story, 1);
    for search in ["code:503", "code:503 since:2d"] {
        story.search(search);
    }
    story.ask("settings", json!({}));
    story.open();
    let rule = |search: &str, notify: bool, sound: bool| {
        let rule = json!({
            "match": "", "search": search, "notify": notify, "sound": sound, "urgency": "usual",
        });
        json!({"rules": [rule]})
    };
    story.refused("save_alert_rules", rule("code:503 since:2d", false, true));
    story.window("save_alert_rules", rule("code:503", true, false));
    story.window("save_alert_rules", rule("code:503", false, true));
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
    story.ask("evidence", json!({"incident_id": 2, "language": "en"}));
    story.open();
}

fn newcomer(number: usize) -> Value {
    json!({"endpoint": format!("/retm/new-{number}")})
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
