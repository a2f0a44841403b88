//! A screen with a tray host and the app.

use std::{fmt::Debug, path::PathBuf, process::Command, thread, time::Duration};

use missedhook_tests::{
    LIMIT,
    desktop::{app, receiver_url},
    gnome_shell::GnomeShell,
    machine::Machine,
    notification_server::NotificationServer,
    program::{Running, binary, set_local_only},
    recording::wait_until,
    retm::{deliver, report},
    sway::Sway,
    tray_item::TrayItem,
    tray_watcher::Registered,
};

use super::{
    hosts::{Area, Host, Screen},
    picture::Picture,
};

const WATCHER: &str = "org.kde.StatusNotifierWatcher";
/// The screen is stable once it has not changed for this long.
const REST: Duration = Duration::from_millis(700);
/// A point where a click hits nothing.
const AWAY: (usize, usize) = (640, 500);

pub struct Scene {
    pub item: TrayItem,
    /// The screen before the app was started.
    pub empty: Picture,
    url: String,
    app: Running,
    /// The host, and what else it needs.
    host: Vec<Running>,
    shell: Option<GnomeShell>,
    /// The Wayland socket, on a Wayland screen.
    socket: Option<PathBuf>,
    _sway: Option<Sway>,
    _notifications: NotificationServer,
    machine: Machine,
}

impl Scene {
    /// With an app that has nothing to report.
    pub fn set(host: &Host) -> Self {
        let machine = Machine::with_desktop();
        set_local_only(&machine);
        host.configure(&machine);
        let notifications = NotificationServer::start(machine.bus());
        let sway = (host.screen == Screen::Sway).then(|| Sway::start_within(machine.display()));
        let shell = (host.screen == Screen::Own).then(|| GnomeShell::start(&machine));
        let socket = match host.screen {
            Screen::X => None,
            Screen::Sway => sway.as_ref().map(Sway::socket),
            Screen::Own => shell.as_ref().map(|shell| shell.socket().to_owned()),
        };
        let started = start(&machine, socket.as_ref(), host);
        point(&machine, AWAY);
        let empty = settled(&machine);
        let mut command = app(&machine);
        command.arg("--hidden");
        let app = Running::spawn(&mut on_screen(&machine, socket.as_ref(), command));
        let url = receiver_url(&machine);
        let place = Registered {
            service: format!("org.kde.StatusNotifierItem-{}-1", app.pid()),
            path: "/StatusNotifierItem".to_owned(),
        };
        wait_for_name(&machine, &place.service, || app.output());
        let item = TrayItem::new(machine.bus().connect(), place);
        item.wait_for_menu("Send test report", LIMIT, |item| item.enabled);
        item.click("Send test report");
        item.wait_for_first_line("No open incidents", LIMIT);
        Self {
            item,
            empty,
            url,
            app,
            host: started,
            shell,
            socket,
            _sway: sway,
            _notifications: notifications,
            machine,
        }
    }

    pub fn fail(&self, endpoint: &str) {
        deliver(&self.url, report(endpoint, ""));
    }

    pub fn picture(&self) -> Picture {
        let look = || Picture::of(self.machine.display());
        wait_until("picture", LIMIT, look, || ())
    }

    /// Waits until `find` succeeds and the screen is stable.
    pub fn wait_for<T>(&self, what: &str, find: impl Fn(&Picture) -> Option<T>) -> T {
        let look = || find(&self.picture());
        wait_until(what, 2 * LIMIT, look, || self.app.output());
        find(&self.settled()).unwrap_or_else(|| panic!("{what}: gone again"))
    }

    pub fn settled(&self) -> Picture {
        settled(&self.machine)
    }

    pub fn point_at(&self, (left, top, width, height): Area) {
        point(&self.machine, (left + width / 2, top + height / 2));
    }

    pub fn point_away(&self) {
        point(&self.machine, AWAY);
    }

    pub fn press(&self, what: &[&str]) {
        // A pointer that has just arrived is sometimes ignored.
        thread::sleep(Duration::from_millis(300));
        run(&self.machine, "xdotool", what);
    }

    pub fn start_another_app(&self) -> Running {
        let mut command = self.machine.command(binary());
        command
            .args(["--listen", "127.0.0.1:0", "--data-dir"])
            .arg(self.machine.root().join("other"));
        let before = self.picture();
        let app = on_screen(&self.machine, self.socket.as_ref(), command);
        let app = Running::spawn(&mut { app });
        self.wait_for("other window", |now| {
            (now.differing(&before, super::MIDDLE) > 1000).then_some(())
        });
        app
    }

    pub fn end_host(&mut self) {
        match &self.shell {
            // Ending the shell would end the screen.
            Some(shell) => shell.show_tray(false),
            None => self.host.drain(..).for_each(Running::kill),
        }
    }

    pub fn start_host(&mut self, host: &Host) {
        match &self.shell {
            Some(shell) => shell.show_tray(true),
            None => self.host = start(&self.machine, self.socket.as_ref(), host),
        }
    }
}

fn start(machine: &Machine, socket: Option<&PathBuf>, host: &Host) -> Vec<Running> {
    if host.screen == Screen::Own {
        wait_for_name(machine, WATCHER, || ());
        return Vec::new();
    }
    let mut command = machine.command(host.program);
    command.args(host.args);
    let beside = host.beside.map(|program| machine.command(program));
    let commands = beside.into_iter().chain([command]);
    let started = commands.map(|command| Running::spawn(&mut on_screen(machine, socket, command)));
    let started: Vec<_> = started.collect();
    wait_for_name(machine, WATCHER, || {
        started.iter().map(Running::output).collect::<Vec<_>>()
    });
    started
}

fn on_screen(machine: &Machine, socket: Option<&PathBuf>, mut command: Command) -> Command {
    command.env("GSETTINGS_BACKEND", "keyfile");
    if let Some(socket) = socket {
        command
            .env("WAYLAND_DISPLAY", socket)
            .env("XDG_RUNTIME_DIR", machine.root().join("run"))
            .env("GDK_BACKEND", "wayland")
            .env_remove("DISPLAY");
    }
    command
}

fn wait_for_name<S: Debug>(machine: &Machine, name: &str, seen: impl Fn() -> S) {
    let bus = machine.bus().connect();
    let has_owner = || {
        let driver = "org.freedesktop.DBus";
        let path = "/org/freedesktop/DBus";
        let answer = bus.call_method(Some(driver), path, Some(driver), "NameHasOwner", &name);
        answer
            .ok()?
            .body()
            .deserialize::<bool>()
            .ok()?
            .then_some(())
    };
    wait_until(name, 3 * LIMIT, has_owner, seen);
}

fn settled(machine: &Machine) -> Picture {
    let mut before = None;
    let look = || {
        let now = Picture::of(machine.display());
        let is_same = now.is_some() && now == before;
        if !is_same {
            before = now;
            thread::sleep(REST);
            return None;
        }
        now
    };
    wait_until("a screen at rest", 2 * LIMIT, look, || ())
}

fn point(machine: &Machine, (x, y): (usize, usize)) {
    let (x, y) = (x.to_string(), y.to_string());
    run(machine, "xdotool", &["mousemove", &x, &y]);
}

fn run(machine: &Machine, program: &str, args: &[&str]) {
    let status = machine.command(program).args(args).status();
    let status = status.unwrap_or_else(|error| panic!("{program}: {error}"));
    assert!(status.success(), "{program} {args:?}: {status}");
}
