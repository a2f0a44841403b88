//! A second start on the same data directory: the app that runs gets its arguments, and opens its window. On Linux they are
//! handed over before GTK and its threads are started: the plugin ends a second start in the middle of them, and a program
//! that ends so was seen to crash.

use std::{
    env,
    hash::{DefaultHasher, Hash as _, Hasher as _},
};

use missedhook::cli::link_in;
use missedhook_core::platform::data_dir::DataDir;
use tauri::{Manager as _, plugin::TauriPlugin};

use super::{App, start_problem, window};

/// What the app on this data directory is called among others. With another data directory it is a separate program.
pub struct AppId(String);

impl AppId {
    pub fn of(dir: &DataDir) -> Self {
        let mut hasher = DefaultHasher::new();
        let path = dir.path();
        path.canonicalize()
            .unwrap_or_else(|_| path.to_owned())
            .hash(&mut hasher);
        Self(format!("app.missedhook.d{:016x}", hasher.finish()))
    }

    /// Hands this program's arguments to the app that runs, and returns whether there is one. Blocks for up to
    /// [`session_bus::LIMIT`](missedhook_core::alerts::session_bus::LIMIT). What does not answer is left to the plugin.
    #[cfg(target_os = "linux")]
    pub fn hand_over(&self) -> bool {
        use std::time::Instant;

        use missedhook_core::alerts::session_bus::{LIMIT, connect, within};

        let until = Instant::now() + LIMIT;
        let Ok(connection) = connect(until) else {
            return false;
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
        matches!(within(until, &mut Box::pin(call)), Some(Ok(_)))
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
