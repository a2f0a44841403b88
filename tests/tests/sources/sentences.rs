//! Every English sentence in the code that a person may read is tied to its message: `model/translate.rs` reads it back by
//! that. A sentence that was reworded in the code alone, or that has no message, would stay English in an Arabic window.

use std::{collections::BTreeSet, fs, path::Path};

use super::{file, rust_files, source_of};

/// Where no sentence reaches the window: what RETM, a terminal, a log or a target is told, and the help of settings,
/// which the window has by their names.
const ELSEWHERE: [&str; 28] = [
    "alert/preview.rs",
    "desktop/mod.rs",
    "desktop/tray/mod.rs",
    "doctor/bundle.rs",
    "doctor/diagnostics.rs",
    "engine/ipc.rs",
    "incident/reading.rs",
    "incoming.rs",
    "model/public_url.rs",
    "monitoring/prober/tls.rs",
    "platform/service.rs",
    "receiver/auth_failures.rs",
    "receiver/hook.rs",
    "receiver/mod.rs",
    "receiver/state.rs",
    "relay/rates.rs",
    "settings/lists.rs",
    "settings/probe.rs",
    "settings/relay_entries.rs",
    "settings/summary_entries.rs",
    "settings/table.rs",
    "settings/team_entries.rs",
    "settings/tunnel.rs",
    "settings/updates_entries.rs",
    "settings/values.rs",
    "settings/window_entries.rs",
    "share/target/message.rs",
    "store/file/backup.rs",
];

/// Sentences that are put together. The tests of the rules read each form back (`assert_read_back`); `translate_tests.rs`
/// does so for the core's.
const IN_PARTS: [&str; 17] = [
    "{} {who}.",
    "{}: {}.",
    "{field}: {wrong}.",
    "{is}, and this host is not allowed yet. Nothing was sent.",
    "{is}, which is never probed. Nothing was sent.",
    "{name}: {wrong}.",
    "{} Another program on the SSH host may have the port: try another one.",
    "{} Some servers answer so to HEAD only: post a test event to see what RETM meets.",
    "{} {verb} down.",
    "{} {verb} failing.",
    "{} {verb} open.",
    "It {wrong}.",
    "Nothing new. {endpoints} {verb} still failing.",
    "Nothing new. {incidents} {verb} not resolved.",
    "RETM sent an unreadable report {when}. It is kept as it came.",
    "The data directory {path} is already in use{}.",
    "The request can't be handed on: {what}.",
];

/// Of `missedhook replay`.
const ON_THE_COMMAND_LINE: [&str; 4] = [
    "Nothing was replayed: sent again, a reward may be redeemed twice.",
    "Request {shown} is about a reward.",
    "Requests {shown}{more} are about rewards.",
    "{rewards} of the {all} requests are about rewards: {shown}{more}.",
];

/// A string in the code, and the line where it begins.
struct Literal {
    text: String,
    line: usize,
}

/// The strings of a file but those of its tests and its log lines.
fn literals(source: &str) -> Vec<Literal> {
    let end = source.find("\nmod tests {").unwrap_or(source.len());
    let mut rest = &source[..end];
    let line_of = |rest: &str| 1 + source[..end - rest.len()].matches('\n').count();
    let (mut found, mut logged) = (Vec::new(), None::<usize>);
    while let Some(c) = rest.chars().next() {
        let taken = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("tracing::") && logged.is_none() {
            logged = Some(0);
            rest.find('(').unwrap_or(rest.len())
        } else if let Some(raw) = rest.strip_prefix("r#\"") {
            "r#\"".len() + raw.find("\"#").unwrap_or(raw.len()) + 2
        } else if c == '\'' {
            character(rest)
        } else if c == '"' {
            let (text, length) = string(rest);
            if logged.is_none() {
                let line = line_of(rest);
                found.push(Literal { text, line });
            }
            length
        } else {
            logged = match (logged, c) {
                (Some(depth), '(') => Some(depth + 1),
                (Some(1), ')') => None,
                (Some(depth), ')') => Some(depth - 1),
                (logged, _) => logged,
            };
            c.len_utf8()
        };
        rest = &rest[taken..];
    }
    found
}

