//! `missedhook serve` as a service of the user's own login session: a systemd user unit. It is written only if the user
//! asked for it. Only a unit that this file wrote, for the same data directory, is ever changed or removed. Linux with
//! systemd only; macOS (launchd) and Windows have no service yet.
//!
//! systemd.unit(5), systemd.service(5): «Command lines»; options that begin with `X-` are for other programs.

use std::{
    fs, io,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    thread,
    time::{Duration, Instant},
};

use etcetera::BaseStrategy as _;

use super::{data_dir::replace_private_file, desktop_entry::OWNER, programs};
use crate::model::problem::Problem;

const UNIT: &str = "missedhook.service";

/// The time limit of `systemctl`.
const TIMEOUT: Duration = Duration::from_secs(30);

/// How often to check whether `systemctl` has ended.
const POLL_INTERVAL: Duration = Duration::from_millis(20);

/// The unit of one data directory.
#[derive(Debug)]
pub struct Service {
    file: PathBuf,
    owner: String,
    text: String,
}

/// The state of the service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ServiceStatus {
    /// There is no unit of ours.
    NotInstalled,
    /// The service belongs to another data directory's Missedhook.
    Another {
        /// That directory.
        data_dir: String,
    },
    /// The service is installed.
    Installed {
        /// The output of `systemctl is-active`: `active`, `inactive`, `failed`, …
        active: String,
        /// The output of `systemctl is-enabled`: `enabled`, `disabled`, …
        enabled: String,
    },
}

impl Service {
    /// The service of this program on that data directory, which need not exist.
    ///
    /// # Errors
    /// This system has no such services, or a path can't be written in a unit.
    pub fn of(data_dir: &Path) -> Result<Self, Problem> {
        if !cfg!(target_os = "linux") {
            return Err(cannot(
                "Missedhook can't be installed as a service on this system yet.",
                "Start `missedhook serve` by the system's own means.",
            ));
        }
        let base = etcetera::choose_base_strategy().map_err(|_| {
            cannot(
                "No home directory is known, so there is no place for the unit.",
                "Set HOME or XDG_CONFIG_HOME.",
            )
        })?;
        let program = programs::command_line().map_err(|error| {
            let what = format!("The system can't say where this program is: {error}.");
            cannot(what, "Restart Missedhook.")
        })?;
        Self::new(&base.config_dir().join("systemd/user"), &program, data_dir)
    }

    fn new(folder: &Path, program: &Path, data_dir: &Path) -> Result<Self, Problem> {
        let data_dir = std::path::absolute(data_dir).unwrap_or_else(|_| data_dir.to_owned());
        let paths = program.to_str().zip(data_dir.to_str());
        let paths = paths.filter(|(program, owner)| {
            !program.contains(char::is_control) && !owner.contains(char::is_control)
        });
        let Some((program, owner)) = paths else {
            return Err(cannot(
                "The path of this program or of the data directory can't be written in a systemd unit.",
                "Move it to a path of ordinary letters.",
            ));
        };
        let text = format!(
            "[Unit]\n\
             Description=Missedhook: keeps the reports of RETM's error webhook\n\
             Documentation=man:missedhook(1)\n\
             {OWNER}={owner}\n\
             \n\
             [Service]\n\
             ExecStart={} serve --data-dir {}\n\
             Restart=on-failure\n\
             RestartSec=5\n\
             \n\
             [Install]\n\
             WantedBy=default.target\n",
            quoted(program),
            quoted(owner),
        );
        Ok(Self {
            file: folder.join(UNIT),
            owner: owner.to_owned(),
            text,
        })
    }

    /// Writes the unit, and has it started now and at each login.
    ///
    /// # Errors
    /// Why it failed. An existing unit of somebody else is unchanged.
    pub fn install(&self) -> Result<(), Problem> {
        let is_new = match self.read()? {
            Some(text) if owner(&text) == Some(&self.owner) => false,
            Some(text) => return Err(self.anothers(owner(&text))),
            None => true,
        };
        if let Some(folder) = self.file.parent() {
            fs::create_dir_all(folder).map_err(|error| self.unusable(&error))?;
        }
        replace_private_file(&self.file, self.text.as_bytes())
            .map_err(|error| self.unusable(&error))?;
        let started = start();
        if started.is_err() && is_new {
            // The user is told that there is no service, so none may start at the next login.
            let _ = self.remove();
        }
        started
    }

    /// Stops the service and removes its unit. Returns whether there was one.
    ///
    /// # Errors
    /// Why it failed.
    pub fn remove(&self) -> Result<bool, Problem> {
        match self.read()? {
            None => return Ok(false),
            Some(text) if owner(&text) == Some(&self.owner) => {}
            Some(text) => return Err(self.anothers(owner(&text))),
        }
        // If systemd does not answer, the unit is removed anyway, because it would start the service the next time.
        let stopped = succeed(&["disable", "--now", UNIT]);
        fs::remove_file(&self.file).map_err(|error| self.unusable(&error))?;
        stopped?;
        succeed(&["daemon-reload"])?;
        Ok(true)
    }

