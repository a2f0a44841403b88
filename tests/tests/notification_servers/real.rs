//! The real notification servers of Debian, each on its own screen: one incident is driven through each. dunst runs in
//! `make test`, the others in `make prove-notifications`. What can't be run is listed with the reason.

use std::{fs, path::Path, process::Command, thread, time::Duration};

use missedhook_tests::{
    LIMIT,
    bus_monitor::{BusMessage, BusMonitor},
    machine::Machine,
    notification_server::NotificationServer,
    program::{Running, Serve, set_in_file},
    prove::form,
    recording::wait_until,
    retm::{deliver, report},
    sway::Sway,
};

use crate::{
    servers::{
        DUNST, KEYFILE, Keeps, LXQT, MAKO, MATE, NOTIFICATION_DAEMON, NOTIFY_OSD, Pressing, Real,
        SWAYNC, Screen, XFCE, run_in,
    },
    timeline,
};

/// Longer than any server shows a notification that it does not keep, and longer than the program's polling interval.
const LONG: Duration = Duration::from_secs(60);
/// Longer than any of them shows a notification that need not stay.
const USUAL_TIME: Duration = Duration::from_secs(15);
/// Longer than the slowest of them takes to draw.
const DRAWN: Duration = Duration::from_secs(2);
/// A screen with the server, and `serve`.
struct Scene {
    machine: Machine,
    monitor: BusMonitor,
    sway: Option<Sway>,
    server: Option<Running>,
    serve: Serve,
    _settings: Option<Running>,
}

impl Scene {
    fn set(real: &Real) -> Self {
        Self::set_after(real, |_| ())
    }

    /// The same once that was done to the machine.
    fn set_after(real: &Real, prepare: impl FnOnce(&Machine)) -> Self {
        let (machine, sway) = match real.screen {
            Screen::X => (Machine::with_desktop(), None),
            Screen::Wayland => (Machine::with_bus(), Some(Sway::start())),
        };
        let monitor = BusMonitor::start(machine.bus());
        let settings = (real.name == "xfce4-notifyd").then(|| {
            let program = "/usr/lib/x86_64-linux-gnu/xfce4/xfconf/xfconfd";
            Running::spawn(&mut machine.command(program))
        });
        match real.name {
            "dunst" => configure_dunst(&machine),
            "mako" => configure_mako(&machine),
            _ => {}
        }
        let server = Some(start(real, &machine, sway.as_ref()));
        prepare(&machine);
        let serve = Serve::start_with(&machine, &[KEYFILE]);
        Self {
            machine,
            monitor,
            sway,
            server,
            serve,
            _settings: settings,
        }
    }

    /// With the language set to Arabic.
    fn in_arabic(real: &Real) -> Self {
        Self::set_after(real, |machine| {
            set_in_file(machine, "# language = \"system\"", "language = \"ar\"");
        })
    }

    /// Writes what is on the screen to the folder of the pictures, if one is wanted.
    fn picture(&self, name: &str) {
        let Some(folder) = std::env::var_os("MISSEDHOOK_SCREENSHOTS") else {
            return;
        };
        thread::sleep(DRAWN);
        let picture = match &self.sway {
            Some(sway) => sway.picture(),
            None => self.machine.display().picture(),
        };
        let file = Path::new(&folder).join(format!("{name}.ppm"));
        fs::create_dir_all(&folder).unwrap();
        fs::write(file, picture.unwrap()).unwrap();
    }

    fn fail(&self, endpoint: &str) -> i64 {
        deliver(&self.serve.receiver_url, report(endpoint, "")).incident
    }

    /// Waits until the server got a notification that contains this text and gave it an ID. Returns the ID that it was
    /// to replace, and its own.
    fn notified(&self, says: &str, limit: Duration) -> (u32, u32) {
        self.monitor.messages().wait_for(says, limit, |said| {
            let asked = |one: &BusMessage| match one {
                BusMessage::Notify {
                    caller,
                    serial,
                    replaces,
                    summary,
                    body,
                    ..
                } if summary.contains(says) || body.contains(says) => {
                    Some((caller.clone(), *serial, *replaces))
                }
                _ => None,
            };
            let (who, number, replaced) = said.iter().rev().find_map(asked)?;
            said.iter().find_map(|one| match one {
                BusMessage::Answer { caller, serial, id }
                    if *caller == who && *serial == number =>
                {
                    Some((replaced, *id))
                }
                _ => None,
            })
        })
    }

