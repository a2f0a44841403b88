//! `report`: one incident as a document to hand on. What came over the network stays text in it, and no secret gets in.

use missedhook_tests::{
    data::{KEY, write_settings},
    http::Request,
    machine::Machine,
    program::{Serve, run, run_json, run_ok},
    retm::{deliver, fixture, fixture_names},
};
// scraper: reads HTML as a browser does, and says where it had to put up with something.
use scraper::{Html, Selector};

const TOKEN: &str = "sUp3r-s3cret-token";

fn selected<'a>(page: &'a Html, selector: &str) -> Vec<scraper::ElementRef<'a>> {
    page.select(&Selector::parse(selector).unwrap()).collect()
}

#[test]
fn every_report_is_text_in_the_document_whatever_is_in_it() {
    let machine = Machine::headless();
    let serve = Serve::start(&machine);
    let mut incidents: Vec<i64> = fixture_names()
        .iter()
        .map(|name| deliver(&serve.receiver_url, fixture(name)).incident)
        .collect();
    incidents.dedup();
    for incident in incidents {
        let html = run_ok(&machine, &["report", &incident.to_string(), "--html"]);
        let page = Html::parse_document(&html);
        assert_eq!(
            page.errors,
            Vec::<std::borrow::Cow<'_, str>>::new(),
            "{html}"
        );
        for element in selected(&page, "body *") {
            let (name, attributes) = (element.value().name(), element.value().attrs());
            assert!(
                !matches!(
                    name,
                    "script" | "img" | "a" | "b" | "link" | "iframe" | "svg"
                ),
                "<{name}> in {html}"
            );
            for (attribute, value) in attributes {
                assert!(
                    matches!(attribute, "dir" | "scope" | "class"),
                    "{attribute}={value} in {html}"
                );
            }
        }
        let head: Vec<&str> = selected(&page, "head *")
            .iter()
            .map(|e| e.value().name())
            .collect();
        assert_eq!(head, ["meta", "meta", "meta", "meta", "title", "style"]);
        let style: String = selected(&page, "style")[0].text().collect();
        assert!(
            !style.contains("url(") && !style.contains("@import"),
            "{style}"
        );
    }
}

#[test]
fn it_says_what_happened_and_what_was_missed() {
    let machine = Machine::headless();
    let serve = Serve::start(&machine);
    let sent = deliver(&serve.receiver_url, fixture("markup-in-fields.json"));
    let incident = sent.incident.to_string();
    let markdown = run_ok(&machine, &["report", &incident]);
    let page = Html::parse_document(&run_ok(&machine, &["report", &incident, "--html"]));
    let read = page.root_element().text().collect::<Vec<_>>().join(" ");
    for part in [
        "RETM could not deliver to",
        "502 Bad Gateway",
        "RETM's first report came then",
        "It may still be failing",
        "api/v2/invoices/list",
        "<img src=x onerror=alert(1)>",
        "Missedhook",
    ] {
        assert!(read.contains(part), "no {part} in\n{read}");
        assert!(markdown.contains(part), "no {part} in\n{markdown}");
    }
    // In code, where it is none; outside of it, escaped.
    for line in markdown.lines().filter(|line| line.contains("<img")) {
        let harmless = line.contains('`') || line.starts_with('{') || line.starts_with("  \"");
        assert!(harmless, "{line}\nin\n{markdown}");
    }
    let json = run_json(&machine, &["report", &incident, "--json"]);
    assert_eq!(json["detail"]["incident"]["id"], sent.incident, "{json:#}");
    assert_eq!(json["samples"][0]["error"]["id"], sent.id, "{json:#}");
}

#[test]
fn key_and_token_are_never_in_it() {
    let machine = Machine::headless();
    write_settings(&machine.data_dir(), Some(TOKEN));
    let serve = Serve::start(&machine);
    let old_key = "fedcba9876543210fedcba9876543210";
    let body = format!(
        r#"{{"code":503,"endpoint":"/hook?token={TOKEN}","message":"sent to {}, Bearer {TOKEN}; before to
           https://t.example/error/{old_key}","password":"hunter2-hunter2"}}"#,
        serve.receiver_url
    )
    .replace('\n', " ");
    let answer = Request::post(&serve.receiver_url, body)
        .header("Authorization", &format!("Bearer {TOKEN}"))
        .header("X-Seen-At", &serve.receiver_url)
        .header("X-Hook-Secret", "hunter2-hunter2")
        .send();
    assert_eq!(answer.status, 200, "{answer:?}");
    let incident = answer.json()["incident"].to_string();
    for how in [&[][..], &["--html"], &["--json"]] {
        let printed = run_ok(&machine, &[&["report", &incident], how].concat());
        assert!(printed.contains("/hook"), "{how:?}: {printed}");
        for secret in [KEY, TOKEN, old_key, "hunter2"] {
            assert!(
                !printed.to_lowercase().contains(&secret.to_lowercase()),
                "{how:?}: {secret} in {printed}"
            );
        }
    }
}

#[test]
fn an_incident_that_is_not_there_is_said() {
    let machine = Machine::headless();
    drop(Serve::start(&machine));
    let output = run(&machine, &["report", "7"]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{output:#?}");
    assert!(said.contains("There is no incident 7."), "{said}");
    assert!(output.stdout.is_empty(), "{output:#?}");
}
