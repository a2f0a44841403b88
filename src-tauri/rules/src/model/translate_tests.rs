use super::*;
use crate::{
    explain::translated::assert_read_back,
    locale::{Digits, is_arabic},
};
use std::collections::BTreeSet;

fn arabic() -> Locale {
    Locale {
        language: Language::Ar,
        ..Locale::default()
    }
}

fn said(english: &str) -> String {
    translate(arabic(), english)
}

/// Something that may stand in place of that variable.
fn sample(name: &str) -> &'static str {
    match name {
        "count" | "all" => "1,234",
        "duration" => "48 min",
        "time" | "since" | "until" => "24 Nov 09:14",
        "sentence" | "why" => "The name does not exist",
        "kind" => "a private address",
        _ => "x-7",
    }
}

#[test]
fn every_message_is_read_back_and_said_in_arabic() {
    let count = TEMPLATES.len();
    assert!(count > 300, "{count}");
    for template in TEMPLATES.iter() {
        let filled = template.parts.iter().map(|part| match part {
            Part::Text(text) => text,
            Part::Variable(name) => sample(name),
        });
        let english: String = filled.collect();
        let arabic = said(&english);
        assert!(is_arabic(&arabic), "{}: {english}", template.id);
        assert_ne!(arabic, english, "{}", template.id);
    }
}

#[test]
fn no_message_has_choices_or_only_what_is_filled_in() {
    for (file, text) in ENGLISH_SENTENCES.iter() {
        let messages = text.lines().filter(|line| line.contains(" = ")).count();
        assert_eq!(templates(text).len(), messages, "{file}");
    }
    let (mut ids, mut texts) = (BTreeSet::new(), BTreeSet::new());
    for template in TEMPLATES.iter() {
        assert!(ids.insert(template.id), "{} stands twice", template.id);
        let text = template.parts.iter().map(|part| match part {
            Part::Text(text) => *text,
            Part::Variable(_) => "{}",
        });
        let is_new = texts.insert(text.collect::<String>());
        assert!(is_new, "{} says what another says", template.id);
        assert!(template.own_text() > 1, "{}", template.id);
        let mut pairs = template.parts.windows(2);
        let is_clear = |pair: &[Part]| !matches!(pair, [Part::Variable(_), Part::Variable(_)]);
        assert!(pairs.all(is_clear), "{}", template.id);
    }
}

#[test]
fn what_was_filled_in_is_kept_and_said_in_the_language_where_it_is_ours() {
    for (english, expected) in [
        (
            "pos.example answers 503 Service Unavailable after 1.2 s.",
            "يرد \u{2066}pos.example\u{2069} بـ \u{2066}503 Service Unavailable\u{2069} بعد 1.2 ث.",
        ),
        (
            "Responding since 22:14. Resolves at 22:16 unless RETM reports again. It failed again 3 times, so it must stay up for 2 min now.",
            "ترد منذ 22:14. تُحل في 22:16 ما لم يُبلغ RETM من جديد. تعثرت من جديد 3 مرات، لذا عليها الآن أن تبقى عاملة لمدة دقيقتين.",
        ),
        (
            "Works again: down 09:14–10:02 (48 min, with 2 breaks). Checked from this computer: 200",
            "تعمل من جديد: متعثرة من 09:14 إلى 10:02 (48 دقيقة، مع انقطاعين). فُحصت من هذا الجهاز: \u{2066}200\u{2069}",
        ),
        ("Not notified: quiet hours", "لم يُرسل إشعار: ساعات الهدوء"),
        ("What nobody has said.", "What nobody has said."),
        ("", ""),
    ] {
        assert_eq!(said(english), expected);
    }
    assert_eq!(translate(Locale::default(), "Refused"), "Refused");
}

/// Sentences that are put together where no test of the rules reaches.
#[test]
fn what_the_core_puts_together_is_read_back() {
    for english in [
        "/home/a/autostart/missedhook.desktop is not Missedhook's own.",
        "/home/a/missedhook.desktop is that of the Missedhook on /home/a/other.",
        "bore: the secret for bore.example is wrong.",
        "cloudflared: this token is not valid.",
        "listen: must be 1 to 63 characters on one line.",
        "Port 7386 is taken.",
        "Port 7386 is taken by nginx (pid 4).",
        "The data directory /a is already in use.",
        "The data directory /a is already in use by another Missedhook (pid 4).",
        "The request can't be handed on: its path is none.",
        "The worker that shows notifications has stopped: it ended unexpectedly.",
        "The relay's database (relay.db): The disk is full: nothing more can be kept.",
        "Old incidents can't be deleted. The database is locked by another program.",
        "RETM can't reach you: ssh: the host's name is not known.",
        "Reports can't be kept: The disk is full: nothing more can be kept.",
        "public_url in /a/settings.toml: its host is no name of a host.",
        "public_url in /a/settings.toml: pos.local is a name that only your own network knows. RETM needs an address on the internet.",
        "Your own URL: ftp: is neither http nor https.",
        "Restart the tunnel, and check that it forwards to the receiver. Another program on the SSH host may have the port: try another one.",
        "16000 requests came through the relay this month; ngrok's free plan ends at 20000.",
    ] {
        assert_read_back(english);
    }
}

#[test]
fn a_number_is_written_in_the_digits_of_the_reader() {
    let locale = Locale {
        digits: Digits::Arabic,
        ..arabic()
    };
    let said = translate(locale, "Setup: 3 of 12 steps left.");
    assert_eq!(said, "بقي من الإعداد ٣ خطوات من ١٢.");
}

#[test]
fn what_has_no_name_is_called_so_in_arabic() {
    let arabic = said("RETM gave up on an unnamed endpoint at 09:14.");
    assert!(arabic.contains("نقطة نهاية بلا اسم"), "{arabic}");
}

#[test]
fn json_in_a_sentence_runs_from_left_to_right() {
    let json = r#"{"خطأ":"الحقل مطلوب"}"#;
    let arabic = said(&format!("The check could not be made: {json}."));
    let quoted = "\u{2066}{\"\u{2068}خطأ\u{2069}\":\"\u{2068}الحقل مطلوب\u{2069}\"}\u{2069}";
    assert!(arabic.contains(quoted), "{arabic}");
}
