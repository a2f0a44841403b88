//! The checks of `doctor` for the desktop: notifications, the tray and the start at login.

#[cfg(target_os = "linux")]
use missedhook_core::alerts::session_bus;
use missedhook_core::{
    alerts::notifier::{Desktop, Notifier as _},
    model::message::{LocalizableText, Message},
    platform::{autostart::Autostart, data_dir::DataDir},
    settings::Settings,
};

#[cfg(target_os = "linux")]
use super::check::Failure;
use super::check::Finding;

/// Whether this process can show notifications.
pub fn notifications() -> Finding {
    Ok(Desktop::new(None).describe()?.into())
}

pub fn start_at_login(dir: &DataDir) -> Finding {
    let settings = Settings::load(dir)?;
    match Autostart::of(dir) {
        Ok(entry) => Ok(entry.check(settings.start_at_login)?.into()),
        // It is not wanted.
        Err(problem) if !settings.start_at_login => Ok(Message::new("doctor-login-cannot")
            .phrase("sentence", LocalizableText::English(problem.what))
            .into()),
        Err(problem) => Err(problem.into()),
    }
}

#[cfg(target_os = "linux")]
pub fn tray() -> Finding {
    if !crate::cli::has_window() {
        return Ok(Message::new("doctor-tray-no-app").into());
    }
    let watcher = session_bus::has_owner("org.kde.StatusNotifierWatcher");
    match watcher {
        Some(true) => Ok(Message::new("doctor-tray-shown").into()),
        _ => Err(Failure::new(
            Message::new("doctor-tray-none"),
            Message::new("doctor-tray-none-means"),
            Message::new("doctor-tray-none-next"),
        )),
    }
}

#[cfg(not(target_os = "linux"))]
pub fn tray() -> Finding {
    Ok(Message::new("doctor-tray-own").into())
}
