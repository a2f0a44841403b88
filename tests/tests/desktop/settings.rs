//! The settings as the user changes them in the window: saved in the file, and applied.

use missedhook_tests::{
    LIMIT,
    data::open_database,
    desktop::Desktop,
    recording::wait_until,
    retm::{deliver, report},
    web_driver::WebDriver,
};

const STAGING: &str = "https://staging.example.com/retm/orders";
const QUIET: &str = "[data-testid=\"setting-alerts.quiet_hours\"]";

fn open_notifications(desktop: &Desktop, window: &WebDriver) {
    window.wait_for("[data-testid=first-run]");
    deliver(
        &desktop.receiver_url(),
        report("https://prod.example.com/retm/first", ""),
    );
    desktop.notifications.wait_for("/retm/first", LIMIT);
    window.click("[data-testid=open-history]");
    window.script("location.hash = '#/settings/notifications'");
    window.wait_for("[data-testid=settings-notifications]");
}

/// Types a value as a user does, and leaves the field.
fn enter(window: &WebDriver, css: &str, value: &str) {
    window.wait_for(css);
    window.script(&format!(
        "const field = document.querySelector({css:?}); field.value = {value:?};\
         for (const name of ['input', 'change']) field.dispatchEvent(new Event(name, {{ bubbles: true }}))"
    ));
}

fn settings_with(desktop: &Desktop, part: &str) {
    let file = desktop.machine.data_dir().join("settings.toml");
    let text = || std::fs::read_to_string(&file).unwrap();
    wait_until(part, LIMIT, || text().contains(part).then_some(()), text);
}

#[test]
fn a_rule_silences_a_host_and_quiet_hours_with_days_are_obeyed_after_a_restart() {
    let (desktop, window) = Desktop::with_driven_app();
    open_notifications(&desktop, &window);
    let url = desktop.receiver_url();

    window.click("[data-testid=test-notification]");
    desktop.notifications.wait_for("Notifications work", LIMIT);
    window.wait_for_text("[data-testid=test-notification-done]", |text| {
        text.contains("Shown by")
    });

    enter(&window, "[data-testid=rule-new]", "staging.example.com");
    window.click("[data-testid=rule-add]");
    window.wait_for("[data-testid=alert-rule]");
    settings_with(&desktop, "match = \"staging.example.com\"");
    deliver(&url, report(STAGING, ""));
    deliver(&url, report("https://prod.example.com/retm/menu", ""));
    desktop.notifications.wait_for("/retm/menu", LIMIT);

    // All day but a minute, on all days but a distant one.
    window.click(&format!("{QUIET} [data-testid=setting-input]"));
    settings_with(&desktop, "quiet_hours = \"22:00-07:00\"");
    let day = window.script("return (new Date().getDay() + 2) % 7");
    let name = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let far = name[usize::try_from(day.as_u64().unwrap()).unwrap()];
    let hour = window.script("return new Date().getHours()");
    let hour = hour.as_u64().unwrap();
    enter(
        &window,
        "[data-testid=quiet-from]",
        &format!("{:02}:01", (hour + 23) % 24),
    );
    settings_with(&desktop, &format!("{:02}:01-07:00", (hour + 23) % 24));
    enter(
        &window,
        "[data-testid=quiet-to]",
        &format!("{:02}:00", (hour + 2) % 24),
    );
    let times = format!("{:02}:01-{:02}:00", (hour + 23) % 24, (hour + 2) % 24);
    settings_with(&desktop, &times);
    window.click(&format!("[data-testid=quiet-{far}]"));
    settings_with(&desktop, &format!(" {times}\""));
    window.screenshot("settings-notifications-changed");

    let window = desktop.start_driven_app_anew(window);
    let url = desktop.receiver_url();
    window.script("location.hash = '#/settings/notifications'");
    window.wait_for(&format!("[data-testid=quiet-{far}][aria-pressed=false]"));
    window.wait_for("[data-testid=alert-rule]");
    deliver(&url, report("https://prod.example.com/retm/late", ""));
    deliver(&url, report(STAGING, ""));
    let database = open_database(&desktop.machine.data_dir());
    let held = || {
        let sql = "SELECT count(*) FROM alerts WHERE held = 'quiet_hours'";
        database
            .query_row(sql, [], |row| row.get::<_, i64>(0))
            .unwrap()
    };
    wait_until(
        "alert that waits",
        LIMIT,
        || (held() == 1).then_some(()),
        held,
    );
    let all = desktop.notifications.notified().all();
    let wrong = all
        .iter()
        .find(|one| one.says("staging") || one.says("/retm/late"));
    assert!(wrong.is_none(), "{all:#?}");
}
