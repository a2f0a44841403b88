//! All of Missedhook's behaviour: the receiver, reading, the store, incidents, the change feed, alerts and
//! notifications, wired in [`engine`]. Knows neither Tauri nor a screen.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

pub mod alert;
pub mod autostart;
pub mod data_dir;
pub mod delivery_error;
pub mod diagnosis;
pub mod endpoint;
pub mod engine;
pub mod evidence;
pub mod explain;
pub mod export;
pub mod feed;
#[cfg(any(test, feature = "fuzzing"))]
#[doc(hidden)]
pub mod fuzzing;
pub mod guesses;
pub mod health;
pub mod incident;
pub mod missed;
pub mod moment;
pub mod monitor;
pub mod notifier;
pub mod outgoing;
pub mod plot;
pub mod probe;
pub mod problem;
pub mod proxy;
pub mod public_url;
pub mod reachability;
pub mod receiver;
pub mod recovery;
pub mod redaction;
pub mod report;
pub mod retention;
pub mod search;
#[cfg(target_os = "linux")]
pub mod session_bus;
pub mod settings;
pub mod simulate;
pub mod source_proof;
pub mod status;
pub mod store;
pub mod timeline;
pub mod tunnel;
pub mod visible;
pub mod way_in;
pub mod whole_file;
pub mod worker;
