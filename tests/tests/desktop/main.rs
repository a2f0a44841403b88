//! The real desktop app: on its own screen and session bus, with a tray and a notification server that record, and a
//! window controlled through WebDriver.

#![allow(
    clippy::too_many_lines,
    reason = "a test is read from its start to its end"
)]

mod accessibility;
mod arabic;
mod autostart;
mod clicks;
mod detail;
mod diagnostics;
mod first_answers;
mod first_run;
mod groups;
mod ingress;
mod largest_reports;
mod lifecycle;
mod live_list;
mod missing_services;
mod page_faults;
mod page_walk;
mod pictures;
mod probing;
mod program;
mod projects;
mod reading;
mod requests;
mod settings;
mod targets;
mod tray;
mod tray_hosts;
mod verdict;
mod wayland;
mod window;
mod workers;
