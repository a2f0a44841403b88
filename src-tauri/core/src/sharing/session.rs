//! One connection to the server, from its beginning to its end: shares what waits, fetches what others shared, and
//! sleeps until one of both changes.

use std::{future::poll_fn, time::Duration};

use tokio::{
    sync::Notify,
    time::{Instant, sleep_until, timeout},
};
use tokio_postgres::AsyncMessage;

use super::{
    connect,
    deps::{Deps, Ended, ROLE, machine_id, note},
    notify,
    server::{MAX_COUNT, Server},
};
use crate::{
    feed::{Changed, Subscription, Topic},
    model::problem::Problem,
    redaction::Redaction,
    settings::{ServerUrl, TeamSettings},
    store::{StoreError, TeamSelf},
    team::TeamLink,
    worker,
};

/// The shortest time between two turns: reports come in crowds, and a turn takes all of them.
const PACE: Duration = Duration::from_millis(50);
/// How often to fetch where the server does not say that something was shared.
const POLL: Duration = Duration::from_secs(5);
/// How often to fetch anyway, which also finds out whether the server is still there.
const HEARTBEAT: Duration = Duration::from_secs(20);
/// How often to delete what is too old.
const PRUNE: Duration = Duration::from_secs(3600);
/// How long the server may take for one turn.
const TURN_LIMIT: Duration = Duration::from_secs(30);

/// Runs until the connection ends. `connected` is called once it stands.
pub(super) async fn run(
    deps: &Deps,
    (team, url): (&TeamSettings, &ServerUrl),
    changes: &mut Subscription,
    connected: impl FnOnce(),
) -> Ended {
    // Before the first connection: what changes until then is noted, too.
    let own = match join(deps).await {
        Ok(own) => own,
        Err(problem) => return Ended::Failed(problem),
    };
    let (client, mut link) = match connect::connect(url).await {
        Ok(connected) => connected,
        Err(problem) => return Ended::Failed(problem),
    };
    let shared = Notify::new();
    let drive = async {
        loop {
            match poll_fn(|context| link.poll_message(context)).await {
                Some(Ok(AsyncMessage::Notification(_))) => shared.notify_one(),
                Some(Ok(_)) => {}
                Some(Err(error)) => return connect::problem(url, &error),
                None => {
                    return connect::failed(
                        url,
                        "it ended the connection",
                        "Check that the server runs.",
                    );
                }
            }
        }
    };
    let server = Server {
        client: &client,
        url,
        notifies: true,
    };
    let follow = follow(deps, (team, &own), server, changes, &shared, connected);
    tokio::select! {
        problem = drive => Ended::Failed(problem),
        ended = follow => ended,
    }
}

/// What the next turn has to do.
#[derive(Clone, Copy)]
struct Due {
    share: bool,
    fetch: bool,
}

async fn follow(
    deps: &Deps,
    (team, own): (&TeamSettings, &TeamSelf),
    mut server: Server<'_>,
    changes: &mut Subscription,
    shared: &Notify,
    connected: impl FnOnce(),
) -> Ended {
    let mut connected = Some(connected);
    let begun = within_limit(server.url, begin(deps, team, &mut server, own)).await;
    if let Err(problem) = begun {
        return Ended::Failed(problem);
    }
    let mut handed = notify::Handed::default();
    let mut due = Due {
        share: true,
        fetch: true,
    };
    let mut pruned: Option<Instant> = None;
    loop {
        worker::heartbeat(ROLE.name);
        let begun = Instant::now();
        let is_old = pruned.is_none_or(|at| at.elapsed() >= PRUNE);
        let turn = within_limit(server.url, turn(deps, team, &server, own, due, is_old));
        if let Err(problem) = turn.await {
            return Ended::Failed(problem);
        }
        if is_old {
            pruned = Some(begun);
        }
        if let Some(connected) = connected.take() {
            connected();
            tracing::info!("the team's server is connected");
            note(deps, TeamLink::Connected { since: deps.now() }).await;
        }
        handed.hand_over(deps).await;
        // On a busy machine the pauses grow with the turns.
        let paced = begun + PACE.max(begun.elapsed() * 2);
        due = match wait(deps, team, changes, shared, server.notifies).await {
            Ok(due) => due,
            Err(ended) => return ended,
        };
        sleep_until(paced).await;
    }
}

