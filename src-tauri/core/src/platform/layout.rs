//! How the files in the data directory are called.

pub(super) const DATABASE: &str = "missedhook.db";
pub(super) const SETTINGS: &str = "settings.toml";
/// What `data_dir::replace_file` writes beside the settings.
pub(super) const NEW_SETTINGS: &str = ".settings.toml.missedhook-new";
pub(super) const LAST_GOOD: &str = "settings.last-good.toml";
pub(super) const RUNNING: &str = "running.json";
pub(super) const TOLD: &str = "status.json";
pub(super) const SOURCE_KEY: &str = "source.key";
pub(super) const LOCK: &str = "lock";
pub(super) const SETTINGS_LOCK: &str = "settings.lock";
pub(super) const LOGS: &str = "logs";
