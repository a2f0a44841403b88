//! `missedhook target`: where incidents are forwarded to, how that is going, a test, and secrets for the keyring. Works
//! while another process writes. The targets are in the settings. Only their host is shown, because the URL may contain
//! a token.

use std::{
    io::{self, IsTerminal as _, Read as _},
    process::ExitCode,
};

use anyhow::Context as _;
use clap::{Args, Subcommand, ValueEnum};
use missedhook_core::{
    engine,
    model::{brief, moment::Moment, secret::Secret as SecretText},
    settings::Settings,
    share::target::{Target as Destination, TargetKind},
    sharing::targets::{self, TestRecord},
    store::TargetState,
};
use serde::Serialize;

use super::{DataDirArg, output, print_json, print_line, printable, runtime};

/// Stands for a host that only the keyring knows.
const IN_KEYRING: &str = "in the keyring";
/// The maximum length of a secret, in bytes.
const MAX_LENGTH: u64 = 16 * 1024;

/// Show where incidents are passed on to, test one of these targets, or keep its secret in the keyring
#[derive(Args)]
pub struct Target {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// List the targets: where each leads, what waits for it and why it fails
    List(List),
    /// Send a test to one target, and record whether it appeared
    Test(Test),
    /// Read a target's secret from standard input and keep it in the system's keyring
    Secret(Secret),
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
    /// Send none: record whether the last one appeared
    #[arg(long)]
    appeared: Option<Appeared>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Appeared {
    Yes,
    No,
}

#[derive(Args)]
struct Secret {
    /// The target's name in the settings
    name: String,
    /// Which one: url, token, password or secret [default: the one that its kind can't do without]
    key: Option<String>,
}

#[derive(Serialize)]
struct Row<'a> {
    name: &'a str,
    kind: TargetKind,
    /// `None`: the keyring has it.
    host: Option<String>,
    /// The secrets that the keyring has.
    keyring: Vec<&'static str>,
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
        let settings = Settings::load(&data_dir_arg.existing()?)?;
        match self.command {
            Command::List(list) => list.run(&settings, data_dir_arg)?,
            Command::Test(test) => test.run(&settings, data_dir_arg)?,
            Command::Secret(secret) => secret.run(data_dir_arg)?,
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
    fn run(&self, settings: &Settings, data_dir_arg: &DataDirArg) -> anyhow::Result<()> {
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
        if let Some(appeared) = self.appeared {
            return self.record(
                data_dir_arg,
                TestRecord::Appeared(appeared == Appeared::Yes),
            );
        }
        let now = Moment::now();
        targets::test(target, now)?;
        let place = target.shown().unwrap_or_else(|| IN_KEYRING.to_owned());
        let sent = format!(
            "A test was sent to target \"{}\" ({}).",
            printable(&target.name),
            printable(&place)
        );
        self.record(data_dir_arg, TestRecord::Sent(now))?;
        match output::ask_for_either(&format!("{sent} Did it appear there?")) {
            Some(appeared) => self.record(data_dir_arg, TestRecord::Appeared(appeared)),
            None => print_line(&format!(
                "{sent} Did it appear there? Say so with `missedhook target test {} --appeared yes` or `no`.",
                printable(&self.name)
            )),
        }
    }

    fn record(&self, data_dir_arg: &DataDirArg, record: TestRecord) -> anyhow::Result<()> {
        let dir = data_dir_arg.existing()?;
        let recording = engine::record_target_test(&dir, self.name.clone(), record);
        runtime()?.block_on(recording)?;
        match record {
            TestRecord::Sent(_) => Ok(()),
            TestRecord::Appeared(true) => print_line("Recorded: it appeared."),
            TestRecord::Appeared(false) => {
                print_line("Recorded: it did not appear. Check the address and the channel.")
            }
        }
    }
}

impl Secret {
    fn run(&self, data_dir_arg: &DataDirArg) -> anyhow::Result<()> {
        let dir = data_dir_arg.existing()?;
        targets::check_secret(&dir, &self.name, self.key.as_deref())?;
        if io::stdin().is_terminal() {
            output::eprint_line("Paste the secret, then Enter and Ctrl-D. The terminal shows it.");
        }
        let mut text = String::new();
        io::stdin()
            .take(MAX_LENGTH)
            .read_to_string(&mut text)
            .context("The secret can't be read from standard input")?;
        let secret =
            SecretText::new(&text).context("Standard input is empty: there is no secret")?;
        targets::keep_secret(&dir, &self.name, self.key.as_deref(), &secret)?;
        print_line(&format!(
            "The secret of target \"{}\" is in the keyring now, and no longer in the settings.",
            printable(&self.name)
        ))
    }
}

fn row(target: &Destination, state: TargetState) -> Row<'_> {
    Row {
        name: &target.name,
        kind: target.destination.kind(),
        host: target.shown(),
        keyring: target.keyring.iter().map(|secret| secret.key).collect(),
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
        (Some(problem), waiting, _) => {
            format!("failing: {}; {waiting} waiting", brief::in_column(problem))
        }
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
        row.host.as_deref().unwrap_or(IN_KEYRING)
    ))
}
