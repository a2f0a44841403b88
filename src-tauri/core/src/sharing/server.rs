//! What is asked of the server, in SQL. The schema is described in docs/team.md.

use std::time::Duration;

use tokio_postgres::{Client, Error, Row, error::SqlState};

use super::connect::{failed, problem};
use crate::{
    incident::IncidentState,
    model::{moment::Moment, problem::Problem},
    settings::ServerUrl,
    store::{ServerHas, TeamAct, TeamCursor, TeamMachine, TeamNews, TeamSelf},
    team::{Act, SharedIncident},
};

/// The version of the schema that this program reads and writes.
const VERSION: i32 = 1;
/// How many rows of one machine are fetched at once.
pub(super) const MAX_COUNT: i64 = 500;
/// How long the server may work on one statement.
const STATEMENT_LIMIT: Duration = Duration::from_secs(10);
/// The channel on which a machine says that it has shared something; the payload is its name.
const CHANNEL: &str = "missedhook";

/// Times are milliseconds since 1970 in UTC. Also printed in docs/team.md.
pub const SCHEMA: &str = include_str!("schema.sql");

pub(super) struct Server<'a> {
    pub client: &'a Client,
    pub url: &'a ServerUrl,
    /// Whether it says when something was shared; CockroachDB and YugabyteDB do not.
    pub notifies: bool,
}

