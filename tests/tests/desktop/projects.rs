//! `project:` typed into the search of the window: the reports and incidents of a project, and no other.

use std::fs;

use missedhook_tests::{
    data::KEY,
    desktop::Desktop,
    http::Request,
    retm::{accepted, report},
    web_driver::WebDriver,
};
use serde_json::json;

const SETTINGS: &str = "allow_no_token = true

[[merchant]]
name = \"Olaya branch\"
token = \"token-of-olaya-0123\"
project = \"staging\"
";

#[test]
fn what_is_typed_as_a_project_finds_its_reports_and_incidents() {
    let desktop = Desktop::empty();
    let data = desktop.machine.data_dir();
    fs::create_dir_all(&data).unwrap();
    let settings = format!("[receiver]\nkey = \"{KEY}\"\n{SETTINGS}");
    fs::write(data.join("settings.toml"), settings).unwrap();
    let window = WebDriver::start(&desktop.machine);
    window.wait_for("[data-testid=first-run]");
    let url = desktop.receiver_url();
    let other = Request::post(&url, report("https://pos.example.com/retm/other", "x")).send();
    let other = accepted(&other);
    let staging = Request::post(&url, report("https://pos.example.com/retm/staging", "x"))
        .header("authorization", "Bearer token-of-olaya-0123")
        .send();
    let staging = accepted(&staging);
    crate::window::open_history(&window);
    let rows = |list: &str, ids: &[i64]| {
        let shown = format!(
            "return [...document.querySelectorAll('{list}')].map(row => Number(row.dataset.id))"
        );
        window.wait_for_script(&shown, |shown| *shown == json!(ids));
    };
    let reports = "[data-testid=history-list] [data-testid=row]";
    rows(reports, &[staging.id, other.id]);
    window.type_into("[data-testid=search]", "project:stag");
    rows(reports, &[staging.id]);
    window.screenshot("project-errors");

    window.script("location.hash = '#/incidents'");
    let incidents = "[data-testid=incident-row]";
    rows(incidents, &[staging.incident, other.incident]);
    window.type_into("[data-testid=search]", "project:staging");
    rows(incidents, &[staging.incident]);
    window.screenshot("project-incidents");
}
