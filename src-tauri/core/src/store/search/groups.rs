//! The incidents of a list, with related ones grouped into one row. The pure rules decide what is related.

use std::collections::{HashMap, HashSet};

use rusqlite::{Connection, params_from_iter};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    explain::{self, Cause},
    history::search::Query,
    incident::{
        Incident, IncidentState, Subject,
        group::{Grouping, Member, group},
    },
    model::{brief, endpoint, moment::Moment},
    store::{
        error::StoreError,
        reader::Reader,
        snapshot::Snapshot,
        table::{incidents, minutes, row},
    },
};

/// How many incidents are considered for grouping: the first in the order of the list.
const MAX_COUNT: usize = 10_000;
/// The number of minutes over which the rate is averaged.
const RATE_MINUTES: i64 = 5;

/// The order of a list of incidents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[derive(Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum IncidentSort {
    /// The latest report first.
    #[default]
    Newest,
    /// The most reports first.
    Count,
    /// The one that failed first comes first.
    First,
}

/// A group of related incidents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct IncidentGroup {
    /// The group's id. It is negative, and stays the same while incidents come and go.
    #[ts(type = "number")]
    pub id: i64,
    /// The host of all of them.
    pub host: String,
    /// The incidents, in the order of the list.
    #[ts(type = "Array<number>")]
    pub incidents: Vec<i64>,
    /// How many endpoints the incidents have.
    pub endpoints: usize,
    /// The state of the latest incident.
    pub state: IncidentState,
    /// How many reports they have.
    #[ts(type = "number")]
    pub error_count: i64,
    /// Reports per minute, averaged over five minutes; 0 if there were none.
    #[ts(type = "number")]
    pub per_minute: i64,
    /// When the first incident began.
    pub opened_at: Moment,
    /// When the latest report arrived.
    pub last_error_at: Moment,
    /// The latest report.
    #[ts(type = "number")]
    pub last_error_id: i64,
    /// The incident that began last.
    #[ts(type = "number")]
    pub newest_incident: i64,
    /// The code of their latest reports, if it is the same.
    #[ts(type = "number | string | null")]
    pub last_code: Option<i64>,
    /// RETM's text in the latest report.
    pub last_message: String,
    /// How many of the incidents are muted.
    pub muted: usize,
}

/// A row of a list of incidents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(untagged)]
pub enum IncidentRow {
    /// One incident.
    Incident(Box<Incident>),
    /// A group of related incidents.
    Group(Box<IncidentGroup>),
}

/// Where the next page begins.
pub type Cursor = (i64, i64);

/// A page of a list of incidents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct IncidentRows {
    /// The rows in order.
    pub rows: Vec<IncidentRow>,
    /// Where the next page begins; none if this is the last one.
    #[ts(type = "[number, number] | null")]
    pub next: Option<Cursor>,
}

impl IncidentRows {
    /// For the window's list: truncates long messages, because a row shows one line.
    #[must_use]
    pub fn for_list(mut self) -> Self {
        for row in &mut self.rows {
            brief::for_list(match row {
                IncidentRow::Incident(incident) => &mut incident.last_message,
                IncidentRow::Group(group) => &mut group.last_message,
            });
        }
        self
    }
}

/// Selects a page.
#[derive(Clone, Copy, Debug, Default)]
pub struct RowsQuery {
    /// The order.
    pub sort: IncidentSort,
    /// Only the incidents of this group.
    pub group: Option<i64>,
    /// Where the page begins.
    pub after: Option<Cursor>,
    /// The maximum number of rows.
    pub limit: u32,
}

/// What similar incidents have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum Likeness {
    /// The host.
    Host,
    /// Why it fails.
    Cause,
    /// The code of the latest report.
    Code,
}

/// The fields of an incident that decide what is related.
struct Scanned {
    member: Member,
    error_count: i64,
    last_error_id: i64,
    is_muted: bool,
}

impl Scanned {
    /// The position in that order: greater comes first.
    fn place(&self, sort: IncidentSort) -> Cursor {
        match sort {
            IncidentSort::Newest => (self.last_error_id, self.member.id),
            IncidentSort::Count => (self.error_count, self.last_error_id),
            IncidentSort::First => (-self.member.opened_at.millis(), -self.member.id),
        }
    }
}

enum Found<'a> {
    Incident(&'a Scanned),
    Group(&'a Grouping, Vec<&'a Scanned>),
}

