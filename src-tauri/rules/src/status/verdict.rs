//! The verdict: whether all is well, concluded from named proofs. Pure. The tray, the window, `doctor`, `serve` and the
//! log all use it; none of them decides by itself that things are fine.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use strum::EnumCount;
use ts_rs::TS;

use crate::{
    locale::Locale,
    model::{moment::Moment, problem::Problem, translate::translate},
};

/// The longest time to rely on a verdict.
pub const MAX_AGE: Duration = Duration::from_secs(300);

/// What must be proven before the program may say that all is well, most important first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[derive(Serialize, Deserialize, TS, EnumCount)]
#[serde(rename_all = "snake_case")]
pub enum ProofName {
    /// Reports can be written to disk.
    Store,
    /// The receiver listens.
    Receiver,
    /// RETM can reach the receiver.
    #[serde(rename = "way_in")]
    Connection,
    /// Every worker runs.
    Workers,
    /// Nothing is unresolved: no open or acknowledged incident, and no monitor that is down.
    Unresolved,
    /// Every expected request comes.
    Requests,
    /// No damaged database was set aside: the complete history is shown.
    History,
    /// Every step of the setup is done.
    Setup,
    /// Notifications can be shown.
    Notifications,
    /// The settings file is valid.
    Settings,
}

impl ProofName {
    /// All of them, most important first.
    pub const ALL: [Self; Self::COUNT] = [
        Self::Store,
        Self::Receiver,
        Self::Connection,
        Self::Workers,
        Self::Unresolved,
        Self::Requests,
        Self::History,
        Self::Setup,
        Self::Notifications,
        Self::Settings,
    ];

    /// Whether no report can be received or stored while this is missing.
    pub const fn is_vital(self) -> bool {
        matches!(self, Self::Store | Self::Receiver | Self::Connection)
    }
}

/// The state of one proof.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum ProofState {
    /// It is proven.
    Proven {
        /// What is proven, in one sentence.
        said: String,
    },
    /// The opposite is known.
    Missing { problem: Problem },
    /// A check is running, or the last proof is too old.
    NotKnownYet {
        /// What is not known.
        problem: Problem,
    },
    /// The user does without it.
    SetAside {
        /// What that means, in one sentence.
        said: String,
    },
}

impl ProofState {
    /// The same in that language.
    fn in_language(self, locale: Locale) -> Self {
        let words = |said: String| translate(locale, &said);
        match self {
            Self::Proven { said } => Self::Proven { said: words(said) },
            Self::SetAside { said } => Self::SetAside { said: words(said) },
            Self::Missing { problem } => Self::Missing {
                problem: problem.in_language(locale),
            },
            Self::NotKnownYet { problem } => Self::NotKnownYet {
                problem: problem.in_language(locale),
            },
        }
    }

    /// Its text, in one sentence.
    pub fn sentence(&self) -> &str {
        match self {
            Self::Proven { said } | Self::SetAside { said } => said,
            Self::Missing { problem } | Self::NotKnownYet { problem } => &problem.what,
        }
    }

    /// Whether there is nothing to do about it.
    pub const fn is_settled(&self) -> bool {
        matches!(self, Self::Proven { .. } | Self::SetAside { .. })
    }

    /// What to do about it, if anything.
    pub const fn problem(&self) -> Option<&Problem> {
        match self {
            Self::Missing { problem } | Self::NotKnownYet { problem } => Some(problem),
            Self::Proven { .. } | Self::SetAside { .. } => None,
        }
    }
}

/// A named proof and its state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Proof {
    pub name: ProofName,
    #[serde(flatten)]
    #[ts(flatten)]
    pub state: ProofState,
}

/// The overall state at a glance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[derive(Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// All is well: everything is proven or set aside by the user.
    Calm,
    /// Something fails, or a proof is missing.
    Attention,
    /// Reports can't be received or can't be stored.
    #[serde(rename = "deaf")]
    CannotReceive,
}

/// Whether all is well, and if not, what is missing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Verdict {
    /// The overall state at a glance.
    pub level: Level,
    /// The most important fact, in one or two sentences.
    pub headline: String,
    /// What else there is to know. May be empty.
    pub detail: String,
    /// Every proof, most important first.
    pub proofs: Vec<Proof>,
    /// When the passing of time alone may change the verdict.
    pub good_until: Option<Moment>,
}

impl Verdict {
    /// Concludes the verdict from the state of each proof in [`ProofName::ALL`].
    pub fn of(states: [ProofState; ProofName::ALL.len()], good_until: Option<Moment>) -> Self {
        let proofs: Vec<Proof> = ProofName::ALL
            .into_iter()
            .zip(states)
            .map(|(name, state)| Proof { name, state })
            .collect();
        Self::concluded(proofs, good_until, "No open incidents.".to_owned())
    }

    /// The same in that language.
    #[must_use]
    pub fn in_language(self, locale: Locale) -> Self {
        let proofs = self.proofs.into_iter().map(|proof| Proof {
            name: proof.name,
            state: proof.state.in_language(locale),
        });
        let calm = translate(locale, "No open incidents.");
        Self::concluded(proofs.collect(), self.good_until, calm)
    }

    fn concluded(proofs: Vec<Proof>, good_until: Option<Moment>, calm: String) -> Self {
        let is_missing = |proof: &&Proof| matches!(proof.state, ProofState::Missing { .. });
        let is_unknown = |proof: &&Proof| matches!(proof.state, ProofState::NotKnownYet { .. });
        let missing: Vec<&Proof> = proofs.iter().filter(is_missing).collect();
        let unsettled: Vec<&Proof> = missing
            .iter()
            .copied()
            .chain(proofs.iter().filter(is_unknown))
            .collect();
        let level = match (unsettled.is_empty(), &missing[..]) {
            (true, _) => Level::Calm,
            (false, missing) if missing.iter().any(|proof| proof.name.is_vital()) => {
                Level::CannotReceive
            }
            _ => Level::Attention,
        };
        let (headline, detail) = match unsettled.split_first() {
            Some((first, others)) => (
                first.state.sentence().to_owned(),
                others_said(first, others),
            ),
            None => (calm, calm_said(&proofs)),
        };
        Self {
            level,
            headline,
            detail,
            proofs,
            good_until,
        }
    }

    /// Whether everything is proven or set aside by the user. Nothing else justifies saying that all is well.
    pub fn is_all_well(&self) -> bool {
        self.level == Level::Calm
    }

    /// How long to rely on it before checking again. Not every change over time is known in advance, because the clock
    /// may be set.
    pub fn holds_for(&self, now: Moment) -> Duration {
        let ages = self.good_until.map(|until| until.since(now));
        ages.map_or(MAX_AGE, |ages| ages.min(MAX_AGE))
    }

    /// The state of this proof.
    pub fn state(&self, name: ProofName) -> Option<&ProofState> {
        let proof = self.proofs.iter().find(|proof| proof.name == name);
        proof.map(|proof| &proof.state)
    }
}

/// What to do about the first, followed by the others.
fn others_said(first: &Proof, others: &[&Proof]) -> String {
    let remedy = first.state.problem().map(|problem| problem.remedy.as_str());
    let others = others.iter().map(|proof| proof.state.sentence());
    let parts = remedy.into_iter().chain(others);
    parts
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// What is proven, and what was set aside.
fn calm_said(proofs: &[Proof]) -> String {
    let said = proofs.iter().filter(|proof| {
        proof.name == ProofName::Connection || matches!(proof.state, ProofState::SetAside { .. })
    });
    said.map(|proof| proof.state.sentence())
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
#[path = "verdict_tests.rs"]
mod tests;
