//! The table `marks`: small named numbers that survive a restart.

use rusqlite::Connection;

use crate::{
    alert::Pause,
    feed::Topic,
    model::moment::Moment,
    store::{
        error::StoreError, handle::Store, reader::Reader, sql::Sql, write::context::WriteContext,
    },
};

/// The newest delivery error that was seen in the window.
pub const SEEN_UP_TO: &str = "seen_up_to";
/// 1 while the user has paused alerts.
pub const ALERTS_PAUSED: &str = "alerts_paused";

/// When the pause ends, in milliseconds since 1970; 0 if it has no end.
pub const ALERTS_PAUSED_UNTIL: &str = "alerts_paused_until";

/// The newest delivery error in the full-text index.
pub const INDEXED_UP_TO: &str = "findable_up_to";

/// The first report in the folded full-text index; older reports are in the old index. 1 once the old index is empty,
/// and 0 if there is no old index: see [`renewal`](crate::store::search::renewal).
pub const FOLDED_FROM: &str = "folded_from";

/// The last id that an incident got.
pub const LAST_INCIDENT: &str = "last_incident";

/// A hash of the receiver URL that was copied last; never the URL itself, because it contains the key.
pub const COPIED_RECEIVER_URL: &str = "copied_receiver_url";
/// A hash of the public URL in it; 0 if it had none.
pub const COPIED_PUBLIC_URL: &str = "copied_public_url";

/// The number of the restore that this history came from; 0 if it was never restored.
pub const RESTORED: &str = "restored";
/// 1 once it was proven that RETM can reach the receiver.
pub const CONNECTION_PROVEN: &str = "connection_proven";
/// 1 once a notification about a report was shown.
pub const NOTIFIED: &str = "notified";

/// When the update file was last checked, in milliseconds since 1970; 0 if it never was.
pub const UPDATE_CHECKED_AT: &str = "update_looked_at";
/// The result of that check: see `update_check.rs`.
pub const UPDATE_OUTCOME: &str = "update_outcome";
/// The version that the file named, as a number; 0 if it never named one.
pub const UPDATE_VERSION: &str = "update_version";
/// The version that a notification was last shown for, as a number.
pub const UPDATE_NOTIFIED: &str = "update_notified";

/// The week whose summary was last decided to be told, as a number; 0 if none was.
pub const WEEK_DECIDED: &str = "week_decided";
/// The week whose summary was last shown, as a number; 0 if none was.
pub const LAST_SUMMARISED_WEEK: &str = "week_told";

/// The number of that name; 0 if it was never written.
pub fn read(connection: &Connection, name: &str) -> Result<i64, StoreError> {
    let value =
        connection.fetch_optional("SELECT value FROM marks WHERE name = ?1", [name], |row| {
            row.get(0)
        })?;
    Ok(value.unwrap_or(0))
}

pub fn write(connection: &Connection, name: &str, value: i64) -> Result<(), StoreError> {
    connection.run(
        "INSERT INTO marks (name, value) VALUES (?1, ?2)
         ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (name, value),
    )
}

/// Writes 1, unless it is there already.
pub fn set(connection: &Connection, name: &str) -> Result<(), StoreError> {
    match read(connection, name)? {
        0 => write(connection, name, 1),
        _ => Ok(()),
    }
}

impl Reader {
    /// The pause of alerts, which may have expired; `None` if there is none.
    pub fn alert_pause(&self) -> Result<Option<Pause>, StoreError> {
        if read(&self.0, ALERTS_PAUSED)? == 0 {
            return Ok(None);
        }
        Ok(Some(match read(&self.0, ALERTS_PAUSED_UNTIL)? {
            0 => Pause::Always,
            until => Pause::Until(Moment::from_millis(until)),
        }))
    }
}

impl Store {
    /// Marks everything up to that delivery error as seen.
    pub async fn mark_seen(&self, up_to: i64) -> Result<(), StoreError> {
        self.change(move |context| {
            let seen = read(context.transaction, SEEN_UP_TO)?;
            write(context.transaction, SEEN_UP_TO, seen.max(up_to))?;
            context.changes.push(Topic::Incidents);
            Ok(())
        })
        .await
    }

    pub async fn pause_alerts(&self, pause: Option<Pause>) -> Result<(), StoreError> {
        self.change(move |context| pause_alerts(context, pause))
            .await
    }

    /// Ends an expired pause, so that the change is published. If that can't be written now, it is tried again. Blocks.
    pub fn clear_expired_pause(&self) {
        if let Err(error) = self.change_blocking(|context| pause_alerts(context, None)) {
            tracing::warn!(%error, "can't record that the pause ended");
        }
    }

    /// Records that RETM was proven to reach the receiver.
    pub async fn connection_proven(&self) -> Result<(), StoreError> {
        self.change(|context| set(context.transaction, CONNECTION_PROVEN))
            .await
    }
}

fn pause_alerts(context: &mut WriteContext<'_>, pause: Option<Pause>) -> Result<(), StoreError> {
    let (paused, until) = match pause {
        None => (0, 0),
        Some(Pause::Always) => (1, 0),
        Some(Pause::Until(until)) => (1, until.millis()),
    };
    write(context.transaction, ALERTS_PAUSED, paused)?;
    write(context.transaction, ALERTS_PAUSED_UNTIL, until)?;
    context.changes.push(Topic::Alerts);
    Ok(())
}
