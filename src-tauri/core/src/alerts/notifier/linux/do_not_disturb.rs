//! Asks a notification server whether do-not-disturb is on. There is no common way, so each server is asked in its own.
//! Calls to other services on the bus hold up no notification.

use std::{
    fs,
    io::Read as _,
    path::PathBuf,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

// etcetera: the platform's own directories.
use etcetera::BaseStrategy;
use zbus::{Connection, Message, zvariant::Value};

use super::{
    known::AskedBy,
    names::{NAME, PATH},
};
use crate::alerts::{notifier::DoNotDisturb, session_bus::within};

/// The time limit of one question, because a notification waits for it.
const TIMEOUT: Duration = Duration::from_secs(1);
/// How long an answer is reused, unless a signal says that it has changed.
const CACHE_FOR: Duration = Duration::from_secs(1);
/// How long a service that did not answer is not asked again.
const SKIP_AFTER_TIMEOUT: Duration = Duration::from_secs(60);

/// The last answer, and until when it is valid.
pub(super) struct Answer {
    owner: String,
    pub answer: DoNotDisturb,
    until: Instant,
}

impl Answer {
    /// Asks on that connection. An answer that took long is valid for long.
    pub fn of(connection: &Connection, owner: String, by: AskedBy) -> Self {
        let began = Instant::now();
        let answer = Asking(connection).ask_by(&owner, by);
        let kept_for = match began.elapsed() < TIMEOUT {
            true => CACHE_FOR,
            false => SKIP_AFTER_TIMEOUT,
        };
        Self {
            owner,
            answer,
            until: Instant::now() + kept_for,
        }
    }

    /// The same answer again, while it is valid.
    pub fn still(&self, owner: &str) -> Option<DoNotDisturb> {
        (self.owner == owner && self.until > Instant::now()).then_some(self.answer)
    }
}

struct Asking<'a>(&'a Connection);

impl Asking<'_> {
    fn ask_by(&self, owner: &str, by: AskedBy) -> DoNotDisturb {
        let answer = match by {
            AskedBy::Property(path, interface, name) => self.property(owner, path, interface, name),
            AskedBy::Modes => self.modes(owner),
            AskedBy::Xfconf(channel, property) => self.xfconf(channel, property),
            AskedBy::GSettings(schema, key, means) => {
                gsettings(schema, key).map(|value| value == means)
            }
            AskedBy::File(file, line) => Some(has_line(file, line)),
            AskedBy::Nothing => return DoNotDisturb::Never,
        };
        match answer {
            Some(true) => DoNotDisturb::On,
            Some(false) => DoNotDisturb::Off,
            None => DoNotDisturb::Unknown,
        }
    }

    fn property(
        &self,
        owner: &str,
        path: &'static str,
        interface: &'static str,
        name: &'static str,
    ) -> Option<bool> {
        let to = (owner, path, "org.freedesktop.DBus.Properties");
        let answer = self.aside(to, "Get", (interface, name))?.ok()?;
        is_true(&answer)
    }

    /// The user chooses the names of mako's modes.
    fn modes(&self, owner: &str) -> Option<bool> {
        let to = (owner, "/fr/emersion/Mako", "fr.emersion.Mako");
        let answer = self.aside(to, "ListModes", ())?.ok()?;
        let modes: Vec<String> = answer.body().deserialize().ok()?;
        let says_so = |mode: &String| {
            let mode = mode.to_lowercase();
            mode.contains("disturb") || mode.contains("dnd")
        };
        Some(modes.iter().any(says_so))
    }

    fn xfconf(&self, channel: &'static str, property: &'static str) -> Option<bool> {
        let to = ("org.xfce.Xfconf", "/org/xfce/Xfconf", "org.xfce.Xfconf");
        match self.aside(to, "GetProperty", (channel, property))? {
            Ok(answer) => is_true(&answer),
            // The property was never set.
            Err(zbus::Error::MethodError(name, ..)) if name.ends_with(".PropertyNotFound") => {
                Some(false)
            }
            Err(_) => None,
        }
    }

    /// A call with a short time limit.
    fn aside(
        &self,
        (to, path, interface): (&str, &'static str, &'static str),
        method: &'static str,
        body: impl zbus::export::serde::Serialize + zbus::zvariant::DynamicType + Send + Sync + 'static,
    ) -> Option<zbus::Result<Message>> {
        let until = Instant::now() + TIMEOUT;
        let call = self
            .0
            .call_method(Some(to), path, Some(interface), method, &body);
        within(until, &mut Box::pin(call))
    }
}

fn is_true(answer: &Message) -> Option<bool> {
    let body = answer.body();
    let value = body.deserialize::<Value<'_>>().ok()?;
    bool::try_from(value).ok()
}

/// A value as `gsettings` prints it. The only other way to read it is its library, because dconf has its own file
/// format.
fn gsettings(schema: &str, key: &str) -> Option<String> {
    let mut asking = Command::new("gsettings")
        .args(["get", schema, key])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    let until = Instant::now() + TIMEOUT;
    let ended = loop {
        match asking.try_wait() {
            Ok(None) if Instant::now() < until => std::thread::sleep(Duration::from_millis(5)),
            Ok(Some(status)) => break status.success(),
            _ => {
                let _ = asking.kill();
                let _ = asking.wait();
                break false;
            }
        }
    };
    let mut value = String::new();
    asking.stdout.take()?.read_to_string(&mut value).ok()?;
    ended.then(|| value.trim().to_owned())
}

/// Whether a settings file has that line. A file that was never written has none.
fn has_line(file: &str, line: &str) -> bool {
    let folder = etcetera::base_strategy::Xdg::new().map(|dirs| dirs.config_dir());
    let path: Option<PathBuf> = folder.ok().map(|folder| folder.join(file));
    let text = path.and_then(|path| fs::read_to_string(path).ok());
    let is_it = |found: &str| found.replace(' ', "").eq_ignore_ascii_case(line);
    text.is_some_and(|text| text.lines().any(is_it))
}

/// The signals that say that do-not-disturb may have changed: path and interface.
pub(super) const CHANGES: [(&str, &str); 5] = [
    (PATH, NAME),
    (PATH, "org.freedesktop.DBus.Properties"),
    ("/fr/emersion/Mako", "org.freedesktop.DBus.Properties"),
    ("/org/xfce/Xfconf", "org.xfce.Xfconf"),
    ("/ca/desrt/dconf/Writer/user", "ca.desrt.dconf.Writer"),
];
