//! A click on a notification that is of no incident opens the page that it speaks of.

use std::fs;

use missedhook_tests::{
    LIMIT,
    data::{KEY, open_database, weekday},
    desktop::Desktop,
    retm::{deliver, report},
    web_driver::WebDriver,
};
use serde_json::Value;

fn settings(desktop: &Desktop, summary: &str) {
    fs::create_dir_all(desktop.machine.data_dir()).unwrap();
    let text = format!("[receiver]\nkey = \"{KEY}\"\n\n[summary]\n{summary}\n");
    fs::write(desktop.machine.data_dir().join("settings.toml"), text).unwrap();
}

fn clicked(desktop: &Desktop, says: &str) {
    let told = desktop.notifications.wait_for(says, LIMIT);
    desktop.notifications.invoke_action(told.id, "default");
}

fn is_week(hash: &Value) -> bool {
    hash.as_str()
        .is_some_and(|hash| hash.starts_with("#/week/"))
}

#[test]
fn the_weekly_summary_leads_to_its_week() {
    let desktop = Desktop::empty();
    settings(&desktop, "weekly = false");
    let window = WebDriver::start(&desktop.machine);
    window.wait_for("[data-testid=first-run]");
    deliver(&desktop.receiver_url(), report("/retm/orders", ""));
    desktop.notifications.wait_for("/retm/orders", LIMIT);
    open_database(&desktop.machine.data_dir())
        .execute_batch(
            "UPDATE incidents SET opened_at = opened_at - 7 * 86400000,
               last_error_at = last_error_at - 7 * 86400000, changed_at = changed_at - 7 * 86400000;",
        )
        .unwrap();
    settings(
        &desktop,
        &format!("day = \"{}\"\nat = \"00:00\"", weekday()),
    );
    clicked(&desktop, "1 incident last week");
    window.wait_for_script("return location.hash", is_week);
    window.wait_for_text("[data-testid=week-page]", |text| {
        text.contains("/retm/orders")
    });
    assert!(window.find("[data-testid=week-so-far]").is_none());
    window.screenshot("week-from-notification");
}

#[test]
fn tests_lead_to_the_settings_and_to_the_report_that_was_sent() {
    let (desktop, window) = Desktop::with_driven_app();
    window.wait_for("[data-testid=first-run]");
    deliver(&desktop.receiver_url(), report("/retm/orders", ""));
    window.click("[data-testid=open-history]");
    window.script("location.hash = '#/settings/notifications'");
    window.click("[data-testid=test-notification]");
    window.wait_for("[data-testid=test-notification-done]");
    window.script("location.hash = '#/help'");
    clicked(&desktop, "Notifications work");
    window.wait_for("[data-testid=settings-notifications]");

    desktop.tray_item().click("Send test report");
    clicked(&desktop, "Test received");
    window.wait_for("[data-testid=incident]");
    let hash = window.wait_for_script("return location.hash", Value::is_string);
    let database = open_database(&desktop.machine.data_dir());
    let of_test = "SELECT incident_id FROM delivery_errors WHERE source = 'test'";
    let of_test: i64 = database.query_row(of_test, [], |row| row.get(0)).unwrap();
    let hash = hash.as_str().unwrap();
    assert!(hash.ends_with(&format!("incident/{of_test}")), "{hash}");
}
