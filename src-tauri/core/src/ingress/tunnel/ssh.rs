//! `ssh -R` to any host of the user's. Uses the system's ssh with the user's configuration and agent. It never prompts
//! (`BatchMode`), and refuses an unknown host key. The user makes the port on that host public, and enters its URL.
//!
//! ssh with `-N` prints nothing when all is well, so it runs with `-v`, and the one line that matters is «remote
//! forward success for: listen …» (OpenSSH, `ssh.c`, `ssh_confirm_remote_forward`).

use std::{ffi::OsString, net::SocketAddr, path::PathBuf};

use super::{
    BoxFuture, Ended, Guard, RunContext, Tunnel, TunnelDeps, TunnelEvent, problem,
    program::{self, Launch},
    public_url,
};
use crate::model::problem::Problem;
use crate::model::tunnel::TunnelKind;

/// Options of ssh. See ssh_config(5).
const OPTIONS: [&str; 7] = [
    "BatchMode=yes",
    "ExitOnForwardFailure=yes",
    // A connection that does not respond for 30 s is dropped and made again.
    "ServerAliveInterval=15",
    "ServerAliveCountMax=2",
    "ConnectTimeout=15",
    // Through a connection shared by the user's configuration, the port would stay open after us.
    "ControlMaster=no",
    "ControlPath=none",
];

pub(super) struct Ssh {
    guard: Guard,
    places: Vec<PathBuf>,
    destination: String,
    remote_port: u16,
    public_url: String,
}

impl Ssh {
    pub(super) fn new(
        deps: &TunnelDeps,
        destination: String,
        remote_port: u16,
        public_url: String,
    ) -> Self {
        Self {
            guard: deps.guard.clone(),
            places: deps.places.clone(),
            destination,
            remote_port,
            public_url,
        }
    }

    fn launch(&self, local: SocketAddr) -> Result<Launch, Problem> {
        let program = program::find(TunnelKind::Ssh, "ssh", &self.places)?;
        let destination = destination(&self.destination)?;
        let url = public_url::parse(&self.public_url).ok_or_else(|| {
            problem(
                "The public URL of the SSH tunnel is not one that RETM could use.",
                "Enter the URL that forwards to the port on that host: https://hooks.example.com.",
            )
        })?;
        // Behind a TLS proxy a dynamic port is not reachable.
        if self.remote_port == 0 && !url.starts_with("http://") {
            return Err(problem(
                "The port on the SSH host is missing.",
                "Enter the port your public URL forwards to.",
            ));
        }
        let mut args: Vec<OsString> = ["-v", "-N", "-T"].map(Into::into).to_vec();
        for option in OPTIONS {
            args.extend(["-o".into(), option.into()]);
        }
        let forward = format!("{}:{local}", self.remote_port);
        args.extend(["-R".into(), forward.into(), "--".into(), destination.into()]);
        Ok(Launch {
            program,
            args,
            secret: None,
            // With a dynamic port, only once the host says which.
            public_url: Some(url).filter(|_| self.remote_port != 0),
            says_connected: true,
        })
    }
}

impl Ssh {
    /// The public URL with the port that the host has chosen: `Allocated port 42943 for remote forward to …`.
    fn allocated(&self, line: &str) -> Option<TunnelEvent> {
        let rest = line.strip_prefix("Allocated port ")?;
        let (port, _) = rest.split_once(" for remote forward to ")?;
        let port: u16 = port.parse().ok().filter(|_| self.remote_port == 0)?;
        let url = public_url::parse(&self.public_url)?;
        public_url::with_port(&url, port).map(TunnelEvent::Url)
    }
}

/// A destination that ssh can't mistake for anything else: no option, no spaces.
fn destination(text: &str) -> Result<&str, Problem> {
    let text = text.trim();
    let odd = |c: char| c.is_whitespace() || c.is_control();
    if text.is_empty() || text.starts_with('-') || text.contains(odd) {
        return Err(problem(
            "The SSH destination is not one.",
            "Enter it as you would after `ssh`: a name in your ~/.ssh/config, user@host, or ssh://user@host:port.",
        ));
    }
    Ok(text)
}

impl Tunnel for Ssh {
    fn run<'a>(&'a self, local: SocketAddr, context: &'a RunContext) -> BoxFuture<'a, Ended> {
        Box::pin(async move {
            let read = |line: &str| read(line).or_else(|| self.allocated(line));
            program::run(&self.guard, self.launch(local), read, context).await
        })
    }
}

/// Parses a line of ssh.
pub(super) fn read(line: &str) -> Option<TunnelEvent> {
    // The remote host's banner could say the same; the reachability check then finds that nothing is there.
    if let Some(detail) = line.strip_prefix("debug1: ") {
        return detail
            .starts_with("remote forward success for: listen ")
            .then_some(TunnelEvent::Connected(0));
    }
    failure(line).map(TunnelEvent::Failed)
}

