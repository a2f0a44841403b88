//! The window as the user sees and uses it.

use missedhook_tests::{
    LIMIT,
    data::{files, open_database},
    desktop::Desktop,
    program::{list, run_json, run_ok},
    recording::wait_until,
    retm::{deliver, fixture, fixture_names, report},
    web_driver::WebDriver,
};
use serde_json::{Value, json};

pub const FIRST_RUN: &str = "[data-testid=first-run]";
const LIST_ROW: &str = "[data-testid=history-list] [data-testid=row]";

/// Leaves the first-run page for the list of all delivery errors, once a first report is there.
pub fn open_history(window: &WebDriver) {
    window.click("[data-testid=open-history]");
    window.click("[data-testid=nav-errors]");
    window.wait_for("[data-testid=history-list]");
}

fn row(id: i64) -> String {
    format!("{LIST_ROW}[data-id='{id}']")
}

fn content_of(window: &WebDriver, css: &str) -> Value {
    window.wait_for(css);
    window.script(&format!(
        "return document.querySelector({css:?}).textContent"
    ))
}

#[test]
fn the_first_run_leads_to_a_test_report_that_one_sees_arrive() {
    let (desktop, window) = Desktop::with_driven_app();
    window.wait_for(FIRST_RUN);
    let url = desktop.receiver_url();
    window.wait_for_text("[data-testid=receiver-url]", |text| text == url);
    assert!(
        window.find("[data-testid=row]").is_none(),
        "{}",
        window.page_text()
    );
    window.screenshot("first-run");
    window.click("[data-testid=copy-url]");
    desktop.machine.display().wait_for_clipboard(&url, LIMIT);
    window.click("[data-testid=send-test]");
    let arrived = window.wait_for(&format!("{FIRST_RUN} [data-testid=row]"));
    let rows = list(&desktop.machine, 100);
    assert_eq!(rows.len(), 1, "{rows:?}");
    assert_eq!(rows[0]["source"], "test");
    let id = window.attribute(&arrived, "data-id").unwrap();
    assert_eq!(id, Some(rows[0]["id"].to_string()));
    desktop.notifications.wait_for("Test received", LIMIT);
    assert_eq!(desktop.notifications.notified().count(), 1);
    window.screenshot("first-run-arrived");
}

#[test]
fn a_report_stands_in_the_list_and_opens_in_full() {
    let (desktop, window) = Desktop::with_driven_app();
    window.wait_for(FIRST_RUN);
    let url = desktop.receiver_url();
    let id = deliver(&url, fixture("documented.json")).id;
    open_history(&window);
    let text = window.wait_for_text(&row(id), |text| text.contains("503"));
    for part in ["/retm/orders", "Service Unavailable"] {
        assert!(text.contains(part), "no {part:?} in {text:?}");
    }
    window.click(&row(id));
    let endpoint = content_of(&window, "[data-testid=detail-endpoint]");
    assert_eq!(endpoint, "https://pos-bridge.example.com/retm/orders");
    assert_eq!(
        content_of(&window, "[data-testid=detail-message]"),
        "Service Unavailable"
    );
    window.click("[data-testid=body-as-sent]");
    let body = String::from_utf8(fixture("documented.json")).unwrap();
    let shown = "return document.querySelector('[data-testid=detail-body]').textContent.trim()";
    window.wait_for_script(shown, |value| *value == json!(body.trim()));
    window.wait_for_text("[data-testid=detail-headers]", |text| {
        text.contains("content-type")
    });
    window.screenshot("detail");
}

#[test]
fn reports_appear_while_one_looks_on() {
    let (desktop, window) = Desktop::with_driven_app();
    window.wait_for(FIRST_RUN);
    let url = desktop.receiver_url();
    deliver(&url, fixture("documented.json"));
    open_history(&window);
    for name in fixture_names() {
        let id = deliver(&url, fixture(&name)).id;
        window.wait_for(&row(id));
    }
    let ids = "return [...document.querySelectorAll('[data-testid=history-list] [data-testid=row]')]\
               .map(row => Number(row.dataset.id))";
    let listed: Vec<Value> = list(&desktop.machine, 100)
        .iter()
        .map(|row| row["id"].clone())
        .collect();
    assert_eq!(
        window.script(ids),
        json!(listed),
        "newest first, as list says"
    );
    window.screenshot("history");
}

#[test]
fn markup_in_fields_stays_text() {
    let (desktop, window) = Desktop::with_driven_app();
    window.wait_for(FIRST_RUN);
    let url = desktop.receiver_url();
    window.script("window.alerted = 0; window.alert = () => { window.alerted += 1 }");
    let id = deliver(&url, fixture("markup-in-fields.json")).id;
    open_history(&window);
    window.click(&row(id));
    let sent: Value = serde_json::from_slice(&fixture("markup-in-fields.json")).unwrap();
    assert_eq!(
        content_of(&window, "[data-testid=detail-message]"),
        sent["message"]
    );
    assert_eq!(
        content_of(&window, "[data-testid=detail-endpoint]"),
        sent["endpoint"]
    );
    let in_row = window.wait_for_text(&row(id), |text| text.contains("click"));
    assert!(in_row.contains("<a href="), "{in_row:?}");
    let made = "return document.querySelectorAll('img[src=x], a[href*=evil], [onerror]').length";
    assert_eq!(window.script(made), 0, "elements were made of it");
    assert_eq!(window.script("return window.alerted"), 0);
    window.screenshot("markup");
}

