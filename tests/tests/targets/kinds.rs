//! What is sent to each kind of target, as its own server expects it.

use std::{fs, time::Duration};

use missedhook_tests::{
    LIMIT,
    endpoint::Endpoint,
    integration::{Behaviour, Integration},
    machine::Machine,
    program::{Serve, run_json},
    recording::wait_until,
    retm::{deliver, report},
    smtp::MailServer,
};
use serde_json::Value;

use super::{RECOVERED, assert_waits_a_thousand_seconds, json, machine_with, set};

/// The answer of Discord and Telegram, with the ID of the message in each format.
pub const NUMBERED: Behaviour = Behaviour::Answers {
    status: 200,
    headers: "",
    body: r#"{"id":"77","ok":true,"result":{"message_id":9}}"#,
    after: Duration::ZERO,
};

#[test]
fn each_kind_hears_of_an_incident_in_its_own_format_and_of_its_end_in_place_where_it_can() {
    let team = Integration::start(NUMBERED);
    let machine = Machine::headless();
    let heard = machine.root().join("heard");
    let base = team.url();
    set(
        &machine,
        &format!(
            r#"[probe]
allowed_hosts = "127.0.0.1"
every_s = 10
settle_s = 10

[[target]]
name = "slack"
kind = "slack"
url = "{base}/slack"
[[target]]
name = "teams"
kind = "teams"
url = "{base}/teams"
[[target]]
name = "discord"
kind = "discord"
url = "{base}/discord"
[[target]]
name = "telegram"
kind = "telegram"
url = "{base}"
token = "1:abc"
chat = "-100"
[[target]]
name = "ntfy"
kind = "ntfy"
url = "{base}/our-alerts"
[[target]]
name = "gotify"
kind = "gotify"
url = "{base}/gotify"
token = "t"
[[target]]
name = "command"
kind = "command"
command = ["sh", "-c", "cat >> '{}'; echo >> '{}'"]
"#,
            heard.display(),
            heard.display()
        ),
    );
    let serve = Serve::start(&machine);
    let url = Endpoint::refused("/retm/orders");
    deliver(
        &serve.receiver_url,
        report(&url, "<!channel> @everyone token=s3cr3t-t0ken-77"),
    );
    let lines = |path: &str| -> Vec<(String, Value)> {
        let all = team.requests().all();
        let of_path = all.iter().filter(|one| {
            one.request_line
                .split(' ')
                .nth(1)
                .unwrap()
                .starts_with(path)
        });
        of_path
            .map(|one| (one.request_line.clone(), json(one)))
            .collect()
    };
    let wait_for = |path: &str, count: usize, limit: Duration| {
        wait_until(
            path,
            limit,
            || Some(lines(path)).filter(|lines| lines.len() >= count),
            || team.requests().all(),
        )
    };
    let paths = [
        "/slack",
        "/teams",
        "/discord",
        "/bot1:abc/sendMessage",
        "/gotify/message",
    ];
    for path in paths {
        let said = wait_for(path, 1, LIMIT).remove(0).1.to_string();
        assert!(said.contains("/retm/orders"), "{path}: {said}");
        assert!(!said.contains("<!channel>") || path.contains("bot") || path.contains("gotify"));
    }
    let of_ntfy = || {
        let mut all = team.requests().all().into_iter();
        all.find(|one| one.request_line.starts_with("POST / "))
    };
    let of_ntfy = wait_until("ntfy's", LIMIT, of_ntfy, || team.requests().all());
    assert_eq!(json(&of_ntfy)["topic"], "our-alerts");

    let _well = Endpoint::answering_at(&url, [200]);
    let (line, body) = wait_for("/discord/messages/77", 1, RECOVERED).remove(0);
    assert!(line.starts_with("PATCH "), "{line}");
    assert!(body.to_string().contains("works again"), "{body}");
    let (_, body) = wait_for("/bot1:abc/editMessageText", 1, LIMIT).remove(0);
    assert_eq!(body["message_id"], 9);
    assert_eq!(wait_for("/slack", 2, LIMIT).len(), 2);
    let told = wait_until(
        "the command hears of both",
        LIMIT,
        || {
            let text = fs::read_to_string(&heard).unwrap_or_default();
            let lines: Vec<Value> = text
                .lines()
                .filter_map(|line| serde_json::from_str(line).ok())
                .collect();
            (lines.len() == 2).then_some(lines)
        },
        || fs::read_to_string(&heard),
    );
    for said in team.requests().all().iter().map(json).chain(told.clone()) {
        assert!(!said.to_string().contains("s3cr3t-t0ken-77"), "{said}");
    }
    assert_eq!(told[0]["type"], "incident.opened");
    assert_eq!(told[1]["type"], "incident.recovered");
}

