//! A start that failed, shown to whoever clicked an icon and sees no terminal: a small window with the problem's
//! three sentences. Nothing else of the app is there then; with this window it ends.

use missedhook_core::model::problem::Problem;
use tauri::{AppHandle, Manager as _, WebviewUrl, WebviewWindowBuilder};

use crate::problem;

/// The window's name, as its capability knows it.
const LABEL: &str = "problem";

/// The three sentences of whatever kept the app from starting.
pub fn of(error: anyhow::Error) -> Problem {
    problem::of(error).unwrap_or_else(|error| {
        Problem::new(
            format!("{error:#}."),
            "Nothing was started, and no report can be received.",
            "Try again, or run `missedhook doctor` in a terminal.",
        )
    })
}

/// Opens the window. On the main thread only.
///
/// # Errors
/// Where there can be no window.
pub fn open(app: &AppHandle, problem: &Problem) -> tauri::Result<()> {
    // JSON is JavaScript, so what stands in the sentences stays a string.
    let problem = serde_json::to_string(problem)?;
    WebviewWindowBuilder::new(app, LABEL, WebviewUrl::App("problem.html".into()))
        .initialization_script(format!("window.startProblem = {problem}"))
        .title("Missedhook can't start")
        .inner_size(520.0, 280.0)
        .min_inner_size(360.0, 200.0)
        .build()
        .map(|_| ())
}

/// Brings the window to the front, where it is there.
pub fn focus(app: &AppHandle) {
    if let Some(window) = app.get_webview_window(LABEL) {
        let _ = window.set_focus();
    }
}
