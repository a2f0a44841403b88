//! The list while it changes: new incidents appear at once, and the row being read stays where it is.

use missedhook_tests::{
    axe,
    desktop::Desktop,
    retm::{deliver, report},
    web_driver::WebDriver,
};
use serde_json::json;

use crate::accessibility::{set_theme, wait_for_theme};

const ROWS: &str = "[data-testid=incident-list]";

fn endpoint(host: &str, number: usize) -> String {
    format!("https://{host}.shop.example/retm/branches/branch-{number}")
}

/// Sends one report for each of `count` endpoints, from that number on. Returns the incidents.
fn fail(url: &str, from: usize, count: usize) -> Vec<i64> {
    // Without a host: endpoints of one host would form one row.
    let one = |number| {
        report(
            &format!("/retm/branches/branch-{number}"),
            "Service Unavailable",
        )
    };
    (from..from + count)
        .map(|number| deliver(url, one(number)).incident)
        .collect()
}

/// A window on the open incidents of this many endpoints.
fn with_open(count: usize) -> (Desktop, WebDriver, Vec<i64>) {
    let (desktop, window) = Desktop::with_driven_app();
    window.wait_for("[data-testid=first-run]");
    let incidents = fail(&desktop.receiver_url(), 0, count);
    window.click("[data-testid=open-history]");
    window.wait_for(&row(incidents[count - 1]));
    (desktop, window, incidents)
}

fn row(incident: i64) -> String {
    format!("{ROWS} [data-testid=incident-row][data-id='{incident}']")
}

fn listed(window: &WebDriver) -> Vec<i64> {
    let ids = window.script(
        "return [...document.querySelectorAll('[data-testid=incident-row]')].map((row) => Number(row.dataset.id))",
    );
    serde_json::from_value(ids).unwrap()
}

/// Records where a row is in every frame from now on.
fn watch(window: &WebDriver, incident: i64) {
    window.script(&format!(
        "window.seenAt = new Set(); const look = () => {{ \
           window.seenAt.add(document.querySelector(\"{}\")?.getBoundingClientRect().top ?? 'gone'); \
           requestAnimationFrame(look); }}; look()",
        row(incident)
    ));
}

#[test]
fn what_comes_in_while_one_reads_is_listed_at_once() {
    let (desktop, window, incidents) = with_open(4);
    let read = incidents[1];
    window.click(&row(read));
    window.wait_for(&format!("[data-testid=incident][data-id='{read}']"));
    let new = fail(&desktop.receiver_url(), 100, 3);
    window.wait_for(&row(new[2]));
    window.wait_for_script(
        "return document.querySelectorAll('[data-testid=incident-row].lit').length",
        |lit| *lit == json!(3),
    );
    window.screenshot("list-new");
    let expected: Vec<i64> = new.iter().rev().copied().collect();
    assert_eq!(listed(&window)[..3], expected);
    assert!(window.find("[data-testid=new-rows]").is_none());
    let chosen = window.wait_for(&format!("{ROWS} .chosen"));
    let id = window.attribute(&chosen, "data-id").unwrap();
    assert_eq!(id, Some(read.to_string()));
    // A mark disappears after a moment.
    window.wait_for_script(
        "return document.querySelectorAll('[data-testid=incident-row].lit').length",
        |lit| *lit == json!(0),
    );
}

#[test]
fn a_storm_keeps_the_selected_row_in_sight_at_the_top() {
    let (desktop, window, incidents) = with_open(4);
    let read = incidents[0];
    window.click(&row(read));
    window.wait_for(&format!("[data-testid=incident][data-id='{read}']"));
    fail(&desktop.receiver_url(), 100, 300);
    window.wait_for_text("[data-testid=new-rows]", |text| text.contains("new"));
    window.wait_for_text("[data-testid=nav-open]", |text| text.contains("304"));
    let in_sight = format!(
        "const list = document.querySelector('{ROWS}').getBoundingClientRect(); \
         const row = document.querySelector(\"{}\")?.getBoundingClientRect(); \
         return !!row && row.top >= list.top - 1 && row.bottom <= list.bottom + 1",
        row(read)
    );
    window.wait_for_script(&in_sight, |is| *is == json!(true));
    window.screenshot("list-storm");
    assert_eq!(axe::faults(&window), "");
    window.click("[data-testid=new-rows]");
    window.wait_for_script(
        &format!("return document.querySelector('{ROWS}').scrollTop"),
        |top| *top == json!(0),
    );
    assert!(window.find("[data-testid=new-rows]").is_none());
}

