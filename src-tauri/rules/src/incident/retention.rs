//! What may be kept, and for how long.

use std::time::Duration;

use crate::model::moment::Moment;

/// How long a resolved incident is spared whatever the limits say, so that "undo" finds it.
const SPARED: Duration = Duration::from_secs(3600);

const DAY: Duration = Duration::from_secs(24 * 3600);

/// What may be kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RetentionLimits {
    /// How long a resolved incident is kept after the last that happened to it; none: for ever.
    pub keep: Option<Duration>,
    /// How many bytes the database may hold; none: no limit.
    pub max_bytes: Option<u64>,
}

impl RetentionLimits {
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

impl RetentionLimits {
    /// The same without a limit of age.
    pub const fn of_size_only(self) -> Self {
        Self { keep: None, ..self }
    }
}

/// Whether the machine's clock may decide what is too old. One that is set ahead by mistake, or starts there after its
/// battery ran out, would have the whole history deleted. It is believed where it is no more than a day ahead of what
/// is known; one that is must have run for an hour without another jump.
#[derive(Clone, Copy, Debug)]
pub struct ClockTrust {
    /// What the clock was expected to say at most, and the machine's own count of time then; none before the first look.
    known: Option<(Moment, Duration)>,
    /// Since when it has run steadily, in that count; none where it is believed.
    steady_since: Option<Duration>,
}

impl ClockTrust {
    /// How far ahead of what is known it may be.
    const AHEAD: Duration = DAY;
    /// How long it must have run steadily where it is further ahead.
    const STEADY: Duration = Duration::from_secs(3600);

    /// Begins with the newest moment that the history knows, which another start has written down.
    pub fn new(newest: Option<Moment>, running_for: Duration) -> Self {
        Self {
            known: newest.map(|newest| (newest, running_for)),
            steady_since: None,
        }
    }

    /// Whether it is believed. `running_for` is a count of time that nobody can set.
    pub fn believes(&mut self, now: Moment, running_for: Duration) -> bool {
        if let Some((known, then)) = self.known {
            let expected = known.plus(running_for.saturating_sub(then));
            if now.since(expected) > Self::AHEAD {
                self.steady_since = Some(running_for);
            }
        }
        self.known = Some((now, running_for));
        if let Some(since) = self.steady_since
            && running_for.saturating_sub(since) >= Self::STEADY
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
        // At these minutes of the machine's own count, the clock is so many minutes ahead of it.
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
                    trust.believes(now, minutes(*count)),
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
                limits.past_keeping(now.minus(hours(rested)), bytes, now),
                goes,
                "{limits:?}, rested {rested} h, {bytes} bytes"
            );
        }
    }
}
