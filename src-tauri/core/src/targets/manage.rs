//! The targets for the window: listed with how they are doing, added, changed, removed and tested. Blocks.

use super::test;
use crate::{
    model::{moment::Moment, problem::Problem},
    settings::{Settings, SettingsHandle},
    store::{Reader, Store, StoreError},
    target::{Target, TargetForm, TargetRow},
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
            host: target.destination.shown(),
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

/// Writes a target to the settings. Replaces the one of the name `before`, or adds a new one. What waits for a target
/// that gets another name stays.
///
/// # Errors
/// What is wrong with the target, the settings file or the store. Nothing is changed then.
pub fn save(
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
