//! The writer of a database, whatever its tables: one thread that takes everything that has queued up, does it in one
//! transaction (group commit), and answers only after the commit. Both databases have one: `write/writer.rs` and
//! `relay/writer.rs` say what each does of its own.

mod failed_state;
pub mod handle;
pub mod job;
pub mod run;
mod start;
mod wal_upkeep;
