//! Shows what [`crate::alert`] decides: the worker that takes alerts from the store, and the desktop's notifications.

pub mod notifier;
pub mod sample;
#[cfg(target_os = "linux")]
pub mod session_bus;
pub mod worker;

pub use worker::{Alerts, timeline_text};
