//! The table `delivery_errors`: its rows, what is asked of them and what is written to them.

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use rusqlite::{Connection, OptionalExtension, Row, named_params, params_from_iter, types::Value};

use serde::Serialize;
use ts_rs::TS;

use super::{StoreError, incidents, moment_at};
use crate::store::{filter, fulltext, fulltext::Matches};
use crate::{
    history::search::Query,
    incident::{
        decoding,
        delivery_error::{Arrival, DeliveryError, DeliveryErrorDetail, Source},
        payload::{self, ReadAs, Report, Unreadable},
    },
    model::moment::Moment,
};

/// Counting stops there: a tray and a window say "1,000 and more" just as well, and at once.
const COUNT_LIMIT: i64 = 1_000;

/// What a page is asked for. The default asks for nothing: `limit` is 0.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PageQuery {
    /// Only what that finds.
    pub query: Query,
    /// Only what is older than that number.
    pub before: Option<i64>,
    /// Only what is newer than that number.
    pub after: Option<i64>,
    /// Only what belongs to that incident.
    pub incident_id: Option<i64>,
    /// How many at the most.
    pub limit: u32,
}

/// A page of delivery errors, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(rename = "DeliveryErrorPage")]
pub struct Page {
    /// The rows.
    pub rows: Vec<DeliveryError>,
    /// Whether more rows match, older than the last one here.
    pub more: bool,
}

const LISTED: &str =
    "id, incident_id, received_at, source, code, endpoint, message, unreadable_reason";

fn from_row(row: &Row<'_>) -> rusqlite::Result<DeliveryError> {
    Ok(DeliveryError {
        id: row.get("id")?,
        received_at: moment_at(row, "received_at")?,
        code: row.get("code")?,
        endpoint: row.get("endpoint")?,
        message: row.get("message")?,
        readable: row.get_ref("unreadable_reason")? == rusqlite::types::ValueRef::Null,
        source: Source::from_word(&row.get::<_, String>("source")?),
        incident_id: row.get("incident_id")?,
    })
}

/// Keeps one delivery error; returns its number.
pub fn insert(
    connection: &Connection,
    incident_id: i64,
    arrival: &Arrival,
    reading: &Result<Report, Unreadable>,
) -> Result<i64, StoreError> {
    let empty = Report {
        code: None,
        endpoint: String::new(),
        message: String::new(),
    };
    let (report, reason) = match reading {
        Ok(report) => (report, None),
        Err(reason) => (&empty, Some(reason.to_string())),
    };
    connection
        .prepare_cached(
            "INSERT INTO delivery_errors
               (incident_id, received_at, source, code, endpoint, message, unreadable_reason,
                remote_addr, headers, body)
             VALUES (:incident_id, :received_at, :source, :code, :endpoint, :message, :reason,
                :remote_addr, :headers, :body)",
        )?
        .execute(named_params! {
            ":incident_id": incident_id,
            ":received_at": arrival.received_at.millis(),
            ":source": arrival.source.word(),
            ":code": report.code,
            ":endpoint": report.endpoint,
            ":message": report.message,
            ":reason": reason,
            ":remote_addr": arrival.remote_addr,
            ":headers": serde_json::to_string(&arrival.headers).unwrap_or_default(),
            ":body": &arrival.body[..],
        })?;
    Ok(connection.last_insert_rowid())
}

/// One page, newest first.
pub fn page(connection: &Connection, query: &PageQuery, now: Moment) -> Result<Page, StoreError> {
    if query.query.full_text().is_some() {
        let page = page_among(connection, query, now, Matches::Newest)?;
        if page.more {
            return Ok(page);
        }
    }
    page_among(connection, query, now, Matches::All)
}

fn page_among(
    connection: &Connection,
    query: &PageQuery,
    now: Moment,
    matches: Matches,
) -> Result<Page, StoreError> {
    let mut conditions = filter::delivery_errors(&query.query, now);
    if let Some(incident) = query.incident_id {
        conditions.add("incident_id = ?", [Value::Integer(incident)]);
    }
    if let Some(before) = query.before {
        conditions.add("delivery_errors.id < ?", [Value::Integer(before)]);
    }
    if let Some(after) = query.after {
        conditions.add("delivery_errors.id > ?", [Value::Integer(after)]);
    }
    if let Some(words) = query.query.full_text() {
        fulltext::in_delivery_errors(connection, &mut conditions, &words, query.before, matches)?;
    }
    let sql = format!(
        "SELECT {LISTED} FROM delivery_errors WHERE {} ORDER BY id DESC LIMIT ?",
        conditions.sql()
    );
    let mut values = conditions.values;
    values.push(Value::Integer(i64::from(query.limit) + 1));
    let mut rows = connection
        .prepare_cached(&sql)?
        .query_map(params_from_iter(values), from_row)?
        .collect::<Result<Vec<_>, _>>()?;
    let more = rows.len() > query.limit as usize;
    rows.truncate(query.limit as usize);
    Ok(Page { rows, more })
}

/// How many are test reports.
pub fn count_tests(connection: &Connection) -> Result<i64, StoreError> {
    Ok(connection
        .prepare_cached(
            "SELECT count(*) FROM delivery_errors WHERE source = 'test' AND source <> 'retm'",
        )?
        .query_row([], |row| row.get(0))?)
}

