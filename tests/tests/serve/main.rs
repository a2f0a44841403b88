//! `missedhook serve` and the commands next to it: how it starts and ends, how it handles obstacles, and the output of
//! the other commands.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that can't go on says so by panicking"
)]
#![allow(
    clippy::too_many_lines,
    reason = "a test is read from its start to its end"
)]

mod actions;
mod backup;
mod commands;
mod crowd;
mod database;
mod diagnostics;
mod doctor;
mod endpoints;
mod explain;
mod ingress;
mod life;
mod logs;
mod mcp;
mod monitors;
mod output;
mod programs;
mod proxy;
mod recovery;
mod refused_jobs;
mod report;
mod retention;
mod search;
mod secrets;
mod service;
mod settings;
mod simulate;
mod source_proof;
mod ssh;
mod terminal;
mod test_reports;
mod upgrade;
mod wait;
mod whole;