impl Server<'_> {
    /// Creates the schema if there is none. Returns what it is called.
    pub async fn open(&mut self, name: &str) -> Result<String, Problem> {
        let limit = format!("SET statement_timeout = {}", STATEMENT_LIMIT.as_millis());
        self.run(&limit).await?;
        let found = self
            .query_one("SELECT to_regclass('missedhook.team') IS NOT NULL", &[])
            .await?;
        if !found.get::<_, bool>(0) {
            self.run(&format!("BEGIN; {SCHEMA}")).await?;
            self.execute(
                "INSERT INTO missedhook.team (id, version, name) VALUES (1, $1, $2)",
                &[&VERSION, &name],
            )
            .await?;
            self.run("COMMIT").await?;
        }
        let team = self
            .query_one("SELECT version, name FROM missedhook.team", &[])
            .await?;
        let version: i32 = team.get(0);
        if version > VERSION {
            return Err(failed(
                self.url,
                &format!(
                    "its tables have version {version}, and this Missedhook knows version {VERSION}"
                ),
                "Update Missedhook on this machine.",
            ));
        }
        self.notifies = match self
            .client
            .batch_execute(&format!("LISTEN {CHANNEL}"))
            .await
        {
            Ok(()) => true,
            Err(error)
                if error.code() == Some(&SqlState::FEATURE_NOT_SUPPORTED)
                    || error.code() == Some(&SqlState::SYNTAX_ERROR) =>
            {
                false
            }
            Err(error) => return Err(problem(self.url, &error)),
        };
        Ok(team.get(1))
    }

    /// What the server has of this machine.
    pub async fn has(&self, machine: &str) -> Result<ServerHas, Problem> {
        let row = self
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

    /// Introduces this machine to the others. `silent_to` 0 leaves it as it is.
    pub async fn introduce(
        &self,
        machine: &str,
        name: &str,
        silent_to: i64,
    ) -> Result<(), Problem> {
        self.execute(
            "INSERT INTO missedhook.machines (machine, name, silent_to) VALUES ($1, $2, $3)
             ON CONFLICT (machine) DO UPDATE SET name = excluded.name, seen_at = now(),
               silent_to = greatest(missedhook.machines.silent_to, excluded.silent_to)",
            &[&machine, &name, &silent_to],
        )
        .await
    }

    /// Says that this machine is still there.
    pub async fn touch(&self, machine: &str) -> Result<(), Problem> {
        self.execute(
            "UPDATE missedhook.machines SET seen_at = now() WHERE machine = $1",
            &[&machine],
        )
        .await
    }

    /// Shares incidents, and wakes the others.
    pub async fn share(&self, machine: &str, changes: &[SharedIncident]) -> Result<(), Problem> {
        let states: Vec<&str> = changes
            .iter()
            .map(|change| change.state.into_str())
            .collect();
        let column = |of: fn(&SharedIncident) -> i64| changes.iter().map(of).collect::<Vec<_>>();
        let by: Vec<Option<&str>> = changes.iter().map(|change| change.by.as_deref()).collect();
        let endpoints: Vec<&str> = changes.iter().map(|change| &*change.endpoint).collect();
        let codes: Vec<Option<i64>> = changes.iter().map(|change| change.code).collect();
        let messages: Vec<&str> = changes.iter().map(|change| &*change.message).collect();
        self.execute(
            &format!(
                "WITH shared AS (
                   INSERT INTO missedhook.incidents AS i (machine, incident, number, episode, state, acted_by, endpoint,
                     code, message, error_count, opened_at, last_error_at)
                   SELECT $1, * FROM unnest($2::bigint[], $3::bigint[], $4::bigint[], $5::text[], $6::text[],
                     $7::text[], $8::bigint[], $9::text[], $10::bigint[], $11::bigint[], $12::bigint[])
                   ON CONFLICT (machine, incident) DO UPDATE SET number = excluded.number,
                     episode = excluded.episode, state = excluded.state, acted_by = excluded.acted_by,
                     endpoint = excluded.endpoint, code = excluded.code, message = excluded.message,
                     error_count = excluded.error_count, opened_at = excluded.opened_at,
                     last_error_at = excluded.last_error_at, stored_at = now()
                   WHERE excluded.number > i.number
                   RETURNING 1)
                 {}",
                self.wake()
            ),
            &[
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
            ],
        )
        .await
    }

    /// Shares what the user did, and wakes the others.
    pub async fn share_acts(&self, machine: &str, acts: &[TeamAct]) -> Result<(), Problem> {
        let numbers: Vec<i64> = acts.iter().map(|act| act.number).collect();
        let machines: Vec<&str> = acts.iter().map(|act| &*act.machine).collect();
        let incidents: Vec<i64> = acts.iter().map(|act| act.incident).collect();
        let episodes: Vec<i64> = acts.iter().map(|act| act.act.episode).collect();
        let states: Vec<&str> = acts.iter().map(|act| act.act.state.into_str()).collect();
        let by: Vec<&str> = acts.iter().map(|act| &*act.act.by).collect();
        let at: Vec<i64> = acts.iter().map(|act| act.act.at.millis()).collect();
        self.execute(
            &format!(
                "WITH shared AS (
                   INSERT INTO missedhook.acts (actor, number, machine, incident, episode, state, acted_by, acted_at)
                   SELECT $1, * FROM unnest($2::bigint[], $3::text[], $4::bigint[], $5::bigint[], $6::text[],
                     $7::text[], $8::bigint[])
                   ON CONFLICT (actor, number) DO NOTHING RETURNING 1)
                 {}",
                self.wake()
            ),
            &[&machine, &numbers, &machines, &incidents, &episodes, &states, &by, &at],
        )
        .await
    }

    /// The end of a statement whose `shared` are the rows that changed.
    fn wake(&self) -> String {
        match self.notifies {
            true => format!(
                "SELECT pg_notify('{CHANNEL}', $1) FROM (SELECT count(*) AS rows FROM shared) AS c WHERE rows > 0"
            ),
            false => "SELECT count(*) FROM shared WHERE $1 <> ''".to_owned(),
        }
    }

    /// Fetches what others have shared beyond these cursors.
    pub async fn news(&self, own: &TeamSelf, cursors: &[TeamCursor]) -> Result<TeamNews, Problem> {
        let machines: Vec<&str> = cursors.iter().map(|cursor| &*cursor.machine).collect();
        let incidents_to: Vec<i64> = cursors.iter().map(|cursor| cursor.incidents_to).collect();
        let acts_to: Vec<i64> = cursors.iter().map(|cursor| cursor.acts_to).collect();
        // A machine that joins in between is fetched the next time, at once.
        let known = self
            .query(
                "SELECT machine, name, silent_to FROM missedhook.machines WHERE machine <> $1",
                &[&own.machine],
            )
            .await?;
        let incidents = self
            .query(
                "SELECT i.machine, i.incident, i.number, i.episode, i.state, i.acted_by, i.endpoint, i.code, i.message,
                   i.error_count, i.opened_at, i.last_error_at
                 FROM missedhook.machines m
                 LEFT JOIN unnest($2::text[], $3::bigint[]) AS c (machine, upto) ON c.machine = m.machine
                 CROSS JOIN LATERAL (SELECT * FROM missedhook.incidents
                   WHERE machine = m.machine AND number > coalesce(c.upto, 0) ORDER BY number LIMIT $4) AS i
                 WHERE m.machine <> $1 ORDER BY i.machine, i.number",
                &[&own.machine, &machines, &incidents_to, &MAX_COUNT],
            )
            .await?;
        let acts = self
            .query(
                "SELECT a.actor, a.number, a.machine, a.incident, a.episode, a.state, a.acted_by, a.acted_at
                 FROM missedhook.machines m
                 LEFT JOIN unnest($2::text[], $3::bigint[]) AS c (machine, upto) ON c.machine = m.machine
                 CROSS JOIN LATERAL (SELECT * FROM missedhook.acts
                   WHERE actor = m.machine AND number > coalesce(c.upto, 0) ORDER BY number LIMIT $4) AS a
                 WHERE m.machine <> $1 ORDER BY a.actor, a.number",
                &[&own.machine, &machines, &acts_to, &MAX_COUNT],
            )
            .await?;
        let most = usize::try_from(MAX_COUNT).unwrap_or(usize::MAX);
        let machines: Vec<TeamMachine> = known.iter().map(machine).collect();
        let is_known = |name: &str| machines.iter().any(|machine| machine.machine == name);
        let mut incidents: Vec<_> = incidents.iter().map(incident).collect();
        let mut acts: Vec<_> = acts.iter().map(act).collect();
        let fetched = incidents.len() + acts.len();
        incidents.retain(|(machine, _)| is_known(machine));
        acts.retain(|act| is_known(&act.actor));
        let is_all =
            incidents.len() < most && acts.len() < most && incidents.len() + acts.len() == fetched;
        Ok(TeamNews {
            is_all,
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
            self.execute(&sql, &[&days]).await?;
        }
        self.execute(
            "DELETE FROM missedhook.machines m WHERE seen_at < now() - make_interval(days => $1)
               AND NOT EXISTS (SELECT 1 FROM missedhook.incidents i WHERE i.machine = m.machine)
               AND NOT EXISTS (SELECT 1 FROM missedhook.acts a WHERE a.actor = m.machine)",
            &[&days],
        )
        .await
    }

    async fn run(&self, sql: &str) -> Result<(), Problem> {
        self.said(self.client.batch_execute(sql).await)
    }

    async fn execute(
        &self,
        sql: &str,
        values: &[&(dyn tokio_postgres::types::ToSql + Sync)],
    ) -> Result<(), Problem> {
        self.said(self.client.execute(sql, values).await).map(drop)
    }

    async fn query(
        &self,
        sql: &str,
        values: &[&(dyn tokio_postgres::types::ToSql + Sync)],
    ) -> Result<Vec<Row>, Problem> {
        self.said(self.client.query(sql, values).await)
    }

    async fn query_one(
        &self,
        sql: &str,
        values: &[&(dyn tokio_postgres::types::ToSql + Sync)],
    ) -> Result<Row, Problem> {
        self.said(self.client.query_one(sql, values).await)
    }

    fn said<T>(&self, outcome: Result<T, Error>) -> Result<T, Problem> {
        outcome.map_err(|error| problem(self.url, &error))
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
