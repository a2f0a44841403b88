//! An incident with everything known about how it came about.

use serde::Serialize;
use ts_rs::TS;

use crate::{explain::translate, locale::Locale};

use super::{
    CodeCount, EndpointCount, Incident, MerchantCount, histogram::Plot, timeline::TimelineEntry,
};

/// Everything that the window shows about an incident.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct IncidentDetail {
    /// The incident.
    pub incident: Incident,
    /// What is happening, in one sentence.
    pub sentence: String,
    /// How often each code came, most frequent first.
    pub codes: Vec<CodeCount>,
    /// The merchants whose tokens its delivery errors came with, most frequent first.
    pub merchants: Vec<MerchantCount>,
    /// The endpoints of its newest 10,000 delivery errors, most frequent first, up to 100. There are several if the
    /// path contains IDs, or if it is spelled in several ways that differ to a server.
    pub endpoints: Vec<EndpointCount>,
    /// Its timeline, newest first, up to 200 entries.
    pub timeline: Vec<TimelineEntry>,
    /// The previous incidents at the same endpoint, newest first, up to 5.
    pub former: Vec<Incident>,
    /// The user's note about its endpoint.
    pub note: String,
    /// Its delivery errors over time, from the first to the last, as one series.
    pub plot: Plot,
}

impl IncidentDetail {
    /// The same in that language. What came over the network stays as it is.
    #[must_use]
    pub fn in_language(self, locale: Locale) -> Self {
        let timeline = self.timeline.into_iter().map(|entry| TimelineEntry {
            text: translate(locale, &entry.text),
            ..entry
        });
        Self {
            sentence: translate(locale, &self.sentence),
            timeline: timeline.collect(),
            ..self
        }
    }
}
