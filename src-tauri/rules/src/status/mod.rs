//! The state of the whole program as one value, which the tray, the window and `doctor` show. The values are here,
//! `facts` derives proofs from them, `verdict` has the verdict, `setup` the setup. All of it is pure.

mod appearance;
mod facts;
mod open_incident;
pub mod setup;
mod silence;
pub mod verdict;
mod worker_failure;

pub use appearance::{Appearance, Density, HourFormat, Theme, WindowZone};
pub use facts::{
    AlertsHeld, ConnectionFacts, ConnectionState, StatusFacts, Unresolved, history_proof,
    proof_lasts, setup_proof, unresolved_proof,
};
pub use open_incident::{MAX_OPEN, OpenIncident};
pub use setup::{Setup, SetupFacts};
pub use silence::silence_proof;
pub use verdict::{Level, Verdict};
pub use worker_failure::WorkerFailure;

use std::collections::BTreeMap;

use serde::Serialize;
use ts_rs::TS;

use crate::{
    locale::Locale,
    model::{
        installed::Upgrade,
        moment::Moment,
        problem::Problem,
        project::{KeyProjects, ProjectMark},
        tunnel::TunnelStatus,
    },
    monitor::reachability::policy::Reachability,
    relay::{request::RequestCounts, silence::SilentPath},
    share::team::TeamLink,
};

/// Whether the receiver listens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "state", rename_all = "lowercase")]
pub enum ReceiverStatus {
    /// It listens.
    Listening { address: String },
    /// It does not.
    Failed { problem: Problem },
}

/// Whether reports can be stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "state", rename_all = "lowercase")]
pub enum StoreStatus {
    /// They can be stored.
    Working,
    /// The last one could not be stored.
    Failing { problem: Problem },
}

/// Whether the desktop shows notifications.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "state", rename_all = "lowercase")]
pub enum NotificationStatus {
    /// A server answers.
    Working { server: String },
    /// Nothing has checked yet.
    Unknown,
    /// There is no server.
    Missing { problem: Problem },
}

/// How many rows each view of the window has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, TS)]
pub struct ViewCounts {
    /// Open incidents.
    #[ts(type = "number")]
    pub open: i64,
    /// Acknowledged incidents.
    #[ts(type = "number")]
    pub acknowledged: i64,
    /// Resolved incidents.
    #[ts(type = "number")]
    pub resolved: i64,
    /// Delivery errors.
    #[ts(type = "number")]
    pub errors: i64,
    /// Endpoints.
    #[ts(type = "number")]
    pub endpoints: i64,
}

/// The path from the internet to the receiver.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct ConnectionStatus {
    /// The tunnel that the app runs or watches.
    pub tunnel: TunnelStatus,
    /// Whether RETM can reach the receiver through it.
    pub reachability: Reachability,
    /// Whether the current receiver URL was copied once.
    pub url_copied: bool,
    /// Whether the public URL has changed since the receiver URL was last copied, so that RETM still has the old one.
    pub url_changed: bool,
    /// The state at a glance.
    pub state: ConnectionState,
}

/// A current or former public URL of the receiver.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct PublicUrl {
    /// The tunnel's public end, without the key.
    pub url: String,
    /// When it was first seen.
    pub first_at: Moment,
    /// When it was last seen.
    pub last_at: Moment,
}

/// The states of the monitors.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, TS)]
pub struct MonitorCounts {
    #[ts(type = "number")]
    pub total: i64,
    /// How many are down.
    #[ts(type = "number")]
    pub down: i64,
}

