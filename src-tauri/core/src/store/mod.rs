//! The store owns the database and is the only folder that knows SQL.
//!
//! - `table`: one file a table, with all its SQL and the questions that [`Reader`] and [`Store`] answer from it.
//! - `search`: a search query as SQL, and the full-text index.
//! - `write`: the writer thread, and each change that it makes in a transaction.
//! - `relay`: the relay's requests, a database of their own.
//! - `file`: the database as files on a disk: opening, checking, failing, backup and restore.
//!
//! One writer thread takes jobs from a bounded queue and commits whatever has queued up in one transaction. Readers have
//! read-only connections of their own and never wait for it. The store decides nothing itself: it asks the pure rules
//! which incident a delivery error belongs to and whether it is notified, inside the transaction that stores it.

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

pub use error::{IngestError, StoreError};
pub use file::{
    backup,
    open::check,
    restore,
    set_aside::{SetAside, is_set_aside, set_aside_problem},
};
pub use handle::{QUEUE_CAPACITY, Store};
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
    update_look::{UpdateLook, UpdateOutcome},
};
pub use write::job::StoredReport;

#[cfg(test)]
mod recovery_tests;
#[cfg(test)]
mod released;
#[cfg(test)]
mod tests;
