//! All of Missedhook's behaviour, without a screen: knows neither Tauri nor a window.
//!
//! The road of a report is [`receiver`] → [`store`] → [`feed`] → [`alerts`]; [`engine`] wires it. Beside the road:
//! [`ingress`] (how RETM gets in), [`monitoring`] and [`prober`] (what endpoints answer), [`settings`], [`platform`].
//! Rules, which ask nobody and are handed the time: [`model`], [`incident`], [`history`], [`explain`], [`redaction`],
//! [`probe`], [`monitor`], [`reachability`], [`alert`], [`status`], [`incident_report`].

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

pub mod alerts;
pub mod engine;
pub mod feed;
pub mod receiver;
pub mod store;

pub mod ingress;
pub mod monitoring;
pub mod platform;
pub mod prober;
pub mod settings;
pub mod worker;

pub mod alert;
pub mod explain;
pub mod history;
pub mod incident;
pub mod incident_report;
pub mod model;
pub mod monitor;
pub mod probe;
pub mod reachability;
pub mod redaction;
pub mod status;

#[cfg(any(test, feature = "fuzzing"))]
#[doc(hidden)]
pub mod fuzzing;