    fn count_of(&self, says: &str) -> usize {
        let is_it = |one: &&BusMessage| matches!(one, BusMessage::Notify { summary, .. } if summary.contains(says));
        self.monitor.messages().all().iter().filter(is_it).count()
    }

    fn wait_for_line(&self, incident: i64, says: &str, limit: Duration) {
        let timeline = || timeline(&self.machine, incident);
        let is_there = || {
            let says_so = |line: &String| line.contains(says);
            timeline().iter().any(says_so).then_some(())
        };
        wait_until(says, limit, is_there, timeline);
    }

    /// Waits until something is visible, or nothing.
    fn wait_for_sight(&self, is_something: bool, limit: Duration) {
        let what = format!("that something is to be seen: {is_something}");
        let look = || match &self.sway {
            Some(sway) => sway.shows_something(),
            None => !self.machine.display().popups().is_empty(),
        };
        let is_so = || (look() == is_something).then_some(());
        wait_until(&what, limit, is_so, || ());
    }

    /// Performs a user action on the visible notification.
    fn press(&self, pressing: &Pressing) {
        match *pressing {
            Pressing::Click(x, y) => self.click(x, y),
            Pressing::Command(program, args) => {
                run_in(&self.machine, program, args);
            }
            Pressing::No(_) => {}
        }
    }

    /// Clicks at this distance from the left (negative: from the right) and the top (negative: the bottom) of the only
    /// one.
    fn click(&self, x: i16, y: i16) {
        // A notification that grows or slides in is elsewhere at first.
        thread::sleep(DRAWN);
        let popups = self.machine.display().popups();
        let [(left, top, width, height)] = popups[..] else {
            panic!("not one popup: {popups:?}");
        };
        let from = |start: i16, size: u16, by: i16| {
            let by = if by < 0 { size.cast_signed() + by } else { by };
            (start + by).to_string()
        };
        let (x, y) = (from(left, width, x), from(top, height, y));
        run_in(
            &self.machine,
            "xdotool",
            &["mousemove", &x, &y, "click", "1"],
        );
    }

    fn signal(&self, name: &str) {
        let pid = self.server.as_ref().unwrap().pid().to_string();
        run_in(&self.machine, "kill", &[name, &pid]);
    }
}

fn start(real: &Real, machine: &Machine, sway: Option<&Sway>) -> Running {
    let mut command: Command = machine.command(real.program);
    if let Some(sway) = sway {
        command.env("WAYLAND_DISPLAY", sway.socket());
    }
    let server = Running::spawn(command.env(KEYFILE.0, KEYFILE.1));
    let bus = machine.bus().connect();
    let is_on = || NotificationServer::is_on(&bus).then_some(());
    wait_until(real.name, LIMIT, is_on, || server.output());
    server
}

/// dunst shows its actions in the menu of another program.
fn configure_dunst(machine: &Machine) {
    use std::os::unix::fs::PermissionsExt as _;
    let menu = machine.root().join("menu");
    std::fs::write(&menu, "#!/bin/sh\ngrep Acknowledge\n").unwrap();
    std::fs::set_permissions(&menu, std::fs::Permissions::from_mode(0o755)).unwrap();
    let folder = machine.root().join("home/.config/dunst");
    std::fs::create_dir_all(&folder).unwrap();
    let menu = menu.display();
    std::fs::write(
        folder.join("dunstrc"),
        format!("[global]\ndmenu = {menu}\n"),
    )
    .unwrap();
}

/// A mode with the usual name, as in the manual.
fn configure_mako(machine: &Machine) {
    let folder = machine.root().join("home/.config/mako");
    std::fs::create_dir_all(&folder).unwrap();
    let text = "[mode=do-not-disturb]\ninvisible=1\n";
    std::fs::write(folder.join("config"), text).unwrap();
}

