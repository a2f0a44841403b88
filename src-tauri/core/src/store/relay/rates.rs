//! Computes the delivery rates. Deleted requests do not count, nor does any request that was received before a deleted
//! one: failed requests are kept longer and would distort the rates.

use rusqlite::Row;
use serde::Serialize;
use ts_rs::TS;

use super::{
    attempts::milliseconds, error::RelayStoreError, handle::RelayStore, marks::DELETED_UP_TO,
    reader::RelayReader,
};
use crate::{
    model::moment::Moment,
    relay::{
        rates::{RateCounter, Sample, SpanRates},
        request::{RequestCounts, RequestState, Trigger},
    },
    store::{sql::Sql as _, table::row},
};

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
        let mut last: Option<(i64, Sample)> = None;
        // In the order of their ids, each with its attempts in sequence. A 400 is a valid answer to a reward.
        self.0.fetch_all(
            "SELECT requests.id, path, received_at, state, attempts.id AS attempt, status, cause, ms,
               status = 400 AND state = 'passed'
                 AND instr(body, CAST('\"reward_code\"' AS BLOB)) > 0 AS is_answer
             FROM requests LEFT JOIN attempts ON attempts.request_id = requests.id
             WHERE received_at >= ?1 ORDER BY requests.id, attempts.id",
            [counter.from().millis()],
            |row| {
                let id: i64 = row.get("id")?;
                if last.as_ref().is_none_or(|(before, _)| *before != id)
                    && let Some((_, whole)) = last.replace((id, begin(row)?))
                {
                    counter.add(&whole);
                }
                match &mut last {
                    Some((_, sample)) => add_attempt(sample, row),
                    None => Ok(()),
                }
            },
        )?;
        if let Some((_, whole)) = last {
            counter.add(&whole);
        }
        Ok(DeliveryRates {
            now: self.counts()?,
            spans: counter.finish(),
        })
    }

    /// Since when all requests are still there; `None` if there are no requests.
    fn known_from(&self) -> Result<Option<Moment>, RelayStoreError> {
        let first: Option<i64> = self
            .0
            .fetch_value("SELECT min(received_at) FROM requests", [])?;
        let deleted = self.mark(DELETED_UP_TO)?.map(|at| at.saturating_add(1));
        let known = first.map(|first| deleted.map_or(first, |deleted| first.max(deleted)));
        Ok(known.map(Moment::from_millis))
    }
}

fn begin(row: &Row<'_>) -> rusqlite::Result<Sample> {
    Ok(Sample {
        path: row.get("path")?,
        received_at: row::moment(row, "received_at")?,
        state: row::word(row, "state", RequestState::Passed)?,
        attempts: 0,
        first_got_through: None,
        took_ms: None,
    })
}

fn add_attempt(sample: &mut Sample, row: &Row<'_>) -> rusqlite::Result<()> {
    if row.get::<_, Option<i64>>("attempt")?.is_none() {
        return Ok(());
    }
    let status: Option<u16> = row.get("status")?;
    let is_answer: Option<bool> = row.get("is_answer")?;
    let got_through = matches!(status, Some(200..=299)) || is_answer == Some(true);
    let is_replay = row::word(row, "cause", Trigger::Automatic)? == Trigger::Replay;
    if !is_replay {
        sample.attempts += 1;
        sample.first_got_through.get_or_insert(got_through);
    }
    // A replay may have got through to another target, while the request itself did not.
    let counts = !is_replay || sample.state == RequestState::Delivered;
    if got_through && counts && sample.took_ms.is_none() {
        sample.took_ms = Some(milliseconds(row, "ms")?);
    }
    Ok(())
}
