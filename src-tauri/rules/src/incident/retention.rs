//! What is kept, and for how long.

use std::time::Duration;

use crate::model::moment::Moment;

/// How long a resolved incident is kept regardless of the limits, so that "undo" finds it.
const GRACE_PERIOD: Duration = Duration::from_secs(3600);

const DAY: Duration = Duration::from_secs(24 * 3600);

/// The limits of the history.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RetentionLimits {
    /// How long a resolved incident is kept after the last event. `None`: forever.
    pub keep: Option<Duration>,
    /// The maximum size of the database in bytes. `None`: no limit.
    pub max_bytes: Option<u64>,
}

impl RetentionLimits {
    /// From the settings, where 0 means no limit.
    pub fn new(keep_days: u32, max_size_mb: u32) -> Self {
        Self {
            keep: (keep_days > 0).then(|| DAY * keep_days),
            max_bytes: (max_size_mb > 0).then(|| u64::from(max_size_mb) * 1_000_000),
        }
    }

    /// Whether a resolved incident has expired: nothing has happened to it since `rested_since`, and the database has
    /// this many bytes. Called for the incident that has been idle longest.
    pub fn is_expired(&self, rested_since: Moment, bytes: u64, now: Moment) -> bool {
        let rested = now.since(rested_since);
        let too_old = self.keep.is_some_and(|keep| rested > keep);
        let too_large = self.max_bytes.is_some_and(|most| bytes > most);
        rested > GRACE_PERIOD && (too_old || too_large)
    }
}

impl RetentionLimits {
    /// The same limits without the age.
    pub const fn of_size_only(self) -> Self {
        Self { keep: None, ..self }
    }
}

/// Whether the machine's clock may decide what is too old. A clock set ahead by mistake, or after its battery ran out,
/// would delete the whole history. It is trusted if it is at most a day ahead of what is known. Otherwise it must run
/// for an hour without another jump.
#[derive(Clone, Copy, Debug)]
pub struct ClockTrust {
    /// The latest time expected of the clock, with the monotonic time then. `None` before the first check.
    known: Option<(Moment, Duration)>,
    /// Since when it has run steadily, in monotonic time. `None` while it is trusted.
    steady_since: Option<Duration>,
}

impl ClockTrust {
    /// How far ahead of the known time it may be.
    const MAX_JUMP: Duration = DAY;
    /// How long it must have run steadily if it is further ahead.
    const TRUST_AFTER: Duration = Duration::from_secs(3600);

    /// Starts with the newest moment in the history, which an earlier run recorded.
    pub fn new(newest: Option<Moment>, running_for: Duration) -> Self {
        Self {
            known: newest.map(|newest| (newest, running_for)),
            steady_since: None,
        }
    }

    /// Whether the clock is trusted. `running_for` is monotonic time.
    pub fn accepts(&mut self, now: Moment, running_for: Duration) -> bool {
        if let Some((known, then)) = self.known {
            let expected = known.plus(running_for.saturating_sub(then));
            if now.since(expected) > Self::MAX_JUMP {
                self.steady_since = Some(running_for);
            }
        }
        self.known = Some((now, running_for));
        if let Some(since) = self.steady_since
            && running_for.saturating_sub(since) >= Self::TRUST_AFTER
        {
            self.steady_since = None;
        }
        self.steady_since.is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_jumps_ahead_is_believed_once_it_has_run_for_an_hour() {
        let start = Moment::from_millis(1_000 * 24 * 3_600_000);
        let minutes = |minutes: u64| Duration::from_secs(minutes * 60);
        let years = 2 * 365 * 24 * 60;
        // At these minutes of monotonic time, the clock is this many minutes ahead of it.
        for (what, newest, looks) in [
            (
                "steady",
                Some(0),
                &[(0, 0, true), (10, 0, true), (5_000, 0, true)][..],
            ),
            ("no history", None, &[(0, years, true), (10, years, true)]),
            (
                "ahead at the start",
                Some(0),
                &[(0, years, false), (59, years, false), (60, years, true)],
            ),
            (
                "a day off is no jump",
                Some(0),
                &[(0, 24 * 60, true), (10, 24 * 60, true)],
            ),
            (
                "it jumps, and is set right",
                Some(0),
                &[
                    (0, 0, true),
                    (10, years, false),
                    (20, years, false),
                    (30, 0, false),
                    (70, 0, true),
                ],
            ),
            (
                "it jumps again and again",
                Some(0),
                &[
                    (0, 0, true),
                    (10, years, false),
                    (60, 2 * years, false),
                    (110, 2 * years, false),
                    (120, 2 * years, true),
                ],
            ),
        ] {
            let newest = newest.map(|ahead: u64| start.plus(minutes(ahead)));
            let mut trust = ClockTrust::new(newest, Duration::ZERO);
            for (count, ahead, believed) in looks {
                let now = start.plus(minutes(count + ahead));
                assert_eq!(
                    trust.accepts(now, minutes(*count)),
                    *believed,
                    "{what}, {count} min"
                );
            }
        }
    }

    #[test]
    fn age_and_size_decide_and_what_was_just_resolved_is_spared() {
        let now = Moment::from_millis(1_000 * 24 * 3_600_000);
        let hours = |hours: u64| Duration::from_secs(hours * 3600);
        let limits = |days: u64, bytes: u64| RetentionLimits {
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
                limits.is_expired(now.minus(hours(rested)), bytes, now),
                goes,
                "{limits:?}, rested {rested} h, {bytes} bytes"
            );
        }
    }
}
