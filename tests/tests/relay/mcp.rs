//! What a coding agent sees of the relay, and what it can replay if that is allowed.

use missedhook_tests::{LIMIT, integration::Behaviour, mcp_client::McpClient};
use serde_json::json;

use super::world::{World, event, kept};

#[test]
fn an_agent_finds_requests_and_replays_one_where_it_is_allowed() {
    let world = World::new(Behaviour::status(400));
    let id = kept(&world.post("/retm/orders?token=verysecret", event("order.created", "b")));
    world.post("/retm/menu", event("menu.updated", "b"));
    world.wait_for_state(id, "needs_you");
    world.integration.behave(Behaviour::status(200));

    let mut reader = McpClient::start(&world.machine, &[]);
    let page = reader.answer("requests", &json!({"limit": 1}));
    assert_eq!(page["requests"][0]["event"], "menu.updated", "{page}");
    let next = json!({"limit": 1, "before": page["next"]});
    let page = reader.answer("requests", &next);
    let row = &page["requests"][0];
    assert_eq!(
        (&row["id"], &row["state"]),
        (&id.into(), &"needs_you".into())
    );
    assert_eq!(row["attempts"][0]["status"], 400, "{row}");
    assert!(!page.to_string().contains("verysecret"), "{page}");
    assert!(page["next"].is_null(), "{page}");
    let wrong = reader.refusal("requests", &json!({"query": "status:many"}));
    assert!(wrong.contains("status:many"), "{wrong}");

    let mut agent = McpClient::start(&world.machine, &["--allow-actions"]);
    let done = agent.answer("replay", &json!({"request": id}));
    assert_eq!(
        (&done["request"], &done["status"]),
        (&id.into(), &200.into())
    );
    let got = world.integration.requests();
    let last = got.wait_for_count("requests", 3, LIMIT).pop().unwrap();
    assert!(last.request_line.contains("/retm/orders"), "{last:?}");
}
