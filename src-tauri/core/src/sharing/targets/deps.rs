//! The dependencies of the targets.

use std::sync::Arc;

use crate::{
    feed::Feed,
    model::moment::Clock,
    settings::SettingsHandle,
    share::incident_report::IncidentReport,
    store::{Store, StoreError},
    worker::Workers,
};

/// Reads everything that is known of the incident with that id.
pub type ReadReport = Arc<dyn Fn(i64) -> Result<Option<IncidentReport>, StoreError> + Send + Sync>;

/// The dependencies of the targets.
#[derive(Clone)]
pub struct Deps {
    pub settings: Arc<SettingsHandle>,
    pub store: Store,
    pub feed: Feed,
    pub clock: Clock,
    pub report: ReadReport,
    pub workers: Workers,
}
