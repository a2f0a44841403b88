//! `report`: one incident as a document to hand on. Text from the network stays text in it, and no secret gets in.

use missedhook_tests::{
    data::{KEY, write_settings},
    http::Request,
    machine::Machine,
    program::{Serve, run, run_json, run_ok},
    retm::{deliver, fixture, fixture_names},
};
// scraper: reads HTML as a browser does, and reports parse errors.
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
        "RETM gave up on",
        "502 Bad Gateway",
        "RETM's first report. RETM tried three times before this",
        "It may still be failing",
        "api/v2/invoices/list",
        "<img src=x onerror=alert(1)>",
        "Missedhook",
    ] {
        assert!(read.contains(part), "no {part} in\n{read}");
        assert!(markdown.contains(part), "no {part} in\n{markdown}");
    }
    // Only inside code, where it is inert; outside, it is escaped.
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

/// Secrets as they occur in real reports, and what must remain readable. `SECRET` is replaced by one.
const LEAKS: [(&str, &str); 25] = [
    (
        "can't reach postgres://app:SECRET@db.example/orders",
        "postgres://app:[redacted]@db.example/orders",
    ),
    ("redis://:SECRET@cache.example:6379", "@cache.example:6379"),
    (
        "mongodb+srv://svc:SECRET@cluster0.example/db",
        "@cluster0.example/db",
    ),
    ("ftp://u:SECRET@files.example/in", "@files.example/in"),
    ("https://a.example/x?Pwd=SECRET&page=2", "&page=2"),
    ("https://a.example/x?sig=SECRET", "a.example/x?sig="),
    ("https://a.example/x?key=SECRET", "a.example/x?key="),
    ("https://a.example/cb?code=SECRET&state=1", "&state=1"),
    ("https://a.example/x?session=SECRET", "?session="),
    ("https://a.example/x?jwt=SECRET", "?jwt="),
    ("got Cookie: theme=dark; sid=SECRET", "got Cookie:"),
    ("got Set-Cookie: sid=SECRET; Path=/", "got Set-Cookie:"),
    (
        "sent Authorization: Token SECRET",
        "sent Authorization: Token",
    ),
    ("sent X-Auth-Key: SECRET", "sent X-Auth-Key:"),
    (
        "jwt eyJhbGciOiJIUzI1NiJ9.SECRET.c2lnbmF0dXJl is stale",
        "is stale",
    ),
    ("sk_live_SECRET was refused", "was refused"),
    ("{\"token\":\"SECRET\",\"retries\":3}", "retries"),
    ("{\"a\":\"{\\\"password\\\":\\\"SECRET\\\"}\"}", "password"),
    (
        "Server=db.example;User Id=sa;Password=SECRET;Encrypt=True",
        "Encrypt=True",
    ),
    ("deploy --password SECRET --verbose", "--verbose"),
    ("https:\\/\\/ann:SECRET@a.example\\/x", "a.example"),
    (
        "-----BEGIN PRIVATE KEY-----\nSECRET\n-----END PRIVATE KEY-----",
        "END PRIVATE KEY",
    ),
    ("the password is SECRET", "the password is"),
    ("next=https%3A%2F%2Fann%3ASECRET%40a.example", "next="),
    ("curl -u ann:SECRET https://a.example", "https://a.example"),
];

#[test]
fn no_secret_in_a_report_is_in_the_document() {
    const SECRET: &str = "Qz7swordfish4k9Hn2Vb5Tx8";
    let machine = Machine::headless();
    let serve = Serve::start(&machine);
    for (text, kept) in LEAKS {
        let text = text.replace("SECRET", SECRET);
        let body = serde_json::json!({
            "code": 503,
            "endpoint": format!("https://a.example/{}/hook", text.len()),
            "message": text,
        });
        let incident = deliver(&serve.receiver_url, body.to_string()).incident;
        let incident = incident.to_string();
        let [_, _, json] = [None, Some("--html"), Some("--json")].map(|how| {
            let args: Vec<&str> = ["report", &incident].into_iter().chain(how).collect();
            let printed = run_ok(&machine, &args);
            assert!(!printed.contains(SECRET), "{how:?}: {text} in {printed}");
            assert!(printed.contains("503"), "{how:?}: {printed}");
            printed
        });
        let printed: serde_json::Value = serde_json::from_str(&json).unwrap();
        let message = printed["samples"][0]["error"]["message"].as_str().unwrap();
        assert!(message.contains(kept), "{kept} is gone from {message}");
    }
}

