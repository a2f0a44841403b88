//! What may be kept, and for how long.

use std::time::Duration;

use crate::model::moment::Moment;

/// How long a resolved incident is spared whatever the limits say, so that "undo" finds it.
const SPARED: Duration = Duration::from_secs(3600);

const DAY: Duration = Duration::from_secs(24 * 3600);

/// What may be kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    /// How long a resolved incident is kept after the last that happened to it; none: for ever.
    pub keep: Option<Duration>,
    /// How many bytes the database may hold; none: no limit.
    pub max_bytes: Option<u64>,
}

impl Limits {
    /// As the settings have them: 0 is no limit.
    pub fn new(keep_days: u32, max_size_mb: u32) -> Self {
        Self {
            keep: (keep_days > 0).then(|| DAY * keep_days),
            max_bytes: (max_size_mb > 0).then(|| u64::from(max_size_mb) * 1_000_000),
        }
    }

    /// Whether a resolved incident is past keeping to which nothing has happened since that moment, in a
    /// database that holds so many bytes. Asked of the one that has rested longest.
    pub fn past_keeping(&self, rested_since: Moment, bytes: u64, now: Moment) -> bool {
        let rested = now.since(rested_since);
        let too_old = self.keep.is_some_and(|keep| rested > keep);
        let too_large = self.max_bytes.is_some_and(|most| bytes > most);
        rested > SPARED && (too_old || too_large)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn age_and_size_decide_and_what_was_just_resolved_is_spared() {
        let now = Moment::from_millis(1_000 * 24 * 3_600_000);
        let hours = |hours: u64| Duration::from_secs(hours * 3600);
        let limits = |days: u64, bytes: u64| Limits {
            keep: (days > 0).then(|| hours(24 * days)),
            max_bytes: (bytes > 0).then_some(bytes),
        };
        for (limits, rested, bytes, goes) in [
            (limits(0, 0), 9_999, u64::MAX, false),
            (limits(2, 0), 47, 0, false),
            (limits(2, 0), 49, 0, true),
            (limits(0, 100), 49, 100, false),
            (limits(0, 100), 49, 101, true),
            (limits(0, 100), 1, 101, false),
            (limits(0, 100), 2, 101, true),
            (limits(2, 100), 49, 5, true),
            (limits(2, 100), 3, 5, false),
        ] {
            assert_eq!(
                limits.past_keeping(now.minus(hours(rested)), bytes, now),
                goes,
                "{limits:?}, rested {rested} h, {bytes} bytes"
            );
        }
    }
}
