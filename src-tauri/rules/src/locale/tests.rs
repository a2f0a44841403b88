//! The messages, held against each other and against the code that asks for them.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    io::Write as _,
    path::Path,
};

use fluent_bundle::FluentResource;

use super::files::{ARABIC, ENGLISH, File, SAID_IN_ARABIC, SAID_IN_ENGLISH};

const PROJECT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
const FORMS: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];

/// Each message of the files with its text.
fn messages(files: &[File]) -> BTreeMap<String, String> {
    let mut found: BTreeMap<String, String> = BTreeMap::new();
    for file in files {
        let text = file.text();
        let read = FluentResource::try_new(text.clone());
        assert!(
            read.is_ok(),
            "{}: {:?}",
            file.name,
            read.err().map(|(_, errors)| errors)
        );
        let mut id = String::new();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            if let Some((name, value)) = line.split_once(" =").filter(|_| !line.starts_with(' ')) {
                name.clone_into(&mut id);
                let before = found.insert(id.clone(), value.to_owned());
                assert!(before.is_none(), "{id} stands twice");
            } else if let Some(text) = found.get_mut(&id) {
                text.push('\n');
                text.push_str(line);
            }
        }
    }
    found
}

/// What follows each `mark` in a text: `$count`, the other messages.
fn names(text: &str, begins: impl Fn(&str) -> Option<&str>) -> BTreeSet<String> {
    let pieces = text.match_indices(['{', '(', '$']).filter_map(|(at, _)| {
        let rest = begins(&text[at..])?;
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '-');
        Some(rest[..end.unwrap_or(rest.len())].to_owned())
    });
    pieces.filter(|name| !name.is_empty()).collect()
}

fn variables(text: &str) -> BTreeSet<String> {
    names(text, |at| at.strip_prefix('$'))
}

fn references(text: &str) -> BTreeSet<String> {
    let begins = |at: &str| at.strip_prefix("{ ").map(|_| ());
    names(text, |at| {
        begins(at)?;
        at.strip_prefix("{ ")
            .filter(|rest| rest.starts_with(|c: char| c.is_ascii_lowercase()))
    })
}

/// A message's variables, and those of the messages that it names.
fn all_variables(id: &str, of: &BTreeMap<String, String>) -> BTreeSet<String> {
    let text = &of[id];
    let mut found = variables(text);
    for reference in references(text) {
        found.extend(all_variables(&reference, of));
    }
    found
}

#[test]
fn every_message_is_in_both_languages_with_the_same_variables() {
    let (english, arabic) = (messages(&ENGLISH), messages(&ARABIC));
    assert!(english.len() > 40, "{}", english.len());
    let ids = |of: &BTreeMap<String, String>| of.keys().cloned().collect::<Vec<_>>();
    assert_eq!(ids(&english), ids(&arabic));
    for id in english.keys() {
        assert_eq!(
            all_variables(id, &english),
            all_variables(id, &arabic),
            "{id}"
        );
    }
}

/// A bundle takes the last of two messages with one id, without a word.
#[test]
fn an_id_stands_in_one_file_only() {
    messages(&[&ENGLISH[..], &SAID_IN_ENGLISH].concat());
    messages(&[&ARABIC[..], &SAID_IN_ARABIC].concat());
}

#[test]
fn none_is_unused_and_none_is_missing() {
    let english = messages(&ENGLISH);
    let mut code = String::new();
    for folder in ["src-tauri/rules/src", "src-tauri/core/src", "src-tauri/src"] {
        read_all(&Path::new(PROJECT).join(folder), &mut code);
    }
    let named: BTreeSet<String> = english.values().flat_map(|text| references(text)).collect();
    // Whatever stands between two quotes, a literal or what is between two literals.
    let quoted: BTreeSet<&str> = code.split('"').collect();
    for id in english.keys() {
        let is_asked_for = quoted.contains(id.as_str());
        assert!(is_asked_for || named.contains(id), "{id} is unused");
    }
    for id in &named {
        assert!(english.contains_key(id), "{id} is missing");
    }
    for call in ["locale.message(\"", ".words(\"", "Message::new(\""] {
        for (at, _) in code.match_indices(call) {
            let id = code[at + call.len()..].split('"').next().unwrap();
            assert!(english.contains_key(id), "{id} is missing");
        }
    }
}

fn read_all(folder: &Path, into: &mut String) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read_all(&path, into);
        } else if path.extension().is_some_and(|end| end == "rs")
            && !path.ends_with("locale/tests.rs")
        {
            into.push_str(&fs::read_to_string(path).unwrap());
        }
    }
}

