//! A sample notification: requested in the settings, shown by the worker at once, with an answer to the caller.

use std::{sync::Arc, time::Duration};

use parking_lot::Mutex;
use serde::Serialize;
use tokio::sync::oneshot::{self, Receiver, Sender};
use ts_rs::TS;

use super::notifier::{DoNotDisturb, Notifier, NotifierError};
use crate::{
    alert::{self, Urgency},
    locale::Locale,
    model::problem::Problem,
};

/// How long to wait for a sample notification.
const LIMIT: Duration = Duration::from_secs(10);

/// The outcome of a sample notification.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct SampleShown {
    /// The notification server that accepted it.
    pub server: String,
    /// Whether the desktop hides it.
    pub do_not_disturb: bool,
}

type Outcome = Result<SampleShown, NotifierError>;

/// The caller that waits for a sample notification; at most one does.
#[derive(Clone, Default)]
pub(super) struct Request(Arc<Mutex<Option<Sender<Outcome>>>>);

impl Request {
    /// Requests one. The caller must then wake the worker.
    pub(super) fn ask(&self) -> Receiver<Outcome> {
        let (reply, answer) = oneshot::channel();
        *self.0.lock() = Some(reply);
        answer
    }

    /// Shows one where somebody waits for it. Gives what showing it said of the server.
    pub(super) fn answer(
        &self,
        notifier: &mut dyn Notifier,
        locale: Locale,
    ) -> Option<Result<(), NotifierError>> {
        let reply = self.0.lock().take()?;
        let shown = notifier.show(&alert::sample(locale), Urgency::Normal);
        let sample = shown.and_then(|_| {
            Ok(SampleShown {
                server: notifier.server()?,
                do_not_disturb: notifier.do_not_disturb() == DoNotDisturb::On,
            })
        });
        let outcome = sample.clone().map(|_| ());
        let _ = reply.send(sample);
        Some(outcome)
    }
}

/// Waits for the answer.
///
/// # Errors
/// Why it was not shown.
pub(super) async fn wait(answer: Receiver<Outcome>) -> Result<SampleShown, Problem> {
    match tokio::time::timeout(LIMIT, answer).await {
        Ok(Ok(shown)) => shown.map_err(Problem::from),
        _ => Err(Problem::new(
            "The notification server does not answer.",
            "The test notification was not shown.",
            "Restart the notification server, then try again.",
        )),
    }
}
