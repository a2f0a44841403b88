//! Which incidents a target is told of, and when: by host, endpoint, code, project and hours; and what becomes of it
//! after a week without a network.

use std::collections::BTreeSet;

use missedhook_tests::{
    LIMIT,
    integration::{Behaviour, Integration},
    preloaded::{DAY, JumpingClock},
    program::{Serve, run_json},
    recording::wait_until,
    retm::{deliver, report, request},
};
use serde_json::json;

use super::{RECOVERED, events, machine_with, url_target, wait_for_event};

/// The incidents that a target was told of, once nothing waits for any target.
fn told(machine: &missedhook_tests::machine::Machine, team: &Integration) -> BTreeSet<i64> {
    let list = || run_json(machine, &["target", "list", "--json"]);
    wait_until(
        "an empty outbox",
        LIMIT,
        || {
            let rows = list();
            let mut rows = rows.as_array().unwrap().iter();
            rows.all(|row| row["waiting"] == 0).then_some(())
        },
        list,
    );
    let all = events(team).into_iter();
    all.filter_map(|event| event["incident"]["id"].as_i64())
        .collect()
}

#[test]
fn a_target_is_told_by_host_endpoint_code_and_project() {
    let teams: Vec<_> = (0..5)
        .map(|_| Integration::start(Behaviour::status(200)))
        .collect();
    let rules = [
        "only = \"host:pos.example\"",
        "only = \"endpoint:/retm/orders\"",
        "only = \"code:5xx\"",
        "project = \"staging\"",
        "only = \"project:stag\"",
    ];
    let merchants = "[[merchant]]\nname = \"Olaya\"\ntoken = \"token-of-olaya\"\nproject = \"staging\"\n\
                     [[merchant]]\nname = \"Malaz\"\ntoken = \"token-of-malaz\"\n";
    let targets = rules.iter().zip(&teams).enumerate();
    let targets =
        targets.map(|(nth, (rule, team))| url_target(&format!("t{nth}"), &team.url(), rule));
    let machine = machine_with(&(merchants.to_owned() + &targets.collect::<String>()));
    let serve = Serve::start(&machine);
    let send = |endpoint: &str, code: u16, token: &str| {
        let body = json!({"code": code, "endpoint": endpoint, "message": "x"}).to_string();
        let sent =
            request(&serve.receiver_url, body).header("authorization", &format!("Bearer {token}"));
        missedhook_tests::retm::accepted(&sent.send()).incident
    };
    let here = send("https://pos.example/retm/menu", 404, "token-of-malaz");
    let orders = send("https://other.example/retm/orders", 404, "token-of-malaz");
    let failing = send("https://other.example/retm/stock", 503, "token-of-olaya");
    for (team, wanted) in teams.iter().zip([here, orders, failing, failing, failing]) {
        assert_eq!(told(&machine, team), BTreeSet::from([wanted]));
    }
}

#[test]
fn a_report_without_a_merchant_belongs_to_the_project_of_its_key() {
    let [staging, live] = [(); 2].map(|()| Integration::start(Behaviour::status(200)));
    let machine = machine_with("");
    let file = machine.data_dir().join("settings.toml");
    let receiver = std::fs::read_to_string(&file).unwrap();
    let targets = [
        url_target("staging", &staging.url(), "project = \"staging\""),
        url_target("live", &live.url(), "project = \"live\""),
    ];
    let settings = format!(
        "{}project = \"staging\"\n{}",
        receiver.trim_end().to_owned() + "\n",
        targets.concat()
    );
    std::fs::write(file, settings).unwrap();
    let serve = Serve::start(&machine);
    let nameless = deliver(&serve.receiver_url, report("https://x.example/a", "")).incident;
    assert_eq!(told(&machine, &staging), BTreeSet::from([nameless]));
    assert_eq!(told(&machine, &live), BTreeSet::new());
}

/// Hours that do not contain this moment, whatever the time: they begin in an hour, or ended an hour ago.
#[test]
fn what_begins_outside_the_hours_of_a_target_is_not_told_and_quiet_hours_hold_it() {
    let (by_day, held, always) = (
        Integration::start(Behaviour::status(200)),
        Integration::start(Behaviour::status(200)),
        Integration::start(Behaviour::status(200)),
    );
    let hour: u8 = missedhook_tests::data::now()[11..13].parse().unwrap();
    let at = |ahead: u8| format!("{:02}:00", (hour + ahead) % 24);
    let later = format!("hours = \"{}-{}\"", at(2), at(4));
    let quiet = format!("quiet_hours = \"{}-{}\"", at(23), at(2));
    let machine = machine_with(
        &[
            url_target("day", &by_day.url(), &later),
            url_target("held", &held.url(), &quiet),
            url_target("always", &always.url(), ""),
        ]
        .concat(),
    );
    let serve = Serve::start(&machine);
    deliver(&serve.receiver_url, report("https://x.example/a", ""));
    wait_for_event(&always, "incident.opened", LIMIT);
    let waiting = |nth: usize| {
        let rows = run_json(&machine, &["target", "list", "--json"]);
        rows[nth]["waiting"].clone()
    };
    wait_until(
        "nothing waits for the first",
        LIMIT,
        || (waiting(0) == 0).then_some(()),
        || waiting(0),
    );
    assert_eq!(waiting(1), 1);
    assert_eq!(by_day.requests().count(), 0);
    assert_eq!(held.requests().count(), 0);
}

#[test]
fn after_a_week_without_a_network_one_digest_tells_when_it_happened() {
    let mut team = Integration::stopped(Behaviour::status(200));
    let machine = machine_with(&url_target("ops", &team.url(), ""));
    let clock = JumpingClock::of(&machine);
    let serve = clock.serve(&machine);
    let incidents: BTreeSet<i64> = (0..5)
        .map(|n| {
            let body = report(&format!("https://x{n}.example/a"), "");
            deliver(&serve.receiver_url, body).incident
        })
        .collect();
    let happened = missedhook_tests::data::now();
    // It rests after the failure, so no attempt is under way.
    let list = || run_json(&machine, &["target", "list", "--json"])[0].clone();
    wait_until(
        "a failure",
        LIMIT,
        || (!list()["problem"].is_null()).then_some(()),
        list,
    );
    clock.jump_to(7 * DAY);
    team.go_on();
    // A week later: another report wakes the target, and is new.
    let fresh = deliver(&serve.receiver_url, report("https://new.example/a", "")).incident;
    let digest = wait_for_event(&team, "incident.digest", LIMIT);
    assert_eq!(digest["reason"], "late", "{digest:#}");
    let changes = digest["changes"].as_array().unwrap();
    let told: BTreeSet<i64> = changes
        .iter()
        .filter_map(|change| change["incident"]["id"].as_i64())
        .collect();
    assert_eq!(told, incidents);
    for change in changes {
        let at = change["at"].as_str().unwrap();
        assert!(at <= &*happened, "the time at which it happened: {at}");
        assert!(digest["at"].as_str().unwrap() > &*happened);
    }
    // A digest counts as the messages of 20 s.
    let opened = wait_for_event(&team, "incident.opened", RECOVERED);
    assert_eq!(opened["incident"]["id"], fresh);
    assert_eq!(team.requests().count(), 2, "{:#?}", events(&team));
}
