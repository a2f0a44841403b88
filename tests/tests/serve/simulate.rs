//! `simulate` acts as RETM: three attempts at an endpoint, and the error webhook only after the third.

use missedhook_tests::{
    data::write_settings,
    endpoint::Endpoint,
    machine::Machine,
    program::{Serve, list, run},
};
use serde_json::Value;

#[test]
fn three_failed_tries_make_one_report_with_the_status_they_met() {
    let machine = Machine::headless();
    write_settings(&machine.data_dir(), Some("the-token"));
    let serve = Serve::start(&machine);
    let endpoint = Endpoint::answering([500]);
    let url = endpoint.url("/retm/orders");
    run(&machine, &["simulate", &url]);
    let reports = serve.wait_for_delivery_errors(1);
    assert_eq!(reports.len(), 1, "{reports:?}");
    assert_eq!(
        (&reports[0]["code"], &reports[0]["source"]),
        (&500.into(), &"simulated".into())
    );
    let named = reports[0]["endpoint"].as_str().unwrap_or_default();
    assert!(
        url.ends_with(named) && named.ends_with("/retm/orders"),
        "{reports:?}"
    );
    let tries = endpoint.requests().all();
    assert_eq!(tries.len(), 3, "{tries:#?}");
    for one in tries {
        assert!(
            one.request_line.starts_with("POST /retm/orders "),
            "{one:?}"
        );
        assert_eq!(
            one.header("authorization"),
            Some("Bearer the-token"),
            "{one:?}"
        );
        let event: Value = serde_json::from_slice(&one.body).unwrap();
        assert!(event["event"].is_string(), "one of RETM's events: {event}");
    }
    assert_eq!(list(&machine, 100).len(), 1);
}

#[test]
fn without_a_token_none_is_sent() {
    let machine = Machine::headless();
    let serve = Serve::start(&machine);
    let endpoint = Endpoint::answering([503]);
    run(&machine, &["simulate", &endpoint.url("/hook")]);
    let reports = serve.wait_for_delivery_errors(1);
    assert_eq!(reports[0]["code"], 503, "{reports:?}");
    assert_eq!(endpoint.requests().count(), 3);
    assert!(
        endpoint
            .requests()
            .all()
            .iter()
            .all(|one| one.header("authorization").is_none())
    );
}

#[test]
fn a_refused_connection_is_reported_as_0_with_the_transports_words() {
    let machine = Machine::headless();
    let serve = Serve::start(&machine);
    run(&machine, &["simulate", &Endpoint::refused("/retm/orders")]);
    let reports = serve.wait_for_delivery_errors(1);
    assert_eq!(
        (reports.len(), &reports[0]["code"]),
        (1, &0.into()),
        "{reports:?}"
    );
    let message = reports[0]["message"].as_str().unwrap_or_default();
    assert!(message.to_lowercase().contains("refused"), "{reports:?}");
}

#[test]
fn a_delivery_that_succeeds_at_the_second_try_is_not_reported() {
    let machine = Machine::headless();
    let serve = Serve::start(&machine);
    let endpoint = Endpoint::answering([500, 200]);
    let output = run(&machine, &["simulate", &endpoint.url("/retm/orders")]);
    assert_eq!(output.status.code(), Some(0), "{output:#?}");
    assert_eq!(endpoint.requests().count(), 2);
    assert!(list(&machine, 100).is_empty());
    assert!(serve.delivery_errors().is_empty());
}

