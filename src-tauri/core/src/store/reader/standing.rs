//! The reader's questions about how things stand: what is not resolved, and what is known of the setup.

use super::{
    super::{StoreError, alerts, delivery_errors, incidents, public_urls},
    Reader,
};
use crate::store::counters;
use crate::{
    incident::IncidentState,
    status::{SetupFacts, Unresolved},
};

impl Reader {
    /// What is not resolved.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn unresolved_counts(&self) -> Result<Unresolved, StoreError> {
        let all = |state| incidents::count(&self.0, state);
        let endpoints = |state| incidents::count_failing_endpoints(&self.0, state);
        Ok(Unresolved {
            open: all(IncidentState::Open)?,
            open_endpoints: endpoints(IncidentState::Open)?,
            acknowledged: all(IncidentState::Acknowledged)?,
            acknowledged_endpoints: endpoints(IncidentState::Acknowledged)?,
        })
    }

    /// What is known of the setup. Without a public URL, RETM can have been given none, and no report can be RETM's.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn setup(
        &self,
        receiver_url: Option<&str>,
        public_url: Option<&str>,
        local_only: bool,
    ) -> Result<SetupFacts, StoreError> {
        let connection = &self.0;
        let notified = counters::read(connection, counters::NOTIFIED)? != 0
            // From before there was a mark.
            || alerts::any_told(connection)?;
        let url_given = match (receiver_url, public_url) {
            (Some(receiver_url), Some(public_url)) => {
                public_urls::is_copied(connection, receiver_url)?
                    || (!public_urls::is_changed(connection, public_url)?
                        && delivery_errors::any_from_retm(connection)?)
            }
            _ => false,
        };
        Ok(SetupFacts {
            connection_proven: public_url.is_some()
                && counters::read(connection, counters::CONNECTION_PROVEN)? != 0,
            url_given,
            report_received: notified || delivery_errors::newest_id(connection)? > 0,
            notified,
            local_only,
        })
    }
}
