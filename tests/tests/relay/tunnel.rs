//! The relay behind a real tunnel: what RETM sends to the public URL reaches the integration, and the URL is that of
//! the relay.

use missedhook_tests::{
    LIMIT,
    bore::BoreServer,
    http::Request,
    integration::{Behaviour, Integration},
    machine::Machine,
    ports,
    program::{Serve, run_json, run_ok},
    recording::wait_until,
};

use super::world::{event, set};

#[test]
fn what_comes_through_a_tunnel_is_handed_on_and_kept_while_the_integration_is_away() {
    let server = BoreServer::start(None);
    let mut integration = Integration::start(Behaviour::status(200));
    let machine = Machine::headless().accepting_local_urls();
    let (address, port) = (server.address(), ports::unused());
    set(
        &machine,
        &integration.url(),
        &format!("[tunnel]\nkind = \"bore\"\nbore_server = \"{address}\"\nbore_port = {port}"),
    );
    let serve = Serve::start(&machine);
    let public = format!("http://{address}:{port}/hook/");
    let hook = || run_ok(&machine, &["url", "--hook"]).trim().to_owned();
    let hook = wait_until(
        "the public URL of the relay",
        LIMIT,
        || Some(hook()).filter(|hook| hook.starts_with(&public)),
        || serve.process.output(),
    );
    let post = |name: &str| {
        let request = Request::post(&format!("{hook}/retm/orders"), event(name, "b"));
        request.header("content-type", "application/json")
    };
    let answered = || {
        post("order.created")
            .try_send()
            .ok()
            .filter(|answer| answer.status == 200)
    };
    let answer = wait_until("way through", LIMIT, answered, || serve.process.output());
    assert_eq!(answer.text(), "from the integration");

    integration.stop();
    let kept = post("order.updated").send();
    assert_eq!(kept.status, 200, "{kept:?}");
    assert_eq!(kept.json()["kept"], true, "{kept:?}");
    integration.go_on();
    let waiting = || run_json(&machine, &["requests", "is:waiting", "--json"]);
    let is_empty = || (waiting() == serde_json::json!([])).then_some(());
    wait_until("end of the queue", LIMIT, is_empty, waiting);
    let last = integration.bodies().pop().unwrap();
    assert_eq!(last, event("order.updated", "b"));
}
