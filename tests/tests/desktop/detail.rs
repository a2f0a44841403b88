//! An incident's page: nothing moves at a click, the head and the tabs stay visible, the timeline is complete, and a
//! test report needs no action.

use missedhook_tests::{
    LIMIT,
    data::open_database,
    desktop::Desktop,
    program::run_ok,
    retm::{ORDERS, deliver, report},
    web_driver::WebDriver,
};
use serde_json::{Value, json};

/// The positions of the page's parts, in pixels from the top of the window, and the scroll offset.
const PLACES: &str = "
    const top = (css) => Math.round(document.querySelector(css).getBoundingClientRect().top);
    return [top('.incident header'), top('[data-testid=probe]'), top('[role=tablist]'),
            document.querySelector('[data-testid=detail] [data-scrolls]').scrollTop]";

fn scroll_to(window: &WebDriver, end: &str) -> Value {
    window.script(&format!(
        "const page = document.querySelector('[data-testid=detail] [data-scrolls]');
         page.scrollTop = {end}"
    ));
    window.script(PLACES)
}

fn choose(window: &WebDriver, tab: &str) {
    // Without WebDriver's own scrolling.
    window.script(&format!(
        "document.querySelector('[data-testid=tab-{tab}]').click()"
    ));
    window.wait_for(&format!("[data-testid=tab-{tab}][aria-selected=true]"));
}

#[test]
fn nothing_moves_at_a_click_and_head_and_tabs_stay_in_sight() {
    let (desktop, window) = Desktop::with_driven_app();
    let url = desktop.receiver_url();
    let incident = deliver(&url, report(ORDERS, "m")).incident;
    for number in 0..30 {
        let code = 500 + number % 4;
        let body = json!({"code": code, "endpoint": ORDERS, "message": "m"});
        deliver(&url, body.to_string().into_bytes());
    }
    window.script(&format!("location.hash = '#/open/incident/{incident}'"));
    window.wait_for("[data-testid=why-sentence]");
    window.wait_for("[data-testid=reports-list] [data-testid=row]");
    for scrolled in ["0", "1e6"] {
        choose(&window, "timeline");
        let before = scroll_to(&window, scrolled);
        for tab in ["probe", "missed", "former", "reports", "timeline"] {
            choose(&window, tab);
            assert_eq!(
                window.script(PLACES),
                before,
                "{tab}, scrolled to {scrolled}"
            );
        }
        let seen = window.script(
            "const pane = document.querySelector('[data-testid=detail] [data-scrolls]').getBoundingClientRect();
             return ['.incident header', '[role=tablist]'].every((css) => {
                 const box = document.querySelector(css).getBoundingClientRect();
                 return box.top >= pane.top - 1 && box.bottom <= pane.bottom + 1;
             })",
        );
        assert_eq!(seen, json!(true), "scrolled to {scrolled}");
    }
    window.screenshot("detail-scrolled");
}

#[test]
fn the_timeline_is_the_incidents_life_and_shows_notifications_when_asked() {
    let (desktop, window) = Desktop::with_driven_app();
    let url = desktop.receiver_url();
    let incident = deliver(&url, report(ORDERS, "m")).incident;
    desktop.notifications.wait_for("/retm/orders", LIMIT);
    let body = json!({"code": 502, "endpoint": ORDERS, "message": "m"});
    deliver(&url, body.to_string().into_bytes());
    window.script(&format!("location.hash = '#/open/incident/{incident}'"));
    window.wait_for("[data-testid=tab-timeline]");
    window.click("[data-testid=tab-timeline]");
    let timeline = "[data-testid=timeline]";
    let life = window.wait_for_text(timeline, |text| {
        text.contains("Code changed to 502 Bad Gateway")
            && text.contains("First failure: 503 Service Unavailable")
    });
    assert!(!life.contains("Notified"), "{life}");
    window.click("[data-testid=show-notifications]");
    window.wait_for_text(timeline, |text| text.contains("Notified"));
}

#[test]
fn a_test_has_a_calm_page_is_counted_nowhere_and_resolves_by_itself() {
    let (desktop, window) = Desktop::with_driven_app();
    desktop.receiver_url();
    run_ok(&desktop.machine, &["send-test"]);
    window.script("location.hash = '#/open/incident/1'");
    window.wait_for_text("[data-testid=incident]", |text| {
        text.contains("Nothing is broken") && text.contains("Resolves by itself")
    });
    let open = window.wait_for("[data-testid=nav-open]");
    let shown = window.text(&open).unwrap();
    assert!(shown.split_whitespace().eq(["Open", "0"]), "{shown}");
    window.screenshot("test-report");
    let database = open_database(&desktop.machine.data_dir());
    database.busy_timeout(LIMIT).unwrap();
    database
        .execute_batch("UPDATE incidents SET last_error_at = last_error_at - 61000")
        .unwrap();
    // It is checked when something changes, and at the latest once its minute is over.
    deliver(&desktop.receiver_url(), report(ORDERS, "m"));
    window.wait_for_text("[data-testid=incident]", |text| text.contains("Resolved."));
}
