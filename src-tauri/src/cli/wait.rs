//! `missedhook wait`: waits until something happens and prints it. Works while another process writes the history, or
//! before one does. Between two looks it only checks whether the files have changed.

use std::{process::ExitCode, time::Duration};

use clap::{Args, ValueEnum};
use missedhook_core::{
    history::search::Query,
    incident::{Incident, delivery_error::DeliveryError},
    model::{duration::in_words, problem::Problem},
    platform::{change_watch::ChangeWatch, data_dir::DataDir},
    status::verdict::{ProofName, ProofState},
    store::{PageQuery, Reader},
};
use serde_json::{Value, json};
use tokio::time::{Instant, sleep_until};

use super::{
    DataDirArg, doctor::program_state, in_list, output, print_json, print_line, printable,
    url::time,
};
use crate::shutdown::Shutdown;

/// The exit code of a timeout, the same as that of `timeout`.
const TIMED_OUT: u8 = 124;
/// How often to check whether the files have changed.
const POLL_INTERVAL: Duration = Duration::from_millis(500);
/// For how many incidents it tracks whether they are over.
const MAX_COUNT: u32 = 1_000;
/// The page size when searching for the oldest new delivery error.
const PAGE: u32 = 100;

/// Wait until something happens
#[derive(Args)]
#[command(after_help = "\
error      a delivery error arrives that the query finds
recovered  no incident that the query finds is unresolved; at once where none is
reachable  RETM can reach the receiver, as the running Missedhook has proven
Exit code: 0 if it happened, 124 if it did not happen in time, 1 if waiting failed.")]
pub struct Wait {
    /// What to wait for
    #[arg(long = "for", value_name = "WHAT", value_enum)]
    what: Condition,
    /// Search query, as of `list`: endpoint:orders code:503 words [default: all]
    query: Vec<String>,
    /// How long to wait, for example 90s, 10m or 2h
    #[arg(long, value_name = "TIME", default_value = "10m", value_parser = time)]
    timeout: Duration,
    /// Print a JSON object
    #[arg(long)]
    json: bool,
}

/// What to wait for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Condition {
    Recovered,
    Error,
    Reachable,
}

/// The result of a look.
enum Found {
    Error(Box<DeliveryError>),
    Recovered(Vec<Incident>),
    Reachable(String),
    /// It has not happened. Contains the unresolved incidents if those are waited for.
    NotYet(Vec<Incident>),
}

impl Wait {
    pub fn run(self, data_dir_arg: &DataDirArg) -> anyhow::Result<ExitCode> {
        let query = data_dir_arg.query(&self.query)?;
        self.check(&query)?;
        let dir = data_dir_arg.existing()?;
        // Prints once what is missing from the history.
        drop(data_dir_arg.history()?);
        let watch = ChangeWatch::new(dir.clone());
        let poller = Poller {
            what: self.what,
            after: newest(&dir)?,
            query,
            dir,
            seen: Vec::new(),
        };
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        match runtime.block_on(self.wait(poller, watch))? {
            Some(found) => self.print_result(found),
            // Asked to end.
            None => Ok(ExitCode::FAILURE),
        }
    }

    fn check(&self, query: &Query) -> Result<(), Problem> {
        let wrong = match self.what {
            Condition::Reachable if !self.query.is_empty() => "Nothing can be searched there.",
            Condition::Recovered if !query.states.is_empty() => {
                "It waits for incidents that are not resolved, whatever else the query finds."
            }
            _ => return Ok(()),
        };
        Err(Problem::new(
            "That query can't be waited for.",
            wrong,
            "Leave the query, or its `is:`, out.",
        ))
    }

    /// `None` if it was asked to end.
    async fn wait(
        &self,
        mut poller: Poller,
        mut watch: ChangeWatch,
    ) -> anyhow::Result<Option<Found>> {
        let mut ending = Shutdown::listen()?;
        let end = Instant::now() + self.timeout;
        let mut found = Found::NotYet(Vec::new());
        let mut said = false;
        loop {
            if watch.has_changed() {
                found = poller.poll()?;
            }
            if !matches!(found, Found::NotYet(_)) || Instant::now() >= end {
                return Ok(Some(found));
            }
            if !said {
                said = true;
                let limit = in_words(self.timeout);
                output::eprint_line(&format!("Waiting for {limit} at most; Ctrl-C stops."));
            }
            tokio::select! {
                () = ending.requested() => return Ok(None),
                () = sleep_until(end.min(Instant::now() + POLL_INTERVAL)) => {}
            }
        }
    }

