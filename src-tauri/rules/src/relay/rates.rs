//! How well requests get through, told honestly: counts of counts, no percentage of a few, and from when on all of them are
//! known. Delivered means 2xx, or the 400 with which a reward is refused, which is an answer and no failure.

use std::{
    collections::{BTreeMap, HashMap},
    time::Duration,
};

use serde::Serialize;
use ts_rs::TS;

use super::request::RequestState;
use crate::model::{endpoint, moment::Moment, path_pattern};

/// The spans, the shortest first: a day, a week, a month, in hours.
pub const SPANS: [u32; 3] = [24, 7 * 24, 30 * 24];

/// Below so many there is no percentage.
const FEW: u64 = 20;
/// The most paths that are told apart in a span, or in a day of deleted requests.
pub const MOST_PATHS: usize = 100;
/// How many paths are remembered as they were sent.
const MOST_KNOWN: usize = 10_000;
const DAY_MS: i64 = 24 * 3_600_000;

/// A request, as far as rates are concerned.
#[derive(Clone, Debug)]
pub struct Sample {
    /// The path behind the key.
    pub path: String,
    /// When it was received.
    pub received_at: Moment,
    /// Where it stands.
    pub state: RequestState,
    /// The attempts without replays.
    pub attempts: u32,
    /// Whether the first of them got through; none where none was made.
    pub first_got_through: Option<bool>,
    /// How long the attempt took that got through, in milliseconds; none where none did.
    pub took_ms: Option<u64>,
}

/// How many of how many.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Share {
    /// How many.
    #[ts(type = "number")]
    pub count: u64,
    /// Of how many.
    #[ts(type = "number")]
    pub of: u64,
    /// `9 of 10`; from 20 on with a percentage.
    pub words: String,
}

/// The rates of some requests.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct Rate {
    /// Delivered at the first try, of those that were tried.
    pub first_try: Share,
    /// Delivered in the end, of those that do not wait.
    pub in_the_end: Share,
    /// How many wait.
    #[ts(type = "number")]
    pub waiting: u64,
    /// Attempts for each that was delivered; none where none was.
    pub attempts_a_delivery: Option<f64>,
    /// How long the attempt took that got through: the median, in milliseconds.
    #[ts(type = "number | null")]
    pub p50_ms: Option<u64>,
    /// The 95th percentile.
    #[ts(type = "number | null")]
    pub p95_ms: Option<u64>,
}

/// The rates of one path.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct PathRate {
    /// The path behind the key, with `:id` in the place of each id.
    pub path: String,
    /// Its rates.
    #[serde(flatten)]
    pub rate: Rate,
}

/// The rates of one span up to now.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct SpanRates {
    /// How long it is.
    pub hours: u32,
    /// Where not all of it is known: from when on it is.
    pub known_from: Option<Moment>,
    /// All paths together.
    pub all: Rate,
    /// Each path, the most used first.
    pub paths: Vec<PathRate>,
    /// How many paths more there are.
    #[ts(type = "number")]
    pub more_paths: usize,
}

/// What became of the requests of one day and path that have been deleted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayTally {
    /// When they were received: days since 1970 in UTC.
    pub day: i64,
    /// The path, with `:id` in the place of each id; empty for those beyond the first hundred of the day.
    pub path: String,
    /// The counts.
    pub tally: Tally,
}

/// The day on which a request was received, as [`DayTally::day`] counts.
pub const fn day_of(at: Moment) -> i64 {
    at.millis().div_euclid(DAY_MS)
}

/// The path of a request as rates tell it: with `:id` in the place of each id.
pub fn pattern(path: &str) -> String {
    path_pattern::pattern(&endpoint::path(&endpoint::normalise(path)))
}

/// Counts samples into rates.
pub struct RateCounter {
    spans: [Span; SPANS.len()],
    /// The place in the tallies of each path as it was sent, so that it is read once.
    known: HashMap<String, usize>,
    patterns: HashMap<String, usize>,
}

struct Span {
    hours: u32,
    begin: Moment,
    /// From when on all requests are counted; none where there are none.
    from: Option<Moment>,
    tallies: Vec<Tally>,
    deleted: BTreeMap<String, Tally>,
}

/// Counts of some requests.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// All of them.
    pub received: u64,
    /// Those that were tried.
    pub tried: u64,
    /// Those that the first attempt delivered.
    pub first_try: u64,
    /// Those that do not wait.
    pub settled: u64,
    /// Those that got through.
    pub delivered: u64,
    /// The attempts for those.
    pub attempts_of_delivered: u64,
    /// How long the attempts took that got through, in milliseconds, and how often.
    pub took_ms: BTreeMap<u64, u64>,
}

