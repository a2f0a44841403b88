//! The problem of a failed command, in the person's language. Every command fails with this type and not with
//! [`Problem`], so that none can forget to translate.

use missedhook_core::{engine::Engine, model::problem::Problem};
use serde::Serialize;
use tauri::{AppHandle, Manager as _};

use super::App;

/// A problem that the window shows as it is.
#[derive(Debug, Serialize)]
#[serde(transparent)]
pub struct CommandError(Problem);

impl CommandError {
    /// The problem in the language of the engine's settings.
    pub fn new(engine: &Engine, problem: impl Into<Problem>) -> Self {
        Self(problem.into().in_language(engine.settings().locale()))
    }

    /// The same, where there is only the app.
    pub fn in_app(app: &AppHandle, problem: impl Into<Problem>) -> Self {
        Self::new(&app.state::<App>().engine, problem)
    }
}

impl std::fmt::Display for CommandError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl App {
    /// A command's failure in the person's language.
    pub fn error(&self, problem: impl Into<Problem>) -> CommandError {
        CommandError::new(&self.engine, problem)
    }
}
