//! The notification servers of Debian 12, and what the user can do with each.

use missedhook_tests::machine::Machine;

/// Settings in a file, not in dconf, which would be the real user's.
pub const KEYFILE: (&str, &str) = ("GSETTINGS_BACKEND", "keyfile");

/// A server, and what the user can do with it.
pub struct Real {
    pub name: &'static str,
    pub program: &'static str,
    pub package: &'static str,
    /// How to acknowledge.
    pub button: Pressing,
    /// How to close a notification.
    pub closing: Pressing,
    /// How to switch do-not-disturb.
    pub do_not_disturb: Option<fn(&Machine, bool)>,
    /// The kind of screen that it needs.
    pub screen: Screen,
    /// Where it keeps notifications that nobody closes.
    pub keeps: Keeps,
    /// Whether it signals that a notification has expired.
    pub tells_of_closing: bool,
}

/// A user action on a notification. A click is given by its distance from the left (negative: from the right) and from
/// the top (negative: from the bottom).
pub enum Pressing {
    Click(i16, i16),
    Command(&'static str, &'static [&'static str]),
    /// Impossible, with the reason.
    No(&'static str),
}

/// Where a server keeps notifications that nobody closes.
pub enum Keeps {
    OnTheScreen,
    /// In a list that the user can open. A program with an argument prints its length.
    InItsList(&'static str, &'static str),
    Nowhere,
}

/// What a server draws on.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Screen {
    X,
    Wayland,
}

pub const DUNST: Real = Real {
    name: "dunst",
    program: "/usr/bin/dunst",
    package: "dunst",
    button: Pressing::Command("dunstctl", &["context"]),
    closing: Pressing::Click(20, 20),
    do_not_disturb: Some(|machine, is_on| {
        let is_on = is_on.to_string();
        run_in(machine, "dunstctl", &["set-paused", &is_on]);
    }),
    screen: Screen::X,
    keeps: Keeps::OnTheScreen,
    tells_of_closing: true,
};

pub const XFCE: Real = Real {
    name: "xfce4-notifyd",
    program: "/usr/lib/x86_64-linux-gnu/xfce4/notifyd/xfce4-notifyd",
    package: "xfce4-notifyd",
    button: Pressing::Click(-172, -31),
    closing: Pressing::Click(20, 20),
    do_not_disturb: Some(|machine, is_on| {
        let to = ["-c", "xfce4-notifyd", "-p", "/do-not-disturb", "-n"];
        let value = ["-t", "bool", "-s", if is_on { "true" } else { "false" }];
        run_in(machine, "xfconf-query", &[&to[..], &value].concat());
    }),
    screen: Screen::X,
    keeps: Keeps::OnTheScreen,
    tells_of_closing: true,
};

pub const MATE: Real = Real {
    name: "mate-notification-daemon",
    program: "/usr/lib/mate-notification-daemon/mate-notification-daemon",
    package: "mate-notification-daemon",
    button: Pressing::Click(-163, -27),
    closing: Pressing::Click(-32, 27),
    do_not_disturb: Some(|machine, is_on| {
        let schema = "org.mate.NotificationDaemon";
        let is_on = is_on.to_string();
        let args = ["set", schema, "do-not-disturb", &is_on];
        run_in(machine, "gsettings", &args);
    }),
    screen: Screen::X,
    keeps: Keeps::OnTheScreen,
    tells_of_closing: true,
};

pub const LXQT: Real = Real {
    name: "lxqt-notificationd",
    program: "/usr/bin/lxqt-notificationd",
    package: "lxqt-notificationd",
    button: Pressing::Click(90, -32),
    closing: Pressing::Click(-24, 24),
    do_not_disturb: Some(|machine, is_on| {
        let folder = machine.root().join("home/.config/lxqt");
        std::fs::create_dir_all(&folder).unwrap();
        let text = format!("[General]\ndoNotDisturb={is_on}\n");
        std::fs::write(folder.join("notifications.conf"), text).unwrap();
    }),
    screen: Screen::X,
    keeps: Keeps::OnTheScreen,
    tells_of_closing: true,
};

pub const NOTIFICATION_DAEMON: Real = Real {
    name: "notification-daemon",
    program: "/usr/lib/notification-daemon/notification-daemon",
    package: "notification-daemon",
    button: Pressing::Click(-177, -37),
    closing: Pressing::Click(-23, 27),
    do_not_disturb: None,
    screen: Screen::X,
    keeps: Keeps::Nowhere,
    tells_of_closing: false,
};

pub const NOTIFY_OSD: Real = Real {
    name: "notify-osd",
    program: "/usr/lib/x86_64-linux-gnu/notify-osd",
    package: "notify-osd",
    button: Pressing::No("it has no buttons"),
    closing: Pressing::No("it goes by itself"),
    do_not_disturb: None,
    screen: Screen::X,
    keeps: Keeps::Nowhere,
    tells_of_closing: true,
};

pub const MAKO: Real = Real {
    name: "mako",
    program: "/usr/bin/mako",
    package: "mako-notifier",
    button: Pressing::Command("makoctl", &["invoke", "missedhook-acknowledge"]),
    closing: Pressing::Command("makoctl", &["dismiss"]),
    do_not_disturb: Some(|machine, is_on| {
        let change = if is_on { "-a" } else { "-r" };
        run_in(machine, "makoctl", &["mode", change, "do-not-disturb"]);
    }),
    screen: Screen::Wayland,
    keeps: Keeps::OnTheScreen,
    tells_of_closing: true,
};

pub const SWAYNC: Real = Real {
    name: "swaync",
    program: "/usr/bin/swaync",
    package: "sway-notification-center",
    button: Pressing::No("NOT RUN: nothing clicks on this screen"),
    closing: Pressing::Command("swaync-client", &["--close-latest"]),
    do_not_disturb: Some(|machine, is_on| {
        let switch = if is_on { "--dnd-on" } else { "--dnd-off" };
        run_in(machine, "swaync-client", &[switch]);
    }),
    screen: Screen::Wayland,
    keeps: Keeps::InItsList("swaync-client", "--count"),
    tells_of_closing: true,
};

/// Runs a program on this machine until it ends. Returns its output.
pub fn run_in(machine: &Machine, program: &str, args: &[&str]) -> String {
    let mut command = machine.command(program);
    let output = command.args(args).env(KEYFILE.0, KEYFILE.1).output();
    let output = output.unwrap_or_else(|error| panic!("{program}: {error}"));
    assert!(output.status.success(), "{program} {args:?}: {output:?}");
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}
