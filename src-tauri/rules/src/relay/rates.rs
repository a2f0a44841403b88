//! How well requests get through, stated honestly: counts out of counts, no percentages of small numbers, and since
//! when all requests are known. Delivered means 2xx, or the 400 that rejects a reward, which is an answer and not a
//! failure.

use std::{collections::BTreeMap, time::Duration};

use serde::Serialize;
use ts_rs::TS;

use super::request::RequestState;
use crate::model::{endpoint, moment::Moment, path_pattern};

/// The periods, shortest first: a day, a week, a month, in hours.
pub const SPANS: [u32; 3] = [24, 7 * 24, 30 * 24];

/// Below this count there is no percentage.
const FEW: u64 = 20;
/// The maximum number of paths listed per period.
const MOST_PATHS: usize = 100;

/// What the rates need to know about a request.
#[derive(Clone, Debug)]
pub struct Sample {
    /// The path after the key.
    pub path: String,
    /// When it was received.
    pub received_at: Moment,
    pub state: RequestState,
    /// The number of attempts, without replays.
    pub attempts: u32,
    /// Whether the first attempt got through. `None` without attempts.
    pub first_got_through: Option<bool>,
    /// The duration of the attempt that got through, in milliseconds, if any did.
    pub took_ms: Option<u64>,
}

/// A count out of a total.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Share {
    #[ts(type = "number")]
    pub count: u64,
    /// The total.
    #[ts(type = "number")]
    pub of: u64,
    /// `9 of 10`; from 20 on with a percentage.
    pub words: String,
}

/// The rates of some requests.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct Rate {
    /// Delivered by the first attempt, out of those that were tried.
    pub first_try: Share,
    /// Delivered in the end, out of those that are not waiting.
    pub in_the_end: Share,
    #[ts(type = "number")]
    pub waiting: u64,
    /// Attempts per delivered request, if there are any.
    pub attempts_a_delivery: Option<f64>,
    /// The median duration of the attempt that got through, in milliseconds.
    #[ts(type = "number | null")]
    pub p50_ms: Option<u64>,
    /// The 95th percentile of the same.
    #[ts(type = "number | null")]
    pub p95_ms: Option<u64>,
}

/// The rates of one path.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct PathRate {
    /// The path after the key, with IDs replaced by `:id`.
    pub path: String,
    #[serde(flatten)]
    pub rate: Rate,
}

/// The rates of one period up to now.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct SpanRates {
    /// Its length.
    pub hours: u32,
    /// Since when it is known, if not for all of it.
    pub known_from: Option<Moment>,
    /// All paths combined.
    pub all: Rate,
    /// Each path, most used first.
    pub paths: Vec<PathRate>,
    /// How many more paths there are.
    #[ts(type = "number")]
    pub more_paths: usize,
}

/// Accumulates samples into rates.
pub struct RateCounter {
    now: Moment,
    known_from: Option<Moment>,
    spans: [BTreeMap<String, Tally>; SPANS.len()],
}

#[derive(Default)]
struct Tally {
    received: u64,
    tried: u64,
    first_try: u64,
    settled: u64,
    delivered: u64,
    attempts_of_delivered: u64,
    took_ms: Vec<u64>,
}

impl RateCounter {
    /// Counts up to `now`. All requests are known since `known_from`; `None` means that no request is known.
    pub fn new(now: Moment, known_from: Option<Moment>) -> Self {
        Self {
            now,
            known_from,
            spans: Default::default(),
        }
    }

    /// The earliest sample that is needed.
    pub fn from(&self) -> Moment {
        let longest = begin(self.now, SPANS[SPANS.len() - 1]);
        self.known_from.map_or(longest, |known| known.max(longest))
    }

    /// Adds a sample.
    pub fn add(&mut self, sample: &Sample) {
        if sample.received_at < self.from() {
            return;
        }
        let path = endpoint::path(&endpoint::normalise(&sample.path)).to_owned();
        let path = path_pattern::pattern(&path);
        for (hours, tallies) in SPANS.into_iter().zip(&mut self.spans) {
            if sample.received_at >= begin(self.now, hours) {
                tallies.entry(path.clone()).or_default().add(sample);
            }
        }
    }

