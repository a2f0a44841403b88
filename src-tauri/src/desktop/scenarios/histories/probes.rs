//! Why an incident fails: probes, recovery, what was missed and the report.

use missedhook_core::probe::{Cause, Method, Probe, ProbeProgress};
use serde_json::{Value, json};

use super::{History, orders};
use crate::desktop::scenarios::{
    probes::{begun, found},
    story::Story,
    world::{NOW, ORDERS, World},
};

pub const ALL: &[(&str, History)] = &[
    ("base-url", base_url),
    ("certificate", certificate),
    ("evidence", evidence),
    ("no-endpoint", no_endpoint),
    ("not-allowed", not_allowed),
    ("probe-event", probe_event),
    ("probe-former", probe_former),
    ("probe-stopped", probe_stopped),
    ("recovering", recovering),
];

/// The window starts a probe and receives its first progress.
pub fn start(story: &mut Story, order: Value, ticket: u64, probe: &Probe) {
    story.starts_probe(order, ticket);
    hear(story, ticket, begun(probe), false);
}

/// The window receives the result of a probe, which is stored.
pub fn end(story: &mut Story, ticket: u64, endpoint: &str, probe: &Probe) {
    hear(story, ticket, probe.clone(), true);
    let (endpoint, probe) = (endpoint.to_owned(), probe.clone());
    story.by_itself(move |world| world.probed(&endpoint, probe));
}

fn hear(story: &mut Story, ticket: u64, probe: Probe, ended: bool) {
    let progress = ProbeProgress {
        ticket,
        probe,
        ended,
    };
    story.event("probing", serde_json::to_value(progress).unwrap());
}

fn order(method: &str) -> Value {
    json!({"incident_id": 1, "url": null, "method": method})
}

fn now() -> missedhook_core::model::moment::Moment {
    World::ago(0)
}

/// A probe finds that the certificate has expired.
fn certificate(story: &mut Story) {
    orders(story, 1);
    story.open();
    let probe = found(ORDERS, Method::Head, Cause::CertificateExpired, now());
    start(story, order("head"), 1, &probe);
    end(story, 1, ORDERS, &probe);
}

/// The endpoint answers again, and the timeline has entries of a later version.
fn recovering(story: &mut Story) {
    orders(story, 1);
    story.world.go_to(1);
    let probe = found(ORDERS, Method::Head, Cause::Answers, World::ago(1));
    story.world.probed(ORDERS, probe);
    story.open();
    let args = json!({"id": 1});
    let mut detail = story.world.answer("incident", &args).unwrap();
    let entry = |id: i64, kind: &str, who: &str, text: &str| json!({"id": id, "at": NOW, "last_at": NOW, "count": 1, "who": who, "kind": kind, "text": text, "until": null});
    let timeline = detail["timeline"].as_array_mut().unwrap();
    timeline.insert(
        0,
        entry(901, "shelved", "committee", "shelved until Monday"),
    );
    timeline.insert(0, entry(902, "put_aside", "rule", ""));
    story.answered("incident", &args, Ok(detail));
}

/// A probe is started and stopped; there is another incident as well.
fn probe_stopped(story: &mut Story) {
    orders(story, 1);
    story
        .world
        .report(json!({"endpoint": "https://pos.example.com/retm/menu"}));
    story.open();
    let probe = found(ORDERS, Method::Head, Cause::Cancelled, now());
    start(story, order("head"), 1, &probe);
    story.window("cancel_probe", json!({"ticket": 1}));
    end(story, 1, ORDERS, &probe);
}

/// An event is sent.
fn probe_event(story: &mut Story) {
    orders(story, 1);
    story.open();
    let probe = found(ORDERS, Method::Event, Cause::Answers, now());
    start(story, order("event"), 1, &probe);
    end(story, 1, ORDERS, &probe);
}

/// The host is not allowed at first, then it is.
fn not_allowed(story: &mut Story) {
    orders(story, 1);
    story.open();
    let probe = found(ORDERS, Method::Head, Cause::NotAllowed, now());
    start(story, order("head"), 1, &probe);
    end(story, 1, ORDERS, &probe);
    story.window("allow_host", json!({"host": "pos-bridge.example.com"}));
    let probe = found(ORDERS, Method::Head, Cause::Answers, now());
    start(story, order("head"), 2, &probe);
    end(story, 2, ORDERS, &probe);
}

/// RETM named a bare path; a base URL is set.
fn base_url(story: &mut Story) {
    story.world.go_to(3);
    let path = "/retm/menu";
    story
        .world
        .report(json!({"endpoint": path, "code": 0, "message": ""}));
    story.open();
    let name = "probe.base_url";
    story.refused("set_setting", json!({"name": name, "value": "nonsense"}));
    let value = "https://pos.example.com";
    story.window("set_setting", json!({"name": name, "value": value}));
    let url = format!("{value}{path}");
    let probe = found(&url, Method::Head, Cause::Answers, now());
    start(story, order("head"), 1, &probe);
    end(story, 1, path, &probe);
}

fn no_endpoint(story: &mut Story) {
    story.world.go_to(3);
    story
        .world
        .report(json!({"endpoint": "", "code": 0, "message": ""}));
    story.open();
}

/// The probe that is shown was made a day before the incident began. The core no longer shows such a probe.
fn probe_former(story: &mut Story) {
    orders(story, 1);
    story.open();
    let args = json!({"incident_id": 1});
    let mut diagnosis = story.world.answer("diagnosis", &args).unwrap();
    let at = World::ago(86_400);
    let probe = found(ORDERS, Method::Head, Cause::CertificateExpired, at);
    diagnosis["probe"] = serde_json::to_value(probe).unwrap();
    story.answered("diagnosis", &args, Ok(diagnosis));
}

/// The missed window, and the incident as a document.
fn evidence(story: &mut Story) {
    orders(story, 1);
    story.ask("evidence", json!({"incident_id": 1, "language": "en"}));
    for language in ["en", "ar"] {
        for format in ["html", "markdown"] {
            let args = json!({"incident_id": 1, "format": format, "language": language});
            story.ask("save_evidence", args);
        }
    }
    story.open();
}
