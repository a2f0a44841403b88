//! The reader: every question that can be asked of the store, on a read-only connection of its own; those about one
//! incident stand in `incident.rs`. It never waits for the writer and changes nothing; the tables' own files know how
//! each is answered.

mod incident;
mod standing;

use jiff::tz::TimeZone;
use rusqlite::Connection;

use super::{
    EndpointRow, IncidentPage, Matches, Page, PageQuery, StoreError, alerts, delivery_errors,
    hosts, incidents, looking,
    minutes::{self, Span},
    monitors, open, public_urls, schema, searching, visiting,
};
use crate::alert::Summary;
use crate::store::counters;
use crate::{
    alert::{Pause, PendingAlert, RecentAlerts},
    history::{
        completion::{self, Completion},
        search::Query,
    },
    incident::{
        Incident, IncidentState,
        delivery_error::{DeliveryError, DeliveryErrorDetail},
        histogram,
        histogram::Plot,
    },
    model::tunnel::TunnelKind,
    model::{moment::Moment, problem::Problem},
    monitor::{Monitor, MonitorConfig, MonitorHour, notices::EndpointIncident},
    platform::data_dir::DataDir,
    status::{PublicUrl, ViewCounts},
};

/// How many endpoints have a line of their own in a plot.
const MOST_LINES: usize = 8;

/// A read-only connection, with every question that can be asked of the store.
pub struct Reader(pub(super) Connection);

