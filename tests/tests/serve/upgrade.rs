//! A database of each released schema opens, is migrated, and is read correctly: nothing is lost, pending alerts are
//! shown, and new reports join existing incidents. Every file in `fixtures/databases/` is tested, so a later schema
//! needs only its file.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use missedhook_tests::{
    LIMIT,
    data::{database, integrity, open_database, write_settings},
    machine::Machine,
    notification_server::NotificationServer,
    program::{Serve, list, run, run_json, run_ok, show},
    retm::{deliver, report},
};

/// The ID and the incident of each delivery error in the databases of all schemas, newest first.
const KEPT: [(i64, i64); 8] = [
    (9, 5),
    (8, 4),
    (7, 2),
    (6, 3),
    (5, 2),
    (4, 2),
    (2, 1),
    (1, 1),
];
/// Additional ones since the sixth schema: an incident that recovered twice, and one that is flapping.
const KEPT_SINCE_6: [(i64, i64); 6] = [(15, 7), (14, 7), (13, 7), (12, 7), (11, 6), (10, 6)];
/// Additional ones since the tenth schema: one of a merchant, and one of the relay.
const KEPT_SINCE_10: [(i64, i64); 2] = [(17, 8), (16, 8)];
const STOCK: &str = "https://pos.example.com/retm/stock";
const MENU: &str = "https://pos.example.com/retm/menu";
const ARABIC: &str = "تعذر الاتصال بنقطة النهاية";

fn released() -> BTreeMap<i64, PathBuf> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/databases");
    let files = fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let of_schema = |path: PathBuf| {
        let name = path.file_name()?.to_str()?;
        let schema = name.strip_prefix("schema-")?.strip_suffix(".db")?;
        let schema = schema.parse().ok()?;
        Some((schema, path))
    };
    files.filter_map(of_schema).collect()
}

#[test]
fn a_database_of_each_released_schema_is_brought_up_to_date_and_read_right() {
    let released = released();
    assert!(released.len() >= 7, "{released:?}");
    for (schema, path) in released {
        println!("schema {schema}");
        let machine = Machine::with_bus();
        write_settings(&machine.data_dir(), None);
        let kept = kept(schema);
        if schema >= 7 {
            want_monitors(&machine, false);
        }
        fs::copy(path, database(&machine.data_dir())).unwrap();
        let notifications = NotificationServer::start(machine.bus());
        let serve = Serve::start(&machine);
        assert_read_right(&machine, &kept);
        if schema >= 6 {
            assert_recovery_read_right(&machine);
        }
        notifications.wait_for("/retm/orders", LIMIT);

        let joined = deliver(
            &serve.receiver_url,
            report("https://pos.example.com/retm/orders", "next"),
        );
        let (newest, latest) = kept.iter().copied().fold((0, 0), |most: (i64, i64), kept| {
            (most.0.max(kept.0), most.1.max(kept.1))
        });
        assert_eq!(
            (joined.id, joined.incident),
            (newest + 1, 2),
            "schema {schema}"
        );
        let opened = deliver(&serve.receiver_url, report("/new", "next"));
        let expected = (newest + 2, latest + 1);
        assert_eq!((opened.id, opened.incident), expected, "schema {schema}");
        serve.process.stop();
        if schema >= 7 {
            assert_monitors_read_right(&machine);
        }

        let now: i64 = open_database(&machine.data_dir())
            .query_row("PRAGMA user_version", [], |row| row.get(0))
            .unwrap();
        assert!(now >= schema, "{now}");
        assert_eq!(integrity(&machine.data_dir()), "ok", "schema {schema}");
        // A second start has nothing left to migrate.
        let serve = Serve::start(&machine);
        assert_eq!(list(&machine, 100).len(), kept.len() + 2);
        serve.process.stop();
    }
}

fn kept(schema: i64) -> Vec<(i64, i64)> {
    let latest = KEPT_SINCE_10.iter().filter(|_| schema >= 10);
    let later = KEPT_SINCE_6.iter().filter(|_| schema >= 6);
    latest.chain(later).chain(&KEPT).copied().collect()
}

