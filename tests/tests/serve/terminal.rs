//! Text from the network can neither control a terminal nor hide in one, and programs get it unchanged.

use missedhook_tests::{
    LIMIT,
    machine::Machine,
    program::{Running, Serve, list, on_data_dir, run, run_json, run_ok},
    recording::wait_until,
    retm::deliver,
    terminal::run_in_terminal,
};
use serde_json::{Value, json};

/// Every control character, and everything else that is invisible or changes the text direction.
fn hidden() -> Vec<char> {
    let ranges = [
        '\u{0}'..='\u{1f}',
        '\u{7f}'..='\u{9f}',
        '\u{200b}'..='\u{200b}',
        '\u{200e}'..='\u{200f}',
        '\u{61c}'..='\u{61c}',
        '\u{2028}'..='\u{202e}',
        '\u{2060}'..='\u{206f}',
        '\u{feff}'..='\u{feff}',
        '\u{e0001}'..='\u{e007f}',
    ];
    ranges.into_iter().flatten().collect()
}

/// The first forbidden character in the output.
fn astray(printed: &[u8]) -> Option<String> {
    let text = String::from_utf8(printed.to_vec()).expect("UTF-8");
    let hidden = hidden();
    // A terminal ends its lines like this, and tabs are allowed in text of several lines.
    let text = text.replace("\r\n", "\n");
    // Our own: the progress line is rewritten.
    let text = text.replace("\r\u{1b}[K", "");
    let found = text
        .char_indices()
        .find(|(_, c)| hidden.contains(c) && !matches!(c, '\n' | '\t'))?;
    let around = text[..found.0].chars().rev().take(60).collect::<String>();
    Some(format!(
        "{:?} after {:?}",
        found.1,
        around.chars().rev().collect::<String>()
    ))
}

/// A report with all of them in every field, and the text of each.
fn delivered(serve: &Serve) -> (i64, i64, String) {
    let all: String = hidden().iter().map(|c| format!("a{c}b ")).collect();
    let text = format!("{all}\u{1b}]0;title\u{7} \u{1b}[2J \u{9b}31m می\u{200c}خواهم");
    let body =
        json!({"code": 503, "endpoint": format!("https://a.example/{text}"), "message": text});
    let sent = deliver(&serve.receiver_url, body.to_string());
    // As in the request, not as JSON escapes it; a body may also continue after a NUL.
    let raw = format!(
        "{{\"code\":503,\"endpoint\":\"/raw\",\"message\":\"\u{9b}31m \u{202e}x\",\"z\":\"{}\"}}",
        '\u{7f}'
    );
    deliver(&serve.receiver_url, raw);
    deliver(
        &serve.receiver_url,
        format!("no JSON \u{1b}[2J\u{7} {text}"),
    );
    (sent.id, sent.incident, text)
}

#[test]
fn nothing_that_is_printed_steers_a_terminal_or_hides_in_it() {
    let machine = Machine::headless();
    let serve = Serve::start(&machine);
    let (id, incident, _) = delivered(&serve);
    let (id, raw, unreadable) = (id.to_string(), (id + 1).to_string(), (id + 2).to_string());
    let incident = incident.to_string();
    for args in [
        &["list"][..],
        &["list", "--json"],
        &["show", &id],
        &["show", &raw],
        &["show", &unreadable],
        &["show", &id, "--json"],
        &["show", &unreadable, "--json"],
        &["export"],
        &["export", "--format", "json"],
        &["export", "--format", "ndjson"],
        &["report", &incident],
        &["report", &incident, "--html"],
        &["report", &incident, "--json"],
        &["doctor"],
        &["doctor", "--json"],
        &["monitors"],
        &["monitors", "remove", "https://a.example/\u{1b}[2J\u{202e}"],
        &["probe", "https://127.0.0.1/\u{9b}31m\u{202e}"],
        &["list", "code:\u{1b}[2J\u{202e}"],
    ] {
        let ran = run_in_terminal(&machine, &on_data_dir(&machine, args));
        assert!(!ran.stdout.is_empty(), "{args:?} prints nothing");
        assert_eq!(astray(&ran.stdout), None, "{args:?} in a terminal");
        if args[0] != "export" {
            let ran = run(&machine, args);
            assert_eq!(astray(&ran.stdout), None, "{args:?}");
            assert_eq!(astray(&ran.stderr), None, "{args:?}");
        }
    }
}

#[test]
fn serve_prints_nothing_that_steers_a_terminal() {
    let machine = Machine::headless();
    let args = ["serve", "--listen", "127.0.0.1:0"];
    let process = Running::spawn(&mut on_data_dir(&machine, &args));
    let first = |part: &str| {
        process
            .stdout
            .all()
            .into_iter()
            .find(|line| line.contains(part))
    };
    let wait = |part: &str| wait_until(part, LIMIT, || first(part), || process.output());
    let line = wait("Receiver URL: ");
    let receiver_url = line.trim_end().rsplit(' ').next().unwrap().to_owned();
    let text: String = hidden().iter().map(|c| format!("a{c}b ")).collect();
    let body = json!({"code": 503, "endpoint": "/x", "message": text + "the end"});
    deliver(&receiver_url, body.to_string());
    wait("the end");
    assert_eq!(astray(process.stdout.all().concat().as_bytes()), None);
    assert_eq!(astray(process.stderr.all().concat().as_bytes()), None);

    let serve_json = Machine::headless();
    let serve = Serve::start(&serve_json);
    let (_, _, text) = delivered(&serve);
    let lines = serve.wait_for_delivery_errors(3);
    assert_eq!(lines[0]["message"], json!(text));
    assert_eq!(astray(serve.process.stdout.all().concat().as_bytes()), None);
}

#[test]
fn programs_read_every_character_to_the_letter() {
    let machine = Machine::headless();
    let serve = Serve::start(&machine);
    let (id, _, text) = delivered(&serve);
    let of = |rows: &[Value]| rows.iter().find(|row| row["id"] == id).unwrap()["message"].clone();
    assert_eq!(of(&list(&machine, 100)), json!(text));
    let shown = run_json(&machine, &["show", &id.to_string(), "--json"]);
    assert_eq!(shown["message"], json!(text));
    let exported = run_json(&machine, &["export", "--format", "json"]);
    assert_eq!(of(exported.as_array().unwrap()), json!(text));
    // A file gets the exact CSV.
    let printed = run_ok(&machine, &["export"]);
    assert!(
        printed.contains('\u{9b}') && printed.contains('\u{1b}'),
        "{printed:?}"
    );
}
