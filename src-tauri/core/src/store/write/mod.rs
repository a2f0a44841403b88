//! The writer's part for reports and incidents, and the changes that it makes.

pub mod actions;
mod alert_steps;
pub mod batch;
pub mod commit;
pub mod context;
mod index_backoff;
pub mod ingest;
pub mod mute_for_good;
pub mod probe_results;
pub mod prune;
mod relayed;
pub mod reports;
mod start;
pub mod team;
pub mod test_reports;
mod writer;
