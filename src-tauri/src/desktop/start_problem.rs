//! A failed start, for a user who clicked an icon and sees no terminal: a small window with the problem's three
//! sentences. Nothing else of the app exists then; it ends with this window.

use missedhook::problem;
use missedhook_core::{locale::Locale, model::problem::Problem, platform::language};
use tauri::{AppHandle, Manager as _, WebviewUrl, WebviewWindowBuilder};

/// The window's name, as its capability knows it.
const LABEL: &str = "problem";

/// The three sentences of the error that kept the app from starting.
pub fn of(error: anyhow::Error) -> Problem {
    problem::of(error).unwrap_or_else(|error| {
        Problem::new(
            format!("{error:#}."),
            "Nothing was started, and no report can be received.",
            "Try again, or run `missedhook doctor` in a terminal.",
        )
    })
}

/// Opens the window, in the system's language: the settings may be what failed. On the main thread only.
///
/// # Errors
/// If the window can't be opened.
pub fn open(app: &AppHandle, problem: &Problem) -> tauri::Result<()> {
    let locale = Locale::default().speaking(language::of_system());
    // JSON is valid JavaScript, so the sentences stay strings.
    let problem = serde_json::to_string(&problem.clone().in_language(locale))?;
    let locale_json = serde_json::to_string(&locale)?;
    let script = format!("window.startProblem = {problem}; window.startLocale = {locale_json}");
    WebviewWindowBuilder::new(app, LABEL, WebviewUrl::App("problem.html".into()))
        .initialization_script(script)
        .title(locale.words("start-problem-title"))
        .inner_size(520.0, 280.0)
        .min_inner_size(360.0, 200.0)
        .build()
        .map(|_| ())
}

/// Brings the window to the front, if it is open.
pub fn focus(app: &AppHandle) {
    if let Some(window) = app.get_webview_window(LABEL) {
        let _ = window.set_focus();
    }
}
