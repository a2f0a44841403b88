//! Every check on a machine where nothing runs, in both languages. What each message says is tested in the rules.

use std::fs;

use super::*;

/// The names that programs read in `doctor --json`.
const NAMES: [&str; 21] = [
    "data directory",
    "settings",
    "database",
    "history",
    "relay",
    "requests",
    "disk space",
    "receiver",
    "workers",
    "notifications",
    "tray",
    "start at login",
    "proxy",
    "team",
    "updates",
    "installed",
    "tunnel programs",
    "tunnel",
    "reachability",
    "setup",
    "incidents",
];

const KEY: &str = "[receiver]\nkey = \"0123456789abcdef0123456789abcdef\"\n";

fn is_arabic(text: &str) -> bool {
    text.chars().any(|c| ('\u{600}'..='\u{6ff}').contains(&c))
}

/// The text without what stands in isolates.
fn own_words(text: &str) -> String {
    let mut depth = 0;
    let mut own = String::new();
    for c in text.chars() {
        match c {
            '\u{2066}'..='\u{2068}' => depth += 1,
            '\u{2069}' => depth -= 1,
            _ if depth == 0 => own.push(c),
            _ => {}
        }
    }
    own
}

/// The first English word of an Arabic text: names of products and addresses are none.
fn english_word(text: &str) -> Option<String> {
    const NAMES: [&str; 8] = [
        "Missedhook",
        "RETM",
        "GNOME",
        "bore",
        "dunst",
        "mako",
        "HTTP",
        "SSH",
    ];
    let own = own_words(text);
    let written = own.split_whitespace().filter(|word| !word.contains('/'));
    let mut words = written.flat_map(|word| word.split(|c: char| !c.is_ascii_alphabetic()));
    let found = words.find(|word| !word.is_empty() && !NAMES.contains(word));
    found.map(str::to_owned)
}

#[test]
fn every_check_is_said_in_both_languages() {
    let folder = tempfile::tempdir().unwrap();
    let listen = Some("127.0.0.1:0".parse().unwrap());
    let arabic = Locale::default().speaking(Language::Ar);
    // They go on under [receiver].
    for settings in [
        "",
        "public_url = \"https://hooks.example.com\"\n[updates]\ncheck = true\n[relay]\nenabled = true\n",
        "public_url = \"ftp://a\u{202e}b\"\n",
        "listen = \"nowhere\"\n",
        "listen = 7\n[tunnel\n",
        "no_such_setting = 1\n[tunnel]\nkind = \"cloudflared\"\n",
        "[tunnel]\nkind = \"own_url\"\n[team]\nurl = \"postgres://u@team.example/m\"\n",
    ] {
        let dir = DataDir::open(folder.path().join("data")).unwrap();
        fs::write(dir.settings(), format!("{KEY}{settings}")).unwrap();
        let examined = examine(&dir, listen);
        let english = examined.results(Locale::default());
        let names: Vec<&str> = english.iter().map(|check| &*check.name).collect();
        assert_eq!(names, NAMES);
        for (english, arabic) in english.iter().zip(examined.results(arabic)) {
            for text in [&english.found, &english.name] {
                assert!(
                    !is_arabic(text) && !text.contains('\u{2066}'),
                    "{english:?}"
                );
            }
            assert_eq!(english.ok, arabic.ok, "{arabic:?}");
            assert_eq!(english.remedy.is_some(), arabic.remedy.is_some());
            assert!(is_arabic(&arabic.name), "{arabic:?}");
            let texts = [Some(arabic.found.clone()), arabic.remedy.clone()];
            for text in texts.into_iter().flatten() {
                assert_eq!(
                    english_word(&text),
                    None,
                    "{settings}{english:?}\n{arabic:?}"
                );
                assert!(!text.contains('\u{202e}'), "{arabic:?}");
            }
        }
        let lines = said(&examined.checks, arabic);
        let conclusion = lines.last().unwrap();
        assert_eq!(english_word(conclusion), None, "{conclusion}");
    }
}
