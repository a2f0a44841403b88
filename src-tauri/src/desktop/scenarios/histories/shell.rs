//! The window as a whole: the first run, the setup, problems, and single reports.

use missedhook_core::{
    incident::delivery_error::Source,
    model::{problem::Problem, tunnel::TunnelKind},
    status::{NotificationStatus, ReceiverStatus},
};
use serde_json::json;

use super::{History, orders, settings::answer_diagnostics};
use crate::desktop::scenarios::{story::Story, world::World};

pub const ALL: &[(&str, History)] = &[
    ("calm", calm),
    ("first-report", first_report),
    ("first-run", first_run),
    ("help", help),
    ("markup", markup),
    ("no-notifications", no_notifications),
    ("not-notified", not_notified),
    ("port-taken", port_taken),
    ("reading", reading),
    ("set-aside", set_aside),
    ("to-the-letter", to_the_letter),
    ("unreadable", unreadable),
];

const MARKUP: &str = r#"<a href="https://evil.example">click</a> & <img src=x onerror=alert(1)>"#;

/// The URL is copied, and a test report arrives.
fn first_run(story: &mut Story) {
    story.open();
    story.window("copy_receiver_url", json!({}));
    story.window("send_test", json!({}));
}

/// RETM can reach the receiver, and its first report arrives.
fn first_report(story: &mut Story) {
    story
        .world
        .proven(TunnelKind::Bore, "https://hooks.example.com", 1);
    story.open();
    story.outside(|world| world.report(json!({})));
}

/// After a test report the tunnel step is skipped.
fn set_aside(story: &mut Story) {
    story.open();
    story.window("send_test", json!({}));
    story.window(
        "set_setting",
        json!({"name": "setup.local_only", "value": "true"}),
    );
}

/// The help page lists the meanings of codes.
fn help(story: &mut Story) {
    orders(story, 1);
    story.open();
    story.refused("codes", json!({}));
    answer_diagnostics(story);
}

fn without_notifications(world: &mut World) {
    world.notifications = NotificationStatus::Missing {
        problem: Problem::new("No server answers.", "Nothing pops up.", "Start one."),
    };
}

/// A test report arrives, but no notification server shows it.
fn not_notified(story: &mut Story) {
    without_notifications(&mut story.world);
    story.open();
    story.window("send_test", json!({}));
}

fn no_notifications(story: &mut Story) {
    orders(story, 1);
    without_notifications(&mut story.world);
    story.open();
}

/// All is well: RETM could reach the receiver recently, has its URL, and nothing is unresolved.
fn calm(story: &mut Story) {
    story
        .world
        .proven(TunnelKind::Bore, "https://a.example", 40);
    story.world.go_to(60);
    for command in ["send_test", "copy_receiver_url"] {
        story.world.answer(command, &json!({})).unwrap();
    }
    let resolve = json!({"action": {"kind": "resolve"}, "incident_ids": [1]});
    story.world.answer("act", &resolve).unwrap();
    story.open();
}

/// A report whose message is markup arrives after three others.
fn markup(story: &mut Story) {
    orders(story, 3);
    story.open();
    story.outside(|world| world.report(json!({"message": MARKUP})));
}

/// Two reports arrive after three others.
fn reading(story: &mut Story) {
    orders(story, 3);
    story.open();
    story.outside(|world| {
        world.report(json!({}));
        world.report(json!({}));
    });
}

/// A body with a number that JavaScript would round.
fn to_the_letter(story: &mut Story) {
    story.world.go_to(3);
    let message = json!(MARKUP);
    let body =
        format!(r#"{{"code":503,"endpoint":"/x","message":{message},"id":12345678901234567890}}"#);
    story.world.arrive(Source::Retm, body);
    story.open();
}

/// Bodies that are not JSON, and content that must be quoted when pasted.
fn unreadable(story: &mut Story) {
    let world = &story.world;
    world.go_to(3);
    world.arrive(Source::Retm, r#"{"code": 503, "endpoint": "https://pos"#);
    world.arrive(
        Source::Retm,
        [b"\xff\x00".as_slice(), &[b'x'; 5000]].concat(),
    );
    world.arrive(Source::Retm, r#"@{"message":"it's $HOME"}"#);
    world.arrive(Source::Retm, b"\xff\x00");
    world.report(json!({"message": "a `b` <img>"}));
    story.open();
}

/// The port is in use by another program; a free one is used.
fn port_taken(story: &mut Story) {
    orders(story, 1);
    story.world.receiver = ReceiverStatus::Failed {
        problem: Problem::new(
            "Port 7386 is taken by node (pid 4711).",
            "Reports do not reach Missedhook.",
            "End that program, or use a free port.",
        ),
    };
    story.open();
    story.window("mend_receiver", json!({"any_port": true}));
}
