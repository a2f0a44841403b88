//! Which requests a report from RETM is probably about. A report names no delivery, so the latest failed requests to
//! the same path, within the time that RETM's attempts take, are a guess and are labelled as such. Pure.

use std::time::Duration;

use super::{mode::RelayMode, request::RequestRow};
use crate::model::{endpoint, moment::Moment};

/// How many attempts RETM makes for one event before it reports.
pub const TRIES: usize = 3;
/// How long before its report RETM's attempts are searched for. The interval between them is not documented.
pub const WINDOW: Duration = Duration::from_secs(5 * 60);
/// The only time limit that RETM documents anywhere.
const RETM_TIMEOUT_MS: u64 = 1_000;
/// Shown if no request came by that path in that time.
pub const NO_REQUEST_NOTE: &str =
    "No request of that time reached this machine: the way in was down.";

/// What a report is probably about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProbableRequests {
    /// The IDs of the requests, oldest first, at most [`TRIES`].
    pub requests: Vec<i64>,
    /// What to say if there are none.
    pub note: Option<&'static str>,
}

/// The requests that a report of this endpoint is probably about. `requests` are those of the relay around that time,
/// in any order and for any path.
pub fn probable_requests(
    endpoint: &str,
    received_at: Moment,
    requests: &[RequestRow],
) -> ProbableRequests {
    let reported = endpoint::path(&endpoint::normalise(endpoint));
    let earliest = received_at.minus(WINDOW);
    let in_time = |at: Moment| earliest <= at && at <= received_at;
    let mut at_path: Vec<&RequestRow> = requests
        .iter()
        .filter(|request| in_time(request.received_at) && is_at(&reported, &request.path))
        .collect();
    // Another URL may be the integration's own. Traffic to it is not seen here.
    let note = (at_path.is_empty() && behind_key(&reported).is_some()).then_some(NO_REQUEST_NOTE);
    at_path.retain(|request| failed(request));
    at_path.sort_by_key(|request| (request.received_at, request.id));
    let first = at_path.len().saturating_sub(TRIES);
    ProbableRequests {
        requests: at_path[first..].iter().map(|request| request.id).collect(),
        note,
    }
}

/// RETM names the URL that it calls, which is the relay's: its path ends with the part after the key. A path of the
/// integration itself is compared directly.
fn is_at(reported: &str, path: &str) -> bool {
    let path = endpoint::path(&endpoint::normalise(path));
    let (reported, path) = (reported.trim_end_matches('/'), path.trim_end_matches('/'));
    behind_key(reported).unwrap_or(reported) == path
}

/// The part of a path after the relay's key. `None` if it is not a path of the relay.
fn behind_key(path: &str) -> Option<&str> {
    let (_, rest) = path.split_once("/hook/")?;
    Some(rest.find('/').map_or("", |at| &rest[at..]))
}

/// Whether RETM may have counted it as failed: it got no 2xx, or had to wait longer than it does.
fn failed(request: &RequestRow) -> bool {
    let may_fail = matches!(request.mode, RelayMode::Through | RelayMode::Catch);
    let taken = request
        .answered
        .is_some_and(|status| (200..300).contains(&status));
    let first = request.attempts.first();
    // In `catch` mode RETM gets its answer when the budget is over, however long the integration takes.
    let too_late = request.mode == RelayMode::Through
        && first.is_some_and(|attempt| attempt.ms > RETM_TIMEOUT_MS);
    may_fail && (!taken || too_late)
}

#[cfg(test)]
#[path = "probable_requests_tests.rs"]
mod tests;
