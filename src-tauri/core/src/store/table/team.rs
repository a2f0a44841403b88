//! The tables `team_…`: what is shared with colleagues and what is known of their incidents. What changes several of
//! them at once is in `write/team.rs`.

use rusqlite::{Connection, Row};

use super::{incidents, row};
use crate::{
    incident::{IncidentState, Subject},
    model::moment::Moment,
    share::{
        target::message::Change,
        team::{
            Act, ColleagueIncident, ColleagueState, Notified, Reference, SharedIncident, TeamLink,
            TeamView, merged,
        },
    },
    store::{error::StoreError, reader::Reader, sql::Sql},
};

/// How many of the colleagues' incidents are shown.
const MAX_SHOWN: u32 = 500;

/// This machine in the team.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TeamSelf {
    /// Random digits.
    pub machine: String,
    /// The server it last shared with; empty before the first time.
    pub server: String,
    /// Whether everything of the others was fetched once.
    pub is_caught_up: bool,
    /// The largest number of a change that the server has.
    pub confirmed: i64,
}

/// Another machine of the team.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TeamMachine {
    pub machine: String,
    pub name: String,
    /// Changes up to this number are older than its membership.
    pub silent_to: i64,
}

/// How far a machine's changes and acts have been fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TeamCursor {
    pub machine: String,
    pub incidents_to: i64,
    pub acts_to: i64,
}

/// An act on an incident, with its author and the incident's owner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TeamAct {
    /// Who shared it: the machine, and its number there.
    pub actor: String,
    pub number: i64,
    /// The incident: its machine, and its number there.
    pub machine: String,
    pub incident: i64,
    pub act: Act,
}

/// A colleague's incident with all that decides what is shown and notified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TeamRow {
    pub id: i64,
    /// The machine's random digits.
    pub machine_id: String,
    pub episode: i64,
    pub course: ColleagueState,
    pub notified: Option<Notified>,
    pub waiting: Option<Change>,
    pub shown: ColleagueIncident,
}

/// The columns of [`TeamRow`].
const ROWS: &str =
    "SELECT i.*, m.name, a.act FROM team_incidents i JOIN team_machines m USING (machine)
     LEFT JOIN team_acts a ON a.machine = i.machine AND a.incident = i.incident";

fn from_row(row: &Row<'_>) -> rusqlite::Result<TeamRow> {
    let episode = row.get("episode")?;
    let said = row::word(row, "state", IncidentState::Open)?;
    let said_by: Option<String> = row.get("acted_by")?;
    let act = act_of(row.get::<_, Option<String>>("act")?.as_deref());
    let (state, by) = merged(said, said_by.as_deref(), episode, act.as_ref());
    let (name, number): (String, i64) = (row.get("name")?, row.get("incident")?);
    let endpoint: String = row.get("endpoint")?;
    let told_at = row::optional_moment(row, "told_at")?;
    let waiting: Option<String> = row.get("waiting")?;
    let error_count = row.get("error_count")?;
    Ok(TeamRow {
        id: row.get("id")?,
        machine_id: row.get("machine")?,
        episode,
        notified: match told_at {
            Some(at) => Some(Notified {
                at,
                count: row.get("told_count")?,
                episode: row.get("told_episode")?,
                is_open: row.get("told_is_open")?,
            }),
            None => None,
        },
        waiting: waiting.map(|word| row::read_word(&word, Change::Escalated)),
        course: ColleagueState {
            state,
            by: by.clone(),
            episode,
            error_count,
        },
        shown: ColleagueIncident {
            id: row.get("id")?,
            reference: ColleagueIncident::reference(&name, number),
            machine: name,
            number,
            state,
            by,
            label: match endpoint.is_empty() {
                true => Subject::Unreadable.label(),
                false => Subject::Endpoint(endpoint.clone()).label(),
            },
            endpoint,
            code: row.get("code")?,
            message: row.get("message")?,
            error_count,
            opened_at: row::moment(row, "opened_at")?,
            last_error_at: row::moment(row, "last_error_at")?,
        },
    })
}

/// Only a damaged database has an act that can't be read.
pub fn act_of(json: Option<&str>) -> Option<Act> {
    json.and_then(|json| serde_json::from_str(json).ok())
}

pub fn one(connection: &Connection, id: i64) -> Result<Option<TeamRow>, StoreError> {
    connection.fetch_optional(&format!("{ROWS} WHERE i.id = ?1"), [id], from_row)
}

