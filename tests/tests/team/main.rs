//! A team on a real PostgreSQL server: several machines see one incident, one acknowledgement silences all, and nothing
//! is lost while the server or a machine is away.

#![allow(
    clippy::too_many_lines,
    reason = "a test is read from its start to its end"
)]

mod away;
mod crowd;
mod identity;
mod server;
mod whole;

use std::{fs, time::Duration};

use missedhook_tests::{
    data::KEY,
    machine::Machine,
    notification_server::NotificationServer,
    postgres::Postgres,
    program::{Serve, run, run_json},
    recording::wait_until,
    retm::{deliver, report},
};
use serde_json::Value;

/// Longer than a pause after a failed connection, on a busy machine.
const LIMIT: Duration = Duration::from_secs(90);

/// A colleague: a machine with a running program and a desktop that shows notifications.
struct Colleague {
    machine: Machine,
    notifications: NotificationServer,
    serve: Option<Serve>,
}

impl Colleague {
    fn new(name: &str, url: &str) -> Self {
        let machine = Machine::with_bus();
        set(
            &machine,
            &format!("[team]\nurl = \"{url}\"\nname = \"{name}\""),
        );
        let notifications = NotificationServer::start(machine.bus());
        let serve = Some(Serve::start(&machine));
        Self {
            machine,
            notifications,
            serve,
        }
    }

    /// Kills the program as a power cut would.
    fn kill(&mut self) {
        self.serve.take().unwrap().process.kill();
    }

    fn resume(&mut self) {
        self.serve = Some(Serve::start(&self.machine));
    }

    fn receive(&self, endpoint: &str, message: &str) -> i64 {
        let url = &self.serve.as_ref().unwrap().receiver_url;
        deliver(url, report(endpoint, message)).incident
    }

    fn team(&self) -> Value {
        run_json(&self.machine, &["team", "--json"])
    }

    /// The colleagues' incident of that name as this machine sees it, once it is as expected.
    fn wait_for(&self, reference: &str, what: &str, is_it: impl Fn(&Value) -> bool) -> Value {
        let found = || {
            let team = self.team();
            let mut all = team["incidents"].as_array().unwrap().iter();
            all.find(|one| one["reference"] == reference && is_it(one))
                .cloned()
        };
        wait_until(&format!("{reference}: {what}"), LIMIT, found, || {
            let said = self.serve.as_ref().map(|serve| serve.process.output());
            (self.team(), said)
        })
    }

    fn wait_for_link(&self, state: &str) -> Value {
        let found = || {
            let link = self.team()["link"].clone();
            (link["state"] == state).then_some(link)
        };
        wait_until(state, LIMIT, found, || {
            let said = self.serve.as_ref().map(|serve| serve.process.output());
            (self.team(), said)
        })
    }

    /// How many notifications say that so far.
    fn told(&self, text: &str) -> usize {
        let all = self.notifications.notified().all();
        all.iter().filter(|one| one.says(text)).count()
    }
}

fn set(machine: &Machine, settings: &str) {
    fs::create_dir_all(machine.data_dir()).unwrap();
    let text = format!("[receiver]\nkey = \"{KEY}\"\n\n{settings}\n");
    fs::write(machine.data_dir().join("settings.toml"), text).unwrap();
}

fn three(postgres: &Postgres) -> [Colleague; 3] {
    let team = ["anna", "omar", "noura"].map(|name| Colleague::new(name, &postgres.url()));
    for colleague in &team {
        colleague.wait_for_link("connected");
    }
    team
}

#[test]
fn three_colleagues_see_one_incident_and_one_acknowledgement_silences_all() {
    let postgres = Postgres::start();
    let [anna, omar, noura] = three(&postgres);
    let incident = anna.receive("https://pos.example.com/retm/orders", "Service Unavailable");
    let reference = format!("anna/{incident}");
    let own = anna.notifications.wait_for("/retm/orders", LIMIT);
    let at_omar = omar.notifications.wait_for(&reference, LIMIT);
    let at_noura = noura.notifications.wait_for(&reference, LIMIT);
    for part in ["/retm/orders", "503", "Service Unavailable"] {
        assert!(at_omar.says(part), "no {part} in {at_omar:#?}");
    }

    // Noura acknowledges with the button of her notification.
    noura
        .notifications
        .press(at_noura.id, "missedhook-acknowledge");
    for colleague in [&omar, &noura] {
        let seen = colleague.wait_for(&reference, "acknowledged", |one| {
            one["state"] == "acknowledged"
        });
        assert_eq!(seen["by"], "noura", "{seen}");
    }
    for (colleague, notified) in [(&anna, &own), (&omar, &at_omar)] {
        let closed = colleague.notifications.closed();
        closed.wait_for("the notification to go", LIMIT, |closed| {
            closed.contains(&notified.id).then_some(())
        });
    }
    let said = run_json(&anna.machine, &["report", &incident.to_string(), "--json"]);
    assert!(said.to_string().contains("Acknowledged by noura"), "{said}");

    // It goes on failing: nobody is notified. What comes after it is.
    for n in 0..12 {
        anna.receive("https://pos.example.com/retm/orders", &format!("again {n}"));
    }
    omar.wait_for(&reference, "all reports", |one| one["error_count"] == 13);
    let last = anna.receive("https://pos.example.com/retm/last", "");
    let last = format!("anna/{last}");
    for colleague in [&omar, &noura] {
        colleague.notifications.wait_for(&last, LIMIT);
        assert_eq!(
            colleague.told(&format!("{reference},")),
            1,
            "only the first"
        );
    }
}

#[test]
fn a_reader_of_arabic_is_told_in_words_since_when_it_is_connected() {
    let postgres = Postgres::start();
    let omar = Colleague::new("omar", &postgres.url());
    let link = omar.wait_for_link("connected");
    let output = run(&omar.machine, &["doctor", "--language", "ar"]);
    let text = String::from_utf8(output.stdout).unwrap();
    let team = text.lines().find(|line| line.starts_with("✓ الفريق:"));
    let team = team.unwrap_or_else(|| panic!("no team in {text}"));
    let day = &link["since"].as_str().unwrap()[..10];
    assert!(!team.contains(day), "{team}");
    assert!(team.contains("متصل منذ "), "{team}");
}

#[test]
fn a_colleague_acknowledges_on_the_command_line_and_it_opens_again_for_all() {
    let postgres = Postgres::start();
    let [anna, omar, _noura] = three(&postgres);
    let incident = anna.receive("https://pos.example.com/retm/menu", "no");
    let reference = format!("anna/{incident}");
    omar.notifications.wait_for(&reference, LIMIT);
    let done = run_json(&omar.machine, &["resolve", &reference, "--json"]);
    assert_eq!(done["changed"], 1, "{done}");
    let resolved = || {
        let state = run_json(&anna.machine, &["report", &incident.to_string(), "--json"]);
        (state["detail"]["incident"]["state"] == "resolved").then_some(())
    };
    wait_until("resolved at anna", LIMIT, resolved, || anna.team());
    let next = anna.receive("https://pos.example.com/retm/menu", "no");
    assert_ne!(next, incident, "a new incident");
    omar.notifications.wait_for(&format!("anna/{next}"), LIMIT);
    let wrong = missedhook_tests::program::run(&omar.machine, &["acknowledge", "anna/999"]);
    assert_eq!(wrong.status.code(), Some(1), "{wrong:#?}");
}