impl RateCounter {
    /// Counts up to `now`. All requests are known from `known_from` on; none are where it is none. A month is counted in
    /// whole days: of the deleted ones only the day is known.
    pub fn new(now: Moment, known_from: Option<Moment>) -> Self {
        Self {
            spans: SPANS.map(|hours| {
                let begin = begin(now, hours);
                let begin = match counts_whole_days(hours) {
                    true => start_of(day_of(begin)),
                    false => begin,
                };
                Span {
                    hours,
                    begin,
                    from: known_from.map(|known| known.max(begin)),
                    tallies: Vec::new(),
                    deleted: BTreeMap::new(),
                }
            }),
            known: HashMap::new(),
            patterns: HashMap::new(),
        }
    }

    /// Counts in what became of the deleted requests, the last of which was received at `up_to`; before any sample.
    pub fn add_deleted(&mut self, deleted: &[DayTally], up_to: Moment) {
        for span in &mut self.spans {
            let first = day_of(span.begin);
            // Some of its first day is older than the span: that day is known from the last deleted one on.
            let is_partial = start_of(first) < span.begin;
            if is_partial && deleted.iter().any(|one| one.day == first) {
                let known = up_to
                    .plus(Duration::from_millis(1))
                    .min(start_of(first + 1));
                span.from = span.from.map(|from| from.max(known));
            }
            let whole = if is_partial { first + 1 } else { first };
            for one in deleted.iter().filter(|one| one.day >= whole) {
                let tally = span.deleted.entry(one.path.clone()).or_default();
                tally.join(&one.tally);
            }
        }
    }

    /// From when on samples are wanted.
    pub fn from(&self) -> Moment {
        let [.., month] = &self.spans;
        month.from.unwrap_or(month.begin)
    }

    /// Counts one in.
    pub fn add(&mut self, sample: &Sample) {
        let place = self.place(&sample.path);
        for span in &mut self.spans {
            if span.from.is_some_and(|from| sample.received_at >= from) {
                if span.tallies.len() <= place {
                    span.tallies.resize_with(place + 1, Tally::default);
                }
                span.tallies[place].add(sample);
            }
        }
    }

    fn place(&mut self, path: &str) -> usize {
        if let Some(place) = self.known.get(path) {
            return *place;
        }
        let next = self.patterns.len();
        let place = *self.patterns.entry(pattern(path)).or_insert(next);
        if self.known.len() < MOST_KNOWN {
            self.known.insert(path.to_owned(), place);
        }
        place
    }

    /// The rates of each span.
    pub fn finish(self) -> Vec<SpanRates> {
        let mut paths = vec![String::new(); self.patterns.len()];
        for (path, place) in self.patterns {
            paths[place] = path;
        }
        let spans = self.spans.into_iter();
        spans.map(|span| span.rates(&paths)).collect()
    }
}

fn begin(now: Moment, hours: u32) -> Moment {
    now.minus(Duration::from_secs(u64::from(hours) * 3_600))
}

const fn start_of(day: i64) -> Moment {
    Moment::from_millis(day * DAY_MS)
}

/// Whether a span is so long that a part of a day counts for little.
const fn counts_whole_days(hours: u32) -> bool {
    hours >= 20 * 24
}

impl Span {
    fn rates(self, paths: &[String]) -> SpanRates {
        let mut each = self.deleted;
        for (path, tally) in paths.iter().zip(&self.tallies) {
            if tally.received > 0 {
                each.entry(path.clone()).or_default().join(tally);
            }
        }
        let mut all = Tally::default();
        for tally in each.values() {
            all.join(tally);
        }
        let others = each.remove("").is_some();
        let mut each: Vec<_> = each.into_iter().collect();
        each.sort_by_key(|(_, tally)| std::cmp::Reverse(tally.received));
        let more_paths = each.len().saturating_sub(MOST_PATHS) + usize::from(others);
        each.truncate(MOST_PATHS);
        let paths = each.iter();
        SpanRates {
            hours: self.hours,
            known_from: self.from.filter(|from| *from > self.begin),
            all: all.rate(),
            paths: paths
                .map(|(path, tally)| PathRate {
                    path: path.clone(),
                    rate: tally.rate(),
                })
                .collect(),
            more_paths,
        }
    }
}

