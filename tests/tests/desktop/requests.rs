//! The page of the relay's requests: new ones appear at once, and open with their attempts and answers.

use std::{fmt::Write as _, fs, time::Duration};

use missedhook_tests::{
    axe,
    desktop::Desktop,
    http::Request,
    integration::{Behaviour, Integration},
    program::{run_json, run_ok},
    retm::{deliver, fixture},
    web_driver::WebDriver,
};
use rusqlite::Connection;
use serde_json::json;

use crate::{
    accessibility::{set_theme, speak, wait_for_theme},
    page_faults::{announced, english},
};

const ROWS: &str = "[data-testid=request-row]";
const DETAIL: &str = "[data-testid=request-detail]";

/// An app whose relay was switched on through the first steps of its page, and the relay's URL.
fn started(integration: &Integration) -> (Desktop, WebDriver, String) {
    let (desktop, window) = Desktop::with_driven_app();
    window.wait_for("[data-testid=first-run]");
    deliver(&desktop.receiver_url(), fixture("documented.json"));
    window.click("[data-testid=open-history]");
    window.wait_for("[data-testid=incident-row]");
    window.script("location.hash = '#/requests'");
    window.click("[data-testid=relay-turn-on]");
    let hook = window.wait_for_text("[data-testid=relay-url]", |text| text.contains("/hook/"));
    window.type_into("[data-testid=relay-target]", &integration.url());
    window.click("[data-testid=relay-target-save]");
    window.wait_for_text("[data-testid=requests-empty]", |text| {
        text.contains("No request has come yet")
    });
    assert_eq!(run_ok(&desktop.machine, &["url", "--hook"]).trim(), hook);
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
    window.wait_for_text("[data-testid=nav-requests]", |text| text.contains("▲ 1"));
    window.click("[data-testid=requests-try-now]");
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
    look(&desktop, &window, "requests", |sound| {
        // One pane at a time in the narrowest window, two side by side in wide ones.
        let seen = window.script(
            "return [innerWidth < 600, document.querySelector('[data-testid=requests-page]').offsetHeight > 0]",
        );
        assert!(seen != json!([true, true]), "{seen}");
        window.script("location.hash = '#/requests'");
        window.wait_for(ROWS);
        sound("requests-list");
        window.script("location.hash = '#/requests/request/2'");
        window.wait_for(DETAIL);
    });

    integration.behave(Behaviour::status(200));
    integration.go_on();
    window.click("[data-testid=requests-pause]");
    window.wait_for_script(
        "return document.querySelector('[data-testid=requests-waiting]') === null",
        |gone| *gone == json!(true),
    );
    window.click("[data-testid=request-replay]");
    window.wait_for_text(DETAIL, |text| {
        text.contains("Replay:") && text.contains("Delivered")
    });
    // A request whose answer RETM uses may count twice. The user is warned before it is sent again.
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

/// In light, in dark, at the smallest width and at twice the size, and in Arabic. `narrowed` adds a check at those widths.
fn look(
    desktop: &Desktop,
    window: &WebDriver,
    name: &str,
    narrowed: impl Fn(&mut dyn FnMut(&str)),
) {
    let mut found = String::new();
    let mut sound = |name: &str| {
        // A colour in transition is neither the old nor the new one.
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
        sound(&format!("{theme}/{name}"));
    }
    for (size, width, height) in [
        ("720", 720, 640),
        ("narrow", 360, 640),
        ("at-200-percent", 550, 420),
    ] {
        window.resize(width, height);
        window.wait_for_script("return innerWidth", |now| *now == json!(width));
        sound(&format!("{size}/{name}"));
        narrowed(&mut |more| sound(&format!("{size}/{more}")));
    }
    window.resize(1100, 720);
    window.wait_for_script("return innerWidth", |now| *now == json!(1100));
    let before = announced(window);
    speak(desktop, window, "ar");
    sound(&format!("right-to-left/{name}"));
    let new = |what: &String| !before.iter().any(|said| said.contains(what.as_str()));
    for what in english(window).into_iter().filter(new) {
        let _ = writeln!(found, "## {name} in Arabic\nEnglish: {what}");
    }
    speak(desktop, window, "en");
    assert!(found.is_empty(), "{found}");
}

#[test]
fn a_request_is_sent_again_edited_compared_with_another_and_saved() {
    let integration = Integration::start(Behaviour::status(200));
    let (desktop, window, hook) = started(&integration);
    look(&desktop, &window, "requests-first-steps", |_| ());
    let first = json!({"event": "order.created", "order": {"id": 1, "total": "12.50"}}).to_string();
    let second =
        json!({"event": "order.created", "order": {"id": 1, "total": "13.00"}}).to_string();
    post(&hook, "/retm/orders", &first);
    post(&hook, "/retm/orders", &second);
    window.wait_for(&format!("{ROWS}[data-id='2']"));
    // By its address: the bar of what waits comes and goes, and the rows move with it.
    window.script("location.hash = '#/requests/request/2'");
    window.click("[data-testid=request-edit]");
    let typed = r#"{"event": "order.created", "order": {"id": 1, "total": "0"}}"#;
    window.script(
        "const body = document.querySelector('[data-testid=edit-body]');
         body.value = ''; body.dispatchEvent(new Event('input', { bubbles: true }))",
    );
    window.type_into("[data-testid=edit-body]", typed);
    window.click("[data-testid=edit-send]");
    // The edited body stands with its attempt.
    window.wait_for_text(DETAIL, |text| text.contains("Replay, edited:"));
    assert_eq!(integration.bodies(), [&*first, &*second, typed]);
    window.script(
        "document.querySelector('[data-testid=attempt-edited]').closest('details').open = true",
    );
    window.wait_for_text("[data-testid=attempt-edits]", |text| {
        text.contains("/order/total") && text.contains("13.00")
    });
    let shown = run_json(&desktop.machine, &["requests", "show", "2", "--json"]);
    let attempts = &shown["attempts"];
    assert_eq!(attempts[1]["edited_body"], typed, "{shown}");
    assert_eq!(attempts[1]["edits"]["by"], "json", "{shown}");
    assert_eq!(attempts[0]["edited_body"], json!(null), "{shown}");
    assert_eq!(shown["body"], second, "its own is as it came");
    let printed = run_ok(&desktop.machine, &["requests", "show", "2"]);
    assert!(printed.contains(typed), "{printed}");

    window.click("[data-testid=delivery-rates] summary");
    window.wait_for_text("[data-testid=delivery-rates]", |text| {
        text.contains("/retm/orders") && text.contains("2 of 2")
    });
    window.click("[data-testid=request-compare]");
    window.script(
        "const list = document.querySelector('[data-testid=compare-with]');
         list.value = '1'; list.dispatchEvent(new Event('change', { bubbles: true }))",
    );
    window.wait_for_text("[data-testid=compare-differences]", |text| {
        text.contains("/order/total") && text.contains("12.50") && text.contains("13.00")
    });
    look(&desktop, &window, "requests-compared", |_| ());

    window.click("[data-testid=request-save-fixture]");
    let saved = window.wait_for_text("[data-testid=request-saved] code", |text| !text.is_empty());
    assert_eq!(fs::read_to_string(saved).unwrap(), second);
    window.click("[data-testid=request-curl]");
    window.wait_for_script(
        "return document.querySelector('[data-testid=request-curl]').ariaLabel",
        |label| *label == json!("Copied"),
    );
}

/// Clicks a row while a key is held down.
fn click_with(window: &WebDriver, id: i64, key: &str) {
    window.script(&format!(
        "document.querySelector(\"{ROWS}[data-id='{id}']\").dispatchEvent(
           new MouseEvent('click', {{ bubbles: true, {key}: true }}))"
    ));
}

