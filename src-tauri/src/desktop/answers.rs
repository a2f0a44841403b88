//! What the window's first page asks for: as its commands answer it, and as `first_answers` writes it into the page.
//! Everything blocks, so it is called off the async threads.

use jiff::tz::TimeZone;
use missedhook_core::{
    engine::Engine,
    history::search::Query,
    incident::{detail::IncidentDetail, diagnosis::Diagnosis},
    model::{moment::Moment, problem::Problem},
    status::Status,
    store::{IncidentRows, Page, PageQuery, RowsQuery},
};

use super::exact::Exact;

/// The maximum number of rows in one answer.
const ROWS_LIMIT: u32 = 500;

/// In which time zone the window has its times and days.
pub fn zone_of(engine: &Engine) -> TimeZone {
    engine.settings().appearance.time_zone.time_zone()
}

/// A query as it is typed, read now and in the window's time zone.
pub fn query_of(engine: &Engine, text: &str) -> Query {
    let settings = engine.settings();
    Query::read_in(settings.locale(), text, Moment::now(), &zone_of(engine))
        .in_projects(&settings.projects_by_origin())
}

/// The app's status, in the person's language.
pub fn status(engine: &Engine) -> Status {
    engine.status().in_language()
}

/// A page of incidents and groups.
pub fn incidents(
    engine: &Engine,
    query: &str,
    asked: RowsQuery,
) -> Result<Exact<IncidentRows>, Problem> {
    let query = query_of(engine, query);
    let asked = RowsQuery {
        limit: asked.limit.min(ROWS_LIMIT),
        ..asked
    };
    let page = engine
        .store()
        .read(|reader| reader.incident_rows(&query, asked, Moment::now()))?;
    Ok(Exact(page.for_list()))
}

/// One incident; `None` if there is none with this id.
pub fn incident(engine: &Engine, id: i64) -> Result<Exact<Option<IncidentDetail>>, Problem> {
    let (zone, locale) = (zone_of(engine), engine.settings().locale());
    let detail = engine
        .store()
        .read(|reader| reader.incident_detail(id, Moment::now(), &zone))?;
    Ok(Exact(detail.map(|detail| detail.in_language(locale))))
}

/// Which reports are asked for: those between two ids, of all or of one incident.
#[derive(Clone, Copy)]
pub struct Reports {
    pub before: Option<i64>,
    pub after: Option<i64>,
    pub incident_id: Option<i64>,
    pub limit: u32,
}

/// A page of reports. Those of all incidents are without tests.
pub fn delivery_errors(
    engine: &Engine,
    query: &str,
    asked: Reports,
) -> Result<Exact<Page>, Problem> {
    let query = query_of(engine, query);
    let query = PageQuery {
        query: match asked.incident_id {
            None => query.leaving_out_tests(),
            Some(_) => query,
        },
        before: asked.before,
        after: asked.after,
        incident_id: asked.incident_id,
        limit: asked.limit.min(ROWS_LIMIT),
    };
    let page = engine
        .store()
        .read(|reader| reader.delivery_errors(&query))?;
    Ok(Exact(page.for_list()))
}

/// Why an incident fails.
pub fn diagnosis(engine: &Engine, incident_id: i64) -> Result<Diagnosis, Problem> {
    let locale = engine.settings().locale();
    let diagnosis = engine.diagnosis(incident_id)?;
    Ok(diagnosis.in_language(locale))
}
