//! How well requests get through, stated honestly: counts out of counts, no percentages of small numbers, and since
//! when all requests are known. Delivered means 2xx, or the 400 that rejects a reward, which is an answer and not a
//! failure.

use std::{
    collections::{BTreeMap, HashMap},
    time::Duration,
};

use serde::Serialize;
use ts_rs::TS;

use super::request::RequestState;
use crate::model::{endpoint, moment::Moment, path_pattern};

/// The periods, shortest first: a day, a week, a month, in hours.
pub const SPANS: [u32; 3] = [24, 7 * 24, 30 * 24];

/// Below this count there is no percentage.
const MIN_COUNT: u64 = 20;
/// The most paths that are told apart in a span, or in a day of deleted requests.
pub const MAX_PATHS: usize = 100;
/// How many paths are remembered as they were sent.
const MAX_KNOWN: usize = 10_000;
const DAY_MS: i64 = 24 * 3_600_000;

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

    /// The earliest sample that is needed.
    pub fn from(&self) -> Moment {
        let [.., month] = &self.spans;
        month.from.unwrap_or(month.begin)
    }

    /// Adds a sample.
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
        if self.known.len() < MAX_KNOWN {
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
        let more_paths = each.len().saturating_sub(MAX_PATHS) + usize::from(others);
        each.truncate(MAX_PATHS);
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
        // A request that is passing through has no attempt on record yet.
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
        let words = match of < MIN_COUNT {
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

/// The text shown while the relay is off, given how many failures RETM reported.
pub fn not_known(reported: i64) -> String {
    let failures = match reported {
        1 => "1 failure".to_owned(),
        count => format!("{count} failures"),
    };
    format!("RETM reported {failures}; how many succeeded is not known.")
}

#[cfg(test)]
#[path = "rates_tests.rs"]
mod tests;
