//! Checks the project's claims against its files: where dependencies come from, the required compiler, that each
//! promise in SECURITY.md names an existing test, that the rules do no input or output, and that the folders of the
//! rules and of the core depend on each other in one direction.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::Value;

#[path = "sources/modules.rs"]
mod modules;
#[path = "sources/sentences.rs"]
mod sentences;

/// How Cargo writes its default registry.
const REGISTRY: &str = "registry+https://github.com/rust-lang/crates.io-index";

fn file(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(name);
    fs::read_to_string(&path).unwrap_or_else(|e| panic!("{name}: {e}"))
}

/// The text after `name = "` in a piece of TOML.
fn text<'a>(toml: &'a str, name: &str) -> Option<&'a str> {
    let line = toml.lines().find_map(|line| line.strip_prefix(name));
    line?.strip_prefix(" = \"")?.strip_suffix('"')
}

#[test]
fn lock_files_name_no_other_source_and_have_a_checksum_for_all() {
    for lock in ["Cargo.lock", "fuzz/Cargo.lock"] {
        let lock_text = file(lock);
        let packages: Vec<&str> = lock_text.split("[[package]]").skip(1).collect();
        assert!(packages.len() > 100, "{lock}");
        for package in packages {
            let name = text(package, "name").unwrap();
            match text(package, "source") {
                None => assert!(
                    name.starts_with("missedhook"),
                    "{lock}: {name} is no part of this project"
                ),
                Some(source) => {
                    assert_eq!(source, REGISTRY, "{lock}: {name}");
                    let checksum = text(package, "checksum").unwrap_or_default();
                    assert_eq!(checksum.len(), 64, "{lock}: {name}");
                }
            }
        }
    }
    for lock in ["ui/package-lock.json", "tests/mcp/package-lock.json"] {
        let lock: Value = serde_json::from_str(&file(lock)).unwrap();
        let packages = lock["packages"].as_object().unwrap();
        assert!(packages.len() > 50);
        for (name, package) in packages.iter().filter(|(name, _)| !name.is_empty()) {
            let integrity = package["integrity"].as_str().unwrap_or_default();
            assert!(integrity.starts_with("sha512-"), "{name} has no checksum");
            // Without it, npm uses its default registry.
            assert_eq!(package.get("resolved"), None, "{name}");
        }
    }
}

#[test]
fn the_readme_names_the_compiler_that_is_needed() {
    let manifest = file("Cargo.toml");
    let needed = text(&manifest, "rust-version").unwrap();
    assert!(
        file("README.md").contains(&format!("Rust {needed}")),
        "Rust {needed}"
    );
}

#[test]
fn every_promise_in_the_security_page_names_a_test_that_there_is() {
    let page = file("SECURITY.md");
    let (_, promises) = page.split_once("## What is promised").unwrap();
    let (promises, _) = promises.split_once("## What is not promised").unwrap();
    let (mut source, mut tests) = (String::new(), 0);
    let promises = promises.split("\n- ").skip(1);
    for promise in promises {
        let before = tests;
        for quoted in promise.split('`').skip(1).step_by(2) {
            if quoted.ends_with(".rs") {
                let place = if quoted.contains("/src/") {
                    ""
                } else {
                    "tests/tests/"
                };
                source = file(&format!("{place}{quoted}"));
            } else if quoted.contains('_') {
                assert!(
                    source.contains(&format!("fn {quoted}(")),
                    "there is no test {quoted}"
                );
                tests += 1;
            }
        }
        assert!(tests > before, "no test for: {promise}");
    }
    assert!(tests > 20, "{tests}");
}

/// The Rust files of these folders of `src-tauri`, with their text.
fn sources(folders: &[&str]) -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../src-tauri");
    let mut folders: Vec<_> = folders.iter().map(|folder| root.join(folder)).collect();
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                files.push((path, text));
            }
        }
    }
    files
}

