use serde_json::json;

use super::{
    message::{Tone, cut},
    *,
};
use crate::model::{http_url::HttpUrl, secret::Secret};

fn url(text: &str) -> Secret<HttpUrl> {
    Secret::of(HttpUrl::parse(text).unwrap())
}

fn secret(text: &str) -> Secret {
    Secret::new(text).unwrap()
}

fn message() -> Message {
    Message {
        id: "a1".to_owned(),
        incident: Some(4),
        tone: Tone::Failing,
        title: "/retm/orders on pos.example is failing".to_owned(),
        lines: vec![
            "RETM gave up.".to_owned(),
            "Message: <!channel> @everyone *now* & [x](https://evil.example)".to_owned(),
        ],
        json: r#"{"type":"incident.opened"}"#.to_owned(),
    }
}

/// Method, URL, headers and body.
fn rendered(destination: &Destination, earlier: Option<&str>) -> (String, String, Value) {
    let at = Moment::from_millis(1_700_000_000_000);
    let Request::Http(request) = render(destination, &message(), earlier, at) else {
        panic!("no request by HTTP");
    };
    assert!(!format!("{request:?}").contains("T0KEN"), "{request:?}");
    let headers = request.headers.iter();
    let headers: String = headers
        .map(|(name, value)| format!("\n{name}: {}", value.reveal()))
        .collect();
    (
        format!("{} {}", request.method, request.url.reveal()),
        headers,
        serde_json::from_str(&request.body).unwrap(),
    )
}

const JSON: &str = "\ncontent-type: application/json";

#[test]
fn slack_gets_blocks_in_which_nobody_is_pinged() {
    let at = "https://hooks.slack.com/services/T0KEN";
    let (line, headers, body) = rendered(&Destination::Slack { url: url(at) }, None);
    assert_eq!((line, &*headers), (format!("POST {at}"), JSON));
    let expected = json!({
        "text": "/retm/orders on pos.example is failing",
        "blocks": [
            {"type": "header", "text": {"type": "plain_text", "text": "/retm/orders on pos.example is failing", "emoji": false}},
            {"type": "section", "text": {"type": "mrkdwn", "verbatim": true, "text": "RETM gave up.\nMessage: &lt;!channel&gt; @everyone \u{200b}*now\u{200b}* &amp; [x](https://evil.example)"}},
        ],
        "unfurl_links": false,
        "unfurl_media": false,
    });
    assert_eq!(body, expected);
}

#[test]
fn teams_gets_exactly_the_card_that_workflows_read() {
    let at = "https://prod.example.logic.azure.com/workflows/T0KEN?sig=T0KEN";
    let (line, headers, body) = rendered(&Destination::Teams { url: url(at) }, None);
    assert_eq!((line, &*headers), (format!("POST {at}"), JSON));
    assert_eq!(body["type"], "message");
    let card = &body["attachments"][0];
    assert_eq!(
        card["contentType"],
        "application/vnd.microsoft.card.adaptive"
    );
    assert_eq!(card["content"]["type"], "AdaptiveCard");
    assert_eq!(card["content"]["version"], "1.4");
    let blocks = &card["content"]["body"];
    assert_eq!(blocks[0]["color"], "Attention");
    let text = blocks[1]["text"].as_str().unwrap();
    assert!(text.contains("\\[x\\]\\(https://evil.example\\)"), "{text}");
}

