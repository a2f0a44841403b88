//! What the receiver works with, who sends, and who is let in.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use axum::{
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::Response,
};

use super::{
    answer::problem_response, auth_failures::FailedAuthentications, connection_limit::Permit,
    report_log::ReportLog, source_proof::Proofs,
};
use crate::{
    model::moment::{Clock, Moment},
    reachability::proof::SigningKey,
    relaying::Relay,
    settings::{Authorised, Settings, SettingsHandle},
    store::Store,
};

/// Time limits, so that a test need not wait for them.
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

/// What the receiver works with. One for the whole life of the program, however often it listens.
#[derive(Clone)]
pub struct ReceiverState {
    /// The settings, for the key and the token.
    pub settings: Arc<SettingsHandle>,
    /// Where reports are kept.
    pub store: Store,
    /// What the time is.
    pub clock: Clock,
    /// Time limits.
    pub limits: ReceiverLimits,
    /// What proves to the reachability check that it is this instance that answers.
    pub secret: SigningKey,
    /// What proves that a report which claims to be a test or simulated is ours.
    pub proofs: Arc<Proofs>,
    /// Wrong keys and tokens so far.
    pub auth_failures: Arc<FailedAuthentications>,
    /// What the log says of kept reports.
    pub report_log: Arc<ReportLog>,
    /// Takes what comes by the other route.
    pub relay: Relay,
}

/// Who sends, as far as the receiver knows.
#[derive(Clone)]
pub struct Caller {
    pub peer: SocketAddr,
    pub permit: Arc<Permit>,
}

/// Whether the request is let in, and as whose.
pub fn authorise(settings: &Settings, headers: &HeaderMap) -> Option<Authorised> {
    let header = headers.get(header::AUTHORIZATION);
    settings.authorise(header.map(HeaderValue::as_bytes))
}

/// The answer to a request that is not.
pub fn unauthorised(state: &ReceiverState, now: Moment) -> Response {
    state.auth_failures.refuse(now, || {
        problem_response(
            StatusCode::UNAUTHORIZED,
            "The bearer token is missing or wrong.",
            &[("www-authenticate", "Bearer")],
        )
    })
}
