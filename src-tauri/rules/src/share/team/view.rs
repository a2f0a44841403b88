//! What is shown of the team.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Reference;
use crate::{
    incident::IncidentState,
    locale::Locale,
    model::{moment::Moment, problem::Problem},
};

/// A colleague's incident, as it is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct ColleagueIncident {
    /// Its number here.
    #[ts(type = "number")]
    pub id: i64,
    /// The name of its machine.
    pub machine: String,
    /// Its number on its machine.
    #[ts(type = "number")]
    pub number: i64,
    /// What it is called: `anna/17`.
    pub reference: String,
    /// Its state, all that colleagues did considered.
    pub state: IncidentState,
    /// The name of the machine whose user put it in that state; null if a rule or a report did.
    pub by: Option<String>,
    /// The normalised endpoint; empty for unreadable reports.
    pub endpoint: String,
    /// A short name for it.
    pub label: String,
    /// The code of its latest delivery error.
    #[ts(type = "number | null")]
    pub code: Option<i64>,
    /// The message of its latest delivery error, redacted.
    pub message: String,
    /// How many delivery errors it has.
    #[ts(type = "number")]
    pub error_count: i64,
    /// By its machine's clock.
    pub opened_at: Moment,
    /// By its machine's clock.
    pub last_error_at: Moment,
}

impl ColleagueIncident {
    /// What it is called.
    pub fn reference(machine: &str, number: i64) -> String {
        let machine = machine.to_owned();
        let incident = number;
        Reference { machine, incident }.to_string()
    }
}

/// Whether the team's server can be reached.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "state", rename_all = "lowercase")]
pub enum TeamLink {
    /// There is no team in the settings.
    #[default]
    Off,
    /// Nothing is known yet.
    Connecting,
    /// It is connected since then.
    Connected { since: Moment },
    /// It has not been reachable since then; what is to be shared waits.
    Waiting { since: Moment, problem: Problem },
}

/// What a test of the connection found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct TeamTest {
    /// The server's version: `15.8`.
    pub server: String,
    /// Whether the tables are not there yet; the first machine creates them.
    pub is_new: bool,
    /// The names of all machines in the team.
    pub machines: Vec<String>,
}

impl TeamLink {
    /// Whether there is no team.
    pub const fn is_off(&self) -> bool {
        matches!(self, Self::Off)
    }

    /// The same in that language.
    #[must_use]
    pub fn in_language(self, locale: Locale) -> Self {
        match self {
            Self::Waiting { since, problem } => Self::Waiting {
                since,
                problem: problem.in_language(locale),
            },
            link => link,
        }
    }
}

/// The team, as it is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, TS)]
pub struct TeamView {
    /// Whether the server can be reached.
    pub link: TeamLink,
    /// The name of this machine.
    pub name: String,
    /// The names of the others.
    pub machines: Vec<String>,
    /// How many changes wait to be shared.
    #[ts(type = "number")]
    pub waiting: i64,
    /// The incidents of colleagues, unresolved ones first, then the most recently active.
    pub incidents: Vec<ColleagueIncident>,
}

impl TeamView {
    /// The same in that language.
    #[must_use]
    pub fn in_language(self, locale: Locale) -> Self {
        Self {
            link: self.link.in_language(locale),
            ..self
        }
    }
}
