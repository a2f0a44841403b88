//! The restart after an upgrade: ends in order, then becomes the installed program, with the same arguments.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use missedhook_core::{model::problem::Problem, platform::programs};
use tauri::{AppHandle, Manager as _};

use super::{App, quit, window};

/// Whether the program starts again once it has ended.
#[derive(Clone, Default)]
pub struct Restart(Arc<AtomicBool>);

impl Restart {
    pub fn is_wanted(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// Ends the program and starts the installed one.
///
/// # Errors
/// There is no program to start; this one keeps running.
pub async fn restart(app: &AppHandle) -> Result<(), Problem> {
    let installed = programs::command_line().and_then(std::fs::metadata);
    installed.map_err(|error| {
        Problem::new(
            format!("The new version can't be started: {error}."),
            "The old version still runs.",
            "Install Missedhook again.",
        )
    })?;
    app.state::<App>().restart.0.store(true, Ordering::Relaxed);
    quit(app).await;
    Ok(())
}

/// *Restart* on a notification. One of an earlier run may still be on the screen: then there is nothing to restart for,
/// and the window opens, as it does with a problem.
pub fn on_choice(app: &AppHandle) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        let Some(engine) = app.try_state::<App>().map(|app| Arc::clone(&app.engine)) else {
            return;
        };
        if engine.upgrade().is_none() {
            return window::open(&app, "");
        }
        if let Err(problem) = restart(&app).await {
            tracing::warn!("{problem}");
            window::open(&app, "");
        }
    });
}
