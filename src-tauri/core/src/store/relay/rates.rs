//! Computes the delivery rates from the stored requests and the counts of the deleted ones.

use std::collections::BTreeMap;

use rusqlite::{Connection, Row};
use serde::Serialize;
use ts_rs::TS;

use super::{counters, error::RelayStoreError, handle::RelayStore, reader::RelayReader};
use crate::{
    model::moment::Moment,
    relay::{
        rates::{
            DayTally, MAX_PATHS, RateCounter, SPANS, Sample, SpanRates, Tally, day_of, pattern,
        },
        request::{RequestCounts, RequestState, Trigger},
    },
    store::{error::StoreError, sql::Sql as _, table::row},
};

/// How many days the counts of deleted requests are kept: the longest span, and its first, partial day.
const DAYS: i64 = SPANS[SPANS.len() - 1] as i64 / 24 + 1;

/// The columns of a sample, and those of its attempts from the index `attempts_by_request`. A 400 is a valid answer to
/// a reward.
const SAMPLE: &str = "SELECT requests.id, path, received_at, state, attempts.id, status, cause, ms,
     status = 400 AND state = 'passed'
       AND instr(body, CAST('\"reward_code\"' AS BLOB)) > 0
   FROM requests LEFT JOIN attempts ON attempts.request_id = requests.id";

/// How well requests get through.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct DeliveryRates {
    /// How many requests are in each state now, and when the oldest waiting one was received.
    pub now: RequestCounts,
    /// The last day, week and month.
    pub spans: Vec<SpanRates>,
}

impl RelayStore {
    /// How well requests get through. Reads the requests of a month: blocks.
    pub fn rates(&self, now: Moment) -> Result<DeliveryRates, RelayStoreError> {
        self.read(|reader| reader.rates(now))
    }
}

impl RelayReader {
    /// How well requests get through. Reads the requests of a month.
    pub fn rates(&self, now: Moment) -> Result<DeliveryRates, RelayStoreError> {
        let mut counter = RateCounter::new(now, self.known_from()?);
        if let Some(up_to) = self.mark(counters::COUNTED_UP_TO)? {
            counter.add_deleted(&self.deleted(now)?, Moment::from_millis(up_to));
        }
        // In the order of their ids, each with its attempts in sequence.
        let sql = format!("{SAMPLE} WHERE received_at >= ?1 ORDER BY requests.id, attempts.id");
        let from = counter.from().millis();
        samples(&self.0, &sql, from, |sample| counter.add(sample))?;
        Ok(DeliveryRates {
            now: self.counts()?,
            spans: counter.finish(),
        })
    }

    /// Since when all requests are counted; `None` if there are no requests.
    fn known_from(&self) -> Result<Option<Moment>, RelayStoreError> {
        let first = "SELECT received_at FROM requests ORDER BY id LIMIT 1";
        let first: Option<i64> = self.0.fetch_optional(first, [], |row| row.get(0))?;
        let counted = self.mark(counters::COUNTED_FROM)?;
        let deleted = self
            .mark(counters::DELETED_UP_TO)?
            .map(|at| at.saturating_add(1));
        let known = [first, counted].into_iter().flatten().min();
        let known = known.map(|known| deleted.map_or(known, |deleted| known.max(deleted)));
        Ok(known.map(Moment::from_millis))
    }

    /// The counts of the deleted requests.
    fn deleted(&self, now: Moment) -> Result<Vec<DayTally>, RelayStoreError> {
        let found = self.0.fetch_all(
            "SELECT * FROM daily_rates WHERE day >= ?1",
            [day_of(now) - DAYS],
            |row| {
                let of = |column| number(row, column);
                let took: String = row.get("took_ms")?;
                let tally = Tally {
                    received: of("received")?,
                    tried: of("tried")?,
                    first_try: of("first_try")?,
                    settled: of("settled")?,
                    delivered: of("delivered")?,
                    attempts_of_delivered: of("attempts_of_delivered")?,
                    took_ms: BTreeMap::new(),
                };
                Ok((row.get("day")?, row.get("path")?, tally, took))
            },
        )?;
        let found = found.into_iter();
        found
            .map(|(day, path, tally, took)| {
                Ok(DayTally {
                    day,
                    path,
                    tally: Tally {
                        took_ms: read_took(&took)?,
                        ..tally
                    },
                })
            })
            .collect()
    }
}