    /// The rates of each period.
    pub fn finish(self) -> Vec<SpanRates> {
        let (now, known_from) = (self.now, self.known_from);
        let spans = SPANS.into_iter().zip(self.spans);
        spans
            .map(|(hours, tallies)| {
                let is_known = known_from.is_some_and(|from| from <= begin(now, hours));
                of_span(hours, known_from.filter(|_| !is_known), tallies)
            })
            .collect()
    }
}

fn begin(now: Moment, hours: u32) -> Moment {
    now.minus(Duration::from_secs(u64::from(hours) * 3_600))
}

fn of_span(hours: u32, known_from: Option<Moment>, tallies: BTreeMap<String, Tally>) -> SpanRates {
    let mut all = Tally::default();
    let mut each: Vec<_> = tallies.into_iter().collect();
    each.sort_by_key(|(_, tally)| std::cmp::Reverse(tally.received));
    for (_, tally) in &each {
        all.join(tally);
    }
    let more_paths = each.len().saturating_sub(MOST_PATHS);
    each.truncate(MOST_PATHS);
    let paths = each.into_iter();
    SpanRates {
        hours,
        known_from,
        all: all.rate(),
        paths: paths
            .map(|(path, tally)| PathRate {
                path,
                rate: tally.rate(),
            })
            .collect(),
        more_paths,
    }
}

impl Tally {
    fn add(&mut self, sample: &Sample) {
        self.received += 1;
        self.tried += u64::from(sample.first_got_through.is_some());
        self.first_try += u64::from(sample.first_got_through == Some(true));
        // A request that is passing through has no attempt on record yet.
        let passes = sample.state == RequestState::Passed && sample.attempts == 0;
        let is_settled = sample.state != RequestState::Waiting && !passes;
        self.settled += u64::from(is_settled);
        if let Some(took) = sample.took_ms {
            self.delivered += 1;
            self.attempts_of_delivered += u64::from(sample.attempts);
            self.took_ms.push(took);
        }
    }

    fn join(&mut self, other: &Self) {
        self.received += other.received;
        self.tried += other.tried;
        self.first_try += other.first_try;
        self.settled += other.settled;
        self.delivered += other.delivered;
        self.attempts_of_delivered += other.attempts_of_delivered;
        self.took_ms.extend(&other.took_ms);
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "a mean of two decimals of counts far below 2⁵³"
    )]
    fn rate(mut self) -> Rate {
        self.took_ms.sort_unstable();
        let attempts = self.attempts_of_delivered as f64 / self.delivered.max(1) as f64;
        Rate {
            first_try: Share::new(self.first_try, self.tried),
            in_the_end: Share::new(self.delivered, self.settled),
            waiting: self.received - self.settled,
            attempts_a_delivery: (self.delivered > 0).then(|| (attempts * 100.0).round() / 100.0),
            p50_ms: percentile(&self.took_ms, 50),
            p95_ms: percentile(&self.took_ms, 95),
        }
    }
}

impl Share {
    fn new(count: u64, of: u64) -> Self {
        let words = match of < FEW {
            true => format!("{count} of {of}"),
            false => format!("{count} of {of} ({})", percentage(count, of)),
        };
        Self { count, of, words }
    }
}

/// Rounded down: 100 % means all of them.
fn percentage(count: u64, of: u64) -> String {
    let tenths = u128::from(count) * 1_000 / u128::from(of.max(1));
    match (tenths / 10, tenths % 10) {
        (0, 0) if count > 0 => "< 0.1 %".to_owned(),
        (whole, 0) => format!("{whole} %"),
        (whole, tenth) => format!("{whole}.{tenth} %"),
    }
}

/// By nearest rank: a value that was measured.
fn percentile(sorted: &[u64], of_100: usize) -> Option<u64> {
    let rank = (sorted.len() * of_100).div_ceil(100).max(1);
    sorted.get(rank - 1).copied()
}

