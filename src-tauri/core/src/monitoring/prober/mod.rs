//! Sends requests to endpoints and to this program's own receiver. What the answers mean is in [`crate::probe`].

mod connect;
pub mod http_client;
mod local;
mod name;
mod provider;
mod record;
mod request;
pub mod retm_events;
mod run;
pub mod simulate;
mod steps;
mod tls;

pub use run::{ProbeDeps, ProbeRequest, run};
