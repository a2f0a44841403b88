//! Whether all is well, according to the window, the tray and `doctor`: they agree, and never claim it too early.

use missedhook_tests::{
    LIMIT,
    desktop::Desktop,
    program::{run, set_local_only},
    recording::wait_until,
    retm::{deliver, fixture},
    web_driver::WebDriver,
};

use crate::window::{FIRST_RUN, open_history, press};

/// Waits until the tray's tooltip contains this text.
fn wait_for_tooltip(desktop: &Desktop, text: &str) {
    let item = desktop.tray_item();
    let says = || item.tooltip().0.contains(text).then_some(());
    wait_until(text, LIMIT, says, || item.tooltip());
}

/// Presses a key for every incident of a view, until it is empty.
fn work_off(window: &WebDriver, view: &str, key: &str) {
    const ROWS: &str = "return document.querySelectorAll('[data-testid=incident-row]').length";
    window.click(&format!("[data-testid=nav-{view}]"));
    let is_empty = || {
        let before = window.script(ROWS);
        if before != 0 {
            window.click("[data-testid=incident-row]");
            window.wait_for("[data-testid=incident]");
            press(window, key);
            window.wait_for_script(ROWS, |now| *now != before);
        }
        window.find("[data-testid=history-empty]").map(drop)
    };
    wait_until("an empty view", LIMIT, is_empty, || window.page_text());
}

fn doctor(desktop: &Desktop) -> (Option<i32>, String) {
    let output = run(&desktop.machine, &["doctor"]);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    (output.status.code(), said)
}

/// An acknowledged endpoint still fails: nothing says that all is well before it has recovered, and then everything
/// does.
#[test]
fn acknowledged_endpoints_still_fail_in_the_window_the_tray_and_the_doctor() {
    let (desktop, window) = Desktop::with_driven_app();
    window.wait_for(FIRST_RUN);
    let url = desktop.receiver_url();
    set_local_only(&desktop.machine);
    deliver(&url, fixture("documented.json"));
    deliver(&url, fixture("arabic-message.json"));
    desktop.notifications.wait_for("/retm/orders", LIMIT);
    wait_for_tooltip(&desktop, "2 endpoints are failing");
    open_history(&window);
    work_off(&window, "open", "a");
    let known = "2 acknowledged endpoints are still failing";
    let empty = window.wait_for_text("[data-testid=history-empty]", |text| text.contains(known));
    assert!(empty.starts_with("Nothing new."), "{empty}");
    window.screenshot("all-acknowledged");
    wait_for_tooltip(&desktop, known);
    let item = desktop.tray_item();
    item.wait_for_first_line(known, LIMIT);
    let failing = item.pixmaps();
    let (code, said) = doctor(&desktop);
    assert!(code == Some(1) && said.contains(known), "{code:?} {said}");

    work_off(&window, "acknowledged", "r");
    window.click("[data-testid=nav-open]");
    window.wait_for_text("[data-testid=history-empty][data-level=calm]", |text| {
        text.contains("No open incidents.") && text.contains("This machine only")
    });
    window.screenshot("all-well");
    wait_for_tooltip(&desktop, "No open incidents");
    assert_ne!(item.pixmaps(), failing, "the calm picture is another");
    let (code, said) = doctor(&desktop);
    assert!(
        code == Some(0) && said.contains("All is well."),
        "{code:?} {said}"
    );
}

/// One test report completes nothing: the remaining setup steps stay visible, also after a restart.
#[test]
fn what_is_left_of_the_setup_stays_in_sight_until_it_is_set_aside() {
    let (desktop, window) = Desktop::with_driven_app();
    window.wait_for(FIRST_RUN);
    desktop.receiver_url();
    window.click("[data-testid=send-test]");
    window.click("[data-testid=open-history]");
    let unfinished = "[data-testid=finish-setup]";
    let two_left = |text: &str| text.contains("Finish setup") && text.contains("2 of 3 left");
    window.wait_for_text(unfinished, two_left);
    window.wait_for_text("[data-testid=reachability][data-state=off]", |text| {
        text.contains("RETM can't reach you yet") && text.contains("Set up a tunnel")
    });
    work_off(&window, "open", "r");
    window.wait_for_text("[data-testid=history-empty][data-level=deaf]", |text| {
        text.contains("RETM can't reach you yet.")
    });
    window.screenshot("no-way-in");
    window.click("[data-testid=nothing-link]");
    window.wait_for("[data-testid=tunnel-page]");

    let window = desktop.start_driven_app_anew(window);
    window.wait_for_text(unfinished, two_left);
    let (code, said) = doctor(&desktop);
    let left = said.contains("RETM can't reach you yet.") && said.contains("2 of 3 steps left");
    assert!(code == Some(1) && left, "{code:?} {said}");
    window.click(unfinished);
    window.wait_for(FIRST_RUN);
    window.wait_for("[data-testid=step-1][data-done=false]");
    window.wait_for("[data-testid=step-3][data-done=true]");
    window.screenshot("finish-setup");
    window.click("[data-testid=skip-tunnel]");
    window.click("[data-testid=local-only]");
    window.wait_for("[data-testid=connection-state][data-state=local]");
    window.screenshot("this-machine-only");
    window.click("[data-testid=open-history]");
    window.wait_for("[data-testid=reachability][data-state=local]");
    let gone = || window.find(unfinished).is_none().then_some(());
    wait_until("end of the setup", LIMIT, gone, || window.page_text());
    window.wait_for_text("[data-testid=history-empty][data-level=calm]", |text| {
        text.contains("This machine only: RETM can't reach you.")
    });

    // It can be undone.
    window.script("location.hash = '#/tunnel'");
    window.click("[data-testid=not-local-only]");
    window.wait_for("[data-testid=reachability][data-state=off]");
    window.wait_for(unfinished);
}
