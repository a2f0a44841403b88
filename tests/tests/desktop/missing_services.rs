//! Desktops with something missing: the app does what it can and reports what it can't.

use std::{fs, net::TcpListener};

use missedhook_tests::{
    LIMIT,
    data::{open_database, write_settings},
    desktop::{Desktop, app, receiver_url},
    machine::Machine,
    program::{Running, Serve, list, run, run_command},
    recording::wait_until,
    retm::{deliver, fixture},
    web_driver::WebDriver,
};

#[test]
fn without_a_screen_it_says_so_and_names_serve() {
    let machine = Machine::with_bus();
    let output = run_command(app(&machine));
    assert_eq!(output.status.code(), Some(1), "{output:#?}");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("missedhook serve"), "{said}");
}

/// A user who clicks an icon sees no terminal: the reason for a failed start is in a window.
#[test]
fn a_start_that_fails_is_shown_in_a_window_that_ends_with_it() {
    let machine = Machine::with_desktop();
    let settings = machine.data_dir().join("settings.toml");
    write_settings(&machine.data_dir(), None);
    let good = fs::read_to_string(&settings).unwrap();
    fs::write(&settings, format!("{good}listen = \"<b>here</b>\"\n")).unwrap();
    let window = WebDriver::start(&machine);
    let said = window.wait_for_text("[data-testid=start-problem]", |text| {
        text.contains("listen")
    });
    assert!(
        said.contains("line 3") && said.contains("Nothing was started"),
        "{said}"
    );
    window.screenshot("start-problem");
    assert_eq!(
        machine.display().window_titles(),
        ["Missedhook can't start"]
    );
    // Not a click by the driver, because the window would close before the driver can answer.
    window.script("setTimeout(() => document.querySelector('[data-testid=quit]').click(), 1000)");
    machine.display().wait_for_windows(0, LIMIT);
    drop(window);

    // When started from a terminal, it is printed there as well, and closing the window is a normal end.
    let mut app = Running::spawn(&mut app(&machine));
    let line = |line: &String| line.contains("listen");
    app.stderr.wait_for_item("word on stderr", LIMIT, line);
    machine.display().wait_for_windows(1, 2 * LIMIT);
    machine.display().close_windows();
    assert_eq!(app.wait().code(), Some(1), "{}", app.output());
}

#[test]
fn a_database_from_the_future_and_a_data_directory_that_is_none_are_shown_as_well() {
    let machine = Machine::with_desktop();
    Serve::start(&machine).process.stop();
    open_database(&machine.data_dir())
        .pragma_update(None, "user_version", 9999)
        .unwrap();
    let window = WebDriver::start(&machine);
    window.wait_for_text("[data-testid=start-problem]", |text| text.contains("newer"));
    drop(window);

    let machine = Machine::with_desktop();
    fs::write(machine.data_dir(), "").unwrap();
    let window = WebDriver::start(&machine);
    window.wait_for_text("[data-testid=start-problem]", |text| {
        text.contains("data directory")
    });
}

#[test]
fn without_a_tray_a_second_start_opens_the_window_again() {
    let machine = Machine::with_desktop();
    let mut first = Running::spawn(&mut app(&machine));
    let url = receiver_url(&machine);
    machine.display().wait_for_windows(1, 2 * LIMIT);
    machine.display().close_windows();
    machine.display().wait_for_windows(0, LIMIT);
    deliver(&url, fixture("documented.json"));
    let mut second = Running::spawn(&mut app(&machine));
    assert_eq!(second.wait().code(), Some(0), "{}", second.output());
    machine.display().wait_for_windows(1, 2 * LIMIT);
    assert!(first.is_running());
    let about = |line: &String| line.to_lowercase().contains("tray");
    first
        .stderr
        .wait_for_item("word on stderr of the tray", LIMIT, about);
}

