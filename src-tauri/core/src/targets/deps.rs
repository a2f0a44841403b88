//! What passing on needs of the rest.

use std::sync::Arc;

use crate::{
    feed::Feed,
    incident_report::IncidentReport,
    model::moment::Clock,
    settings::SettingsHandle,
    store::{Store, StoreError},
    worker::Workers,
};

/// All that is known of an incident of that number.
pub type ReadReport = Arc<dyn Fn(i64) -> Result<Option<IncidentReport>, StoreError> + Send + Sync>;

/// What passing on needs of the rest.
#[derive(Clone)]
pub struct Deps {
    pub settings: Arc<SettingsHandle>,
    pub store: Store,
    pub feed: Feed,
    pub clock: Clock,
    pub report: ReadReport,
    pub workers: Workers,
}