#[test]
fn what_cannot_be_read_is_shown_with_its_reason() {
    let (desktop, window) = Desktop::with_driven_app();
    window.wait_for(FIRST_RUN);
    let url = desktop.receiver_url();
    let id = deliver(&url, fixture("truncated.txt")).id;
    open_history(&window);
    window.wait_for_text(&row(id), |text| text.contains("Unreadable"));
    window.click(&row(id));
    window.wait_for_text("[data-testid=unreadable-reason]", |text| {
        text.contains("JSON")
    });
    let body = String::from_utf8(fixture("truncated.txt")).unwrap();
    window.wait_for_text("[data-testid=detail-body]", |text| {
        text.trim() == body.trim()
    });
    window.screenshot("unreadable");
}

#[test]
fn a_click_on_a_notification_leads_to_its_incident() {
    let (desktop, window) = Desktop::with_driven_app();
    window.wait_for(FIRST_RUN);
    let url = desktop.receiver_url();
    let orders = deliver(&url, fixture("documented.json"));
    let menu = deliver(&url, fixture("bare-path.json"));
    for (accepted, endpoint) in [(menu, "/retm/menu"), (orders, "/retm/orders")] {
        let told = desktop.notifications.wait_for(endpoint, LIMIT);
        desktop.notifications.invoke_action(told.id, "default");
        window.wait_for(&format!(
            "[data-testid=incident][data-id='{}']",
            accepted.incident
        ));
        window.wait_for_text("[data-testid=incident]", |text| text.contains(endpoint));
    }
    window.screenshot("incident");
}

/// Presses a key, like a user without a mouse.
pub fn press(window: &WebDriver, key: &str) {
    window.script(&format!(
        "(document.activeElement ?? document.body).dispatchEvent(\
           new KeyboardEvent('keydown', {{ key: {key:?}, bubbles: true, cancelable: true }}))"
    ));
}

fn state_of(desktop: &Desktop, incident: i64) -> String {
    open_database(&desktop.machine.data_dir())
        .query_row(
            "SELECT state FROM incidents WHERE id = ?1",
            [incident],
            |row| row.get(0),
        )
        .unwrap()
}

#[test]
fn incidents_are_worked_off_by_keys_and_taken_back() {
    let (desktop, window) = Desktop::with_driven_app();
    window.wait_for(FIRST_RUN);
    let url = desktop.receiver_url();
    let orders = deliver(&url, fixture("documented.json")).incident;
    let menu = deliver(&url, fixture("arabic-message.json")).incident;
    open_history(&window);
    let go_to_open = || {
        press(&window, "g");
        press(&window, "o");
    };
    go_to_open();
    window.wait_for(&format!("[data-testid=incident-row][data-id='{orders}']"));
    window.wait_for(&format!("[data-testid=incident-row][data-id='{menu}']"));
    window.screenshot("open");
    window.click(&format!("[data-testid=incident-row][data-id='{orders}']"));
    window.wait_for(&format!("[data-testid=incident][data-id='{orders}']"));
    press(&window, "r");
    let becomes = |state: &str| {
        wait_until(
            state,
            LIMIT,
            || (state_of(&desktop, orders) == state).then_some(()),
            || state_of(&desktop, orders),
        );
    };
    becomes("resolved");
    press(&window, "z");
    becomes("open");
    window.wait_for(&format!("[data-testid=incident-row][data-id='{orders}']"));
    window.click(&format!("[data-testid=incident-row][data-id='{orders}']"));
    window.wait_for(&format!("[data-testid=incident][data-id='{orders}']"));
    press(&window, "a");
    becomes("acknowledged");
    press(&window, "g");
    press(&window, "a");
    window.wait_for(&format!("[data-testid=incident-row][data-id='{orders}']"));
    window.screenshot("acknowledged");
}

#[test]
fn what_is_searched_for_is_found_and_stands_in_the_address() {
    let (desktop, window) = Desktop::with_driven_app();
    window.wait_for(FIRST_RUN);
    let url = desktop.receiver_url();
    let orders = deliver(&url, fixture("documented.json")).id;
    let arabic = deliver(&url, fixture("arabic-message.json")).id;
    let unreadable = deliver(&url, fixture("truncated.txt")).id;
    open_history(&window);
    for (query, found) in [
        ("code:503 endpoint:orders", vec![orders]),
        ("\u{62a}\u{639}\u{630}", vec![arabic]),
        ("is:unreadable since:1h", vec![unreadable]),
        ("code:nonsense is:unreadable", vec![unreadable]),
        ("nothing-says-this", vec![]),
    ] {
        window.script(&format!(
            "location.hash = '#/errors?q=' + encodeURIComponent({query:?})"
        ));
        window.wait_for_script(
            "return [...document.querySelectorAll('[data-testid=history-list] [data-testid=row]')]\
               .map(row => Number(row.dataset.id))",
            |ids| *ids == json!(found),
        );
        window.wait_for_script(
            "return document.querySelector('[data-testid=search]').value",
            |value| *value == json!(query),
        );
    }
    window.screenshot("nothing-found");
    let listed = run_json(
        &desktop.machine,
        &["list", "--json", "code:503", "endpoint:orders"],
    );
    assert_eq!(listed.as_array().map(Vec::len), Some(1), "{listed}");
}

