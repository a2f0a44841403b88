//! What all parts of the team need.

use std::{sync::Arc, time::Duration};

use jiff::tz::TimeZone;
use tokio::time::sleep;

use crate::{
    alerts::worker::Alerts,
    feed::Feed,
    model::{
        moment::{Clock, Moment},
        problem::Problem,
    },
    platform::random,
    settings::{ServerUrl, SettingsHandle, TeamSettings},
    share::team::TeamLink,
    store::{Store, TeamSelf},
    worker::{Role, Workers},
};

pub(super) const ROLE: Role = Role {
    name: "team",
    does: "shares incidents with your colleagues",
    meaning: "Your colleagues don't see your incidents, nor you theirs. What is to be shared waits.",
};

/// How long to wait after the store failed.
pub(super) const STORE_PAUSE: Duration = Duration::from_secs(1);

/// The dependencies of the team.
#[derive(Clone)]
pub struct Deps {
    pub settings: Arc<SettingsHandle>,
    pub store: Store,
    pub feed: Feed,
    pub clock: Clock,
    pub alerts: Arc<Alerts>,
    pub workers: Workers,
}

impl Deps {
    pub(super) fn now(&self) -> Moment {
        (self.clock)()
    }

    /// The team's settings; `None` if there is no team.
    pub(super) fn team(&self) -> Option<(TeamSettings, ServerUrl)> {
        let team = self.settings.get().team.clone();
        let url = team.url.clone()?;
        Some((team, url))
    }

    /// From now on changes are noted for colleagues. Returns who this machine is.
    pub(super) async fn join(&self) -> Result<TeamSelf, Problem> {
        Ok(self.store.join_team(machine_id()?).await?)
    }

    pub(super) fn zone() -> TimeZone {
        TimeZone::system()
    }
}

/// Why a connection ended.
pub(super) enum Ended {
    /// To begin again at once: the settings name another team or none, or an earlier history was restored.
    Changed,
    /// The program ends.
    Program,
    Failed(Problem),
}

impl From<Problem> for Ended {
    fn from(problem: Problem) -> Self {
        Self::Failed(problem)
    }
}

/// Notes how the connection is, for the window and for commands.
pub(super) async fn note(deps: &Deps, link: TeamLink) {
    if let Err(error) = deps.store.note_team_link(&link).await {
        tracing::warn!(%error, "how the team is can't be noted");
        sleep(STORE_PAUSE).await;
    }
}

/// A new name for a history: 128 random bits.
pub(super) fn machine_id() -> Result<String, Problem> {
    let bits: [u8; 16] = random::bytes().map_err(|error| error.problem())?;
    Ok(bits.iter().map(|byte| format!("{byte:02x}")).collect())
}
