//! The real GNOME Shell, with the service that accepts notifications for it. It can't be restarted alone, because it is
//! the screen.

use std::{path::Path, thread, time::Duration};

use missedhook_tests::{
    LIMIT,
    bus_monitor::{BusMessage, BusMonitor},
    gnome_shell::GnomeShell,
    machine::Machine,
    notification_server::NotificationServer,
    program::{Running, Serve},
    prove::form,
    recording::wait_until,
    retm::{deliver, report},
};

use crate::{
    servers::{KEYFILE, run_in},
    timeline,
};

/// The shell starts this service by name; the test starts it beforehand.
const SERVICE: &str = "/usr/share/gnome-shell/org.gnome.Shell.Notifications";
/// Our notifications, without the shell's own.
const OURS: &str = "Main.messageTray.getSources().flatMap(source => source.notifications)\
    .filter(one => /retm|endpoint/.test(one.title))";

#[test]
fn gnome_shell() {
    if form(true, false) {
        return println!("GNOME Shell: NOT RUN: only in make prove-notifications");
    }
    if !GnomeShell::can_start() || !Path::new("/usr/bin/gjs").exists() {
        return println!(
            "GNOME Shell: NOT RUN: of packages gnome-shell gjs something is not installed"
        );
    }
    let machine = Machine::with_desktop();
    let shell = GnomeShell::start(&machine);
    let _service = Running::spawn(machine.command("/usr/bin/gjs").arg(SERVICE));
    let bus = machine.bus().connect();
    let is_on = || NotificationServer::is_on(&bus).then_some(());
    wait_until("GNOME's notifications", LIMIT, is_on, || ());
    let monitor = BusMonitor::start(machine.bus());
    let serve = Serve::start_with(&machine, &[KEYFILE]);
    let fail = |endpoint| deliver(&serve.receiver_url, report(endpoint, "")).incident;
    let says = |script: &str, text: &str| {
        let is_said = || {
            shell
                .eval(script)
                .filter(|said| said.contains(text))
                .map(drop)
        };
        wait_until(text, 3 * LIMIT, is_said, || shell.eval(script));
    };

    let incident = fail("/retm/orders");
    says(&format!("{OURS}[0]?.title"), "/retm/orders is failing");
    println!("GNOME Shell: shown");
    fail("/retm/orders");
    says(&format!("{OURS}[0]?.title"), "×2");
    says(&format!("{OURS}.length"), "1");
    println!("GNOME Shell: updated in place");

    let press = "actions.find(action => action.label == 'Acknowledge').callback()";
    shell.eval(&format!("{OURS}[0].{press}")).expect("a button");
    let lines = || timeline(&machine, incident);
    let is_done = || lines().contains(&"Acknowledged".to_owned()).then_some(());
    wait_until("acknowledged", LIMIT, is_done, lines);
    says(&format!("{OURS}.length"), "0");
    println!("GNOME Shell: acknowledged by its button, and gone");

    let show_banners = ["set", "org.gnome.desktop.notifications", "show-banners"];
    run_in(
        &machine,
        "gsettings",
        &[&show_banners[..], &["false"]].concat(),
    );
    // Its answer is cached for a second.
    thread::sleep(Duration::from_secs(2));
    let count = || {
        let all = monitor.said().all();
        let is_asked = |one: &&BusMessage| matches!(one, BusMessage::Notify { .. });
        all.iter().filter(is_asked).count()
    };
    let before = count();
    for endpoint in ["/retm/menu", "/retm/stock"] {
        let incident = fail(endpoint);
        let lines = || timeline(&machine, incident);
        let is_held = |line: &String| line.contains("Do Not Disturb is on");
        let is_held = || lines().iter().any(is_held).then_some(());
        wait_until("held back", LIMIT, is_held, lines);
    }
    assert_eq!(count(), before, "told while not to be disturbed");
    run_in(
        &machine,
        "gsettings",
        &[&show_banners[..], &["true"]].concat(),
    );
    says(&format!("{OURS}[0]?.title"), "2 endpoints failed");
    println!("GNOME Shell: do-not-disturb: held back, then one digest");
}