    fn print_result(&self, found: Found) -> anyhow::Result<ExitCode> {
        let happened = !matches!(found, Found::NotYet(_));
        if self.json {
            let name = self.what.to_possible_value();
            let name = name.map(|value| value.get_name().to_owned());
            let mut answer = json!({"for": name, "happened": happened});
            let (field, value) = of_it(&found, self.what)?;
            answer[field] = value;
            print_json(&answer)?;
        } else {
            for line in lines(&found) {
                print_line(&line)?;
            }
        }
        Ok(match happened {
            true => ExitCode::SUCCESS,
            false => ExitCode::from(TIMED_OUT),
        })
    }
}

/// The name and value of the JSON output.
fn of_it(found: &Found, what: Condition) -> serde_json::Result<(&'static str, Value)> {
    Ok(match (found, what) {
        (Found::Error(error), _) => ("delivery_error", serde_json::to_value(error)?),
        (Found::Reachable(said), _) => ("said", said.as_str().into()),
        (Found::Recovered(incidents), _) | (Found::NotYet(incidents), Condition::Recovered) => {
            ("incidents", serde_json::to_value(incidents)?)
        }
        (Found::NotYet(_), Condition::Error) => ("delivery_error", Value::Null),
        (Found::NotYet(_), Condition::Reachable) => ("said", Value::Null),
    })
}

/// The human-readable output.
fn lines(found: &Found) -> Vec<String> {
    let named = |incident: &Incident, how: &str| {
        format!("#{} {}: {how}", incident.id, in_list(&incident.label))
    };
    match found {
        Found::Error(error) => vec![super::list::line(error)],
        Found::Reachable(said) => vec![printable(said)],
        Found::Recovered(incidents) if incidents.is_empty() => {
            vec!["Nothing is unresolved.".to_owned()]
        }
        Found::Recovered(incidents) => {
            let resolved = |incident| named(incident, "resolved");
            incidents.iter().map(resolved).collect()
        }
        Found::NotYet(incidents) => {
            let first = "It has not happened in time.".to_owned();
            let left = incidents.iter().map(|one| named(one, one.state.into_str()));
            std::iter::once(first).chain(left).collect()
        }
    }
}

fn newest(dir: &DataDir) -> anyhow::Result<i64> {
    Ok(match Reader::open(dir)? {
        Some(reader) => reader.newest_id()?,
        None => 0,
    })
}

/// Looks whether it has happened. Opens the history separately for each look.
struct Poller {
    what: Condition,
    query: Query,
    dir: DataDir,
    /// Delivery errors after this one are new.
    after: i64,
    /// The incidents that were unresolved in some look.
    seen: Vec<i64>,
}

impl Poller {
    fn poll(&mut self) -> anyhow::Result<Found> {
        Ok(match self.what {
            Condition::Reachable => self.reachable()?,
            Condition::Error => self.error()?,
            Condition::Recovered => self.recovered()?,
        })
    }

    fn error(&mut self) -> anyhow::Result<Found> {
        let Some(reader) = Reader::open(&self.dir)? else {
            return Ok(Found::NotYet(Vec::new()));
        };
        // A restored history may end before that.
        self.after = self.after.min(reader.newest_id()?);
        let page = reader.delivery_errors(&PageQuery {
            query: self.query.clone(),
            after: Some(self.after),
            limit: PAGE,
            ..PageQuery::default()
        })?;
        Ok(match page.rows.into_iter().next_back() {
            Some(error) => Found::Error(Box::new(error)),
            None => Found::NotYet(Vec::new()),
        })
    }

    fn recovered(&mut self) -> anyhow::Result<Found> {
        use missedhook_core::incident::IncidentState::{Acknowledged, Open};
        let Some(reader) = Reader::open(&self.dir)? else {
            return Ok(Found::Recovered(Vec::new()));
        };
        let unresolved = Query {
            states: vec![Open, Acknowledged],
            ..self.query.clone()
        };
        let left = reader.incidents(&unresolved, None, MAX_COUNT)?.rows;
        for incident in &left {
            if !self.seen.contains(&incident.id) {
                self.seen.push(incident.id);
            }
        }
        if !left.is_empty() {
            return Ok(Found::NotYet(left));
        }
        let mut over = Vec::new();
        for id in &self.seen {
            over.extend(reader.incident(*id)?);
        }
        Ok(Found::Recovered(over))
    }

    /// According to the running program. If none is running, one may still be started.
    fn reachable(&self) -> Result<Found, Problem> {
        let published = program_state::fresh(&self.dir);
        let proof = published
            .as_ref()
            .and_then(|status| status.verdict.state(ProofName::Connection));
        match proof {
            Some(ProofState::Proven { said }) => Ok(Found::Reachable(said.clone())),
            Some(ProofState::SetAside { said }) => Err(Problem::new(
                said.clone(),
                "RETM is not meant to reach this machine, so it never will.",
                "Set up a tunnel or a public URL.",
            )),
            _ => Ok(Found::NotYet(Vec::new())),
        }
    }
}
