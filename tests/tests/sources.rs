//! What the project says of itself, held against its files: where dependencies come from, which compiler is needed,
//! and that each promise in SECURITY.md names a test that there is.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that can't go on says so by panicking"
)]

use std::{fs, path::Path};

use serde_json::Value;

/// How Cargo writes its default registry.
const REGISTRY: &str = "registry+https://github.com/rust-lang/crates.io-index";

fn file(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(name);
    fs::read_to_string(&path).unwrap_or_else(|e| panic!("{name}: {e}"))
}

/// What stands behind `name = "` in a piece of TOML.
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
    let lock: Value = serde_json::from_str(&file("ui/package-lock.json")).unwrap();
    let packages = lock["packages"].as_object().unwrap();
    assert!(packages.len() > 100);
    for (name, package) in packages.iter().filter(|(name, _)| !name.is_empty()) {
        let integrity = package["integrity"].as_str().unwrap_or_default();
        assert!(integrity.starts_with("sha512-"), "{name} has no checksum");
        // Without it, npm takes its default registry.
        assert_eq!(package.get("resolved"), None, "{name}");
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

#[test]
fn one_module_prints_and_no_other() {
    const GATE: &str = "src-tauri/src/cli/output.rs";
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let (mut folders, mut files) = (
        vec![root.join("src-tauri/src"), root.join("src-tauri/core/src")],
        0,
    );
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            if path.extension().is_none_or(|end| end != "rs")
                || path.ends_with(GATE)
                || path.to_string_lossy().ends_with("tests.rs")
            {
                continue;
            }
            files += 1;
            let text = fs::read_to_string(&path).unwrap();
            let (code, _) = text.split_once("#[cfg(test)]\nmod").unwrap_or((&text, ""));
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
    assert!(files > 50, "{files}");
}
