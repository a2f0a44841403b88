//! How many matches a search has in each view, and how it can be completed.

use std::collections::HashSet;

use rusqlite::params_from_iter;
use serde::Serialize;
use ts_rs::TS;

use crate::{
    history::{
        completion::{self, Completion, Known},
        search::Query,
    },
    incident::{IncidentState, Subject},
    locale::Locale,
    model::moment::Moment,
    store::{
        error::StoreError,
        reader::Reader,
        table::{delivery_errors, incidents, row},
    },
};

const MAX_COUNTED: u32 = 10_000;
/// Completion looks for endpoints and codes in this many of the latest incidents.
const LATEST: u32 = 2_000;

/// How many matches a search has in each view. For incidents, the states that the query names are ignored.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, TS)]
pub struct Matches {
    /// Open incidents.
    #[ts(type = "number")]
    pub open: i64,
    /// Acknowledged incidents.
    #[ts(type = "number")]
    pub acknowledged: i64,
    /// Resolved incidents.
    #[ts(type = "number")]
    pub resolved: i64,
    /// Delivery errors, up to 10,000.
    #[ts(type = "number")]
    pub errors: i64,
}

impl Reader {
    /// How many matches a search has in each view.
    pub fn matches(&self, query: &Query) -> Result<Matches, StoreError> {
        let now = Moment::now();
        let in_any_state = Query {
            states: Vec::new(),
            ..query.clone()
        };
        let conditions = incidents::matching(&self.0, &in_any_state, now)?;
        let sql = format!(
            "SELECT state, count(*) FROM incidents WHERE {} GROUP BY state",
            conditions.sql()
        );
        let errors = query.clone().leaving_out_tests();
        let mut statement = self.0.prepare_cached(&sql)?;
        let mut rows = statement.query(params_from_iter(conditions.values))?;
        let mut matches = Matches {
            errors: delivery_errors::count(&self.0, &errors, now, MAX_COUNTED)?,
            ..Matches::default()
        };
        while let Some(row) = rows.next()? {
            let count = row.get(1)?;
            match row::word(row, "state", IncidentState::Open)? {
                IncidentState::Open => matches.open = count,
                IncidentState::Acknowledged => matches.acknowledged = count,
                IncidentState::Resolved => matches.resolved = count,
            }
        }
        Ok(matches)
    }

    /// How a search can be completed at a position, which is counted in UTF-16 units. `projects` are their names.
    pub fn complete(
        &self,
        query: &str,
        at: u32,
        projects: Vec<String>,
        locale: Locale,
    ) -> Result<Completion, StoreError> {
        let known = Known {
            projects,
            ..self.known()?
        };
        Ok(completion::complete(query, at, &known, locale))
    }

    /// The endpoints and codes of the latest incidents.
    fn known(&self) -> Result<Known, StoreError> {
        let mut known = Known::default();
        let mut statement = self.0.prepare_cached(
            "SELECT subject, last_code, last_merchant FROM incidents ORDER BY last_error_id DESC LIMIT ?1",
        )?;
        let mut rows = statement.query([LATEST])?;
        let mut seen = HashSet::new();
        while let Some(row) = rows.next()? {
            known.codes.extend(row.get::<_, Option<i64>>(1)?);
            known.merchants.extend(row.get::<_, Option<String>>(2)?);
            let subject: String = row.get(0)?;
            if let Subject::Endpoint(key) = incidents::subject_from(&subject)
                && seen.insert(subject)
            {
                known.endpoints.push(key);
            }
        }
        Ok(known)
    }
}
