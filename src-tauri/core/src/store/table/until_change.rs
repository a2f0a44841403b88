//! The column `until_change` of the table `incidents`: how an incident failed when it was acknowledged until it
//! changes.

use rusqlite::Connection;

use super::{incidents, minutes};
use crate::{
    incident::Baseline,
    model::moment::Moment,
    store::{error::StoreError, sql::Sql},
};

/// `None` if it is not acknowledged until it changes.
pub fn baseline(connection: &Connection, id: i64) -> Result<Option<Baseline>, StoreError> {
    let text: Option<Option<String>> = connection.fetch_optional(
        "SELECT until_change FROM incidents WHERE id = ?1",
        [id],
        |row| row.get(0),
    )?;
    let text = text.flatten();
    Ok(text.and_then(|text| serde_json::from_str(&text).ok()))
}

/// How many delivery errors count for the rate at that time.
pub fn in_last_hour(connection: &Connection, id: i64, now: Moment) -> Result<i64, StoreError> {
    minutes::since(connection, id, Baseline::counts_from(now))
}

/// Records how an incident fails now, unless that is already recorded.
pub fn begin(connection: &Connection, id: i64, now: Moment) -> Result<(), StoreError> {
    let Some(incident) = incidents::by_id(connection, id)?.filter(|one| !one.until_change) else {
        return Ok(());
    };
    let baseline = Baseline::of(
        incident.last_code,
        &incident.last_message,
        in_last_hour(connection, id, now)?,
        now.since(incident.opened_at),
    );
    let text = serde_json::to_string(&baseline).unwrap_or_default();
    connection.run(
        "UPDATE incidents SET until_change = ?2 WHERE id = ?1",
        (id, text),
    )
}
