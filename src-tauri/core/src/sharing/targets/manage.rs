//! The targets for the window and the command line: listed with how they are doing, added, changed, removed and tested;
//! their secrets put into the keyring. Blocks.

use serde::{Deserialize, Serialize};

use super::{
    keyring::{self, Unlock},
    test,
};
use crate::{
    model::{moment::Moment, problem::Problem, secret::Secret},
    platform::data_dir::DataDir,
    settings::{Settings, SettingsHandle},
    share::target::{Target, TargetForm, TargetKind, TargetRow, is_secret, keyring as reference},
    store::{Reader, Store, StoreError},
};

/// The targets of the settings, each with how it is doing.
///
/// # Errors
/// The store can't be read.
pub fn rows(reader: &Reader, settings: &Settings) -> Result<Vec<TargetRow>, StoreError> {
    let rows = settings.targets.iter().map(|target| {
        let state = reader.target_state(&target.name)?;
        Ok(TargetRow {
            form: target.written.clone(),
            host: target.shown(),
            secret_keys: target.secret_keys.clone(),
            waiting: state.waiting,
            problem: state.problem,
            failing_since: state.failing_since,
            retry_at: state.retry_at,
            sent_at: state.sent_at,
            test: state.test,
        })
    });
    rows.collect()
}

/// Writes a target to the settings, and its secrets to the keyring if the form says so. Replaces the one of the name
/// `before`, or adds a new one. What waits for a target that gets another name stays.
///
/// # Errors
/// What is wrong with the target, the settings file or the store. Nothing is changed then.
pub fn save(
    settings: &SettingsHandle,
    store: &Store,
    before: Option<&str>,
    form: &TargetForm,
) -> Result<(), Problem> {
    let old = settings.get();
    let existing = old
        .targets
        .iter()
        .find(|target| Some(&*target.name) == before && target.destination.kind() == form.kind);
    let (form, new) = with_kept_secrets(existing, form)?;
    if let Err(problem) = save_named(settings, store, before, &form) {
        new.iter().for_each(|entry| forget(entry));
        return Err(problem);
    }
    forget_unused(&old, &settings.get());
    Ok(())
}

fn save_named(
    settings: &SettingsHandle,
    store: &Store,
    before: Option<&str>,
    form: &TargetForm,
) -> Result<(), Problem> {
    let name = form.name.trim();
    let is_taken = settings
        .get()
        .targets
        .iter()
        .any(|target| target.name == name);
    let renamed = before.filter(|before| *before != name && !is_taken);
    if let Some(before) = renamed {
        // Before the settings, because what waits for a target that is not in them is deleted.
        store.rename_target(before, name)?;
    }
    settings.save_target(before, form).inspect_err(|_| {
        if let Some(before) = renamed
            && let Err(error) = store.rename_target(name, before)
        {
            tracing::warn!(%error, "what waits for a target can't be kept");
        }
    })
}

/// Removes a target from the settings, and its secrets from the keyring.
///
/// # Errors
/// What is wrong with the settings file. Nothing is changed then.
pub fn remove(settings: &SettingsHandle, name: &str) -> Result<(), Problem> {
    let old = settings.get();
    settings.remove_target(name)?;
    forget_unused(&old, &settings.get());
    Ok(())
}

/// The form as it is written to the settings: its secrets are put into the keyring, or taken from there. Also returns
/// the new entries.
fn with_kept_secrets(
    existing: Option<&Target>,
    form: &TargetForm,
) -> Result<(TargetForm, Vec<String>), Problem> {
    let (mut form, mut new) = (form.clone(), Vec::new());
    for key in form.kind.keys().iter().filter(|key| is_secret(key)) {
        let entry = existing.and_then(|target| {
            let secret = target.keyring.iter().find(|secret| secret.key == *key)?;
            Some(&*secret.entry)
        });
        let text = match form.values.get(*key) {
            // Removed, or an entry that the user names.
            Some(typed) if typed.trim().is_empty() || reference::entry(typed).is_some() => continue,
            Some(typed) => typed.trim().to_owned(),
            None if entry.is_some() == form.in_keyring => continue,
            None => match (entry, existing) {
                (Some(entry), _) => {
                    let read = keyring::read(entry, Unlock::Ask);
                    read.map_err(|error| error.on_write())?.reveal().clone()
                }
                (None, Some(target)) if target.secret_keys.iter().any(|kept| kept == key) => {
                    target.destination.secret(key).unwrap_or_default()
                }
                _ => continue,
            },
        };
        // The settings refuse what is wrong.
        let is_kept = form.in_keyring && reference::check(form.kind, key, &text).is_ok();
        let value = match is_kept {
            true => {
                let entry = put(form.name.trim(), key, &text)?;
                new.push(entry.clone());
                reference::reference(&entry)
            }
            false => text,
        };
        form.values.insert((*key).to_owned(), value);
    }
    Ok((form, new))
}

