//! A second start on the same data directory: the running app takes its arguments and opens its window. On Linux they are
//! handed over before GTK and its threads are started: the plugin calls `exit` while these run, which was seen to crash.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use missedhook::cli::link_in;
use missedhook_core::platform::data_dir::DataDir;
use tauri::{Manager as _, plugin::TauriPlugin};

use super::{App, start_problem, window};

/// Identifies the app of this data directory to later starts. With another data directory it is a separate program.
pub struct AppId(String);

/// What became of the arguments of this start.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum HandOver {
    /// The running app took them.
    Taken,
    /// No app runs, or it does not answer.
    NotTaken,
    /// There is no session bus, on which the plugin can panic.
    NoBus,
}

impl AppId {
    pub fn of(dir: &DataDir) -> Self {
        let mut hasher = DefaultHasher::new();
        let path = dir.path();
        path.canonicalize()
            .unwrap_or_else(|_| path.to_owned())
            .hash(&mut hasher);
        Self(format!("app.missedhook.d{:016x}", hasher.finish()))
    }

    /// Elsewhere the plugin does this.
    #[cfg(not(target_os = "linux"))]
    pub fn hand_over(&self) -> HandOver {
        HandOver::NotTaken
    }

    /// Hands this program's arguments to the running app. Blocks for up to
    /// [`session_bus::LIMIT`](missedhook_core::alerts::session_bus::LIMIT). An app that does not answer is left to the plugin.
    #[cfg(target_os = "linux")]
    pub fn hand_over(&self) -> HandOver {
        use std::{env, time::Instant};

        use missedhook_core::alerts::session_bus::{LIMIT, connect, within};

        let until = Instant::now() + LIMIT;
        let Ok(connection) = connect(until) else {
            return HandOver::NoBus;
        };
        let arguments: Vec<String> = env::args_os()
            .map(|argument| argument.to_string_lossy().into_owned())
            .collect();
        let folder = env::current_dir().unwrap_or_default();
        // The name, path and method of tauri-plugin-single-instance 2.5.
        let name = format!("{}.SingleInstance", self.0);
        let path = format!("/{}", name.replace('.', "/"));
        let body = (arguments, folder.to_string_lossy());
        let call = connection.call_method(
            Some(name.as_str()),
            path.as_str(),
            Some("org.SingleInstance.DBus"),
            "ExecuteCallback",
            &body,
        );
        match within(until, &mut Box::pin(call)) {
            Some(Ok(_)) => HandOver::Taken,
            _ => HandOver::NotTaken,
        }
    }

    /// Takes the arguments of later starts.
    pub fn plugin(&self) -> TauriPlugin<tauri::Wry> {
        tauri_plugin_single_instance::Builder::new()
            .dbus_id(self.0.clone())
            .callback(
                |app, args, _| match (app.try_state::<App>(), link_in(args)) {
                    (Some(_), Some(link)) => window::open_link(app, &link),
                    (Some(_), None) => window::open(app, ""),
                    (None, _) => start_problem::focus(app),
                },
            )
            .build()
    }
}
