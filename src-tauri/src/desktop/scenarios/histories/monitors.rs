//! Monitors: their list, one of them, and how they are created, changed and removed.

use std::time::Duration;

use missedhook_core::{
    monitor::{MonitorCheck, MonitorConfig, status::MonitorStatus},
    probe::{Cause, Method},
    store::MonitorUpdate,
};
use serde_json::json;

use super::{
    History, orders,
    probes::{end, start},
};
use crate::desktop::scenarios::{probes::found, story::Story, world::World};

pub const ALL: &[(&str, History)] = &[
    ("monitor-added", added),
    ("monitor-changed", changed),
    ("monitor-checked", checked),
    ("monitor-failing", failing),
    ("monitor-removed", removed),
    ("monitor-unchecked", unchecked),
    ("monitors-down", down),
    ("monitors-not-asked", not_asked),
    ("monitors-offline", offline),
    ("monitors-two", two),
];

const EVERY: u64 = 300;

fn url(number: usize) -> String {
    format!("https://pos.example.com/retm/{number}")
}

/// The history of a monitor in the scenario.
#[derive(Clone, Copy, Default)]
struct Past {
    /// The number of checks, five minutes apart.
    checks: u64,
    /// For how many hours before that it was checked hourly.
    hours: u64,
    /// How many of the last checks failed.
    failed: u64,
    is_resting: bool,
    certificate_days: Option<u64>,
}

const HEALTHY: Past = Past {
    checks: 12,
    hours: 0,
    failed: 0,
    is_resting: false,
    certificate_days: None,
};

const RESTING: Past = Past {
    is_resting: true,
    ..HEALTHY
};

/// Creates a monitor with its checks, the last of them forty seconds before the scenario's present.
fn watch(story: &mut Story, number: usize, past: &Past) {
    let config = MonitorConfig::of(url(number));
    let saved = story
        .world
        .answer("save_monitor", &json!({"id": null, "wish": config}))
        .unwrap();
    let id = saved["id"].as_i64().unwrap();
    let mut status = MonitorStatus::default();
    let earlier = (1..=past.hours).rev();
    let earlier = earlier.map(|hour| (past.checks, past.checks * EVERY + hour * 3600));
    let later = (0..past.checks).rev().map(|back| (back, back * EVERY));
    for (back, seconds) in earlier.chain(later) {
        let at = World::ago(40 + seconds);
        let good = back >= past.failed;
        let check = MonitorCheck {
            at,
            good,
            took_ms: if good {
                110 + u32::try_from(back * 7 % 40).unwrap()
            } else {
                4
            },
            cause: if good { Cause::Answers } else { Cause::Refused },
            status: good.then_some(200),
            sentence: match good {
                true => "pos.example.com answers 200 OK.",
                false => "pos.example.com refuses connections.",
            }
            .to_owned(),
        };
        status = status.after(&check, config.failures);
        let checked = MonitorUpdate {
            id,
            check,
            status,
            next_at: at.plus(Duration::from_secs(EVERY)),
            certificate_until: past
                .certificate_days
                .map(|days| World::ago(0).plus(Duration::from_secs(days * 86_400 + 3600))),
        };
        story.world.store.record_check(checked).unwrap();
    }
    if past.is_resting {
        let config = MonitorConfig {
            on: false,
            ..config
        };
        let paused = json!({"id": id, "wish": config});
        story.world.answer("save_monitor", &paused).unwrap();
    }
    for hours in [24, 168, 720] {
        story.ask(
            "monitor_hours",
            json!({"id": id, "from": World::ago(hours * 3600)}),
        );
    }
}

fn save(story: &mut Story, id: Option<i64>, config: &MonitorConfig) {
    story.window("save_monitor", json!({"id": id, "wish": config}));
}

/// The second of three is down, the third is paused.
fn down(story: &mut Story) {
    orders(story, 1);
    watch(story, 1, &HEALTHY);
    watch(
        story,
        2,
        &Past {
            checks: 90,
            failed: 3,
            ..HEALTHY
        },
    );
    watch(story, 3, &RESTING);
    story.open();
}

/// This machine loses its network and gets it back: everything on a host fails.
fn offline(story: &mut Story) {
    orders(story, 1);
    for number in [1, 2] {
        watch(
            story,
            number,
            &Past {
                checks: 3,
                failed: 3,
                ..HEALTHY
            },
        );
    }
    story.world.is_offline = true;
    story.open();
    story.outside(|world| world.is_offline = false);
}

