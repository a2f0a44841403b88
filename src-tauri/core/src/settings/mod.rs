//! Settings: reads `settings.toml` into values (`values.rs`) and writes it back without losing the user's comments and
//! order. Parsing is a pure function over text, in `document.rs`; only `file.rs` touches the file.

mod alert_rules;
mod assign;
mod authorise;
pub mod catalogue;
mod credentials;
mod document;
mod entry;
mod error;
mod file;
mod handle;
mod item;
mod lists;
mod merchants;
mod merchants_table;
mod monitors;
mod page;
mod place;
mod probe;
mod relay;
mod relay_entries;
mod relay_table;
mod silence;
mod summary;
mod summary_entries;
mod table;
mod table_list;
mod targets;
mod targets_table;
mod team;
mod team_entries;
mod tunnel;
mod unknown;
mod updates;
mod updates_entries;
mod values;
mod window_entries;
mod zone;

pub use crate::model::project::ProjectColour;
pub use credentials::{Key, KeyUsed};
use document::put;
#[cfg(any(test, feature = "fuzzing"))]
use document::{from_document, has_key, parse, set_key};
use entry::KEY;
pub use error::SettingsError;
pub use handle::{ROLE, SettingsHandle, follow};
pub use merchants::{Authorised, KeyKind, Merchant, Project, ProjectHold};
pub use probe::{LocalPorts, ProbeSettings};
pub use relay::RelaySettings;
pub use summary::SummarySettings;
pub use team::{ServerUrl, TeamSettings};
pub use tunnel::TunnelSettings;
pub use updates::UpdateSettings;
pub use values::{DEFAULT_PORT, RefusedUrl, Settings};

// toml_edit: the only TOML library that keeps the comments of a file that it changes.
use toml_edit::{DocumentMut, value};

use crate::{
    model::{moment::Moment, problem::Problem},
    monitor::MonitorConfig,
    platform::data_dir::DataDir,
};

impl Settings {
    /// The settings at startup: like [`Settings::load`], but makes the file and the key if there never was a key.
    ///
    /// # Errors
    /// [`SettingsError`] names the file and the line.
    pub fn start(dir: &DataDir) -> Result<Self, SettingsError> {
        Ok(file::start(dir)?.good.settings.as_ref().clone())
    }

    /// Reads the settings, or the last valid ones if the file is invalid. Changes nothing.
    ///
    /// # Errors
    /// [`SettingsError`] names the file and the line, if there are no valid ones.
    pub fn load(dir: &DataDir) -> Result<Self, SettingsError> {
        match file::find(dir) {
            Ok(found) => Ok(found.good.settings.as_ref().clone()),
            Err(error) if file::may_make_key(dir, &error) => Err(SettingsError::NeverStarted {
                path: dir.settings(),
            }),
            Err(error) => Err(error),
        }
    }

    /// What is wrong with the file, or which of its values are not in force. Changes nothing.
    pub fn problem(dir: &DataDir) -> Option<Problem> {
        match file::find(dir) {
            Ok(found) => found.problem(dir),
            // The first start makes the key.
            Err(error) if file::may_make_key(dir, &error) => None,
            Err(error) => Some(error.problem()),
        }
    }

    /// Replaces the key. The old one is accepted until `keep_old_until`, or no longer if that is `None`. The key before
    /// the old one is no longer accepted. While it still is, the old one can't be kept.
    ///
    /// # Errors
    /// [`SettingsError`], as for loading.
    pub fn replace_key(
        dir: &DataDir,
        keep_old_until: Option<Moment>,
    ) -> Result<Self, SettingsError> {
        if let Ok(found) = file::find(dir) {
            found
                .good
                .settings
                .may_keep_old_key(keep_old_until, Moment::now())?;
        }
        let (good, ()) = file::edit(dir, None, KEY, new_key(keep_old_until)?)?;
        Ok(good.settings.as_ref().clone())
    }

    /// Sets one value in the file by its name, such as `alerts.quiet_hours`; an empty value removes the line.
    ///
    /// # Errors
    /// What is wrong with the name, the value or the file, which is unchanged then.
    pub fn set(dir: &DataDir, name: &str, text: &str) -> Result<Self, SettingsError> {
        let (good, ()) = file::edit(dir, None, name, value_of(name, text)?)?;
        Ok(good.settings.as_ref().clone())
    }