#[test]
fn no_row_moves_further_down_during_a_storm() {
    let (desktop, window, incidents) = with_open(60);
    let read = incidents[40];
    window.script(&format!(
        "document.querySelector('{ROWS}').scrollTop = 48 * 15"
    ));
    window.click(&row(read));
    window.wait_for(&format!("[data-testid=incident][data-id='{read}']"));
    watch(&window, read);
    let url = desktop.receiver_url();
    fail(&url, 100, 200);
    // Visible endpoints fail again, too.
    fail(&url, 30, 20);
    window.wait_for_text("[data-testid=new-rows]", |text| text.contains("200 new"));
    window.screenshot("list-storm-further-down");
    let seen_at = window.script("return [...window.seenAt]");
    assert_eq!(seen_at.as_array().map(Vec::len), Some(1), "{seen_at}");
}

#[test]
fn hosts_are_shown_and_a_search_is_completed() {
    let (desktop, window, _) = with_open(1);
    let url = desktop.receiver_url();
    for number in 0..2 {
        deliver(
            &url,
            report(&endpoint("prod", number), "Service Unavailable"),
        );
    }
    let staging = deliver(&url, report(&endpoint("staging", 1), "Not Found")).incident;
    window.wait_for_text(&row(staging), |text| {
        text.contains("staging.") && text.contains("/branches/branch-1")
    });
    window.screenshot("list-hosts");
    let press = |key: &str| {
        window.script(&format!(
            "(document.activeElement ?? document.body).dispatchEvent(\
               new KeyboardEvent('keydown', {{ key: {key:?}, bubbles: true, cancelable: true }}))"
        ));
    };
    let write = |text: &str| {
        window.script(&format!(
            "const box = document.querySelector('[data-testid=search]'); box.value = {text:?}; \
             box.setSelectionRange(box.value.length, box.value.length); \
             box.dispatchEvent(new InputEvent('input', {{ bubbles: true }}))"
        ));
    };
    press("/");
    window.wait_for("[data-testid=choice]");
    window.screenshot("search-filters");
    assert_eq!(axe::faults(&window), "");
    write("host:");
    window.wait_for_text("[data-testid=choices]", |text| {
        text.contains("host:staging.shop.example") && text.contains("2 endpoints")
    });
    window.screenshot("search-hosts");
    // The smallest width, in dark.
    window.resize(360, 640);
    set_theme(&desktop, "dark");
    wait_for_theme(&window, "dark");
    window.wait_for_script(
        "return document.getAnimations().filter((one) => one.playState === 'running').length",
        |count| *count == json!(0),
    );
    window.screenshot("search-hosts-narrow");
    assert_eq!(axe::faults(&window), "");
    window.resize(1100, 720);
    press("/");
    write("host:");
    window.wait_for("[data-testid=choice]");
    press("ArrowDown");
    press("Enter");
    window.wait_for_script(
        "return [...document.querySelectorAll('[data-testid=incident-row]')].map((row) => Number(row.dataset.id))",
        |ids| *ids == json!([staging]),
    );
    window.wait_for_text("[data-testid=matches]", |text| {
        text.trim().starts_with("1 match")
    });
    press("Enter");
    window.screenshot("search-matches");
    window.click(&row(staging));
    window.wait_for("[data-testid=incident]");
    press("r");
    window.wait_for_text("[data-testid=match-elsewhere]", |text| {
        text.trim() == "1 in Resolved"
    });
    window.screenshot("search-elsewhere");
    assert_eq!(axe::faults(&window), "");
    window.click("[data-testid=match-elsewhere]");
    window.wait_for(&row(staging));
}
