//! Do-not-disturb in each server's own way: what it would drop is held, and comes as one digest.

use std::{fs, os::unix::fs::PermissionsExt as _, path::Path};

use missedhook_tests::{
    LIMIT,
    machine::Machine,
    notification_server::{NotificationServer, Posing},
    program::{Serve, first_start, run},
    recording::wait_until,
    retm::{deliver, report},
};
use zbus::{blocking::Connection, interface, zvariant::OwnedValue};

use crate::timeline;

const HELD: &str = "Not notified: Do Not Disturb is on";
const MATE: Posing = Posing::of("Notification Daemon", "MATE");
const XFCE: Posing = Posing::of("Xfce Notify Daemon", "Xfce");
/// Longer than the program's polling interval without a signal that it is over.
const LOOKED_AGAIN: std::time::Duration = std::time::Duration::from_secs(60);

/// Two endpoints fail during do-not-disturb: nothing is shown, and one digest after `end`.
fn comes_as_one_digest(
    machine: &Machine,
    server: &NotificationServer,
    serve: &Serve,
    limit: std::time::Duration,
    end: impl FnOnce(),
) {
    let mut incidents = Vec::new();
    for endpoint in ["/retm/orders", "/retm/menu"] {
        incidents.push(deliver(&serve.receiver_url, report(endpoint, "")).incident);
    }
    for incident in incidents {
        let timeline = || timeline(machine, incident);
        let is_held = || timeline().contains(&HELD.to_owned()).then_some(());
        wait_until("reason on the timeline", LIMIT, is_held, timeline);
    }
    assert_eq!(server.notified().count(), 0);
    end();
    server.wait_for(
        "2 endpoints failed while you were not to be disturbed",
        limit,
    );
    assert_eq!(server.notified().count(), 1);
}

#[test]
fn a_server_that_says_it_and_its_end_on_the_bus() {
    for posing in [
        Posing::of("dunst", "knopwob"),
        Posing::of("SwayNotificationCenter", "ErikReider"),
        Posing::of("mako", "emersion"),
        Posing::AS_NOBODY,
    ] {
        let machine = Machine::with_bus();
        let server = NotificationServer::start_as(machine.bus(), posing);
        server.do_not_disturb();
        let serve = Serve::start(&machine);
        // Through the signal, before the next poll.
        let limit = std::time::Duration::from_secs(15);
        comes_as_one_digest(&machine, &server, &serve, limit, || server.may_disturb());
    }
}

/// Xfce's setting is served by another program.
struct Xfconf(std::sync::Arc<std::sync::atomic::AtomicBool>);

#[interface(name = "org.xfce.Xfconf")]
impl Xfconf {
    fn get_property(&self, channel: &str, property: &str) -> zbus::fdo::Result<OwnedValue> {
        assert_eq!((channel, property), ("xfce4-notifyd", "/do-not-disturb"));
        let is_on = self.0.load(std::sync::atomic::Ordering::SeqCst);
        Ok(OwnedValue::from(is_on))
    }
}

fn xfconf(machine: &Machine) -> (Connection, impl Fn()) {
    let is_on = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(true));
    let path = "/org/xfce/Xfconf";
    let connection = machine
        .bus()
        .builder()
        .serve_at(path, Xfconf(is_on.clone()))
        .and_then(|builder| builder.name("org.xfce.Xfconf"))
        .and_then(|builder| builder.build())
        .unwrap();
    let telling = connection.clone();
    let switch_off = move || {
        is_on.store(false, std::sync::atomic::Ordering::SeqCst);
        let changed = (
            "xfce4-notifyd",
            "/do-not-disturb",
            zbus::zvariant::Value::from(false),
        );
        telling
            .emit_signal(
                None::<&str>,
                path,
                "org.xfce.Xfconf",
                "PropertyChanged",
                &changed,
            )
            .unwrap();
    };
    (connection, switch_off)
}

#[test]
fn xfce_by_its_settings() {
    let machine = Machine::with_bus();
    let (_settings, switch_off) = xfconf(&machine);
    let server = NotificationServer::start_as(machine.bus(), XFCE);
    let serve = Serve::start(&machine);
    comes_as_one_digest(&machine, &server, &serve, LIMIT, switch_off);
}

