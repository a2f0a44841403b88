//! What is printed about a real request: the promised fields, and no token anywhere.

use std::{fs, path::Path};

use missedhook_tests::{
    data::files,
    http::Request,
    integration::Behaviour,
    program::{run, run_ok},
};
use serde_json::{Value, json};

use crate::world::{World, event};

const TOKEN: &str = "s3cretT0kenOfTheMerchant42";

fn is_in(path: &Path) -> bool {
    let bytes = fs::read(path).unwrap_or_default();
    bytes
        .windows(TOKEN.len())
        .any(|window| window == TOKEN.as_bytes())
}

#[test]
fn a_request_is_printed_with_the_promised_fields_and_without_its_tokens() {
    let world = World::new(Behaviour::status(500));
    let answer = Request::post(
        &format!("{}/retm/orders?branch=4&api_key={TOKEN}", world.hook),
        event("order.created", "b-17"),
    )
    .header("content-type", "application/json")
    .header("authorization", &format!("Bearer {TOKEN}"))
    .header("x-api-key", TOKEN)
    .send();
    assert_eq!(answer.status, 200, "{answer:?}");
    let shown = world.wait_for_attempts(1, 2);
    let handed_on = world.integration.requests().all();
    assert_eq!(
        handed_on[1].header("authorization"),
        Some(&*format!("Bearer {TOKEN}"))
    );
    let mut row = world.requests().remove(0);
    let attempts = row["attempts"].take();
    let (next_at, received_at) = (row["next_at"].take(), row["received_at"].take());
    assert!(next_at.is_string() && received_at.is_string(), "{shown}");
    assert_eq!(
        row,
        json!({
            "id": 1,
            "received_at": null,
            "method": "POST",
            "path": "/retm/orders",
            "query": "branch=4&api_key=[redacted]",
            "event": "order.created",
            "merchant": null,
            "mode": "catch",
            "answered": 200,
            "state": "waiting",
            "next_at": null,
            "attempts": null,
        })
    );
    let first = &attempts[0];
    assert_eq!(first["status"], 500);
    assert_eq!(first["error"], Value::Null);
    assert_eq!(first["trigger"], "initial");
    assert_eq!(attempts[1]["trigger"], "automatic");
    assert_eq!(shown["headers"]["authorization"], "[redacted]");
    assert_eq!(shown["headers"]["x-api-key"], "[redacted]");
    assert_eq!(
        shown["attempts"][0]["response_body"],
        "from the integration"
    );
    assert_tells_no_token(world);
}

/// Neither commands, log, bundle nor any file but the relay's database contains the token.
fn assert_tells_no_token(world: World) {
    let bundle = world.machine.root().join("bundle.txt");
    run(
        &world.machine,
        &["doctor", "--bundle", bundle.to_str().unwrap()],
    );
    assert!(bundle.exists() && !is_in(&bundle));
    for args in [
        &["requests"][..],
        &["requests", "--json"],
        &["requests", "show", "1"],
        &["requests", "show", "1", "--json"],
    ] {
        let said = run_ok(&world.machine, args);
        assert!(!said.contains(TOKEN), "{args:?}: {said}");
    }
    let data_dir = world.machine.data_dir();
    let said = world.serve.process.output();
    assert!(!said.contains(TOKEN), "{said}");
    world.serve.process.stop();
    let told: Vec<_> = files(&data_dir)
        .into_iter()
        .filter(|path| !path.ends_with("relay.db") && is_in(path))
        .collect();
    assert_eq!(told, [] as [&Path; 0]);
}