impl Tally {
    /// Counts one in.
    pub fn add(&mut self, sample: &Sample) {
        self.received += 1;
        self.tried += u64::from(sample.first_got_through.is_some());
        self.first_try += u64::from(sample.first_got_through == Some(true));
        // What passes just now has no attempt on record yet.
        let passes = sample.state == RequestState::Passed && sample.attempts == 0;
        let is_settled = sample.state != RequestState::Waiting && !passes;
        self.settled += u64::from(is_settled);
        if let Some(took) = sample.took_ms {
            self.delivered += 1;
            self.attempts_of_delivered += u64::from(sample.attempts);
            *self.took_ms.entry(took).or_default() += 1;
        }
    }

    /// Counts one in that is deleted: nothing more will become of it. How long it took is kept to two digits.
    pub fn add_deleted(&mut self, sample: &Sample) {
        let mut last = Self::default();
        last.add(&Sample {
            took_ms: sample.took_ms.map(two_digits),
            ..sample.clone()
        });
        last.settled = 1;
        self.join(&last);
    }

    /// Counts those in as well.
    pub fn join(&mut self, other: &Self) {
        self.received += other.received;
        self.tried += other.tried;
        self.first_try += other.first_try;
        self.settled += other.settled;
        self.delivered += other.delivered;
        self.attempts_of_delivered += other.attempts_of_delivered;
        for (took, count) in &other.took_ms {
            *self.took_ms.entry(*took).or_default() += count;
        }
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "a mean of two decimals of counts far below 2⁵³"
    )]
    fn rate(&self) -> Rate {
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

/// Rounded down: 100 % is all of them.
fn percentage(count: u64, of: u64) -> String {
    let tenths = u128::from(count) * 1_000 / u128::from(of.max(1));
    match (tenths / 10, tenths % 10) {
        (0, 0) if count > 0 => "< 0.1 %".to_owned(),
        (whole, 0) => format!("{whole} %"),
        (whole, tenth) => format!("{whole}.{tenth} %"),
    }
}

/// By nearest rank: one that was measured.
fn percentile(counts: &BTreeMap<u64, u64>, of_100: u64) -> Option<u64> {
    let all: u64 = counts.values().sum();
    let rank = (all * of_100).div_ceil(100).max(1);
    let mut seen = 0;
    let found = counts.iter().find(|(_, count)| {
        seen += **count;
        seen >= rank
    });
    found.map(|(value, _)| *value)
}

/// 1,234 is 1,200.
fn two_digits(value: u64) -> u64 {
    let mut unit = 1;
    while value / unit >= 100 {
        unit *= 10;
    }
    value / unit * unit
}

/// What is said while the relay is off, of so many failures that RETM reported.
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

    /// Delivered at that attempt; 0: not yet.
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
    fn what_was_deleted_still_counts_in_whole_days() {
        let mut counter = RateCounter::new(NOW, Some(ago(2_000)));
        let deleted = |hours: u64, path: &str| {
            let mut tally = Tally::default();
            tally.add_deleted(&sample(path, hours, 1, 1_234));
            DayTally {
                day: day_of(ago(hours)),
                path: path.to_owned(),
                tally,
            }
        };
        // The last one was received in the first, partial day of the week.
        let all = [deleted(700, "/a"), deleted(168, "/a"), deleted(167, "")];
        counter.add_deleted(&all, ago(167));
        counter.add(&sample("/a", 1, 1, 5));
        counter.add(&sample("/a", 168, 2, 5));
        let [day, week, month] = counter.finish().try_into().unwrap();
        assert_eq!((day.known_from, day.all.in_the_end.of), (None, 1));
        assert_eq!(
            week.known_from,
            Some(ago(167).plus(Duration::from_millis(1)))
        );
        assert_eq!(
            week.all.in_the_end.of, 1,
            "what is not known whole is left out"
        );
        assert_eq!((month.known_from, month.all.in_the_end.of), (None, 5));
        assert_eq!(month.all.first_try.words, "4 of 5");
        assert_eq!(
            (month.all.p50_ms, month.all.p95_ms),
            (Some(1_200), Some(1_200))
        );
        assert_eq!((month.paths.len(), month.more_paths), (1, 1));
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
        let all: BTreeMap<u64, u64> = (1..=100).map(|value| (value, 1)).collect();
        assert_eq!(percentile(&all, 50), Some(50));
        assert_eq!(percentile(&all, 95), Some(95));
        let one = BTreeMap::from([(7, 1)]);
        let none = BTreeMap::new();
        assert_eq!(
            (percentile(&one, 95), percentile(&none, 50)),
            (Some(7), None)
        );
    }
}
