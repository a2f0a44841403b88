//! A query for requests as SQL.

use std::borrow::Cow;

use rusqlite::{
    Connection,
    functions::FunctionFlags,
    types::{Value, ValueRef},
};

use crate::{
    model::{endpoint, fold::fold, json_text},
    relay::{
        request::RequestState,
        search::{RequestQuery, StatusFilter},
    },
    store::error::StoreError,
};

/// The states in the partial index of unsettled requests.
const UNSETTLED: [RequestState; 3] = [
    RequestState::Waiting,
    RequestState::NeedsYou,
    RequestState::Dead,
];

/// How much of a body is searched, in bytes.
const BODY_START: usize = 4096;

/// Registers two SQL functions. `has(text, part)`: whether a text, or the beginning of a body, contains that part, both
/// folded. `has_path(path, part)`: the same for a path, as it was sent or as people read it.
pub fn register(connection: &Connection) -> Result<(), StoreError> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    connection.create_scalar_function("has", 2, flags, |context| {
        let text = text(context.get_raw(0));
        let part = context.get_raw(1).as_str().unwrap_or_default();
        Ok(text.is_some_and(|text| fold(&json_text::words(&text)).contains(part)))
    })?;
    connection.create_scalar_function("has_path", 2, flags, |context| {
        let path = text(context.get_raw(0)).unwrap_or_default();
        let part = context.get_raw(1).as_str().unwrap_or_default();
        Ok(fold(&path).contains(part)
            || (endpoint::may_read_otherwise(&path)
                && fold(&endpoint::readable(&path)).contains(part)))
    })?;
    Ok(())
}

fn text(value: ValueRef<'_>) -> Option<Cow<'_, str>> {
    match value {
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => Some(String::from_utf8_lossy(bytes)),
        _ => None,
    }
}

/// The condition of a query, and its values.
pub fn condition(query: &RequestQuery, before: Option<i64>) -> (String, Vec<Value>) {
    let mut values = Vec::new();
    let mut all = vec!["1".to_owned()];
    if let Some(before) = before {
        values.push(Value::from(before));
        all.push("id < ?".to_owned());
    }
    any(&mut all, &query.statuses, |filter| match filter {
        StatusFilter::None => "NOT EXISTS (SELECT 1 FROM attempts WHERE request_id = requests.id
               AND status IS NOT NULL)"
            .to_owned(),
        StatusFilter::Range(first, last) => format!(
            "EXISTS (SELECT 1 FROM attempts WHERE request_id = requests.id
               AND status BETWEEN {first} AND {last})"
        ),
    });
    for (column, parts) in [
        ("path", &query.paths),
        ("event", &query.events),
        ("merchant", &query.merchants),
    ] {
        any(&mut all, parts, |part| {
            values.push(Value::from(part.clone()));
            match column {
                "merchant" => {
                    values.push(Value::from(part.clone()));
                    "(has(merchant, ?) OR has(merchant_reference, ?))".to_owned()
                }
                "path" => "has_path(path, ?)".to_owned(),
                column => format!("has({column}, ?)"),
            }
        });
    }
    any(&mut all, &query.states, |state| {
        format!("state = '{}'", state.into_str())
    });
    let is_unsettled = |state: &RequestState| UNSETTLED.contains(state);
    if !query.states.is_empty() && query.states.iter().all(is_unsettled) {
        // The exact condition of the index: SQLite uses the index only for these words.
        all.push("state IN ('waiting', 'needs_you', 'dead')".to_owned());
    }
    for spellings in &query.words {
        any(&mut all, spellings, |word| {
            values.extend(std::iter::repeat_n(Value::from(word.clone()), 3));
            format!("(has_path(path, ?) OR has(event, ?) OR has(substr(body, 1, {BODY_START}), ?))")
        });
    }
    (all.join(" AND "), values)
}

/// Adds that one of these must hold, if there are any.
fn any<T>(all: &mut Vec<String>, filters: &[T], sql: impl FnMut(&T) -> String) {
    if !filters.is_empty() {
        let each: Vec<_> = filters.iter().map(sql).collect();
        all.push(format!("({})", each.join(" OR ")));
    }
}
