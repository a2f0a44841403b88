//! What the team changes: joins and leaves, notes what was shared, takes over what colleagues shared, and carries out
//! what they did to our incidents. Each in one transaction; each may be repeated.

use std::collections::BTreeMap;

use rusqlite::Connection;

use super::{actions, context::WriteContext};
use crate::{
    feed::Topic,
    incident::{Action, IncidentState},
    model::moment::Moment,
    share::{
        target::message::Change,
        team::{Act, SharedIncident, TeamLink, decide},
    },
    store::{
        error::StoreError,
        handle::Store,
        sql::Sql,
        table::{
            incidents,
            team::{self, TeamAct, TeamMachine, TeamRow, TeamSelf},
        },
    },
};

/// What was fetched from the server.
#[derive(Clone, Debug, Default)]
pub struct TeamNews {
    /// All other machines.
    pub machines: Vec<TeamMachine>,
    /// Incidents by machine, in the order of their numbers.
    pub incidents: Vec<(String, SharedIncident)>,
    /// Acts, in the order of their numbers.
    pub acts: Vec<TeamAct>,
    /// Whether there is no more to fetch now.
    pub is_all: bool,
}

impl TeamNews {
    /// Whether there is nothing to store.
    pub fn is_empty(&self) -> bool {
        self.incidents.is_empty() && self.acts.is_empty()
    }

    /// Whether the change is older than the machine's membership, so that nobody is notified of it.
    fn is_older_than_membership(&self, machine: &str, number: i64) -> bool {
        let mut machines = self.machines.iter();
        machines.any(|one| one.machine == machine && one.silent_to >= number)
    }
}

/// The last numbers of this machine that the server has stored.
#[derive(Clone, Copy, Debug, Default)]
pub struct ServerHas {
    /// The largest number of an incident's change.
    pub incidents_to: i64,
    /// The largest number of an act.
    pub acts_to: i64,
}

/// How this machine begins to share with a server.
#[derive(Clone, Debug)]
pub struct TeamBegun {
    /// This machine's identity from now on.
    pub own: TeamSelf,
    /// Changes up to this number are older than its membership.
    pub silent_to: i64,
    /// The previous identity, if it was replaced.
    pub former: Option<String>,
}

impl Store {
    /// Starts recording changes of incidents for the team. `machine` becomes the identity if there is none yet.
    pub async fn join_team(&self, machine: String) -> Result<TeamSelf, StoreError> {
        self.change(move |context| {
            let connection = context.transaction;
            connection.run(
                "INSERT INTO team_self (id, machine, is_on) VALUES (1, ?1, 1)
                 ON CONFLICT (id) DO UPDATE SET is_on = 1",
                [&machine],
            )?;
            team::own(connection)?
                .ok_or_else(|| StoreError::from(rusqlite::Error::QueryReturnedNoRows))
        })
        .await
    }

    /// Stops recording changes, and forgets what is known of colleagues. Does nothing outside a team.
    pub async fn leave_team(&self) -> Result<(), StoreError> {
        // Usually there was no team; then this needs no commit.
        if self.read(|reader| reader.team_self())?.is_none() {
            return Ok(());
        }
        self.change(|context| {
            let connection = context.transaction;
            if team::own(connection)?.is_none() {
                return Ok(());
            }
            connection.run("UPDATE team_self SET is_on = 0, server = '', link = ''", [])?;
            forget(connection)?;
            connection.run("DELETE FROM team_changes", [])?;
            context.changes.push(Topic::Team);
            Ok(())
        })
        .await
    }

    /// Starts sharing with a server. Unresolved incidents are shared again if this is a different server, or if the last
    /// change of ours that it has differs from the one that was confirmed. If it has changes that this history never made,
    /// this data directory was copied back from an earlier state, and the machine takes the identity `new_machine`.
    pub async fn begin_team(
        &self,
        server: String,
        has: ServerHas,
        new_machine: String,
    ) -> Result<TeamBegun, StoreError> {
        self.change(move |context| begin(context.transaction, &server, has, &new_machine))
            .await
    }