/// The text shown while the relay is off, given how many failures RETM reported.
pub fn not_known(reported: i64) -> String {
    let failures = match reported {
        1 => "1 failure".to_owned(),
        count => format!("{count} failures"),
    };
    format!("RETM reported {failures}; how many succeeded is not known.")
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Moment = Moment::from_millis(1_795_000_000_000);

    fn ago(hours: u64) -> Moment {
        NOW.minus(Duration::from_secs(hours * 3_600))
    }

    /// Delivered by this attempt; 0: not yet.
    fn sample(path: &str, hours: u64, at_attempt: u32, ms: u64) -> Sample {
        Sample {
            path: path.to_owned(),
            received_at: ago(hours),
            state: match at_attempt {
                0 => RequestState::Waiting,
                _ => RequestState::Delivered,
            },
            attempts: at_attempt.max(1),
            first_got_through: Some(at_attempt == 1),
            took_ms: (at_attempt > 0).then_some(ms),
        }
    }

    #[test]
    fn each_span_counts_what_came_in_it_and_each_path_for_itself() {
        let mut counter = RateCounter::new(NOW, Some(ago(1_000)));
        for (path, hours, at_attempt, ms) in [
            ("/orders/1042", 1, 1, 10),
            ("/orders/1043", 2, 3, 30),
            ("/menu", 3, 0, 0),
            ("/menu", 100, 1, 20),
            ("/menu", 600, 1, 40),
            ("/menu", 800, 1, 1),
        ] {
            counter.add(&sample(path, hours, at_attempt, ms));
        }
        let [day, week, month] = counter.finish().try_into().unwrap();
        assert_eq!(day.all.first_try.words, "1 of 3");
        assert_eq!(day.all.in_the_end.words, "2 of 2");
        assert_eq!((day.all.waiting, day.known_from), (1, None));
        assert_eq!(day.all.attempts_a_delivery, Some(2.0));
        assert_eq!((day.all.p50_ms, day.all.p95_ms), (Some(10), Some(30)));
        let paths: Vec<_> = day.paths.iter().map(|one| &*one.path).collect();
        assert_eq!(paths, ["/orders/:id", "/menu"]);
        assert_eq!(day.paths[1].rate.attempts_a_delivery, None);
        assert_eq!(week.all.in_the_end.words, "3 of 3");
        assert_eq!(month.all.in_the_end.words, "4 of 4");
    }

    #[test]
    fn what_is_not_known_is_not_counted_and_said() {
        let mut counter = RateCounter::new(NOW, Some(ago(48)));
        counter.add(&sample("/a", 49, 1, 1));
        counter.add(&sample("/a", 47, 1, 1));
        let [day, week, _] = counter.finish().try_into().unwrap();
        assert_eq!((day.known_from, day.all.in_the_end.of), (None, 0));
        assert_eq!(week.known_from, Some(ago(48)));
        assert_eq!(week.all.in_the_end.of, 1);
    }

    #[test]
    fn what_was_given_up_counts_against_and_what_was_never_tried_counts_for_nothing() {
        let mut counter = RateCounter::new(NOW, Some(ago(48)));
        counter.add(&Sample {
            state: RequestState::Dead,
            ..sample("/a", 1, 0, 0)
        });
        counter.add(&Sample {
            first_got_through: None,
            ..sample("/a", 1, 0, 0)
        });
        let day = counter.finish().remove(0);
        assert_eq!(day.all.first_try.words, "0 of 1");
        assert_eq!(day.all.in_the_end.words, "0 of 1");
        assert_eq!((day.all.p50_ms, day.all.waiting), (None, 1));
    }

    #[test]
    fn no_percentage_of_a_few_and_none_that_is_rounded_up() {
        for (count, of, words) in [
            (9, 10, "9 of 10"),
            (19, 19, "19 of 19"),
            (19, 20, "19 of 20 (95 %)"),
            (20, 20, "20 of 20 (100 %)"),
            (19_999, 20_000, "19999 of 20000 (99.9 %)"),
            (1, 200, "1 of 200 (0.5 %)"),
            (1, 5_000, "1 of 5000 (< 0.1 %)"),
            (0, 5_000, "0 of 5000 (0 %)"),
            (0, 0, "0 of 0"),
        ] {
            assert_eq!(Share::new(count, of).words, words);
        }
    }

    #[test]
    fn a_percentile_is_one_that_was_measured() {
        let all: Vec<u64> = (1..=100).collect();
        assert_eq!(percentile(&all, 50), Some(50));
        assert_eq!(percentile(&all, 95), Some(95));
        assert_eq!((percentile(&[7], 95), percentile(&[], 50)), (Some(7), None));
    }
}
