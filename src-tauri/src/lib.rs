//! What both programs share: the command line, shutdown signals, and errors in words. `missedhook` is all of it;
//! `missedhook-app` adds the tray and the window.

#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::too_many_lines
    )
)]

pub mod cli;
pub mod problem;
pub mod shutdown;
