//! The window's commands about targets. Each answers with the whole list.

// The attribute `tauri::command` generates one for async commands.
#![allow(clippy::unreachable)]

use missedhook_core::{
    engine::Engine,
    model::problem::Problem,
    share::target::{TargetForm, TargetRow},
    sharing::targets,
};
use tauri::State;

use super::{App, command_error::CommandError, commands::blocking, exact::Exact};

type Rows = Exact<Vec<TargetRow>>;

fn rows(engine: &Engine) -> Result<Rows, Problem> {
    let settings = engine.settings();
    let rows = engine
        .store()
        .read(|reader| targets::rows(reader, &settings))?;
    let locale = settings.locale();
    let said = rows.into_iter().map(|row| row.in_language(locale));
    Ok(Exact(said.collect()))
}

/// Changes something about targets, and lists them.
async fn change(
    app: &State<'_, App>,
    change: impl FnOnce(&Engine) -> Result<(), Problem> + Send + 'static,
) -> Result<Rows, CommandError> {
    blocking(app, move |engine| {
        change(engine)?;
        rows(engine)
    })
    .await
}

#[tauri::command]
pub async fn targets(app: State<'_, App>) -> Result<Rows, CommandError> {
    change(&app, |_| Ok(())).await
}

/// Whether there is a keyring for the secrets of targets.
#[tauri::command]
pub async fn has_keyring(app: State<'_, App>) -> Result<bool, CommandError> {
    blocking(&app, |_| Ok(targets::keyring::is_there())).await
}

#[tauri::command]
pub async fn save_target(
    app: State<'_, App>,
    before: Option<String>,
    form: TargetForm,
) -> Result<Rows, CommandError> {
    change(&app, move |engine| {
        targets::save(
            engine.settings_handle(),
            engine.store(),
            before.as_deref(),
            &form,
        )
    })
    .await
}

#[tauri::command]
pub async fn remove_target(app: State<'_, App>, name: String) -> Result<Rows, CommandError> {
    change(&app, move |engine| {
        targets::remove(engine.settings_handle(), &name)
    })
    .await
}

#[tauri::command]
pub async fn test_target(app: State<'_, App>, name: String) -> Result<Rows, CommandError> {
    change(&app, move |engine| {
        targets::test_and_record(&engine.settings(), engine.store(), &name, engine.now())
    })
    .await
}

#[tauri::command]
pub async fn answer_target_test(
    app: State<'_, App>,
    name: String,
    appeared: bool,
) -> Result<Rows, CommandError> {
    change(&app, move |engine| {
        targets::answer_test(&engine.settings(), engine.store(), &name, appeared)
    })
    .await
}
