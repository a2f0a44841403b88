//! What the user attaches to a bug report, from the settings page: the diagnostics and the log folder.

use std::fs;

use missedhook_tests::{
    LIMIT, axe,
    data::{KEY, write_settings},
    desktop::Desktop,
    recording::wait_until,
    retm::{deliver, report},
    web_driver::WebDriver,
};

use serde_json::json;

use crate::{
    accessibility::{set_theme, speak, wait_for_theme},
    page_faults::english,
};

const MESSAGE: &str = "the till at gate 7";
const OPEN_LOGS: &str = "[data-testid=open-logs]";

/// The first run ends with the first report.
fn open_settings(desktop: &Desktop) -> WebDriver {
    let window = WebDriver::start(&desktop.machine);
    window.wait_for("[data-testid=first-run]");
    deliver(&desktop.receiver_url(), report("/retm/orders", MESSAGE));
    window.click("[data-testid=open-history]");
    window.script("location.hash = '#/settings/diagnostics'");
    window.wait_for(OPEN_LOGS);
    window
}

#[test]
fn the_settings_open_the_logs_and_copy_the_diagnostics() {
    let desktop = Desktop::empty();
    let machine = &desktop.machine;
    machine.install("xdg-open", "echo \"$1\" > \"$HOME/opened\"");
    write_settings(&machine.data_dir(), None);
    let window = open_settings(&desktop);
    window.click(OPEN_LOGS);
    let opened = machine.root().join("home/opened");
    let logs = machine.data_dir().join("logs").display().to_string();
    let is_opened = || (fs::read_to_string(&opened).ok()?.trim() == logs).then_some(());
    wait_until("folder of the logs", LIMIT, is_opened, || {
        window.page_text()
    });

    window.click("[data-testid=copy-diagnostics]");
    let whole = |text: &str| text.starts_with("Missedhook diagnostics");
    let text =
        machine
            .display()
            .wait_for_clipboard_like("diagnostics in the clipboard", 2 * LIMIT, whole);
    for part in [
        &format!("missedhook: {}", env!("CARGO_PKG_VERSION")),
        "webview: ",
        "✓ receiver: listening on",
        "✓ workers: all run",
        "receiver.key = [redacted]",
        "delivery errors: 1",
        "Missedhook starts",
    ] {
        assert!(text.contains(part), "no {part}: {text}");
    }
    assert!(!text.contains(KEY) && !text.contains(MESSAGE), "{text}");
    window.wait_for_text("[data-testid=copy-diagnostics]", |text| {
        text.contains("Copied")
    });
    window.screenshot("diagnostics");
}

#[test]
fn where_no_file_manager_opens_the_settings_say_where_the_logs_are() {
    let desktop = Desktop::empty();
    for program in ["xdg-open", "gio", "gnome-open", "kde-open"] {
        desktop.machine.install(program, "exit 4");
    }
    let window = open_settings(&desktop);
    window.click(OPEN_LOGS);
    let said = window.wait_for_text("[data-testid=diagnostics] [role=alert]", |text| {
        !text.is_empty()
    });
    let logs = desktop
        .machine
        .data_dir()
        .join("logs")
        .display()
        .to_string();
    assert!(
        said.contains("can't be opened") && said.contains(&logs),
        "{said}"
    );
}

#[test]
fn the_window_checks_this_computer_in_its_language() {
    const CHECKS: &str = "[data-testid=machine-checks]";
    let desktop = Desktop::empty();
    let window = open_settings(&desktop);
    speak(&desktop, &window, "ar");
    window.click("[data-testid=check-machine]");
    let address = format!(
        "يستمع على \u{2066}{}\u{2069}",
        desktop.receiver_url().split('/').nth(2).unwrap()
    );
    let found = window.wait_for_text(CHECKS, |text| !text.is_empty());
    assert!(found.contains(&address), "no {address} in {found}");
    window.screenshot("arabic-machine-checks");
    assert_eq!(english(&window), Vec::<String>::new());
    assert_eq!(axe::faults(&window), "");
    // What was found follows the language at once.
    speak(&desktop, &window, "en");
    window.wait_for_text(CHECKS, |text| text.contains("listening on"));
    set_theme(&desktop, "dark");
    wait_for_theme(&window, "dark");
    window.resize(360, 640);
    window.wait_for_script("return innerWidth", |now| *now == json!(360));
    window.script("document.querySelector('[data-testid=machine]').scrollIntoView()");
    window.screenshot("machine-checks-dark-narrow");
    assert_eq!(axe::faults(&window), "");
}