impl Real {
    /// Drives an incident through it.
    fn prove(&self) {
        if !Path::new(self.program).exists() {
            println!(
                "{}: NOT RUN: package {} is not installed",
                self.name, self.package
            );
            assert!(self.name != "dunst", "install Debian's package dunst");
            return;
        }
        if self.screen == Screen::Wayland && !Sway::can_start() {
            return self.done("NOT RUN: packages sway and grim are not installed");
        }
        self.shown_updated_and_restarted();
        self.acknowledged();
        self.closed();
        self.not_disturbed();
        self.hung();
    }

    fn done(&self, what: &str) {
        println!("{}: {what}", self.name);
    }

    fn shown_updated_and_restarted(&self) {
        let mut scene = Scene::set(self);
        let incident = scene.fail("/retm/orders");
        let (replaced, id) = scene.notified("/retm/orders", LIMIT);
        assert_eq!(replaced, 0);
        scene.wait_for_sight(true, LIMIT);
        self.done("shown");
        scene.fail("/retm/orders");
        if self.tells_of_closing {
            assert_eq!(scene.notified("×2", LIMIT), (id, id));
            scene.wait_for_sight(true, LIMIT);
            self.done("updated in place");
        } else {
            scene.wait_for_line(incident, "its notification was closed", LIMIT);
            self.done("updated: not shown, as it never says whether the former one is still there");
        }
        self.kept(&scene);
        scene.server.take().unwrap().kill();
        scene.wait_for_sight(false, LIMIT);
        scene.server = Some(start(self, &scene.machine, scene.sway.as_ref()));
        scene.fail("/retm/menu");
        let (replaced, _) = scene.notified("/retm/menu", LIMIT);
        assert_eq!(replaced, 0);
        if self.tells_of_closing {
            scene.fail("/retm/orders");
            let (replaced, _) = scene.notified("×3", LIMIT);
            assert_eq!(replaced, 0, "an id of the server before");
        }
        self.done("restarted: no id of the server before");
    }

    /// It is still visible after the time for which a server shows what need not stay.
    fn kept(&self, scene: &Scene) {
        if matches!(self.keeps, Keeps::Nowhere) {
            return self.done("kept: it can't");
        }
        thread::sleep(form(Duration::ZERO, USUAL_TIME));
        if let Keeps::InItsList(program, arg) = self.keeps {
            assert_eq!(run_in(&scene.machine, program, &[arg]), "1");
            return self.done("kept in its list");
        }
        scene.wait_for_sight(true, LIMIT);
        self.done("kept on the screen");
    }

    fn acknowledged(&self) {
        let scene = Scene::set(self);
        let incident = scene.fail("/retm/orders");
        scene.notified("/retm/orders", LIMIT);
        scene.wait_for_sight(true, LIMIT);
        if let Pressing::No(why) = self.button {
            return self.done(&format!("clicked: {why}"));
        }
        scene.press(&self.button);
        scene.wait_for_line(incident, "Acknowledged", LIMIT);
        scene.wait_for_sight(false, LIMIT);
        self.done("clicked: acknowledged, and gone from the screen");
    }

    fn closed(&self) {
        let scene = Scene::set(self);
        let incident = scene.fail("/retm/orders");
        let (_, id) = scene.notified("/retm/orders", LIMIT);
        scene.wait_for_sight(true, LIMIT);
        scene.press(&self.closing);
        let is_it =
            |one: &BusMessage| matches!(one, BusMessage::Closed(closed, _) if *closed == id);
        scene
            .monitor
            .messages()
            .wait_for_item("closing", LONG, is_it);
        scene.fail("/retm/orders");
        scene.wait_for_line(incident, "its notification was closed", LIMIT);
        assert_eq!(scene.count_of("/retm/orders"), 1);
        scene.wait_for_sight(false, LIMIT);
        self.done("dismissed: stays away while it grows");
    }

    fn not_disturbed(&self) {
        let Some(switch) = self.do_not_disturb else {
            return self.done("do-not-disturb: it has none");
        };
        let scene = Scene::set(self);
        switch(&scene.machine, true);
        for endpoint in ["/retm/orders", "/retm/menu"] {
            let incident = scene.fail(endpoint);
            scene.wait_for_line(incident, "Do Not Disturb is on", LIMIT);
        }
        let is_asked = |one: &BusMessage| matches!(one, BusMessage::Notify { .. });
        assert!(!scene.monitor.messages().all().iter().any(is_asked));
        switch(&scene.machine, false);
        scene.notified(
            "2 endpoints failed while you were not to be disturbed",
            LONG,
        );
        scene.wait_for_sight(true, LIMIT);
        self.done("do-not-disturb: held back, then one digest");
    }

