//! Start and end of the app: it can be asked to end at any moment, and blocked output does not stop it.

use std::{fs, path::Path, process::Stdio, time::Duration};

use missedhook_tests::{
    LIMIT,
    desktop::Desktop,
    program::{Running, binary, list},
    recording::wait_until,
    retm::{deliver, fixture},
};
use rustix::process::{Pid, Signal, kill_process};

#[test]
fn sigterm_at_any_moment_of_a_start_ends_the_app_with_0() {
    for wait in [0, 5, 20, 60, 150, 400] {
        let (desktop, app) = Desktop::with_app();
        let lock = desktop.machine.data_dir().join("lock");
        let begun = || lock.exists().then_some(());
        wait_until("begin of the start", LIMIT, begun, || app.output());
        std::thread::sleep(Duration::from_millis(wait));
        app.stop();
    }
}

#[test]
fn sigterm_as_soon_as_it_answers_ends_the_app_with_0() {
    for _ in 0..4 {
        let (desktop, app) = Desktop::with_app();
        let id = deliver(&desktop.receiver_url(), fixture("documented.json")).id;
        app.stop();
        assert_eq!(list(&desktop.machine, 100)[0]["id"], id);
    }
}

#[test]
fn missedhook_becomes_the_program_with_the_window() {
    let (desktop, app) = Desktop::with_app();
    desktop.machine.display().wait_for_windows(1, 2 * LIMIT);
    let program = fs::read_link(format!("/proc/{}/exe", app.pid())).unwrap();
    assert_eq!(program, binary().with_file_name("missedhook-app"));
    // As `StartupWMClass` in packaging/missedhook.desktop.
    let classes = desktop.machine.display().window_classes();
    assert_eq!(classes, ["missedhook Missedhook"]);
    app.stop();
}

/// Copies both programs into that folder, as dpkg does: written beside what is there, then renamed.
fn install(folder: &Path) {
    fs::create_dir_all(folder).unwrap();
    for name in ["missedhook", "missedhook-app"] {
        let new = folder.join(format!("{name}.dpkg-new"));
        fs::copy(binary().with_file_name(name), &new).unwrap();
        fs::rename(new, folder.join(name)).unwrap();
    }
}

#[test]
fn an_upgraded_app_says_so_and_becomes_the_new_one_on_a_click() {
    let desktop = Desktop::empty();
    let folder = desktop.machine.root().join("bin");
    install(&folder);
    let mut command = desktop.machine.command(folder.join("missedhook"));
    let data_dir = desktop.machine.data_dir();
    command.args(["--listen", "127.0.0.1:0", "--data-dir"]);
    let app = Running::spawn(command.arg(data_dir));
    deliver(&desktop.receiver_url(), fixture("documented.json"));

    install(&folder);
    let version = concat!("Missedhook was updated to ", env!("CARGO_PKG_VERSION"));
    let shown = desktop.notifications.wait_for(version, LIMIT);
    assert!(shown.says("Restart to use the new one"), "{shown:#?}");
    let exe = || fs::read_link(format!("/proc/{}/exe", app.pid())).unwrap_or_default();
    let old = exe();
    assert!(
        old.to_string_lossy().ends_with("missedhook-app (deleted)"),
        "{old:?}"
    );
    desktop.notifications.press(shown.id, "missedhook-restart");
    let new = folder.join("missedhook-app");
    let is_new = || (exe() == new).then_some(());
    wait_until("new program in this process", LIMIT, is_new, || {
        app.output()
    });

    deliver(&desktop.receiver_url(), fixture("documented.json"));
    assert_eq!(list(&desktop.machine, 100).len(), 2, "the history is whole");
    app.stop();
}

#[test]
fn closed_or_stalled_readers_end_nothing() {
    for gone in [true, false] {
        let desktop = Desktop::empty();
        let mut command = desktop.app();
        let command = command.stdin(Stdio::null());
        let mut app = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let output = (app.stdout.take(), app.stderr.take());
        let _held = (!gone).then_some(output);
        let url = desktop.receiver_url();
        for _ in 0..3 {
            deliver(&url, fixture("documented.json"));
        }
        kill_process(Pid::from_child(&app), Signal::TERM).unwrap();
        let mut status = None;
        let ended = || {
            status = app.try_wait().unwrap();
            status.map(|_| ())
        };
        wait_until("its end", LIMIT, ended, || "it goes on");
        assert_eq!(status.unwrap().code(), Some(0), "gone: {gone}");
        assert_eq!(list(&desktop.machine, 100).len(), 3);
    }
}
