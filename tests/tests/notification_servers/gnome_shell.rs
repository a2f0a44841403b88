//! The real GNOME Shell, with the service that accepts notifications for it. It can't be restarted alone, because it is
//! the screen.

use std::{fs, path::Path, thread, time::Duration};

use missedhook_tests::{
    LIMIT,
    bus_monitor::{BusMessage, BusMonitor},
    data::KEY,
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

/// A program beside the real shell.
struct Scene {
    machine: Machine,
    monitor: BusMonitor,
    shell: GnomeShell,
    _service: Running,
    serve: Serve,
}

impl Scene {
    /// `None`, with the reason printed, if it is not to run here.
    fn start(settings: &str) -> Option<Self> {
        if form(true, false) {
            println!("GNOME Shell: NOT RUN: only in make prove-notifications");
            return None;
        }
        if !GnomeShell::can_start() || !Path::new("/usr/bin/gjs").exists() {
            println!(
                "GNOME Shell: NOT RUN: of packages gnome-shell gjs something is not installed"
            );
            return None;
        }
        let machine = Machine::with_desktop();
        fs::create_dir_all(machine.data_dir()).unwrap();
        let settings = format!("[receiver]\nkey = \"{KEY}\"\n\n{settings}");
        fs::write(machine.data_dir().join("settings.toml"), settings).unwrap();
        let shell = GnomeShell::start(&machine);
        let service = Running::spawn(machine.command("/usr/bin/gjs").arg(SERVICE));
        let bus = machine.bus().connect();
        let is_on = || NotificationServer::is_on(&bus).then_some(());
        wait_until("GNOME's notifications", LIMIT, is_on, || ());
        let monitor = BusMonitor::start(machine.bus());
        let serve = Serve::start_with(&machine, &[KEYFILE]);
        Some(Self {
            machine,
            monitor,
            shell,
            _service: service,
            serve,
        })
    }

    fn says(&self, script: &str, text: &str) {
        let is_said = || {
            let said = self.shell.eval(script)?;
            said.contains(text).then_some(())
        };
        wait_until(text, 3 * LIMIT, is_said, || self.shell.eval(script));
    }

    /// Writes what is on the screen to the folder of the pictures, if one is wanted.
    fn picture(&self, name: &str) {
        let Some(folder) = std::env::var_os("MISSEDHOOK_SCREENSHOTS") else {
            return;
        };
        thread::sleep(Duration::from_secs(1));
        fs::create_dir_all(&folder).unwrap();
        let file = Path::new(&folder).join(format!("{name}.ppm"));
        fs::write(file, self.machine.display().picture().unwrap()).unwrap();
    }
}

/// Nothing of it is lost or turned around: what the shell keeps is what was said. `MISSEDHOOK_SCREENSHOTS` keeps what it
/// draws, as a banner and opened.
#[test]
fn gnome_shell_keeps_an_arabic_notification_whole() {
    let Some(scene) = Scene::start("[window]\nlanguage = \"ar\"\n") else {
        return;
    };
    // The shell has a word of its own for root.
    let others = "Main.messageTray.getSources().forEach(source => source.destroy()), 1";
    scene.shell.eval(others);
    scene.says("!Main.messageTray._banner", "true");
    let url = "https://pos-bridge.example.com/retm/orders";
    deliver(
        &scene.serve.receiver_url,
        report(url, "تعذر الاتصال بالخادم"),
    );
    let title = "تتعثر \u{2066}/retm/orders\u{2069} منذ ";
    scene.says(&format!("{OURS}[0]?.title"), title);
    let body = format!("{OURS}[0]?.bannerBodyText");
    scene.says(&body, "تعذر الاتصال بالخادم");
    // Eval answers in JSON.
    let body: String = serde_json::from_str(&scene.shell.eval(&body).unwrap()).unwrap();
    let lines: Vec<_> = body.lines().collect();
    assert_eq!(lines.len(), 3, "{body}");
    assert_eq!(lines[0], "توقف RETM بعد ثلاث محاولات", "{body}");
    assert!(lines[1].contains("تعذر الاتصال بالخادم"), "{body}");
    assert_eq!(lines[2], "\u{2066}pos-bridge.example.com\u{2069}", "{body}");
    scene.says("Main.messageTray._banner?.notification.title", title);
    scene.picture("arabic-gnome-shell-banner");
    scene.shell.eval("Main.messageTray._expandBanner(true), 1");
    scene.picture("arabic-gnome-shell-opened");
    let words = "تأكيد الاستلام";
    let buttons = format!("{OURS}[0].actions.map(action => action.label)");
    scene.says(&buttons, words);
    println!("GNOME Shell: shows Arabic");
}

#[test]
fn gnome_shell() {
    let Some(scene) = Scene::start("") else {
        return;
    };
    let (machine, monitor, shell) = (&scene.machine, &scene.monitor, &scene.shell);
    let fail = |endpoint| deliver(&scene.serve.receiver_url, report(endpoint, "")).incident;
    let says = |script: &str, text: &str| scene.says(script, text);

    let incident = fail("/retm/orders");
    says(&format!("{OURS}[0]?.title"), "/retm/orders is failing");
    println!("GNOME Shell: shown");
    fail("/retm/orders");
    says(&format!("{OURS}[0]?.title"), "×2");
    says(&format!("{OURS}.length"), "1");
    println!("GNOME Shell: updated in place");

    let press = "actions.find(action => action.label == 'Acknowledge').callback()";
    shell.eval(&format!("{OURS}[0].{press}")).expect("a button");
    let lines = || timeline(machine, incident);
    let is_done = || lines().contains(&"Acknowledged".to_owned()).then_some(());
    wait_until("acknowledged", LIMIT, is_done, lines);
    says(&format!("{OURS}.length"), "0");
    println!("GNOME Shell: acknowledged by its button, and gone");

    let show_banners = ["set", "org.gnome.desktop.notifications", "show-banners"];
    run_in(
        machine,
        "gsettings",
        &[&show_banners[..], &["false"]].concat(),
    );
    // Its answer is cached for a second.
    thread::sleep(Duration::from_secs(2));
    let count = || {
        let all = monitor.messages().all();
        let is_asked = |one: &&BusMessage| matches!(one, BusMessage::Notify { .. });
        all.iter().filter(is_asked).count()
    };
    let before = count();
    for endpoint in ["/retm/menu", "/retm/stock"] {
        let incident = fail(endpoint);
        let lines = || timeline(machine, incident);
        let is_held = |line: &String| line.contains("Do Not Disturb is on");
        let is_held = || lines().iter().any(is_held).then_some(());
        wait_until("held back", LIMIT, is_held, lines);
    }
    assert_eq!(count(), before, "told while not to be disturbed");
    run_in(
        machine,
        "gsettings",
        &[&show_banners[..], &["true"]].concat(),
    );
    says(&format!("{OURS}[0]?.title"), "2 endpoints failed");
    println!("GNOME Shell: do-not-disturb: held back, then one digest");
}
