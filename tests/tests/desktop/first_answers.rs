//! The page comes with the answers to its first calls: its first rows wait for no call.

use missedhook_tests::{desktop::Desktop, retm::deliver, web_driver::WebDriver};
use serde_json::{Value, json};

use crate::window::FIRST_RUN;

/// Delivers this report, and opens the window anew on the history that holds it.
fn opened_on(report: &Value) -> (Desktop, WebDriver) {
    let (desktop, window) = Desktop::with_driven_app();
    window.wait_for(FIRST_RUN);
    deliver(&desktop.receiver_url(), report.to_string().into_bytes());
    let window = desktop.start_driven_app_anew(window);
    (desktop, window)
}

#[test]
fn the_first_rows_come_with_the_page_and_hold_no_markup() {
    let endpoint = "https://pos-bridge.example.com/retm/</script><b id=made>bold</b>";
    let (_desktop, window) = opened_on(&json!({
        "code": 503,
        "endpoint": endpoint,
        "message": "<!-- </script><img src=x id=made>",
    }));
    window.wait_for("[data-testid=incident-row]");
    let taken = "return performance.getEntriesByType('mark').map((mark) => mark.name)";
    let taken = window.script(taken);
    for call in ["window_view", "status", "incidents"] {
        let name = json!(format!("first-answers:{call}"));
        assert!(taken.as_array().unwrap().contains(&name), "{call}: {taken}");
    }
    let row = "return document.querySelector('[data-testid=incident-row]').textContent";
    let row = window.script(row);
    assert!(row.as_str().unwrap().contains("</script>"), "{row}");
    let written = "return document.getElementById('first-answers').textContent";
    let written = window.script(written);
    assert!(!written.as_str().unwrap().contains('<'), "{written}");
    let made = window.script("return document.querySelectorAll('#made').length");
    assert_eq!(made, 0, "an element was made of it");
}
