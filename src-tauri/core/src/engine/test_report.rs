//! A test report: sent through the receiver's own door as RETM would, and where it ended up. Sends to this machine's
//! receiver and nowhere else.

use std::net::SocketAddr;

use serde::Serialize;
use ts_rs::TS;

use crate::{problem::Problem, settings::Settings, simulate};

/// Where a report that was sent ended up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Sent {
    /// The delivery error.
    #[ts(type = "number")]
    pub id: i64,
    /// Its incident.
    #[ts(type = "number")]
    pub incident: i64,
}

/// Sends a test report to the receiver of that data directory, in this process or another.
///
/// # Errors
/// What kept it from arriving.
pub fn send_test(settings: &Settings, address: Option<SocketAddr>) -> Result<Sent, Problem> {
    let Some(address) = address else {
        return Err(Problem::new(
            "The receiver is not listening.",
            "A test report can't arrive.",
            "Start Missedhook (`missedhook`, or `missedhook serve`) and try again.",
        ));
    };
    let not_kept = |what: String| {
        Problem::new(
            what,
            "The test report was not kept.",
            "See `missedhook doctor`.",
        )
    };
    let token = settings.bearer_token.as_ref();
    let answer = simulate::test_report(&settings.local_url(address), token)
        .map_err(|words| not_kept(format!("The receiver did not answer: {words}.")))?;
    let body: serde_json::Value = serde_json::from_str(&answer.body).unwrap_or_default();
    match (
        answer.status,
        body["id"].as_i64(),
        body["incident"].as_i64(),
    ) {
        (200, Some(id), Some(incident)) => Ok(Sent { id, incident }),
        (status, ..) => Err(not_kept(format!("The receiver answered {status}."))),
    }
}
