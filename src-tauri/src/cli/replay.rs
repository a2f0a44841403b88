//! `missedhook replay`: sends requests again. A running Missedhook does it; otherwise this command does.

use std::{process::ExitCode, time::Duration};

use clap::Args;
use missedhook_core::{
    engine::{self, ReplayRequest},
    model::{duration, problem::Problem},
    relay::replay::ReplayPlan,
    relaying::Replayed,
    store::relay::RelayReader,
};

use super::{DataDirArg, output, print_json, print_line, printable, runtime, simulate::http_url};

/// The maximum number of attempts per command.
const MAX_COUNT: usize = 10_000;
/// How many attempts are requested together.
const TOGETHER: u32 = 10;

/// Hand requests on once more: one, or a range
#[derive(Args)]
pub struct Replay {
    /// Number, as shown by `requests`, or a range like 41..73
    #[arg(value_name = "ID|A..B")]
    which: String,
    /// Another target than the relay's, without a path
    #[arg(long, value_name = "URL", value_parser = http_url)]
    to: Option<String>,
    /// How often each, to test that a second time changes nothing
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=1000))]
    times: u32,
    /// Replay requests about rewards too; sent again, a reward may be redeemed twice
    #[arg(long)]
    yes: bool,
    /// Print an array of JSON objects
    #[arg(long)]
    json: bool,
}

impl Replay {
    pub fn run(self, data_dir_arg: &DataDirArg) -> anyhow::Result<ExitCode> {
        let dir = data_dir_arg.existing()?;
        let plan = self.plan(data_dir_arg)?;
        let mut ids = [plan.ids.clone(), plan.rewards.clone()].concat();
        ids.sort_unstable();
        let attempts = self.attempts(&ids)?;
        self.confirm(&plan)?;
        if ids.len() > 1 && !self.json {
            let takes = plan.ms(self.times).map_or_else(String::new, |ms| {
                format!(", about {}", duration::took(Duration::from_millis(ms)))
            });
            output::eprint_line(&format!(
                "{} requests, {attempts} attempts{takes}, one after the other; Ctrl-C stops.",
                ids.len()
            ));
        }
        let runtime = runtime()?;
        let mut done = Vec::new();
        for (ids, times) in batches(&ids, self.times) {
            let request = ReplayRequest {
                ids,
                to: self.to.clone(),
                times,
            };
            let replayed = runtime.block_on(engine::replay(&dir, request))?;
            if !self.json {
                for one in &replayed {
                    print_line(&line(one))?;
                }
            }
            done.extend(replayed);
        }
        if self.json {
            print_json(&done)?;
        }
        let all_well = done.iter().all(|one| matches!(one.status, Some(200..=299)));
        Ok(match all_well {
            true => ExitCode::SUCCESS,
            false => ExitCode::FAILURE,
        })
    }

    /// How many attempts that would be, if they are not too many.
    fn attempts(&self, ids: &[i64]) -> Result<usize, Problem> {
        let attempts = ids.len().saturating_mul(self.times as usize);
        match attempts <= MAX_COUNT {
            true => Ok(attempts),
            false => Err(Problem::new(
                format!("That would be {attempts} attempts."),
                "Nothing was replayed.",
                format!("At most {MAX_COUNT} go at once: choose a smaller range."),
            )),
        }
    }

    /// Rewards are sent again only if a person says so: with `--yes`, or at a terminal.
    fn confirm(&self, plan: &ReplayPlan) -> anyhow::Result<()> {
        let Some(problem) = plan.rewards_problem("Add --yes to replay them as well.") else {
            return Ok(());
        };
        let is_sure = || {
            let question = format!(
                "{} Sent again, a reward may be redeemed twice. Replay all the same?",
                problem.what
            );
            !self.json && output::ask(&question) == Some(true)
        };
        match self.yes || is_sure() {
            true => Ok(()),
            false => Err(problem.into()),
        }
    }

    /// The requests of the given range that exist.
    fn plan(&self, data_dir_arg: &DataDirArg) -> anyhow::Result<ReplayPlan> {
        let number = |text: &str| text.trim().parse::<i64>().ok();
        let range = match self.which.split_once("..") {
            Some((from, to)) => number(from).zip(number(to)),
            None => number(&self.which).map(|id| (id, id)),
        };
        let Some((from, to)) = range.filter(|(from, to)| from <= to) else {
            return Err(Problem::new(
                format!("“{}” is no number and no range.", printable(&self.which)),
                "Nothing was replayed.",
                "Write 41, or 41..73.",
            )
            .into());
        };
        let reader = RelayReader::open(&data_dir_arg.existing()?)?;
        let plan = match &reader {
            Some(reader) => {
                let ids = reader.ids(from, to)?;
                self.attempts(&ids)?;
                reader.plan_replay(&ids)?
            }
            None => ReplayPlan::default(),
        };
        if plan.is_empty() {
            return Err(Problem::new(
                format!("There is no request {}.", printable(&self.which)),
                "Nothing was replayed.",
                "`missedhook requests` shows those there are.",
            )
            .into());
        }
        Ok(plan)
    }
}

/// The attempts in small batches, so that each result is printed once it is there, Ctrl-C stops between them, and an answer
/// stays small.
fn batches(ids: &[i64], times: u32) -> Vec<(Vec<i64>, u32)> {
    if times <= TOGETHER {
        let together = (TOGETHER / times.max(1)) as usize;
        return ids
            .chunks(together)
            .map(|ids| (ids.to_vec(), times))
            .collect();
    }
    let parts = |id: &i64| {
        let whole = std::iter::repeat_n(TOGETHER, (times / TOGETHER) as usize);
        let rest = Some(times % TOGETHER).filter(|rest| *rest > 0);
        let id = *id;
        whole.chain(rest).map(move |times| (vec![id], times))
    };
    ids.iter().flat_map(parts).collect()
}

fn line(replayed: &Replayed) -> String {
    let came = match (replayed.status, &replayed.error) {
        (Some(status), None) => status.to_string(),
        (Some(status), Some(error)) => format!("{status}  {}", printable(error)),
        (None, error) => printable(error.as_deref().unwrap_or("no answer")),
    };
    format!("{:>6}  {:>6} ms  {came}", replayed.id, replayed.ms)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_batch_has_more_than_ten_attempts_and_none_is_lost() {
        assert_eq!(batches(&[4, 5, 6], 4), [(vec![4, 5], 4), (vec![6], 4)]);
        assert_eq!(batches(&[4], 1_000).len(), 100);
        for times in [1, 3, 9, 10, 11, 25, 1_000] {
            let batches = batches(&[7, 8, 9], times);
            let sizes = batches.iter().map(|(ids, times)| ids.len() as u32 * times);
            assert!(sizes.clone().all(|size| size <= TOGETHER), "{times}");
            assert_eq!(sizes.sum::<u32>(), 3 * times);
        }
    }
}
