//! One file per table: its SQL, and the methods of readers and of the store on it. `file/schema.rs` explains the
//! columns.

pub mod alerts;
pub mod counters;
pub mod delivery_errors;
pub mod endpoint_notes;
pub mod failing_hosts;
pub mod incident_codes;
pub mod incident_merchants;
pub mod incidents;
pub mod last_ids;
pub mod lasting_mutes;
pub mod minutes;
pub mod monitor_checks;
pub mod monitors;
pub mod new_delivery_errors;
pub mod outbox;
pub mod probes;
pub mod public_urls;
pub mod row;
pub mod summaries;
pub mod tally;
pub mod target_tests;
pub mod team;
pub mod timeline;
pub mod totals;
pub mod until_change;
pub mod update_check;
pub mod view_counts;
pub mod weeks;