impl Found<'_> {
    fn place(&self, sort: IncidentSort) -> Cursor {
        match self {
            Self::Incident(one) => one.place(sort),
            Self::Group(_, members) => {
                let first = members.iter().map(|one| one.place(sort)).max();
                let first = first.unwrap_or_default();
                match sort {
                    IncidentSort::Count => {
                        (members.iter().map(|one| one.error_count).sum(), first.1)
                    }
                    IncidentSort::Newest | IncidentSort::First => first,
                }
            }
        }
    }
}

impl Reader {
    /// A page of the incidents that match a query, with related ones grouped into one row.
    pub fn incident_rows(
        &self,
        query: &Query,
        asked: RowsQuery,
        now: Moment,
    ) -> Result<IncidentRows, StoreError> {
        let _snapshot = Snapshot::of(&self.0)?;
        let scanned = scan(&self.0, query, asked.sort, now)?;
        let members: Vec<Member> = scanned.iter().map(|one| one.member.clone()).collect();
        let groups = group(&members);
        let mut found: Vec<Found<'_>> = match asked.group {
            Some(id) => groups
                .iter()
                .filter(|group| group.id == id)
                .flat_map(|group| &group.members)
                .map(|at| Found::Incident(&scanned[*at]))
                .collect(),
            None => rows(&scanned, &groups),
        };
        found.sort_by_cached_key(|row| std::cmp::Reverse(row.place(asked.sort)));
        found.retain(|row| {
            asked
                .after
                .is_none_or(|after| row.place(asked.sort) < after)
        });
        let limit = asked.limit as usize;
        let is_last = found.len() <= limit;
        found.truncate(limit);
        // After the last one that was considered for grouping, each incident is its own row.
        let goes_on = scanned.len() == MAX_COUNT
            && asked.sort == IncidentSort::Newest
            && asked.group.is_none();
        if goes_on && found.is_empty() {
            let last = scanned.last().map(|one| one.last_error_id);
            return rest(self, query, asked, last);
        }
        let next = found.last().map(|row| row.place(asked.sort));
        Ok(IncidentRows {
            next: next.filter(|_| !is_last || goes_on),
            rows: filled(&self.0, &found, now)?,
        })
    }

    /// The incidents of a list that are similar to one of them, that one included.
    pub fn alike(
        &self,
        query: &Query,
        incident: i64,
        by: Likeness,
        now: Moment,
    ) -> Result<Vec<i64>, StoreError> {
        let scanned = scan(&self.0, query, IncidentSort::Newest, now)?;
        let Some(one) = scanned.iter().find(|one| one.member.id == incident) else {
            return Ok(Vec::new());
        };
        let is_alike = |other: &Member| match by {
            Likeness::Host => one.member.host.is_some() && other.host == one.member.host,
            Likeness::Cause => other.failure() == one.member.failure(),
            Likeness::Code => other.code == one.member.code,
        };
        let alike = scanned.iter().filter(|other| is_alike(&other.member));
        Ok(alike.map(|other| other.member.id).collect())
    }
}

fn rows<'a>(scanned: &'a [Scanned], groups: &'a [Grouping]) -> Vec<Found<'a>> {
    let grouped: HashSet<usize> = groups
        .iter()
        .flat_map(|group| group.members.iter().copied())
        .collect();
    let single = scanned
        .iter()
        .enumerate()
        .filter(|(at, _)| !grouped.contains(at))
        .map(|(_, one)| Found::Incident(one));
    let groups = groups.iter().map(|group| {
        let members = group.members.iter().map(|at| &scanned[*at]);
        Found::Group(group, members.collect())
    });
    single.chain(groups).collect()
}