#[test]
fn discord_gets_an_embed_without_mentions_and_changes_it_in_place() {
    let discord = Destination::Discord {
        url: url("https://discord.com/api/webhooks/1/T0KEN"),
    };
    let (line, headers, body) = rendered(&discord, None);
    assert_eq!(
        line,
        "POST https://discord.com/api/v10/webhooks/1/T0KEN?wait=true"
    );
    assert_eq!(headers, JSON);
    assert_eq!(body["allowed_mentions"], json!({"parse": []}));
    assert_eq!(body["embeds"][0]["color"], 0xc0_39_2b);
    let text = body["embeds"][0]["description"].as_str().unwrap();
    assert!(text.contains("\\@everyone \\*now\\*"), "{text}");
    let (line, ..) = rendered(&discord, Some("77"));
    assert_eq!(
        line,
        "PATCH https://discord.com/api/v10/webhooks/1/T0KEN/messages/77"
    );
    let kind = TargetKind::Discord;
    assert_eq!(kind.reference(r#"{"id":"77"}"#), Some("77".to_owned()));
    assert_eq!(kind.reference(r#"{"id":"../../x"}"#), None);
    let asked = kind.retry_after(r#"{"retry_after": 0.5}"#);
    assert_eq!(asked, Some(Duration::from_millis(500)));
}

#[test]
fn telegram_gets_plain_text_and_changes_it_in_place() {
    let telegram = Destination::Telegram {
        url: url("https://api.telegram.org"),
        token: secret("1:T0KEN"),
        chat: "-100".to_owned(),
    };
    let (line, headers, body) = rendered(&telegram, None);
    assert_eq!(line, "POST https://api.telegram.org/bot1:T0KEN/sendMessage");
    assert_eq!(headers, JSON);
    assert_eq!(body["chat_id"], "-100");
    assert!(body.get("parse_mode").is_none());
    let text = body["text"].as_str().unwrap();
    assert!(text.starts_with("/retm/orders on pos.example is failing\nRETM gave up.\n"));
    let (line, _, body) = rendered(&telegram, Some("9"));
    assert_eq!(
        line,
        "POST https://api.telegram.org/bot1:T0KEN/editMessageText"
    );
    assert_eq!(body["message_id"], 9);
    let kind = TargetKind::Telegram;
    let answer = r#"{"ok":true,"result":{"message_id":9}}"#;
    assert_eq!(kind.reference(answer), Some("9".to_owned()));
    let asked = kind.retry_after(r#"{"ok":false,"parameters":{"retry_after":7}}"#);
    assert_eq!(asked, Some(Duration::from_secs(7)));
}

#[test]
fn ntfy_gets_json_at_the_root_with_the_incidents_sequence() {
    let ntfy = Destination::Ntfy {
        url: url("https://push.example/ntfy/our-alerts"),
        token: Some(secret("tk_T0KEN")),
    };
    let (line, headers, body) = rendered(&ntfy, None);
    assert_eq!(line, "POST https://push.example/ntfy/");
    assert_eq!(headers, format!("{JSON}\nauthorization: Bearer tk_T0KEN"));
    assert_eq!(body["topic"], "our-alerts");
    assert_eq!(body["priority"], 4);
    assert_eq!(body["sequence_id"], "missedhook-4");
}

#[test]
fn gotify_gets_plain_text_and_its_token_in_a_header() {
    let gotify = Destination::Gotify {
        url: url("https://gotify.example/sub/"),
        token: secret("T0KEN"),
    };
    let (line, headers, body) = rendered(&gotify, None);
    assert_eq!(line, "POST https://gotify.example/sub/message");
    assert_eq!(headers, format!("{JSON}\nx-gotify-key: T0KEN"));
    assert_eq!(body["priority"], 8);
    assert_eq!(
        body["extras"]["client::display"]["contentType"],
        "text/plain"
    );
}

#[test]
fn mails_about_one_incident_are_one_thread() {
    let server = MailServer {
        host: "smtp.example".to_owned(),
        port: 587,
        tls: MailTls::StartTls,
        login: Some(("u".to_owned(), secret("T0KEN"))),
        from: "Missedhook <alerts@pos.example>".to_owned(),
        to: vec!["ops@pos.example".to_owned()],
    };
    let at = Moment::from_millis(0);
    let Request::Mail(mail) = render(&Destination::Mail(server), &message(), None, at) else {
        panic!("no mail");
    };
    assert_eq!(mail.subject, "/retm/orders on pos.example is failing");
    assert_eq!(mail.message_id, "<missedhook-a1@pos.example>");
    assert_eq!(
        mail.references.as_deref(),
        Some("<missedhook-incident-4@pos.example>")
    );
    assert!(
        mail.body.starts_with("RETM gave up.\nMessage: "),
        "{}",
        mail.body
    );
    assert!(!format!("{mail:?}").contains("T0KEN"));
}

#[test]
fn a_command_gets_the_same_json_as_a_url() {
    let command = Destination::Command {
        command: vec!["tell".to_owned(), "--quiet".to_owned()],
    };
    let at = Moment::from_millis(0);
    let Request::Command { command, input } = render(&command, &message(), None, at) else {
        panic!("no command");
    };
    assert_eq!(command, ["tell", "--quiet"]);
    assert_eq!(input, r#"{"type":"incident.opened"}"#);
}

#[test]
fn a_long_text_is_cut_between_characters() {
    assert_eq!(cut("abc", 3), "abc");
    assert_eq!(cut("مرحبا", 3), "مر…");
}
