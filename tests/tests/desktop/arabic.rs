//! The window in Arabic: from right to left, in its words, through the main flows.

use missedhook_tests::{
    desktop::Desktop,
    program::set_in_file,
    retm::{ORDERS, deliver, report},
    web_driver::WebDriver,
};
use serde_json::json;

fn is_arabic(text: &str) -> bool {
    text.chars()
        .any(|letter| ('\u{0600}'..='\u{06ff}').contains(&letter))
}

/// Whether the first element is to the right of the second one.
fn is_right_of(window: &WebDriver, first: &str, second: &str) -> bool {
    let left = |css: &str| {
        let read = format!("return document.querySelector('{css}').getBoundingClientRect().left");
        window.script(&read).as_f64().unwrap()
    };
    left(first) > left(second)
}

#[test]
fn the_window_runs_from_right_to_left_in_its_words_through_the_main_flows() {
    let desktop = Desktop::empty();
    set_in_file(
        &desktop.machine,
        "# language = \"system\"",
        "language = \"ar\"",
    );
    let window = WebDriver::start(&desktop.machine);
    let url = desktop.receiver_url();
    window.wait_for_text("[data-testid=first-run] h2", is_arabic);
    window.screenshot("arabic-first-run");
    let about = "return document.documentElement.dir + ' ' + document.documentElement.lang";
    window.wait_for_script(about, |value| *value == json!("rtl ar"));

    let incident = deliver(&url, report(ORDERS, "m")).incident;
    window.script(&format!("location.hash = '#/open/incident/{incident}'"));
    window.wait_for("[data-testid=why-sentence]");
    window.screenshot("arabic-incident");
    for part in ["nav-open", "nav-settings", "acknowledge"] {
        window.wait_for_text(&format!("[data-testid={part}]"), is_arabic);
    }
    let (sidebar, list, detail) = (
        "[data-testid=nav-open]",
        "[data-testid=incident-row]",
        "[data-testid=incident]",
    );
    assert!(is_right_of(&window, sidebar, list));
    assert!(is_right_of(&window, list, detail));
    // What comes from RETM stays as it is.
    window.wait_for_text("[data-testid=incident-row]", |text| {
        text.contains("/retm/orders")
    });

    window.click("[data-testid=acknowledge]");
    window.wait_for_text("[data-testid=nav-acknowledged]", |text| text.contains('1'));
    for page in [
        "settings", "tunnel", "monitors", "plots", "help", "requests",
    ] {
        window.script(&format!("location.hash = '#/{page}'"));
        window.wait_for_text("main h1, main h2, main h3", is_arabic);
        window.screenshot(&format!("arabic-{page}"));
    }
}
