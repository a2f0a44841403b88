//! A real mail server: aiosmtpd, in Debian `python3-aiosmtpd`, which wants encryption and a password. Python's own
//! `email` reads the mails.

use std::{path::Path, process::Command};

use serde_json::Value;
use tempfile::TempDir;

use crate::{LIMIT, authority::Authority, ports, program::Running};

/// The user that may send.
pub const USER: &str = "alerts";
/// Its password.
pub const PASSWORD: &str = "m4il-passw0rd";

/// The server. Killed when dropped.
pub struct RealMailServer {
    port: u16,
    server: Running,
    _files: TempDir,
}

impl RealMailServer {
    /// Starts a server with a certificate of this authority. `tls` is `starttls` or `tls`.
    ///
    /// # Panics
    /// If it does not start.
    pub fn start(authority: &Authority, tls: &str) -> Self {
        let files = tempfile::tempdir().unwrap();
        let [certificate, key] = ["certificate", "key"].map(|name| files.path().join(name));
        let shown = authority.issue("127.0.0.1", -1, 30);
        shown.write(&certificate, &key);
        let port = ports::unused();
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("smtp/server.py");
        // The package is for the system's Python, not for one that comes first in PATH.
        let mut command = Command::new("/usr/bin/python3");
        command.arg(script).arg(port.to_string()).arg(tls);
        command.arg(certificate).arg(key).args([USER, PASSWORD]);
        let server = Running::spawn(&mut command);
        server
            .stdout
            .wait_for_item("a mail server (Debian: python3-aiosmtpd)", LIMIT, |line| {
                line.trim() == "ready"
            });
        Self {
            port,
            server,
            _files: files,
        }
    }

    /// Address and port.
    pub fn address(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// The mails so far.
    ///
    /// # Panics
    /// If it prints something else.
    pub fn mails(&self) -> Vec<Value> {
        let lines = self.server.stdout.all().into_iter().skip(1);
        lines
            .map(|line| serde_json::from_str(&line).unwrap())
            .collect()
    }
}
