//! The page of the relay's requests: what comes while one looks is listed at once, and opens with its attempts and their
//! answers.

use std::{fmt::Write as _, fs};

use missedhook_tests::{
    LIMIT, axe,
    desktop::Desktop,
    http::Request,
    integration::{Behaviour, Integration},
    program::run_ok,
    recording::wait_until,
    retm::{deliver, fixture},
    web_driver::WebDriver,
};
use serde_json::json;

use crate::accessibility::{set_theme, wait_for_theme};

const ROWS: &str = "[data-testid=request-row]";
const DETAIL: &str = "[data-testid=request-detail]";

/// An app with its relay switched on, and the relay's URL.
fn started(integration: &Integration) -> (Desktop, WebDriver, String) {
    let (desktop, window) = Desktop::with_driven_app();
    window.wait_for("[data-testid=first-run]");
    deliver(&desktop.receiver_url(), fixture("documented.json"));
    window.click("[data-testid=open-history]");
    window.wait_for("[data-testid=incident-row]");
    window.script("location.hash = '#/requests'");
    window.wait_for_text("[data-testid=requests-empty]", |text| {
        text.contains("Switch it on")
    });
    let file = desktop.machine.data_dir().join("settings.toml");
    let text = fs::read_to_string(&file).unwrap();
    let mut text = text.replace("# enabled = false", "enabled = true");
    assert!(text.contains("\nenabled = true"), "{text}");
    let target = format!("target = \"{}\"", integration.url());
    text = text.replacen("# target = \"\"", &target, 1);
    assert!(text.contains(&target), "{text}");
    fs::write(&file, text).unwrap();
    let hook = || {
        let output = missedhook_tests::program::run(&desktop.machine, &["url", "--hook"]);
        output.status.success().then_some(())
    };
    wait_until("the relay's key", LIMIT, hook, || "not yet");
    window.wait_for_text("[data-testid=requests-empty]", |text| {
        text.contains("No request has come yet")
    });
    let hook = run_ok(&desktop.machine, &["url", "--hook"])
        .trim()
        .to_owned();
    (desktop, window, hook)
}

fn post(hook: &str, path: &str, body: &str) {
    let answer = Request::post(&format!("{hook}{path}"), body)
        .header("content-type", "application/json")
        .send();
    assert!(answer.status < 600, "{answer:?}");
}

fn event(name: &str, merchant: &str) -> String {
    json!({"event": name, "business_refrence": merchant, "customer": {"name_localized": "احمد عبدالله"}})
        .to_string()
}

#[test]
fn a_request_is_listed_at_once_and_opens_with_its_answer() {
    let mut integration = Integration::start(Behaviour::status(200));
    let (desktop, window, hook) = started(&integration);
    post(
        &hook,
        "/retm/orders?branch=4",
        &event("order.created", "b-1"),
    );
    let row = window.wait_for(ROWS);
    assert_eq!(
        window.attribute(&row, "data-id").unwrap().as_deref(),
        Some("1")
    );
    window.wait_for_text("[data-testid=request-state]", |text| {
        text.contains("Delivered")
    });
    integration.behave(Behaviour::status(422));
    post(&hook, "/retm/customers", &event("customer.created", "b-2"));
    integration.behave(Behaviour::status(404));
    post(&hook, "/retm/rewards/redeem", r#"{"reward_code": "1234"}"#);
    integration.stop();
    post(&hook, "/retm/menu", &event("menu.updated", "b-3"));
    window.wait_for_text("[data-testid=requests-waiting]", |text| {
        text.contains("1 waits") && text.contains("Nothing listens on port")
    });
    window.wait_for_text("[data-testid=nav-requests]", |text| {
        text.contains("1 needs you")
    });
    window.click("[data-testid=requests-pause]");
    window.wait_for_text("[data-testid=requests-waiting]", |text| {
        text.contains("You stopped the queue")
    });
    window.click(&format!("{ROWS}[data-id='2']"));
    window.wait_for_text(DETAIL, |text| {
        text.contains("Needs you") && text.contains("422")
    });
    window.script("document.querySelector('[data-testid=request-attempt] summary').click()");
    window.wait_for_text(DETAIL, |text| text.contains("from the integration"));
    look(&desktop, &window);

    integration.behave(Behaviour::status(200));
    integration.go_on();
    window.click("[data-testid=requests-pause]");
    window.click("[data-testid=requests-try-now]");
    window.wait_for_script(
        "return document.querySelector('[data-testid=requests-waiting]') === null",
        |gone| *gone == json!(true),
    );
    window.click("[data-testid=request-replay]");
    window.wait_for_text(DETAIL, |text| {
        text.contains("Replay:") && text.contains("Delivered")
    });
    // What RETM uses the answer of may count twice: that is said before it is sent again.
    window.click(&format!("{ROWS}[data-id='3']"));
    window.wait_for_text("[data-testid=request-replay-note]", |text| {
        text.contains("twice")
    });
    window.script("location.hash = '#/requests?q=' + encodeURIComponent('is:passed')");
    window.wait_for_script(
        &format!("return document.querySelectorAll('{ROWS}').length"),
        |rows| *rows == json!(1),
    );
}

/// In light, in dark, at its narrowest and twice as large.
fn look(desktop: &Desktop, window: &WebDriver) {
    let mut found = String::new();
    let mut sound = |name: &str| {
        // A colour on its way from one to another is neither.
        window.wait_for_script(
            "return document.getAnimations().filter((one) => one.playState === 'running').length",
            |count| *count == json!(0),
        );
        window.screenshot(name);
        let faults = axe::faults(window);
        if !faults.is_empty() {
            let _ = writeln!(found, "## {name}\n{faults}");
        }
    };
    for theme in ["light", "dark"] {
        set_theme(desktop, theme);
        wait_for_theme(window, theme);
        sound(&format!("{theme}/requests"));
    }
    for (name, width, height) in [
        ("720", 720, 640),
        ("narrow", 360, 640),
        ("at-200-percent", 550, 420),
    ] {
        window.resize(width, height);
        window.wait_for_script("return innerWidth", |now| *now == json!(width));
        sound(&format!("{name}/requests"));
        window.script("location.hash = '#/requests'");
        window.wait_for(ROWS);
        sound(&format!("{name}/requests-list"));
        window.script("location.hash = '#/requests/request/2'");
        window.wait_for(DETAIL);
    }
    window.resize(1100, 720);
    window.wait_for_script("return innerWidth", |now| *now == json!(1100));
    assert!(found.is_empty(), "{found}");
}
