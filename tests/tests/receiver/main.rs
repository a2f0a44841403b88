//! The receiver, from outside: what it reads, what it keeps, what it refuses, and that nothing a stranger sends
//! keeps it from answering.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that can't go on says so by panicking"
)]

mod broken;
mod browser;
mod crowds;
mod exposure;
mod pressure;
mod reading;
mod refusals;
mod secrets;
