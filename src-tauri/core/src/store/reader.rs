//! The reader: every question that can be asked of the store, on a read-only connection of its own. It never
//! waits for the writer and changes nothing; the tables' own files know how each is answered.

use jiff::tz::TimeZone;
use rusqlite::Connection;
use serde::Serialize;
use ts_rs::TS;

use super::{
    EndpointRow, IncidentPage, Page, PageQuery, ProbesOf, StoreError, Summary, alerts, codes,
    delivery_errors, incidents, marks,
    minutes::{self, Span},
    monitors, open, probes, public_urls, schema, timeline,
};
use crate::{
    alert::{History, Pause, Pending},
    data_dir::DataDir,
    delivery_error::{DeliveryError, DeliveryErrorDetail},
    diagnosis::{Context, Diagnosis, diagnose},
    evidence::{self, Case},
    incident::{CodeCount, Incident, IncidentState},
    moment::Moment,
    monitor::{Monitor, MonitorHour, MonitorWish, announcing::AtEndpoint},
    plot::{self, Plot},
    recovery::Course,
    search::Query,
    status::{PublicUrl, ViewCounts},
    timeline::TimelineEntry,
    tunnel,
};

/// How many former incidents are shown.
const MOST_FORMER: u32 = 5;
/// How many endpoints have a line of their own in a plot.
const MOST_LINES: usize = 8;

/// Everything that the window shows of an incident.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct IncidentDetail {
    /// The incident.
    pub incident: Incident,
    /// What happens, in one sentence.
    pub sentence: String,
    /// How often each code came, the most frequent first.
    pub codes: Vec<CodeCount>,
    /// What happened to it, newest first; up to 200.
    pub timeline: Vec<TimelineEntry>,
    /// The incidents before it at the same endpoint, newest first; up to 5.
    pub former: Vec<Incident>,
    /// Its delivery errors over time, from the first to the last: one series.
    pub plot: Plot,
}

/// A read-only connection, with every question that can be asked of the store.
pub struct Reader(pub(super) Connection);

impl Reader {
    /// Opens a database for reading only, beside whoever writes it; none where there is no database yet.
    ///
    /// # Errors
    /// [`StoreError::FromTheFuture`], [`StoreError::FromThePast`], [`StoreError::Damaged`], or what SQLite says.
    pub fn open(dir: &DataDir) -> Result<Option<Self>, StoreError> {
        let path = dir.database();
        if !path.exists() {
            return Ok(None);
        }
        let connection = open::for_reading(&path)?;
        match open::version(&connection, &path)? {
            0 => Ok(None),
            found if found < schema::VERSION => Err(StoreError::FromThePast {
                path,
                found,
                known: schema::VERSION,
            }),
            _ => Ok(Some(Self(connection))),
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

    /// One incident.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn incident(&self, id: i64) -> Result<Option<Incident>, StoreError> {
        incidents::by_id(&self.0, id)
    }

    /// How an incident came to where it is, as far as recovery is concerned.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn course(&self, incident_id: i64) -> Result<Option<Course>, StoreError> {
        incidents::course(&self.0, incident_id)
    }

