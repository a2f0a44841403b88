//! The page's commands for its own window.

// The attribute `tauri::command` generates one for async commands.
#![allow(clippy::unreachable)]

use missedhook_core::{
    explain::{self, CodeWords},
    locale::Locale,
    model::problem::Problem,
};
use serde::Serialize;
use tauri::{AppHandle, State};
#[cfg(test)]
use ts_rs::TS;

use super::{App, command_error::CommandError, quit, restart, window};

/// The state of the window when it was last closed, and a message for it.
#[derive(Serialize)]
#[cfg_attr(test, derive(TS))]
pub struct WindowView {
    /// In per cent.
    zoom: u32,
    /// The sidebar's width in pixels. `None`: the default.
    sidebar: Option<u32>,
    /// The list's share of the room beside the sidebar, in per cent. `None`: the default.
    list: Option<u32>,
    /// The language to speak from the first paint on, the digits and the calendar.
    locale: Locale,
    /// Why the link was refused that opened this window.
    refused: Option<Problem>,
}

impl WindowView {
    /// The view now. The message is told once.
    pub fn of(app: &App) -> Self {
        let state = app.window.state();
        let locale = app.engine.settings().locale();
        let refused = app.window.take_refused();
        Self {
            zoom: state.zoom,
            sidebar: state.sidebar,
            list: state.list,
            locale,
            refused: refused.map(|problem| problem.in_language(locale)),
        }
    }
}

#[tauri::command]
pub async fn window_view(app: State<'_, App>) -> Result<WindowView, CommandError> {
    Ok(WindowView::of(&app))
}

/// Where the window was sent while its page was loading: a click on a notification or in the tray. Returned once.
#[tauri::command]
pub async fn take_address(app: State<'_, App>) -> Result<Option<String>, CommandError> {
    Ok(app.window.take_address())
}

/// Returns the new zoom.
#[tauri::command]
pub async fn set_zoom(app: AppHandle, zoom: u32) -> Result<u32, CommandError> {
    window::set_zoom(&app, zoom).map_err(|error| refused(&app, &error))
}

#[tauri::command]
pub async fn keep_panes(
    app: State<'_, App>,
    sidebar: Option<u32>,
    list: Option<u32>,
) -> Result<(), CommandError> {
    app.window.change(|state| {
        state.sidebar = sidebar;
        state.list = list;
    });
    Ok(())
}

#[tauri::command]
pub async fn close_window(app: AppHandle) -> Result<(), CommandError> {
    window::close(&app).map_err(|error| refused(&app, &error))
}

#[tauri::command]
pub async fn quit_app(app: AppHandle) -> Result<(), CommandError> {
    quit(&app).await;
    Ok(())
}

/// Starts the installed program in place of this one.
#[tauri::command]
pub async fn restart_app(app: AppHandle) -> Result<(), CommandError> {
    let restarted = restart::restart(&app).await;
    restarted.map_err(|problem| CommandError::in_app(&app, problem))
}

/// The explanation of each code.
#[tauri::command]
pub async fn codes(app: State<'_, App>) -> Result<Vec<CodeWords>, CommandError> {
    let locale = app.engine.settings().locale();
    let rows = explain::table().into_iter();
    Ok(rows.map(|row| row.in_language(locale)).collect())
}

fn refused(app: &AppHandle, error: &tauri::Error) -> CommandError {
    let problem = Problem::new(
        format!("The window can't do that: {error}."),
        "Nothing was changed.",
        "Close the window and open it again.",
    );
    CommandError::in_app(app, problem)
}
