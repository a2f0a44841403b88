//! One connection to the server, from its beginning to its end. Two loops share it: one shares what changes here, the
//! other fetches what others share. Neither waits for the other, and both sleep while nothing changes.

use std::time::Duration;

use tokio::{
    sync::Notify,
    time::{Instant, sleep_until},
};
use tokio_postgres::Client;

use super::{
    connect,
    deps::{Deps, Ended, ROLE, machine_id, note},
    server::{MAX_COUNT, Server},
};
use crate::{
    feed::{Changed, Subscription, Topic},
    model::problem::Problem,
    redaction::Redaction,
    settings::{ServerUrl, TeamSettings},
    store::{Reader, StoreError, TeamSelf},
    team::TeamLink,
    worker,
};

/// The shortest time between two turns of a loop: reports come in crowds, and a turn takes all of them. The first turn
/// after a rest does not wait.
const PACE: Duration = Duration::from_millis(50);
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
    // Before the first connection: what changes until then is noted, too.
    let own = match deps.join().await {
        Ok(own) => own,
        Err(problem) => return Ended::Failed(problem),
    };
    let (client, link) = match connect::connect(url).await {
        Ok(connected) => connected,
        Err(problem) => return Ended::Failed(problem),
    };
    let news = Notify::new();
    let exchange = async {
        match Session::begin(deps, (team, url), &own, &client).await {
            Ok(session) => session.exchange(changes, &news, connected).await,
            Err(problem) => Ended::Failed(problem),
        }
    };
    let heard = |machine: &str| {
        if machine != own.machine {
            news.notify_one();
        }
    };
    tokio::select! {
        problem = connect::drive(link, url, heard) => Ended::Failed(problem),
        ended = exchange => ended,
    }
}

struct Session<'a> {
    deps: &'a Deps,
    team: &'a TeamSettings,
    own: TeamSelf,
    server: Server<'a>,
}

impl<'a> Session<'a> {
    /// Meets the server and the others.
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
        server.wake(&own.machine).await?;
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
        news: &Notify,
        connected: impl FnOnce(),
    ) -> Ended {
        let mut confirmed = 0;
        let first = async {
            self.share(&mut confirmed).await?;
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
            ended = self.keep_sharing(changes, &mut confirmed) => ended,
            problem = self.keep_fetching(news) => Ended::Failed(problem),
        }
    }

    async fn keep_sharing(&self, changes: &mut Subscription, confirmed: &mut i64) -> Ended {
        loop {
            worker::heartbeat(ROLE.name);
            let begun = Instant::now();
            let next = match self.share(confirmed).await {
                Ok(true) => next_turn(begun),
                Ok(false) => begun,
                Err(ended) => return ended,
            };
            if let Err(ended) = self.next_change(changes).await {
                return ended;
            }
            sleep_until(next).await;
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

    async fn keep_fetching(&self, news: &Notify) -> Problem {
        let mut pruned: Option<Instant> = None;
        let mut touched = Instant::now();
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
                () = news.notified() => {}
                () = tokio::time::sleep(every) => {}
            }
            let begun = Instant::now();
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

    /// Shares all that waits. Returns whether anything did. `confirmed` is the largest number that the server had the
    /// last time: if this history knows less, it was restored, and what it counts has to catch up first.
    async fn share(&self, confirmed: &mut i64) -> Result<bool, Ended> {
        let mut has_shared = false;
        loop {
            let name = self.team.shown_name();
            let (own, changes, acts) = read(self.deps, move |reader| {
                Ok((
                    reader.team_self()?,
                    reader.team_changes(&name, MAX_COUNT)?,
                    reader.team_own_acts(MAX_COUNT)?,
                ))
            })
            .await?;
            let now_confirmed = own.map_or(0, |own| own.confirmed);
            if now_confirmed < *confirmed {
                return Err(Ended::Changed);
            }
            *confirmed = now_confirmed;
            if changes.is_empty() && acts.is_empty() {
                return Ok(has_shared);
            }
            let redaction = Redaction::of(self.deps.settings.get().secrets());
            let changes: Vec<_> = changes
                .into_iter()
                .map(|change| change.redacted(&redaction))
                .collect();
            self.server
                .share(&self.own.machine, &changes, &acts)
                .await?;
            let numbers = changes.iter().map(|change| change.number).collect();
            let of_acts = acts.iter().map(|act| act.number).collect();
            let confirmed = self.deps.store.confirm_team(numbers, of_acts).await;
            confirmed.map_err(Problem::from)?;
            has_shared = true;
        }
    }

    /// Takes over all that others have shared.
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
