//! The writer thread, and the changes that it makes.

pub mod actions;
mod alert_steps;
pub mod batch;
pub mod commit;
pub mod context;
mod failed_state;
mod index_backoff;
pub mod ingest;
pub mod job;
pub mod mute_for_good;
pub mod probe_results;
pub mod prune;
mod relayed;
mod start;
pub mod team;
pub mod test_reports;
mod wal_upkeep;
mod writer;