/// The colleague's incident of that machine and number.
pub fn of_machine(
    connection: &Connection,
    machine: &str,
    incident: i64,
) -> Result<Option<TeamRow>, StoreError> {
    connection.fetch_optional(
        &format!("{ROWS} WHERE i.machine = ?1 AND i.incident = ?2"),
        (machine, incident),
        from_row,
    )
}

pub fn own(connection: &Connection) -> Result<Option<TeamSelf>, StoreError> {
    connection.fetch_optional("SELECT * FROM team_self", [], |row| {
        Ok(TeamSelf {
            machine: row.get("machine")?,
            server: row.get("server")?,
            is_caught_up: row.get("is_caught_up")?,
            confirmed: row.get("confirmed")?,
        })
    })
}

/// The episode of a local incident: the id of the timeline entry of its last opening.
pub fn episode(connection: &Connection, incident_id: i64) -> Result<i64, StoreError> {
    connection.fetch_value(
        "SELECT ifnull(max(id), 0) FROM timeline
         WHERE incident_id = ?1 AND kind IN ('opened', 'reopened')",
        [incident_id],
    )
}

/// Who put one of our incidents in its state: `own` if the user did, a colleague, or nobody.
fn by_whom(
    connection: &Connection,
    (machine, incident_id, episode): (&str, i64, i64),
    state: IncidentState,
    own: &str,
) -> Result<Option<String>, StoreError> {
    if state == IncidentState::Open {
        return Ok(None);
    }
    let act: Option<String> = connection.fetch_optional(
        "SELECT act FROM team_acts WHERE machine = ?1 AND incident = ?2",
        (machine, incident_id),
        |row| row.get(0),
    )?;
    let act = act_of(act.as_deref());
    if let Some(act) = act.filter(|act| act.episode == episode && act.state == state) {
        return Ok(Some(act.by));
    }
    let who: Option<String> = connection.fetch_optional(
        "SELECT who FROM timeline WHERE incident_id = ?1
           AND kind IN ('acknowledged', 'resolved', 'recovered') ORDER BY id DESC LIMIT 1",
        [incident_id],
        |row| row.get(0),
    )?;
    Ok(who.filter(|who| who == "person").map(|_| own.to_owned()))
}

impl Reader {
    /// This machine in the team; `None` if there never was one.
    pub fn team_self(&self) -> Result<Option<TeamSelf>, StoreError> {
        own(&self.0)
    }

    /// Our incidents that have changed since they were shared, in the order of their numbers. `name` is this machine's.
    pub fn team_changes(&self, name: &str, most: u32) -> Result<Vec<SharedIncident>, StoreError> {
        let Some(own) = own(&self.0)? else {
            return Ok(Vec::new());
        };
        let rows = self.0.fetch_all(
            "SELECT c.number, i.* FROM team_changes c JOIN incidents i ON i.id = c.incident_id
             ORDER BY c.number LIMIT ?1",
            [most],
            |row| Ok((row.get::<_, i64>("number")?, incidents::from_row(row)?)),
        )?;
        let mut changes = Vec::with_capacity(rows.len());
        for (number, incident) in rows {
            let episode = episode(&self.0, incident.id)?;
            let of = (&*own.machine, incident.id, episode);
            changes.push(SharedIncident {
                incident: incident.id,
                number,
                episode,
                state: incident.state,
                by: by_whom(&self.0, of, incident.state, name)?,
                endpoint: incident.endpoint,
                code: incident.last_code,
                message: incident.last_message,
                error_count: incident.error_count,
                opened_at: incident.opened_at,
                last_error_at: incident.last_error_at,
            });
        }
        Ok(changes)
    }

    /// The user's acts on colleagues' incidents that are not shared yet, oldest first.
    pub fn team_own_acts(&self, most: u32) -> Result<Vec<TeamAct>, StoreError> {
        let Some(own) = own(&self.0)? else {
            return Ok(Vec::new());
        };
        let rows = self.0.fetch_all(
            "SELECT number, machine, incident, act FROM team_own_acts ORDER BY number LIMIT ?1",
            [most],
            |row| {
                let act = act_of(Some(&row.get::<_, String>("act")?));
                Ok(act.map(|act| {
                    Ok::<_, rusqlite::Error>(TeamAct {
                        actor: own.machine.clone(),
                        number: row.get("number")?,
                        machine: row.get("machine")?,
                        incident: row.get("incident")?,
                        act,
                    })
                }))
            },
        )?;
        Ok(rows.into_iter().flatten().collect::<Result<_, _>>()?)
    }