/// Sleeps until there is something to do.
async fn wait(
    deps: &Deps,
    team: &TeamSettings,
    changes: &mut Subscription,
    shared: &Notify,
    notifies: bool,
) -> Result<Due, Ended> {
    let until = Instant::now() + if notifies { HEARTBEAT } else { POLL };
    loop {
        tokio::select! {
            changed = changes.next() => {
                let changed = changed.ok_or(Ended::Program)?;
                if changed.has(Topic::Settings) && deps.settings.get().team != *team {
                    return Err(Ended::Settings);
                }
                if is_ours(changed) {
                    return Ok(Due { share: true, fetch: false });
                }
            }
            () = shared.notified() => return Ok(Due { share: false, fetch: true }),
            () = sleep_until(until) => return Ok(Due { share: true, fetch: true }),
        }
    }
}

/// Whether an incident or an act of ours may have changed.
fn is_ours(changed: Changed) -> bool {
    changed.has(Topic::Reports) || changed.has(Topic::Incidents) || changed.has(Topic::Team)
}

async fn join(deps: &Deps) -> Result<TeamSelf, Problem> {
    Ok(deps.store.join_team(machine_id()?).await?)
}

/// Meets the server and the others.
async fn begin(
    deps: &Deps,
    team: &TeamSettings,
    server: &mut Server<'_>,
    own: &TeamSelf,
) -> Result<(), Problem> {
    let name = server.open(&machine_id()?).await?;
    let has = server.has(&own.machine).await?;
    let silent_to = deps.store.begin_team(name, has).await?;
    let shown = team.shown_name();
    server.introduce(&own.machine, &shown, silent_to).await
}

async fn turn(
    deps: &Deps,
    team: &TeamSettings,
    server: &Server<'_>,
    own: &TeamSelf,
    due: Due,
    is_old: bool,
) -> Result<(), Problem> {
    if due.share {
        share(deps, team, server, own).await?;
    }
    if due.fetch {
        fetch(deps, server, own).await?;
    }
    if due.share && due.fetch {
        server.touch(&own.machine).await?;
    }
    if is_old && team.keep_days > 0 {
        server.prune(team.keep_days).await?;
        let days = Duration::from_secs(u64::from(team.keep_days) * 24 * 3600);
        deps.store.prune_team(deps.now().minus(days)).await?;
    }
    Ok(())
}

/// Shares all that waits.
async fn share(
    deps: &Deps,
    team: &TeamSettings,
    server: &Server<'_>,
    own: &TeamSelf,
) -> Result<(), Problem> {
    let most = u32::try_from(MAX_COUNT).unwrap_or(u32::MAX);
    loop {
        let name = team.shown_name();
        let (changes, acts) = read(deps, move |reader| {
            Ok((
                reader.team_changes(&name, most)?,
                reader.team_own_acts(most)?,
            ))
        })
        .await?;
        if changes.is_empty() && acts.is_empty() {
            return Ok(());
        }
        let redaction = Redaction::of(deps.settings.get().secrets());
        let changes: Vec<_> = changes
            .into_iter()
            .map(|change| change.redacted(&redaction))
            .collect();
        if !changes.is_empty() {
            server.share(&own.machine, &changes).await?;
        }
        if !acts.is_empty() {
            server.share_acts(&own.machine, &acts).await?;
        }
        let numbers = changes.iter().map(|change| change.number).collect();
        let of_acts = acts.iter().map(|act| act.number).collect();
        deps.store.confirm_team(numbers, of_acts).await?;
    }
}

/// Takes over all that others have shared.
async fn fetch(deps: &Deps, server: &Server<'_>, own: &TeamSelf) -> Result<(), Problem> {
    loop {
        let cursors = read(deps, |reader| reader.team_cursors()).await?;
        let news = server.news(own, &cursors).await?;
        let is_all = news.is_all;
        deps.store.take_team_news(news).await?;
        if is_all {
            return Ok(());
        }
    }
}

async fn read<T: Send + 'static>(
    deps: &Deps,
    read: impl FnOnce(&crate::store::Reader) -> Result<T, StoreError> + Send + 'static,
) -> Result<T, Problem> {
    let store = deps.store.clone();
    Ok(worker::blocking(move || store.read(read)).await?)
}

/// Fails if the server does not answer in time.
async fn within_limit<T>(
    url: &ServerUrl,
    work: impl Future<Output = Result<T, Problem>>,
) -> Result<T, Problem> {
    timeout(TURN_LIMIT, work).await.unwrap_or_else(|_| {
        Err(connect::failed(
            url,
            "it does not answer",
            "Check the network, and that the server runs.",
        ))
    })
}
