//! The table `delivery_errors`.

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use rusqlite::{Connection, Row, params_from_iter, types::Value};
use serde::Serialize;
use ts_rs::TS;

use super::{counters, incidents, row};
use crate::{
    history::search::{FullText, Query},
    incident::{
        decoding,
        delivery_error::{DeliveryError, DeliveryErrorDetail, Source},
        payload::{self, Unreadable},
    },
    locale::Locale,
    model::{brief, moment::Moment},
    store::{
        error::StoreError,
        reader::Reader,
        search::{
            filter,
            fulltext::{self, WithWords},
            where_clause::WhereClause,
        },
        sql::Sql,
    },
};

/// Counting stops here: "1,000 and more" is quick, and says enough in a tray and a window.
const COUNT_LIMIT: i64 = 1_000;

/// A request for a page. The default `limit` is 0.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PageQuery {
    pub query: Query,
    /// Only ids less than this.
    pub before: Option<i64>,
    /// Only ids greater than this.
    pub after: Option<i64>,
    pub incident_id: Option<i64>,
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

impl Page {
    /// For the window's list: truncates long messages, because a row shows one line.
    #[must_use]
    pub fn for_list(mut self) -> Self {
        for row in &mut self.rows {
            brief::for_list(&mut row.message);
        }
        self
    }
}

/// How many of an incident's delivery errors are read to tell where they come from.
const LATEST: u32 = 1_000;

const LISTED: &str = "id, incident_id, received_at, source, code, endpoint, message, unreadable_reason, merchant, relay_request";

pub fn from_row(row: &Row<'_>) -> rusqlite::Result<DeliveryError> {
    let relay_request = row.get("relay_request")?;
    Ok(DeliveryError {
        id: row.get("id")?,
        received_at: row::moment(row, "received_at")?,
        code: row.get("code")?,
        endpoint: row.get("endpoint")?,
        message: row.get("message")?,
        readable: row.get_ref("unreadable_reason")? == rusqlite::types::ValueRef::Null,
        source: match relay_request {
            None => row::word(row, "source", Source::Retm)?,
            Some(_) => Source::Relay,
        },
        merchant: row.get("merchant")?,
        relay_request,
        incident_id: row.get("incident_id")?,
    })
}

/// How many of the newest rows with the words are tried first: if they fill a page, a frequent word costs no more. The
/// more conditions the query has besides words, the more rows it needs.
const NEWEST: [u32; 3] = [2_000, 20_000, 200_000];

/// One page. If the words are in most rows, the newest rows that meet the other conditions are tried alone. Otherwise looks
/// at some of the newest rows with the words first, then at more, then at all. If none of the newest meets the other
/// conditions, it begins at the newest row that does: of a frequent word, very many newer rows may not.
pub(in crate::store) fn page(
    connection: &Connection,
    query: &PageQuery,
    now: Moment,
    newest: &[u32],
) -> Result<Page, StoreError> {
    let conditions = conditions(connection, query, now)?;
    let among = |matches: Option<(&WithWords<'_>, Option<u32>)>, limit: u32| {
        let mut conditions = conditions.clone();
        if let Some((matches, newest)) = matches {
            matches.restrict(&mut conditions, newest);
        }
        page_of(connection, conditions, limit)
    };
    let Some(words) = query.query.full_text() else {
        return among(None, query.limit);
    };
    if let Some(tried) = fulltext::rows_to_try(connection, &words, i64::from(query.limit) + 1)?
        && let Some(page) = page_of_newest(connection, &conditions, &words, query.limit, tried)?
    {
        return Ok(page);
    }
    let mut matches = WithWords::of(connection, &words, query.before)?;
    let mut sizes = newest.iter().peekable();
    let mut has_skipped = false;
    while let Some(many) = sizes.peek() {
        let page = among(Some((&matches, Some(**many))), query.limit)?;
        if page.more || !matches.are_as_many_as(connection, **many)? {
            return Ok(page);
        }
        if has_skipped || !page.rows.is_empty() {
            sizes.next();
            continue;
        }
        has_skipped = true;
        match among(None, 1)?.rows.first() {
            Some(row) => matches.only_up_to(row.id),
            None => return Ok(page),
        }
    }
    among(Some((&matches, None)), query.limit)
}

/// The conditions of a page except for its words.
pub(in crate::store) fn conditions(
    connection: &Connection,
    query: &PageQuery,
    now: Moment,
) -> Result<WhereClause, StoreError> {
    let mut conditions = filter::delivery_errors(connection, &query.query, now)?;
    if let Some(incident) = query.incident_id {
        conditions.add("incident_id = ?", [Value::Integer(incident)]);
    }
    if let Some(before) = query.before {
        conditions.add("delivery_errors.id < ?", [Value::Integer(before)]);
    }
    if let Some(after) = query.after {
        conditions.add("delivery_errors.id > ?", [Value::Integer(after)]);
    }
    Ok(conditions)
}

