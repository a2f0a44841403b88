//! The test library of the black-box tests. Everything around the program is real or recorded here (the sender, the
//! session bus, the notification server, the tray, the screen, the window's driver). The program itself is the built
//! binary; none of its code is linked. One file per role. The tests are in `tests/tests/`.
//!
//! Every wait has a limit and fails with what was seen until then. Nothing has a fixed port, name or directory, so any
//! number of tests can run side by side.

pub mod authority;
pub mod axe;
pub mod bore;
pub mod broken;
pub mod bus_monitor;
pub mod crowd;
pub mod data;
pub mod desktop;
pub mod display;
pub mod endpoint;
pub mod failing_disk;
pub mod gnome_shell;
pub mod http;
pub mod idle_connections;
pub mod input;
pub mod integration;
pub mod link;
pub mod long_running;
pub mod machine;
pub mod mail_server;
pub mod mcp_client;
pub mod name_server;
pub mod network_namespace;
pub mod notification_server;
pub mod picture;
pub mod ports;
pub mod postgres;
pub mod preloaded;
pub mod program;
pub mod prove;
pub mod recording;
pub mod retm;
pub mod secret_service;
pub mod session_bus;
pub mod smtp;
pub mod source_proof;
pub mod sshd;
pub mod story;
pub mod sway;
pub mod terminal;
pub mod tray_item;
pub mod tray_watcher;
pub mod web_driver;
pub mod weight;

use std::time::Duration;

/// How long a test waits for something that normally takes less than a second, on a busy machine.
pub const LIMIT: Duration = Duration::from_secs(20);
