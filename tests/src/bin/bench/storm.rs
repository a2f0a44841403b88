//! How quickly the window reacts to keys while reports arrive at full speed: the user reads further down in the list
//! and moves the selection while 10,000 reports arrive for 2,000 endpoints. Measured in the page, from the key to the
//! second frame after it.

use std::{ops::Range, thread, time::Duration};

use missedhook_tests::{
    desktop::Desktop,
    retm::{deliver, report},
    web_driver::WebDriver,
};
use serde_json::{Value, json};

use crate::figures::{Figures, Times};

/// How many incidents exist before the storm. The user reads one of them.
const BEFORE: usize = 60;
/// The number of reports in the storm.
const REPORTS: usize = 10_000;
const ENDPOINTS: usize = 2_000;
/// The number of concurrent senders.
const SENDERS: usize = 4;
/// How long a key may take to show, in milliseconds.
const GOAL_MS: f64 = 100.0;

/// After the storm: the number of incidents, how often a page of groups is requested, and how long that may take.
const MANY: usize = 12_000;
const PAGES: usize = 15;

/// Runs in the page. Presses j and k in turn and records how long each takes to be painted, where the row being read is
/// in each frame without a key press, and the page's calls to the app.
const WATCH: &str = "
    window.took = []; window.watching = true; window.asked = {};
    const ask = window.fetch;
    window.fetch = async (...of) => {
        const answer = await ask(...of);
        const name = String(of[0]?.url ?? of[0]).split('/').pop().split('?')[0];
        const one = (window.asked[name] ??= { calls: 0, bytes: 0 });
        one.calls += 1;
        answer.clone().arrayBuffer().then((all) => { one.bytes += all.byteLength; });
        return answer;
    };
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
    let endpoint = |number: usize| format!("/retm/branches/{}", name(number));
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
    send(&url, 0..REPORTS, |number| endpoint(number % ENDPOINTS));
    window.wait_for_text("[data-testid=nav-open]", |text| text.contains("2,000"));
    let took = window.script("window.watching = false; return window.took");
    let asked = window.script("return window.asked");
    let calm = times(&calm);
    figures.times("key -> painted, before the storm", &calm);
    let storm = times(&took);
    figures.times("key -> painted, in the storm", &storm);
    let worst = storm.percentile(100);
    figures.goal(
        "no key takes more than 100 ms in a storm",
        worst <= GOAL_MS,
        &format!(
            "{worst:.0} ms at worst, {:.0} ms in 99 of 100; before the storm {:.0} ms at worst",
            storm.percentile(99),
            calm.percentile(100)
        ),
    );
    for (call, of) in asked.as_object().into_iter().flatten() {
        let count = of["calls"].as_f64().unwrap_or_default();
        figures.value(&format!("calls of {call}"), count, "");
        let size = of["bytes"].as_f64().unwrap_or_default() / 1024.0;
        figures.value(&format!("answers to {call}"), size, "KiB");
    }
    figures.keep("storm", json!({"reports": REPORTS, "endpoints": ENDPOINTS}));
    let pid = desktop.running().unwrap().as_raw_nonzero().get();
    groups(figures, &window, &url, pid);
}

/// How long the first page of a list of many incidents takes, with groups.
fn groups(figures: &mut Figures, window: &WebDriver, url: &str, pid: i32) {
    send(url, ENDPOINTS..MANY, |number| {
        let host = number % 40;
        let branch = name(number);
        format!("https://host-{host}.example.com/retm/branches/{branch}")
    });
    window.wait_for_text("[data-testid=nav-open]", |text| text.contains("12,000"));
    // By then the list's own calls are finished.
    thread::sleep(Duration::from_secs(5));
    let before = processor_ms(pid);
    let took = window.script_async(&format!(
        "(async () => {{
            const took = [];
            for (let turn = 0; turn < {PAGES}; turn += 1) {{
                const begun = performance.now();
                await window.__TAURI_INTERNALS__.invoke('incidents',
                    {{ query: 'is:open', sort: 'newest', group: null, after: null, limit: 100 }});
                took.push(performance.now() - begun);
            }}
            done(took);
        }})()"
    ));
    let times = times(&took);
    figures.times("page of groups over 12,000 incidents", &times);
    let each = (processor_ms(pid) - before) / PAGES as f64;
    figures.value("processor time of the app for each", each, "ms");
    let half = times.percentile(50);
    figures.goal(
        "a page of groups over 12,000 incidents within 100 ms",
        half <= GOAL_MS,
        &format!("{half:.0} ms"),
    );
}

/// A name for each number that is not mistaken for an ID.
pub fn name(number: usize) -> String {
    let letters = [
        number / 17_576 % 26,
        number / 676 % 26,
        number / 26 % 26,
        number % 26,
    ];
    let letters = letters.map(|at| char::from(b'a' + at as u8));
    letters.iter().collect()
}

/// The CPU time used by a process, which other load does not affect.
fn processor_ms(pid: i32) -> f64 {
    /// The kernel's unit.
    const TICK_MS: f64 = 10.0;
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap();
    let behind_name = stat.rsplit(')').next().unwrap_or_default();
    let ticks = behind_name.split_whitespace().skip(11).take(2);
    let ticks: f64 = ticks.filter_map(|ticks| ticks.parse::<f64>().ok()).sum();
    ticks * TICK_MS
}

/// Sends this many reports as fast as they are accepted.
pub fn send(url: &str, numbers: Range<usize>, endpoint: impl Fn(usize) -> String + Copy + Send) {
    thread::scope(|scope| {
        for sender in 0..SENDERS {
            let numbers = numbers.clone().skip(sender).step_by(SENDERS);
            scope.spawn(move || {
                for number in numbers {
                    deliver(url, report(&endpoint(number), "Service Unavailable"));
                }
            });
        }
    });
}

/// Milliseconds as measured in the page.
fn times(took: &Value) -> Times {
    let took = took.as_array().into_iter().flatten();
    let took = took.filter_map(Value::as_f64);
    Times::of(took.map(|ms| Duration::from_secs_f64(ms / 1000.0)))
}
