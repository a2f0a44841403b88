//! One report in the window, beside the relay's requests that it is probably about.

use missedhook_core::{
    engine::Engine,
    incident::delivery_error::{DeliveryErrorDetail, Source},
    model::problem::Problem,
    relay::request::RequestRow,
    store::relay::RelayStoreError,
};
use serde::Serialize;
#[cfg(test)]
use ts_rs::TS;

/// Everything that is shown of a report.
#[derive(Serialize)]
#[cfg_attr(test, derive(TS))]
pub struct ReportView {
    #[serde(flatten)]
    detail: DeliveryErrorDetail,
    /// The relay's requests that it is probably about, oldest first; left out where there are none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(test, ts(as = "Option<Vec<RequestRow>>", optional))]
    requests: Vec<RequestRow>,
    /// That no request came at that time by its path: RETM could not get in. Left out otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    no_request: Option<bool>,
}

impl ReportView {
    /// The report alone.
    pub const fn alone(detail: DeliveryErrorDetail) -> Self {
        Self {
            detail,
            requests: Vec::new(),
            no_request: None,
        }
    }
}

/// A report with its requests. Where the relay's database fails, it stands alone. Blocks.
pub fn report(engine: &Engine, id: i64) -> Result<Option<ReportView>, Problem> {
    let locale = engine.settings().locale();
    let store = engine.store();
    let found = store.read(|reader| reader.delivery_error_in(locale, id))?;
    let Some(detail) = found else {
        return Ok(None);
    };
    let mut view = ReportView::alone(detail);
    let is_known = engine.settings().relay.enabled || view.detail.error.source == Source::Relay;
    if is_known && let Err(error) = view.find_requests(engine) {
        tracing::debug!(%error, "the requests of a report can't be read");
    }
    Ok(Some(view))
}

impl ReportView {
    fn find_requests(&mut self, engine: &Engine) -> Result<(), RelayStoreError> {
        let Some(store) = engine.relay().store()? else {
            return Ok(());
        };
        let error = &self.detail.error;
        let (requests, note) = store.read(|reader| {
            let matched = reader.requests_of(error)?;
            let rows = matched.requests.iter().map(|id| reader.row(*id));
            let rows: Result<Vec<_>, _> = rows.collect();
            Ok((rows?, matched.note))
        })?;
        let locale = engine.settings().locale();
        let requests = requests.into_iter().flatten();
        self.requests = requests.map(|row| row.in_language(locale)).collect();
        self.no_request = note.map(|_| true);
        Ok(())
    }
}
