//! The settings file, and the private copy of its last valid state. Reading is bounded in time and size, whatever is in
//! the file's place. No state of the file leads to a different key: a key is made only if there is neither a key nor a
//! history. Everything that is written goes through [`write`].

use std::{
    fs,
    io::{self, Read as _},
    path::{Path, PathBuf},
    sync::Arc,
};

use toml_edit::DocumentMut;

use super::{
    KEY, Key, Settings, SettingsError,
    document::{from_document, has_key, new_file, parse, set_key},
    item::InvalidSetting,
    relay, relay_table, unknown,
};
use crate::{
    model::problem::Problem,
    platform::data_dir::{DataDir, open_to_read, replace_file},
};

/// The size limit of the file, in bytes: enough for hundreds of monitors.
const LIMIT: u64 = 1 << 20;

/// Valid settings with their text.
#[derive(Clone, Debug)]
pub(super) struct ValidSettings {
    pub(super) settings: Arc<Settings>,
    pub(super) text: Arc<str>,
}

impl ValidSettings {
    fn new(settings: Settings, document: &DocumentMut) -> Self {
        Self {
            settings: Arc::new(settings),
            text: document.to_string().into(),
        }
    }
}

/// The settings to use, and what is wrong with the file if they are the last valid ones.
#[derive(Debug)]
pub(super) struct LoadedSettings {
    pub(super) good: ValidSettings,
    pub(super) error: Option<SettingsError>,
}

impl LoadedSettings {
    /// The problem to show: what is wrong with the file, else which of its values are not in force.
    pub(super) fn problem(&self, dir: &DataDir) -> Option<Problem> {
        match &self.error {
            Some(error) => Some(last_good_in_force(error, dir)),
            None => not_in_force(&self.good, dir),
        }
    }
}

/// Reads the file.
pub(super) fn read(dir: &DataDir) -> Result<ValidSettings, SettingsError> {
    read_at(&dir.settings())
}

/// Reads the file, or else the last valid settings. Changes nothing.
pub(super) fn find(dir: &DataDir) -> Result<LoadedSettings, SettingsError> {
    match read(dir) {
        Ok(good) => Ok(LoadedSettings { good, error: None }),
        Err(error) => match last_good(dir) {
            Some(good) => Ok(LoadedSettings {
                good,
                error: Some(error),
            }),
            None => Err(error),
        },
    }
}

/// Like [`find`], and makes the file and the key if neither ever existed.
pub(super) fn start(dir: &DataDir) -> Result<LoadedSettings, SettingsError> {
    let error = match find(dir) {
        Ok(found) => {
            if found.error.is_none() {
                remember(dir, &found.good.text);
            }
            return Ok(found);
        }
        Err(error) => error,
    };
    if !error.is_without_key() {
        return Err(error);
    }
    let _lock = match lock(dir) {
        Ok(lock) => lock,
        Err(_) if dir.has_history() => return Err(error),
        Err(unwritable) => return Err(unwritable),
    };
    // Another program may have made the key in the meantime, and a history with it.
    if let Ok(found) = find(dir) {
        return Ok(found);
    }
    if !may_make_key(dir, &error) {
        return Err(error);
    }
    let mut document = without_key(&dir.settings())?;
    set_key(&mut document, &Key::random()?);
    let good = checked(&dir.settings(), &document)?;
    write(dir, &document)?;
    Ok(LoadedSettings { good, error: None })
}

/// Edits the file. Whatever it lacks comes from `remembered`, or from the last valid copy.
pub(super) fn edit<T>(
    dir: &DataDir,
    remembered: Option<&ValidSettings>,
    name: &str,
    edit: impl FnOnce(&mut DocumentMut) -> T,
) -> Result<(ValidSettings, T), SettingsError> {
    let _lock = lock(dir)?;
    let mut document = to_change(dir, remembered, name == KEY)?;
    let done = edit(&mut document);
    let refused = |wrong: InvalidSetting| SettingsError::Refused {
        name: name.to_owned(),
        wrong: wrong.what,
    };
    let mut settings = from_document(&document).map_err(refused)?;
    if settings.relay.key.is_none() {
        let known = || {
            let remembered = remembered.and_then(|good| good.settings.relay.key.clone());
            remembered.or_else(|| last_good(dir)?.settings.relay.key.clone())
        };
        // A user who clears the key wants a new one.
        let known = if name == relay::KEY { None } else { known() };
        settings.relay.key = match known {
            None if settings.relay.enabled => Some(Key::random()?),
            known => known,
        };
        if let Some(key) = &settings.relay.key {
            relay_table::set_key(&mut document, key);
        }
    }
    if let ("receiver.public_url", Some(refused)) = (name, &settings.public_url_refused) {
        return Err(SettingsError::Refused {
            name: name.to_owned(),
            wrong: refused.why.clone(),
        });
    }
    write(dir, &document)?;
    Ok((ValidSettings::new(settings, &document), done))
}

/// The document that an edit starts from.
fn to_change(
    dir: &DataDir,
    remembered: Option<&ValidSettings>,
    new_key: bool,
) -> Result<DocumentMut, SettingsError> {
    let path = dir.settings();
    let error = match read(dir) {
        Ok(good) => return parse_at(&path, &good.text),
        Err(error) => error,
    };
    if !error.is_without_key() {
        return Err(error);
    }
    let good = remembered.cloned().or_else(|| last_good(dir));
    let mut document = without_key(&path)?;
    match good {
        Some(good) if document.is_empty() || matches!(error, SettingsError::Missing { .. }) => {
            document = parse_at(&path, &good.text)?;
        }
        Some(good) => set_key(&mut document, &good.settings.key),
        None if new_key || may_make_key(dir, &error) => set_key(&mut document, &Key::random()?),
        None => return Err(error),
    }
    Ok(document)
}

