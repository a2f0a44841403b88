//! Alert rules: what the user does not want to hear of, or hears of in another way.

use missedhook_tests::{
    LIMIT,
    data::open_database,
    machine::Machine,
    notification_server::NotificationServer,
    program::{Serve, list},
    recording::wait_until,
    retm::{deliver, report},
};

use super::notified_so_far;

fn staging() -> Vec<u8> {
    report("https://staging.example.com/retm/orders", "down")
}

/// A change of the settings is taken over while the program runs.
fn deliver_until_told(serve: &Serve, notifications: &NotificationServer) {
    wait_until(
        "notification of staging",
        LIMIT,
        || {
            deliver(&serve.receiver_url, staging());
            std::thread::sleep(std::time::Duration::from_millis(500));
            let all = notifications.notified().all();
            all.into_iter().find(|one| one.says("orders"))
        },
        || notifications.notified().all(),
    );
}

#[test]
fn an_alert_rule_silences_a_host_and_changes_how_another_is_shown() {
    let machine = Machine::with_bus();
    Serve::start(&machine).process.stop();
    let file = machine.data_dir().join("settings.toml");
    let before = std::fs::read_to_string(&file).unwrap();
    let rules = "\n[[alerts.rule]]\nmatch = \"staging.example.com\"\nnotify = false\n\
        \n[[alerts.rule]]\nmatch = \"*/retm/menu\"\nsound = false\nurgency = \"critical\"\n";
    std::fs::write(&file, format!("{before}{rules}")).unwrap();
    let notifications = NotificationServer::start(machine.bus());
    let serve = Serve::start(&machine);
    for _ in 0..3 {
        deliver(&serve.receiver_url, staging());
    }
    deliver(
        &serve.receiver_url,
        report("https://prod.example.com/retm/menu", "down"),
    );
    let menu = notifications.wait_for("/retm/menu", LIMIT);
    assert_eq!((menu.urgency, menu.silent), (Some(2), true), "{menu:#?}");
    let told = notified_so_far(&serve, &notifications);
    assert!(!told.iter().any(|one| one.says("orders")), "{told:#?}");
    let rows = list(&machine, 10);
    let of_staging = |row: &&serde_json::Value| row["endpoint"].to_string().contains("staging");
    let incident = rows.iter().find(of_staging).unwrap()["incident_id"].as_i64();
    let database = open_database(&machine.data_dir());
    let alerts: i64 = database
        .query_row(
            "SELECT count(*) FROM alerts WHERE incident_id = ?1",
            [incident],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(alerts, 0, "what is silenced leaves no rows behind");

    // Without the rule the next report is announced, even for the incident that is already open.
    std::fs::write(&file, before).unwrap();
    deliver_until_told(&serve, &notifications);
}

#[test]
fn a_rule_with_a_search_asks_the_latest_report_and_is_taken_over_live() {
    let machine = Machine::with_bus();
    Serve::start(&machine).process.stop();
    let file = machine.data_dir().join("settings.toml");
    let before = std::fs::read_to_string(&file).unwrap();
    let silence = |search: &str| {
        let rule = format!("\n[[alerts.rule]]\nsearch = \"{search}\"\nnotify = false\n");
        std::fs::write(&file, format!("{before}{rule}")).unwrap();
    };
    silence("code:5xx host:staging");
    let notifications = NotificationServer::start(machine.bus());
    let serve = Serve::start(&machine);
    for _ in 0..3 {
        deliver(&serve.receiver_url, staging());
    }
    let other_code = r#"{"code":404,"endpoint":"https://staging.example.com/retm/menu"}"#;
    deliver(&serve.receiver_url, other_code);
    notifications.wait_for("/retm/menu", LIMIT);
    let told = notified_so_far(&serve, &notifications);
    assert!(!told.iter().any(|one| one.says("orders")), "{told:#?}");

    silence("code:404");
    deliver_until_told(&serve, &notifications);
}
