//! Requests for display: in a list and in full, with secrets redacted.

use std::collections::BTreeMap;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use rusqlite::{Connection, Row};

use super::{
    attempts, error::RelayStoreError, handle::RelayStore, headers, reader::RelayReader, search,
};
use crate::{
    incident::delivery_error::DeliveryError,
    model::{compare, moment::Moment},
    redaction::Redaction,
    relay::{
        mode::RelayMode,
        probable_requests::{ProbableRequests, WINDOW, probable_requests},
        request::{AttemptDetail, AttemptParts, RequestDetail, RequestRow, RequestState},
        search::RequestQuery,
    },
    store::{error::StoreError, snapshot::Snapshot, sql::Sql as _, table::row},
};

/// How many of the latest requests before a report are searched.
const MAX_LOOKED_AT: u32 = 10_000;

impl RelayStore {
    /// The requests that match a query, newest first, older than `before`. Blocks.
    pub fn list(
        &self,
        query: &RequestQuery,
        before: Option<i64>,
        limit: u32,
    ) -> Result<Vec<RequestRow>, RelayStoreError> {
        self.read(|reader| reader.list(query, before, limit))
    }

    /// Everything that is displayed of a request. Blocks.
    pub fn show(&self, id: i64) -> Result<Option<RequestDetail>, RelayStoreError> {
        self.read(|reader| reader.show(id))
    }
}

impl RelayReader {
    /// The requests that match a query, newest first, older than `before`.
    pub fn list(
        &self,
        query: &RequestQuery,
        before: Option<i64>,
        limit: u32,
    ) -> Result<Vec<RequestRow>, RelayStoreError> {
        let _snapshot = Snapshot::of(&self.0)?;
        let (condition, values) = search::condition(query, before);
        let sql = format!(
            "SELECT id, received_at, method, path, query, event, merchant, mode, answered, state,
               next_at
             FROM requests WHERE {condition} ORDER BY id DESC LIMIT {limit}"
        );
        let mut rows = self
            .0
            .fetch_all(&sql, rusqlite::params_from_iter(values), request_row)?;
        for row in &mut rows {
            row.attempts = attempts::rows(&self.0, row.id)?;
        }
        Ok(rows)
    }

    /// The requests received between `from` and `to`, newest first, up to a limit.
    pub fn received_between(
        &self,
        from: Moment,
        to: Moment,
        limit: u32,
    ) -> Result<Vec<RequestRow>, RelayStoreError> {
        let mut rows = self.0.fetch_all(
            "SELECT id, received_at, method, path, query, event, merchant, mode, answered, state,
               next_at
             FROM requests WHERE received_at BETWEEN ?1 AND ?2 ORDER BY id DESC LIMIT ?3",
            (from.millis(), to.millis(), limit),
            request_row,
        )?;
        for row in &mut rows {
            row.attempts = attempts::rows(&self.0, row.id)?;
        }
        Ok(rows)
    }

    /// The requests that a report is probably about. If there were no requests by then, nothing is said about the
    /// ingress: the relay may have been off.
    pub fn requests_of(&self, error: &DeliveryError) -> Result<ProbableRequests, RelayStoreError> {
        if let Some(request) = error.relay_request {
            return Ok(ProbableRequests {
                requests: vec![request],
                note: None,
            });
        }
        let (to, from) = (error.received_at, error.received_at.minus(WINDOW));
        if !error.readable || !self.any_before(to)? {
            return Ok(ProbableRequests::default());
        }
        let requests = self.received_between(from, to, MAX_LOOKED_AT)?;
        Ok(probable_requests(&error.endpoint, to, &requests))
    }

    /// One request as it stands in a list.
    pub fn row(&self, id: i64) -> Result<Option<RequestRow>, RelayStoreError> {
        let row = self.0.fetch_optional(
            "SELECT id, received_at, method, path, query, event, merchant, mode, answered, state,
               next_at
             FROM requests WHERE id = ?1",
            [id],
            request_row,
        )?;
        let Some(mut row) = row else { return Ok(None) };
        row.attempts = attempts::rows(&self.0, id)?;
        Ok(Some(row))
    }

    /// Whether a stored request was received before that moment.
    pub fn any_before(&self, at: Moment) -> Result<bool, RelayStoreError> {
        let any = "SELECT EXISTS (SELECT 1 FROM requests WHERE received_at < ?1)";
        Ok(self.0.fetch_value(any, [at.millis()])?)
    }

