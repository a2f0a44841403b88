//! `missedhook target`: where incidents are forwarded to, how that is going, and a test. Works while another process
//! writes. The targets are in the settings. Only their host is shown, because the URL may contain a token.

use std::process::ExitCode;

use clap::{Args, Subcommand};
use missedhook_core::{
    model::moment::Moment,
    settings::Settings,
    store::TargetState,
    target::{Target as Destination, TargetKind},
    targets,
};
use serde::Serialize;

use super::{DataDirArg, print_json, print_line, printable, settings};

/// Show where incidents are passed on to, or test one of these targets
#[derive(Args)]
pub struct Target {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// List the targets: where each leads, what waits for it and why it fails
    List(List),
    /// Send a test to one target
    Test(Test),
}

#[derive(Args)]
struct List {
    /// Print an array of JSON objects
    #[arg(long)]
    json: bool,
}

#[derive(Args)]
struct Test {
    /// The target's name in the settings
    name: String,
}

#[derive(Serialize)]
struct Row<'a> {
    name: &'a str,
    kind: TargetKind,
    host: String,
    only: &'a str,
    waiting: i64,
    problem: Option<String>,
    failing_since: Option<Moment>,
    retry_at: Option<Moment>,
    sent_at: Option<Moment>,
    project: &'a str,
    hours: &'a str,
    quiet_hours: &'a str,
    tested_at: Option<Moment>,
    /// Whether the last test appeared, as the user said in the window.
    test_appeared: Option<bool>,
}

impl Target {
    pub fn run(self, data_dir_arg: &DataDirArg) -> anyhow::Result<ExitCode> {
        let settings = settings(&data_dir_arg.existing()?)?;
        match self.command {
            Command::List(list) => list.run(&settings, data_dir_arg)?,
            Command::Test(test) => test.run(&settings)?,
        }
        Ok(ExitCode::SUCCESS)
    }
}

impl List {
    fn run(&self, settings: &Settings, data_dir_arg: &DataDirArg) -> anyhow::Result<()> {
        let reader = data_dir_arg.history()?;
        let mut rows = Vec::new();
        for target in &settings.targets {
            let state = match &reader {
                Some(reader) => reader.target_state(&target.name)?,
                None => TargetState::default(),
            };
            rows.push(row(target, state));
        }
        if self.json {
            return print_json(&rows);
        }
        if rows.is_empty() {
            print_line("There are no targets: write a [[target]] into the settings.")?;
        }
        for row in &rows {
            print_line(&line(row))?;
        }
        Ok(())
    }
}

impl Test {
    fn run(&self, settings: &Settings) -> anyhow::Result<()> {
        let targets = &settings.targets;
        let Some(target) = targets.iter().find(|target| target.name == self.name) else {
            let names: Vec<_> = targets.iter().map(|target| &*target.name).collect();
            anyhow::bail!(
                "There is no target \"{}\" in the settings. There are: {}.",
                printable(&self.name),
                match names.is_empty() {
                    true => "none".to_owned(),
                    false => printable(&names.join(", ")),
                }
            );
        };
        targets::test(target, Moment::now())?;
        print_line(&format!(
            "A test was sent to target \"{}\" ({}). Did it appear there?",
            printable(&target.name),
            target.destination.shown()
        ))
    }
}

fn row(target: &Destination, state: TargetState) -> Row<'_> {
    Row {
        name: &target.name,
        kind: target.destination.kind(),
        host: target.destination.shown(),
        only: &target.only,
        waiting: state.waiting,
        problem: state.problem,
        failing_since: state.failing_since,
        retry_at: state.retry_at,
        sent_at: state.sent_at,
        project: &target.project,
        hours: &target.written.hours,
        quiet_hours: &target.written.quiet_hours,
        tested_at: state.test.map(|test| test.at),
        test_appeared: state.test.and_then(|test| test.appeared),
    }
}

fn line(row: &Row<'_>) -> String {
    let state = match (&row.problem, row.waiting, row.sent_at) {
        (Some(problem), waiting, _) => format!("failing: {problem}; {waiting} waiting"),
        (None, 0, Some(at)) => format!("last told {}", at.local()),
        (None, 0, None) => "nothing sent yet".to_owned(),
        (None, waiting, _) => format!("{waiting} waiting"),
    };
    let rules = [
        ("only", row.only),
        ("project", row.project),
        ("hours", row.hours),
        ("quiet", row.quiet_hours),
    ];
    let rules = rules.iter().filter(|(_, rule)| !rule.is_empty());
    let rules: String = rules
        .map(|(name, rule)| format!("  {name} {rule}"))
        .collect();
    let test = match (row.tested_at, row.test_appeared) {
        (Some(at), Some(true)) => format!("  the test of {} appeared", at.local()),
        (Some(at), Some(false)) => format!("  the test of {} did not appear", at.local()),
        _ => String::new(),
    };
    printable(&format!(
        "{}  {}  {}  {state}{rules}{test}",
        row.name,
        row.kind.into_str(),
        row.host
    ))
}
