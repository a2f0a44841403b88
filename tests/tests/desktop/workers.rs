//! The app's own workers are killed in turn: this is reported, and after a moment they work again.

use std::{fs, path::PathBuf, time::Duration};

use missedhook_tests::{
    LIMIT,
    desktop::Desktop,
    program::{Running, run_ok, set_local_only},
    recording::wait_until,
    retm::{deliver, report},
};

/// A worker is restarted after a second, and proven after a few more.
const RESTART_LIMIT: Duration = Duration::from_secs(60);

struct Scene {
    desktop: Desktop,
    app: Running,
    switch: PathBuf,
}

impl Scene {
    fn new() -> Self {
        let desktop = Desktop::empty();
        // The tray shows a count only if there is nothing worse to show.
        set_local_only(&desktop.machine);
        let switch = desktop.machine.root().join("kill");
        let mut command = desktop.app();
        // An open window would count as having seen the reports.
        command.arg("--hidden");
        command.env("MISSEDHOOK_TEST_KILL_WORKER", &switch);
        Self {
            app: Running::spawn(&mut command),
            desktop,
            switch,
        }
    }

    /// Kills this worker at its next turn, which `turn` triggers.
    fn kill(&self, worker: &str, turn: impl FnOnce()) {
        let draft = self.switch.with_extension("draft");
        fs::write(&draft, worker).unwrap();
        fs::rename(draft, &self.switch).unwrap();
        turn();
        let name = format!("worker=\"{worker}\"");
        for word in ["has stopped: ", "runs again"] {
            let what = format!("{worker} {word}");
            self.app.stderr.wait_for_item(&what, RESTART_LIMIT, |line| {
                line.contains(&name) && line.contains(word)
            });
        }
    }
}

#[test]
fn the_tray_and_the_window_are_kept_up_to_date_again() {
    let scene = Scene::new();
    let url = scene.desktop.receiver_url();
    let quiet = scene.desktop.tray_item().pixmaps();
    scene.kill("window", || {
        deliver(&url, report("/retm/one", ""));
    });
    // The icon shows a count. The tray's own worker dies at the next report.
    let pixmaps = || scene.desktop.tray.newest_item().pixmaps();
    let other_than = |before: &Vec<_>| {
        let before = before.clone();
        wait_until(
            "another icon",
            LIMIT,
            || Some(pixmaps()).filter(|now| *now != before),
            || (),
        )
    };
    let one = other_than(&quiet);
    scene.kill("tray", || {
        deliver(&url, report("/retm/two", ""));
    });
    other_than(&one);
    scene.kill("tray-actions", || {
        scene.desktop.tray.newest_item().click("Send test report");
    });
    scene.desktop.tray.newest_item().click("Send test report");
    scene.desktop.notifications.wait_for("Test received", LIMIT);
    scene.app.stop();
}

#[test]
fn the_start_at_login_follows_the_settings_again() {
    let scene = Scene::new();
    scene.desktop.receiver_url();
    let settings = scene.desktop.machine.data_dir().join("settings.toml");
    let before = fs::read_to_string(&settings).unwrap();
    let with = |line: &str| {
        let after = before.replacen("# at_login = false", line, 1);
        assert_ne!(after, before, "{before}");
        fs::write(&settings, after).unwrap();
    };
    scene.kill("autostart", || with("at_login = true"));
    let entry = scene
        .desktop
        .machine
        .root()
        .join("home/.config/autostart/missedhook.desktop");
    wait_until(
        "entry",
        RESTART_LIMIT,
        || entry.exists().then_some(()),
        || run_ok(&scene.desktop.machine, &["url"]),
    );
    scene.app.stop();
}
