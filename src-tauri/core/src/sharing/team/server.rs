//! The SQL that is run on the team's server. `schema.sql` has the schema.

use std::time::Duration;

use tokio::time::timeout;
use tokio_postgres::{Client, Error, Row, Statement, ToStatement, error::SqlState, types::ToSql};

use super::{
    connect::{GRANT, failed, no_answer, problem},
    statements::{CHANNEL, Statements},
};
use crate::{
    incident::IncidentState,
    model::{moment::Moment, problem::Problem},
    settings::ServerUrl,
    share::team::{Act, SharedIncident, TeamTest},
    store::{ServerHas, TeamAct, TeamCursor, TeamMachine, TeamNews, TeamSelf},
};

/// The version of the schema that this program reads and writes.
const VERSION: i32 = 1;
/// How many rows are shared or fetched at once.
pub(super) const MAX_COUNT: u32 = 500;
/// How long the server may work on one statement.
const STATEMENT_LIMIT: Duration = Duration::from_secs(10);
/// How long an answer may take, the network included.
const ANSWER_LIMIT: Duration = Duration::from_secs(30);

/// Event times are milliseconds since 1970 in UTC; `seen_at` and `stored_at` are the server's own timestamps.
pub const SCHEMA: &str = include_str!("schema.sql");

/// What a machine that shares something says to the others: whether they fetch it at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wake {
    /// Something happened: they fetch it now.
    News,
    /// Incidents only grew: they fetch it within a second.
    Growth,
}

impl Wake {
    /// After the machine's name in a payload; without it, the payload is news.
    const GROWTH: &str = " grew";

    fn payload(self, machine: &str) -> String {
        match self {
            Self::News => machine.to_owned(),
            Self::Growth => format!("{machine}{}", Self::GROWTH),
        }
    }

    /// Reads a payload: whose it is, and what it says.
    pub fn read(payload: &str) -> (&str, Self) {
        match payload.strip_suffix(Self::GROWTH) {
            Some(machine) => (machine, Self::Growth),
            None => (payload, Self::News),
        }
    }
}

type Values<'v> = [&'v (dyn ToSql + Sync)];

pub(super) struct Server<'a> {
    link: ServerLink<'a>,
    statements: Statements,
}

/// The connection before anything is known of the server.
struct ServerLink<'a> {
    client: &'a Client,
    url: &'a ServerUrl,
}

impl<'a> Server<'a> {
    /// Creates the schema if there is none. Also returns what it is called: `name` if it is new.
    pub async fn open(
        client: &'a Client,
        url: &'a ServerUrl,
        name: &str,
    ) -> Result<(Self, String), Problem> {
        let link = ServerLink { client, url };
        let limit = format!("SET statement_timeout = {}", STATEMENT_LIMIT.as_millis());
        link.run(&limit).await?;
        if !link.has_tables().await? {
            link.create(name).await?;
        }
        let name = link.check_version().await?;
        let notifies = link.listen().await?;
        let statements = link.answer(Statements::prepare(client, notifies)).await?;
        Ok((Self { link, statements }, name))
    }

    /// Whether it says when something was shared; CockroachDB and YugabyteDB do not.
    pub fn notifies(&self) -> bool {
        self.statements.wake.is_some()
    }

    /// What the server has of this machine.
    pub async fn has(&self, machine: &str) -> Result<ServerHas, Problem> {
        let row = self
            .link
            .query_one(
                "SELECT (SELECT coalesce(max(number), 0) FROM missedhook.incidents WHERE machine = $1),
                        (SELECT coalesce(max(number), 0) FROM missedhook.acts WHERE actor = $1)",
                &[&machine],
            )
            .await?;
        Ok(ServerHas {
            incidents_to: row.get(0),
            acts_to: row.get(1),
        })
    }

    /// Takes a machine out of the team, with its incidents.
    pub async fn remove(&self, machine: &str) -> Result<(), Problem> {
        for table in ["incidents", "machines"] {
            let sql = format!("DELETE FROM missedhook.{table} WHERE machine = $1");
            self.link.execute(&sql, &[&machine]).await?;
        }
        Ok(())
    }

