//! Alerts: whether to notify (`policy`), when and how (`planning`), and in which words (`text`). `system_notice` covers
//! everything besides incidents. Decisions are stored before anything is shown, so none is lost when the program ends.
//! The core's `alerts` module displays them.

#[cfg(test)]
mod arabic_tests;
pub mod auth_throttle;
mod endpoint_rule;
mod hold;
pub(crate) mod monitor_text;
mod notice;
mod one_line;
mod pause;
mod pending_requests;
mod planning;
mod policy;
mod preview;
mod silence_text;
mod summary;
pub mod system_notice;
pub mod text;
mod upgrade;
mod weekly_text;

pub use endpoint_rule::{AlertRule, MAX_RULES, RuleUrgency, Treatment, treatment, treatment_of};
pub use hold::{HoldConditions, Pause};
pub use notice::{Actions, Notice, Slot, Urgency};
pub use pause::AlertPause;
pub use pending_requests::PendingRequests;
pub use planning::{
    AlertSubject, MAX_PENDING, PendingAlert, Plan, PlanStep, RecentAlerts, STORM_ABOVE, STORM_CALM,
    STORM_GATHERS, STORM_WITHIN, Storm, plan,
};
pub use policy::{
    AlertDecision, AlertFacts, AlertHistory, AlertKind, Occurrence, SuppressReason, on_recovery,
    on_report, policy_in_words,
};
pub use preview::{NotificationPreview, previews, sample};
pub use silence_text::Silence;
pub use summary::Summary;
pub use system_notice::{OnShown, StillTrue, SystemNotice};
pub use weekly_text::summary_words;
