//! The first run at the initial window size: nothing needs scrolling, and it takes few clicks.

use std::cell::Cell;

use missedhook_tests::{desktop::Desktop, program::list, web_driver::WebDriver};
use serde_json::json;

/// The initial window size.
const SIZE: (u32, u32) = (1100, 720);

/// The steps that are not fully visible: name, and by how many pixels they are too low.
const OUT_OF_SIGHT: &str = "
    const main = document.querySelector('[data-testid=first-run]');
    const room = main.getBoundingClientRect().bottom;
    const steps = [...main.querySelectorAll('[data-testid^=step-]')];
    const seen = steps.filter((step) => step.checkVisibility()).length;
    const below = [...steps, ...main.querySelectorAll('button')]
        .filter((one) => one.checkVisibility() && one.getBoundingClientRect().bottom > room)
        .map((one) => [one.dataset.testid ?? one.textContent, one.getBoundingClientRect().bottom - room]);
    return [seen, main.scrollTop, below]";

/// Checks that all three steps with their buttons are visible at the initial window size.
///
/// # Panics
/// If one is not.
pub fn every_step_is_in_sight(window: &WebDriver, when: &str) {
    let seen = window.script(OUT_OF_SIGHT);
    assert_eq!(seen, json!([3, 0, []]), "{when}");
}

#[test]
fn at_most_three_clicks_lead_to_a_received_test() {
    let (desktop, window) = Desktop::with_driven_app();
    window.wait_for("[data-testid=first-run]");
    let size = window.script("return [innerWidth, innerHeight]");
    assert_eq!(size, json!([SIZE.0, SIZE.1]));
    window.wait_for("[data-testid=tunnel-start]");
    every_step_is_in_sight(&window, "at the start");
    window.screenshot("first-run-steps");
    let clicks = Cell::new(0);
    let click = |css: &str| {
        window.click(css);
        clicks.set(clicks.get() + 1);
    };
    click("[data-testid=send-test]");
    window.wait_for("[data-testid=step-3][data-done=true]");
    window.wait_for("[data-testid=first-run] [data-testid=row]");
    every_step_is_in_sight(&window, "with the test");
    window.screenshot("first-run-steps-done");
    assert_eq!(list(&desktop.machine, 10).len(), 1);
    click("[data-testid=open-history]");
    window.wait_for("[data-testid=incident-row]");
    assert!(clicks.get() <= 3, "{} clicks", clicks.get());
}

#[test]
fn each_tunnels_form_leaves_every_step_in_sight() {
    let (_desktop, window) = Desktop::with_driven_app();
    window.wait_for("[data-testid=tunnel-start]");
    let offers = "return [...document.querySelectorAll('[data-testid^=tunnel-offer-]')]\
                  .filter((one) => one.checkVisibility()).map((one) => one.dataset.testid)";
    let offers: Vec<String> = serde_json::from_value(window.script(offers)).unwrap();
    assert!(offers.len() >= 2, "{offers:?}");
    for offer in &offers {
        window.click(&format!("[data-testid={offer}] input"));
        window.wait_for(&format!("[data-testid={offer}] input:checked"));
        window.screenshot(&format!("first-run-steps-{offer}"));
        every_step_is_in_sight(&window, offer);
    }
}