fn two(story: &mut Story) {
    orders(story, 1);
    watch(story, 1, &HEALTHY);
    watch(story, 2, &HEALTHY);
    story.open();
}

/// It is down, its certificate expires in two days, and RETM could not deliver there.
fn failing(story: &mut Story) {
    story.world.go_to(900);
    story.world.report(json!({"endpoint": url(1)}));
    let past = Past {
        checks: 90,
        hours: 168,
        failed: 4,
        certificate_days: Some(2),
        ..HEALTHY
    };
    watch(story, 1, &past);
    story.open();
}

/// One can't be probed; the incident of the other is acknowledged.
fn not_asked(story: &mut Story) {
    story.world.go_to(900);
    story.world.report(json!({"endpoint": url(2)}));
    watch(story, 1, &Past::default());
    watch(story, 2, &HEALTHY);
    story.world.go_to(40);
    let probe = found(&url(1), Method::Head, Cause::NotAllowed, World::ago(40));
    story.world.probed(&url(1), probe);
    let acknowledge = json!({"action": {"kind": "acknowledge"}, "incident_ids": [1]});
    story.world.answer("act", &acknowledge).unwrap();
    story.open();
}

/// A manual check is started, stopped and repeated; the other monitor is paused.
fn checked(story: &mut Story) {
    orders(story, 1);
    watch(story, 1, &HEALTHY);
    watch(story, 2, &RESTING);
    story.open();
    let order = json!({"incident_id": null, "url": url(1), "method": "head"});
    let probe = found(&url(1), Method::Head, Cause::Cancelled, World::ago(0));
    start(story, order.clone(), 1, &probe);
    story.window("cancel_probe", json!({"ticket": 1}));
    end(story, 1, &url(1), &probe);
    let probe = found(
        &url(1),
        Method::Head,
        Cause::CertificateExpired,
        World::ago(0),
    );
    start(story, order, 2, &probe);
    end(story, 2, &url(1), &probe);
}

/// It is paused, resumed, and checked more often.
fn changed(story: &mut Story) {
    orders(story, 1);
    watch(story, 1, &HEALTHY);
    story.open();
    let config = MonitorConfig::of(url(1));
    save(
        story,
        Some(1),
        &MonitorConfig {
            on: false,
            ..config.clone()
        },
    );
    save(story, Some(1), &config);
    save(
        story,
        Some(1),
        &MonitorConfig {
            interval_s: 60,
            ..config
        },
    );
}

fn removed(story: &mut Story) {
    orders(story, 1);
    watch(story, 1, &HEALTHY);
    watch(story, 2, &HEALTHY);
    story.open();
    story.window("remove_monitor", json!({"id": 1}));
}

fn unchecked(story: &mut Story) {
    orders(story, 1);
    watch(story, 1, &Past::default());
    story.open();
}

/// A second one is created, after two rejections.
fn added(story: &mut Story) {
    orders(story, 1);
    watch(story, 1, &HEALTHY);
    for hours in [24, 168, 720] {
        story.ask(
            "monitor_hours",
            json!({"id": 2, "from": World::ago(hours * 3600)}),
        );
    }
    story.open();
    let config = MonitorConfig::of("https://pos.example.com/retm/orders");
    let nonsense = MonitorConfig::of("nonsense");
    let fine = MonitorConfig {
        expected: "fine".to_owned(),
        ..config.clone()
    };
    for refused in [nonsense, fine] {
        story.refused("save_monitor", json!({"id": null, "wish": refused}));
    }
    save(story, None, &config);
}

/// Thirty monitors, some of which fail.
pub fn thirty(story: &mut Story) {
    let few = Past {
        checks: 6,
        ..HEALTHY
    };
    watch(
        story,
        1,
        &Past {
            checks: 60,
            failed: 7,
            certificate_days: Some(61),
            ..HEALTHY
        },
    );
    watch(
        story,
        2,
        &Past {
            failed: 1,
            certificate_days: Some(12),
            ..few
        },
    );
    watch(
        story,
        3,
        &Past {
            is_resting: true,
            ..few
        },
    );
    watch(story, 4, &Past::default());
    for number in 5..=30 {
        watch(story, number, &few);
    }
}
