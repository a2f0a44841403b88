//! Related incidents form one row, and an endpoint has a page, with a note and a permanent mute that survive a restart.

use missedhook_tests::{
    LIMIT, axe,
    data::open_database,
    desktop::Desktop,
    retm::{deliver, report},
    web_driver::WebDriver,
};
use serde_json::json;

use crate::accessibility::{set_theme, wait_for_theme};

const ROW: &str = "[data-testid=incident-row]";
const ORDERS: &str = "https://pos-bridge.example.com/retm/orders";

fn branch(number: usize) -> String {
    format!("https://pos-bridge.example.com/retm/branches/branch-{number}")
}

/// Sends one report for each of these branches. Returns the incidents.
fn fail(url: &str, numbers: std::ops::Range<usize>) -> Vec<i64> {
    let one = |number| report(&branch(number), "Service Unavailable");
    numbers
        .map(|number| deliver(url, one(number)).incident)
        .collect()
}

fn press(window: &WebDriver, key: &str) {
    window.script(&format!(
        "(document.activeElement ?? document.body).dispatchEvent(\
           new KeyboardEvent('keydown', {{ key: {key:?}, bubbles: true, cancelable: true }}))"
    ));
}

/// Waits until these rows are listed; 0 stands for a group.
fn wait_for_rows(window: &WebDriver, expected: &[i64]) {
    window.wait_for_script(
        "return [...document.querySelectorAll('[data-testid=incident-row]')]\
           .map((row) => Math.max(0, Number(row.dataset.id)))",
        |rows| *rows == json!(expected),
    );
}

fn started() -> (Desktop, WebDriver, String) {
    let (desktop, window) = Desktop::with_driven_app();
    window.wait_for("[data-testid=first-run]");
    let url = desktop.receiver_url();
    (desktop, window, url)
}

/// Checks the open group in light, in dark, at the smallest width, and right-to-left.
fn look(desktop: &Desktop, window: &WebDriver) {
    let sound = |name: &str| {
        window.wait_for_script(
            "return document.getAnimations().filter((one) => one.playState === 'running').length",
            |count| *count == json!(0),
        );
        window.screenshot(name);
        assert_eq!(axe::faults(window), "", "{name}");
    };
    sound("group-open");
    set_theme(desktop, "dark");
    wait_for_theme(window, "dark");
    sound("group-open-dark");
    window.script("document.documentElement.dir = 'rtl'");
    sound("group-open-from-the-right");
    window.script("document.documentElement.dir = ''");
    window.resize(360, 640);
    sound("group-open-narrow");
    set_theme(desktop, "light");
    wait_for_theme(window, "light");
    window.resize(1100, 720);
}

/// How many incidents are in this state.
fn count(desktop: &Desktop, state: &str) -> i64 {
    let sql = "SELECT count(*) FROM incidents WHERE state = ?1";
    open_database(&desktop.machine.data_dir())
        .query_row(sql, [state], |row| row.get(0))
        .unwrap()
}

#[test]
fn a_host_where_everything_fails_is_one_row_that_acts_as_a_whole() {
    let (desktop, window, url) = started();
    let mut incidents = fail(&url, 0..4);
    let arabic = report(&branch(4), "تعذر الاتصال بالخادم بعد ثلاث محاولات");
    incidents.push(deliver(&url, arabic).incident);
    window.click("[data-testid=open-history]");
    wait_for_rows(&window, &[0]);
    window.wait_for_text(ROW, |text| {
        text.contains("pos-bridge.example.com") && text.contains("5 endpoints")
    });
    window.click(ROW);
    let newest_first: Vec<i64> = incidents.iter().rev().copied().collect();
    let opened: Vec<i64> = std::iter::once(0).chain(newest_first).collect();
    wait_for_rows(&window, &opened);
    window.wait_for("[data-testid=group]");
    look(&desktop, &window);
    press(&window, "ArrowLeft");
    wait_for_rows(&window, &[0]);
    press(&window, "a");
    window.wait_for("[data-testid=history-empty]");
    assert_eq!(count(&desktop, "acknowledged"), 5);
    // One step undoes all of it.
    press(&window, "z");
    wait_for_rows(&window, &[0]);
    assert_eq!(count(&desktop, "open"), 5);
}

