//! Diagnosing an incident in the window: the first probe is refused until its host is allowed, then names the cause. A
//! monitor that is added there is checked.

use missedhook_tests::{
    desktop::Desktop,
    endpoint::Endpoint,
    retm::{deliver, report},
};

#[test]
fn a_probe_names_the_cause_once_its_host_is_allowed() {
    let (desktop, window) = Desktop::with_driven_app();
    let url = Endpoint::refused("/retm/orders");
    let incident = deliver(&desktop.receiver_url(), report(&url, "")).incident;
    window.script(&format!("location.hash = '#/incident/{incident}'"));
    window.wait_for("[data-testid=why-sentence]");
    window.click("[data-testid=probe]");
    window.click("[data-testid=allow-host]");
    window.wait_for_text("[data-testid=why-sentence]", |text| {
        text.contains("refused")
    });
    window.screenshot("probe-refused");
}

#[test]
fn a_monitor_added_in_the_window_is_checked_and_again_on_request() {
    let (desktop, window) = Desktop::with_driven_app();
    let endpoint = Endpoint::answering([200, 503]);
    deliver(&desktop.receiver_url(), report("/retm/menu", ""));
    window.script("location.hash = '#/monitors'");
    window.click("[data-testid=monitor-page] button");
    let save = |url: &str| {
        window.wait_for("[data-testid=monitor-url]");
        window.script(&format!(
            "const field = document.querySelector('[data-testid=monitor-url]');
             field.value = {url:?};
             field.dispatchEvent(new Event('input', {{bubbles: true}}));"
        ));
        window.click("[data-testid=monitor-save]");
    };
    save("/retm/menu");
    window.wait_for("[data-testid=monitor-url][aria-invalid=true]");
    window.wait_for_text("[data-testid=monitor-form] [role=alert]", |text| {
        text.contains("only a path") && text.contains("base URL")
    });
    window.screenshot("monitor-refused");
    save(&endpoint.url("/retm/menu"));
    let says = |what: &str| {
        window.wait_for_text("[data-testid=monitor-sentence]", |text| text.contains(what));
    };
    says("200");
    window.screenshot("monitor-checked");
    window.click("[data-testid=monitor-check]");
    says("503");
    window.wait_for("[data-testid=waterfall]");
    window.screenshot("monitor-checked-by-hand");
    assert_eq!(endpoint.requests().all().len(), 2);
}