    /// How many changes wait to be shared.
    pub fn team_waiting(&self) -> Result<i64, StoreError> {
        self.0.fetch_value(
            "SELECT (SELECT count(*) FROM team_changes) + (SELECT count(*) FROM team_own_acts)",
            [],
        )
    }

    /// How far each machine's changes and acts have been fetched.
    pub fn team_cursors(&self) -> Result<Vec<TeamCursor>, StoreError> {
        self.0.fetch_all(
            "SELECT machine, incidents_to, acts_to FROM team_machines",
            [],
            |row| {
                Ok(TeamCursor {
                    machine: row.get(0)?,
                    incidents_to: row.get(1)?,
                    acts_to: row.get(2)?,
                })
            },
        )
    }

    /// The names of the other machines.
    pub fn team_machines(&self) -> Result<Vec<String>, StoreError> {
        let sql = "SELECT name FROM team_machines ORDER BY name";
        self.0.fetch_all(sql, [], |row| row.get(0))
    }

    /// A colleague's incident by its number here.
    pub fn team_incident(&self, id: i64) -> Result<Option<TeamRow>, StoreError> {
        one(&self.0, id)
    }

    /// The colleagues' incidents that wait to be notified, oldest first.
    pub fn team_to_notify(&self) -> Result<Vec<TeamRow>, StoreError> {
        let sql = format!("{ROWS} WHERE i.waiting IS NOT NULL ORDER BY i.id");
        self.0.fetch_all(&sql, [], from_row)
    }

    /// The colleagues' incidents, the most recently active first.
    pub fn team_incidents(&self, most: u32) -> Result<Vec<ColleagueIncident>, StoreError> {
        let sql = format!("{ROWS} ORDER BY i.heard_at DESC, i.id DESC LIMIT ?1");
        let mut rows = self.0.fetch_all(&sql, [most], from_row)?;
        rows.sort_by_key(|row| row.shown.state == IncidentState::Resolved);
        Ok(rows.into_iter().map(|row| row.shown).collect())
    }

    /// The colleague's incidents of that name; several if two machines have the same name.
    pub fn team_incidents_called(&self, reference: &Reference) -> Result<Vec<i64>, StoreError> {
        self.0.fetch_all(
            "SELECT i.id FROM team_incidents i JOIN team_machines m USING (machine)
             WHERE m.name = ?1 AND i.incident = ?2",
            (&reference.machine, reference.incident),
            |row| row.get(0),
        )
    }

    /// Whether a colleague's incident is open.
    pub fn has_open_team_incident(&self) -> Result<bool, StoreError> {
        let open = |row: &TeamRow| row.course.state == IncidentState::Open;
        let sql = format!("{ROWS} WHERE i.state = 'open'");
        Ok(self.0.fetch_all(&sql, [], from_row)?.iter().any(open))
    }

    /// The team as it is shown. `name` is this machine's; `None` outside a team.
    pub fn team_view(&self, name: Option<String>) -> Result<TeamView, StoreError> {
        let Some(name) = name else {
            return Ok(TeamView::default());
        };
        Ok(TeamView {
            link: self.team_link()?.unwrap_or(TeamLink::Connecting),
            name,
            machines: self.team_machines()?,
            waiting: self.team_waiting()?,
            incidents: self.team_incidents(MAX_SHOWN)?,
        })
    }

    /// The state of the connection as the running program recorded it; `None` if it recorded none.
    pub fn team_link(&self) -> Result<Option<TeamLink>, StoreError> {
        let link = self
            .0
            .fetch_optional("SELECT link FROM team_self", [], |row| {
                row.get::<_, String>(0)
            })?;
        Ok(link.and_then(|link| serde_json::from_str(&link).ok()))
    }
}

/// Sets the pending notification of a colleague's incident.
pub fn set_waiting(
    connection: &Connection,
    id: i64,
    waiting: Option<Change>,
) -> Result<(), StoreError> {
    connection.run(
        "UPDATE team_incidents SET waiting = ?2 WHERE id = ?1",
        (id, waiting.map(|change| change.into_str())),
    )
}

/// Records what was notified of a colleague's incident.
pub fn set_reported(
    connection: &Connection,
    (row, change): (&TeamRow, Option<Change>),
    now: Moment,
) -> Result<(), StoreError> {
    let is_open = change.is_some_and(|change| change != Change::Recovered);
    connection.run(
        "UPDATE team_incidents SET waiting = NULL, told_at = ?2, told_count = ?3, told_episode = ?4,
           told_is_open = ?5 WHERE id = ?1",
        (
            row.id,
            now.millis(),
            row.course.error_count,
            row.episode,
            is_open,
        ),
    )
}
