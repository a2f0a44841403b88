//! The receiver's state, and the authentication.

use std::{sync::Arc, time::Duration};

use axum::{
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::Response,
};

use super::{
    answer::problem_response, auth_failures::FailedAuthentications, report_log::ReportLog,
    source_proof::Proofs,
};
use crate::{
    model::moment::{Clock, Moment},
    monitor::reachability::proof::SigningKey,
    relaying::Relay,
    settings::{Authorised, Settings, SettingsHandle},
    store::Store,
};

/// Time limits, so that a test need not wait for the real ones.
#[derive(Clone, Copy, Debug)]
pub struct ReceiverLimits {
    /// For one whole request.
    pub request: Duration,
}

impl Default for ReceiverLimits {
    fn default() -> Self {
        Self {
            request: Duration::from_secs(30),
        }
    }
}

/// The receiver's state. Made once per run of the program, however often the receiver restarts.
#[derive(Clone)]
pub struct ReceiverState {
    /// The settings, for the key and the token.
    pub settings: Arc<SettingsHandle>,
    /// Where reports are stored.
    pub store: Store,
    pub clock: Clock,
    pub limits: ReceiverLimits,
    /// Signs the proof by which the reachability check recognises this instance.
    pub secret: SigningKey,
    /// Checks the proof of a report that claims to be a test or a simulation.
    pub proofs: Arc<Proofs>,
    /// Wrong keys and tokens so far.
    pub auth_failures: Arc<FailedAuthentications>,
    /// Logs stored reports.
    pub report_log: Arc<ReportLog>,
    /// Handles requests of the relay's route.
    pub relay: Relay,
}

/// Whether the request is let in, and as which merchant.
pub fn authorise(settings: &Settings, headers: &HeaderMap) -> Option<Authorised> {
    let header = headers.get(header::AUTHORIZATION);
    settings.authorise(header.map(HeaderValue::as_bytes))
}

/// The answer to an unauthorised request.
pub fn unauthorised(state: &ReceiverState, now: Moment) -> Response {
    state.auth_failures.refuse(now, || {
        problem_response(
            StatusCode::UNAUTHORIZED,
            "The bearer token is missing or wrong.",
            &[("www-authenticate", "Bearer")],
        )
    })
}