#[test]
fn without_a_session_bus_it_still_receives_and_shows() {
    let machine = Machine::with_screen();
    let app = Running::spawn(&mut app(&machine));
    let url = receiver_url(&machine);
    machine.display().wait_for_windows(1, 2 * LIMIT);
    let id = deliver(&url, fixture("documented.json")).id;
    assert_eq!(list(&machine, 100)[0]["id"], id);
    app.stop();
}

#[test]
fn without_a_notification_server_the_window_and_the_doctor_say_so() {
    let machine = Machine::with_desktop();
    let window = WebDriver::start(&machine);
    let bar = "[data-testid=problem-bar][data-problem=notifications]";
    window.wait_for_text(bar, |text| text.to_lowercase().contains("notification"));
    deliver(&receiver_url(&machine), fixture("documented.json"));
    window.wait_for("[data-testid=row]");
    window.screenshot("no-notifications");
    let output = run(&machine, &["doctor"]);
    let said = String::from_utf8_lossy(&output.stdout).to_lowercase();
    assert_eq!(output.status.code(), Some(1), "{output:#?}");
    assert!(said.contains("notification"), "{said}");
}

#[test]
fn a_taken_port_is_said_in_the_window_and_mended_there() {
    let holder = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = holder.local_addr().unwrap();
    let desktop = Desktop::empty();
    let window = WebDriver::start_listening_on(&desktop.machine, &address.to_string());
    let bar = "[data-testid=problem-bar][data-problem=receiver]";
    let said = window.wait_for_text(bar, |text| text.contains(&address.port().to_string()));
    assert!(
        said.contains(&std::process::id().to_string()),
        "names the holder: {said}"
    );
    let item = desktop.tray_item();
    item.wait_for_menu("Copy receiver URL", LIMIT, |item| !item.enabled);
    window.screenshot("port-taken");
    window.click(&format!("{bar} button:last-child"));
    let gone = || window.find(bar).is_none().then_some(());
    wait_until("end of the trouble", LIMIT, gone, || window.page_text());
    deliver(&desktop.receiver_url(), fixture("documented.json"));
    window.wait_for("[data-testid=row]");
    item.wait_for_menu("Copy receiver URL", LIMIT, |item| item.enabled);
}

#[test]
fn started_hidden_there_is_a_tray_and_no_window_until_it_is_asked_for() {
    let desktop = Desktop::empty();
    let _app = Running::spawn(desktop.app().arg("--hidden"));
    let item = desktop.tray_item();
    deliver(&desktop.receiver_url(), fixture("documented.json"));
    desktop.notifications.wait_for("orders", LIMIT);
    assert!(desktop.machine.display().window_titles().is_empty());
    item.activate();
    desktop.machine.display().wait_for_windows(1, 2 * LIMIT);
}

#[test]
fn serve_is_refused_beside_the_app() {
    let (desktop, mut app) = Desktop::with_app();
    let url = desktop.receiver_url();
    let output = run(&desktop.machine, &["serve", "--listen", "127.0.0.1:0"]);
    assert_eq!(output.status.code(), Some(1), "{output:#?}");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains(&app.pid().to_string()), "{said}");
    assert!(app.is_running());
    deliver(&url, fixture("documented.json"));
}

#[test]
fn two_data_directories_are_two_programs() {
    let desktop = Desktop::empty();
    let _one = desktop.start_app();
    let first = desktop.receiver_url();
    let other = desktop.machine.root().join("other");
    write_settings(&other, None);
    let mut command = desktop.machine.command(missedhook_tests::program::binary());
    command
        .args(["--listen", "127.0.0.1:0", "--data-dir"])
        .arg(&other);
    let mut second = Running::spawn(&mut command);
    desktop
        .tray
        .registered()
        .wait_for_count("tray item", 2, 2 * LIMIT);
    assert!(second.is_running(), "{}", second.output());
    deliver(&first, fixture("documented.json"));
    assert_eq!(list(&desktop.machine, 100).len(), 1);
}
