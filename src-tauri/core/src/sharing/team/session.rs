//! One connection to the server, from its beginning to its end. Two loops share it: one shares what changes here, the
//! other fetches what others share. Neither waits for the other, and both sleep while nothing changes.

use std::{collections::HashMap, time::Duration};

use tokio::{
    sync::Notify,
    time::{Instant, sleep_until},
};
use tokio_postgres::Client;

use super::{
    connect,
    deps::{Deps, Ended, ROLE, machine_id, note},
    server::{MAX_COUNT, Server, Wake},
};
use crate::{
    feed::{Changed, Subscription, Topic},
    incident::IncidentState,
    model::problem::Problem,
    redaction::Redaction,
    settings::{ServerUrl, TeamSettings},
    share::team::{SharedIncident, TeamLink},
    store::{Reader, StoreError, TeamAct, TeamSelf},
    worker,
};

/// The minimum time between two iterations: reports arrive in bursts, and each iteration handles all of them. The first one
/// after an idle period runs at once.
const PACE: Duration = Duration::from_millis(50);
/// The same for incidents that only grew. Most changes of a storm are of that kind, and everybody fetches each of them.
const GROWTH_PACE: Duration = Duration::from_secs(1);
/// How often to fetch where the server does not say that something was shared.
const POLL: Duration = Duration::from_secs(5);
/// How often to fetch anyway, which also finds out whether the server is still there.
const HEARTBEAT: Duration = Duration::from_secs(20);
/// How often to delete what is too old.
const PRUNE: Duration = Duration::from_secs(3600);

/// Runs until the connection ends. `connected` is called once it stands.
pub(super) async fn run(
    deps: &Deps,
    (team, url): (&TeamSettings, &ServerUrl),
    changes: &mut Subscription,
    connected: impl FnOnce(),
) -> Ended {
    // Before the first connection, so that changes made until then are recorded.
    let own = match deps.join().await {
        Ok(own) => own,
        Err(problem) => return Ended::Failed(problem),
    };
    let (client, link) = match connect::connect(url).await {
        Ok(connected) => connected,
        Err(problem) => return Ended::Failed(problem),
    };
    let heard = Heard::default();
    let exchange = async {
        match Session::begin(deps, (team, url), &own, &client).await {
            Ok(session) => session.exchange(changes, &heard, connected).await,
            Err(problem) => Ended::Failed(problem),
        }
    };
    let heard = |payload: &str| match Wake::read(payload) {
        (machine, _) if machine == own.machine => {}
        (_, Wake::News) => heard.news.notify_one(),
        (_, Wake::Growth) => heard.growth.notify_one(),
    };
    tokio::select! {
        problem = connect::drive(link, url, heard) => Ended::Failed(problem),
        ended = exchange => ended,
    }
}

/// What others have said since the last turn.
#[derive(Default)]
struct Heard {
    news: Notify,
    growth: Notify,
}

/// What this connection has sent so far.
#[derive(Default)]
struct Shared {
    /// The largest number that the server had the last time: if this history knows less, it was restored, and what it
    /// counts has to catch up first.
    confirmed: i64,
    /// Episode and state of each unresolved incident.
    standing: HashMap<i64, (i64, IncidentState)>,
    /// When the last turn that shared something began.
    at: Option<Instant>,
}

impl Shared {
    /// When incidents that only grew may be shared.
    fn growth_due(&self) -> Instant {
        self.at.map_or_else(Instant::now, |at| at + GROWTH_PACE)
    }

    /// Whether the others should fetch these changes at once.
    fn wake(&self, changes: &[SharedIncident], acts: &[TeamAct]) -> Wake {
        let is_growth = |change: &SharedIncident| {
            self.standing.get(&change.incident) == Some(&(change.episode, change.state))
        };
        let is_page_full = changes.len() >= MAX_COUNT as usize;
        match acts.is_empty() && !is_page_full && changes.iter().all(is_growth) {
            true => Wake::Growth,
            false => Wake::News,
        }
    }

    fn note(&mut self, changes: &[SharedIncident]) {
        for change in changes {
            match change.state {
                IncidentState::Resolved => self.standing.remove(&change.incident),
                state => self
                    .standing
                    .insert(change.incident, (change.episode, state)),
            };
        }
    }
}

struct Session<'a> {
    deps: &'a Deps,
    team: &'a TeamSettings,
    own: TeamSelf,
    server: Server<'a>,
}

impl<'a> Session<'a> {
    /// Opens the schema, reconciles identities and announces this machine.
    async fn begin(
        deps: &'a Deps,
        (team, url): (&'a TeamSettings, &'a ServerUrl),
        own: &TeamSelf,
        client: &'a Client,
    ) -> Result<Self, Problem> {
        let (server, name) = Server::open(client, url, &machine_id()?).await?;
        let has = server.has(&own.machine).await?;
        let begun = deps.store.begin_team(name, has, machine_id()?).await?;
        if let Some(former) = &begun.former {
            tracing::warn!(
                "this history is older than what the team knows: it goes on as another machine"
            );
            server.remove(former).await?;
        }
        let (own, shown) = (begun.own, team.shown_name());
        server
            .introduce(&own.machine, &shown, begun.silent_to)
            .await?;
        server.wake(&own.machine, Wake::News).await?;
        Ok(Self {
            deps,
            team,
            own,
            server,
        })
    }

