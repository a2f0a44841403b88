//! Starting at login: off by default, an entry that a real desktop library can start, and what doctor reports about it.

use std::{fs, path::PathBuf, process::Stdio};

use missedhook_tests::{
    LIMIT,
    data::write_settings,
    desktop::Desktop,
    machine::Machine,
    program::{Running, run},
    recording::wait_until,
    retm::{deliver, fixture, report},
    web_driver::WebDriver,
};
use serde_json::Value;

/// What doctor reports: whether it is fine, what it found, and the remedy.
fn doctor(machine: &Machine) -> (bool, String, String) {
    let output = run(machine, &["doctor", "--json"]);
    let json: Value = serde_json::from_slice(&output.stdout).unwrap();
    let checks = json["checks"].as_array().unwrap();
    let check = checks
        .iter()
        .find(|check| check["name"] == "start at login");
    let check = check.unwrap_or_else(|| panic!("it is not in {json:#}"));
    let text = |name: &str| check[name].as_str().unwrap_or_default().to_owned();
    (check["ok"] == true, text("found"), text("remedy"))
}

fn entry(machine: &Machine) -> PathBuf {
    machine
        .root()
        .join("home/.config/autostart/missedhook.desktop")
}

fn wait_for_entry(file: &PathBuf, there: bool) {
    let so = || (file.exists() == there).then_some(());
    wait_until("change of the entry", LIMIT, so, || {
        fs::read_to_string(file)
    });
}

/// The first run ends with the first report.
fn open_settings(desktop: &Desktop, window: &WebDriver) {
    window.wait_for("[data-testid=first-run]");
    deliver(&desktop.receiver_url(), fixture("documented.json"));
    window.click("[data-testid=open-history]");
    window.script("location.hash = '#/settings/startup'");
}

#[test]
fn it_is_switched_on_in_the_window_and_starts_in_the_tray_at_the_next_login() {
    let (desktop, window) = Desktop::with_driven_app();
    let machine = &desktop.machine;
    let file = entry(machine);
    assert!(!file.exists(), "off unless asked for");
    let (well, found, _) = doctor(machine);
    assert!(well && found.starts_with("no"), "{found}");

    open_settings(&desktop, &window);
    let switch = "[data-testid=\"setting-start.at_login\"] [data-testid=setting-input]";
    window.click(switch);
    wait_for_entry(&file, true);
    window.wait_for(&format!("{switch}[aria-checked=true]"));
    let (well, found, _) = doctor(machine);
    assert!(well && found.starts_with("yes, "), "{found}");
    drop(window);
    desktop.end_running_app();

    // The next login: GLib reads the entry as a desktop does.
    let mut login = machine.command("gio");
    login.arg("launch").arg(&file);
    // The started program inherits its output.
    let login = login.stdout(Stdio::null()).stderr(Stdio::null());
    assert!(login.status().unwrap().success());
    let items = desktop.tray.registered();
    items.wait_for_count("tray item", 2, 2 * LIMIT);
    deliver(&desktop.receiver_url(), report("/retm/after-login", ""));
    desktop.notifications.wait_for("/retm/after-login", LIMIT);
    assert!(machine.display().window_titles().is_empty(), "in the tray");
    desktop.end_running_app();
}

#[test]
fn the_file_follows_the_settings_and_doctor_reports_what_is_left_over() {
    let desktop = Desktop::empty();
    let machine = &desktop.machine;
    let config = machine.root().join("config of mine");
    let file = config.join("autostart/missedhook.desktop");
    write_settings(&machine.data_dir(), None);
    let settings = machine.data_dir().join("settings.toml");
    let before = fs::read_to_string(&settings).unwrap();
    let wanted = format!("{before}\n[start]\nat_login = true\n");
    fs::write(&settings, &wanted).unwrap();
    let start = || Running::spawn(desktop.app().env("XDG_CONFIG_HOME", &config));
    let app = start();
    wait_for_entry(&file, true);
    fs::write(&settings, &before).unwrap();
    wait_for_entry(&file, false);
    fs::write(&settings, &wanted).unwrap();
    wait_for_entry(&file, true);
    app.stop();

    // The program has been moved since.
    let text = fs::read_to_string(&file).unwrap();
    let program = missedhook_tests::program::binary();
    let moved = text.replace(program.to_str().unwrap(), "/nowhere/missed hook");
    assert_ne!(text, moved);
    fs::create_dir_all(entry(machine).parent().unwrap()).unwrap();
    fs::write(entry(machine), &moved).unwrap();
    let (well, found, remedy) = doctor(machine);
    assert!(
        !well && found.contains("/nowhere/missed hook, which is gone"),
        "{found}"
    );
    assert!(remedy.contains("Start Missedhook"), "{remedy}");
    fs::remove_file(entry(machine)).unwrap();
    let (well, found, remedy) = doctor(machine);
    assert!(!well && found.contains("is not there"), "{found}");
    assert!(remedy.contains("Start Missedhook"), "{remedy}");
    // A start fixes both.
    fs::write(&file, &moved).unwrap();
    let app = start();
    let mended = || (fs::read_to_string(&file).unwrap() == text).then_some(());
    wait_until("mended entry", LIMIT, mended, || fs::read_to_string(&file));
    app.stop();
}

#[test]
fn an_entry_that_is_not_ours_is_left_alone_and_the_window_says_so() {
    let (desktop, window) = Desktop::with_driven_app();
    let file = entry(&desktop.machine);
    let theirs = "[Desktop Entry]\nType=Application\nName=Mine\nExec=/bin/true\n";
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(&file, theirs).unwrap();
    open_settings(&desktop, &window);
    let setting = "[data-testid=\"setting-start.at_login\"]";
    window.click(&format!("{setting} [data-testid=setting-input]"));
    window.wait_for_text(setting, |text| text.contains("not Missedhook's own"));
    window.wait_for(&format!("{setting} [aria-checked=false]"));
    assert_eq!(fs::read_to_string(&file).unwrap(), theirs);
    let settings = fs::read_to_string(desktop.machine.data_dir().join("settings.toml")).unwrap();
    assert!(!settings.contains("at_login = true"), "{settings}");
}