/// A stand-in for `gsettings` that prints the contents of a file.
fn stand_in_gsettings(machine: &Machine, schema: &str, value: &Path) -> String {
    let folder = machine.root().join("bin");
    fs::create_dir(&folder).unwrap();
    let text = format!(
        "#!/bin/sh\n[ \"$2\" = {schema} ] && exec cat {}\n",
        value.display()
    );
    let program = folder.join("gsettings");
    fs::write(&program, text).unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    format!("{}:{}", folder.display(), std::env::var("PATH").unwrap())
}

#[test]
fn mate_and_gnome_by_gsettings() {
    for (posing, schema, on, off) in [
        (MATE, "org.mate.NotificationDaemon", "true\n", "false\n"),
        (
            Posing::of("gnome-shell", "GNOME"),
            "org.gnome.desktop.notifications",
            "false\n",
            "true\n",
        ),
    ] {
        let machine = Machine::with_bus();
        let value = machine.root().join("value");
        fs::write(&value, on).unwrap();
        let path = stand_in_gsettings(&machine, schema, &value);
        let server = NotificationServer::start_as(machine.bus(), posing);
        let serve = Serve::start_with(&machine, &[("PATH", &*path)]);
        comes_as_one_digest(&machine, &server, &serve, LIMIT, || {
            fs::write(&value, off).unwrap();
            let bus = machine.bus().connect();
            let (path, interface) = ("/ca/desrt/dconf/Writer/user", "ca.desrt.dconf.Writer");
            let changed = ("/org/", [""; 1].as_slice(), "tag");
            bus.emit_signal(None::<&str>, path, interface, "Notify", &changed)
                .unwrap();
        });
    }
}

#[test]
fn lxqt_by_its_file() {
    let machine = Machine::with_bus();
    let folder = machine.root().join("home/.config/lxqt");
    fs::create_dir_all(&folder).unwrap();
    let file = folder.join("notifications.conf");
    fs::write(&file, "[General]\ndoNotDisturb=true\n").unwrap();
    let posing = Posing::of("lxqt-notificationd", "lxqt.org");
    let server = NotificationServer::start_as(machine.bus(), posing);
    let serve = Serve::start(&machine);
    comes_as_one_digest(&machine, &server, &serve, LOOKED_AGAIN, || {
        fs::write(&file, "[General]\ndoNotDisturb=false\n").unwrap();
    });
}

/// A settings service that hangs must not delay a notification.
#[test]
fn settings_that_never_answer_hold_up_nothing() {
    let machine = Machine::with_bus();
    // It accepts calls and reads none of them.
    let connection = machine.bus().connect();
    connection.request_name("org.xfce.Xfconf").unwrap();
    let server = NotificationServer::start_as(machine.bus(), XFCE);
    let serve = Serve::start(&machine);
    for endpoint in ["/retm/orders", "/retm/menu"] {
        deliver(&serve.receiver_url, report(endpoint, ""));
        server.wait_for(endpoint, LIMIT);
    }
}

#[test]
fn doctor_says_where_it_cannot_be_known() {
    let doctor = |posing: Posing| {
        let machine = Machine::with_bus();
        first_start(&machine);
        let _server = NotificationServer::start_as(machine.bus(), posing);
        String::from_utf8(run(&machine, &["doctor"]).stdout).unwrap()
    };
    let untold = "does not say whether Do Not Disturb is on";
    // MATE's `gsettings` schema is not installed, and Xfce's settings are not served.
    let xfce = doctor(XFCE);
    assert!(xfce.contains(untold), "{xfce}");
    let dunst = doctor(Posing::of("dunst", "knopwob"));
    assert!(
        dunst.contains("dunst") && !dunst.contains(untold),
        "{dunst}"
    );
    let osd = doctor(Posing::of("notify-osd", "Canonical Ltd"));
    assert!(osd.contains("shows each for a few seconds only"), "{osd}");
}