    fn hung(&self) {
        let scene = Scene::set(self);
        scene.fail("/retm/orders");
        scene.notified("/retm/orders", LIMIT);
        scene.signal("-STOP");
        scene.fail("/retm/menu");
        let is_said = |line: &String| line.contains("No notification server answers");
        let stderr = &scene.serve.process.stderr;
        stderr.wait_for_item("word of the hanging server", LIMIT, is_said);
        scene.signal("-CONT");
        scene.notified("/retm/menu", LONG);
        assert_eq!(scene.count_of("/retm/menu"), 1);
        self.done("hung: said, and told once when it answered");
    }
}

#[test]
fn dunst() {
    DUNST.prove();
}

/// Nothing of it is lost, turned around or shown as an entity: what dunst keeps is what was said, the title in an isolate,
/// because dunst writes "(A)" before it.
#[test]
fn dunst_keeps_an_arabic_notification_whole() {
    let scene = Scene::in_arabic(&DUNST);
    let url = "https://pos-bridge.example.com/retm/orders";
    deliver(
        &scene.serve.receiver_url,
        report(url, "تعذر الاتصال بالخادم"),
    );
    scene.notified("تتعثر \u{2066}/retm/orders\u{2069} منذ ", LIMIT);
    scene.wait_for_sight(true, LIMIT);
    scene.picture("arabic-dunst");
    run_in(&scene.machine, "dunstctl", &["close-all"]);
    scene.wait_for_sight(false, LIMIT);
    let history = run_in(&scene.machine, "dunstctl", &["history"]);
    let history: serde_json::Value = serde_json::from_str(&history).unwrap();
    let kept = &history["data"][0][0];
    let (summary, body) = (&kept["summary"]["data"], &kept["body"]["data"]);
    let (summary, body) = (summary.as_str().unwrap(), body.as_str().unwrap());
    assert!(
        summary.starts_with("\u{2067}تتعثر \u{2066}/retm/orders\u{2069} منذ "),
        "{summary}"
    );
    let lines: Vec<_> = body.lines().collect();
    assert_eq!(lines.len(), 3, "{body}");
    assert_eq!(lines[0], "توقف RETM بعد ثلاث محاولات", "{body}");
    assert!(lines[1].contains("تعذر الاتصال بالخادم"), "{body}");
    assert_eq!(lines[2], "\u{2066}pos-bridge.example.com\u{2069}", "{body}");
}

/// `MISSEDHOOK_SCREENSHOTS` keeps what they draw.
#[test]
fn others_show_an_arabic_notification() {
    for real in [XFCE, MAKO] {
        let is_here =
            Path::new(real.program).exists() && (real.screen == Screen::X || Sway::can_start());
        if !form(false, is_here) {
            println!("{}: NOT RUN in Arabic", real.name);
            continue;
        }
        let scene = Scene::in_arabic(&real);
        let report = report("/retm/orders", "تعذر الاتصال بالخادم");
        deliver(&scene.serve.receiver_url, report);
        scene.notified("تعذر الاتصال بالخادم", LIMIT);
        scene.wait_for_sight(true, LIMIT);
        scene.picture(&format!("arabic-{}", real.name));
        real.done("shows Arabic");
    }
}

fn prove_all(reals: &[Real]) {
    for real in reals {
        match form(false, true) {
            true => real.prove(),
            false => println!("{}: NOT RUN: only in make prove-notifications", real.name),
        }
    }
}

#[test]
fn those_of_desktops() {
    prove_all(&[XFCE, MATE, LXQT]);
}

#[test]
fn those_that_keep_nothing() {
    prove_all(&[NOTIFICATION_DAEMON, NOTIFY_OSD]);
}

#[test]
fn those_of_sway() {
    prove_all(&[MAKO, SWAYNC]);
    println!("Plasma: NOT RUN: it is a part of a whole desktop");
}
