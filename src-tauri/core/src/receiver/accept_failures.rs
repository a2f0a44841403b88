//! Counts connections that could not be accepted and logs them at most once a minute, so that a system out of file
//! handles does not also fill the log.

use std::time::{Duration, Instant};

/// How often a continuing failure is logged.
const LOG_EVERY: Duration = Duration::from_secs(60);

/// Counts failures between two lines in the log.
#[derive(Debug, Default)]
pub(super) struct AcceptFailures {
    logged_at: Option<Instant>,
    unlogged: u64,
}

impl AcceptFailures {
    /// Counts a failure. Returns how many to log, this one included, or `None` if the last line is too recent.
    pub fn note(&mut self, now: Instant) -> Option<u64> {
        self.unlogged += 1;
        let recent = |at: Instant| now.duration_since(at) < LOG_EVERY;
        if self.logged_at.is_some_and(recent) {
            return None;
        }
        self.logged_at = Some(now);
        Some(std::mem::take(&mut self.unlogged))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_is_logged_at_once_and_the_rest_once_a_minute_with_their_number() {
        let mut failures = AcceptFailures::default();
        let start = Instant::now();
        assert_eq!(failures.note(start), Some(1));
        for second in 1..60 {
            assert_eq!(failures.note(start + Duration::from_secs(second)), None);
        }
        assert_eq!(failures.note(start + LOG_EVERY), Some(60));
        assert_eq!(failures.note(start + 3 * LOG_EVERY), Some(1));
    }
}
