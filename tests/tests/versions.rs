//! Rust and Node versions that are too old get a clear message before anything is built.

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::Path,
    process::{Command, Output},
};

/// What `make run` builds: with a display, or on a machine without one.
#[derive(Clone, Copy)]
enum Run {
    Window,
    Serve,
}

/// `make run` with compilers of these versions, without rustup.
fn make_run(run: Run, rust: &str, node: &str) -> Output {
    let programs = tempfile::tempdir().unwrap();
    let program = |name: &str, script: &str| {
        let path = programs.path().join(name);
        fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    };
    program("rustc", &format!("echo 'rustc {rust} (0 2020-01-01)'"));
    program("node", &format!("echo v{node}"));
    for builder in ["cargo", "npm"] {
        program(builder, "echo BUILT >&2; exit 1");
    }
    let path = format!("{}:/usr/bin:/bin", programs.path().display());
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let make = Command::new("make")
        .args(["-s", "run", "CARGO=cargo"])
        .current_dir(root)
        .env("PATH", path)
        .env_remove("WAYLAND_DISPLAY")
        .env_remove("DISPLAY")
        .envs(match run {
            Run::Window => Some(("DISPLAY", ":0")),
            Run::Serve => None,
        })
        .output();
    make.unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn an_older_compiler_gets_a_sentence_and_nothing_is_built() {
    for run in [Run::Window, Run::Serve] {
        let output = make_run(run, "1.63.0", "99.0.0");
        let said = said(&output);
        assert!(!output.status.success(), "{said}");
        assert!(said.contains("Rust 1."), "{said}");
        assert!(said.contains("this is 1.63.0"), "{said}");
        assert!(said.contains("https://rustup.rs"), "{said}");
        assert!(!said.contains("BUILT"), "{said}");
    }
}

#[test]
fn an_older_node_gets_a_sentence_and_nothing_is_built() {
    let output = make_run(Run::Window, "99.0.0-nightly", "18.20.4");
    let said = said(&output);
    assert!(!output.status.success(), "{said}");
    assert!(said.contains("Node 20.19"), "{said}");
    assert!(said.contains("this is 18.20.4"), "{said}");
    assert!(said.contains("nvm install 20"), "{said}");
    assert!(!said.contains("BUILT"), "{said}");
}

#[test]
fn new_enough_ones_are_not_spoken_of() {
    let said = said(&make_run(Run::Window, "99.0.0", "99.0.0"));
    assert!(said.contains("BUILT"), "{said}");
    assert!(!said.contains("is needed"), "{said}");
}

#[test]
fn without_a_window_node_is_not_needed() {
    let said = said(&make_run(Run::Serve, "99.0.0", "18.20.4"));
    assert!(said.contains("BUILT"), "{said}");
    assert!(!said.contains("is needed"), "{said}");
}
