//! A search query as SQL, with every value as a parameter. The table modules use it.

use rusqlite::{Connection, types::Value};

use super::{
    causes, endpoints, hosts, incident_set, projects,
    where_clause::{WhereClause, text},
};
use crate::{
    history::search::{CodeFilter, Query},
    incident::delivery_error::Source,
    model::moment::Moment,
    store::{error::StoreError, table::row},
};

fn at(moment: Moment) -> Value {
    Value::Integer(moment.millis())
}

/// The conditions of a query on the table `incidents` itself.
fn incident_conditions(query: &Query, now: Moment) -> WhereClause {
    let mut conditions = WhereClause::default();
    conditions.any(
        query
            .states
            .iter()
            .map(|state| ("state = ?", vec![text(state.into_str())])),
    );
    if query.muted {
        conditions.add("muted_until > ?", [at(now)]);
    }
    conditions.any(
        query
            .hosts
            .iter()
            .map(|part| (hosts::HAS, vec![text(part), text(part)])),
    );
    conditions
}

impl WhereClause {
    /// Adds the time of receipt.
    fn add_received_between(&mut self, since: Option<Moment>, until: Option<Moment>) {
        if let Some(since) = since {
            // The first id of that minute lets SQLite stop there instead of reading all older rows.
            self.add(
                "received_at >= ? AND delivery_errors.id >=
                   ifnull((SELECT min(first_id) FROM minutes WHERE minute >= ?), 0)",
                [at(since), Value::Integer(row::minute(since))],
            );
        }
        if let Some(until) = until {
            self.add(
                "received_at <= ? AND delivery_errors.id <=
                   ifnull((SELECT max(last_id) FROM minutes WHERE minute <= ?), 0)",
                [at(until), Value::Integer(row::minute(until))],
            );
        }
    }
}

/// The delivery errors that match a query, except for its words: see [`super::fulltext`].
pub fn delivery_errors(
    connection: &Connection,
    query: &Query,
    now: Moment,
) -> Result<WhereClause, StoreError> {
    let mut conditions = WhereClause::default();
    conditions.any(query.codes.iter().map(|code| match code {
        CodeFilter::None => ("code IS NULL AND unreadable_reason IS NULL", vec![]),
        // The index on the code has its ids in order for each code, but not for a range.
        CodeFilter::Range(code, same) if code == same => ("code = ?", vec![Value::Integer(*code)]),
        CodeFilter::Range(from, to) => (
            "code BETWEEN ? AND ?",
            vec![Value::Integer(*from), Value::Integer(*to)],
        ),
    }));
    conditions.add_received_between(query.since, query.until);
    match query.readable {
        None => {}
        Some(true) => conditions.add("unreadable_reason IS NULL", []),
        Some(false) => conditions.add(
            "incident_id IN (SELECT id FROM incidents WHERE subject = 'unreadable')",
            [],
        ),
    }
    // The second condition for tests and simulations looks redundant, but only those have an index, and SQLite has to
    // see that it applies.
    conditions.any(query.sources.iter().map(|source| {
        let sql = match source {
            Source::Retm => "source = 'retm' AND relay_request IS NULL",
            Source::Test => "source = 'test' AND source <> 'retm'",
            Source::Simulated => "source = 'simulated' AND source <> 'retm'",
            Source::Relay => "relay_request IS NOT NULL",
        };
        (sql, vec![])
    }));
    if query.without_tests {
        conditions.add("source <> 'test'", []);
    }
    if let Some(incident) = query.incident {
        conditions.add("incident_id = ?", [Value::Integer(incident)]);
    }
    conditions.any(query.merchants.iter().map(|part| {
        // Skips reports whose incident has no such merchant, without reading the row to its end.
        let sql = "incident_id IN (SELECT incident_id FROM incident_merchants WHERE instr(fold(merchant), ?))
            AND instr(fold(merchant), ?)";
        (sql, vec![text(part), text(part)])
    }));
    if !query.projects.is_empty() {
        projects::add_to_delivery_errors(&mut conditions, &query.origins);
    }
    incident_set::restrict(
        connection,
        &mut conditions,
        query,
        incident_conditions(query, now),
    )?;
    // Last, so that SQLite derives causes only for the remaining rows.
    if let Some(causes) = causes::asked(&query.causes) {
        conditions.add(causes::IN_DELIVERY_ERRORS, [Value::Integer(causes)]);
    }
    Ok(conditions)
}

/// The incidents that match a query, except for its words: see [`super::fulltext`].
pub fn incidents(query: &Query, now: Moment) -> WhereClause {
    let mut conditions = incident_conditions(query, now);
    conditions.any(query.endpoints.iter().flat_map(|part| {
        [
            (endpoints::NAMED, vec![text(part)]),
            (endpoints::WITH_ONE, vec![text(part)]),
        ]
    }));
    conditions.any(query.codes.iter().map(|code| match code {
        CodeFilter::None => (
            "id IN (SELECT incident_id FROM incident_codes WHERE code = '') AND subject <> 'unreadable'",
            vec![],
        ),
        CodeFilter::Range(from, to) => (
            "id IN (SELECT incident_id FROM incident_codes
                    WHERE code <> '' AND CAST(code AS INTEGER) BETWEEN ? AND ?)",
            vec![Value::Integer(*from), Value::Integer(*to)],
        ),
    }));
    conditions.any(query.merchants.iter().map(|part| {
        let sql =
            "id IN (SELECT incident_id FROM incident_merchants WHERE instr(fold(merchant), ?))";
        (sql, vec![text(part)])
    }));
    if !query.projects.is_empty() {
        projects::add_to_incidents(&mut conditions, &query.origins);
    }
    if let Some(since) = query.since {
        conditions.add("last_error_at >= ?", [at(since)]);
    }
    if let Some(until) = query.until {
        conditions.add("opened_at <= ?", [at(until)]);
    }
    if let Some(readable) = query.readable {
        let is = if readable { "<>" } else { "=" };
        conditions.add(format!("subject {is} 'unreadable'"), []);
    }
    conditions.any(
        query
            .sources
            .iter()
            .map(|source| ("last_source = ?", vec![text(source.into_str())])),
    );
    if query.without_tests {
        conditions.add("last_source <> 'test'", []);
    }
    if let Some(incident) = query.incident {
        conditions.add("id = ?", [Value::Integer(incident)]);
    }
    if let Some(causes) = causes::asked(&query.causes) {
        conditions.add(causes::IN_INCIDENTS, [Value::Integer(causes)]);
    }
    conditions
}