fn assert_read_right(machine: &Machine, all: &[(i64, i64)]) {
    let rows = list(machine, 100);
    let kept: Vec<_> = rows
        .iter()
        .map(|row| {
            (
                row["id"].as_i64().unwrap(),
                row["incident_id"].as_i64().unwrap(),
            )
        })
        .collect();
    assert_eq!(kept, all);
    let arabic = show(machine, 5);
    assert_eq!(arabic["message"], ARABIC);
    assert!(
        arabic["body"].as_str().unwrap().contains(ARABIC),
        "{arabic}"
    );
    assert_eq!(arabic["source"], "simulated");
    assert_eq!(arabic["headers"]["content-type"], "application/json");
    let unreadable = show(machine, 8);
    assert_eq!(unreadable["readable"], false);
    assert_eq!(unreadable["body_base64"], "eyL//gBjb2Rl", "to the letter");
    assert_eq!(show(machine, 1)["received_at"], "2025-11-24T16:00:00.000Z");

    let found = |query: &str| -> Vec<i64> {
        let rows = run_json(machine, &["list", "--json", query]);
        let rows = rows.as_array().unwrap().clone();
        rows.iter().map(|row| row["id"].as_i64().unwrap()).collect()
    };
    assert_eq!(found("code:404"), [2]);
    assert_eq!(found("الاتصال"), [5]);
    assert_eq!(found("again"), [4]);
    let resolved: &[i64] = if all.len() > KEPT.len() {
        &[11, 10, 2, 1]
    } else {
        &[2, 1]
    };
    // A test resolves automatically, sooner or later.
    assert_eq!(found("is:resolved is:real"), resolved);
    assert_eq!(found("is:acknowledged"), [6]);
    assert_eq!(found("set back"), [7], "found before it is in the index");

    let csv = run_ok(machine, &["export"]);
    assert_eq!(csv.lines().count(), all.len() + 1, "{csv}");
    assert!(csv.contains(ARABIC) && csv.contains("'=cmd|"), "{csv}");
    let ndjson = run_ok(machine, &["export", "--format", "ndjson"]);
    assert_eq!(ndjson.lines().count(), all.len(), "{ndjson}");
}

/// Its recovery state, its timeline and the probes behind both.
fn assert_recovery_read_right(machine: &Machine) {
    let case = run_json(machine, &["report", "6", "--json"]);
    let incident = &case["detail"]["incident"];
    assert_eq!(incident["endpoint"], STOCK, "{case:#}");
    assert_eq!(incident["state"], "resolved", "{case:#}");
    assert_eq!(incident["error_count"], 2, "{case:#}");
    assert_eq!(case["failing_probe"]["cause"], "refused", "{case:#}");
    assert_eq!(case["good_probe"]["status"], 200, "{case:#}");
    let story = case["detail"]["timeline"].to_string();
    for part in ["Works again", "Came back after 2 min"] {
        assert!(story.contains(part), "no {part} in {story}");
    }
    let flaps = run_json(machine, &["report", "7", "--json"]);
    assert_eq!(flaps["detail"]["incident"]["state"], "open", "{flaps:#}");
    assert_eq!(flaps["detail"]["incident"]["error_count"], 4, "{flaps:#}");
}

/// Writes the two monitors into the settings. Paused ones are not probed: nothing leaves this machine.
fn want_monitors(machine: &Machine, on: bool) {
    write_settings(&machine.data_dir(), None);
    let path = machine.data_dir().join("settings.toml");
    let mut settings = fs::read_to_string(&path).unwrap();
    for url in [STOCK, MENU] {
        settings.push_str(&format!("[[monitor]]\nurl = \"{url}\"\non = {on}\n"));
    }
    fs::write(path, settings).unwrap();
}

/// Their states before they were paused, and their last checks. Only after the program has ended, so that it probes
/// nothing.
fn assert_monitors_read_right(machine: &Machine) {
    want_monitors(machine, true);
    let list = run_json(machine, &["monitors", "--json"]);
    // Those that are down come first.
    for (at, id, url, state, last) in [
        (0, 2, MENU, "down", "refused"),
        (1, 1, STOCK, "up", "answers"),
    ] {
        let monitor = &list["monitors"][at];
        assert_eq!(monitor["wish"]["url"], url, "{list:#}");
        assert_eq!(monitor["id"], id, "{list:#}");
        assert_eq!(monitor["state"], state, "{list:#}");
        assert_eq!(monitor["last"]["cause"], last, "{list:#}");
        assert_eq!(monitor["strip"].as_array().unwrap().len(), 12, "{list:#}");
        assert!(monitor["certificate_until"].is_string(), "{list:#}");
    }
    want_monitors(machine, false);
}

#[test]
fn before_the_first_start_of_the_new_version_the_commands_read_it_or_say_what_to_do() {
    for (schema, path) in released() {
        let machine = Machine::headless();
        write_settings(&machine.data_dir(), None);
        fs::copy(&path, database(&machine.data_dir())).unwrap();
        let before = fs::read(&path).unwrap();
        for args in [&["list", "again"][..], &["show", "5"], &["export"]] {
            let output = run(&machine, args);
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            let fine = output.status.success() || said.contains("Start Missedhook");
            assert!(fine, "schema {schema}: {args:?}: {output:#?}");
        }
        let after = fs::read(database(&machine.data_dir())).unwrap();
        assert!(after == before, "schema {schema}: the file was changed");
    }
}
