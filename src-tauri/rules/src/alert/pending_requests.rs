//! The notice that requests of the relay wait: when it is shown, and its text. RETM was answered 200 for them, so nobody
//! else says it.

use std::time::Duration;

use super::{
    notice::Slot,
    system_notice::{StillTrue, SystemNotice},
};
use crate::{
    locale::Locale,
    model::{http_url::HttpUrl, moment::Moment},
};

/// How long the target may refuse connections. An integration that restarts is usually back by then.
const REFUSED: Duration = Duration::from_secs(3);
/// How long the oldest request may wait otherwise.
const FAILING: Duration = Duration::from_secs(60);

/// The requests of the relay that wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PendingRequests {
    /// How many there are.
    pub count: i64,
    /// When the oldest of them was received.
    pub oldest: Moment,
    /// Since when the target refuses connections; `None` while it does not.
    pub held_since: Option<Moment>,
    /// Whether a user has stopped the queue.
    pub is_paused: bool,
}

impl PendingRequests {
    /// When to tell of them, if they still wait then; `None` if the user makes them wait. The program runs since
    /// `begun`, and could not hand them on before.
    pub fn due(&self, begun: Moment) -> Option<Moment> {
        if self.is_paused {
            return None;
        }
        let failing = self.oldest.max(begun).plus(FAILING);
        Some(match self.held_since {
            Some(since) => since.plus(REFUSED).min(failing),
            None => failing,
        })
    }
}

impl SystemNotice {
    /// Requests wait for the integration.
    pub fn requests_wait(
        waiting: &PendingRequests,
        target: &HttpUrl,
        still_true: StillTrue,
    ) -> Self {
        let (count, target) = (waiting.count, target.clone());
        let held = match waiting.held_since {
            Some(_) => "yes",
            None => "no",
        };
        let words = move |locale: Locale| {
            let said = |id| {
                let said = locale.message(id).number("count", count).form("held", held);
                said.code("target", target.as_str()).text()
            };
            (said("relay-waits-title"), said("relay-waits-body"))
        };
        // It goes by itself: what waited may be delivered a moment later.
        Self::new(Slot::Relay, Box::new(words), still_true, false).passing()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_told_soon_where_nothing_listens_and_later_where_it_fails() {
        let at = |second: i64| Moment::from_millis(second * 1_000);
        let waiting = PendingRequests {
            count: 2,
            oldest: at(100),
            held_since: None,
            is_paused: false,
        };
        assert_eq!(waiting.due(at(0)), Some(at(160)));
        assert_eq!(waiting.due(at(500)), Some(at(560)), "left over");
        let held = PendingRequests {
            held_since: Some(at(110)),
            ..waiting
        };
        assert_eq!(held.due(at(0)), Some(at(113)));
        let paused = PendingRequests {
            is_paused: true,
            ..held
        };
        assert_eq!(paused.due(at(0)), None);
    }
}