/// Reads the first incidents of a list, in its order.
fn scan(
    connection: &Connection,
    query: &Query,
    sort: IncidentSort,
    now: Moment,
) -> Result<Vec<Scanned>, StoreError> {
    let conditions = incidents::matching(connection, query, now)?;
    let order = match sort {
        IncidentSort::Newest => "last_error_id DESC",
        IncidentSort::Count => "error_count DESC, last_error_id DESC",
        IncidentSort::First => "opened_at, id",
    };
    let sql = format!(
        "SELECT id, subject, state, opened_at, last_code, last_message, error_count, last_error_id,
           ifnull(muted_until, 0) > {} AS is_muted
         FROM incidents WHERE {} ORDER BY {order} LIMIT {MAX_COUNT}",
        now.millis(),
        conditions.sql()
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query(params_from_iter(conditions.values))?;
    // In a storm most texts are the same.
    let mut causes: HashMap<(Option<i64>, String), Cause> = HashMap::new();
    let mut scanned = Vec::new();
    while let Some(row) = rows.next()? {
        let subject = incidents::subject_from(&row.get::<_, String>("subject")?);
        let code: Option<i64> = row.get("last_code")?;
        let message: String = row.get("last_message")?;
        let cause = *causes
            .entry((code, message))
            .or_insert_with_key(|(code, message)| explain::explain(*code, message).cause);
        let state = row::word(row, "state", IncidentState::Open)?;
        let endpoint = match subject {
            Subject::Endpoint(endpoint) => endpoint,
            Subject::Unreadable => String::new(),
        };
        scanned.push(Scanned {
            member: Member {
                id: row.get("id")?,
                host: endpoint::any_host(&endpoint),
                endpoint,
                cause,
                code,
                opened_at: row::moment(row, "opened_at")?,
                is_over: state == IncidentState::Resolved,
            },
            error_count: row.get("error_count")?,
            last_error_id: row.get("last_error_id")?,
            is_muted: row.get("is_muted")?,
        });
    }
    Ok(scanned)
}

/// A page after everything that was considered for grouping.
fn rest(
    reader: &Reader,
    query: &Query,
    asked: RowsQuery,
    last: Option<i64>,
) -> Result<IncidentRows, StoreError> {
    // Older than the previous page, and in no group of the previous pages.
    let after = asked.after.map(|(last_error_id, _)| last_error_id);
    let before = after.into_iter().chain(last).min();
    let page = reader.incidents(query, before, asked.limit)?;
    let next = page.rows.last().map(|last| (last.last_error_id, last.id));
    Ok(IncidentRows {
        next: next.filter(|_| page.more),
        rows: page
            .rows
            .into_iter()
            .map(|one| IncidentRow::Incident(Box::new(one)))
            .collect(),
    })
}

fn filled(
    connection: &Connection,
    found: &[Found<'_>],
    now: Moment,
) -> Result<Vec<IncidentRow>, StoreError> {
    let mut rows = Vec::with_capacity(found.len());
    let mut recent = None;
    for row in found {
        match row {
            Found::Incident(one) => {
                if let Some(incident) = incidents::by_id(connection, one.member.id)? {
                    rows.push(IncidentRow::Incident(Box::new(incident)));
                }
            }
            Found::Group(grouping, members) => {
                if recent.is_none() {
                    let from = Moment::from_millis(now.millis() - (RATE_MINUTES - 1) * 60_000);
                    recent = Some(minutes::by_incident_since(connection, from)?);
                }
                let recent = recent.as_ref();
                let count = |one: &&Scanned| recent.and_then(|all| all.get(&one.member.id));
                let reports: i64 = members.iter().filter_map(count).sum();
                rows.extend(
                    group_row(connection, grouping, members, reports)?
                        .map(|group| IncidentRow::Group(Box::new(group))),
                );
            }
        }
    }
    Ok(rows)
}

fn group_row(
    connection: &Connection,
    grouping: &Grouping,
    members: &[&Scanned],
    recent: i64,
) -> Result<Option<IncidentGroup>, StoreError> {
    let latest = members.iter().max_by_key(|one| one.last_error_id);
    let Some(latest) = latest.map(|one| one.member.id) else {
        return Ok(None);
    };
    let Some(latest) = incidents::by_id(connection, latest)? else {
        return Ok(None);
    };
    let endpoints: HashSet<_> = members.iter().map(|one| &one.member.endpoint).collect();
    let is_same = members
        .iter()
        .all(|one| one.member.code == latest.last_code);
    let opened_at = members.iter().map(|one| one.member.opened_at).min();
    Ok(Some(IncidentGroup {
        id: grouping.id,
        host: grouping.host.clone(),
        incidents: members.iter().map(|one| one.member.id).collect(),
        endpoints: endpoints.len(),
        state: latest.state,
        error_count: members.iter().map(|one| one.error_count).sum(),
        per_minute: recent
            .max(0)
            .unsigned_abs()
            .div_ceil(RATE_MINUTES.unsigned_abs()) as i64,
        opened_at: opened_at.unwrap_or(latest.opened_at),
        last_error_at: latest.last_error_at,
        last_error_id: latest.last_error_id,
        newest_incident: members.iter().map(|one| one.member.id).max().unwrap_or(0),
        last_code: latest.last_code.filter(|_| is_same),
        last_message: latest.last_message,
        muted: members.iter().filter(|one| one.is_muted).count(),
    }))
}
