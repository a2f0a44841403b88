//! A bad week for the window in a plain browser: every kind of report ever seen.

use missedhook_core::{
    incident::delivery_error::Source,
    model::tunnel::TunnelKind,
    probe::{Cause, Method},
};
use serde_json::{Value, json};

use super::{ARABIC, History, monitors, plots, settings};
use crate::desktop::scenarios::{
    probes::found,
    story::Story,
    world::{ORDERS, World},
};

pub const ALL: &[(&str, History)] = &[("history", history), ("long-text", long_text)];

const HOST: &str = "https://pos-bridge.example.com/retm";
const HOUR: u64 = 60;
const DAY: u64 = 24 * HOUR;

/// An event, and how many minutes before the scenario's present it happens.
type Event = (u64, Box<dyn Fn(&mut World)>);

/// This many reports, spread evenly over a period.
fn reports(week: &mut Vec<Event>, count: u64, (from, to): (u64, u64), fields: Value) {
    for number in 0..count {
        let age = from - (from - to) * number / (count - 1).max(1);
        let fields = fields.clone();
        week.push((age, Box::new(move |world| world.report(fields.clone()))));
    }
}

/// The user acts on the latest incident of this endpoint.
fn acted(week: &mut Vec<Event>, age: u64, endpoint: &str, action: Value) {
    let endpoint = endpoint.to_owned();
    let act = move |world: &mut World| {
        let all = json!({"query": format!("endpoint:{endpoint}"), "sort": "newest", "group": null, "after": null, "limit": 1});
        let found = world.answer("incidents", &all).unwrap();
        let ids = [found["rows"][0]["id"].clone()];
        let args = json!({"action": action, "incident_ids": ids});
        world.answer("act", &args).unwrap();
    };
    week.push((age, Box::new(act)));
}

fn bad_week(story: &mut Story) {
    let mut week: Vec<Event> = Vec::new();
    let at = |path: &str, code: u32, message: &str| json!({"endpoint": format!("{HOST}/{path}"), "code": code, "message": message});
    let resolve = || json!({"kind": "resolve"});
    let orders = |code| at("orders", code, "");
    reports(&mut week, 38, (4 * DAY, 4 * DAY - 48), orders(502));
    acted(&mut week, 4 * DAY - 90, "orders", resolve());
    reports(
        &mut week,
        9,
        (3 * DAY, 3 * DAY - 30),
        at("v1/orders", 404, "Not Found"),
    );
    acted(&mut week, 3 * DAY - 60, "v1/orders", resolve());
    reports(&mut week, 64, (DAY + 5 * HOUR, DAY + 3 * HOUR), orders(503));
    acted(&mut week, DAY + 2 * HOUR, "orders", resolve());
    reports(
        &mut week,
        31,
        (9 * HOUR, 40),
        at("invoices", 429, "Too Many Requests"),
    );
    let mute = json!({"kind": "mute", "minutes": 12 * HOUR});
    acted(&mut week, 8 * HOUR, "invoices", mute);
    reports(
        &mut week,
        5,
        (7 * HOUR, 5 * HOUR),
        at("loyalty/rewards", 401, "Unauthorized"),
    );
    acted(
        &mut week,
        6 * HOUR,
        "loyalty",
        json!({"kind": "acknowledge"}),
    );
    reports(&mut week, 2, (4 * HOUR, 65), at("customers", 500, ARABIC));
    for (count, code) in [(180, 503), (40, 504), (5, 422)] {
        reports(&mut week, count, (3 * HOUR, 2), orders(code));
    }
    let menu = json!({"endpoint": "/retm/menu", "code": 0, "message": "Connection refused"});
    reports(&mut week, 7, (100, 11), menu);
    let broken = r#"{"code": 503, "endpoint": "https://pos-bridge.example.com/retm/ord"#;
    week.push((
        75,
        Box::new(move |world| world.arrive(Source::Retm, broken)),
    ));
    let bytes: Vec<u8> = (0..5000_u32)
        .map(|n| u8::try_from((n * 37 + 200) % 256).unwrap())
        .collect();
    week.push((
        30,
        Box::new(move |world| world.arrive(Source::Retm, bytes.clone())),
    ));
    // Earliest first; simultaneous events stay in the order of the list.
    week.sort_by_key(|(age, _)| std::cmp::Reverse(*age));
    for (age, happen) in week {
        story.world.go_to(age * 60 + 20);
        happen(&mut story.world);
    }
    let newest = story.world.status().newest_id;
    story
        .world
        .answer("mark_seen", &json!({"up_to": newest - 9}))
        .unwrap();
    let probe = found(
        ORDERS,
        Method::Head,
        Cause::CertificateExpired,
        World::ago(110),
    );
    story.world.probed(ORDERS, probe);
    monitors::thirty(story);
    plots::ask_ranges(story);
}

/// RETM can reach the receiver; reports, probes and monitors of every kind.
fn history(story: &mut Story) {
    story.world.go_to(6 * DAY * 60);
    story.world.proven(
        TunnelKind::Cloudflared,
        "https://quiet-otter.trycloudflare.com",
        42,
    );
    bad_week(story);
    for week in [
        json!(null),
        json!("2026-W46"),
        json!("2026-W47"),
        json!("2026-W48"),
    ] {
        story.ask("week_summary", json!({ "week": week }));
    }
    story.open();
    settings::answer_diagnostics(story);
}

/// Texts that are too long for their place.
fn long_text(story: &mut Story) {
    story.world.go_to(300);
    let refused = "System.Net.Http.HttpRequestException: No connection could be made because the target machine actively refused it. ";
    let branch = "v2/tenants/8f14e45f-ceea-467f-a0e6-3f0f1d3c9b55/branches/riyadh-olaya-street-main/orders/notifications/incoming";
    for report in [
        json!({"code": 500, "endpoint": format!("{HOST}/{branch}?signature={}", "a9f3".repeat(40)), "message": refused.repeat(12)}),
        json!({"code": 500, "endpoint": format!("{HOST}/customers"), "message": ARABIC.repeat(6)}),
        json!({"code": 2_147_483_647, "endpoint": "https://another-host.example.org/hooks", "message": "x".repeat(600)}),
        json!({"code": -1, "endpoint": "", "message": "No endpoint was given"}),
    ] {
        story.world.report(report);
    }
    story.open();
}
