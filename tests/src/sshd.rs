//! An OpenSSH server for an end-to-end `ssh -R`: Debian's sshd on its own loopback address and port, with host keys,
//! authorized keys and known hosts of the test. The user's `ssh` is the system's. Because it looks for its
//! configuration in the account's home, whatever `HOME` says, a wrapper in the search path passes it one. Nothing in
//! that configuration weakens the check of host keys.

use std::{
    fs,
    net::{IpAddr, TcpListener, TcpStream},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use crate::{LIMIT, machine::Machine, recording::wait_until, weight::family};

/// The server's name in the user's configuration.
pub const HOST: &str = "relay";

/// A running sshd. Dropping it closes all its connections.
#[derive(Debug)]
pub struct Sshd {
    dir: PathBuf,
    address: IpAddr,
    port: u16,
    process: Option<Child>,
}

impl Sshd {
    /// Starts a server that accepts the user of this machine, who knows its host key.
    ///
    /// # Panics
    /// If there is no sshd, or it does not come up.
    pub fn start(machine: &Machine) -> Self {
        let dir = machine.root().join("ssh");
        fs::create_dir_all(dir.join("bin")).unwrap();
        let address = [
            127,
            fastrand::u8(1..255),
            fastrand::u8(1..255),
            fastrand::u8(1..255),
        ];
        let mut server = Self {
            dir,
            address: address.into(),
            port: crate::ports::unused(),
            process: None,
        };
        server.new_key("host_key");
        server.new_key("user_key");
        fs::copy(
            server.dir.join("user_key.pub"),
            server.dir.join("authorized_keys"),
        )
        .unwrap();
        server.write_configurations();
        server.know_host();
        server.plug_in();
        server
    }

    /// A search path whose `ssh` is the system's with the user's configuration.
    pub fn path(&self) -> String {
        format!("{}:/usr/bin:/bin", self.dir.join("bin").display())
    }

    /// Occupies port `port` of its host at this address, as another program there would, until dropped.
    ///
    /// # Panics
    /// If that is not available.
    pub fn take(address: &str, port: u16) -> TcpListener {
        crate::ports::listen((address, port))
    }

    /// The user's known hosts.
    ///
    /// # Panics
    /// If it can't be read.
    pub fn known_hosts(&self) -> String {
        fs::read_to_string(self.dir.join("known_hosts")).unwrap()
    }

    /// Makes the user forget the host, as if never connected to it.
    ///
    /// # Panics
    /// If it can't be written.
    pub fn forget_host(&self) {
        fs::write(self.dir.join("known_hosts"), "").unwrap();
    }

    /// Changes its host key, as a man in the middle would. Takes effect at the next start.
    ///
    /// # Panics
    /// If no key can be made.
    pub fn change_host_key(&self) {
        self.new_key("host_key");
    }

    /// Stops it and every connection abruptly.
    ///
    /// # Panics
    /// If it can't be killed.
    pub fn pull_the_plug(&mut self) {
        let Some(mut process) = self.process.take() else {
            return;
        };
        // Each connection has a process in its own session.
        for pid in family(process.id()) {
            let pid = i32::try_from(pid)
                .ok()
                .and_then(rustix::process::Pid::from_raw);
            let _ = rustix::process::kill_process(pid.unwrap(), rustix::process::Signal::KILL);
        }
        process.wait().unwrap();
    }

    /// Starts it again at the same address.
    ///
    /// # Panics
    /// If it does not come up.
    pub fn plug_in(&mut self) {
        if rustix::process::getuid().is_root() {
            // When started by hand, it does not create this directory itself: see sshd(8), "FILES".
            fs::create_dir_all("/run/sshd").unwrap();
        }
        // sshd re-executes itself for every connection, so it needs its absolute path.
        let mut command = Command::new("/usr/sbin/sshd");
        command
            .args(["-D", "-e", "-f"])
            .arg(self.dir.join("sshd_config"))
            .env_clear()
            .stdin(Stdio::null())
            .stderr(fs::File::create(self.dir.join("sshd.log")).unwrap());
        let process = command.spawn().expect("sshd (Debian: openssh-server)");
        self.process = Some(process);
        wait_until(
            "sshd",
            LIMIT,
            || TcpStream::connect((self.address, self.port)).ok(),
            || fs::read_to_string(self.dir.join("sshd.log")),
        );
    }

    fn new_key(&self, name: &str) {
        let path = self.dir.join(name);
        let _ = fs::remove_file(&path);
        let made = Command::new("ssh-keygen")
            .args(["-q", "-t", "ed25519", "-N", "", "-f"])
            .arg(&path)
            .output()
            .expect("ssh-keygen (Debian: openssh-client)");
        assert!(made.status.success(), "{made:#?}");
    }

    fn know_host(&self) {
        let key = fs::read_to_string(self.dir.join("host_key.pub")).unwrap();
        let line = format!("[{}]:{} {key}", self.address, self.port);
        fs::write(self.dir.join("known_hosts"), line).unwrap();
    }

    fn write_configurations(&self) {
        let (dir, address, port) = (self.dir.display(), self.address, self.port);
        // StrictModes: the files are under /tmp, which is writable for others.
        let server = format!(
            "ListenAddress {address}:{port}\n\
             HostKey {dir}/host_key\n\
             AuthorizedKeysFile {dir}/authorized_keys\n\
             PidFile none\n\
             StrictModes no\n\
             UsePAM no\n\
             PasswordAuthentication no\n\
             PermitRootLogin prohibit-password\n\
             AllowTcpForwarding remote\n"
        );
        fs::write(self.dir.join("sshd_config"), server).unwrap();
        let person = format!(
            "Host {HOST}\n\
             HostName {address}\n\
             Port {port}\n\
             IdentityFile {dir}/user_key\n\
             IdentitiesOnly yes\n\
             IdentityAgent none\n\
             LogLevel ERROR\n\
             UserKnownHostsFile {dir}/known_hosts\n\
             GlobalKnownHostsFile none\n"
        );
        fs::write(self.dir.join("ssh_config"), person).unwrap();
        let wrapper = format!("#!/bin/sh\nexec /usr/bin/ssh -F '{dir}/ssh_config' \"$@\"\n");
        write_program(&self.dir.join("bin/ssh"), &wrapper);
    }
}

impl Drop for Sshd {
    fn drop(&mut self) {
        self.pull_the_plug();
    }
}

fn write_program(path: &Path, text: &str) {
    fs::write(path, text).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}
