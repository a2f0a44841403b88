//! `missedhook serve` and the commands next to it: how it starts and ends, how it handles obstacles, and the output of
//! the other commands.

#![allow(
    clippy::too_many_lines,
    reason = "a test is read from its start to its end"
)]

mod actions;
mod backup;
mod commands;
mod database;
mod database_file_alone;
mod database_log;
mod diagnostics;
mod doctor;
mod endpoints;
mod explain;
mod ingress;
mod lifecycle;
mod logs;
mod many_endpoints;
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
mod settings_file;
mod simulate;
mod source_proof;
mod ssh;
mod terminal;
mod test_reports;
mod upgrade;
mod wait;
