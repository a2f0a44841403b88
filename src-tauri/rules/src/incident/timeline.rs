//! The timeline of an incident: what happened to it, who did it and when, also every notification and every decision
//! not to notify. Values only; the store keeps most of them, and counts what repeats in a row in one entry. What follows
//! from the reports and probes is added by `full_timeline`.

use serde::Serialize;
use strum::{EnumString, IntoStaticStr, VariantArray};
use ts_rs::TS;

use crate::model::moment::Moment;

/// Who did something.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, TS, EnumString, IntoStaticStr, VariantArray,
)]
#[strum(serialize_all = "lowercase", const_into_str)]
#[serde(rename_all = "lowercase")]
pub enum Actor {
    /// RETM, by a report.
    Retm,
    /// The person, in the window or on a notification.
    Person,
    /// A rule of the alert policy.
    Rule,
}

/// What kind of thing happened.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, TS, EnumString, IntoStaticStr, VariantArray,
)]
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
    /// The mute was taken away.
    Unmuted,
    /// It was resolved by rule: its endpoint answers again.
    Recovered,
    /// The person was notified.
    Told,
    /// The person was not notified, and why.
    NotTold,
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
    /// Its number.
    #[ts(type = "number")]
    pub id: i64,
    /// When it happened; the first time, where it happened several times in a row.
    pub at: Moment,
    /// When it happened the last time in a row.
    pub last_at: Moment,
    /// How often in a row.
    #[ts(type = "number")]
    pub count: i64,
    /// Who did it.
    pub who: Actor,
    /// What kind of thing it was.
    pub kind: TimelineKind,
    /// It in words: `Not notified: quiet hours`.
    pub text: String,
    /// Until when it holds, for a mute.
    pub until: Option<Moment>,
}
