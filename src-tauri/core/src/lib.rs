//! Everything Missedhook does without a screen. It knows neither Tauri nor a window.
//!
//! A report flows through [`receiver`] → [`store`] → [`feed`] → [`alerts`] → the crate above, which has the desktop and
//! the command line. [`engine`] wires them together. Beside that road: [`ingress`] (how RETM gets in), [`relaying`],
//! [`monitoring`] (what endpoints answer), [`sharing`] (targets and the team), [`settings`], [`platform`] and [`worker`].
//! The decisions are made in `missedhook-rules`, whose modules are re-exported here under the same names.

#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::too_many_lines
    )
)]

pub use missedhook_rules::{
    alert, explain, history, incident, locale, model, monitor, probe, redaction, relay, share,
    status,
};

pub mod alerts;
pub mod engine;
pub mod feed;
pub mod receiver;
pub mod relaying;
pub mod store;

pub mod ingress;
pub mod monitoring;
pub mod platform;
pub mod settings;
pub mod sharing;
pub mod worker;

#[cfg(any(test, feature = "fuzzing"))]
#[doc(hidden)]
pub mod fuzzing;