/// How many a query finds.
pub fn count(connection: &Connection, query: &Query, now: Moment) -> Result<i64, StoreError> {
    let mut conditions = filter::delivery_errors(query, now);
    if let Some(words) = query.full_text() {
        fulltext::in_delivery_errors(connection, &mut conditions, &words, None, Matches::All)?;
    }
    let sql = format!(
        "SELECT count(*) FROM delivery_errors WHERE {}",
        conditions.sql()
    );
    Ok(connection
        .prepare_cached(&sql)?
        .query_row(params_from_iter(conditions.values), |row| row.get(0))?)
}

/// How many a query finds, up to that many.
pub fn count_up_to(
    connection: &Connection,
    query: &Query,
    now: Moment,
    most: u32,
) -> Result<i64, StoreError> {
    let mut conditions = filter::delivery_errors(query, now);
    if let Some(words) = query.full_text() {
        fulltext::in_delivery_errors(connection, &mut conditions, &words, None, Matches::All)?;
    }
    let sql = format!(
        "SELECT count(*) FROM (SELECT 1 FROM delivery_errors WHERE {} LIMIT {most})",
        conditions.sql()
    );
    Ok(connection
        .prepare_cached(&sql)?
        .query_row(params_from_iter(conditions.values), |row| row.get(0))?)
}

/// Everything after that number, oldest first.
pub fn following(
    connection: &Connection,
    after: i64,
    limit: u32,
) -> Result<Vec<DeliveryError>, StoreError> {
    let rows = connection
        .prepare_cached(&format!(
            "SELECT {LISTED} FROM delivery_errors WHERE id > ?1 ORDER BY id LIMIT ?2"
        ))?
        .query_map((after, limit), from_row)?
        .collect::<Result<_, _>>()?;
    Ok(rows)
}

/// Everything that is kept of one delivery error.
pub fn detail(connection: &Connection, id: i64) -> Result<Option<DeliveryErrorDetail>, StoreError> {
    type Rest = (Vec<u8>, String, String, Option<String>);
    let found: Option<(DeliveryError, Rest)> = connection
        .prepare_cached("SELECT * FROM delivery_errors WHERE id = ?1")?
        .query_row([id], |row| {
            let rest = (
                row.get("body")?,
                row.get("headers")?,
                row.get("remote_addr")?,
                row.get("unreadable_reason")?,
            );
            Ok((from_row(row)?, rest))
        })
        .optional()?;
    let Some((error, (body, headers, remote_addr, unreadable_reason))) = found else {
        return Ok(None);
    };
    let incident = incidents::by_id(connection, error.incident_id)?.ok_or_else(|| {
        StoreError::Damaged(format!("delivery error {id} belongs to no incident"))
    })?;
    let headers = serde_json::from_str(&headers).unwrap_or_default();
    let read_as = payload::read(&body, &headers).read_as;
    let text = decoding::text(&body, &headers).ok();
    // A guess that led to nothing is no text.
    let is_text = |text: &decoding::Text<'_>| !text.guessed || unreadable_reason.is_none();
    let text = text
        .filter(|text| !text.read_as.is_empty() && is_text(text))
        .map(|text| text.text.into_owned());
    let (body, body_base64) = match String::from_utf8(body) {
        Ok(text) => (Some(text), None),
        Err(bytes) => (None, Some(BASE64.encode(bytes.as_bytes()))),
    };
    Ok(Some(DeliveryErrorDetail {
        error,
        incident,
        body,
        body_base64,
        headers,
        remote_addr,
        unreadable_reason,
        read_as: read_as.iter().map(ReadAs::said).collect(),
        text,
    }))
}

/// The newest number; 0 where there is none.
pub fn newest_id(connection: &Connection) -> Result<i64, StoreError> {
    Ok(connection
        .prepare_cached("SELECT coalesce(max(id), 0) FROM delivery_errors")?
        .query_row([], |row| row.get(0))?)
}

/// The number of the newest that was received before that moment; 0 where there is none.
pub fn newest_before(connection: &Connection, moment: Moment) -> Result<i64, StoreError> {
    Ok(connection
        .prepare_cached("SELECT coalesce(max(id), 0) FROM delivery_errors WHERE received_at < ?")?
        .query_row([moment.millis()], |row| row.get(0))?)
}

/// Whether a report of RETM's own is kept: neither a test nor a simulated one.
pub fn any_from_retm(connection: &Connection) -> Result<bool, StoreError> {
    // Both are read off an index, however many there are.
    Ok(connection
        .prepare_cached(
            "SELECT (SELECT coalesce(sum(kept_count), 0) FROM incidents)
                 > (SELECT count(*) FROM delivery_errors WHERE source <> 'retm')",
        )?
        .query_row([], |row| row.get(0))?)
}

/// How many there are after that number, up to [`COUNT_LIMIT`]. Test reports are not counted.
pub fn count_after(connection: &Connection, id: i64) -> Result<i64, StoreError> {
    Ok(connection
        .prepare_cached(
            "SELECT count(*) FROM (SELECT 1 FROM delivery_errors
               WHERE id > ?1 AND source <> 'test' LIMIT ?2)",
        )?
        .query_row((id, COUNT_LIMIT), |row| row.get(0))?)
}