/// Counts requests that are about to be deleted, in their transaction.
pub fn count_deleted(connection: &Connection, ids: &[i64], now: Moment) -> Result<(), StoreError> {
    let sql = format!("{SAMPLE} WHERE requests.id = ?1 ORDER BY attempts.id");
    let mut days: BTreeMap<(i64, String), Tally> = BTreeMap::new();
    for id in ids {
        samples(connection, &sql, *id, |sample| {
            let day = (day_of(sample.received_at), pattern(&sample.path));
            days.entry(day).or_default().add_deleted(sample);
        })?;
    }
    let oldest = day_of(now) - DAYS;
    for ((day, path), tally) in days {
        if day >= oldest {
            count_in(connection, day, path, tally)?;
        }
    }
    connection.run("DELETE FROM daily_rates WHERE day < ?1", [oldest])
}

fn count_in(
    connection: &Connection,
    day: i64,
    mut path: String,
    mut tally: Tally,
) -> Result<(), StoreError> {
    let took = |path: &str| {
        let sql = "SELECT took_ms FROM daily_rates WHERE day = ?1 AND path = ?2";
        connection.fetch_optional(sql, (day, path), |row| row.get::<_, String>(0))
    };
    let mut before = took(&path)?;
    if before.is_none() {
        let paths: i64 = connection.fetch_value(
            "SELECT count(*) FROM daily_rates WHERE day = ?1 AND path <> ''",
            [day],
        )?;
        if usize::try_from(paths).is_ok_and(|paths| paths >= MAX_PATHS) {
            path.clear();
            before = took(&path)?;
        }
    }
    if let Some(before) = before {
        for (took, count) in read_took(&before)? {
            *tally.took_ms.entry(took).or_default() += count;
        }
    }
    let took = serde_json::to_string(&tally.took_ms)
        .map_err(|error| StoreError::Failed(error.to_string()))?;
    let number = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    connection.run(
        "INSERT INTO daily_rates (day, path, received, tried, first_try, settled, delivered,
           attempts_of_delivered, took_ms)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
         ON CONFLICT DO UPDATE SET received = received + excluded.received,
           tried = tried + excluded.tried, first_try = first_try + excluded.first_try,
           settled = settled + excluded.settled, delivered = delivered + excluded.delivered,
           attempts_of_delivered = attempts_of_delivered + excluded.attempts_of_delivered,
           took_ms = excluded.took_ms",
        (
            day,
            path,
            number(tally.received),
            number(tally.tried),
            number(tally.first_try),
            number(tally.settled),
            number(tally.delivered),
            number(tally.attempts_of_delivered),
            took,
        ),
    )
}

fn read_took(text: &str) -> Result<BTreeMap<u64, u64>, StoreError> {
    serde_json::from_str(text).map_err(|error| StoreError::Failed(error.to_string()))
}

fn number(row: &Row<'_>, column: &str) -> rusqlite::Result<u64> {
    let found: i64 = row.get(column)?;
    Ok(found.try_into().unwrap_or(0))
}

/// Calls `take` with each sample of a query that begins with [`SAMPLE`].
fn samples(
    connection: &Connection,
    sql: &str,
    value: i64,
    mut take: impl FnMut(&Sample),
) -> Result<(), StoreError> {
    let mut last: Option<(i64, Sample)> = None;
    connection.fetch_all(sql, [value], |row| {
        let id: i64 = row.get(0)?;
        if last.as_ref().is_none_or(|(before, _)| *before != id)
            && let Some((_, whole)) = last.replace((id, begin(row)?))
        {
            take(&whole);
        }
        match &mut last {
            Some((_, sample)) => add_attempt(sample, row),
            None => Ok(()),
        }
    })?;
    if let Some((_, whole)) = last {
        take(&whole);
    }
    Ok(())
}

fn begin(row: &Row<'_>) -> rusqlite::Result<Sample> {
    Ok(Sample {
        path: row.get(1)?,
        received_at: Moment::from_millis(row.get(2)?),
        state: row::word(row, "state", RequestState::Passed)?,
        attempts: 0,
        first_got_through: None,
        took_ms: None,
    })
}

fn add_attempt(sample: &mut Sample, row: &Row<'_>) -> rusqlite::Result<()> {
    if row.get::<_, Option<i64>>(4)?.is_none() {
        return Ok(());
    }
    let status: Option<u16> = row.get(5)?;
    let is_answer: Option<bool> = row.get(8)?;
    let got_through = matches!(status, Some(200..=299)) || is_answer == Some(true);
    let is_replay = row::word(row, "cause", Trigger::Automatic)? == Trigger::Replay;
    if !is_replay {
        sample.attempts += 1;
        sample.first_got_through.get_or_insert(got_through);
    }
    // A replay may have got through to another target, while the request itself did not.
    let counts = !is_replay || sample.state == RequestState::Delivered;
    if got_through && counts && sample.took_ms.is_none() {
        let ms: i64 = row.get(7)?;
        sample.took_ms = Some(ms.try_into().unwrap_or(0));
    }
    Ok(())
}
