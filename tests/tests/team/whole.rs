//! Everything that leaves one screen, in one story: colleagues, the channel they read, and a coding agent.

use std::collections::BTreeSet;

use missedhook_tests::{
    endpoint::{Endpoint, Received},
    integration::{Behaviour, Integration},
    mcp_client::McpClient,
    postgres::Postgres,
    retm::deliver,
};
use serde_json::{Value, json};

use super::{Colleague, LIMIT, set};

const REPORTS: i64 = 50;

/// What an agent finds out that is asked why this endpoint fails, tool by tool.
fn ask_why(colleague: &Colleague, incident: i64) {
    let mut agent = McpClient::start(&colleague.machine, &[]);
    let found = agent.answer(
        "incidents",
        &json!({"query": "is:acknowledged endpoint:orders"}),
    );
    assert_eq!(found["incidents"][0]["id"], incident, "{found}");
    assert_eq!(found["incidents"][0]["cause"], "refused", "{found}");
    let one = agent.answer("incident", &json!({"incident": incident}));
    assert_eq!(one["diagnosis"]["cause"], "refused", "{one}");
    let errors = agent.answer("delivery_errors", &json!({"query": "endpoint:orders"}));
    let error = &errors["delivery_errors"][0];
    let said = json!({"code": error["code"], "message": error["message"]});
    let explained = agent.answer("explain_code", &said);
    assert_eq!(explained["cause"], "refused", "{explained}");
    let probed = agent.answer("probe", &json!({"endpoint": error["endpoint"]}));
    let probed = probed.to_string();
    assert!(probed.contains("refused"), "{probed}");
}

#[test]
fn colleagues_fall_silent_the_channel_has_two_messages_and_an_agent_knows_the_cause() {
    let channel = Integration::start(Behaviour::status(200));
    let postgres = Postgres::start();
    let [mut anna, omar, noura] =
        ["anna", "omar", "noura"].map(|name| Colleague::new(name, &postgres.url()));
    anna.kill();
    set(
        &anna.machine,
        &format!(
            "[team]\nurl = \"{}\"\nname = \"anna\"\n\n\
             [probe]\nallowed_hosts = \"127.0.0.1\"\nevery_s = 10\nsettle_s = 10\n\n\
             [[target]]\nname = \"channel\"\nkind = \"slack\"\nurl = \"{}/services/T0\"",
            postgres.url(),
            channel.url()
        ),
    );
    anna.resume();
    for colleague in [&anna, &omar, &noura] {
        colleague.wait_for_link("connected");
    }
    let endpoint = Endpoint::refused("/retm/orders");
    let body = json!({"code": 0, "endpoint": endpoint, "message": "connect ECONNREFUSED"});
    let receiver = &anna.serve.as_ref().unwrap().receiver_url;
    let send = || deliver(receiver, body.to_string()).incident;

    let incident = send();
    let reference = format!("anna/{incident}");
    let own = anna.notifications.wait_for("/retm/orders", LIMIT);
    let at_omar = omar.notifications.wait_for(&reference, LIMIT);
    let at_noura = noura.notifications.wait_for(&reference, LIMIT);
    noura
        .notifications
        .press(at_noura.id, "missedhook-acknowledge");
    for (colleague, notified) in [(&anna, &own), (&omar, &at_omar)] {
        let closed = colleague.notifications.closed();
        closed.wait_for("the notification to go", LIMIT, |closed| {
            closed.contains(&notified.id).then_some(())
        });
    }

    let incidents: BTreeSet<_> = (1..REPORTS).map(|_| send()).collect();
    assert_eq!(incidents, BTreeSet::from([incident]));
    omar.wait_for(&reference, "all reports", |one| {
        one["error_count"] == REPORTS
    });
    ask_why(&anna, incident);

    let _well = Endpoint::answering_at(&endpoint, [200]);
    let resolved = |one: &Value| one["state"] == "resolved";
    for colleague in [&omar, &noura] {
        colleague.wait_for(&reference, "resolved", resolved);
    }
    let messages = channel.requests();
    messages.wait_for("opened and recovered", LIMIT, |all| {
        (all.len() >= 2).then_some(())
    });
    // Whatever else is about it would come before what is about another one.
    let next = Endpoint::refused("/retm/next");
    let next = deliver(receiver, json!({"code": 0, "endpoint": next}).to_string());
    let next = format!("anna/{},", next.incident);
    for colleague in [&omar, &noura] {
        colleague.notifications.wait_for(&next, LIMIT);
        assert_eq!(
            colleague.told("/retm/orders"),
            2,
            "that it opened and is over"
        );
    }
    let says = |one: &Received, what: &str| String::from_utf8_lossy(&one.body).contains(what);
    messages.wait_for_item("the next", LIMIT, |one| says(one, "/retm/next"));
    let messages = messages.all();
    let about = messages.iter().filter(|one| says(one, "/retm/orders"));
    let about = about.count();
    assert_eq!(about, 2, "{messages:#?}");
}