fn attempts(desktop: &Desktop, id: i64) -> usize {
    let shown = run_json(
        &desktop.machine,
        &["requests", "show", &id.to_string(), "--json"],
    );
    shown["attempts"].as_array().unwrap().len()
}

#[test]
fn what_is_selected_or_searched_is_replayed_once_that_was_confirmed_and_a_reward_only_on_demand() {
    let mut integration = Integration::start(Behaviour::status(200));
    let (desktop, window, hook) = started(&integration);
    for number in 1..=6 {
        post(
            &hook,
            "/retm/orders",
            &event("order.created", &number.to_string()),
        );
    }
    post(&hook, "/retm/rewards/redeem", r#"{"reward_code": "1234"}"#);
    window.wait_for(&format!("{ROWS}[data-id='7']"));
    click_with(&window, 7, "ctrlKey");
    click_with(&window, 4, "shiftKey");
    window.wait_for_text("[data-testid=request-selection]", |text| {
        text.contains("4 selected")
    });
    window.click("[data-testid=replay-selected]");
    window.wait_for_text("[role=alertdialog]", |text| {
        text.contains("Replay 3 requests?")
            && text.contains("one after the other")
            && text.contains("Also send 1 reward")
    });
    look(&desktop, &window, "requests-replay", |_| ());
    assert_eq!(
        integration.bodies().len(),
        7,
        "nothing before it is confirmed"
    );
    window.click("[data-testid=replay-selected-confirm]");
    window.wait_for_text("[data-testid=replay-progress]", |text| {
        text.contains("3 requests sent again: all got through")
    });
    let again: Vec<_> = (1..=7).map(|id| attempts(&desktop, id)).collect();
    assert_eq!(again, [1, 1, 1, 2, 2, 2, 1], "the reward only once");
    // The oldest first.
    let sent = integration.bodies();
    assert_eq!(sent[7..], sent[3..6]);

    // A reward alone asks first.
    window.script("location.hash = '#/requests/request/7'");
    window.click("[data-testid=request-replay]");
    window.click("[data-testid=request-replay-keep]");
    assert_eq!(attempts(&desktop, 7), 1);
    window.click("[data-testid=request-replay]");
    window.click("[data-testid=request-replay-confirm]");
    window.wait_for_text(DETAIL, |text| text.contains("Replay:"));
    assert_eq!(attempts(&desktop, 7), 2);

    // All that a search finds, stopped while it runs: the one under way is the last.
    integration.behave(Behaviour::slowly(200, Duration::from_secs(2)));
    window.script("location.hash = '#/requests?q=' + encodeURIComponent('path:orders')");
    window.click("[data-testid=replay-found]");
    window.wait_for_text("[role=alertdialog]", |text| {
        text.contains("Replay 6 requests?")
    });
    window.click("[data-testid=replay-found-confirm]");
    window.wait_for_text("[data-testid=replay-progress]", |text| {
        text.contains("of 6 requests")
    });
    window.click("[data-testid=replay-stop]");
    let ended = window.wait_for_text("[data-testid=replay-progress]", |text| {
        text.contains("got through")
    });
    assert!(ended.contains(" of 6 requests sent again"), "{ended}");
    look(&desktop, &window, "requests-replayed", |_| ());

    // Nothing listens: it ends at the first, and says so.
    integration.stop();
    window.click("[data-testid=replay-found]");
    window.wait_for_text("[role=alertdialog]", |text| {
        text.contains("Replay 6 requests?")
    });
    window.click("[data-testid=replay-found-confirm]");
    window.wait_for_text("[data-testid=replay-progress]", |text| {
        text.contains("1 of 6 requests sent again") && text.contains("Nothing listens at")
    });
}

#[test]
fn traffic_near_the_tunnels_quota_is_said_across_the_window() {
    let integration = Integration::start(Behaviour::status(200));
    let (desktop, window, hook) = started(&integration);
    post(&hook, "/retm/orders", &event("order.created", "b-1"));
    window.wait_for(ROWS);
    let data_dir = desktop.machine.data_dir();
    let database = Connection::open(data_dir.join("relay.db")).unwrap();
    let sql = "UPDATE marks SET value = 16000 WHERE name LIKE 'requests %'";
    database.execute(sql, []).unwrap();
    let file = data_dir.join("settings.toml");
    let before = fs::read_to_string(&file).unwrap();
    let line = "public_url = \"https://a-b.ngrok-free.app\"";
    let after = before.replacen("# public_url = \"\"", line, 1);
    assert_ne!(before, after, "{before}");
    fs::write(&file, after).unwrap();
    window.wait_for_text("[data-problem=relay-quota]", |text| {
        text.contains("16000 requests came through the relay this month")
    });
    window.script("document.querySelector('[data-problem=relay-quota] button').click()");
    window.wait_for_script(
        "return document.querySelector('[data-problem=relay-quota]') === null",
        |gone| *gone == json!(true),
    );
}

#[test]
fn the_relays_routes_and_its_key_are_changed_in_the_settings() {
    let mut integration = Integration::start(Behaviour::status(200));
    let (desktop, window, hook) = started(&integration);
    let receiver = desktop.receiver_url();
    window.script("location.hash = '#/settings/relay'");
    window.type_into("[data-testid=route-new]", "/retm/menu*");
    window.script(
        "const list = document.querySelector('[data-testid=route-new-mode]');
         list.value = 'keep'; list.dispatchEvent(new Event('change', { bubbles: true }))",
    );
    window.click("[data-testid=route-add]");
    window.wait_for("[data-testid=relay-route]");
    window.type_into("[data-testid=route-new]", "orders");
    window.click("[data-testid=route-add]");
    window.wait_for_text("[data-testid=relay-routes] [role=alert]", |text| {
        text.contains("must be a path")
    });
    look(&desktop, &window, "settings-relay", |_| ());
    let file = fs::read_to_string(desktop.machine.data_dir().join("settings.toml")).unwrap();
    assert!(file.contains("path = \"/retm/menu*\""), "{file}");
    // Stored first: RETM gets 200 while nothing listens.
    integration.stop();
    let answer = Request::post(&format!("{hook}/retm/menu"), "[]").send();
    assert_eq!(answer.status, 200);

    window.click("[data-testid=replace-relay-key]");
    window.click("[data-testid=replace-relay-key-confirm]");
    let other = window.wait_for_text("[data-testid=relay-url]", |text| text != hook);
    assert_eq!(
        Request::post(&format!("{hook}/retm/menu"), "[]")
            .send()
            .status,
        404
    );
    assert_eq!(
        Request::post(&format!("{other}/retm/menu"), "[]")
            .send()
            .status,
        200
    );
    assert_eq!(desktop.receiver_url(), receiver);
}
