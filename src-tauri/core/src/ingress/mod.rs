//! How RETM gets in: the tunnel, the check that it leads here, and both of them wired to the settings.

pub mod check;
pub mod tunnel;
pub mod watcher;
pub mod way_in;
