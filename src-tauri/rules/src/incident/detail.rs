//! An incident with all that is known of how it came about.

use serde::Serialize;
use ts_rs::TS;

use super::{
    CodeCount, EndpointCount, Incident, MerchantCount, histogram::Plot, timeline::TimelineEntry,
};

/// Everything that the window shows of an incident.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct IncidentDetail {
    /// The incident.
    pub incident: Incident,
    /// What happens, in one sentence.
    pub sentence: String,
    /// How often each code came, the most frequent first.
    pub codes: Vec<CodeCount>,
    /// With whose tokens its delivery errors came, the most frequent first.
    pub merchants: Vec<MerchantCount>,
    /// How many of its newest 10,000 delivery errors came of each endpoint, the most frequent first; up to 100. More than
    /// one where ids stand in the path, or where it is spelled in several ways that mean something else to a server.
    pub endpoints: Vec<EndpointCount>,
    /// What happened to it, newest first; up to 200.
    pub timeline: Vec<TimelineEntry>,
    /// The incidents before it at the same endpoint, newest first; up to 5.
    pub former: Vec<Incident>,
    /// What a person wrote down about its endpoint.
    pub note: String,
    /// Its delivery errors over time, from the first to the last: one series.
    pub plot: Plot,
}
