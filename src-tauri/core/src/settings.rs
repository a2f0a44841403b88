//! Settings: `settings.toml`, read into values and written back without losing the user's own comments and
//! order. Also makes the receiver's key at first start. Reading is a pure function over text, in
//! `settings/document.rs`; the file is touched here only.

pub mod catalogue;
mod credentials;
mod document;
mod live;
mod monitors;
mod probe;
mod quiet_hours;
mod tunnel;

pub use credentials::{BearerToken, Key, KeyUsed};
use document::{NEW_FILE, from_document, has_key, parse, put, set_key};
pub use live::{Live, follow};
pub use probe::{LocalPorts, ProbeSettings};
pub use quiet_hours::QuietHours;
pub use tunnel::TunnelSettings;

use std::{
    fs, io,
    net::SocketAddr,
    path::{Path, PathBuf},
};

use thiserror::Error;
// toml_edit: the one TOML library that keeps the comments of a file that it changes.
use toml_edit::{DocumentMut, value};

use crate::{
    data_dir::{DataDir, replace_private_file},
    moment::Moment,
    monitor::MonitorWish,
    problem::Problem,
    status::Theme,
};

/// R-E-T-M on a phone's keys.
pub const DEFAULT_PORT: u16 = 7386;

/// The settings in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The secret part of the receiver URL.
    pub key: Key,
    /// The key before it.
    pub old_key: Option<Key>,
    /// Until when the old key is accepted as well; without it, it is not.
    pub old_key_until: Option<Moment>,
    /// The token that RETM must send, if any.
    pub bearer_token: Option<BearerToken>,
    /// Where the receiver listens.
    pub listen: SocketAddr,
    /// Where the user's own way in begins, without a slash at its end.
    pub public_url: Option<String>,
    /// The tunnel that the app runs.
    pub tunnel: TunnelSettings,
    /// What probes may do.
    pub probe: ProbeSettings,
    /// What is checked regularly, each endpoint once.
    pub monitors: Vec<MonitorWish>,
    /// When alerts wait.
    pub quiet_hours: Option<QuietHours>,
    /// The same as written in the file; empty where there are none.
    pub quiet_hours_text: String,
    /// Whether alerts wait while the desktop says do not disturb.
    pub respect_do_not_disturb: bool,
    /// For how many days a resolved incident is kept; 0: for ever.
    pub keep_days: u32,
    /// How many megabytes (10⁶ bytes) the history may take; 0: no limit.
    pub max_size_mb: u32,
    /// How the window is coloured.
    pub theme: Theme,
    /// Whether the desktop app starts when the person logs in.
    pub start_at_login: bool,
    /// Whether the person wants this machine only: RETM need not reach it.
    pub local_only: bool,
}

/// What can be wrong with the settings.
#[derive(Debug, Error)]
pub enum SettingsError {
    /// The file can't be read or written.
    #[error("The settings in {path} can't be used: {source}.")]
    Unusable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The file is no TOML, or a value is not what it should be.
    #[error("{path}, line {line}: {wrong}.")]
    Invalid {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What is wrong there.
        wrong: String,
    },
    /// A value that was to be set is wrong.
    #[error("{name}: {wrong}.")]
    Refused {
        /// The setting.
        name: String,
        /// What is wrong with the value.
        wrong: String,
    },
    /// No setting has that name.
    #[error("There is no setting {0}.")]
    Unknown(String),
    /// There are no random numbers to make a key of.
    #[error("The system gives no random numbers, so no key can be made.")]
    NoRandomness,
}

impl SettingsError {
    /// The same for a person.
    pub fn problem(&self) -> Problem {
        let (meaning, remedy) = match self {
            Self::Unusable { .. } => (
                "The receiver's key is not known.",
                "Make the file readable and writable for you.",
            ),
            Self::Invalid { .. } => (
                "Nothing was started, nothing was changed.",
                "Correct that line, or delete it to have the default.",
            ),
            Self::Refused { .. } => (
                "Nothing was changed.",
                "Enter another value, or none to have the default.",
            ),
            Self::Unknown(_) => ("Nothing was changed.", "See the names in settings.toml."),
            Self::NoRandomness => ("The receiver would not be safe.", "Restart the machine."),
        };
        Problem::new(self.to_string(), meaning, remedy)
    }
}

