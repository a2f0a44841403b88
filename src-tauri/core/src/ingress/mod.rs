//! How RETM gets in: the tunnel, the check that it leads here, and both of them wired to the settings.

pub mod check;
pub mod service;
pub mod tunnel;
pub mod watcher;