/// A key is made only if there is none and nobody can have been given one.
pub(super) fn may_make_key(dir: &DataDir, error: &SettingsError) -> bool {
    error.is_without_key() && !dir.has_history()
}

/// The content of a file without a key; that of a new file if there is none.
fn without_key(path: &Path) -> Result<DocumentMut, SettingsError> {
    match text(path) {
        Ok(text) => parse_at(path, &text),
        Err(SettingsError::Missing { .. }) => parse_at(path, &new_file()),
        Err(error) => Err(error),
    }
}

fn last_good(dir: &DataDir) -> Option<ValidSettings> {
    read_at(&dir.last_good_settings()).ok()
}

/// Saves a private copy of valid settings. If that fails, everything still works, but a later loss of the file could
/// not be repaired.
pub(super) fn remember(dir: &DataDir, text: &str) {
    let copy = dir.last_good_settings();
    if self::text(&copy).is_ok_and(|kept| kept == text) {
        return;
    }
    if let Err(error) = replace_file(&copy, text.as_bytes()) {
        tracing::warn!(
            "Can't save a copy of the settings in {}: {error}.",
            copy.display()
        );
    }
}

/// The only function that writes the settings. Keeps owner, group, link and mount.
fn write(dir: &DataDir, document: &DocumentMut) -> Result<(), SettingsError> {
    let (path, text) = (dir.settings(), document.to_string());
    replace_file(&path, text.as_bytes())
        .map_err(|source| SettingsError::unwritable(path, source))?;
    remember(dir, &text);
    Ok(())
}

fn lock(dir: &DataDir) -> Result<fs::File, SettingsError> {
    dir.lock_settings()
        .map_err(|source| SettingsError::unwritable(dir.settings(), source))
}

fn read_at(path: &Path) -> Result<ValidSettings, SettingsError> {
    let document = parse_at(path, &text(path)?)?;
    if has_key(&document) {
        checked(path, &document)
    } else {
        Err(SettingsError::NoKey {
            path: path.to_owned(),
        })
    }
}

fn checked(path: &Path, document: &DocumentMut) -> Result<ValidSettings, SettingsError> {
    match from_document(document) {
        Ok(settings) => Ok(ValidSettings::new(settings, document)),
        Err(wrong) => Err(SettingsError::Invalid {
            path: path.to_owned(),
            line: wrong.line_in(&document.to_string()),
            wrong: wrong.what,
        }),
    }
}

fn parse_at(path: &Path, text: &str) -> Result<DocumentMut, SettingsError> {
    parse(text).map_err(|(line, wrong)| SettingsError::Invalid {
        path: path.to_owned(),
        line,
        wrong,
    })
}

/// The text of a settings file.
fn text(path: &Path) -> Result<String, SettingsError> {
    let unusable = |source| SettingsError::Unusable {
        path: path.to_owned(),
        source,
    };
    let mut file = match open_to_read(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Err(missing(path).map_or_else(
                || SettingsError::Missing {
                    path: path.to_owned(),
                },
                unusable,
            ));
        }
        Err(error) => return Err(unusable(error)),
    };
    let mut bytes = Vec::new();
    let read = (&mut file).take(LIMIT + 1).read_to_end(&mut bytes);
    if read.map_err(unusable)? as u64 > LIMIT {
        return Err(unusable(io::Error::other("it is larger than 1 MiB")));
    }
    if is_utf16(&bytes) {
        return Err(SettingsError::Utf16 {
            path: path.to_owned(),
        });
    }
    String::from_utf8(bytes).map_err(|error| {
        let good = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        SettingsError::Invalid {
            path: path.to_owned(),
            line: good.iter().filter(|byte| **byte == b'\n').count() + 1,
            wrong: "what stands there is not UTF-8".to_owned(),
        }
    })
}

/// Whether these are the bytes of text in UTF-16: it begins with a byte order mark or with an ASCII character, which has
/// a byte 0. No TOML has one.
const fn is_utf16(bytes: &[u8]) -> bool {
    matches!(
        bytes,
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] | [0, 1..=0xFF, ..] | [1..=0xFF, 0, ..]
    )
}

/// Why a file is not found although something is there: a link to a missing target.
fn missing(path: &Path) -> Option<io::Error> {
    let link_target: PathBuf = fs::read_link(path).ok()?;
    Some(io::Error::other(format!(
        "it is a link to {}, where there is nothing",
        link_target.display()
    )))
}

/// The problem to show while the last valid settings are in force instead of the file.
pub(super) fn last_good_in_force(error: &SettingsError, dir: &DataDir) -> Problem {
    let mut problem = error.problem();
    "The last good settings are in force, the key among them.".clone_into(&mut problem.meaning);
    if !matches!(
        error,
        SettingsError::Invalid { .. } | SettingsError::Utf16 { .. }
    ) {
        problem.remedy = format!(
            "Repair or restore the file, or copy {} there. It takes effect at once. A new key is made only if you replace the key.",
            dir.last_good_settings().display()
        );
    }
    problem
}

/// Which values of valid settings are not in force, in words for the user: an invalid public URL, unknown names.
fn not_in_force(good: &ValidSettings, dir: &DataDir) -> Option<Problem> {
    let file = dir.settings().display().to_string();
    let unknown = unknown::problem(&file, &good.text);
    let Some(refused) = &good.settings.public_url_refused else {
        return unknown;
    };
    let also = unknown.map_or_else(String::new, |unknown| format!(" {}", unknown.what));
    Some(Problem::new(
        format!("public_url in {file}: {}.{also}", refused.why),
        "It has no effect: RETM's reports can't come in that way.",
        "Enter your own public address, such as https://abc.example, or leave it empty.",
    ))
}
