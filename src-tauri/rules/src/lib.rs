//! What Missedhook knows and decides, and nothing that it does: reading a report, filing it under an incident, whether
//! to alert and in which words, what a probe found, what to leave out of a text that goes to others.
//!
//! Nothing here opens a file, a socket or a database, starts a thread, asks for random numbers or looks at the clock:
//! whoever calls hands in what was seen, and the time. The crate depends on nothing that could, and a test in
//! `tests/tests/sources.rs` keeps it so. `missedhook-core` does the input and output.
//!
//! Each module uses only those above it in this list.

#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::too_many_lines
    )
)]

pub mod locale;

pub mod model;

pub mod explain;
pub mod probe;
pub mod reachability;

pub mod incident;

pub mod monitor;

pub mod history;

pub mod alert;

pub mod redaction;

pub mod relay;

pub mod incident_report;

pub mod target;

pub mod status;

#[cfg(any(test, feature = "fuzzing"))]
#[doc(hidden)]
pub mod fuzzing;
