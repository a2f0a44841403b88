//! The team: shares this machine's incidents with colleagues through one PostgreSQL server, and fetches theirs.
//!
//! **What is shared.** State, not events. Each machine overwrites one row per incident, so a storm of reports costs one
//! row, and writing it twice is harmless. An incident belongs to the machine that received it. Elsewhere it is identified
//! by that machine's name and the incident's number there (`anna/17`), and has no delivery errors.
//!
//! **Ordering.** When an incident changes, a trigger records it in `team_changes`, in the same transaction, under a
//! number from this machine's own counter. A machine has a single writer and sends in that order, so a reader that has
//! seen number 7 has seen everything before it: one cursor per machine is enough. Sequences of the server are not used,
//! because their numbers can become visible out of order. If an old connection of this machine is still writing, its
//! rows are unconfirmed and are sent again first, so the new connection waits for it.
//!
//! **Acts.** Acknowledging or resolving a colleague's incident is stored as an act (`rules::share::team::merge`). Every
//! machine applies it, so notifications stop everywhere even while the incident's owner is offline. The owner applies it
//! once it receives it.
//!
//! The receiver never waits for any of this. While the server is unreachable, each machine works alone and catches up
//! afterwards.

mod connect;
mod deps;
mod notify;
mod server;
mod session;
mod statements;

use std::time::Duration;

use tokio::time::Instant;

use crate::{
    feed::{Subscription, Topic},
    model::{backoff::backoff, problem::Problem},
    settings::TeamSettings,
    share::team::{TeamLink, TeamTest},
    worker::{self, Worker},
};
pub use deps::Deps;
use deps::{Ended, ROLE, note};

/// How long to wait after the connection was lost; doubles with each further failure.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const MAX_PAUSE: Duration = Duration::from_secs(60);
/// After a connection has lasted this long, the next pause is the first one again.
const STEADY: Duration = Duration::from_secs(30);

/// Tests whether the server can be used. Changes nothing there.
///
/// # Errors
/// Why not, in words for the user.
pub async fn test_team(team: &TeamSettings) -> Result<TeamTest, Problem> {
    let Some(url) = &team.url else {
        return Err(Problem::new(
            "There is no team in the settings.",
            "Nothing was tested.",
            "Set the URL of its server first.",
        ));
    };
    let (client, link) = connect::connect(url).await?;
    tokio::select! {
        problem = connect::drive(link, url, |_| {}) => Err(problem),
        found = server::look(&client, url) => found,
    }
}

/// Starts the worker.
pub fn start(deps: Deps) -> Worker {
    let workers = deps.workers.clone();
    workers.task(ROLE, move || {
        let (changes, of_team) = (deps.feed.subscribe(), deps.feed.subscribe());
        let deps = deps.clone();
        async move {
            tokio::select! {
                () = run(&deps, changes) => {}
                () = notify::hand_over(&deps, of_team) => {}
            }
        }
    })
}

async fn run(deps: &Deps, mut changes: Subscription) {
    let mut failures = 0;
    let mut waiting_since = None;
    loop {
        worker::heartbeat(ROLE.name);
        let Some((team, url)) = deps.team() else {
            waiting_since = None;
            failures = 0;
            if let Err(error) = deps.store.leave_team().await {
                tracing::warn!(%error, "the team can't be left yet");
            }
            if changes.next_of(Topic::Settings).await.is_none() {
                return;
            }
            continue;
        };
        let begun = Instant::now();
        let ended = session::run(deps, (&team, &url), &mut changes, || waiting_since = None).await;
        let problem = match ended {
            Ended::Program => return,
            Ended::Changed => {
                (failures, waiting_since) = (0, None);
                continue;
            }
            Ended::Failed(problem) => problem,
        };
        failures = match begun.elapsed() < STEADY {
            true => failures + 1,
            false => 1,
        };
        let since = *waiting_since.get_or_insert_with(|| deps.now());
        if failures == 1 {
            tracing::warn!("{problem}");
        }
        note(deps, TeamLink::Waiting { since, problem }).await;
        let pause = backoff(FIRST_PAUSE, MAX_PAUSE, failures, fastrand::f64());
        if rest(deps, &team, &mut changes, pause).await.is_none() {
            return;
        }
    }
}

/// Waits out a pause, or until the settings name another team. `None` if the program ends.
async fn rest(
    deps: &Deps,
    team: &TeamSettings,
    changes: &mut Subscription,
    pause: Duration,
) -> Option<()> {
    let until = Instant::now() + pause;
    loop {
        tokio::select! {
            () = tokio::time::sleep_until(until) => return Some(()),
            changed = changes.next_of(Topic::Settings) => {
                changed?;
                if deps.settings.get().team != *team {
                    return Some(());
                }
            }
        }
    }
}
