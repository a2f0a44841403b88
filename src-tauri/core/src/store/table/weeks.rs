//! The incidents of a week, from the table `incidents`, and which week was told, as numbers in `marks`.

use jiff::tz::TimeZone;

use super::{
    counters::{LAST_SUMMARISED_WEEK, SEEN_UP_TO, WEEK_DECIDED, read, write},
    incidents, row,
};
use crate::{
    feed::Topic,
    history::weekly::{IncidentOfWeek, Week, WeekBegins, WeekSummary, summarise},
    incident::recovery::RecoveryState,
    locale::Locale,
    model::moment::Moment,
    store::{error::StoreError, handle::Store, reader::Reader, sql::Sql},
};

/// The incidents that opened or lasted between two moments: the unresolved ones, and those that came to rest since. Both
/// have an index, which leads to nothing older than the first moment. Nobody looked at an incident if no report of it was
/// on screen, and no person did anything about it.
const OF_WEEK: &str = "
    SELECT incidents.*,
           ifnull((SELECT min(id) FROM delivery_errors WHERE incident_id = incidents.id), last_error_id) > ?3
           AND NOT EXISTS (SELECT 1 FROM timeline
             WHERE timeline.incident_id = incidents.id AND who = 'person') AS is_unseen
    FROM incidents WHERE last_source <> 'test' AND id IN (
        SELECT id FROM incidents INDEXED BY incidents_at_rest
        WHERE state = 'resolved' AND max(last_error_at, changed_at) >= ?1 AND opened_at < ?2
        UNION ALL
        SELECT id FROM incidents WHERE state IN ('open', 'acknowledged') AND opened_at < ?2)";

impl Reader {
    /// The summary of a week.
    pub fn week_summary(
        &self,
        week: Week,
        begins: WeekBegins,
        now: Moment,
        zone: &TimeZone,
        locale: Locale,
    ) -> Result<WeekSummary, StoreError> {
        let [from, ..] = week.before().edges(begins, zone);
        let [.., to] = week.edges(begins, zone);
        let seen = read(&self.0, SEEN_UP_TO)?;
        let incidents = self
            .0
            .fetch_all(OF_WEEK, (from.millis(), to.millis(), seen), |row| {
                Ok(IncidentOfWeek {
                    incident: incidents::from_row(row)?,
                    recovery: RecoveryState {
                        good_since: row::optional_moment(row, "good_since")?,
                        recovered_at: row::optional_moment(row, "recovered_at")?,
                        ..RecoveryState::default()
                    },
                    is_unseen: row.get("is_unseen")?,
                })
            })?;
        Ok(summarise(week, begins, &incidents, now, zone, locale))
    }

    /// The number of the week whose summary was shown last; 0 if none was.
    pub fn last_summarised_week(&self) -> Result<i64, StoreError> {
        read(&self.0, LAST_SUMMARISED_WEEK)
    }
}

impl Store {
    /// Records that the summary of that week is to be told. Returns whether that is new.
    pub async fn decide_week(&self, week: Week) -> Result<bool, StoreError> {
        self.change(move |context| {
            let is_new = read(context.transaction, WEEK_DECIDED)? != week.number();
            if is_new {
                write(context.transaction, WEEK_DECIDED, week.number())?;
                context.changes.push(Topic::Alerts);
            }
            Ok(is_new)
        })
        .await
    }

    /// Records that the summary of that week was shown. Blocks.
    pub fn record_summarised_week(&self, week: Week) -> Result<(), StoreError> {
        self.change_blocking(move |context| {
            write(context.transaction, LAST_SUMMARISED_WEEK, week.number())
        })
    }
}
