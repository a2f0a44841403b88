//! The timeline of an incident: what happened, who did it and when, including every notification and every decision not
//! to notify. Values only. The store keeps most entries and counts consecutive repeats in one entry. `full_timeline`
//! adds what follows from the reports and probes.

use serde::Serialize;
use strum::{EnumString, IntoStaticStr, VariantArray};
use ts_rs::TS;

use crate::model::moment::Moment;

/// Who did something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[derive(Serialize, TS, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "lowercase", const_into_str)]
#[serde(rename_all = "lowercase")]
pub enum Actor {
    /// RETM, by a report.
    Retm,
    /// The user, in the window or on a notification.
    Person,
    /// A rule of the alert policy.
    Rule,
}

/// What kind of thing happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[derive(Serialize, TS, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case", const_into_str)]
#[serde(rename_all = "snake_case")]
pub enum TimelineKind {
    /// Its first delivery error came.
    Opened,
    /// It was acknowledged.
    Acknowledged,
    /// It was resolved.
    Resolved,
    /// It was opened again.
    Reopened,
    /// It was muted.
    Muted,
    /// It was unmuted.
    Unmuted,
    /// It was resolved by rule: its endpoint answers again.
    Recovered,
    /// The user was notified.
    #[serde(rename = "told")]
    #[strum(serialize = "told")]
    Notified,
    /// The user was not notified, and why.
    #[serde(rename = "not_told")]
    #[strum(serialize = "not_told")]
    NotNotified,
    /// A code came for the first time. Never stored.
    CodeChanged,
    /// The busiest minute. Never stored.
    Peak,
    /// A probe of its endpoint. Never stored.
    Probed,
    /// Its last report. Never stored.
    LastReport,
}

/// An entry of the timeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct TimelineEntry {
    #[ts(type = "number")]
    pub id: i64,
    /// When it happened. For consecutive repeats, the first time.
    pub at: Moment,
    /// When it last happened in a row.
    pub last_at: Moment,
    /// How many times in a row.
    #[ts(type = "number")]
    pub count: i64,
    /// Who did it.
    pub who: Actor,
    /// What kind of thing it was.
    pub kind: TimelineKind,
    /// Its text: `Not notified: quiet hours`.
    pub text: String,
    /// When it ends, for a mute.
    pub until: Option<Moment>,
}
