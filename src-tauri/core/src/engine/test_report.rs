//! Sends a test report to this machine's receiver as RETM would, and nowhere else.

use std::net::SocketAddr;

use serde::Serialize;
use ts_rs::TS;

use super::handle::Engine;
use crate::{
    model::problem::Problem, monitoring::prober::simulate, platform::data_dir::DataDir,
    receiver::source_proof::SourceKey, settings::Settings,
};

/// Where the test report ended up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Sent {
    /// The delivery error.
    #[ts(type = "number")]
    pub id: i64,
    /// Its incident.
    #[ts(type = "number")]
    pub incident: i64,
}

impl Engine {
    /// Sends a test report to the receiver as RETM would. Blocks: not for async code.
    pub fn send_test(&self) -> Result<Sent, Problem> {
        send_test(
            &self.settings(),
            self.address(),
            self.receiver_state.proofs.key(),
        )
    }
}

/// Sends a test report to that receiver, in this process or another.
pub fn send_test(
    settings: &Settings,
    address: Option<SocketAddr>,
    key: &SourceKey,
) -> Result<Sent, Problem> {
    let Some(address) = address else {
        return Err(not_listening());
    };
    let not_kept = |what: String| {
        Problem::new(
            what,
            "The test report was not kept.",
            "See `missedhook doctor`.",
        )
    };
    let token = settings.own_token();
    let answer =
        simulate::test_report(&settings.local_url(address), token, key).map_err(|words| {
            Problem::new(
                format!("The receiver did not answer: {words}."),
                "It is not known whether the test report was kept.",
                "Check the history, and run `missedhook doctor`.",
            )
        })?;
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

/// Sends a test report to the program that runs on that data directory.
pub fn send_test_to_running(dir: &DataDir, settings: &Settings) -> Result<Sent, Problem> {
    let Some(running) = dir.running() else {
        return Err(not_listening());
    };
    let key = SourceKey::load(dir).ok_or_else(|| {
        Problem::new(
            "The running Missedhook can't be shown that this is a test.",
            "Nothing was sent: without that it would count as a report from RETM.",
            "Restart Missedhook, and make sure its data directory is writable.",
        )
    })?;
    send_test(settings, running.receiver, &key)
}

fn not_listening() -> Problem {
    Problem::new(
        "The receiver is not listening.",
        "A test report can't arrive.",
        "Start Missedhook (`missedhook`, or `missedhook serve`) and try again.",
    )
}