    /// Notes that the server has these changes and acts, by their numbers.
    pub async fn confirm_team(&self, changes: Vec<i64>, acts: Vec<i64>) -> Result<(), StoreError> {
        self.change(move |context| {
            let connection = context.transaction;
            for number in &changes {
                connection.run("DELETE FROM team_changes WHERE number = ?1", [number])?;
            }
            for number in &acts {
                connection.run("DELETE FROM team_own_acts WHERE number = ?1", [number])?;
            }
            if let Some(last) = changes.iter().max() {
                let sql = "UPDATE team_self SET confirmed = max(confirmed, ?1)";
                connection.run(sql, [last])?;
            }
            Ok(())
        })
        .await
    }

    /// Takes over what colleagues shared. `name` is this machine's.
    pub async fn take_team_news(&self, news: TeamNews) -> Result<(), StoreError> {
        self.change(move |context| take(context, &news)).await
    }

    /// Acknowledges or resolves colleagues' incidents, by their numbers here, for everybody. Returns how many changed.
    pub async fn act_for_team(
        &self,
        state: IncidentState,
        ids: Vec<i64>,
        name: String,
    ) -> Result<i64, StoreError> {
        self.change(move |context| act_for_team(context, state, &ids, &name))
            .await
    }

    /// Notes that colleagues' incidents were notified, as they were when the notification was made. What has happened
    /// to one since is decided on now. Blocks.
    pub fn record_team_notified(&self, shown: Vec<(TeamRow, Change)>) -> Result<(), StoreError> {
        self.change_blocking(move |context| {
            let connection = context.transaction;
            for (row, change) in &shown {
                team::set_reported(connection, (row, Some(*change)), context.now)?;
                if let Some(row) = team::one(connection, row.id)? {
                    judge(connection, &row, context.now)?;
                }
            }
            context.changes.push(Topic::Team);
            Ok(())
        })
    }

    /// Notes how the connection is, for other commands.
    pub async fn note_team_link(&self, link: &TeamLink) -> Result<(), StoreError> {
        let link = serde_json::to_string(link).unwrap_or_default();
        self.change(move |context| {
            let sql = "UPDATE team_self SET link = ?1 WHERE link <> ?1";
            if context.transaction.run_counted(sql, [&link])? > 0 {
                context.changes.push(Topic::Team);
            }
            Ok(())
        })
        .await
    }

    /// Deletes colleagues' incidents of which nothing was heard since then.
    pub async fn prune_team(&self, before: Moment) -> Result<(), StoreError> {
        self.change(move |context| {
            let connection = context.transaction;
            let old = [before.millis()];
            connection.run("DELETE FROM team_incidents WHERE heard_at < ?1", old)?;
            connection.run(
                "DELETE FROM team_acts WHERE NOT EXISTS (SELECT 1 FROM team_incidents i
                   WHERE i.machine = team_acts.machine AND i.incident = team_acts.incident)
                 AND machine <> (SELECT machine FROM team_self)",
                [],
            )
        })
        .await
    }
}

/// Forgets what is known of colleagues, and what the user did for them.
fn forget(connection: &Connection) -> Result<(), StoreError> {
    for table in ["team_own_acts", "team_acts", "team_machines"] {
        connection.run(&format!("DELETE FROM {table}"), [])?;
    }
    Ok(())
}

fn begin(
    connection: &Connection,
    server: &str,
    has: ServerHas,
    new_machine: &str,
) -> Result<TeamBegun, StoreError> {
    let own = team::own(connection)?
        .ok_or_else(|| StoreError::from(rusqlite::Error::QueryReturnedNoRows))?;
    // The server has numbers that this history never assigned, so the directory was restored from a copy. New changes would
    // reuse numbers that the others have already seen, so the machine takes a new identity.
    let is_copy = has.incidents_to > last_given(connection, "team_changes")?
        || has.acts_to > last_given(connection, "team_own_acts")?;
    let is_new = is_copy || own.server != server;
    if is_new {
        forget(connection)?;
        let machine = if is_copy { new_machine } else { &own.machine };
        connection.run(
            "UPDATE team_self SET machine = ?1, server = ?2, is_caught_up = 0, confirmed = 0",
            (machine, server),
        )?;
    }
    let waiting: Vec<i64> = connection.fetch_all(
        "SELECT incident_id FROM team_changes ORDER BY number",
        [],
        |row| row.get(0),
    )?;
    let mut silent_to = 0;
    if is_new || has.incidents_to != own.confirmed {
        let shared = connection.run_counted(
            "INSERT OR IGNORE INTO team_changes (incident_id)
             SELECT id FROM incidents WHERE state <> 'resolved' AND last_source <> 'test' ORDER BY id",
            [],
        )?;
        if is_new && shared > 0 {
            silent_to =
                connection.fetch_value("SELECT ifnull(max(number), 0) FROM team_changes", [])?;
        }
    }
    // These changed after the team was configured. They are numbered after the others, so that they are notified.
    for incident in waiting {
        let sql = "INSERT OR REPLACE INTO team_changes (incident_id) VALUES (?1)";
        connection.run(sql, [incident])?;
    }
    Ok(TeamBegun {
        own: team::own(connection)?.unwrap_or_else(|| own.clone()),
        silent_to,
        former: is_copy.then_some(own.machine),
    })
}