/// Discord's documentation, "Exceeding A Rate Limit": the header is rounded up.
#[test]
fn discord_is_left_alone_for_as_long_as_it_asks() {
    let limited = |headers, body| {
        Integration::start(Behaviour::Answers {
            status: 429,
            headers,
            body,
            after: Duration::ZERO,
        })
    };
    let long = r#"{"message":"You are being rate limited.","retry_after":1000.57,"global":false}"#;
    let both = limited(
        "Content-Type: application/json\r\nRetry-After: 1001\r\nX-RateLimit-Scope: user\r\n",
        long,
    );
    let in_body = limited("Content-Type: application/json\r\n", long);
    let short = limited(
        "Content-Type: application/json\r\nRetry-After: 1\r\n",
        r#"{"message":"You are being rate limited.","retry_after":0.34,"global":true}"#,
    );
    let targets = [("both", &both), ("in-body", &in_body), ("short", &short)];
    let machine = machine_with(
        &targets
            .map(|(name, server)| {
                let url = format!("{}/api/webhooks/1/T0KEN", server.url());
                format!("[[target]]\nname = \"{name}\"\nkind = \"discord\"\nurl = \"{url}\"\n")
            })
            .concat(),
    );
    let serve = Serve::start(&machine);
    deliver(&serve.receiver_url, report("https://x.example/a", ""));
    let list = || run_json(&machine, &["target", "list", "--json"]);
    let failing = |nth: usize| {
        let failing = || (!list()[nth]["problem"].is_null()).then(|| list()[nth].clone());
        wait_until("a limit", LIMIT, failing, list)
    };
    for nth in [0, 1] {
        assert_waits_a_thousand_seconds(&failing(nth));
    }
    failing(2);
    short.behave(NUMBERED);
    let told = || list()[2]["problem"].is_null().then_some(());
    wait_until("an end of the limit", RECOVERED, told, list);
    for server in [&both, &in_body] {
        assert_eq!(server.requests().count(), 1);
    }
    // Without a version in the path, Discord counts in milliseconds.
    let line = &short.requests().all()[0].request_line;
    assert_eq!(line, "POST /api/v10/webhooks/1/T0KEN?wait=true HTTP/1.1");
}

#[test]
fn a_mail_describes_an_incident_and_a_failure_to_mail_is_shown() {
    let server = MailServer::start();
    let mail = |name: &str, server: &str| {
        format!(
            "[[target]]\nname = \"{name}\"\nkind = \"mail\"\nserver = \"{server}\"\ntls = \"none\"\n\
             from = \"Missedhook <alerts@pos.example>\"\nto = \"ops@pos.example, dev@pos.example\"\n"
        )
    };
    let gone = Endpoint::refused("");
    let machine = machine_with(&format!(
        "{}\n{}",
        mail("mail", &server.address().to_string()),
        mail("gone", gone.trim_start_matches("http://"))
    ));
    let serve = Serve::start(&machine);
    let incident = deliver(&serve.receiver_url, report("https://x.example/a", "")).incident;
    let came = server
        .mails()
        .wait_for("a mail", LIMIT, |all| all.first().cloned());
    for part in [
        "MAIL FROM:<alerts@pos.example>",
        "RCPT TO:<ops@pos.example>",
        "RCPT TO:<dev@pos.example>",
        "Subject: /a on x.example is failing",
        &format!("References: <missedhook-incident-{incident}@pos.example>"),
        "Content-Type: text/plain",
        "Endpoint: https://x.example/a",
    ] {
        assert!(came.contains(part), "no {part} in:\n{came}");
    }
    let gone = || run_json(&machine, &["target", "list", "--json"])[1].clone();
    wait_until(
        "a failure",
        LIMIT,
        || (!gone()["problem"].is_null()).then_some(()),
        gone,
    );
}