    async fn exchange(
        &self,
        changes: &mut Subscription,
        heard: &Heard,
        connected: impl FnOnce(),
    ) -> Ended {
        let mut shared = Shared::default();
        let first = async {
            self.share(&mut shared).await?;
            Ok(self.fetch().await?)
        };
        if let Err(ended) = first.await {
            return ended;
        }
        connected();
        tracing::info!("the team's server is connected");
        let since = self.deps.now();
        note(self.deps, TeamLink::Connected { since }).await;
        tokio::select! {
            ended = self.keep_sharing(changes, shared) => ended,
            problem = self.keep_fetching(heard) => Ended::Failed(problem),
        }
    }

    async fn keep_sharing(&self, changes: &mut Subscription, mut shared: Shared) -> Ended {
        loop {
            worker::heartbeat(ROLE.name);
            let begun = Instant::now();
            let is_growth_left = match self.share(&mut shared).await {
                Ok(is_left) => is_left,
                Err(ended) => return ended,
            };
            let has_shared = shared.at.is_some_and(|at| at >= begun);
            tokio::select! {
                changed = self.next_change(changes) => if let Err(ended) = changed {
                    return ended;
                },
                () = sleep_until(shared.growth_due()), if is_growth_left => {}
            }
            if has_shared || is_growth_left {
                sleep_until(next_turn(begun)).await;
            }
        }
    }

    /// Sleeps until an incident or an act of ours may have changed.
    async fn next_change(&self, changes: &mut Subscription) -> Result<(), Ended> {
        loop {
            let changed = changes.next().await.ok_or(Ended::Program)?;
            if changed.has(Topic::Settings) && self.deps.settings.get().team != *self.team {
                return Err(Ended::Changed);
            }
            if is_ours(changed) {
                return Ok(());
            }
        }
    }

    async fn keep_fetching(&self, heard: &Heard) -> Problem {
        let mut pruned: Option<Instant> = None;
        let mut touched = Instant::now();
        let mut begun = Instant::now();
        let every = if self.server.notifies() {
            HEARTBEAT
        } else {
            POLL
        };
        loop {
            worker::heartbeat(ROLE.name);
            if pruned.is_none_or(|at| at.elapsed() >= PRUNE) {
                pruned = Some(Instant::now());
                if let Err(problem) = self.prune().await {
                    return problem;
                }
            }
            tokio::select! {
                () = heard.news.notified() => {}
                () = async {
                    heard.growth.notified().await;
                    sleep_until(begun + GROWTH_PACE).await;
                } => {}
                () = tokio::time::sleep(every) => {}
            }
            begun = Instant::now();
            if let Err(problem) = self.fetch().await {
                return problem;
            }
            if touched.elapsed() >= HEARTBEAT {
                touched = Instant::now();
                if let Err(problem) = self.server.touch(&self.own.machine).await {
                    return problem;
                }
            }
            sleep_until(next_turn(begun)).await;
        }
    }

    /// Sends everything pending, unless it is only growth that is not due yet. Returns whether growth is still pending.
    async fn share(&self, shared: &mut Shared) -> Result<bool, Ended> {
        loop {
            let begun = Instant::now();
            let name = self.team.shown_name();
            let (own, changes, acts) = read(self.deps, move |reader| {
                Ok((
                    reader.team_self()?,
                    reader.team_changes(&name, MAX_COUNT)?,
                    reader.team_own_acts(MAX_COUNT)?,
                ))
            })
            .await?;
            let confirmed = own.map_or(0, |own| own.confirmed);
            if confirmed < shared.confirmed {
                return Err(Ended::Changed);
            }
            shared.confirmed = confirmed;
            if changes.is_empty() && acts.is_empty() {
                return Ok(false);
            }
            let wake = shared.wake(&changes, &acts);
            if wake == Wake::Growth && begun < shared.growth_due() {
                return Ok(true);
            }
            let redaction = Redaction::of(self.deps.settings.get().secrets());
            let changes: Vec<_> = changes
                .into_iter()
                .map(|change| change.redacted(&redaction))
                .collect();
            self.server
                .share(&self.own.machine, (&changes, &acts), wake)
                .await?;
            let numbers = changes.iter().map(|change| change.number).collect();
            let of_acts = acts.iter().map(|act| act.number).collect();
            let confirmed = self.deps.store.confirm_team(numbers, of_acts).await;
            confirmed.map_err(Problem::from)?;
            shared.note(&changes);
            shared.at = Some(begun);
        }
    }

    /// Fetches and stores everything new from the others.
    async fn fetch(&self) -> Result<(), Problem> {
        loop {
            let cursors = read(self.deps, Reader::team_cursors).await?;
            let news = self.server.news(&self.own, &cursors).await?;
            let is_all = news.is_all;
            self.deps.store.take_team_news(news).await?;
            if is_all {
                return Ok(());
            }
        }
    }

    /// Deletes what is too old, on the server and here.
    async fn prune(&self) -> Result<(), Problem> {
        let days = self.team.keep_days;
        if days == 0 {
            return Ok(());
        }
        self.server.prune(days).await?;
        let age = Duration::from_secs(u64::from(days) * 24 * 3600);
        Ok(self
            .deps
            .store
            .prune_team(self.deps.now().minus(age))
            .await?)
    }
}

/// When the turn after this one may begin. On a busy machine the pauses grow with the turns.
fn next_turn(begun: Instant) -> Instant {
    begun + PACE.max(begun.elapsed() * 2)
}

/// Whether an incident or an act of ours may have changed.
fn is_ours(changed: Changed) -> bool {
    changed.has(Topic::Reports) || changed.has(Topic::Incidents) || changed.has(Topic::Team)
}

async fn read<T: Send + 'static>(
    deps: &Deps,
    read: impl FnOnce(&Reader) -> Result<T, StoreError> + Send + 'static,
) -> Result<T, Problem> {
    let store = deps.store.clone();
    Ok(worker::blocking(move || store.read(read)).await?)
}
