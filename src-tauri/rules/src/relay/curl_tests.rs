use std::{collections::BTreeMap, process::Command};

use proptest::prelude::*;

use super::*;
use crate::{
    model::moment::Moment,
    relay::{
        mode::RelayMode,
        request::{AttemptDetail, AttemptParts, AttemptRow, RequestState},
    },
};

fn request(headers: &[(&str, &str)], body: &[u8]) -> RequestDetail {
    let text = std::str::from_utf8(body).ok().map(str::to_owned);
    let pairs = headers.iter();
    RequestDetail {
        id: 1,
        received_at: Moment::from_millis(0),
        method: "POST".to_owned(),
        path: "/retm/orders".to_owned(),
        query: Some("a=1&token=[redacted]".to_owned()),
        event: None,
        merchant_reference: None,
        merchant: None,
        mode: RelayMode::Catch,
        answered: None,
        state: RequestState::Waiting,
        next_at: None,
        webhook_id: "msg_1".to_owned(),
        remote_addr: String::new(),
        headers: pairs
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect::<BTreeMap<_, _>>(),
        body_base64: text.is_none().then(|| STANDARD.encode(body)),
        body: text,
        attempts: Vec::new(),
    }
}

#[test]
fn a_request_is_a_command_without_what_is_redacted() {
    let headers = [
        ("content-type", "application/json"),
        ("authorization", "[redacted]"),
        ("content-length", "14"),
        ("host", "relay.example"),
        ("x-empty", ""),
    ];
    let request = request(&headers, br#"{"name":"O'Neil"}"#);
    assert_eq!(
        curl(&request, "http://127.0.0.1:3000/"),
        "curl --globoff --path-as-is 'http://127.0.0.1:3000/retm/orders?a=1&token=[redacted]' \\\n  \
         -H 'content-type: application/json' \\\n  -H 'x-empty;' \\\n  -H 'webhook-id: msg_1' \\\n  \
         --data-raw '{\"name\":\"O'\\''Neil\"}'"
    );
}

#[test]
fn it_goes_where_it_was_tried_last() {
    let mut request = request(&[("content-type", "a/b")], b"");
    request.method = "PUT".to_owned();
    let attempt = |target: &str, trigger| AttemptDetail {
        attempt: AttemptRow {
            at: Moment::from_millis(0),
            ms: 1,
            status: Some(500),
            error: None,
            trigger,
        },
        parts: AttemptParts::default(),
        target: target.to_owned(),
        response_headers: BTreeMap::new(),
        response_body: None,
        response_body_base64: None,
        response_cut: false,
        edited_body: None,
        edited_body_base64: None,
        edits: None,
    };
    request.attempts = vec![
        attempt("http://127.0.0.1:4000/retm", Trigger::Initial),
        attempt("http://127.0.0.1:5000/other", Trigger::Replay),
    ];
    let command = curl(&request, "http://127.0.0.1:3000");
    assert!(
        command.contains("-X 'PUT' 'http://127.0.0.1:4000/retm'"),
        "{command}"
    );
}

#[test]
fn what_is_no_text_or_would_reach_the_terminal_goes_through_base64() {
    let escape = b"\x1b[201~rm -rf";
    for body in [&b"\xff\xfe"[..], b"a\0b", escape, &[b'x'; 200_000]] {
        let command = curl(&request(&[("x-a", "b\x1bc")], body), "http://h");
        assert!(command.starts_with("printf %s '"), "{command}");
        assert!(command.ends_with("--data-binary @-"), "{command}");
        assert!(!command.contains('\x1b'), "{command}");
    }
}

/// The arguments that the shell passes to curl.
#[cfg(unix)]
fn arguments(command: &str) -> Vec<String> {
    let script = format!("curl() {{ printf '%s\\0' \"$@\"; }}\n{command}");
    let output = Command::new("sh").args(["-c", &script]).output().unwrap();
    assert!(output.stderr.is_empty(), "{output:?}");
    let text = String::from_utf8(output.stdout).unwrap();
    let arguments = text.strip_suffix('\0').unwrap().split('\0');
    arguments.map(str::to_owned).collect()
}

#[cfg(unix)]
proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn a_shell_hands_on_each_word_to_the_letter(
        body in r"[@a-z'$`\\!\n\t (){};&|<>*?~#طé-]{0,40}",
        value in r"[@a-z'$`\\! (){};&|<>*?~#-]{1,20}",
    ) {
        let command = curl(&request(&[("x-a", &value)], body.as_bytes()), "http://h");
        let got = arguments(&command);
        let header = format!("x-a: {value}");
        prop_assert!(got.contains(&header), "{got:?} of {command}");
        prop_assert_eq!(got.last().unwrap(), &body);
    }
}
