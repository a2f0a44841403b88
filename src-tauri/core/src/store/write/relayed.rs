//! What the relay reports about requests that it could not forward: finds them by their id, and resolves their incident
//! once all of them got through.

use jiff::tz::TimeZone;

use super::{context::WriteContext, probe_results::resolve_recovered};
use crate::{
    incident::{IncidentState, delivery_error::Source, recovery},
    model::moment::Moment,
    store::{error::StoreError, handle::Store, sql::Sql as _, table::incidents},
};

impl Store {
    /// The incident that a relay's request was assigned to from that moment on; `None` if there is none. Reads the
    /// whole history in that case, so use it only when in doubt. Blocks.
    pub fn incident_of_request(
        &self,
        request: i64,
        from: Moment,
    ) -> Result<Option<i64>, StoreError> {
        self.read(|reader| {
            reader.0.fetch_optional(
                "SELECT incident_id FROM delivery_errors
                 WHERE relay_request = ?1 AND received_at >= ?2 ORDER BY id DESC LIMIT 1",
                (request, from.millis()),
                |row| row.get(0),
            )
        })
    }

    /// Resolves an incident if everything the relay reported there got through, the last at that time. A later report
    /// from RETM keeps it open.
    pub async fn recover_by_relay(&self, incident: i64, at: Moment) -> Result<(), StoreError> {
        self.change(move |context| recover(context, incident, at))
            .await
    }
}

fn recover(context: &mut WriteContext<'_>, id: i64, at: Moment) -> Result<(), StoreError> {
    let Some(incident) = incidents::by_id(context.transaction, id)? else {
        return Ok(());
    };
    // The last request that the relay itself reported has got through, whatever the clock says.
    let is_later = incident.last_source == Source::Relay || incident.last_error_at < at;
    if incident.state == IncidentState::Resolved || !is_later {
        return Ok(());
    }
    let recovery_history =
        incidents::recovery_state(context.transaction, incident.id)?.unwrap_or_default();
    let zone = TimeZone::system();
    let text = recovery::delivered_text(incident.opened_at, at, &recovery_history, &zone);
    resolve_recovered(context, &incident, &text)
}