fn page_of(
    connection: &Connection,
    conditions: WhereClause,
    limit: u32,
) -> Result<Page, StoreError> {
    let sql = format!(
        "SELECT {LISTED} FROM delivery_errors WHERE {} ORDER BY id DESC LIMIT ?",
        conditions.sql()
    );
    let mut values = conditions.values;
    values.push(Value::Integer(i64::from(limit) + 1));
    let mut rows = connection.fetch_all(&sql, params_from_iter(values), from_row)?;
    let more = rows.len() > limit as usize;
    rows.truncate(limit as usize);
    Ok(Page { rows, more })
}

/// A page of the newest rows that meet the other conditions, as many as are tried. `None` if too few of them have the
/// words.
pub(in crate::store) fn page_of_newest(
    connection: &Connection,
    conditions: &WhereClause,
    words: &FullText,
    limit: u32,
    tried: i64,
) -> Result<Option<Page>, StoreError> {
    let wanted = i64::from(limit) + 1;
    let sql = format!(
        "SELECT id FROM delivery_errors WHERE {} ORDER BY id DESC LIMIT {tried}",
        conditions.sql()
    );
    let values = params_from_iter(&conditions.values);
    let ids: Vec<i64> = connection.fetch_all(&sql, values, |row| row.get(0))?;
    let is_all = (ids.len() as u64) < tried.unsigned_abs();
    let found = fulltext::among(connection, words, &ids, wanted)?;
    if !is_all && (found.len() as u64) < wanted.unsigned_abs() {
        return Ok(None);
    }
    let mut of_page = WhereClause::default();
    of_page.add(
        "id IN (SELECT value FROM json_each(?))",
        [row::json_ids(&found)],
    );
    page_of(connection, of_page, limit).map(Some)
}

/// How many rows match a query, up to `most`.
pub fn count(
    connection: &Connection,
    query: &Query,
    now: Moment,
    most: u32,
) -> Result<i64, StoreError> {
    let mut conditions = filter::delivery_errors(connection, query, now)?;
    if let Some(words) = query.full_text() {
        WithWords::of(connection, &words, None)?.restrict(&mut conditions, None);
    }
    let sql = format!(
        "SELECT count(*) FROM (SELECT 1 FROM delivery_errors WHERE {} LIMIT {most})",
        conditions.sql()
    );
    connection.fetch_value(&sql, params_from_iter(conditions.values))
}

/// The newest id; 0 if there is none.
pub fn newest_id(connection: &Connection) -> Result<i64, StoreError> {
    connection.fetch_value("SELECT coalesce(max(id), 0) FROM delivery_errors", [])
}

impl Reader {
    /// Everything that is stored of one delivery error.
    pub fn delivery_error(&self, id: i64) -> Result<Option<DeliveryErrorDetail>, StoreError> {
        self.delivery_error_in(Locale::default(), id)
    }

