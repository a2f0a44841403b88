//! `missedhook acknowledge` and `missedhook resolve`: the actions of the window's buttons without a window. A running
//! Missedhook carries them out; otherwise this command does.

use std::{num::ParseIntError, process::ExitCode, str::FromStr};

use clap::Args;
use missedhook_core::{
    engine::{self, TeamRequest},
    incident::{Action, Done},
    locale::Locale,
    settings::Settings,
    share::team::Reference,
    store::Reader,
};

use super::{DataDirArg, print_json, print_line, printable, runtime};

/// An incident of this machine or of a colleague.
#[derive(Clone)]
enum IncidentRef {
    Own(i64),
    Colleague(Reference),
}

impl IncidentRef {
    const fn own(&self) -> Option<i64> {
        match self {
            Self::Own(id) => Some(*id),
            Self::Colleague(_) => None,
        }
    }
}

impl FromStr for IncidentRef {
    type Err = ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.parse() {
            Ok(reference) => Ok(Self::Colleague(reference)),
            Err(_) => text.parse().map(Self::Own),
        }
    }
}

/// Acknowledge or resolve incidents
#[derive(Args)]
pub struct Act {
    /// Incident numbers, as `missedhook show` prints them, or colleagues' incidents, like anna/17
    #[arg(required = true, value_name = "INCIDENT")]
    incidents: Vec<IncidentRef>,
    /// Print a JSON object
    #[arg(long)]
    json: bool,
}

/// Acknowledge incidents
#[derive(Args)]
pub struct Acknowledge {
    #[command(flatten)]
    act: Act,
    /// Only until the code or cause changes, or ten times as many reports come in an hour
    #[arg(long)]
    until_change: bool,
}

impl Acknowledge {
    pub fn run(self, data_dir_arg: &DataDirArg) -> anyhow::Result<ExitCode> {
        let action = match self.until_change {
            true => Action::AcknowledgeUntilChange,
            false => Action::Acknowledge,
        };
        self.act.run(action, data_dir_arg)
    }
}

impl Act {
    pub fn run(self, action: Action, data_dir_arg: &DataDirArg) -> anyhow::Result<ExitCode> {
        let dir = data_dir_arg.existing()?;
        let reader = data_dir_arg.history()?;
        let own: Vec<i64> = self.incidents.iter().filter_map(IncidentRef::own).collect();
        check_known(reader.as_ref(), &own)?;
        let ids = colleagues(reader.as_ref(), &self.incidents)?;
        drop(reader);
        let runtime = runtime()?;
        let mut done = None;
        if !own.is_empty() {
            done = Some(runtime.block_on(engine::act(&dir, action, own))?);
        }
        if !ids.is_empty() {
            let name = Settings::load(&dir)?.team.shown_name();
            let request = TeamRequest { action, ids, name };
            let theirs = runtime.block_on(engine::act_for_team(&dir, request))?;
            let changed = done.map_or(0, |own| own.changed) + theirs.changed;
            done = Some(Done::of(action, changed).localized(Locale::default()));
        }
        let Some(done) = done else {
            return Ok(ExitCode::SUCCESS);
        };
        if self.json {
            print_json(&done)?;
        } else {
            print_line(&format!("{}.", done.text))?;
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// The colleagues' incidents among these, by their numbers here.
fn colleagues(reader: Option<&Reader>, incidents: &[IncidentRef]) -> anyhow::Result<Vec<i64>> {
    let mut ids = Vec::new();
    for incident in incidents {
        let IncidentRef::Colleague(reference) = incident else {
            continue;
        };
        let found = match reader {
            Some(reader) => reader.team_incidents_called(reference)?,
            None => Vec::new(),
        };
        match *found {
            [id] => ids.push(id),
            [] => anyhow::bail!(
                "There is no incident {}. See `missedhook team`.",
                printable(&reference.to_string())
            ),
            _ => anyhow::bail!(
                "Several machines are called {}. Give each its own name in its settings.",
                printable(&reference.machine)
            ),
        }
    }
    Ok(ids)
}

/// Checks that all of these incidents exist.
pub fn check_known(reader: Option<&Reader>, incidents: &[i64]) -> anyhow::Result<()> {
    for id in incidents {
        let found = match reader {
            Some(reader) => reader.incident(*id)?,
            None => None,
        };
        if found.is_none() {
            return Err(engine::no_incident(*id).into());
        }
    }
    Ok(())
}
