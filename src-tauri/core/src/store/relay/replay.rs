//! What a replay of several requests would send.

use rusqlite::{Connection, params_from_iter};

use super::{error::RelayStoreError, handle::RelayStore, reader::RelayReader, search};
use crate::{
    relay::{
        event::EventInfo,
        replay::{Candidate, MAX_COUNT, ReplayPlan},
        request::Headers,
        search::RequestQuery,
    },
    store::{error::StoreError, sql::Sql as _},
};

impl RelayStore {
    /// What a replay of these requests would send, without those that are gone. Blocks.
    pub fn plan_replay(&self, ids: &[i64]) -> Result<ReplayPlan, RelayStoreError> {
        self.read(|reader| reader.plan_replay(ids))
    }

    /// What a replay of all requests that match a query would send; `None` if there are too many. Blocks.
    pub fn plan_replay_of(
        &self,
        query: &RequestQuery,
    ) -> Result<Option<ReplayPlan>, RelayStoreError> {
        self.read(|reader| {
            let (condition, values) = search::condition(query, None);
            let sql = format!(
                "SELECT id FROM requests WHERE {condition} ORDER BY id LIMIT {}",
                MAX_COUNT + 1
            );
            let ids = reader
                .0
                .fetch_all(&sql, params_from_iter(values), |row| row.get(0))?;
            match ids.len() > MAX_COUNT {
                true => Ok(None),
                false => reader.plan_replay(&ids).map(Some),
            }
        })
    }
}

impl RelayReader {
    /// What a replay of these requests would send, without those that are gone.
    pub fn plan_replay(&self, ids: &[i64]) -> Result<ReplayPlan, RelayStoreError> {
        Ok(plan(&self.0, ids)?)
    }
}

fn plan(connection: &Connection, ids: &[i64]) -> Result<ReplayPlan, StoreError> {
    let found: Result<Vec<_>, StoreError> =
        ids.iter().map(|id| candidate(connection, *id)).collect();
    Ok(ReplayPlan::of(found?.into_iter().flatten()))
}

/// Reads one request for the plan. A reward always passes through, so no other body is read.
fn candidate(connection: &Connection, id: i64) -> Result<Option<Candidate>, StoreError> {
    connection.fetch_optional(
        "SELECT CASE mode WHEN 'through' THEN body END,
           (SELECT ms FROM attempts WHERE request_id = requests.id AND status IS NOT NULL
            ORDER BY id DESC LIMIT 1)
         FROM requests WHERE id = ?1",
        [id],
        |row| {
            let body: Option<Vec<u8>> = row.get(0)?;
            let took_ms: Option<i64> = row.get(1)?;
            Ok(Candidate {
                id,
                is_reward: body
                    .is_some_and(|body| EventInfo::read(&body, &Headers::new()).is_reward),
                took_ms: took_ms.and_then(|ms| ms.try_into().ok()),
            })
        },
    )
}