/// The length of a character, or of the mark of a lifetime.
fn character(text: &str) -> usize {
    let inner = &text[1..];
    let length = match inner.strip_prefix('\\') {
        Some(escaped) => 1 + escaped.find('\'').map_or(0, |at| at.max(1)),
        None => inner.chars().next().map_or(0, char::len_utf8),
    };
    match inner[length..].starts_with('\'') {
        true => length + 2,
        false => 1,
    }
}

/// What a string says, and its length in the code.
fn string(code: &str) -> (String, usize) {
    let (mut text, mut escaped, mut skips) = (String::new(), false, false);
    for (at, c) in code.char_indices().skip(1) {
        if escaped {
            escaped = false;
            match c {
                '\n' => skips = true,
                'n' => text.push('\n'),
                c => text.push(c),
            }
        } else if c == '\\' {
            (escaped, skips) = (true, false);
        } else if c == '"' {
            return (text, at + 1);
        } else if !(skips && c.is_whitespace()) {
            skips = false;
            text.push(c);
        }
    }
    (text, code.len())
}

/// The text with `{}` where something is filled in.
fn skeleton(text: &str) -> String {
    let mut pieces = text.split('{');
    let mut skeleton = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        skeleton.push_str("{}");
        skeleton.push_str(piece.split_once('}').map_or("", |(_, rest)| rest));
    }
    skeleton
}

fn is_sentence(text: &str) -> bool {
    let begins = text.starts_with(|c: char| c.is_ascii_uppercase() || "{“`".contains(c));
    begins && text.ends_with('.') && text.contains(' ') && !text.contains('\n')
}

/// The messages that sentences are read back by.
fn messages() -> BTreeSet<String> {
    let files = ["incident", "probe", "problems", "status"];
    let texts = files.map(|name| file(&format!("locales/en/{name}.ftl")));
    let lines = texts.iter().flat_map(|text| text.lines());
    let messages = lines.filter(|line| !line.starts_with('#'));
    messages
        .filter_map(|line| Some(skeleton(line.split_once(" = ")?.1)))
        .collect()
}

fn is_left_out(path: &Path) -> bool {
    let path = path.to_string_lossy().replace('\\', "/");
    ELSEWHERE.iter().any(|end| path.ends_with(end))
        || ["scenarios", "fuzz"]
            .iter()
            .any(|part| path.rsplit("src/").next().unwrap_or(&path).contains(part))
}

#[test]
fn every_sentence_of_the_code_has_its_message() {
    let messages = messages();
    assert!(messages.len() > 500, "{}", messages.len());
    let (mut lost, mut tied, mut composed) = (Vec::new(), 0, BTreeSet::new());
    let shell = Path::new(env!("CARGO_MANIFEST_DIR")).join("../src-tauri/src");
    let (desktop, doctor) = (shell.join("desktop"), shell.join("cli/doctor"));
    for top in [source_of("rules"), source_of("core"), desktop, doctor] {
        for path in rust_files(&top)
            .into_iter()
            .filter(|path| !is_left_out(path))
        {
            let source = fs::read_to_string(&path).unwrap();
            for Literal { text, line } in literals(&source) {
                if !is_sentence(&text) || ON_THE_COMMAND_LINE.contains(&&*text) {
                } else if let Some(known) = IN_PARTS.iter().find(|known| **known == text) {
                    composed.insert(*known);
                } else if messages.contains(&skeleton(&text)) {
                    tied += 1;
                } else {
                    lost.push(format!("{}:{line}: {text}", path.display()));
                }
            }
        }
    }
    assert!(lost.is_empty(), "no message for:\n{}", lost.join("\n"));
    assert!(tied > 400, "{tied}");
    let unused: Vec<_> = IN_PARTS
        .iter()
        .filter(|part| !composed.contains(*part))
        .collect();
    assert!(unused.is_empty(), "not in the code any more: {unused:?}");
}

#[test]
fn strings_are_found_as_the_compiler_finds_them() {
    let code = "let x = 'a'; // \"No.\"\ntracing::warn!(\"Not (this).\", y(\"nor this\"));\nf(\"It \\\n    {is} so.\", '\"', \"\\\"\");";
    let found = literals(code);
    let found: Vec<_> = found.iter().map(|one| (&*one.text, one.line)).collect();
    assert_eq!(found, [("It {is} so.", 3), ("\"", 4)]);
    assert_eq!(skeleton("It {is} {}: {x:?}."), "It {} {}: {}.");
}
