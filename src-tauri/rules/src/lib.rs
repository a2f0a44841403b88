//! What Missedhook knows and decides, but nothing that it does: parsing a report, assigning it to an incident, whether
//! to alert and in which words, what a probe found, what to redact from a text that leaves the machine.
//!
//! Nothing here opens a file, a socket or a database, starts a thread, generates random numbers or reads the clock, but
//! for `Moment::now` and the system's time zone. The caller passes in what it observed and the time. Tests in
//! `tests/tests/sources.rs` forbid the crates and the calls that would do these things. `missedhook-core` does the input
//! and output.
//!
//! Each module uses only modules that come before it in this list.

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

pub mod incident;

pub mod monitor;

pub mod history;

pub mod alert;

pub mod redaction;

pub mod relay;

pub mod share;

pub mod status;

#[cfg(any(test, feature = "fuzzing"))]
#[doc(hidden)]
pub mod fuzzing;
