//! Records the answers for the window's tests and for the window in a plain browser. For each scenario the real core is
//! led through a fixed history with a fixed clock, and its answer to each command is written to
//! `ui/src/stand-in/scenarios/NAME.json`. `make types` writes the files; a test fails when one is stale.

#![cfg(all(test, unix))]

mod commands;
mod histories;
mod probes;
mod story;
mod world;

use std::{collections::BTreeSet, fs, path::Path, process::Command};

use story::Story;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../ui/src/stand-in/scenarios");

/// UTC, because the core's sentences contain local times.
const ZONE: &str = "UTC";

#[test]
fn the_bindings_have_fresh_scenarios() {
    if std::env::var("TZ").ok().as_deref() == Some(ZONE) {
        record();
        return;
    }
    let this = "desktop::scenarios::the_bindings_have_fresh_scenarios";
    let again = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", this, "--nocapture"])
        .env("TZ", ZONE)
        .status();
    assert!(again.unwrap().success(), "see above");
}

fn record() {
    let is_writing = std::env::var_os("WRITE_BINDINGS").is_some();
    let folder = Path::new(FOLDER);
    let mut names = BTreeSet::new();
    for (name, history) in histories::all() {
        let mut story = Story::new();
        history(&mut story);
        let (file, text) = (folder.join(format!("{name}.json")), story.text());
        if is_writing {
            fs::write(&file, &text).unwrap();
        }
        let found = fs::read_to_string(&file).unwrap_or_default();
        assert!(found == text, "{name}.json is stale: run `make types`");
        names.insert(format!("{name}.json"));
    }
    for file in fs::read_dir(folder).unwrap() {
        let file = file.unwrap();
        let is_known = names.contains(&*file.file_name().to_string_lossy());
        if is_writing && !is_known {
            fs::remove_file(file.path()).unwrap();
        }
        assert!(is_known || is_writing, "{file:?} is of no scenario");
    }
}