#[test]
fn the_row_that_is_read_stays_selected_when_it_joins_a_group() {
    let (_desktop, window, url) = started();
    let incidents = fail(&url, 0..2);
    window.click("[data-testid=open-history]");
    wait_for_rows(&window, &[incidents[1], incidents[0]]);
    window.click(&format!("{ROW}[data-id='{}']", incidents[0]));
    let open = format!("[data-testid=incident][data-id='{}']", incidents[0]);
    window.wait_for(&open);
    let third = fail(&url, 2..3)[0];
    wait_for_rows(&window, &[0, third, incidents[1], incidents[0]]);
    let chosen = window.wait_for(&format!("{ROW}.chosen"));
    let id = window.attribute(&chosen, "data-id").unwrap();
    assert_eq!(id, Some(incidents[0].to_string()));
    window.wait_for(&open);
}

#[test]
fn an_endpoint_has_a_page_and_a_way_back() {
    let (_desktop, window, url) = started();
    let incident = deliver(&url, report(ORDERS, "Service Unavailable")).incident;
    window.click("[data-testid=open-history]");
    window.click(&format!("{ROW}[data-id='{incident}']"));
    let here = format!("[data-testid=incident][data-id='{incident}']");
    for way in ["Escape", "button", "Alt"] {
        window.wait_for(&here);
        window.click("[data-testid=incident-endpoint]");
        window.wait_for_text("[data-testid=endpoint-page] h2", |text| {
            text == "/retm/orders"
        });
        window.wait_for("[data-testid=endpoint-incidents] li");
        match way {
            "Escape" => press(&window, "Escape"),
            "button" => window.click("[data-testid=endpoint-back]"),
            _ => drop(window.script(
                "document.body.dispatchEvent(new KeyboardEvent('keydown', \
                   { key: 'ArrowLeft', altKey: true, bubbles: true, cancelable: true }))",
            )),
        }
    }
    window.wait_for(&here);
    // Also from the list of endpoints.
    window.script("location.hash = '#/endpoints'");
    window.click("[data-testid=endpoint-row]");
    window.wait_for("[data-testid=endpoint-page] [data-testid=day-strip]");
    window.screenshot("endpoint-page");
    press(&window, "Escape");
    window.wait_for("[data-testid=endpoint-list]");
}

#[test]
fn a_note_and_a_mute_for_good_survive_a_restart_and_silence_a_notification() {
    let (desktop, window, url) = started();
    let incident = deliver(&url, report(ORDERS, "Service Unavailable")).incident;
    desktop.notifications.wait_for("/retm/orders", LIMIT);
    let address = format!("location.hash = '#/endpoint/' + encodeURIComponent({ORDERS:?})");
    window.click("[data-testid=open-history]");
    window.script(&address);
    window.wait_for("[data-testid=endpoint-note]");
    window.script(
        "const box = document.querySelector('[data-testid=endpoint-note]'); \
         box.value = 'Ask <b>Amal</b>'; box.dispatchEvent(new InputEvent('input', { bubbles: true }))",
    );
    window.click("[data-testid=save-note]");
    window.click("[data-testid=endpoint-mute-pattern]");
    window.click("[data-testid=mute-pattern-save]");
    window.wait_for_text("[data-testid=endpoint-mutes]", |text| {
        text.contains("pos-bridge.example.com/*")
    });
    let window = desktop.start_driven_app_anew(window);
    let url = desktop.receiver_url();
    window.wait_for(ROW);
    window.script(&format!("location.hash = '#/open/incident/{incident}'"));
    window.wait_for_text("[data-testid=incident-note]", |text| {
        text.contains("Ask <b>Amal</b>")
    });
    window.wait_for_text("[data-testid=muted]", |text| {
        text.contains("Muted for good")
    });
    let before = desktop.notifications.notified().count();
    // One on the same host is silent. A later one on another host is announced.
    deliver(&url, report(&branch(1), "Service Unavailable"));
    deliver(
        &url,
        report("https://other.example/retm/menu", "Service Unavailable"),
    );
    desktop.notifications.wait_for("/retm/menu", LIMIT);
    let told = desktop.notifications.notified().all();
    assert!(
        told[before..].iter().all(|one| !one.says("branches")),
        "{:#?}",
        &told[before..]
    );
    // Undone on the same page.
    window.script(&address);
    window.click("[data-testid=endpoint-unmute]");
    window.wait_for("[data-testid=endpoint-not-muted]");
    deliver(&url, report(&branch(2), "Service Unavailable"));
    desktop.notifications.wait_for("branch-2", LIMIT);
}
