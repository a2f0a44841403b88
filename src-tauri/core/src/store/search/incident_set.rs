//! The incidents that a search of delivery errors asks for. They are looked up before the delivery errors are read: their
//! number decides whether those are found incident by incident or from the newest on, which SQLite can't know.

use rusqlite::{Connection, params_from_iter, types::Value};

use super::{
    endpoints,
    where_clause::{WhereClause, text},
};
use crate::{
    history::search::Query,
    store::{error::StoreError, sql::Sql},
};

/// From that many delivery errors on, and from one in that many of all, they are read from the newest on: that fills a
/// page sooner than finding and sorting all.
const MANY: i64 = 5_000;
const ONE_IN: i64 = 100;

/// Some incidents.
struct IncidentSet {
    /// Their ids as a JSON array.
    ids: String,
    /// How many there are.
    count: i64,
    /// How many delivery errors they have.
    errors: i64,
    /// The id of their newest delivery error.
    newest: i64,
}

impl IncidentSet {
    fn of(connection: &Connection, conditions: &WhereClause) -> Result<Self, StoreError> {
        let sql = format!(
            "SELECT json_group_array(id), count(*), ifnull(sum(kept_count), 0), ifnull(max(last_error_id), 0)
             FROM incidents WHERE {}",
            conditions.sql()
        );
        let mut statement = connection.prepare_cached(&sql)?;
        let set = statement.query_row(params_from_iter(&conditions.values), |row| {
            Ok(Self {
                ids: row.get(0)?,
                count: row.get(1)?,
                errors: row.get(2)?,
                newest: row.get(3)?,
            })
        })?;
        Ok(set)
    }
}

/// Restricts delivery errors to those of the incidents that the query asks for: by state and host, which are the conditions
/// `asked`, and by endpoint. For a pattern, their own endpoint must contain what is asked for.
pub fn restrict(
    connection: &Connection,
    conditions: &mut WhereClause,
    query: &Query,
    asked: WhereClause,
) -> Result<(), StoreError> {
    if query.endpoints.is_empty() && query.hosts.is_empty() {
        // An index has them by state.
        if !asked.is_empty() {
            let sql = format!(
                "incident_id IN (SELECT id FROM incidents WHERE {})",
                asked.sql()
            );
            conditions.add(sql, asked.values);
        }
        return Ok(());
    }
    let parts = |sql: &'static str| {
        query
            .endpoints
            .iter()
            .map(move |part| (sql, vec![text(part)]))
    };
    let mut named = asked.clone();
    named.any(parts(endpoints::NAMED));
    let mut sets = vec![(IncidentSet::of(connection, &named)?, WhereClause::default())];
    if !query.endpoints.is_empty() {
        let mut patterns = asked;
        patterns.add("instr(subject, '/:id')", []);
        let mut own = WhereClause::default();
        own.any(parts(endpoints::OWN));
        sets.push((IncidentSet::of(connection, &patterns)?, own));
    }
    sets.retain(|(set, _)| set.count > 0);
    let errors: i64 = sets.iter().map(|(set, _)| set.errors).sum();
    let newest = sets.iter().map(|(set, _)| set.newest).max().unwrap_or(0);
    let all: i64 = connection.fetch_value("SELECT ifnull(max(id), 0) FROM delivery_errors", [])?;
    // The unary sign keeps SQLite from the index by incident.
    let sign = match errors > MANY && errors > all / ONE_IN {
        true => "+",
        false => "",
    };
    let (mut any, mut values) = (Vec::new(), Vec::new());
    for (set, own) in sets {
        any.push(format!(
            "({sign}incident_id IN (SELECT value FROM json_each(?)) AND {})",
            own.sql()
        ));
        values.push(Value::Text(set.ids));
        values.extend(own.values);
    }
    match any.is_empty() {
        true => conditions.add("0", []),
        false => conditions.add(format!("({})", any.join(" OR ")), values),
    }
    conditions.add("delivery_errors.id <= ?", [Value::Integer(newest)]);
    Ok(())
}