fn failure(line: &str) -> Option<Problem> {
    let has = |words: &str| line.contains(words);
    let (what, remedy) = if has("Permission denied (") {
        (
            "ssh: the host does not let you in.",
            "Make sure your key is loaded (`ssh-add -l`) and `ssh` to this host works without a password.",
        )
    } else if has("Host key verification failed") {
        (
            "ssh: the host's key is not known, or has changed.",
            "Connect once with `ssh` in a terminal and compare the fingerprint with the host's own.",
        )
    } else if has("remote port forwarding failed for listen port") {
        (
            "ssh: the host does not open the port: it is taken there, or not allowed.",
            // After a silent network loss sshd holds the old connection, and refuses with the same words.
            "After a lost connection the host may still hold the old one: set `ClientAliveInterval 15` in its sshd_config, or end that sshd. Where the public URL is the host's own (http://), 0 as the port takes any that is free. Else make sure the port is free, above 1024, and sshd has AllowTcpForwarding.",
        )
    } else if has("Could not resolve hostname") {
        (
            "ssh: the host's name is not known.",
            "Check the spelling, and make sure this computer is online.",
        )
    } else if line.starts_with("ssh: connect to host ") {
        (
            "ssh: the host can't be reached.",
            "Make sure it is on, its port is right, and this computer is online.",
        )
    } else if line.starts_with("Timeout, server ") && has(" not responding") {
        (
            "ssh: the host does not answer any more.",
            "It reconnects automatically.",
        )
    } else if line.starts_with("Connection to ") && has(" closed by remote host") {
        (
            "ssh: the host closed the connection.",
            "It reconnects automatically.",
        )
    } else {
        return None;
    };
    Some(problem(what, remedy))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_ssh_says() {
        for (line, expected) in [
            (
                "debug1: remote forward success for: listen 8080, connect 127.0.0.1:7386",
                Some(TunnelEvent::Connected(0)),
            ),
            (
                "debug1: remote forward failure for: listen 8080, connect 127.0.0.1:7386",
                None,
            ),
            ("Welcome! remote forward success for: listen 8080", None),
            ("debug1: Authenticating to host as 'user'", None),
            (
                "Warning: Permanently added 'host' to the list of known hosts.",
                None,
            ),
        ] {
            assert_eq!(read(line), expected, "{line}");
        }
    }

    #[test]
    fn failures_are_explained() {
        for (line, expected) in [
            (
                "user@host: Permission denied (publickey).",
                "ssh: the host does not let you in.",
            ),
            (
                "Host key verification failed.",
                "ssh: the host's key is not known, or has changed.",
            ),
            (
                "Error: remote port forwarding failed for listen port 8080",
                "ssh: the host does not open the port: it is taken there, or not allowed.",
            ),
            (
                "ssh: Could not resolve hostname nohost.invalid: Name or service not known",
                "ssh: the host's name is not known.",
            ),
            (
                "ssh: connect to host 127.0.0.1 port 1: Connection refused",
                "ssh: the host can't be reached.",
            ),
            (
                "Timeout, server host.example not responding.",
                "ssh: the host does not answer any more.",
            ),
            (
                "Connection to host.example closed by remote host.",
                "ssh: the host closed the connection.",
            ),
        ] {
            let failure = read(line).and_then(TunnelEvent::failure);
            assert_eq!(failure.as_deref(), Some(expected), "{line}");
        }
    }

    #[test]
    fn a_destination_is_never_an_option() {
        for good in ["host", "user@host", "ssh://user@host:2222", " spaced "] {
            assert!(destination(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            " ",
            "-oProxyCommand=touch /tmp/x",
            "host command",
            "a\nb",
        ] {
            assert!(destination(bad).is_err(), "{bad}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn host_keys_are_never_skipped() {
        let dir = tempfile::tempdir().unwrap();
        crate::ingress::tunnel::discovery::tests::stub_program(dir.path(), "ssh", "");
        let deps = TunnelDeps {
            places: vec![dir.path().to_owned()],
            ..TunnelDeps::of_this_machine().unwrap()
        };
        let local = SocketAddr::from(([127, 0, 0, 1], 7386));
        let ssh =
            |port, url: &str| Ssh::new(&deps, "user@host".into(), port, url.into()).launch(local);
        let launch = ssh(8080, "https://hooks.example.com").unwrap();
        let args: Vec<&str> = launch
            .args
            .iter()
            .map(|arg| arg.to_str().unwrap())
            .collect();
        assert!(!args.join(" ").contains("HostKeyChecking"));
        assert!(args.ends_with(&["-R", "8080:127.0.0.1:7386", "--", "user@host"]));
        assert!(ssh(0, "https://hooks.example.com").is_err());
        let any = ssh(0, "http://hooks.example.com").unwrap();
        assert_eq!(any.public_url, None, "until the host has chosen a port");
        assert!(ssh(8080, "hooks.example.com").is_err());
    }
}
