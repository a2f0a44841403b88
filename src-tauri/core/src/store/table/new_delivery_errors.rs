//! Inserts the delivery errors of one transaction, many in one statement: a statement of its own costs a row as much as
//! the row itself.

use std::sync::LazyLock;

use rusqlite::{Connection, Statement};

use crate::{
    incident::{
        delivery_error::{Arrival, DeliveryError, Source},
        payload::{Report, Unreadable},
    },
    store::{error::StoreError, sql::Sql},
};

const COLUMNS: [&str; 13] = [
    "id",
    "incident_id",
    "received_at",
    "source",
    "code",
    "endpoint",
    "message",
    "unreadable_reason",
    "remote_addr",
    "headers",
    "body",
    "merchant",
    "relay_request",
];

/// How many rows a statement inserts, the most first.
static STATEMENTS: LazyLock<[(usize, String); 4]> = LazyLock::new(|| {
    [32, 8, 2, 1].map(|rows| {
        let row = format!("(?{})", ", ?".repeat(COLUMNS.len() - 1));
        let rows_of_values = vec![row; rows].join(", ");
        let columns = COLUMNS.join(", ");
        let sql = format!("INSERT INTO delivery_errors ({columns}) VALUES {rows_of_values}");
        (rows, sql)
    })
});

/// The delivery errors of a transaction that are not inserted yet.
#[derive(Default)]
pub struct NewDeliveryErrors<'a> {
    rows: Vec<NewDeliveryError<'a>>,
    /// `None` if it has to be read.
    next_id: Option<i64>,
    /// Those that were inserted, if anybody wants to know them.
    pub inserted: Option<Vec<DeliveryError>>,
}

struct NewDeliveryError<'a> {
    id: i64,
    incident_id: i64,
    arrival: &'a Arrival,
    reading: Result<Report, Unreadable>,
}

impl<'a> NewDeliveryErrors<'a> {
    /// The id of the next one: none that was ever given out, as `AUTOINCREMENT` wants it.
    pub fn next_id(&mut self, connection: &Connection) -> Result<i64, StoreError> {
        let id = match self.next_id {
            Some(id) => id,
            None => connection.fetch_value(
                "SELECT 1 + max(ifnull((SELECT max(id) FROM delivery_errors), 0),
                   ifnull((SELECT seq FROM sqlite_sequence WHERE name = 'delivery_errors'), 0))",
                [],
            )?,
        };
        self.next_id = Some(id + 1);
        Ok(id)
    }

    /// Adds one. `id` is the last [`Self::next_id`].
    pub fn add(
        &mut self,
        connection: &Connection,
        (id, incident_id): (i64, i64),
        arrival: &'a Arrival,
        reading: Result<Report, Unreadable>,
    ) -> Result<(), StoreError> {
        self.rows.push(NewDeliveryError {
            id,
            incident_id,
            arrival,
            reading,
        });
        match self.rows.len() < STATEMENTS[0].0 {
            true => Ok(()),
            false => self.insert(connection),
        }
    }

    /// Inserts those that were added. Others may give out ids from here on.
    pub fn finish(&mut self, connection: &Connection) -> Result<(), StoreError> {
        self.insert(connection)?;
        self.next_id = None;
        Ok(())
    }

    fn insert(&mut self, connection: &Connection) -> Result<(), StoreError> {
        let mut left = &self.rows[..];
        for (rows, sql) in &*STATEMENTS {
            while let Some((some, rest)) = left.split_at_checked(*rows) {
                let mut statement = connection.prepare_cached(sql)?;
                for (row, first) in some.iter().zip((1..).step_by(COLUMNS.len())) {
                    row.bind(&mut statement, first)?;
                }
                statement.raw_execute()?;
                left = rest;
            }
        }
        let inserted = self.rows.drain(..);
        if let Some(all) = &mut self.inserted {
            all.extend(inserted.map(|row| row.arrival.filed(row.id, row.incident_id, row.reading)));
        }
        Ok(())
    }
}

impl NewDeliveryError<'_> {
    /// Binds the values in the order of [`COLUMNS`].
    fn bind(&self, statement: &mut Statement<'_>, first: usize) -> rusqlite::Result<()> {
        let Self { arrival, .. } = self;
        let (code, endpoint, message, reason) = match &self.reading {
            Ok(report) => (report.code, &*report.endpoint, &*report.message, None),
            Err(reason) => (None, "", "", Some(reason.to_string())),
        };
        // The first schema's CHECK on the column does not know `relay`; `relay_request` says the rest.
        let source = match arrival.source {
            Source::Relay => Source::Retm,
            source => source,
        };
        let headers = serde_json::to_string(&arrival.headers).unwrap_or_default();
        let mut at = first;
        let mut bind = |value: &dyn rusqlite::ToSql| {
            statement.raw_bind_parameter(at, value)?;
            at += 1;
            Ok(())
        };
        bind(&self.id)?;
        bind(&self.incident_id)?;
        bind(&arrival.received_at.millis())?;
        bind(&source.into_str())?;
        bind(&code)?;
        bind(&endpoint)?;
        bind(&message)?;
        bind(&reason)?;
        bind(&arrival.remote_addr)?;
        bind(&headers)?;
        bind(&&arrival.body[..])?;
        bind(&arrival.merchant)?;
        bind(&arrival.relay_request)
    }
}
