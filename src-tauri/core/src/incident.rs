//! Incidents: a run of delivery errors at one endpoint, from the first until it is resolved. Pure rules over
//! values: which incident a delivery error belongs to, and what that incident is then called. The store keeps
//! what these rules say, in the same transaction as the delivery error itself.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{endpoint, moment::Moment};

/// What an incident is about. Delivery errors with the same subject belong together.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Subject {
    /// One endpoint, in its normalised form; empty where the report named none.
    Endpoint(String),
    /// Reports that could not be read: they have an incident of their own.
    Unreadable,
}

impl Subject {
    /// What a readable report with that endpoint is about.
    pub fn of_endpoint(endpoint: &str) -> Self {
        Self::Endpoint(endpoint::normalise(endpoint))
    }

    /// A short name for a list or a headline: `/retm/orders`.
    pub fn label(&self) -> String {
        match self {
            Self::Endpoint(key) if key.is_empty() => "an unnamed endpoint".to_owned(),
            Self::Endpoint(key) => endpoint::path(key),
            Self::Unreadable => "unreadable reports".to_owned(),
        }
    }
}

/// Where an incident stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum IncidentState {
    /// It is failing, and nobody has said that they know.
    Open,
    /// Somebody knows. New errors still belong to it.
    Acknowledged,
    /// It is over. A new error opens another incident.
    Resolved,
}

/// A run of delivery errors at one endpoint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Incident {
    /// Its number, from 1.
    #[ts(type = "number")]
    pub id: i64,
    /// The normalised endpoint; empty for the incident of unreadable reports.
    pub endpoint: String,
    /// A short name for it: `/retm/orders`, or `unreadable reports`.
    pub label: String,
    /// Where it stands.
    pub state: IncidentState,
    /// When its first delivery error came.
    pub opened_at: Moment,
    /// When its latest delivery error came.
    pub last_error_at: Moment,
    /// How many delivery errors belong to it.
    #[ts(type = "number")]
    pub error_count: i64,
    /// The code of the latest one.
    #[ts(type = "number | null")]
    pub last_code: Option<i64>,
    /// The incident before this one at the same endpoint.
    #[ts(type = "number | null")]
    pub previous_id: Option<i64>,
}

/// Where a new delivery error goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Filing {
    /// It begins an incident, after that one at the same endpoint, if there was one.
    Opens {
        /// The incident before.
        previous_id: Option<i64>,
    },
    /// It belongs to that incident.
    Grows {
        /// The incident it belongs to.
        id: i64,
    },
}

/// Files a delivery error, given the latest incident with the same subject.
pub fn file(latest: Option<(i64, IncidentState)>) -> Filing {
    match latest {
        Some((id, IncidentState::Open | IncidentState::Acknowledged)) => Filing::Grows { id },
        Some((id, IncidentState::Resolved)) => Filing::Opens {
            previous_id: Some(id),
        },
        None => Filing::Opens { previous_id: None },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_delivery_error_belongs_to_the_unresolved_incident_or_opens_one() {
        use IncidentState::{Acknowledged, Open, Resolved};
        for (latest, filing) in [
            (None, Filing::Opens { previous_id: None }),
            (Some((4, Open)), Filing::Grows { id: 4 }),
            (Some((4, Acknowledged)), Filing::Grows { id: 4 }),
            (
                Some((4, Resolved)),
                Filing::Opens {
                    previous_id: Some(4),
                },
            ),
        ] {
            assert_eq!(file(latest), filing, "{latest:?}");
        }
    }

    #[test]
    fn labels_read_well() {
        assert_eq!(
            Subject::of_endpoint("https://A.example/retm/orders?x=1").label(),
            "/retm/orders"
        );
        assert_eq!(Subject::of_endpoint("  ").label(), "an unnamed endpoint");
        assert_eq!(Subject::Unreadable.label(), "unreadable reports");
    }
}
