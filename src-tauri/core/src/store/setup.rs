//! The progress of the setup, from several tables.

use super::{error::StoreError, reader::Reader, table::counters};
use crate::status::SetupFacts;

impl Reader {
    /// How far the setup has come. Without a public URL RETM can't have one either, and no report can be from RETM.
    pub fn setup(
        &self,
        receiver_url: Option<&str>,
        public_url: Option<&str>,
        local_only: bool,
    ) -> Result<SetupFacts, StoreError> {
        let connection = &self.0;
        let notified = counters::read(connection, counters::NOTIFIED)? != 0;
        let url_given = match (receiver_url, public_url) {
            (Some(receiver_url), Some(public_url)) => {
                self.is_copied(receiver_url)?
                    || (!self.is_changed(public_url)? && self.any_from_retm()?)
            }
            _ => false,
        };
        Ok(SetupFacts {
            connection_proven: public_url.is_some()
                && counters::read(connection, counters::CONNECTION_PROVEN)? != 0,
            url_given,
            report_received: notified || self.newest_id()? > 0,
            notified,
            local_only,
        })
    }
}