impl Settings {
    /// Reads the settings; makes the file, and the key in it, where they are missing.
    ///
    /// # Errors
    /// [`SettingsError`] names the file and the line.
    pub fn load(dir: &DataDir) -> Result<Self, SettingsError> {
        let path = dir.settings();
        let mut document = read(&path)?;
        if !has_key(&document) {
            let _lock = lock(dir)?;
            // Another program may have made the key meanwhile.
            document = read(&path)?;
            if !has_key(&document) {
                set_key(&mut document, &Key::random()?);
                write(&path, &document)?;
            }
        }
        from_document(&document).map_err(|wrong| SettingsError::Invalid {
            line: wrong.line_in(&document.to_string()),
            path,
            wrong: wrong.what,
        })
    }

    /// Puts a new key in the place of the old one, which is accepted until `keep_old_until`, or at once no more.
    /// Of one that was older still nothing is left.
    ///
    /// # Errors
    /// [`SettingsError`], as for loading.
    pub fn replace_key(
        dir: &DataDir,
        keep_old_until: Option<Moment>,
    ) -> Result<Self, SettingsError> {
        // Makes the key where there is none.
        Self::load(dir)?;
        let path = dir.settings();
        {
            let _lock = lock(dir)?;
            let mut document = read(&path)?;
            let before = from_document(&document).map_err(|wrong| SettingsError::Invalid {
                line: wrong.line_in(&document.to_string()),
                path: path.clone(),
                wrong: wrong.what,
            })?;
            let receiver = &mut document["receiver"];
            receiver["key"] = value(Key::random()?.reveal());
            if let Some(until) = keep_old_until {
                receiver["old_key"] = value(before.key.reveal());
                receiver["old_key_until"] = value(until.to_string());
            } else if let Some(receiver) = receiver.as_table_like_mut() {
                receiver.remove("old_key");
                receiver.remove("old_key_until");
            }
            write(&path, &document)?;
        }
        Self::load(dir)
    }

    /// Sets one value in the file by its name, such as `alerts.quiet_hours`; an empty one takes the line away.
    ///
    /// # Errors
    /// What is wrong with the name, the value or the file, which is then as it was.
    pub fn set(dir: &DataDir, name: &str, text: &str) -> Result<Self, SettingsError> {
        let path = dir.settings();
        let unknown = || SettingsError::Unknown(name.to_owned());
        let kind = catalogue::kind_of(name).ok_or_else(unknown)?;
        if !path.exists() {
            Self::load(dir)?;
        }
        let _lock = lock(dir)?;
        let mut document = read(&path)?;
        put(&mut document, name, kind, text);
        let settings = from_document(&document).map_err(|wrong| SettingsError::Refused {
            name: name.to_owned(),
            wrong: wrong.what,
        })?;
        write(&path, &document)?;
        Ok(settings)
    }

    /// Which key that is, if it is one that is accepted now. Two keys are compared whatever there is, so that the
    /// time it takes tells nothing.
    pub fn key_used(&self, claimed: &[u8], now: Moment) -> Option<KeyUsed> {
        let current = self.key.is(claimed);
        let old = self.old_key.as_ref().unwrap_or(&self.key).is(claimed);
        let in_time = self.old_key_until.is_some_and(|until| now < until);
        match (current, old && in_time) {
            (true, _) => Some(KeyUsed::Current),
            (false, true) => Some(KeyUsed::Old),
            (false, false) => None,
        }
    }

    /// The path under which the receiver takes reports. Secret.
    pub fn receiver_path(&self) -> String {
        format!("/error/{}", self.key.reveal())
    }

    /// The receiver URL on this machine, for a receiver that listens at that address.
    pub fn local_url(&self, address: SocketAddr) -> String {
        format!("http://{address}{}", self.receiver_path())
    }

    /// The receiver URL behind that public URL.
    pub fn receiver_url_at(&self, public_url: &str) -> String {
        format!("{public_url}{}", self.receiver_path())
    }