    /// Introduces this machine to the others. `silent_to` 0 leaves it as it is.
    pub async fn introduce(
        &self,
        machine: &str,
        name: &str,
        silent_to: i64,
    ) -> Result<(), Problem> {
        let values: &Values<'_> = &[&machine, &name, &silent_to];
        self.link
            .execute(
                "INSERT INTO missedhook.machines (machine, name, silent_to) VALUES ($1, $2, $3)
                 ON CONFLICT (machine) DO UPDATE SET name = excluded.name, seen_at = now(),
                   silent_to = greatest(missedhook.machines.silent_to, excluded.silent_to)",
                values,
            )
            .await
    }

    /// Says that this machine is still there.
    pub async fn touch(&self, machine: &str) -> Result<(), Problem> {
        let sql = "UPDATE missedhook.machines SET seen_at = now() WHERE machine = $1";
        self.link.execute(sql, &[&machine]).await
    }

    /// Shares incidents and what the user did, then wakes the others.
    pub async fn share(
        &self,
        machine: &str,
        (changes, acts): (&[SharedIncident], &[TeamAct]),
        wake: Wake,
    ) -> Result<(), Problem> {
        // The server answers one after the other, and none waits for the answer to the one before. The wake-up is a
        // transaction of its own, which need not wait for the disk.
        tokio::try_join!(
            self.share_incidents(machine, changes),
            self.share_acts(machine, acts),
            self.wake(machine, wake)
        )?;
        Ok(())
    }

    /// Wakes the others: this machine has shared something, or has another name.
    pub async fn wake(&self, machine: &str, wake: Wake) -> Result<(), Problem> {
        match &self.statements.wake {
            Some(statement) => {
                let payload = wake.payload(machine);
                self.link.execute(statement, &[&payload]).await
            }
            None => Ok(()),
        }
    }

