//! Wires the parts together. [`Engine::boot`] reads as the program's startup: lock the data directory, read the
//! settings, open the store, start the workers. [`Engine::listen`] starts the receiver. The engine has no rules of its
//! own.

mod boot;
mod diagnosis;
mod handle;
mod ingress;
mod ipc;
mod pending_requests;
mod probe_hooks;
mod probing;
mod reactors;
mod silence;
mod status;
mod test_report;
mod test_report_resolver;
pub mod updates;
mod verdict;
mod weekly;

pub use boot::BootError;
pub use diagnosis::{diagnosis, incident_report, no_incident, write_incident_report};
pub use handle::{Engine, open_to_network};
pub use ipc::{ReplayRequest, TeamRequest, act, act_for_team, record_target_test, replay};
pub use probe_hooks::record_probe;
pub use probing::PreparedProbe;
pub use status::{StatusInputs, status};
pub use test_report::{Sent, send_test, send_test_to_running};
