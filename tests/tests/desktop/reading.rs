//! How what came is read: equal reports as one row, two reports beside each other, times in another zone or with 12 hours,
//! and rows with more room.

use missedhook_tests::{
    LIMIT,
    desktop::Desktop,
    recording::wait_until,
    retm::{ORDERS, deliver},
    web_driver::WebDriver,
};
use serde_json::json;

const ROWS: &str = "[data-testid=reports-list] [data-testid=row]";
const SUMMARY: &str = "[data-testid=compare-summary]";

fn body(code: u16, message: &str) -> Vec<u8> {
    let body = json!({"code": code, "endpoint": ORDERS, "message": message});
    body.to_string().into_bytes()
}

fn count_rows(window: &WebDriver, expected: usize) {
    let count = format!("return document.querySelectorAll('{ROWS}').length");
    window.wait_for_script(&count, |count| *count == json!(expected));
}

/// The row under the cursor, as it is read.
fn cursor(window: &WebDriver) -> String {
    let text = window.script(&format!(
        "return document.querySelector('{ROWS}[aria-selected=true]')?.innerText ?? ''"
    ));
    text.as_str().unwrap().to_owned()
}

#[test]
fn equal_reports_are_one_row_that_opens_and_takes_in_new_ones() {
    let (desktop, window) = Desktop::with_driven_app();
    let url = desktop.receiver_url();
    let incident = deliver(&url, body(500, "first")).incident;
    for _ in 0..12 {
        deliver(&url, body(503, "same"));
    }
    window.script(&format!("location.hash = '#/open/incident/{incident}'"));
    let run = "[data-testid=run-count]";
    window.wait_for_text(run, |text| text.contains("×12"));
    count_rows(&window, 2);
    window.script("document.querySelector('[data-list=reports]').focus()");
    window.press(&json!({"key": "j"}));
    assert!(cursor(&window).contains("×12"), "{}", cursor(&window));
    window.screenshot("equal-reports");

    deliver(&url, body(503, "same"));
    window.wait_for_text(run, |text| text.contains("×13"));
    count_rows(&window, 2);
    assert!(cursor(&window).contains("×13"), "{}", cursor(&window));

    window.press(&json!({"key": "ArrowRight"}));
    count_rows(&window, 15);
    window.wait_for(&format!("{ROWS}[aria-expanded=true][aria-level='1']"));
    window.screenshot("equal-reports-open");
    deliver(&url, body(503, "same"));
    count_rows(&window, 16);
    assert!(cursor(&window).contains("×14"), "{}", cursor(&window));
    window.press(&json!({"key": "j"}));
    window.press(&json!({"key": "Enter"}));
    window.wait_for("[data-testid=detail-body]");
    window.press(&json!({"key": "Escape"}));
    window.wait_for(run);
    window.script("document.querySelector('[data-list=reports]').focus()");
    window.press(&json!({"key": "ArrowLeft"}));
    window.press(&json!({"key": "ArrowLeft"}));
    count_rows(&window, 2);
    assert!(cursor(&window).contains("×14"), "{}", cursor(&window));
}

#[test]
fn two_reports_are_compared_with_their_headers() {
    let (desktop, window) = Desktop::with_driven_app();
    let url = desktop.receiver_url();
    let incident = deliver(&url, body(503, "busy")).incident;
    let second = deliver(&url, body(503, "busy")).id;
    let third = deliver(&url, body(500, "busy since 09:14")).id;
    window.script(&format!(
        "location.hash = '#/open/incident/{incident}/error/{third}'"
    ));
    window.click("[data-testid=report-compare-before]");
    window.wait_for_text("[data-testid=compare-differences]", |text| {
        text.contains("/code") && text.contains("503") && text.contains("busy since 09:14")
    });
    window.wait_for_text("[data-testid=compare-headers]", |text| {
        text.contains("content-length")
    });
    window.screenshot("reports-compared");
    window.click("[data-testid=compare-unified]");
    window.screenshot("reports-compared-unified");
    window.click("[data-testid=compare-copy]");
    window.wait_for_text("[data-testid=compare-copy]", |text| text.contains("Copied"));

    // Until the incident's list is there, the key has nowhere to go.
    let is_next = || {
        let hash = window.script("return location.hash");
        let there = hash.as_str()?.ends_with(&format!("/error/{second}"));
        if !there {
            window.press(&json!({"key": "j"}));
        }
        there.then_some(())
    };
    wait_until("the next report", LIMIT, is_next, || window.page_text());
    // Until it is shown, there is none to compare.
    window.wait_for_text("#detail-title", |title| title.contains("503"));
    window.press(&json!({"key": "d"}));
    window.wait_for_text(SUMMARY, |text| {
        text.contains("the bodies are equal. The headers are equal.")
    });
    assert!(window.find("[data-testid=compare-differences]").is_none());
    window.screenshot("reports-equal");
}

