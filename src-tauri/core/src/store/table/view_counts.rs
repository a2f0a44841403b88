//! How many rows each view of the window has, from the table `totals`. Tests are subtracted: they are few, and have
//! their own index.

use crate::{
    incident::IncidentState,
    status::{Unresolved, ViewCounts},
    store::{error::StoreError, reader::Reader},
};

impl Reader {
    /// How many rows each view has.
    pub fn counts(&self) -> Result<ViewCounts, StoreError> {
        Ok(ViewCounts {
            open: self.count_in(IncidentState::Open)?,
            acknowledged: self.count_in(IncidentState::Acknowledged)?,
            resolved: self.count_in(IncidentState::Resolved)?,
            errors: self.total()? - self.count_tests()?,
            endpoints: self.count_endpoints()?,
        })
    }

    fn count_tests(&self) -> Result<i64, StoreError> {
        self.count(
            "SELECT count(*) FROM delivery_errors WHERE source = 'test' AND source <> 'retm'",
            [],
        )
    }

    /// Unreadable reports count as one endpoint. Endpoints with only tests do not count.
    fn count_endpoints(&self) -> Result<i64, StoreError> {
        self.count(
            "SELECT (SELECT subjects FROM totals) - (SELECT count(*) FROM (
                SELECT DISTINCT subject FROM incidents WHERE id IN (
                    SELECT incident_id FROM delivery_errors
                    WHERE source = 'test' AND source <> 'retm')) AS tested
              WHERE NOT EXISTS (SELECT 1 FROM incidents
                WHERE incidents.subject = tested.subject AND last_source <> 'test'))",
            [],
        )
    }

    /// How many incidents are unresolved.
    pub fn unresolved_counts(&self) -> Result<Unresolved, StoreError> {
        Ok(Unresolved {
            open: self.count_in(IncidentState::Open)?,
            open_endpoints: self.count("SELECT open_endpoints FROM totals", [])?,
            acknowledged: self.count_in(IncidentState::Acknowledged)?,
            acknowledged_endpoints: self.count("SELECT acknowledged_endpoints FROM totals", [])?,
        })
    }

    /// Without test reports.
    fn count_in(&self, state: IncidentState) -> Result<i64, StoreError> {
        self.count(
            "SELECT (SELECT CASE ?1 WHEN 'open' THEN open WHEN 'acknowledged' THEN acknowledged
                 ELSE resolved END FROM totals)
               - (SELECT count(*) FROM incidents WHERE +state = ?1 AND last_source = 'test'
                  AND id IN (SELECT incident_id FROM delivery_errors
                    WHERE source = 'test' AND source <> 'retm'))",
            [state.into_str()],
        )
    }
}
