//! The history of a monitor in hourly rollups: the number of checks, the number of good ones, and the durations of the
//! good ones as a histogram with logarithmic buckets. Hours can be merged into any longer period, so a year costs no
//! more than its hours. Pure.
//!
//! A bucket is a sixteenth of a power of two. This is the layout of HdrHistogram, which is not used because its arrays
//! are dense and an hour has only a handful of buckets. Up to 32 ms every millisecond has its own bucket; above that, a
//! duration read back is off by at most 1/32 (3.2 %). A histogram is stored as pairs of the bucket, one byte, and its
//! count as LEB128, one byte up to 127.

use std::time::Duration;

use super::{MonitorCheck, MonitorHour, Uptime};
use crate::model::moment::Moment;

/// How long hours are stored.
pub const KEPT: Duration = Duration::from_secs(400 * 24 * 3600);

/// The periods for which uptime is shown.
pub const SPANS: [(&str, i64); 3] = [("24 h", 24), ("7 d", 7 * 24), ("30 d", 30 * 24)];

const HOUR_MS: i64 = 3_600_000;
/// Each power of two has 2⁴ buckets.
const FINENESS: u32 = 4;
/// The longest duration with a bucket of its own: over eight minutes. A check takes at most a minute.
const MAX_MS: u32 = (1 << 19) - 1;

/// The hour that contains a moment, counted from 1970.
pub const fn hour_of(at: Moment) -> i64 {
    at.millis().div_euclid(HOUR_MS)
}

/// How often each duration was measured.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Histogram {
    /// Buckets and counts, sorted by bucket.
    counts: Vec<(u8, u32)>,
}

impl Histogram {
    /// Counts one duration.
    pub fn add(&mut self, took_ms: u32) {
        self.add_to(bucket(took_ms), 1);
    }

    /// Adds all counts of another histogram.
    pub fn merge(&mut self, other: &Self) {
        for (bucket, count) in &other.counts {
            self.add_to(*bucket, *count);
        }
    }

    fn add_to(&mut self, bucket: u8, more: u32) {
        match self.counts.binary_search_by_key(&bucket, |(of, _)| *of) {
            Ok(at) => self.counts[at].1 = self.counts[at].1.saturating_add(more),
            Err(at) => self.counts.insert(at, (bucket, more)),
        }
    }

    /// A percentile by nearest rank, in milliseconds. `None` if the histogram is empty.
    pub fn percentile(&self, of_100: u32) -> Option<u32> {
        let total: u64 = self.counts.iter().map(|(_, count)| u64::from(*count)).sum();
        let rank = (total * u64::from(of_100)).div_ceil(100).max(1);
        let mut passed = 0;
        let found = self.counts.iter().find(|(_, count)| {
            passed += u64::from(*count);
            passed >= rank
        });
        found.map(|(bucket, _)| middle(*bucket))
    }

    /// The stored form.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.counts.len() * 2);
        for (bucket, count) in &self.counts {
            bytes.push(*bucket);
            let mut rest = *count;
            while rest > 0x7f {
                bytes.push((rest & 0x7f) as u8 | 0x80);
                rest >>= 7;
            }
            bytes.push(rest as u8);
        }
        bytes
    }

    /// Parses the stored form and skips damaged data.
    pub fn from_bytes(bytes: &[u8]) -> Self {
        let mut histogram = Self::default();
        let mut bytes = bytes.iter();
        while let Some(bucket) = bytes.next() {
            let mut count = 0_u64;
            for (byte, shift) in bytes.by_ref().take(5).zip((0..).step_by(7)) {
                count |= u64::from(byte & 0x7f) << shift;
                if byte & 0x80 == 0 {
                    break;
                }
            }
            if count > 0 {
                histogram.add_to(*bucket, u32::try_from(count).unwrap_or(u32::MAX));
            }
        }
        histogram
    }
}

fn bucket(took_ms: u32) -> u8 {
    let took = took_ms.min(MAX_MS);
    let Some(exponent) = took
        .checked_ilog2()
        .filter(|exponent| *exponent >= FINENESS)
    else {
        return took as u8;
    };
    let shift = exponent - FINENESS;
    ((shift << FINENESS) + (took >> shift)) as u8
}

/// The middle of a bucket.
fn middle(bucket: u8) -> u32 {
    let bucket = u32::from(bucket);
    let one = 1 << FINENESS;
    if bucket < 2 * one {
        return bucket;
    }
    let shift = (bucket >> FINENESS) - 1;
    let from = (bucket - (shift << FINENESS)) << shift;
    from + ((1 << shift) >> 1)
}

/// One hour of a monitor, or several merged.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rollup {
    /// The number of checks.
    pub checks: u32,
    /// How many were good.
    pub good: u32,
    /// The durations of the good ones.
    pub took: Histogram,
}

impl Rollup {
    /// Adds a check.
    pub fn add(&mut self, check: &MonitorCheck) {
        self.checks = self.checks.saturating_add(1);
        if check.good {
            self.good = self.good.saturating_add(1);
            self.took.add(check.took_ms);
        }
    }

    /// Merges another rollup.
    pub fn merge(&mut self, other: &Self) {
        self.checks = self.checks.saturating_add(other.checks);
        self.good = self.good.saturating_add(other.good);
        self.took.merge(&other.took);
    }

    fn uptime(&self, span: &str) -> Uptime {
        let good = u64::from(self.good) * 100_000;
        Uptime {
            span: span.to_owned(),
            checks: self.checks.into(),
            // Rounded down: only a perfect record is 100 %.
            good_per_100k: good
                .checked_div(self.checks.into())
                .and_then(|good| u32::try_from(good).ok()),
            p50_ms: self.took.percentile(50),
            p95_ms: self.took.percentile(95),
        }
    }
}