#[test]
fn a_named_event_has_retms_body_and_the_merchant_asked_for() {
    let machine = Machine::headless();
    let _serve = Serve::start(&machine);
    let endpoint = Endpoint::answering([200]);
    let url = endpoint.url("/hook");
    for event in ["order.refunded", "customer.deleted", "invoice.created"] {
        run(
            &machine,
            &[
                "simulate",
                &url,
                "--event",
                event,
                "--business",
                "b-17",
                "--count",
                "2",
            ],
        );
    }
    let sent = endpoint.requests().all();
    let bodies = sent
        .iter()
        .map(|one| serde_json::from_slice(&one.body).unwrap());
    let bodies: Vec<Value> = bodies.collect();
    assert_eq!(bodies.len(), 6, "{bodies:#?}");
    assert!(
        bodies
            .iter()
            .all(|body| body["business_refrence"] == "b-17")
    );
    assert_eq!(bodies[0]["event"], "order.refunded");
    assert_ne!(bodies[0]["reference"], bodies[1]["reference"]);
    assert!(bodies[4]["invoice_id"].is_number(), "{bodies:#?}");
}

#[test]
fn a_reward_has_no_event_and_a_refused_coupon_is_an_answer() {
    let machine = Machine::headless();
    let _serve = Serve::start(&machine);
    let endpoint = Endpoint::answering([400]);
    let args = [
        "simulate",
        &endpoint.url("/rewards"),
        "--event",
        "reward.redeem",
        "--json",
    ];
    let played: Value = serde_json::from_slice(&run(&machine, &args).stdout).unwrap();
    assert_eq!(played["delivered"], true, "{played}");
    let sent = endpoint.requests().all();
    assert_eq!(sent.len(), 1, "{sent:#?}");
    let body: Value = serde_json::from_slice(&sent[0].body).unwrap();
    assert!(
        body["event"].is_null() && body["reward_code"].is_string(),
        "{body}"
    );
    assert!(list(&machine, 100).is_empty());
}

#[test]
fn several_that_fail_are_reported_each_and_printed_in_an_array() {
    let machine = Machine::headless();
    let serve = Serve::start(&machine);
    let endpoint = Endpoint::answering([503]);
    let args = [
        "simulate",
        &endpoint.url("/hook"),
        "--event",
        "menu.updated",
        "--count",
        "2",
        "--json",
    ];
    let played: Value = serde_json::from_slice(&run(&machine, &args).stdout).unwrap();
    let played = played.as_array().unwrap();
    assert_eq!(played.len(), 2);
    assert!(
        played
            .iter()
            .all(|one| one["attempts"].as_array().unwrap().len() == 3)
    );
    assert_eq!(serve.wait_for_delivery_errors(2).len(), 2);
}

/// An invalid URL is a mistake of the user, not a failing endpoint: RETM could not have called it.
#[test]
fn what_is_no_url_is_a_usage_error_and_reported_to_nobody() {
    let machine = Machine::headless();
    let _serve = Serve::start(&machine);
    for url in [
        "orders",
        "/retm/orders",
        "localhost:3000/retm/orders",
        "ftp://127.0.0.1/orders",
        "http://",
        "http://exa mple/orders",
        "http://127.0.0.1:0/orders",
        "http://127.0.0.1:70000/orders",
        "",
    ] {
        for more in [&["simulate", url][..], &["simulate", url, "--json"]] {
            let output = run(&machine, more);
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            assert_eq!(output.status.code(), Some(2), "{url}: {said}");
            assert!(said.contains("http://127.0.0.1:3000"), "{url}: {said}");
            assert!(output.stdout.is_empty(), "{output:?}");
        }
    }
    let endpoint = Endpoint::answering([500]);
    let url = endpoint.url("/retm/orders");
    let output = run(&machine, &["simulate", &url, "--error-webhook", "nowhere"]);
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    assert_eq!(endpoint.requests().count(), 0, "nothing was sent");
    assert_eq!(list(&machine, 100).len(), 0);
}

#[test]
fn an_endpoint_in_arabic_is_called() {
    let machine = Machine::headless();
    let serve = Serve::start(&machine);
    let endpoint = Endpoint::answering([500]);
    run(&machine, &["simulate", &endpoint.url("/طلبات")]);
    assert_eq!(serve.wait_for_delivery_errors(1)[0]["code"], 500);
    let tried = endpoint.requests().all();
    assert!(
        tried[0].request_line.starts_with("POST /%D8%B7"),
        "{tried:?}"
    );
}
