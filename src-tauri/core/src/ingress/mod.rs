//! How RETM gets in: the tunnel, the check that it reaches this receiver, and the service that runs both from the
//! settings.

pub mod check;
pub mod service;
pub mod tunnel;
pub mod watcher;