    /// The same; how it was read, or why it could not be, in this language.
    pub fn delivery_error_in(
        &self,
        locale: Locale,
        id: i64,
    ) -> Result<Option<DeliveryErrorDetail>, StoreError> {
        type Rest = (Vec<u8>, String, String, Option<String>);
        let found: Option<(DeliveryError, Rest)> =
            self.0
                .fetch_optional("SELECT * FROM delivery_errors WHERE id = ?1", [id], |row| {
                    let rest = (
                        row.get("body")?,
                        row.get("headers")?,
                        row.get("remote_addr")?,
                        row.get("unreadable_reason")?,
                    );
                    Ok((from_row(row)?, rest))
                })?;
        let Some((error, (body, headers, remote_addr, unreadable_reason))) = found else {
            return Ok(None);
        };
        let incident = incidents::by_id(&self.0, error.incident_id)?.ok_or_else(|| {
            StoreError::Damaged(format!("delivery error {id} belongs to no incident"))
        })?;
        let headers = serde_json::from_str(&headers).unwrap_or_default();
        let read_as = payload::read(&body, &headers).read_as;
        let text = decoding::text(&body, &headers).ok();
        // If the encoding was guessed and the body still could not be parsed, there is no text.
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
            unreadable_reason: unreadable_reason.map(|why| Unreadable::in_words(why, locale)),
            read_as: read_as.iter().map(|how| how.localized(locale)).collect(),
            text,
        }))
    }

    pub fn delivery_errors(&self, query: &PageQuery) -> Result<Page, StoreError> {
        // Each try looks through the incidents for the endpoint, which costs more than some more rows.
        let skipped = usize::from(!query.query.endpoints.is_empty());
        page(&self.0, query, Moment::now(), &NEWEST[skipped..])
    }

    /// The newest delivery error of an incident.
    pub fn newest_of(&self, incident_id: i64) -> Result<Option<DeliveryError>, StoreError> {
        let query = PageQuery {
            incident_id: Some(incident_id),
            limit: 1,
            ..PageQuery::default()
        };
        Ok(self.delivery_errors(&query)?.rows.into_iter().next())
    }

    /// Whether the last [`LATEST`] delivery errors of an incident are from the relay, from RETM, or from both.
    pub fn latest_sources(&self, incident_id: i64) -> Result<Vec<Source>, StoreError> {
        self.0.fetch_all(
            "SELECT DISTINCT relay_request IS NULL FROM (SELECT relay_request FROM delivery_errors
               WHERE incident_id = ?1 ORDER BY id DESC LIMIT ?2)",
            (incident_id, LATEST),
            |row| {
                Ok(match row.get(0)? {
                    true => Source::Retm,
                    false => Source::Relay,
                })
            },
        )
    }

    /// The delivery errors after that id, oldest first, up to `limit`.
    pub fn delivery_errors_after(
        &self,
        after: i64,
        limit: u32,
    ) -> Result<Vec<DeliveryError>, StoreError> {
        self.0.fetch_all(
            &format!("SELECT {LISTED} FROM delivery_errors WHERE id > ?1 ORDER BY id LIMIT ?2"),
            (after, limit),
            from_row,
        )
    }

    /// The id of the newest delivery error; 0 if there is none.
    pub fn newest_id(&self) -> Result<i64, StoreError> {
        newest_id(&self.0)
    }

    /// The id of the newest delivery error that was received before that moment; 0 if there is none.
    pub fn newest_id_before(&self, moment: Moment) -> Result<i64, StoreError> {
        let sql = "SELECT coalesce(max(id), 0) FROM delivery_errors WHERE received_at < ?";
        self.0.fetch_value(sql, [moment.millis()])
    }

    /// How many have arrived since the history was last viewed, without test reports, up to 1,000.
    pub fn unseen(&self) -> Result<i64, StoreError> {
        let seen = counters::read(&self.0, counters::SEEN_UP_TO)?;
        self.0.fetch_value(
            "SELECT count(*) FROM (SELECT 1 FROM delivery_errors
               WHERE id > ?1 AND source <> 'test' LIMIT ?2)",
            (seen, COUNT_LIMIT),
        )
    }

    /// How many rows match a query, without a limit.
    pub fn count_matching(&self, query: &Query) -> Result<i64, StoreError> {
        count(&self.0, query, Moment::now(), u32::MAX)
    }

    /// The exact body of one delivery error.
    pub fn body(&self, id: i64) -> Result<Option<Vec<u8>>, StoreError> {
        let sql = "SELECT body FROM delivery_errors WHERE id = ?1";
        self.0.fetch_optional(sql, [id], |row| row.get(0))
    }

    /// Passes every delivery error that matches a query to `each` with its exact body, newest first, page by page, so
    /// that it never holds up the writer. Ends when `each` returns false.
    pub fn for_each_matching<E: From<StoreError>>(
        &self,
        query: &Query,
        mut each: impl FnMut(&DeliveryError, &[u8]) -> Result<bool, E>,
    ) -> Result<(), E> {
        let mut page = PageQuery {
            query: query.clone(),
            limit: 500,
            ..PageQuery::default()
        };
        loop {
            let found = self.delivery_errors(&page)?;
            for row in &found.rows {
                page.before = Some(row.id);
                if let Some(body) = self.body(row.id)?
                    && !each(row, &body)?
                {
                    return Ok(());
                }
            }
            if !found.more {
                return Ok(());
            }
        }
    }

    /// Whether a report from RETM itself is stored: not a test, a simulation or one from the relay.
    pub fn any_from_retm(&self) -> Result<bool, StoreError> {
        // The first two come from an index, however many rows there are; the third stops at the first match.
        self.0.fetch_value(
            "SELECT (SELECT kept FROM totals)
               > (SELECT count(*) FROM delivery_errors WHERE source <> 'retm')
             AND EXISTS (SELECT 1 FROM delivery_errors
               WHERE source = 'retm' AND relay_request IS NULL)",
            [],
        )
    }
}