    /// Writes a monitor to the file. Replaces the one of the endpoint `before`, or adds a new one.
    ///
    /// # Errors
    /// What is wrong with the monitor or the file, which is unchanged then.
    pub fn save_monitor(
        dir: &DataDir,
        before: Option<&str>,
        config: &MonitorConfig,
    ) -> Result<Self, SettingsError> {
        let save = |document: &mut DocumentMut| monitors::save(document, before, config);
        let (good, ()) = file::edit(dir, None, monitors::NAME, save)?;
        Ok(good.settings.as_ref().clone())
    }

    /// Sets one of a target's own keys in the file.
    ///
    /// # Errors
    /// What is wrong with the value or the file, which is unchanged then.
    pub fn set_of_target(
        dir: &DataDir,
        name: &str,
        key: &str,
        text: &str,
    ) -> Result<Self, SettingsError> {
        let set = |document: &mut DocumentMut| targets_table::set(document, name, key, text);
        let (good, ()) = file::edit(dir, None, targets::NAME, set)?;
        Ok(good.settings.as_ref().clone())
    }

    /// Removes the monitor of that endpoint from the file. Returns whether there was one.
    ///
    /// # Errors
    /// What is wrong with the file, which is unchanged then.
    pub fn remove_monitor(dir: &DataDir, endpoint: &str) -> Result<(Self, bool), SettingsError> {
        let remove = |document: &mut DocumentMut| monitors::remove(document, endpoint);
        let (good, removed) = file::edit(dir, None, monitors::NAME, remove)?;
        Ok((good.settings.as_ref().clone(), removed))
    }
}

/// The edit that sets one value.
fn value_of<'a>(
    name: &'a str,
    text: &'a str,
) -> Result<impl FnOnce(&mut DocumentMut) + 'a, SettingsError> {
    let kind = catalogue::kind_of(name).ok_or_else(|| SettingsError::Unknown(name.to_owned()))?;
    Ok(move |document: &mut DocumentMut| put(document, name, kind, text))
}

/// The edit that replaces the key.
fn new_key(keep_old_until: Option<Moment>) -> Result<impl FnOnce(&mut DocumentMut), SettingsError> {
    let key = Key::random()?;
    Ok(move |document: &mut DocumentMut| {
        let receiver = &mut document["receiver"];
        let before = receiver["key"].as_str().unwrap_or_default().to_owned();
        receiver["key"] = value(key.reveal());
        if let Some(until) = keep_old_until {
            receiver["old_key"] = value(before);
            receiver["old_key_until"] = value(until.to_string());
        } else if let Some(receiver) = receiver.as_table_like_mut() {
            receiver.remove("old_key");
            receiver.remove("old_key_until");
        }
    })
}

/// Parses a file's text as [`Settings::load`] does. Returns the settings with the resulting text, or the line of the
/// error. For the fuzzers.
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

/// A file's text after [`Settings::set`], if it accepts the value. For the fuzzers.
#[cfg(any(test, feature = "fuzzing"))]
pub(crate) fn put_text(text: &str, name: &str, entered: &str) -> Option<String> {
    let mut document = parse(text).ok()?;
    put(&mut document, name, catalogue::kind_of(name)?, entered);
    from_document(&document).ok()?;
    Some(document.to_string())
}

#[cfg(test)]
mod tests {
    use std::fs;

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
        let first = Settings::start(&dir).unwrap();
        assert_eq!(first.key.reveal().len(), 32);
        assert_eq!(first.listen.to_string(), "127.0.0.1:7386");
        assert_eq!(
            (first.bearer_token.clone(), first.public_url.clone()),
            (None, None)
        );
        assert_eq!(Settings::start(&dir).unwrap(), first);
        let other = Settings::start(&with("").1).unwrap();
        assert_ne!(other.key, first.key);
    }

    #[test]
    fn a_key_is_put_into_what_was_written_before_the_first_start() {
        let (_temp, dir) = with("# mine\n[receiver]\nlisten = \"127.0.0.1:9000\" # why not\n");
        let settings = Settings::start(&dir).unwrap();
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
        let before = Settings::start(&dir).unwrap();
        let after = Settings::replace_key(&dir, None).unwrap();
        assert_ne!(before.key, after.key);
        assert_eq!(after.bearer_token, crate::model::secret::Secret::new("t0k"));
    }

    #[test]
    fn an_old_key_is_accepted_for_its_time_and_no_longer() {
        let (_temp, dir) = with("");
        let now = Moment::from_millis(1_700_000_000_000);
        let until = now.plus(std::time::Duration::from_secs(60));
        let first = Settings::start(&dir).unwrap().key;
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
        let settings = Settings::start(&dir).unwrap();
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
            match Settings::start(&dir).unwrap_err() {
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
        let settings = Settings::start(&dir).unwrap();
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