#[test]
fn one_module_prints_and_no_other() {
    const GATE: &str = "src-tauri/src/cli/output.rs";
    let mut files = sources(&["src", "core/src", "rules/src"]);
    files
        .retain(|(path, _)| !path.ends_with(GATE) && !path.to_string_lossy().ends_with("tests.rs"));
    assert!(files.len() > 50, "{}", files.len());
    for (path, text) in &files {
        let (code, _) = text.split_once("#[cfg(test)]\nmod").unwrap_or((text, ""));
        for printing in [
            "println!",
            "print!(",
            "stdout()",
            "stderr()",
            "io::stdout",
            "io::stderr",
        ] {
            assert!(
                !code.contains(printing),
                "{printing} in {}: print through {GATE}, so that it can't steer a terminal",
                path.display()
            );
        }
    }
}

#[test]
fn every_worker_is_killed_by_a_test() {
    let tests = ["workers.rs", "workers/rare.rs", "desktop/workers.rs"];
    let tests = tests
        .map(|name| file(&format!("tests/tests/{name}")))
        .concat();
    let mut workers = 0;
    for (path, text) in sources(&["src", "core/src"]) {
        if path.ends_with("worker/tests.rs") {
            continue;
        }
        for role in text.split(": Role = Role {").skip(1) {
            let name = role.split('"').nth(1).unwrap();
            let is_killed = tests.contains(&format!("\"{name}\""));
            assert!(is_killed, "{name} in {}: no test kills it", path.display());
            workers += 1;
        }
    }
    assert!(workers > 20, "{workers}");
}

/// The crates with their folders in dependency order, as `src-tauri/README.md` lists them: each may use only those before
/// it.
fn folders() -> Vec<(String, Vec<String>)> {
    let mut crates: Vec<(String, Vec<String>)> = Vec::new();
    let readme = file("src-tauri/README.md");
    let (_, list) = readme.split_once("## Who may use whom").unwrap();
    for line in list.lines().filter_map(|line| line.strip_prefix("    ")) {
        match (line.strip_prefix("    "), crates.last_mut()) {
            (Some(folder), Some((_, folders))) => folders.push(folder.to_owned()),
            _ => crates.push((line.split(' ').next().unwrap().to_owned(), Vec::new())),
        }
    }
    crates.retain(|(_, folders)| !folders.is_empty());
    assert_eq!(crates.len(), 2, "rules and core: {crates:?}");
    for (member, folders) in &crates {
        assert!(
            folders.len() <= 12,
            "{member} is a list and no map: {folders:?}"
        );
    }
    crates
}

fn source_of(member: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../src-tauri/{member}/src"))
}

#[test]
fn each_folder_uses_only_those_before_it() {
    let order: Vec<String> = folders()
        .into_iter()
        .flat_map(|(_, folders)| folders)
        .collect();
    let place = |folder: &str| order.iter().position(|other| other == folder);
    let mut uses = 0;
    for (member, folders) in folders() {
        for entry in fs::read_dir(source_of(&member)).unwrap() {
            let top = entry.unwrap().path();
            let name = top.file_stem().unwrap().to_str().unwrap().to_owned();
            if ["lib", "fuzzing"].contains(&&*name) {
                continue;
            }
            assert!(folders.contains(&name), "{name} is no folder of {member}");
            for file in rust_files(&top) {
                for used in folders_used(&fs::read_to_string(&file).unwrap()) {
                    let Some(used_at) = place(&used) else {
                        continue;
                    };
                    uses += 1;
                    assert!(
                        Some(used_at) <= place(&name),
                        "{} uses {used}, which comes after {name}",
                        file.display()
                    );
                }
            }
        }
    }
    assert!(uses > 300, "{uses}");
}

/// The map of CONTRIBUTING.md says what each folder is for.
#[test]
fn the_map_has_every_folder() {
    let contributing = file("CONTRIBUTING.md");
    let (map, _) = contributing.split_once("| where else | what |").unwrap();
    let rows = map.lines().filter_map(|line| line.strip_prefix("| `"));
    let mapped: BTreeSet<&str> = rows
        .filter_map(|row| row.split_once(" | "))
        .flat_map(|(names, _)| names.split(", "))
        .map(|name| name.trim_matches('`'))
        .collect();
    let order: Vec<String> = folders()
        .into_iter()
        .flat_map(|(_, folders)| folders)
        .collect();
    let folders: BTreeSet<&str> = order.iter().map(String::as_str).collect();
    assert_eq!(mapped, folders);
}