/// The last number that the table gave out.
fn last_given(connection: &Connection, table: &str) -> Result<i64, StoreError> {
    let sql = "SELECT ifnull(max(seq), 0) FROM sqlite_sequence WHERE name = ?1";
    connection.fetch_value(sql, [table])
}

/// Takes over what colleagues shared.
pub fn take(context: &mut WriteContext<'_>, news: &TeamNews) -> Result<(), StoreError> {
    let (connection, now) = (context.transaction, context.now);
    let Some(own) = team::own(connection)? else {
        return Ok(());
    };
    for machine in &news.machines {
        connection.run(
            "INSERT INTO team_machines (machine, name, silent_to) VALUES (?1, ?2, ?3)
             ON CONFLICT (machine) DO UPDATE SET name = excluded.name, silent_to = excluded.silent_to
             WHERE name <> excluded.name OR silent_to <> excluded.silent_to",
            (&machine.machine, &machine.name, machine.silent_to),
        )?;
    }
    forget_gone(connection, &news.machines)?;
    let mut incidents_to: BTreeMap<&str, i64> = BTreeMap::new();
    for (machine, incident) in &news.incidents {
        let is_old = !own.is_caught_up || news.is_older_than_membership(machine, incident.number);
        put_incident(connection, machine, incident, is_old, now)?;
        let upto = incidents_to.entry(machine).or_default();
        *upto = incident.number.max(*upto);
    }
    for (machine, upto) in incidents_to {
        let sql =
            "UPDATE team_machines SET incidents_to = max(incidents_to, ?2) WHERE machine = ?1";
        connection.run(sql, (machine, upto))?;
    }
    for act in &news.acts {
        put_act(context, &own, act)?;
    }
    if news.is_all && !own.is_caught_up {
        connection.run("UPDATE team_self SET is_caught_up = 1", [])?;
    }
    if !news.is_empty() {
        context.changes.push(Topic::Team);
    }
    Ok(())
}

/// Forgets the machines that the server has no longer, with their incidents.
fn forget_gone(connection: &Connection, machines: &[TeamMachine]) -> Result<(), StoreError> {
    let known: Vec<String> =
        connection.fetch_all("SELECT machine FROM team_machines", [], |row| row.get(0))?;
    for gone in known
        .iter()
        .filter(|known| machines.iter().all(|one| one.machine != **known))
    {
        connection.run("DELETE FROM team_machines WHERE machine = ?1", [gone])?;
    }
    Ok(())
}

/// Takes over a colleague's incident, unless what is here is newer, and decides what to notify.
fn put_incident(
    connection: &Connection,
    machine: &str,
    incident: &SharedIncident,
    is_old: bool,
    now: Moment,
) -> Result<(), StoreError> {
    connection.run(
        "INSERT INTO team_incidents (machine, incident, number, episode, state, acted_by, endpoint,
           code, message, error_count, opened_at, last_error_at, heard_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
         ON CONFLICT (machine, incident) DO UPDATE SET number = excluded.number,
           episode = excluded.episode, state = excluded.state, acted_by = excluded.acted_by,
           endpoint = excluded.endpoint, code = excluded.code, message = excluded.message,
           error_count = excluded.error_count, opened_at = excluded.opened_at,
           last_error_at = excluded.last_error_at, heard_at = excluded.heard_at
         WHERE excluded.number > number",
        (
            machine,
            incident.incident,
            incident.number,
            incident.episode,
            incident.state.into_str(),
            &incident.by,
            &incident.endpoint,
            incident.code,
            &incident.message,
            incident.error_count,
            incident.opened_at.millis(),
            incident.last_error_at.millis(),
            now.millis(),
        ),
    )?;
    match team::of_machine(connection, machine, incident.incident)? {
        Some(row) if is_old && row.notified.is_none() => {
            team::set_reported(connection, (&row, None), now)
        }
        Some(row) => judge(connection, &row, now),
        None => Ok(()),
    }
}