#[test]
fn times_are_in_utc_or_with_12_hours_at_once_and_stay_so() {
    let mut desktop = Desktop::empty();
    desktop.machine.move_to("Etc/GMT-3".to_owned());
    let window = WebDriver::start(&desktop.machine);
    let url = desktop.receiver_url();
    let error = deliver(&url, body(503, "busy")).id;
    window.script(&format!("location.hash = '#/errors/error/{error}'"));
    let facts = "[data-testid=detail] dl";
    window.wait_for_text(facts, |text| text.contains("(UTC+03:00)"));
    let row = "[data-testid=history-list] time";
    let title = |window: &WebDriver| {
        let title = window.attribute(&window.wait_for(row), "title");
        title.unwrap().unwrap()
    };
    let both = title(&window);
    assert!(
        both.contains("(UTC+03:00)") && both.contains("(UTC)"),
        "{both}"
    );

    window.click("[data-testid=window-menu]");
    window.click("[data-testid=times-utc]");
    window.wait_for_text(facts, |text| {
        text.lines().any(|line| line.contains("(UTC)"))
    });
    window.wait_for("[data-testid=zone]");
    assert!(title(&window).lines().next().unwrap().ends_with("(UTC)"));
    window.click("[data-testid=window-menu]");
    window.click("[data-testid=hours-12]");
    window.wait_for_text(facts, |text| {
        text.contains(" am (") || text.contains(" pm (")
    });
    window.screenshot("times-utc");
    let settings = std::fs::read_to_string(desktop.machine.data_dir().join("settings.toml"));
    let settings = settings.unwrap();
    assert!(
        settings.contains("time_zone = \"utc\"") && settings.contains("hours = \"12h\""),
        "{settings}"
    );
    window.click("[data-testid=zone]");
    window.wait_for_text(facts, |text| text.contains("(UTC+03:00)"));
    let gone = || window.find("[data-testid=zone]").is_none().then_some(());
    wait_until("no zone in the top bar", LIMIT, gone, || {});
}

#[test]
fn rows_get_more_room_in_every_list_and_keep_it() {
    let (desktop, window) = Desktop::with_driven_app();
    let url = desktop.receiver_url();
    deliver(&url, body(503, "busy"));
    let heights = |expected: [i64; 2]| {
        for (address, css, height) in [
            ("#/open", "[data-testid=incident-row]", expected[1]),
            (
                "#/errors",
                "[data-testid=history-list] [data-testid=row]",
                expected[0],
            ),
            ("#/endpoints", "[data-testid=endpoint-row]", expected[0]),
        ] {
            window.script(&format!("location.hash = '{address}'"));
            window.wait_for(css);
            let read = format!("return document.querySelector('{css}').offsetHeight");
            window.wait_for_script(&read, |now| *now == json!(height));
        }
    };
    heights([40, 48]);
    window.click("[data-testid=window-menu]");
    window.click("[data-testid=rows-comfortable]");
    heights([52, 60]);
    window.script("location.hash = '#/open'");
    window.wait_for("[data-testid=incident-row]");
    window.screenshot("comfortable");
    let window = desktop.start_driven_app_anew(window);
    window.wait_for_script("return document.documentElement.dataset.density", |now| {
        *now == json!("comfortable")
    });
}
