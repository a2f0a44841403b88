//! Counts, throttles and reports wrong keys and tokens. The rule is in [`crate::alert::auth_throttle`]; this file
//! shares it among all connections and publishes its notices.

use parking_lot::Mutex;

use axum::response::Response;
use tokio::sync::watch;

use super::answer::problem_response;
use crate::{
    alert::auth_throttle::{AuthThrottle, BruteForce},
    feed::{Feed, Topic},
    model::moment::Moment,
};

/// All failed authentications of this run. Used only after a key or token was found wrong, so a sender with the right
/// ones is never kept out.
#[derive(Debug)]
pub struct FailedAuthentications {
    throttle: Mutex<AuthThrottle>,
    latest: watch::Sender<Option<BruteForce>>,
    feed: Feed,
}

impl FailedAuthentications {
    /// Starts with no failures.
    pub fn new(feed: Feed) -> Self {
        Self {
            throttle: Mutex::default(),
            latest: watch::Sender::new(None),
            feed,
        }
    }

    /// The latest notice; [`Topic::AuthFailures`] is published when it changes.
    pub fn latest_attack(&self) -> Option<BruteForce> {
        *self.latest.borrow()
    }

    /// Counts a failure. Returns the usual refusal, or 429 after too many.
    pub(super) fn refuse(&self, now: Moment, usual: impl FnOnce() -> Response) -> Response {
        let verdict = self.throttle.lock().record_failure(now);
        if let Some(brute_force) = verdict.notify {
            tracing::warn!("{}", brute_force.problem());
            self.latest.send_replace(Some(brute_force));
            self.feed.publish(Topic::AuthFailures);
        }
        match verdict.wait {
            None => usual(),
            Some(seconds) => {
                let mut response = problem_response(
                    axum::http::StatusCode::TOO_MANY_REQUESTS,
                    "Too many wrong keys or tokens.",
                    &[],
                );
                response
                    .headers_mut()
                    .insert(axum::http::header::RETRY_AFTER, seconds.into());
                response
            }
        }
    }
}
