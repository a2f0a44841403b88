//! The team: shares this machine's incidents with colleagues through one PostgreSQL server, and takes over theirs.
//!
//! **Shape.** An incident stays with the machine that received it. A colleague's incident is a kind of its own, named
//! by its machine and its number there (`anna/17`), and is listed beside the local ones: it has no delivery errors
//! here, and no number of ours. What is shared is state, not events: each machine writes the present row of an
//! incident, over and over the same one, so a storm of reports costs a row, and to send twice changes nothing.
//!
//! **Order.** A trigger notes every changed incident in `team_changes` in the transaction of the change, under a number
//! that the machine itself counts. A machine has one writer and sends in the order of its numbers, so whoever has its
//! number 7 has everything before it: a cursor for each machine is enough, and no sequence of the server, which commits
//! out of order, plays a part. If an old connection of the same machine is still writing, its rows are still unconfirmed
//! and among those sent first, so the new connection waits for it.
//!
//! **Acts.** What a user does to a colleague's incident is an act of its own (`rules::team::merge`): everybody follows
//! it, so the others fall silent even if the incident's own machine sleeps. That machine carries it out when it hears of
//! it.
//!
//! The receiver never waits for any of this. Without the server everything works alone, and the server is caught up
//! with later.

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
    team::{TeamLink, TeamTest},
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
