//! The clipboard. Who copied answers whoever pastes, so it is held open until the app ends.

// The attribute `tauri::command` generates one for async commands.
#![allow(clippy::unreachable)]

use missedhook_core::model::problem::Problem;
use parking_lot::Mutex;
use tauri::{AppHandle, Manager as _};

use super::command_error::CommandError;

/// The desktop's clipboard, opened by the first text that is copied.
#[derive(Default)]
pub struct Clipboard(Mutex<Option<arboard::Clipboard>>);

impl Clipboard {
    fn write(&self, text: String) -> Result<(), arboard::Error> {
        let mut open = self.0.lock();
        match open.as_mut() {
            Some(clipboard) => clipboard.set_text(text),
            None => open.insert(arboard::Clipboard::new()?).set_text(text),
        }
    }

    /// Hands the text to the desktop's clipboard manager, if it has one.
    pub fn close(&self) {
        self.0.lock().take();
    }
}

#[tauri::command]
pub async fn copy(app: AppHandle, text: String) -> Result<(), CommandError> {
    write(&app, text)
}

/// Copies text to the clipboard.
pub fn write(app: &AppHandle, text: String) -> Result<(), CommandError> {
    app.state::<Clipboard>().write(text).map_err(|error| {
        let problem = Problem::new(
            format!("The clipboard can't be used: {error}."),
            "Nothing was copied.",
            "Select the text and copy it by hand.",
        );
        CommandError::in_app(app, problem)
    })
}
