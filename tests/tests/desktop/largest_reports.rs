//! The worst content of a report: the window shows it, or says why not, and keeps reacting to keys.

use std::time::{Duration, Instant};

use missedhook_tests::{
    desktop::Desktop,
    program::{run_json, show},
    retm::deliver,
    web_driver::WebDriver,
};
use serde_json::{Value, json};

/// The largest body that the receiver accepts.
const LARGEST: usize = 256 * 1024;
/// It takes under a second on an idle machine; a frozen window needs minutes.
const ANSWERS_WITHIN: Duration = Duration::from_secs(10);

/// Bodies up to the maximum size, each with a unique message.
fn worst() -> Vec<(&'static str, String)> {
    let filled = |name: &str, before: &str, piece: &str, after: &str| {
        let around = before.len() + after.len() + name.len() + 100;
        let piece = piece.repeat((LARGEST - around) / piece.len());
        format!(
            "{{\"code\":503,\"endpoint\":\"/worst/{name}\",\"message\":\"{name}\",\"x\":{before}{piece}{after}}}"
        )
    };
    let nested = |name: &str, levels: usize, open: &str, close: &str| {
        let (open, close) = (open.repeat(levels), close.repeat(levels));
        format!(
            "{{\"code\":503,\"endpoint\":\"/worst/{name}\",\"message\":\"{name}\",\"x\":{open}1{close}}}"
        )
    };
    let message = |name: &str, piece: &str| {
        let length = (LARGEST - 200) / piece.len();
        let text = format!("{name} {}", piece.repeat(length));
        format!("{{\"code\":503,\"endpoint\":\"/worst/{name}\",\"message\":\"{text}\"}}")
    };
    vec![
        ("nested-4k", nested("nested-4k", 2_000, "[", "]")),
        ("nested-40k", nested("nested-40k", 20_000, "[", "]")),
        ("nested-most", nested("nested-most", 125_000, "[", "]")),
        ("objects", nested("objects", 40_000, "{\"\":", "}")),
        ("just-allowed", nested("just-allowed", 98, "[0,0,", "]")),
        ("many-lines", filled("many-lines", "[", "0,", "0]")),
        ("one-line", filled("one-line", "\"", "x", "\"")),
        ("marks", filled("marks", "\"a", "\u{301}", "\"")),
        (
            "bidi",
            filled("bidi", "\"", "\u{202e}\u{2066}\u{5d0}", "\""),
        ),
        ("long-message", message("long-message", "x")),
        ("message-of-marks", message("message-of-marks", "\u{301}")),
        ("message-of-lines", message("message-of-lines", "\\n")),
        (
            "long-endpoint",
            format!(
                "{{\"code\":503,\"endpoint\":\"/long-endpoint/{}\",\"message\":\"long-endpoint\"}}",
                "\u{637}/".repeat(80_000)
            ),
        ),
    ]
}

/// Presses a key and waits for its effect. Returns how long that took.
fn answers(window: &WebDriver, what: &str) -> Duration {
    let begun = Instant::now();
    let pressed = window.script(
        "document.querySelector('[data-testid=detail]')?.getBoundingClientRect();\
         (document.activeElement ?? document.body).dispatchEvent(\
           new KeyboardEvent('keydown', { key: '?', bubbles: true, cancelable: true }));\
         return true",
    );
    assert_eq!(pressed, true);
    window.wait_for_script(
        "return document.querySelector('dialog[open]') !== null",
        |is_open| *is_open == true,
    );
    window.script(
        "document.querySelector('dialog[open]').close();\
         return true",
    );
    // The page hears of it later. Until then the next key would open nothing.
    window.wait_for_script(
        "return document.querySelector('[data-testid=keys]') === null",
        |is_gone| *is_gone == true,
    );
    let took = begun.elapsed();
    println!("{what}: {} ms", took.as_millis());
    assert!(took < ANSWERS_WITHIN, "{what}: {took:?}");
    took
}

#[test]
fn the_window_answers_a_key_whatever_was_sent() {
    let (desktop, window) = Desktop::with_driven_app();
    window.wait_for("[data-testid=first-run]");
    let url = desktop.receiver_url();
    deliver(&url, "{}");
    window.click("[data-testid=open-history]");
    // The last one is opened with all the others in the lists.
    for (name, body) in worst() {
        assert!(body.len() <= LARGEST, "{name}: {}", body.len());
        let accepted = deliver(&url, body);
        // Opening it must finish before a key is handled, so the time includes both.
        window.script(&format!("location.hash = '#/errors/error/{}'", accepted.id));
        answers(&window, name);
        window.wait_for_script(
            "return document.querySelector('[data-testid=detail] .which')?.textContent",
            |which| *which == json!(format!("Delivery error {}", accepted.id)),
        );
        // The content belongs to this heading.
        let content = "void document.body.offsetHeight;\
                       document.querySelector('[data-testid=detail-body]')?.getClientRects();\
                       return [document.querySelector('[data-testid=detail-message]')?.textContent ?? '',\
                       document.querySelector('[data-testid=detail-body]')?.textContent.slice(0, 300) ?? '']";
        let readable = show(&desktop.machine, accepted.id)["readable"] == true;
        window.wait_for_script(content, |shown| {
            shown[usize::from(!readable)]
                .as_str()
                .is_some_and(|text| text.contains(name))
                && shown[1].as_str().is_some_and(|text| text.contains(name))
        });
        answers(&window, &format!("{name}, shown"));
        window.script(&format!(
            "location.hash = '#/open/incident/{}'",
            accepted.incident
        ));
        answers(&window, &format!("{name}, its incident"));
    }
    window.screenshot("worst");
}

#[test]
fn a_code_is_shown_to_its_last_digit() {
    let (desktop, window) = Desktop::with_driven_app();
    window.wait_for("[data-testid=first-run]");
    let url = desktop.receiver_url();
    deliver(&url, "{}");
    window.click("[data-testid=open-history]");
    for code in [9_007_199_254_740_993_i64, i64::MIN, i64::MAX] {
        let body = format!("{{\"code\":{code},\"endpoint\":\"/code/{code}\",\"message\":\"x\"}}");
        let sent = deliver(&url, body);
        window.script(&format!("location.hash = '#/errors/error/{}'", sent.id));
        window.wait_for_text("#detail-title", |text| text.contains(&code.to_string()));
        let row = format!("[data-testid=row][data-id='{}']", sent.id);
        window.wait_for_text(&row, |text| text.contains(&code.to_string()));
        let listed: Value = run_json(&desktop.machine, &["list", "--json", "--limit", "1"]);
        assert_eq!(listed[0]["code"], json!(code));
    }
}
