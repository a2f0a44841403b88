//! The store owns the database. It is the only folder that uses SQLite.
//!
//! - `table`: one file per table, with all its SQL and the methods of [`Reader`] and [`Store`] on it.
//! - `search`: a search query as SQL, and the full-text index.
//! - `writer`: the writer thread of a database, and the handle to it.
//! - `write`: each change that it makes in a transaction.
//! - `relay`: the relay's requests, in a separate database.
//! - `file`: the database as files on a disk: opening, checking, disk failures, backup and restore.
//!
//! One writer thread takes jobs from a bounded queue and commits everything that has queued up in one transaction.
//! Readers have their own read-only connections and never wait for the writer. The store decides nothing itself: inside
//! the transaction that stores a delivery error, it asks the pure rules which incident the error belongs to and whether
//! to notify.

mod committed;
mod endpoint_detail;
mod error;
mod file;
mod handle;
mod incident_detail;
mod reader;
mod reader_gate;
pub mod relay;
pub mod retention;
mod search;
mod setup;
mod shared;
mod snapshot;
mod sql;
mod stall;
mod table;
mod write;
mod writer;

pub use error::{IngestError, StoreError};
pub use file::{
    backup,
    open::check,
    restore,
    set_aside::{SetAside, is_set_aside, set_aside_problem},
};
pub use handle::Store;
pub use reader::Reader;
pub use search::{
    groups::{Cursor, IncidentGroup, IncidentRow, IncidentRows, IncidentSort, Likeness, RowsQuery},
    match_counts::Matches,
};
pub use table::{
    delivery_errors::{Page, PageQuery},
    incidents::{EndpointRow, IncidentPage},
    monitors::{MonitorUpdate, StoredMonitor},
    outbox::{OutboxRow, TargetState},
    probes::IncidentProbes,
    team::{TeamAct, TeamCursor, TeamMachine, TeamRow, TeamSelf},
    update_check::{UpdateCheck, UpdateOutcome},
};
pub use write::{
    reports::StoredReport,
    team::{ServerHas, TeamBegun, TeamNews},
};
pub use writer::handle::QUEUE_CAPACITY;

#[cfg(test)]
mod recovery_tests;
#[cfg(test)]
mod released;
#[cfg(test)]
mod tests;