    /// What is pasted into RETM's portal: the URL of the tunnel, where that is known, else the public URL that is
    /// set, else the local one.
    pub fn receiver_url(&self, tunnel: Option<&str>, address: SocketAddr) -> String {
        match tunnel.or(self.public_url.as_deref()) {
            Some(public) => self.receiver_url_at(public),
            None => self.local_url(address),
        }
    }
}

/// What is in the file; what a new one has in it, where there is none.
fn read(path: &Path) -> Result<DocumentMut, SettingsError> {
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(e) if e.kind() == io::ErrorKind::NotFound => NEW_FILE.to_owned(),
        Err(source) => {
            return Err(SettingsError::Unusable {
                path: path.to_owned(),
                source,
            });
        }
    };
    parse(&text).map_err(|(line, wrong)| SettingsError::Invalid {
        path: path.to_owned(),
        line,
        wrong,
    })
}

fn lock(dir: &DataDir) -> Result<fs::File, SettingsError> {
    dir.lock_settings()
        .map_err(|source| SettingsError::Unusable {
            path: dir.settings(),
            source,
        })
}

fn write(path: &Path, document: &DocumentMut) -> Result<(), SettingsError> {
    replace_private_file(path, document.to_string().as_bytes()).map_err(|source| {
        SettingsError::Unusable {
            path: path.to_owned(),
            source,
        }
    })
}

/// A file's text as [`Settings::load`] takes it, with the text that it has then; the line on which it is wrong. For
/// the fuzzers.
#[cfg(any(test, feature = "fuzzing"))]
pub(crate) fn read_text(text: &str) -> Result<(Settings, String), usize> {
    let mut document = parse(text).map_err(|(line, _)| line)?;
    if !has_key(&document) {
        let key = Key::parse("0123456789abcdef0123456789abcdef").ok_or(0_usize)?;
        set_key(&mut document, &key);
    }
    let written = document.to_string();
    match from_document(&document) {
        Ok(settings) => Ok((settings, written)),
        Err(wrong) => Err(wrong.line_in(&written)),
    }
}

