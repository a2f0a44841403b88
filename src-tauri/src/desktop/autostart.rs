//! Keeps the autostart entry in step with the settings: at the start, and after every change of the file. A change in
//! the window goes through [`set`], so that problems are shown there.

use std::sync::Arc;

use missedhook_core::{
    engine::Engine,
    feed::Topic,
    model::problem::Problem,
    platform::{autostart::Autostart, data_dir::DataDir},
    worker::{self, Role},
};

/// The name of the setting.
pub const SETTING: &str = "start.at_login";

/// Changes both the setting and the entry, or neither.
pub fn set(engine: &Engine, value: &str) -> Result<(), Problem> {
    Autostart::of(engine.dir())?.set(value == "true")?;
    engine.settings_handle().set(SETTING, value)
}

/// The worker that keeps the entry in step with the settings.
pub const ROLE: Role = Role {
    name: "autostart",
    does: "keeps the start at login as the settings say",
    meaning: "A change of that setting takes effect at the next start.",
};

/// Follows the settings until the engine is dropped.
pub async fn follow(engine: Arc<Engine>) {
    let mut changes = engine.feed().subscribe();
    let mut before = None;
    loop {
        worker::heartbeat(ROLE.name);
        let wanted = engine.settings().start_at_login;
        // If it was never wanted, only an entry left by an earlier run can be removed.
        if before != Some(wanted) {
            before = Some(wanted);
            let dir = engine.dir().clone();
            let done = tauri::async_runtime::spawn_blocking(move || apply(&dir, wanted));
            if let Ok(Err(problem)) = done.await {
                tracing::warn!("{problem}");
            }
        }
        if changes.next_of(Topic::Settings).await.is_none() {
            return;
        }
    }
}

fn apply(dir: &DataDir, wanted: bool) -> Result<(), Problem> {
    match Autostart::of(dir) {
        Ok(entry) => entry.set(wanted),
        Err(_) if !wanted => Ok(()),
        Err(problem) => Err(problem),
    }
}
