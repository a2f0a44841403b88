//! How quickly the window answers keys while reports come as quickly as they can: somebody reads further down in the list
//! and moves the selection, and 10,000 reports arrive at 2,000 endpoints. Measured in the page, from the key to the second
//! frame after it.

use std::{thread, time::Duration};

use missedhook_tests::{
    desktop::Desktop,
    retm::{deliver, report},
};
use serde_json::json;

use crate::figures::{Figures, Times};

/// How many incidents there are before the storm, of which one is read.
const BEFORE: usize = 60;
/// The storm.
const REPORTS: usize = 10_000;
const ENDPOINTS: usize = 2_000;
/// How many send at once.
const SENDERS: usize = 4;
/// How long a key may take to be seen, in milliseconds.
const GOAL_MS: f64 = 100.0;

/// In the page: presses j and k in turn, and notes how long each takes until it is painted; and where the row that is
/// being read stands in each frame in which no key was pressed.
const WATCH: &str = "
    window.took = []; window.watching = true;
    const pause = (ms) => new Promise((done) => setTimeout(done, ms));
    const frame = () => new Promise(requestAnimationFrame);
    (async () => {
        for (let turn = 0; window.watching; turn += 1) {
            await pause(90);
            const begun = performance.now();
            const at = document.activeElement ?? document.body;
            at.dispatchEvent(new KeyboardEvent('keydown', {
                key: turn % 2 ? 'k' : 'j', code: turn % 2 ? 'KeyK' : 'KeyJ', bubbles: true, cancelable: true,
            }));
            await frame();
            await frame();
            window.took.push(performance.now() - begun);
        }
    })()";

/// Measures the storm.
pub fn measure(figures: &mut Figures) {
    figures.part("Storm: keys while 10,000 reports arrive");
    let (desktop, window) = Desktop::with_driven_app();
    window.wait_for("[data-testid=first-run]");
    let url = desktop.receiver_url();
    let endpoint = |number: usize| format!("/retm/branches/branch-{number}");
    for number in 0..BEFORE {
        deliver(&url, report(&endpoint(number), "Service Unavailable"));
    }
    window.click("[data-testid=open-history]");
    window.wait_for("[data-testid=incident-row]");
    window.click("[data-testid=incident-row]");
    window.wait_for("[data-testid=incident]");
    window.script(WATCH);
    thread::sleep(Duration::from_secs(2));
    let calm = window.script("return window.took.splice(0)");
    let senders = (0..SENDERS).map(|sender| {
        let url = url.clone();
        thread::spawn(move || {
            for number in (sender..REPORTS).step_by(SENDERS) {
                let endpoint = format!("/retm/branches/branch-{}", number % ENDPOINTS);
                deliver(&url, report(&endpoint, "Service Unavailable"));
            }
        })
    });
    for sender in senders.collect::<Vec<_>>() {
        sender.join().unwrap();
    }
    window.wait_for_text("[data-testid=nav-open]", |text| text.contains("2,000"));
    let took = window.script("window.watching = false; return window.took");
    let times = |took: &serde_json::Value| {
        let took = took.as_array().into_iter().flatten();
        let took = took.filter_map(serde_json::Value::as_f64);
        Times::of(took.map(|ms| Duration::from_secs_f64(ms / 1000.0)))
    };
    figures.times("key -> painted, before the storm", &times(&calm));
    let storm = times(&took);
    figures.times("key -> painted, in the storm", &storm);
    let worst = storm.percentile(100);
    figures.goal(
        "no key takes more than 100 ms in a storm",
        worst <= GOAL_MS,
        &format!(
            "{worst:.0} ms at worst, {:.0} ms in 99 of 100",
            storm.percentile(99)
        ),
    );
    figures.keep("storm", json!({"reports": REPORTS, "endpoints": ENDPOINTS}));
}
