//! A session bus for a test: `dbus-daemon` with a configuration that can start only the test's own services, so that
//! only the program and the test's recorders answer on it.

use std::{
    fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use zbus::blocking::{Connection, connection::Builder};

/// How long a call over the bus may take.
const CALL_LIMIT: Duration = Duration::from_secs(20);

/// A running bus. It ends when dropped.
#[derive(Debug)]
pub struct SessionBus {
    daemon: Child,
    config: PathBuf,
    address: String,
    services: PathBuf,
}

impl SessionBus {
    /// Starts a bus with its files in `dir`.
    ///
    /// # Panics
    /// If `dbus-daemon` is not installed or does not start.
    pub fn start(dir: &Path) -> Self {
        let config = dir.join("bus.conf");
        let listen = format!("unix:path={}", dir.join("bus").display());
        let services = dir.join("services");
        fs::create_dir_all(&services).unwrap();
        fs::write(&config, configuration(&listen, &services)).unwrap();
        Self {
            daemon: run_daemon(&config),
            config,
            address: listen,
            services,
        }
    }

    /// Kills the bus: every connection to it ends.
    pub fn kill(&mut self) {
        let _ = self.daemon.kill();
        let _ = self.daemon.wait();
    }

    /// Starts a killed bus again at the same address.
    ///
    /// # Panics
    /// If `dbus-daemon` does not start.
    pub fn start_again(&mut self) {
        self.daemon = run_daemon(&self.config);
    }

    /// From now on the bus starts this program when someone requests the name.
    ///
    /// # Panics
    /// If the bus refuses it.
    pub fn add_service(&self, name: &str, program: &str) {
        let text = format!("[D-BUS Service]\nName={name}\nExec={program}\n");
        fs::write(self.services.join(format!("{name}.service")), text).unwrap();
        let bus = "org.freedesktop.DBus";
        self.connect()
            .call_method(
                Some(bus),
                "/org/freedesktop/DBus",
                Some(bus),
                "ReloadConfig",
                &(),
            )
            .expect("the bus reads its configuration again");
    }

    /// The value of `DBUS_SESSION_BUS_ADDRESS` for this bus: as systemd sets it, without a GUID.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// A connection builder, for a recorder that takes a name and serves objects.
    ///
    /// # Panics
    /// If the address can't be read.
    pub fn builder(&self) -> Builder<'static> {
        Builder::address(self.address.as_str())
            .expect("the bus printed a usable address")
            .method_timeout(CALL_LIMIT)
    }

    /// A plain connection.
    ///
    /// # Panics
    /// If the bus is gone.
    pub fn connect(&self) -> Connection {
        self.builder().build().expect("the bus takes a connection")
    }
}

impl Drop for SessionBus {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Starts a daemon with that configuration, and waits until it listens.
fn run_daemon(config: &Path) -> Child {
    let mut daemon = Command::new("dbus-daemon")
        .arg("--nofork")
        .arg("--nopidfile")
        .arg("--print-address=1")
        .arg(format!("--config-file={}", config.display()))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("dbus-daemon starts (Debian package dbus)");
    let mut address = String::new();
    let stdout = daemon.stdout.take().expect("its output is piped");
    BufReader::new(stdout).read_line(&mut address).unwrap();
    assert!(address.starts_with("unix:"), "no address: {address:?}");
    daemon
}

fn configuration(listen: &str, services: &Path) -> String {
    let services = services.display();
    format!(
        r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>{listen}</listen>
  <servicedir>{services}</servicedir>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"#
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_buses_know_nothing_of_each_other_and_start_nobody() {
        let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let (one, other) = (
            SessionBus::start(one.path()),
            SessionBus::start(other.path()),
        );
        let named = one.builder().name("test.Someone").unwrap().build().unwrap();
        let names = |bus: &SessionBus| -> Vec<String> {
            let driver = "org.freedesktop.DBus";
            let answer = bus.connect().call_method(
                Some(driver),
                "/org/freedesktop/DBus",
                Some(driver),
                "ListNames",
                &(),
            );
            answer.unwrap().body().deserialize().unwrap()
        };
        assert!(names(&one).contains(&"test.Someone".to_owned()));
        assert!(!names(&other).contains(&"test.Someone".to_owned()));
        drop(named);
        let nobody = one.connect().call_method(
            Some("org.freedesktop.Notifications"),
            "/org/freedesktop/Notifications",
            Some("org.freedesktop.Notifications"),
            "GetCapabilities",
            &(),
        );
        assert!(nobody.is_err());
    }
}
