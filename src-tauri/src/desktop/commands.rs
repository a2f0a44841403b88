//! What the window can ask for: thin calls into the engine. Their names and types stand in `bindings.rs`.

// What the attribute `tauri::command` writes for an async command contains one.
#![allow(clippy::unreachable)]

use std::sync::Arc;

use missedhook_core::{
    alert::AlertPause,
    delivery_error::DeliveryErrorDetail,
    engine::{Engine, Sent},
    problem::Problem,
    status::Status,
    store::{Page, PageQuery, StoreError},
};
use tauri::{AppHandle, State, Wry, ipc::Invoke};
use tauri_plugin_clipboard_manager::ClipboardExt as _;

use super::App;

/// The most rows one call gives.
const PAGE_LIMIT: u32 = 500;

/// Every command, for Tauri's builder.
pub fn handler() -> impl Fn(Invoke<Wry>) -> bool + Send + Sync + 'static {
    tauri::generate_handler![
        status,
        delivery_errors,
        delivery_error,
        mark_seen,
        send_test,
        copy,
        pause_alerts,
        mend_receiver
    ]
}

/// Runs what blocks away from the async threads.
async fn blocking<T: Send + 'static>(
    app: &State<'_, App>,
    work: impl FnOnce(&Engine) -> T + Send + 'static,
) -> Result<T, Problem> {
    let engine = Arc::clone(&app.engine);
    tauri::async_runtime::spawn_blocking(move || work(&engine))
        .await
        .map_err(|error| Problem::new(error.to_string(), "The app did not answer.", "Try again."))
}

fn told(error: StoreError) -> Problem {
    error.problem()
}

#[tauri::command]
async fn status(app: State<'_, App>) -> Result<Status, Problem> {
    blocking(&app, Engine::status).await
}

#[tauri::command(rename_all = "snake_case")]
async fn delivery_errors(
    app: State<'_, App>,
    before: Option<i64>,
    after: Option<i64>,
    incident_id: Option<i64>,
    limit: u32,
) -> Result<Page, Problem> {
    let query = PageQuery {
        before,
        after,
        incident_id,
        limit: limit.min(PAGE_LIMIT),
    };
    blocking(&app, move |engine| {
        engine.store().read(|reader| reader.delivery_errors(&query))
    })
    .await?
    .map_err(told)
}

#[tauri::command]
async fn delivery_error(
    app: State<'_, App>,
    id: i64,
) -> Result<Option<DeliveryErrorDetail>, Problem> {
    blocking(&app, move |engine| {
        engine.store().read(|reader| reader.delivery_error(id))
    })
    .await?
    .map_err(told)
}

#[tauri::command(rename_all = "snake_case")]
async fn mark_seen(app: State<'_, App>, up_to: i64) -> Result<(), Problem> {
    app.engine.store().mark_seen(up_to).await.map_err(told)
}

#[tauri::command]
async fn send_test(app: State<'_, App>) -> Result<Sent, Problem> {
    blocking(&app, Engine::send_test).await?
}

#[tauri::command]
async fn copy(app: AppHandle, text: String) -> Result<(), Problem> {
    copy_text(&app, text)
}

/// Puts text on the clipboard.
pub fn copy_text(app: &AppHandle, text: String) -> Result<(), Problem> {
    app.clipboard().write_text(text).map_err(|error| {
        Problem::new(
            format!("The clipboard can't be used: {error}."),
            "Nothing was copied.",
            "Select the text and copy it by hand.",
        )
    })
}

#[tauri::command]
async fn pause_alerts(app: State<'_, App>, paused: bool) -> Result<(), Problem> {
    let pause = if paused {
        AlertPause::Always
    } else {
        AlertPause::Off
    };
    app.engine.pause_alerts(pause).await.map_err(told)
}

#[tauri::command(rename_all = "snake_case")]
async fn mend_receiver(app: State<'_, App>, any_port: bool) -> Result<(), Problem> {
    let mut address = app.listen;
    if any_port {
        address.set_port(0);
    }
    app.engine
        .listen(address)
        .await
        .map(|_| ())
        .map_err(|error| error.problem())
}