/// Puts a secret into a new entry of the keyring. A new one each time, because then the settings change, and whoever
/// has read the old secret notices.
fn put(name: &str, key: &str, text: &str) -> Result<String, Problem> {
    let entry = keyring::new_entry()?;
    let label = format!("Missedhook: {key} of target {name}");
    keyring::write(&entry, &label, &Secret::of(text.to_owned()))
        .map_err(|error| error.on_write())?;
    Ok(entry)
}

/// Deletes the entries that no target refers to any more.
fn forget_unused(before: &Settings, after: &Settings) {
    let entries = |settings: &Settings| -> Vec<String> {
        let all = settings.targets.iter().flat_map(|target| &target.keyring);
        all.map(|secret| secret.entry.clone()).collect()
    };
    let used = entries(after);
    let unused = entries(before)
        .into_iter()
        .filter(|entry| !used.contains(entry));
    unused.for_each(|entry| forget(&entry));
}

fn forget(entry: &str) {
    if let Err(error) = keyring::delete(entry) {
        tracing::warn!(%error, "can't delete an entry of the keyring that is no longer used");
    }
}

/// Puts a secret of a target into the keyring, and the reference to it into the settings file.
///
/// # Errors
/// What is wrong with the secret, the keyring or the file. Nothing is changed then.
pub fn keep_secret(
    dir: &DataDir,
    name: &str,
    key: Option<&str>,
    secret: &Secret,
) -> Result<(), Problem> {
    let old = Settings::load(dir)?;
    let (kind, key) = secret_of(&old, name, key)?;
    reference::check(kind, key, secret.reveal())
        .map_err(|wrong| keyring::KeyringError::from(wrong).on_write())?;
    let entry = put(name, key, secret.reveal())?;
    match Settings::set_of_target(dir, name, key, &reference::reference(&entry)) {
        Ok(new) => forget_unused(&old, &new),
        Err(error) => {
            forget(&entry);
            return Err(error.into());
        }
    }
    Ok(())
}

/// Checks that a target has a secret of that name, before anybody is asked for it.
///
/// # Errors
/// There is no such target, or its kind has no such secret.
pub fn check_secret(dir: &DataDir, name: &str, key: Option<&str>) -> Result<(), Problem> {
    secret_of(&Settings::load(dir)?, name, key).map(|_| ())
}

/// The kind of a target, and the key of its secret: the one that it can't do without unless another is named.
fn secret_of<'a>(
    settings: &Settings,
    name: &str,
    key: Option<&'a str>,
) -> Result<(TargetKind, &'a str), Problem> {
    let kind = named(settings, name)?.destination.kind();
    let key = key.or(kind.main_secret()).unwrap_or_default();
    if !is_secret(key) || !kind.keys().contains(&key) {
        let keys: Vec<_> = kind
            .keys()
            .iter()
            .filter(|key| is_secret(key))
            .copied()
            .collect();
        return Err(Problem::new(
            format!(
                "A target of the kind {} has no secret \"{key}\".",
                kind.into_str()
            ),
            "Nothing was changed.",
            match keys.is_empty() {
                true => "It needs none.".to_owned(),
                false => format!("Name one of these: {}.", keys.join(", ")),
            },
        ));
    }
    Ok((kind, key))
}

/// Sends a test to a target, and records that.
///
/// # Errors
/// There is no such target, or why the test could not be sent.
pub fn test_and_record(
    settings: &Settings,
    store: &Store,
    name: &str,
    now: Moment,
) -> Result<(), Problem> {
    let target = named(settings, name)?;
    test(target, now)?;
    Ok(store.record_target_test(name, now)?)
}

/// What is known of a test: that it was sent, or whether it appeared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TestRecord {
    Sent(Moment),
    Appeared(bool),
}

/// Records what is known of the last test of a target.
///
/// # Errors
/// No test was sent yet, or the store fails.
pub fn record_test(store: &Store, name: &str, record: TestRecord) -> Result<(), Problem> {
    match record {
        TestRecord::Sent(at) => store.record_target_test(name, at)?,
        TestRecord::Appeared(appeared) => {
            if store
                .read(|reader| reader.target_state(name))?
                .test
                .is_none()
            {
                return Err(Problem::new(
                    format!("No test was sent to target \"{name}\" yet."),
                    "Nothing was recorded.",
                    format!("Send one: `missedhook target test {name}`."),
                ));
            }
            store.answer_target_test(name, appeared)?;
        }
    }
    Ok(())
}

/// Records whether the last test of a target appeared.
///
/// # Errors
/// There is no such target, or the store fails.
pub fn answer_test(
    settings: &Settings,
    store: &Store,
    name: &str,
    appeared: bool,
) -> Result<(), Problem> {
    named(settings, name)?;
    Ok(store.answer_target_test(name, appeared)?)
}

fn named<'a>(settings: &'a Settings, name: &str) -> Result<&'a Target, Problem> {
    let mut targets = settings.targets.iter();
    targets.find(|target| target.name == name).ok_or_else(|| {
        Problem::new(
            format!("There is no target \"{name}\" in the settings."),
            "It may have been removed or renamed.",
            "Look at the list.",
        )
    })
}