/// Where Arabic chooses by one plural form, it has all six; where English chooses by a number, Arabic does too.
#[test]
fn a_number_has_all_six_forms_in_arabic() {
    let (english, arabic) = (messages(&ENGLISH), messages(&ARABIC));
    let mut counted = 0;
    for (id, text) in &arabic {
        for choice in choices(text) {
            if !["[zero]", "[few]", "[many]"]
                .iter()
                .any(|form| choice.contains(form))
            {
                continue;
            }
            counted += 1;
            for form in FORMS {
                assert!(
                    choice.contains(&format!("[{form}]")),
                    "{id} has no {form}: {choice}"
                );
            }
        }
    }
    assert!(counted > 20, "{counted}");
    for (id, text) in english {
        let variable = [
            "$count",
            "$again",
            "$times",
            "$reports",
            "$unresolved",
            "$passed",
        ]
        .into_iter()
        .find(|name| text.contains(&format!("{{ {name} ->")) && text.contains("[one]"));
        if let Some(variable) = variable.filter(|_| !text.contains("[two]")) {
            let arabic = &arabic[&id];
            assert!(arabic.contains("[many]"), "{id}: {variable} in {arabic}");
        }
    }
}

/// The variants of each selection, without those of selections within.
fn choices(text: &str) -> Vec<String> {
    let mut open: Vec<String> = Vec::new();
    let mut found = Vec::new();
    for c in text.chars() {
        match c {
            '{' => open.push(String::new()),
            '}' => found.extend(open.pop()),
            _ => {
                if let Some(innermost) = open.last_mut() {
                    innermost.push(c);
                }
            }
        }
    }
    found.retain(|choice| choice.contains("->"));
    found
}

/// Every file of a language: those of the window too.
fn files(language: &str) -> Vec<(String, String)> {
    let folder = Path::new(PROJECT).join("locales").join(language);
    let read = |entry: fs::DirEntry| {
        let text = fs::read_to_string(entry.path()).unwrap();
        (entry.file_name().to_string_lossy().into_owned(), text)
    };
    let entries = fs::read_dir(folder).unwrap();
    entries.map(|entry| read(entry.unwrap())).collect()
}

/// What remains of a message without what is filled in, the names of its forms and what stands in isolates.
fn own_words(text: &str) -> String {
    let mut own = String::new();
    let (mut depth, mut isolates) = (0, 0);
    for line in text.lines() {
        // A form begins with its name in brackets.
        let form = line.trim_start().trim_start_matches('*');
        let line = match form.starts_with('[') {
            true => form.split_once(']').map_or("", |(_, rest)| rest),
            false => line.split("->").next().unwrap_or_default(),
        };
        let outside = if form.starts_with('[') { depth } else { 0 };
        for c in line.chars() {
            match c {
                '{' => depth += 1,
                '}' => depth -= 1,
                '\u{2066}' => isolates += 1,
                '\u{2069}' => isolates -= 1,
                _ if depth == outside && isolates == 0 => own.push(c),
                _ => {}
            }
        }
        own.push(' ');
    }
    own
}

/// The names of the products that `doctor` speaks of are not translated.
#[test]
fn no_text_of_doctor_is_english_in_arabic() {
    const NAMES: [&str; 4] = ["Missedhook", "RETM", "GNOME", "bore"];
    let mut seen = 0;
    for (id, text) in messages(&ARABIC) {
        if !id.starts_with("doctor-") {
            continue;
        }
        seen += 1;
        let own = own_words(&text);
        let mut words = own.split(|c: char| !c.is_ascii_alphabetic());
        let english = words.find(|word| !word.is_empty() && !NAMES.contains(word));
        assert_eq!(english, None, "{id}: {text}");
    }
    assert!(seen > 100, "{seen}");
}

fn is_letter(c: char) -> bool {
    ('\u{621}'..='\u{64a}').contains(&c)
}

fn is_mark(c: char) -> bool {
    ('\u{64b}'..='\u{652}').contains(&c)
}

/// WebKitGTK 2.50.6 draws a run of text higher or lower by as much as its first glyph is moved, which from right to left
/// is the last one of the run. Plex Arabic has no space, so each word is a run: one that ends in a mark leaves its line.
/// So does one that ends in لا with a mark between the two letters, which are one glyph.
#[test]
fn no_arabic_word_ends_in_a_mark() {
    for (file, text) in files("ar") {
        for line in text.lines() {
            let letters: Vec<char> = line.chars().chain([' ']).collect();
            for (at, pair) in letters.windows(2).enumerate() {
                let is_end = !is_letter(pair[1]) && !is_mark(pair[1]);
                let before: String = letters[..at].iter().collect();
                let before = before.trim_end_matches(is_mark);
                let ends_in_mark = is_mark(pair[0]);
                let is_ligature = "اأإآ".contains(pair[0])
                    && letters[..at].last().is_some_and(|c| is_mark(*c))
                    && before.ends_with('ل');
                assert!(
                    !is_end || (!ends_in_mark && !is_ligature),
                    "{file}: a word ends in a mark in: {line}"
                );
            }
        }
    }
}