    /// The probes that an incident's diagnosis and evidence rest on.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn probes_of(&self, incident: &Incident) -> Result<ProbesOf, StoreError> {
        let over = incident.state == IncidentState::Resolved;
        probes::of_incident(&self.0, incident, over.then_some(incident.changed_at))
    }

    /// What is known of why an incident fails, whether it is over and what was missed; none where there is no such
    /// incident.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn diagnosis(
        &self,
        incident_id: i64,
        context: &Context<'_>,
        zone: &TimeZone,
    ) -> Result<Option<Diagnosis>, StoreError> {
        let Some(incident) = self.incident(incident_id)? else {
            return Ok(None);
        };
        let course = self.course(incident_id)?.unwrap_or_default();
        let latest = self.probes_of(&incident)?.latest;
        Ok(Some(diagnose(&incident, &course, latest, context, zone)))
    }

    /// All that evidence of an incident rests on; none where there is no such incident.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn case(
        &self,
        incident_id: i64,
        context: &Context<'_>,
        now: Moment,
        zone: &TimeZone,
    ) -> Result<Option<Case>, StoreError> {
        let (Some(detail), Some(diagnosis)) = (
            self.incident_detail(incident_id, now, zone)?,
            self.diagnosis(incident_id, context, zone)?,
        ) else {
            return Ok(None);
        };
        let page = PageQuery {
            incident_id: Some(incident_id),
            limit: evidence::SAMPLES,
            ..PageQuery::default()
        };
        let mut samples = Vec::new();
        for row in self.delivery_errors(&page)?.rows {
            samples.extend(self.delivery_error(row.id)?);
        }
        let probes = self.probes_of(&detail.incident)?;
        Ok(Some(Case {
            detail,
            diagnosis,
            failing_probe: probes.bad,
            good_probe: probes.good,
            samples,
        }))
    }

    /// The incidents that are not resolved, the latest active first.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn unresolved(&self, limit: u32) -> Result<Vec<Incident>, StoreError> {
        incidents::all_unresolved(&self.0, limit)
    }

    /// The newest delivery error of an incident.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn newest_of(&self, incident_id: i64) -> Result<Option<DeliveryError>, StoreError> {
        let query = PageQuery {
            incident_id: Some(incident_id),
            limit: 1,
            ..PageQuery::default()
        };
        Ok(self.delivery_errors(&query)?.rows.into_iter().next())
    }

    /// The newest delivery error's number; 0 where there is none.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn newest_id(&self) -> Result<i64, StoreError> {
        delivery_errors::newest_id(&self.0)
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
        delivery_errors::count_after(&self.0, marks::read(&self.0, marks::SEEN_UP_TO)?)
    }

    /// For how long the person holds alerts back, which may be over by now; none where they do not.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn alert_pause(&self) -> Result<Option<Pause>, StoreError> {
        if marks::read(&self.0, marks::ALERTS_PAUSED)? == 0 {
            return Ok(None);
        }
        Ok(Some(
            match marks::read(&self.0, marks::ALERTS_PAUSED_UNTIL)? {
                0 => Pause::Always,
                until => Pause::Until(Moment::from_millis(until)),
            },
        ))
    }

    /// The alerts that are decided and not yet raised, the first due first.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn pending_alerts(&self) -> Result<Vec<Pending>, StoreError> {
        alerts::pending(&self.0)
    }

    /// What was said lately.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn alert_history(&self, now: Moment) -> Result<History, StoreError> {
        alerts::history(&self.0, now)
    }

    /// What an alert about a storm or a digest tells of; none where it is about an incident.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn summary(&self, alert_id: i64) -> Result<Option<Summary>, StoreError> {
        alerts::summary(&self.0, alert_id)
    }

    /// What happened to an incident, newest first.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn timeline(&self, incident_id: i64) -> Result<Vec<TimelineEntry>, StoreError> {
        timeline::of_incident(&self.0, incident_id)
    }

    /// How often each code came within an incident, the most frequent first.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn codes(&self, incident_id: i64) -> Result<Vec<CodeCount>, StoreError> {
        codes::of_incident(&self.0, incident_id)
    }

    /// The incidents before one at the same endpoint, newest first.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn former(&self, incident_id: i64, limit: u32) -> Result<Vec<Incident>, StoreError> {
        incidents::former(&self.0, incident_id, limit)
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

    /// Everything that the window shows of an incident.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn incident_detail(
        &self,
        id: i64,
        now: Moment,
        zone: &TimeZone,
    ) -> Result<Option<IncidentDetail>, StoreError> {
        let Some(incident) = self.incident(id)? else {
            return Ok(None);
        };
        let span = (incident.opened_at, incident.last_error_at);
        let minutes = minutes::of_incident(&self.0, &incident)?;
        Ok(Some(IncidentDetail {
            sentence: incident.sentence(now, zone),
            codes: self.codes(id)?,
            timeline: self.timeline(id)?,
            former: self.former(id, MOST_FORMER)?,
            plot: plot::draw(span, None, minutes, 1, zone),
            incident,
        }))
    }

    /// Delivery errors over time. No beginning: from the first one.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn plot(
        &self,
        from: Option<Moment>,
        to: Moment,
        step: Option<plot::Step>,
        endpoint: Option<&str>,
        zone: &TimeZone,
    ) -> Result<Plot, StoreError> {
        let from = match from {
            Some(from) => from,
            None => minutes::first(&self.0)?.unwrap_or(to),
        };
        let minutes = minutes::by_endpoint(&self.0, Span { from, to }, endpoint)?;
        Ok(plot::draw((from, to), step, minutes, MOST_LINES, zone))
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
    pub fn latest_public_url(&self, kind: tunnel::Kind) -> Result<Option<String>, StoreError> {
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
        wishes: &[MonitorWish],
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
    pub fn monitors_down(&self, wishes: &[MonitorWish]) -> Result<i64, StoreError> {
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
    ) -> Result<Option<AtEndpoint>, StoreError> {
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