/// A file's text after [`Settings::set`], where it took the value. For the fuzzers.
#[cfg(any(test, feature = "fuzzing"))]
pub(crate) fn put_text(text: &str, name: &str, entered: &str) -> Option<String> {
    let mut document = parse(text).ok()?;
    put(&mut document, name, catalogue::kind_of(name)?, entered);
    from_document(&document).ok()?;
    Some(document.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(text: &str) -> (tempfile::TempDir, DataDir) {
        let temp = tempfile::tempdir().unwrap();
        let dir = DataDir::open(temp.path().join("data")).unwrap();
        if !text.is_empty() {
            fs::write(dir.settings(), text).unwrap();
        }
        (temp, dir)
    }

    #[test]
    fn the_first_start_makes_a_key_and_the_next_keeps_it() {
        let (_temp, dir) = with("");
        let first = Settings::load(&dir).unwrap();
        assert_eq!(first.key.reveal().len(), 32);
        assert_eq!(first.listen.to_string(), "127.0.0.1:7386");
        assert_eq!(
            (first.bearer_token.clone(), first.public_url.clone()),
            (None, None)
        );
        assert_eq!(Settings::load(&dir).unwrap(), first);
        let other = Settings::load(&with("").1).unwrap();
        assert_ne!(other.key, first.key);
    }

    #[test]
    fn a_deleted_key_is_made_anew_and_comments_stay() {
        let (_temp, dir) = with("# mine\n[receiver]\nlisten = \"127.0.0.1:9000\" # why not\n");
        let settings = Settings::load(&dir).unwrap();
        assert_eq!(settings.listen.port(), 9000);
        let text = fs::read_to_string(dir.settings()).unwrap();
        assert!(
            text.starts_with("# mine\n") && text.contains("# why not"),
            "{text}"
        );
        assert!(text.contains(settings.key.reveal()));
    }

    #[test]
    fn a_replaced_key_is_another_and_the_rest_stays() {
        let (_temp, dir) = with("[receiver]\nbearer_token = \" t0k \"\n");
        let before = Settings::load(&dir).unwrap();
        let after = Settings::replace_key(&dir, None).unwrap();
        assert_ne!(before.key, after.key);
        assert_eq!(after.bearer_token, BearerToken::new("t0k"));
    }

    #[test]
    fn an_old_key_is_accepted_for_its_time_and_no_longer() {
        let (_temp, dir) = with("");
        let now = Moment::from_millis(1_700_000_000_000);
        let until = now.plus(std::time::Duration::from_secs(60));
        let first = Settings::load(&dir).unwrap().key;
        let second = Settings::replace_key(&dir, Some(until)).unwrap();
        let third = Settings::replace_key(&dir, Some(until)).unwrap();
        let fourth = Settings::replace_key(&dir, None).unwrap();
        let just_before = Moment::from_millis(until.millis() - 1);
        let (current, old) = (Some(KeyUsed::Current), Some(KeyUsed::Old));
        for (settings, key, at, used) in [
            (&second, &first, now, old),
            (&second, &first, just_before, old),
            (&second, &first, until, None),
            (&second, &second.key, until, current),
            (&third, &second.key, now, old),
            (&third, &first, now, None),
            (&fourth, &third.key, now, None),
            (&fourth, &fourth.key, now, current),
        ] {
            let found = settings.key_used(key.reveal().as_bytes(), at);
            assert_eq!(found, used, "{settings:?} {at}");
        }
        assert_eq!(second.key_used(b"", now), None);
        let text = fs::read_to_string(dir.settings()).unwrap();
        assert!(!text.contains(third.key.reveal()), "{text}");
        assert!(!format!("{second:?}").contains(first.reveal()));
    }

    #[test]
    fn an_old_key_without_a_time_is_not_accepted() {
        let old = "00000000000000000000000000000001";
        let (_temp, dir) = with(&format!("[receiver]\nold_key = \"{old}\"\n"));
        let settings = Settings::load(&dir).unwrap();
        assert_eq!(settings.key_used(old.as_bytes(), Moment::now()), None);
    }

    #[test]
    fn a_bad_value_is_named_by_its_line() {
        let key = "key = \"0123456789abcdef0123456789abcdef\"";
        for (text, line, word) in [
            (
                format!("[receiver]\n{key}\nlisten = \"7386\"\n"),
                3,
                "listen",
            ),
            (format!("[receiver]\n{key}\n\nlisten = 7386\n"), 4, "listen"),
            ("[receiver]\nkey = \"short\"\n".to_owned(), 2, "hexadecimal"),
            (
                format!("[receiver]\n{key}\npublic_url = \"ftp://x\"\n"),
                3,
                "public_url",
            ),
            (
                format!("[receiver]\n{key}\nold_key = \"short\"\n"),
                3,
                "hexadecimal",
            ),
            (
                format!("[receiver]\n{key}\nold_key_until = \"tomorrow\"\n"),
                3,
                "old_key_until",
            ),
            ("[receiver\nkey = 1\n".to_owned(), 1, ""),
            ("\nreceiver = 1\n".to_owned(), 2, "table"),
        ] {
            let (_temp, dir) = with(&text);
            match Settings::load(&dir).unwrap_err() {
                SettingsError::Invalid {
                    line: at, wrong, ..
                } => {
                    assert_eq!(at, line, "{text}: {wrong}");
                    assert!(wrong.contains(word), "{wrong}");
                }
                other => panic!("{other}"),
            }
            assert_eq!(fs::read_to_string(dir.settings()).unwrap(), text, "changed");
        }
    }

    #[test]
    fn the_receiver_url_stands_behind_the_tunnel_where_there_is_one() {
        let key = "0123456789ABCDEF0123456789abcdef";
        let (_temp, dir) = with(&format!(
            "[receiver]\nkey = \"{key}\"\npublic_url = \"https://abc.example/hook/\"\n"
        ));
        let settings = Settings::load(&dir).unwrap();
        let address = settings.listen;
        let key = key.to_ascii_lowercase();
        assert_eq!(
            settings.receiver_url(None, address),
            format!("https://abc.example/hook/error/{key}")
        );
        assert_eq!(
            settings.receiver_url(Some("https://t.example"), address),
            format!("https://t.example/error/{key}")
        );
        assert_eq!(
            settings.local_url(address),
            format!("http://127.0.0.1:7386/error/{key}")
        );
    }
}