/// The state of the whole program.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Status {
    /// The program's version.
    pub version: String,
    /// The URL to paste into RETM's portal. `None` until the receiver has listened once. Secret.
    pub receiver_url: Option<String>,
    pub receiver: ReceiverStatus,
    pub connection: ConnectionStatus,
    pub store: StoreStatus,
    pub notifications: NotificationStatus,
    /// The workers that have ended while the program keeps running.
    pub workers: Vec<WorkerFailure>,
    /// The number of rows in each view.
    pub counts: ViewCounts,
    pub monitors: MonitorCounts,
    /// The relay's requests by state. Omitted if the relay was never switched on.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub requests: Option<RequestCounts>,
    /// That the relay's traffic of this month is near the quota of the tunnel in use; left out where it is not.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub relay_quota: Option<Problem>,
    /// That the program was replaced while it runs; left out where it was not.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub upgrade: Option<Upgrade>,
    /// The expected paths to which no request comes; left out where there are none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[ts(as = "Option<Vec<SilentPath>>", optional)]
    pub silences: Vec<SilentPath>,
    /// Whether the team's server can be reached; left out without a team.
    #[serde(skip_serializing_if = "TeamLink::is_off")]
    #[ts(as = "Option<TeamLink>", optional)]
    pub team: TeamLink,
    /// The project of each merchant that has one; left out where none has.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    #[ts(as = "Option<BTreeMap<String, ProjectMark>>", optional)]
    pub projects: BTreeMap<String, ProjectMark>,
    /// The projects of the keys; left out where neither has one.
    #[serde(skip_serializing_if = "KeyProjects::is_empty")]
    #[ts(as = "Option<KeyProjects>", optional)]
    pub key_projects: KeyProjects,
    /// Whether all is well, and if not, what is missing.
    pub verdict: Verdict,
    pub setup: Setup,
    /// Increases with every change that the window may have to show.
    #[ts(type = "number")]
    pub revision: u64,
    /// Until when the user has paused alerts. `None` if the pause has no end, or there is none.
    pub alerts_paused_until: Option<Moment>,
    /// What is wrong with `settings.toml`. The last valid settings then stay in force.
    pub settings_problem: Option<Problem>,
    /// The colour scheme of the window.
    pub theme: Theme,
    /// The language it speaks, its digits and its calendar.
    pub locale: Locale,
    /// How it writes times, and how much room its rows have.
    pub appearance: Appearance,
    /// Whether the user holds alerts back.
    pub alerts_paused: bool,
    /// The number of stored delivery errors, including test reports.
    #[ts(type = "number")]
    pub total: i64,
    /// The ID of the newest delivery error; 0 if there is none.
    #[ts(type = "number")]
    pub newest_id: i64,
    /// How many came since the user last looked at the history, up to 1,000.
    #[ts(type = "number")]
    pub unseen: i64,
    /// Whether endpoints on more than one host have failed. Then each is shown with its host.
    pub several_hosts: bool,
    /// The open incidents that failed last, up to [`MAX_OPEN`], the newest first. For the tray: the window has a list.
    #[serde(skip)]
    #[ts(skip)]
    pub open_incidents: Vec<OpenIncident>,
    /// Where everything is kept.
    pub data_dir: String,
}

impl ReceiverStatus {
    fn in_language(self, locale: Locale) -> Self {
        match self {
            Self::Failed { problem } => Self::Failed {
                problem: problem.in_language(locale),
            },
            Self::Listening { .. } => self,
        }
    }
}

impl StoreStatus {
    fn in_language(self, locale: Locale) -> Self {
        match self {
            Self::Failing { problem } => Self::Failing {
                problem: problem.in_language(locale),
            },
            Self::Working => self,
        }
    }
}

impl NotificationStatus {
    fn in_language(self, locale: Locale) -> Self {
        match self {
            Self::Missing { problem } => Self::Missing {
                problem: problem.in_language(locale),
            },
            Self::Working { .. } | Self::Unknown => self,
        }
    }
}

impl ConnectionStatus {
    fn in_language(self, locale: Locale) -> Self {
        Self {
            tunnel: self.tunnel.in_language(locale),
            reachability: self.reachability.in_language(locale),
            ..self
        }
    }
}

impl Status {
    /// The same in its person's language. What is shown goes through this, what is logged or published does not.
    #[must_use]
    pub fn in_language(self) -> Self {
        let locale = self.locale;
        let problem = |problem: Problem| problem.in_language(locale);
        let workers = self.workers.into_iter().map(|failure| WorkerFailure {
            problem: problem(failure.problem),
            ..failure
        });
        Self {
            receiver: self.receiver.in_language(locale),
            connection: self.connection.in_language(locale),
            store: self.store.in_language(locale),
            notifications: self.notifications.in_language(locale),
            workers: workers.collect(),
            relay_quota: self.relay_quota.map(problem),
            verdict: self.verdict.in_language(locale),
            settings_problem: self.settings_problem.map(problem),
            ..self
        }
    }
}

#[cfg(test)]
mod words_tests;