/// The uptime over each of [`SPANS`], from its hours in any order. The current hour counts too, so a period is up to an
/// hour shorter than its name says, and never longer.
pub fn uptimes(hours: &[(i64, Rollup)], now: Moment) -> Vec<Uptime> {
    let spans = SPANS.into_iter().map(|(span, length)| {
        let mut whole = Rollup::default();
        for (_, rollup) in hours
            .iter()
            .filter(|(hour, _)| *hour > hour_of(now) - length)
        {
            whole.merge(rollup);
        }
        whole.uptime(span)
    });
    spans.collect()
}

/// An hour as shown in the window.
pub fn shown(hour: i64, rollup: &Rollup) -> MonitorHour {
    MonitorHour {
        at: Moment::from_millis(hour.saturating_mul(HOUR_MS)),
        checks: rollup.checks,
        good: rollup.good,
        p50_ms: rollup.took.percentile(50),
        p95_ms: rollup.took.percentile(95),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;
    use crate::probe::Cause;

    fn check(at: Moment, good: bool, took_ms: u32) -> MonitorCheck {
        MonitorCheck {
            at,
            good,
            took_ms,
            cause: Cause::Answers,
            status: Some(200),
            sentence: String::new(),
        }
    }

    #[test]
    fn a_month_of_checks_each_30_seconds_gives_the_right_figures() {
        let now = Moment::from_millis(1_700_000_000_000);
        let mut hours: BTreeMap<i64, Rollup> = BTreeMap::new();
        let begin = now.minus(Duration::from_secs(31 * 24 * 3600));
        let mut exact: Vec<(i64, bool, u32)> = Vec::new();
        for i in 0..31 * 24 * 120_u32 {
            let at = begin.plus(Duration::from_secs(30) * i);
            // Down for one hour of each day; otherwise 40 to 239 ms, occasionally 1.5 s.
            let good = (i / 120) % 24 != 5;
            let took_ms = if i % 17 == 0 {
                1_500
            } else {
                40 + (i * 7) % 200
            };
            hours
                .entry(hour_of(at))
                .or_default()
                .add(&check(at, good, took_ms));
            exact.push((hour_of(at), good, took_ms));
        }
        let hours: Vec<_> = hours.into_iter().collect();
        for (uptime, (_, length)) in uptimes(&hours, now).iter().zip(SPANS) {
            let within: Vec<_> = exact
                .iter()
                .filter(|(hour, ..)| *hour > hour_of(now) - length)
                .collect();
            let mut good: Vec<u32> = within
                .iter()
                .filter(|(_, good, _)| *good)
                .map(|(.., took)| *took)
                .collect();
            good.sort_unstable();
            assert_eq!(uptime.checks, within.len() as i64);
            let per_100k = (good.len() * 100_000 / within.len()) as u32;
            assert_eq!(uptime.good_per_100k, Some(per_100k));
            assert!((95_000..97_000).contains(&per_100k), "{per_100k}");
            for (found, of_100) in [(uptime.p50_ms, 50), (uptime.p95_ms, 95)] {
                let exact = good[(good.len() * of_100).div_ceil(100) - 1];
                let off = f64::from(found.unwrap().abs_diff(exact)) / f64::from(exact);
                assert!(off <= 1.0 / 32.0, "{of_100}: {found:?} for {exact}");
            }
        }
    }

    #[test]
    fn what_never_was_is_none_and_one_failure_is_not_rounded_away() {
        let now = Moment::from_millis(1_700_000_000_000);
        let none = uptimes(&[], now);
        assert_eq!(none.len(), 3);
        assert!(none.iter().all(|uptime| uptime.good_per_100k.is_none()
            && uptime.p50_ms.is_none()
            && uptime.checks == 0));
        let rollup = Rollup {
            checks: 1_000_000,
            good: 999_999,
            took: Histogram::default(),
        };
        let found = uptimes(&[(hour_of(now), rollup)], now);
        assert_eq!(found[0].good_per_100k, Some(99_999));
    }

    #[test]
    fn the_first_buckets_are_exact_and_the_last_takes_all_that_is_longer() {
        for took in 0..32 {
            assert_eq!(middle(bucket(took)), took);
        }
        assert_eq!(bucket(MAX_MS), u8::MAX);
        assert_eq!(bucket(u32::MAX), u8::MAX);
    }

    proptest! {
        #[test]
        fn a_time_is_read_back_within_the_error_that_is_told(took in 0..MAX_MS) {
            let found = middle(bucket(took));
            prop_assert!(found.abs_diff(took) * 32 <= took, "{} for {}", found, took);
        }

        #[test]
        fn what_is_kept_is_read_back(counts in prop::collection::btree_map(any::<u8>(), 1_u32.., 0..40)) {
            let histogram = Histogram { counts: counts.into_iter().collect() };
            prop_assert_eq!(Histogram::from_bytes(&histogram.to_bytes()), histogram);
        }

        #[test]
        fn no_bytes_panic(bytes: Vec<u8>) {
            let _ = Histogram::from_bytes(&bytes).percentile(95);
        }

        #[test]
        fn hours_put_together_are_as_if_counted_together(
            first in prop::collection::vec(0_u32..100_000, 0..50),
            second in prop::collection::vec(0_u32..100_000, 0..50),
        ) {
            let count = |times: &[u32]| {
                let mut histogram = Histogram::default();
                times.iter().for_each(|took| histogram.add(*took));
                histogram
            };
            let mut merged = count(&first);
            merged.merge(&count(&second));
            prop_assert_eq!(merged, count(&[first, second].concat()));
        }
    }
}