/// The window isolates what is filled in, and an isolate without a letter of its own outside of others runs from left to
/// right: a date and a time that are filled into another message would change places. They begin with a mark.
#[test]
fn a_message_of_variables_alone_says_that_it_runs_from_right_to_left() {
    for (file, text) in files("ar") {
        if !file.starts_with("window-") {
            continue;
        }
        for line in text.lines().filter(|line| line.contains(" = ")) {
            let (_, value) = line.split_once(" = ").unwrap_or_default();
            let mut bare = value.split(['{', '}']).step_by(2);
            let has_letter = bare.any(|text| text.contains(|c: char| c.is_alphabetic()));
            assert!(
                value.matches("{ $").count() < 2 || has_letter || value.starts_with('\u{200f}'),
                "{file}: {line}"
            );
        }
    }
}

/// A number that stands in a message as text keeps its digits: one that counts something is written `{ 30 }`.
#[test]
fn what_is_counted_is_written_in_the_digits_that_were_chosen() {
    const COUNTED: [&str; 16] = [
        "ثانية",
        "ثوان",
        "دقيقة",
        "دقائق",
        "ساعة",
        "ساعات",
        "يوم",
        "يومًا",
        "أيام",
        "حادثة",
        "طلب",
        "بايت",
        "فحص",
        "نقاط",
        "نقطة",
        "أخطاء",
    ];
    for (file, text) in files("ar") {
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            for pair in line.split(' ').collect::<Vec<_>>().windows(2) {
                let is_number = pair[0].ends_with(|c: char| c.is_ascii_digit());
                let noun = pair[1].trim_end_matches(['.', '،', '؟', '…']);
                assert!(
                    !is_number || !COUNTED.contains(&noun),
                    "{file}: {} {noun} in: {line}",
                    pair[0]
                );
            }
        }
    }
}

/// The form of a noun goes by the number before it, unless another word parts them. Short names of units have one form.
#[test]
fn a_noun_after_a_number_has_six_forms() {
    const ONE_FORM: [&str; 10] = [
        "من",
        "في",
        "أو",
        "ث",
        "ملي",
        "ميغابايت",
        "كيلوبايت",
        "بكسل",
        "بالمئة",
        "ليس",
    ];
    for (file, text) in files("ar") {
        for line in text.lines().filter(|line| line.contains(" = ")) {
            for number in ["$count", "$number", "$shown", "$levels", "$used"] {
                let number = format!("{{ {number} }} ");
                let after = line.split(&number).skip(1);
                for noun in after.filter_map(|text| text.split([' ', '.', '،', '؛']).next()) {
                    assert!(
                        !noun.starts_with(is_letter) || ONE_FORM.contains(&noun),
                        "{file}: one form of {noun} in: {line}"
                    );
                }
            }
        }
    }
}

/// Arabic has its own comma, semicolon and question mark, and its quotation marks are « and ». Code has those of Latin.
#[test]
fn no_latin_punctuation_stands_beside_arabic_letters() {
    for (file, text) in files("ar") {
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let words: String = line
                .split(['\u{2066}', '\u{2068}', '\u{2069}'])
                .step_by(2)
                .collect();
            let letters: Vec<char> = words.chars().collect();
            for around in letters.windows(3) {
                let is_wrong = matches!(around[1], ',' | ';' | '?' | '“' | '”' | '"')
                    && (is_letter(around[0]) || is_letter(around[2]));
                assert!(!is_wrong, "{file}: {} in: {line}", around[1]);
            }
        }
    }
}

#[test]
fn the_locales_are_small() {
    let mut size = 0;
    for language in ["en", "ar"] {
        for entry in fs::read_dir(Path::new(PROJECT).join("locales").join(language)).unwrap() {
            let path = entry.unwrap().path();
            // The program's own half by `build.rs`, the window's by Tauri's feature `compression`.
            size += deflated(&fs::read(path).unwrap());
        }
    }
    assert!(size <= 200_000, "{size} bytes");
}

fn deflated(bytes: &[u8]) -> usize {
    let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap().len()
}