/// Decides what waits to be notified of a colleague's incident.
fn judge(connection: &Connection, row: &TeamRow, now: Moment) -> Result<(), StoreError> {
    let waiting = decide(&row.course, row.notified, row.waiting, now);
    match waiting == row.waiting {
        true => Ok(()),
        false => team::set_waiting(connection, row.id, waiting),
    }
}

fn put_act(
    context: &mut WriteContext<'_>,
    own: &TeamSelf,
    shared: &TeamAct,
) -> Result<(), StoreError> {
    let act = merge_act(
        context.transaction,
        (&shared.machine, shared.incident),
        &shared.act,
    )?;
    context.transaction.run(
        "UPDATE team_machines SET acts_to = max(acts_to, ?2) WHERE machine = ?1",
        (&shared.actor, shared.number),
    )?;
    if shared.machine == own.machine {
        return carry_out(context, shared.incident, &act);
    }
    match team::of_machine(context.transaction, &shared.machine, shared.incident)? {
        Some(row) => judge(context.transaction, &row, context.now),
        None => Ok(()),
    }
}

/// Keeps the act that counts, and returns it.
fn merge_act(connection: &Connection, incident: (&str, i64), act: &Act) -> Result<Act, StoreError> {
    let before: Option<String> = connection.fetch_optional(
        "SELECT act FROM team_acts WHERE machine = ?1 AND incident = ?2",
        incident,
        |row| row.get(0),
    )?;
    let act = match team::act_of(before.as_deref()) {
        Some(before) => before.or(act.clone()),
        None => act.clone(),
    };
    connection.run(
        "INSERT INTO team_acts (machine, incident, act) VALUES (?1, ?2, ?3)
         ON CONFLICT (machine, incident) DO UPDATE SET act = excluded.act",
        (
            incident.0,
            incident.1,
            serde_json::to_string(&act).unwrap_or_default(),
        ),
    )?;
    Ok(act)
}

/// Does to our incident what a colleague did, unless it has opened again since they saw it.
fn carry_out(
    context: &mut WriteContext<'_>,
    incident_id: i64,
    act: &Act,
) -> Result<(), StoreError> {
    if incidents::by_id(context.transaction, incident_id)?.is_none()
        || act.episode < team::episode(context.transaction, incident_id)?
    {
        return Ok(());
    }
    let action = match act.state {
        IncidentState::Resolved => Action::Resolve,
        IncidentState::Acknowledged => Action::Acknowledge,
        IncidentState::Open => return Ok(()),
    };
    actions::act_for_colleague(context, action, incident_id, &act.by)
}

fn act_for_team(
    context: &mut WriteContext<'_>,
    state: IncidentState,
    ids: &[i64],
    name: &str,
) -> Result<i64, StoreError> {
    let mut changed = 0;
    for id in ids {
        let Some(row) = team::one(context.transaction, *id)? else {
            continue;
        };
        if row.course.state == state || row.course.state == IncidentState::Resolved {
            continue;
        }
        let act = Act {
            episode: row.episode,
            state,
            by: name.to_owned(),
            at: context.now,
        };
        let of = (&*row.machine_id, row.shown.number);
        merge_act(context.transaction, of, &act)?;
        context.transaction.run(
            "INSERT INTO team_own_acts (machine, incident, act) VALUES (?1, ?2, ?3)",
            (of.0, of.1, serde_json::to_string(&act).unwrap_or_default()),
        )?;
        if let Some(row) = team::one(context.transaction, *id)? {
            judge(context.transaction, &row, context.now)?;
        }
        changed += 1;
    }
    if changed > 0 {
        context.changes.push(Topic::Team);
    }
    Ok(changed)
}