impl Reader {
    /// What the whole history holds.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn history_counts(&self) -> Result<super::backup::HistoryCounts, StoreError> {
        super::backup::count(&self.0)
    }

    /// Opens a database for reading only, beside whoever writes it; none where there is no database yet.
    ///
    /// # Errors
    /// [`StoreError::FromTheFuture`], [`StoreError::FromThePast`], [`StoreError::Foreign`], [`StoreError::Damaged`], or
    /// what SQLite says.
    pub fn open(dir: &DataDir) -> Result<Option<Self>, StoreError> {
        Ok(Self::visit(dir)?.map(|(reader, _)| reader))
    }

    /// The same, and what it may not see: on a disk that can't be written, the log can't always be read.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn visit(dir: &DataDir) -> Result<Option<(Self, Option<Problem>)>, StoreError> {
        let path = dir.database();
        looking::at_a_glance(&path)?;
        if std::fs::metadata(&path).map_or(0, |file| file.len()) == 0 {
            return Ok(None);
        }
        let (connection, incomplete) = visiting::open(&path)?;
        looking::at_tables(&connection, &path)?;
        match open::version(&connection, &path)? {
            0 => Ok(None),
            found if found < schema::VERSION => Err(StoreError::FromThePast {
                path,
                found,
                known: schema::VERSION,
            }),
            _ => Ok(Some((Self(connection), incomplete))),
        }
    }

    /// A page of delivery errors, newest first.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn delivery_errors(&self, query: &PageQuery) -> Result<Page, StoreError> {
        delivery_errors::page(&self.0, query, Moment::now())
    }

    /// All delivery errors after that one, oldest first, up to `limit`.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn following(&self, after: i64, limit: u32) -> Result<Vec<DeliveryError>, StoreError> {
        delivery_errors::following(&self.0, after, limit)
    }

    /// Everything that is kept of one delivery error.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn delivery_error(&self, id: i64) -> Result<Option<DeliveryErrorDetail>, StoreError> {
        delivery_errors::detail(&self.0, id)
    }

    /// The incidents that are not resolved, the latest active first.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn unresolved(&self, limit: u32) -> Result<Vec<Incident>, StoreError> {
        incidents::all_unresolved(&self.0, limit)
    }

    /// The newest delivery error's number; 0 where there is none.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn newest_id(&self) -> Result<i64, StoreError> {
        delivery_errors::newest_id(&self.0)
    }

    /// The number of the newest delivery error that was received before that moment; 0 where there is none.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn newest_before(&self, moment: Moment) -> Result<i64, StoreError> {
        delivery_errors::newest_before(&self.0, moment)
    }

    /// How many delivery errors are kept.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn total(&self) -> Result<i64, StoreError> {
        incidents::total(&self.0)
    }

    /// How many rows each view has.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn counts(&self) -> Result<ViewCounts, StoreError> {
        Ok(ViewCounts {
            open: incidents::count(&self.0, IncidentState::Open)?,
            acknowledged: incidents::count(&self.0, IncidentState::Acknowledged)?,
            resolved: incidents::count(&self.0, IncidentState::Resolved)?,
            errors: incidents::total(&self.0)?,
            endpoints: incidents::endpoints(&self.0)?,
        })
    }

    /// How many delivery errors came since the history was last looked at; counts no further than 1,000.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn unseen(&self) -> Result<i64, StoreError> {
        delivery_errors::count_after(&self.0, counters::read(&self.0, counters::SEEN_UP_TO)?)
    }

    /// For how long the person holds alerts back, which may be over by now; none where they do not.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn alert_pause(&self) -> Result<Option<Pause>, StoreError> {
        if counters::read(&self.0, counters::ALERTS_PAUSED)? == 0 {
            return Ok(None);
        }
        Ok(Some(
            match counters::read(&self.0, counters::ALERTS_PAUSED_UNTIL)? {
                0 => Pause::Always,
                until => Pause::Until(Moment::from_millis(until)),
            },
        ))
    }

    /// The alerts that are decided and not yet raised, the first due first.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn pending_alerts(&self) -> Result<Vec<PendingAlert>, StoreError> {
        alerts::pending(&self.0)
    }

    /// What was said lately.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn alert_history(&self, now: Moment) -> Result<RecentAlerts, StoreError> {
        alerts::history(&self.0, now)
    }

    /// What an alert about a storm or a digest tells of; none where it is about an incident.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn summary(&self, alert_id: i64) -> Result<Option<Summary>, StoreError> {
        alerts::summary(&self.0, alert_id)
    }

    /// A page of the incidents that a query finds, the latest active first: those whose latest delivery error
    /// is older than `before`.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn incidents(
        &self,
        query: &Query,
        before: Option<i64>,
        limit: u32,
    ) -> Result<IncidentPage, StoreError> {
        incidents::page(&self.0, query, before, limit, Moment::now())
    }

    /// How much a search finds in each view.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn matches(&self, query: &Query) -> Result<Matches, StoreError> {
        searching::matches(&self.0, query, Moment::now())
    }

    /// How a search can go on at a place that is counted in UTF-16 units.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn complete(&self, query: &str, at: u32) -> Result<Completion, StoreError> {
        Ok(completion::complete(query, at, &searching::known(&self.0)?))
    }

    /// Whether endpoints of more than one host have failed.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn has_several_hosts(&self) -> Result<bool, StoreError> {
        hosts::are_several(&self.0)
    }

    /// How many delivery errors a query finds. Counts them all.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn count_found(&self, query: &Query) -> Result<i64, StoreError> {
        delivery_errors::count(&self.0, query, Moment::now())
    }

    /// Hands every delivery error that a query finds to `each`, newest first, page by page, so that what is
    /// written meanwhile is never held up; `each` ends it by answering false.
    ///
    /// # Errors
    /// What SQLite says, or what `each` does.
    pub fn each_found<E: From<StoreError>>(
        &self,
        query: &Query,
        mut each: impl FnMut(&DeliveryErrorDetail) -> Result<bool, E>,
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
                if let Some(detail) = self.delivery_error(row.id)?
                    && !each(&detail)?
                {
                    return Ok(());
                }
            }
            if !found.more {
                return Ok(());
            }
        }
    }

    /// The endpoints of the incidents that a query finds, the latest active first; up to 1,000.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn endpoints(&self, query: &Query) -> Result<Vec<EndpointRow>, StoreError> {
        incidents::endpoint_rows(&self.0, query, Moment::now())
    }

    /// Delivery errors over time. No beginning: from the first one.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn plot(
        &self,
        from: Option<Moment>,
        to: Moment,
        step: Option<histogram::PlotStep>,
        endpoint: Option<&str>,
        zone: &TimeZone,
    ) -> Result<Plot, StoreError> {
        let from = match from {
            Some(from) => from,
            None => minutes::first(&self.0)?.unwrap_or(to),
        };
        let minutes = minutes::by_endpoint(&self.0, Span { from, to }, endpoint)?;
        Ok(histogram::draw((from, to), step, minutes, MOST_LINES, zone))
    }

    /// Every public URL that the receiver had, the latest first; up to 200.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn public_urls(&self) -> Result<Vec<PublicUrl>, StoreError> {
        public_urls::all(&self.0)
    }

    /// The latest public URL, where a tunnel of that kind had it.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn latest_public_url(&self, kind: TunnelKind) -> Result<Option<String>, StoreError> {
        public_urls::latest_of(&self.0, kind.word())
    }

    /// Whether that is the receiver URL that was copied last.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn is_copied(&self, receiver_url: &str) -> Result<bool, StoreError> {
        public_urls::is_copied(&self.0, receiver_url)
    }

    /// Whether another public URL than that was copied last.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn is_changed(&self, public_url: &str) -> Result<bool, StoreError> {
        public_urls::is_changed(&self.0, public_url)
    }

    /// These monitors and how each stands by what is kept of it; its number is 0 where nothing is kept yet.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn monitors(
        &self,
        wishes: &[MonitorConfig],
        now: Moment,
    ) -> Result<Vec<Monitor>, StoreError> {
        wishes
            .iter()
            .map(|wish| monitors::shown(&self.0, wish, now))
            .collect()
    }

    /// How many of these monitors are down.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn monitors_down(&self, wishes: &[MonitorConfig]) -> Result<i64, StoreError> {
        monitors::count_down(&self.0, wishes)
    }

    /// The endpoint that a monitor's history is kept under; none where there is no such monitor.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn monitored_endpoint(&self, id: i64) -> Result<Option<String>, StoreError> {
        monitors::endpoint_of(&self.0, id)
    }

    /// The hours of a monitor from that moment on, oldest first.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn monitor_hours(&self, id: i64, from: Moment) -> Result<Vec<MonitorHour>, StoreError> {
        monitors::hours_shown(&self.0, id, from)
    }

    /// The incident at a normalised endpoint that is not resolved, and whether the person knows of it.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn unresolved_at(
        &self,
        endpoint: &str,
        now: Moment,
    ) -> Result<Option<EndpointIncident>, StoreError> {
        monitors::unresolved_at(&self.0, endpoint, now)
    }

    /// SQLite's own check of every page and index; empty where all is well. Takes long on a large database.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn integrity(&self) -> Result<Option<String>, StoreError> {
        open::integrity(&self.0)
    }
}
