//! The courses of events that the window's tests and the window in a browser show.

use serde_json::json;

use super::story::Story;

type History = fn(&mut Story);

pub const ALL: &[(&str, History)] = &[
    ("dark", dark),
    ("endpoints", endpoints),
    ("mixed", mixed),
    ("pause", pause),
];

fn branch(number: usize) -> String {
    format!("https://pos.example.com/retm/branch-{number}")
}

/// A report for each of so many endpoints; the first failed first.
fn branches(story: &Story, count: usize) {
    story.world.go_to(3);
    for number in 1..=count {
        story.world.report(json!({"endpoint": branch(number)}));
    }
}

/// So many reports of one endpoint.
fn orders(story: &Story, count: usize) {
    story.world.go_to(3);
    for _ in 0..count {
        story.world.report(json!({}));
    }
}

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
    ] {
        story.search(search);
    }
    story.open();
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
    story.outside(|world| world.live.set("window.theme", "dark").unwrap());
}