#[test]
fn settings_are_changed_in_the_window_and_stand_in_the_file() {
    let (desktop, window) = Desktop::with_driven_app();
    window.wait_for(FIRST_RUN);
    deliver(&desktop.receiver_url(), fixture("documented.json"));
    open_history(&window);
    window.script("location.hash = '#/settings/notifications'");
    window.wait_for_text("[data-testid=alert-policy]", |text| {
        text.contains("as soon as an endpoint")
    });
    window.screenshot("settings");
    let file = desktop.machine.data_dir().join("settings.toml");
    let good = std::fs::read_to_string(&file).unwrap();
    std::fs::write(
        &file,
        good.replacen("[window]\n", "[window]\ntheme = 7\n", 1),
    )
    .unwrap();
    window.wait_for_text("[data-testid=settings-problem]", |text| {
        let heading = good.lines().position(|line| line == "[window]").unwrap();
        text.contains(&format!("line {}:", heading + 2))
    });
    window.screenshot("settings-wrong");
    std::fs::write(
        &file,
        good.replace("# theme = \"system\"", "theme = \"dark\""),
    )
    .unwrap();
    window.wait_for_script("return document.documentElement.dataset.theme", |theme| {
        *theme == json!("dark")
    });
    window.screenshot("settings-dark");
}

#[test]
fn an_export_is_whole_and_safe_and_plots_are_drawn() {
    let (desktop, window) = Desktop::with_driven_app();
    window.wait_for(FIRST_RUN);
    let url = desktop.receiver_url();
    deliver(&url, report("/retm/orders", "=HYPERLINK(\"x\")"));
    deliver(&url, fixture("arabic-message.json"));
    open_history(&window);
    window.click("[data-testid=export]");
    window.click("[data-testid=export-csv]");
    window.wait_for_text("[data-testid=export-progress]", |text| {
        text.contains(".csv")
    });
    let csv = files(desktop.machine.root())
        .into_iter()
        .find(|path| path.extension().is_some_and(|end| end == "csv"))
        .unwrap();
    let text = std::fs::read_to_string(csv).unwrap();
    assert!(text.contains("\"'=HYPERLINK(\"\"x\"\")\""), "{text}");
    assert_eq!(
        text,
        run_ok(&desktop.machine, &["export", "--format", "csv"]),
        "the same on the command line"
    );
    window.script("location.hash = '#/plots'");
    window.wait_for("[data-testid=plot-chart] canvas");
    window.wait_for_text("[data-testid=plot-legend]", |text| {
        text.contains("/retm/orders")
    });
    window.screenshot("plots");
    window.script("location.hash = '#/endpoints'");
    window.wait_for_text("[data-testid=endpoint-list]", |text| {
        text.contains("/retm/orders")
    });
    window.screenshot("endpoints");
}

#[test]
fn the_window_runs_no_script_and_asks_nobody_but_the_app() {
    let (_desktop, window) = Desktop::with_driven_app();
    window.wait_for(FIRST_RUN);
    let refused = "window.ran = false;\
        const script = document.createElement('script');\
        script.textContent = 'window.ran = true';\
        document.body.append(script);\
        return window.ran";
    assert_eq!(window.script(refused), false, "an inline script ran");
    window.script(
        "window.asked = null;\
         document.addEventListener('securitypolicyviolation', e => { window.asked = e.blockedURI });\
         fetch('http://127.0.0.1:9/').catch(() => {})",
    );
    window.wait_for_script("return window.asked", |uri| {
        uri.as_str().is_some_and(|uri| uri.contains("127.0.0.1:9"))
    });
}

#[test]
fn a_long_history_is_scrolled_to_its_end_with_few_rows_drawn() {
    let (desktop, window) = Desktop::with_driven_app();
    window.wait_for(FIRST_RUN);
    let url = desktop.receiver_url();
    let oldest = deliver(&url, fixture("documented.json")).id;
    for n in 0..300 {
        deliver(
            &url,
            report(&format!("/retm/endpoint-{}", n % 7), &n.to_string()),
        );
    }
    open_history(&window);
    window.wait_for(LIST_ROW);
    let to_the_end = format!(
        "const list = document.querySelector('[data-testid=history-list]');\
         list.scrollTop = list.scrollHeight;\
         return [...list.querySelectorAll('[data-testid=row]')].map(row => row.dataset.id).includes('{oldest}')"
    );
    window.wait_for_script(&to_the_end, |there| *there == json!(true));
    let drawn = window.find_all(LIST_ROW).len();
    assert!((1..100).contains(&drawn), "{drawn} rows are drawn");
    window.screenshot("long-history");
}