    async fn share_incidents(
        &self,
        machine: &str,
        changes: &[SharedIncident],
    ) -> Result<(), Problem> {
        if changes.is_empty() {
            return Ok(());
        }
        let states: Vec<&str> = changes
            .iter()
            .map(|change| change.state.into_str())
            .collect();
        let column = |of: fn(&SharedIncident) -> i64| changes.iter().map(of).collect::<Vec<_>>();
        let by: Vec<Option<&str>> = changes.iter().map(|change| change.by.as_deref()).collect();
        let endpoints: Vec<&str> = changes.iter().map(|change| &*change.endpoint).collect();
        let codes: Vec<Option<i64>> = changes.iter().map(|change| change.code).collect();
        let messages: Vec<&str> = changes.iter().map(|change| &*change.message).collect();
        let values: &Values<'_> = &[
            &machine,
            &column(|change| change.incident),
            &column(|change| change.number),
            &column(|change| change.episode),
            &states,
            &by,
            &endpoints,
            &codes,
            &messages,
            &column(|change| change.error_count),
            &column(|change| change.opened_at.millis()),
            &column(|change| change.last_error_at.millis()),
        ];
        self.link.execute(&self.statements.share, values).await
    }

    async fn share_acts(&self, machine: &str, acts: &[TeamAct]) -> Result<(), Problem> {
        if acts.is_empty() {
            return Ok(());
        }
        let numbers: Vec<i64> = acts.iter().map(|act| act.number).collect();
        let machines: Vec<&str> = acts.iter().map(|act| &*act.machine).collect();
        let incidents: Vec<i64> = acts.iter().map(|act| act.incident).collect();
        let episodes: Vec<i64> = acts.iter().map(|act| act.act.episode).collect();
        let states: Vec<&str> = acts.iter().map(|act| act.act.state.into_str()).collect();
        let by: Vec<&str> = acts.iter().map(|act| &*act.act.by).collect();
        let at: Vec<i64> = acts.iter().map(|act| act.act.at.millis()).collect();
        let values: &Values<'_> = &[
            &machine, &numbers, &machines, &incidents, &episodes, &states, &by, &at,
        ];
        self.link.execute(&self.statements.share_acts, values).await
    }

    /// Fetches what others have shared beyond these cursors.
    pub async fn news(&self, own: &TeamSelf, cursors: &[TeamCursor]) -> Result<TeamNews, Problem> {
        let machines: Vec<&str> = cursors.iter().map(|cursor| &*cursor.machine).collect();
        let incidents_to: Vec<i64> = cursors.iter().map(|cursor| cursor.incidents_to).collect();
        let acts_to: Vec<i64> = cursors.iter().map(|cursor| cursor.acts_to).collect();
        let most = i64::from(MAX_COUNT);
        let own: &Values<'_> = &[&own.machine];
        let beyond: &Values<'_> = &[own[0], &machines, &incidents_to, &most];
        let acts_beyond: &Values<'_> = &[own[0], &machines, &acts_to, &most];
        // A machine that joins in between is fetched the next time, at once.
        let (known, incidents, acts) = tokio::try_join!(
            self.link.query(&self.statements.machines, own),
            self.link.query(&self.statements.incidents, beyond),
            self.link.query(&self.statements.acts, acts_beyond),
        )?;
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        let machines: Vec<TeamMachine> = known.iter().map(machine).collect();
        let is_known = |name: &str| machines.iter().any(|machine| machine.machine == name);
        let mut incidents: Vec<_> = incidents.iter().map(incident).collect();
        let mut acts: Vec<_> = acts.iter().map(act).collect();
        let fetched = incidents.len() + acts.len();
        let is_page_full = incidents.len() >= most || acts.len() >= most;
        incidents.retain(|(machine, _)| is_known(machine));
        acts.retain(|act| is_known(&act.actor));
        Ok(TeamNews {
            is_all: !is_page_full && incidents.len() + acts.len() == fetched,
            machines,
            incidents,
            acts,
        })
    }

    /// Deletes what nobody has changed for so many days.
    pub async fn prune(&self, days: u32) -> Result<(), Problem> {
        let days = i32::try_from(days).unwrap_or(i32::MAX);
        for table in ["incidents", "acts"] {
            let sql = format!(
                "DELETE FROM missedhook.{table} WHERE stored_at < now() - make_interval(days => $1)"
            );
            self.link.execute(&sql, &[&days]).await?;
        }
        let sql =
            "DELETE FROM missedhook.machines m WHERE seen_at < now() - make_interval(days => $1)
               AND NOT EXISTS (SELECT 1 FROM missedhook.incidents i WHERE i.machine = m.machine)
               AND NOT EXISTS (SELECT 1 FROM missedhook.acts a WHERE a.actor = m.machine)";
        self.link.execute(sql, &[&days]).await
    }
}

/// Whether this machine may use the server: the tables are there with all rights, or may be created.
pub(super) async fn look(client: &Client, url: &ServerUrl) -> Result<TeamTest, Problem> {
    let link = ServerLink { client, url };
    let server: String = link.query_one("SHOW server_version", &[]).await?.get(0);
    // "15.8 (Debian 15.8-0+deb12u1)"
    let server = server.split_whitespace().next().unwrap_or_default();
    let mut test = TeamTest {
        server: server.to_owned(),
        is_new: !link.has_tables().await?,
        machines: Vec::new(),
    };
    if test.is_new {
        let sql = "SELECT has_database_privilege(current_database(), 'CREATE')";
        if !link.query_one(sql, &[]).await?.get::<_, bool>(0) {
            let why = "it has no tables yet, and this user may not create them";
            return Err(failed(url, why, GRANT));
        }
        return Ok(test);
    }
    link.check_version().await?;
    let rights = "SELECT bool_and(has_table_privilege('missedhook.' || t, p))
                  FROM unnest(array['machines', 'incidents', 'acts']) AS t,
                       unnest(array['SELECT', 'INSERT', 'UPDATE', 'DELETE']) AS p";
    if !link.query_one(rights, &[]).await?.get::<_, bool>(0) {
        return Err(failed(url, "this user may not use its tables", GRANT));
    }
    let names = "SELECT coalesce(array_agg(name ORDER BY name), '{}') FROM missedhook.machines";
    test.machines = link.query_one(names, &[]).await?.get(0);
    Ok(test)
}