#[test]
fn the_rules_depend_on_nothing_that_does_input_or_output() {
    let tree = Command::new(env!("CARGO"))
        .args(["tree", "--offline", "--locked", "-p", "missedhook-rules"])
        .args(["-e", "normal", "--prefix", "none", "--format", "{p}"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&tree.stderr);
    assert!(tree.status.success(), "{said}");
    let tree = String::from_utf8(tree.stdout).unwrap();
    let packages: Vec<&str> = tree
        .lines()
        .filter_map(|line| line.split(' ').next())
        .collect();
    assert!(packages.contains(&"serde"), "{tree}");
    for package in [
        "axum",
        "getrandom",
        "hyper",
        "libsqlite3-sys",
        "mio",
        "missedhook-core",
        "notify-rust",
        "rusqlite",
        "rustls",
        "socket2",
        "tauri",
        "tokio",
        "ureq",
        "zbus",
    ] {
        assert!(!packages.contains(&package), "{package} is among\n{tree}");
    }
}

/// What the compiler can't forbid, because it is in the standard library.
#[test]
fn the_rules_ask_neither_the_machine_nor_its_clock() {
    // The one place that reads the clock, for callers of the rules.
    const CLOCK: &str = "model/moment.rs";
    let mut files = 0;
    for file in rust_files(&source_of("rules")) {
        files += 1;
        let code = code(&fs::read_to_string(&file).unwrap());
        for asking in [
            "Command::new",
            "File::",
            "Instant::now",
            "SystemTime::now",
            "TcpStream",
            "UdpSocket",
            "env::var",
            "fs::",
            "thread::",
        ] {
            assert!(
                !code.contains(asking) || (asking.ends_with("Time::now") && file.ends_with(CLOCK)),
                "{asking} in {}",
                file.display()
            );
        }
    }
    assert!(files > 40, "{files}");
}

/// The Rust files in a folder, or the file itself, without files that contain only tests.
fn rust_files(top: &Path) -> Vec<PathBuf> {
    let (mut found, mut left) = (Vec::new(), vec![top.to_owned()]);
    while let Some(path) = left.pop() {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() && !name.ends_with("tests") && name != "released" {
            left.extend(
                fs::read_dir(&path)
                    .unwrap()
                    .map(|entry| entry.unwrap().path()),
            );
        } else if name.ends_with(".rs") && !name.ends_with("tests.rs") {
            found.push(path);
        }
    }
    found
}

/// A file without its tests at the end and without comments.
fn code(text: &str) -> String {
    text.lines()
        .take_while(|line| !line.starts_with("#[cfg(test)]") && !line.starts_with("#[cfg(all(test"))
        .filter(|line| !line.trim_start().starts_with("//"))
        .flat_map(|line| [line, "\n"])
        .collect()
}

/// The name right after each `crate::`, also in a list in braces. Without the tests at the end and without comments.
fn folders_used(text: &str) -> Vec<String> {
    let code = code(text);
    let mut names = Vec::new();
    for (at, found) in code.match_indices("crate::") {
        let after = &code[at + found.len()..];
        let (mut depth, mut item) = (0, String::new());
        for c in after.chars() {
            match c {
                '{' => depth += 1,
                '}' => depth -= 1,
                _ => {}
            }
            let is_end = depth <= 0 && !(c.is_alphanumeric() || c == '_');
            if is_end || (depth == 1 && c == ',') {
                let first = item.split(':').next().unwrap_or_default();
                names.push(first.trim_matches(['{', ' ', '\n']).to_owned());
                item.clear();
            } else {
                item.push(c);
            }
            if is_end {
                break;
            }
        }
    }
    names
}

#[test]
fn the_folders_that_a_text_uses_are_found() {
    let text = "use crate::{\n    model::{moment::Moment, problem},\n    store::Reader,\n};\n\
                // crate::engine\nfn f() { crate::feed::g() }\n#[cfg(test)]\nuse crate::alerts;\n";
    let found = folders_used(text);
    for folder in ["model", "store", "feed"] {
        assert!(
            found.iter().any(|name| name == folder),
            "{folder}: {found:?}"
        );
    }
    for folder in ["engine", "alerts"] {
        assert!(
            !found.iter().any(|name| name == folder),
            "{folder}: {found:?}"
        );
    }
}