    /// Everything that is displayed of a request.
    pub fn show(&self, id: i64) -> Result<Option<RequestDetail>, RelayStoreError> {
        let _snapshot = Snapshot::of(&self.0)?;
        let found = self
            .0
            .fetch_optional("SELECT * FROM requests WHERE id = ?1", [id], |row| {
                let headers: String = row.get("headers")?;
                Ok((
                    request_detail(row)?,
                    headers,
                    row.get::<_, Vec<u8>>("body")?,
                ))
            })?;
        let Some((mut detail, shown, body)) = found else {
            return Ok(None);
        };
        detail.headers = headers::shown(headers::read(&shown)?);
        detail.attempts = attempt_details(&self.0, id, &body)?;
        Ok(Some(detail))
    }
}

fn request_row(row: &Row<'_>) -> rusqlite::Result<RequestRow> {
    Ok(RequestRow {
        id: row.get("id")?,
        received_at: row::moment(row, "received_at")?,
        method: row.get("method")?,
        path: row.get("path")?,
        query: shown_query(row)?,
        event: row.get("event")?,
        merchant: row.get("merchant")?,
        mode: row::word(row, "mode", RelayMode::Through)?,
        answered: row.get("answered")?,
        state: row::word(row, "state", RequestState::Passed)?,
        next_at: row::optional_moment(row, "next_at")?,
        attempts: Vec::new(),
    })
}

/// Reads everything except the headers and the attempts.
fn request_detail(row: &Row<'_>) -> rusqlite::Result<RequestDetail> {
    let shown = request_row(row)?;
    let (body, body_base64) = text_or_base64(row.get("body")?);
    Ok(RequestDetail {
        id: shown.id,
        received_at: shown.received_at,
        method: shown.method,
        path: shown.path,
        query: shown.query,
        event: shown.event,
        merchant_reference: row.get("merchant_reference")?,
        merchant: shown.merchant,
        mode: shown.mode,
        answered: shown.answered,
        state: shown.state,
        next_at: shown.next_at,
        webhook_id: row.get("webhook_id")?,
        remote_addr: row.get("remote_addr")?,
        headers: BTreeMap::new(),
        body,
        body_base64,
        attempts: Vec::new(),
    })
}

fn shown_query(row: &Row<'_>) -> rusqlite::Result<Option<String>> {
    let query: Option<String> = row.get("query")?;
    Ok(query.map(|query| {
        let redacted = Redaction::default().text(&format!("http://localhost/?{query}"));
        let shown = redacted.split_once('?').map(|(_, query)| query.to_owned());
        shown.unwrap_or_default()
    }))
}

/// `sent` is the request's own body.
fn attempt_details(
    connection: &Connection,
    id: i64,
    sent: &[u8],
) -> Result<Vec<AttemptDetail>, StoreError> {
    let found = connection.fetch_all(
        "SELECT * FROM attempts WHERE request_id = ?1 ORDER BY id",
        [id],
        |row| {
            let (body, base64) = text_or_base64(row.get("response_body")?);
            let headers: String = row.get("response_headers")?;
            let target: String = row.get("target")?;
            let edited: Option<Vec<u8>> = row.get("edited_body")?;
            let edits = edited
                .as_deref()
                .map(|edited| compare::bodies(sent, edited));
            let (edited_body, edited_body_base64) = edited.map_or((None, None), text_or_base64);
            let detail = AttemptDetail {
                attempt: attempts::read(row)?,
                parts: AttemptParts {
                    disk_ms: attempts::milliseconds(row, "disk_ms")?,
                    connect_ms: attempts::milliseconds(row, "connect_ms")?,
                    answer_ms: attempts::milliseconds(row, "answer_ms")?,
                },
                target: Redaction::default().text(&target),
                response_headers: BTreeMap::new(),
                response_body: body,
                response_body_base64: base64,
                response_cut: row.get("response_cut")?,
                edited_body,
                edited_body_base64,
                edits,
            };
            Ok((detail, headers))
        },
    )?;
    let found = found.into_iter();
    found
        .map(|(mut detail, shown)| {
            detail.response_headers = headers::shown(headers::read(&shown)?);
            Ok(detail)
        })
        .collect()
}

fn text_or_base64(bytes: Vec<u8>) -> (Option<String>, Option<String>) {
    match String::from_utf8(bytes) {
        Ok(text) => (Some(text), None),
        Err(error) => (None, Some(STANDARD.encode(error.as_bytes()))),
    }
}