impl ServerLink<'_> {
    async fn has_tables(&self) -> Result<bool, Problem> {
        let sql = "SELECT to_regclass('missedhook.team') IS NOT NULL";
        Ok(self.query_one(sql, &[]).await?.get(0))
    }

    async fn create(&self, name: &str) -> Result<(), Problem> {
        self.run(&format!("BEGIN; {SCHEMA}")).await?;
        let sql = "INSERT INTO missedhook.team (id, version, name) VALUES (1, $1, $2)";
        self.execute(sql, &[&VERSION, &name]).await?;
        self.run("COMMIT").await
    }

    /// Returns what the schema is called.
    async fn check_version(&self) -> Result<String, Problem> {
        let sql = "SELECT version, name FROM missedhook.team";
        let team = self.query_one(sql, &[]).await?;
        let version: i32 = team.get(0);
        if version > VERSION {
            let why = format!(
                "its tables have version {version}, and this Missedhook knows version {VERSION}"
            );
            let remedy = "Update Missedhook on this machine.";
            return Err(failed(self.url, &why, remedy));
        }
        Ok(team.get(1))
    }

    /// Whether the server will say when something was shared.
    async fn listen(&self) -> Result<bool, Problem> {
        let sql = format!("LISTEN {CHANNEL}");
        match self.client.batch_execute(&sql).await {
            Ok(()) => Ok(true),
            Err(error)
                if error.code() == Some(&SqlState::FEATURE_NOT_SUPPORTED)
                    || error.code() == Some(&SqlState::SYNTAX_ERROR) =>
            {
                Ok(false)
            }
            Err(error) => Err(problem(self.url, &error)),
        }
    }

    async fn run(&self, sql: &str) -> Result<(), Problem> {
        self.answer(self.client.batch_execute(sql)).await
    }

    async fn execute(
        &self,
        statement: &(impl ?Sized + ToStatement),
        values: &Values<'_>,
    ) -> Result<(), Problem> {
        let rows = self.answer(self.client.execute(statement, values)).await;
        rows.map(drop)
    }

    async fn query(&self, statement: &Statement, values: &Values<'_>) -> Result<Vec<Row>, Problem> {
        self.answer(self.client.query(statement, values)).await
    }

    async fn query_one(&self, sql: &str, values: &Values<'_>) -> Result<Row, Problem> {
        self.answer(self.client.query_one(sql, values)).await
    }

    /// Fails if the server does not answer in time.
    async fn answer<T>(&self, asked: impl Future<Output = Result<T, Error>>) -> Result<T, Problem> {
        match timeout(ANSWER_LIMIT, asked).await {
            Ok(outcome) => outcome.map_err(|error| problem(self.url, &error)),
            Err(_) => Err(no_answer(self.url)),
        }
    }
}

fn machine(row: &Row) -> TeamMachine {
    TeamMachine {
        machine: row.get(0),
        name: row.get(1),
        silent_to: row.get(2),
    }
}

/// A state that this version does not know is an open one.
fn state(word: &str) -> IncidentState {
    word.parse().unwrap_or(IncidentState::Open)
}

fn incident(row: &Row) -> (String, SharedIncident) {
    let incident = SharedIncident {
        incident: row.get(1),
        number: row.get(2),
        episode: row.get(3),
        state: state(row.get(4)),
        by: row.get(5),
        endpoint: row.get(6),
        code: row.get(7),
        message: row.get(8),
        error_count: row.get(9),
        opened_at: Moment::from_millis(row.get(10)),
        last_error_at: Moment::from_millis(row.get(11)),
    };
    (row.get(0), incident)
}

fn act(row: &Row) -> TeamAct {
    TeamAct {
        actor: row.get(0),
        number: row.get(1),
        machine: row.get(2),
        incident: row.get(3),
        act: Act {
            episode: row.get(4),
            state: state(row.get(5)),
            by: row.get(6),
            at: Moment::from_millis(row.get(7)),
        },
    }
}