    /// The state of the service.
    ///
    /// # Errors
    /// The unit can't be read, or systemd does not answer.
    pub fn status(&self) -> Result<ServiceStatus, Problem> {
        let Some(text) = self.read()? else {
            return Ok(ServiceStatus::NotInstalled);
        };
        match owner(&text) {
            Some(data_dir) if *data_dir != self.owner => {
                return Ok(ServiceStatus::Another {
                    data_dir: data_dir.to_owned(),
                });
            }
            Some(_) => {}
            None => return Err(self.anothers(None)),
        }
        // Both print a word, and exit with a code other than 0 unless it is the best one.
        let word = |verb| -> Result<String, Problem> {
            let output = systemctl(&[verb, UNIT])?;
            let word = String::from_utf8_lossy(&output.stdout).trim().to_owned();
            if word.is_empty() {
                return Err(failed(verb, &output));
            }
            Ok(word)
        };
        Ok(ServiceStatus::Installed {
            active: word("is-active")?,
            enabled: word("is-enabled")?,
        })
    }

    fn read(&self) -> Result<Option<String>, Problem> {
        match fs::read_to_string(&self.file) {
            Ok(text) => Ok(Some(text)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(self.unusable(&error)),
        }
    }

    fn anothers(&self, owner: Option<&str>) -> Problem {
        let who = owner.map_or_else(
            || "is not Missedhook's own".to_owned(),
            |owner| format!("is that of the Missedhook on {owner}"),
        );
        cannot(
            format!("{} {who}.", self.file.display()),
            "Delete it, or use its data directory with --data-dir.",
        )
    }

    fn unusable(&self, error: &io::Error) -> Problem {
        cannot(
            format!("{} can't be read or written: {error}.", self.file.display()),
            "See who may write there.",
        )
    }
}

/// The owner of the unit.
fn owner(unit: &str) -> Option<&str> {
    let value = unit
        .lines()
        .filter_map(|line| line.split_once('='))
        .find_map(|(key, value)| (key.trim() == OWNER).then_some(value.trim()));
    value.filter(|owner| !owner.is_empty())
}

/// An argument of `ExecStart`: quoted, with nothing that systemd would expand.
fn quoted(argument: &str) -> String {
    let mut quoted = String::from("\"");
    for c in argument.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            '%' => quoted.push_str("%%"),
            '$' => quoted.push_str("$$"),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

/// Makes systemd read the unit, and starts the service now and at each login.
fn start() -> Result<(), Problem> {
    succeed(&["daemon-reload"])?;
    succeed(&["enable", UNIT])?;
    // Restart: an older program's service becomes this one's.
    succeed(&["restart", UNIT])
}

fn succeed(arguments: &[&str]) -> Result<(), Problem> {
    let output = systemctl(arguments)?;
    if output.status.success() {
        return Ok(());
    }
    Err(failed(arguments.first().unwrap_or(&""), &output))
}

fn failed(verb: &str, output: &Output) -> Problem {
    let said = String::from_utf8_lossy(&output.stderr);
    let said = said.lines().next().unwrap_or("nothing").trim().to_owned();
    cannot(
        format!("`systemctl --user {verb}` failed: {said}."),
        "See `journalctl --user -u missedhook`, or start `missedhook serve` by other means.",
    )
}

/// Runs `systemctl --user` within the time limit.
fn systemctl(arguments: &[&str]) -> Result<Output, Problem> {
    let unanswered = |why: String| {
        cannot(
            format!("systemd doesn't respond: {why}."),
            "Where there is no systemd, start `missedhook serve` by your session's own means.",
        )
    };
    let mut child = Command::new("systemctl")
        .arg("--user")
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| unanswered(error.to_string()))?;
    let until = Instant::now() + TIMEOUT;
    while matches!(child.try_wait(), Ok(None)) {
        if Instant::now() > until {
            let _ = child.kill();
            let _ = child.wait();
            return Err(unanswered(format!(
                "it took longer than {} s",
                TIMEOUT.as_secs()
            )));
        }
        thread::sleep(POLL_INTERVAL);
    }
    child
        .wait_with_output()
        .map_err(|error| unanswered(error.to_string()))
}

fn cannot(what: impl Into<String>, to_do: &str) -> Problem {
    Problem::new(what.into(), "Missedhook does not run as a service.", to_do)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_path_is_expanded_by_systemd() {
        let folder = Path::new("/nowhere");
        let service = Service::new(
            folder,
            Path::new("/opt/a \"b\"/$HOME/100%/missedhook"),
            Path::new("/data\\x"),
        );
        let text = service.unwrap().text;
        assert!(
            text.contains(
                r#"ExecStart="/opt/a \"b\"/$$HOME/100%%/missedhook" serve --data-dir "/data\\x""#
            ),
            "{text}"
        );
        assert_eq!(owner(&text), Some(r"/data\x"));
        let newline = Service::new(folder, Path::new("/a\nb"), Path::new("/data"));
        newline.unwrap_err();
    }
}
