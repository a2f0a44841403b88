//! The guard with real processes. The test program is its own guard: started by [`by_this_test_program`], its one test
//! does what `missedhook guard` does.

use std::{
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use rustix::process::{Pid, Signal, kill_process, test_kill_process};

use super::*;

/// The name of the test below.
const THIS: &str = "ingress::tunnel::guard::tests::nothing_is_left_when_the_app_is_gone";

/// A guard for tests: a process as real as the shipped one.
pub(in crate::ingress::tunnel) fn by_this_test_program() -> Guard {
    Guard::new(
        std::env::current_exe().unwrap(),
        [THIS, "--exact", "--nocapture", "--"],
    )
}

/// Does what the command line's `guard` does, if this process was started as one.
fn serve_as_guard() {
    let args: Vec<OsString> = std::env::args_os().collect();
    if args.get(1).is_none_or(|first| first != THIS) {
        return;
    }
    if let Some(at) = args.iter().position(|arg| arg == "--") {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        let ended = runtime.block_on(run(&args[at + 1..], io::stdin()));
        std::process::exit(ended.map_or(NOT_STARTED.into(), i32::from));
    }
}

/// Waits until a condition is true.
pub(in crate::ingress::tunnel) fn until(what: &str, mut so: impl FnMut() -> bool) {
    let limit = Instant::now() + Duration::from_secs(20);
    while !so() {
        assert!(Instant::now() < limit, "waited in vain: {what}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// Whether a process exists and is not a zombie.
pub(in crate::ingress::tunnel) fn lives(pid: i32) -> bool {
    // The state follows the name, which is in parentheses. Only Linux has this file.
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    let over = stat
        .rsplit_once(") ")
        .is_some_and(|(_, rest)| rest.starts_with('Z'));
    !over && test_kill_process(Pid::from_raw(pid).unwrap()).is_ok()
}

/// The process ids that a script wrote to a file, one a line.
pub(in crate::ingress::tunnel) fn pids(file: &Path) -> Vec<i32> {
    let text = std::fs::read_to_string(file).unwrap_or_default();
    let lines = text
        .split_inclusive('\n')
        .filter(|line| line.ends_with('\n'));
    lines.map(|line| line.trim().parse().unwrap()).collect()
}

/// A guarded shell that writes its pid to the file.
fn guarded(dir: &Path, script: &str) -> (Child, i32) {
    let file = dir.join("pid");
    let guard = by_this_test_program();
    let child = Command::new(&guard.program)
        .args(&guard.before)
        .args(["/bin/sh", "-c"])
        .arg(format!("echo $$ >> {}; {script}", file.display()))
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    until("the program starts", || !pids(&file).is_empty());
    (child, pids(&file)[0])
}

#[test]
fn nothing_is_left_when_the_app_is_gone() {
    serve_as_guard();
    let dir = tempfile::tempdir().unwrap();
    let (mut guard, program) = guarded(dir.path(), "while :; do sleep 1; done");
    assert!(lives(program));
    // The effect of kill -9 of the app on the guard: the other end of the pipe is closed.
    drop(guard.stdin.take());
    until("the program ends", || !lives(program));
    assert_eq!(guard.wait().unwrap().code(), Some(128 + 15));
}

#[test]
fn a_program_that_will_not_end_is_killed_with_its_children() {
    let dir = tempfile::tempdir().unwrap();
    let script = format!(
        "trap '' TERM; (trap '' TERM; while :; do sleep 1; done) & echo $! >> {}; while :; do sleep 1; done",
        dir.path().join("pid").display()
    );
    let (mut guard, program) = guarded(dir.path(), &script);
    until("the child starts", || {
        pids(&dir.path().join("pid")).len() == 2
    });
    let child = pids(&dir.path().join("pid"))[1];
    drop(guard.stdin.take());
    until("both end", || !lives(program) && !lives(child));
    assert_eq!(guard.wait().unwrap().code(), Some(128 + 9));
}

#[test]
fn a_signal_to_the_guard_ends_the_program() {
    let dir = tempfile::tempdir().unwrap();
    let (mut guard, program) = guarded(dir.path(), "while :; do sleep 1; done");
    let pid = Pid::from_raw(guard.id().try_into().unwrap()).unwrap();
    kill_process(pid, Signal::TERM).unwrap();
    until("the program ends", || !lives(program));
    assert_eq!(guard.wait().unwrap().code(), Some(128 + 15));
}

#[test]
fn the_exit_code_is_the_programs() {
    let dir = tempfile::tempdir().unwrap();
    let (mut guard, _) = guarded(dir.path(), "exit 42");
    assert_eq!(guard.wait().unwrap().code(), Some(42));
}

#[tokio::test]
async fn a_program_that_is_not_there_is_an_error() {
    let (wire, _app) = io::pipe().unwrap();
    let missing = [OsString::from("/nowhere/at/all")];
    let error = run(&missing, wire).await.unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::NotFound);
}
