//! Public access: tunnels, and whether RETM can reach the receiver.

use std::fs;

use missedhook_core::{
    model::{
        problem::Problem,
        tunnel::{TunnelKind, TunnelStatus},
    },
    monitor::reachability::{outcome::Hop, policy::Reachability},
};
use serde_json::{Value, json};

use super::{History, orders};
use crate::desktop::scenarios::{story::Story, world::World};

pub const ALL: &[(&str, History)] = &[
    ("first-run-failing", first_run_failing),
    ("offers-few", offers_few),
    ("offers-running", offers_running),
    ("reachable", reachable),
    ("tunnel-bore", tunnel_bore),
    ("tunnel-down", tunnel_down),
    ("tunnel-page", tunnel_page),
    ("unreachable-dns", unreachable_dns),
    ("unreachable-tunnel", unreachable_tunnel),
    ("url-changed", url_changed),
];

/// A long URL, with Arabic in it.
fn url() -> String {
    format!("https://hooks.example.com/{}طلبات", "long-".repeat(60))
}

fn failing(world: &mut World, hop: Hop) {
    world.up(TunnelKind::Bore, &url());
    world.reachability = Reachability::Failing {
        url: url(),
        since: World::ago(120),
        last_proven_at: Some(World::ago(400)),
        hop,
        problem: Problem::new(
            "The host has no address.",
            "RETM's reports can't reach you.",
            "Wait.",
        ),
    };
}

/// bore is chosen and comes up; the URL is copied, and a test report arrives.
fn tunnel_bore(story: &mut Story) {
    story.open();
    for (name, value) in [
        ("tunnel.bore_server", "tunnel.example.com"),
        ("tunnel.bore_port", "4000"),
        ("tunnel.kind", "bore"),
    ] {
        story.window("set_setting", json!({"name": name, "value": value}));
    }
    story.by_itself(|world| {
        world.tunnel = TunnelStatus::Starting {
            kind: TunnelKind::Bore,
        }
    });
    story.by_itself(|world| world.proven(TunnelKind::Bore, "http://tunnel.example.com:4000", 0));
    story.window("copy_receiver_url", json!({}));
    story.window("send_test", json!({}));
}

/// RETM can't reach the receiver at first; a check shows that it can again.
fn first_run_failing(story: &mut Story) {
    failing(&mut story.world, Hop::Dns);
    story.open();
    story.window("check_reachability", json!({}));
    story.by_itself(|world| world.proven(TunnelKind::Bore, &url(), 0));
}

/// A tunnel's agent already runs and leads here; a public URL is rejected.
fn offers_running(story: &mut Story) {
    story.open();
    let mut offers = story.world.answer("tunnel_offers", &json!({})).unwrap();
    for offer in offers.as_array_mut().unwrap() {
        if offer["kind"] == "cloudflared" {
            offer["already"] = Value::String(url());
        }
    }
    story.answered("tunnel_offers", &json!({}), Ok(offers));
    let nonsense = json!({"name": "receiver.public_url", "value": "nonsense"});
    story.refused("set_setting", nonsense);
}

/// Only ssh is installed.
fn offers_few(story: &mut Story) {
    fs::remove_file(story.world.folder.path().join("bin/cloudflared")).unwrap();
    story.open();
}

/// Nothing is unresolved, and RETM could reach the receiver recently.
fn reachable(story: &mut Story) {
    orders(story, 1);
    story.world.proven(TunnelKind::Bore, &url(), 45);
    let resolve = json!({"action": {"kind": "resolve"}, "incident_ids": [1]});
    story.world.answer("act", &resolve).unwrap();
    story.open();
}

fn unreachable(story: &mut Story, hop: Hop) {
    orders(story, 1);
    failing(&mut story.world, hop);
    story.open();
    for command in ["check_reachability", "restart_tunnel"] {
        story.answered(command, &json!({}), Ok(Value::Null));
    }
}

fn unreachable_dns(story: &mut Story) {
    unreachable(story, Hop::Dns);
}

fn unreachable_tunnel(story: &mut Story) {
    unreachable(story, Hop::Tunnel);
}

/// The tunnel's program does not start.
fn tunnel_down(story: &mut Story) {
    orders(story, 1);
    story.world.tunnel = TunnelStatus::Down {
        kind: TunnelKind::Cloudflared,
        problem: Problem::new(
            "cloudflared: the token is not valid.",
            "The tunnel is closed.",
            "Copy the token from Cloudflare's dashboard again.",
        ),
        since: World::ago(90),
        retry_at: None,
    };
    story.open();
}

/// The public URL differs from the one that was copied.
fn url_changed(story: &mut Story) {
    orders(story, 1);
    let world = &mut story.world;
    world.go_to(900);
    world.proven(TunnelKind::OwnUrl, "https://old.example.com", 900);
    world.answer("copy_receiver_url", &json!({})).unwrap();
    world.go_to(100);
    world.proven(TunnelKind::OwnUrl, &url(), 45);
    story.open();
    story.window("copy_receiver_url", json!({}));
}

/// The output of the tunnel, and the former URLs.
fn tunnel_page(story: &mut Story) {
    orders(story, 1);
    story.world.tunnel_log = (50..250).map(|n| format!("line {n} <img src=x>")).collect();
    story.world.go_to(9000);
    story.world.proven(TunnelKind::Bore, &url(), 45);
    story.open();
    story.answered("restart_tunnel", &json!({}), Ok(Value::Null));
}