#[test]
fn a_reader_of_arabic_gets_the_document_in_arabic_with_its_isolates() {
    let machine = Machine::headless();
    let serve = Serve::start(&machine);
    let turned = "تعذر الاتصال \u{202e}\u{2069}\u{1b}[2J";
    let body = serde_json::json!({"code": 503, "endpoint": "/retm/orders", "message": turned});
    deliver(&serve.receiver_url, body.to_string());
    let document = run_ok(&machine, &["report", "1", "--language", "ar"]);
    assert!(
        document.starts_with("# الحادثة \u{2066}1\u{2069}: \u{2066}/retm/orders\u{2069}\n"),
        "{document}"
    );
    for part in [
        "## ما حدث",
        "\u{2066}503 Service Unavailable\u{2069}",
        "- آخر رسالة: \u{2068}`تعذر الاتصال",
    ] {
        assert!(document.contains(part), "no {part} in {document}");
    }
    for wrong in ["What happened", "\\u{", "\u{202e}", "\u{1b}"] {
        assert!(!document.contains(wrong), "{wrong:?} in {document}");
    }
    let html = run_ok(&machine, &["report", "1", "--language", "ar", "--html"]);
    let page = Html::parse_document(&html);
    let root = selected(&page, "html")[0].value();
    assert_eq!(
        (root.attr("lang"), root.attr("dir")),
        (Some("ar"), Some("rtl"))
    );
    assert!(html.contains("ما حدث") && !html.contains("\\u{"), "{html}");
    let english = run_ok(&machine, &["report", "1"]);
    assert!(
        english.contains("What happened") && !english.contains('\u{2066}'),
        "{english}"
    );
    let unknown = run(&machine, &["report", "1", "--language", "fr"]);
    assert_eq!(unknown.status.code(), Some(2));
}

/// A sender that escapes its letters, as PHP and Python do, and one that does not.
#[test]
fn json_in_arabic_is_read_in_order_and_copied_as_json() {
    let machine = Machine::headless();
    let serve = Serve::start(&machine);
    let sent = r#"{"code":422,"endpoint":"/a","message":{"\u062e\u0637\u0623":"\u0645","التاريخ":"2026-11-27"}}"#;
    deliver(&serve.receiver_url, sent);
    let document = run_ok(&machine, &["report", "1", "--language", "ar"]);
    let blocks: Vec<String> = document
        .split("```json\n")
        .skip(1)
        .filter_map(|rest| rest.split("```").next())
        .map(|block| block.trim().to_owned())
        .collect();
    assert_eq!(blocks.last().map(String::as_str), Some(sent), "{document}");
    let read = |block: &String| serde_json::from_str::<serde_json::Value>(block).unwrap();
    let whole = read(&sent.to_owned());
    let values: Vec<_> = blocks.iter().map(read).collect();
    let message = &whole["message"];
    assert_eq!(values, [message, message, &whole, &whole].map(Clone::clone));
    assert!(blocks[2].contains("\"خطأ\":\n"), "{document}");

    let html = run_ok(&machine, &["report", "1", "--language", "ar", "--html"]);
    let page = Html::parse_document(&html);
    let blocks = selected(&page, "pre[dir=ltr]");
    let texts: Vec<String> = blocks.iter().map(|block| block.text().collect()).collect();
    assert_eq!(texts.len(), 2, "{html}");
    assert_eq!(texts[1], sent);
    assert_eq!(read(&texts[0]), whole);
    let isolated: Vec<String> = selected(&page, "pre bdi")
        .iter()
        .map(|string| string.text().collect())
        .collect();
    assert_eq!(isolated, ["خطأ", "م", "التاريخ", "التاريخ"]);
}
