//! The command line: one file a subcommand, each thin over the core. Exit codes: 0 fine, 1 failed, 2 usage; `wait` has
//! one more.

mod act;
mod backup;
#[cfg(test)]
mod codes_page;
pub mod doctor;
mod explain;
mod export;
mod guard;
mod list;
mod local_only;
pub mod log;
mod manuals;
mod mcp;
mod monitors;
mod output;
mod printer;
mod probe;
mod replay;
mod report;
mod requests;
mod restore;
mod send_test;
mod serve;
mod service;
mod show;
mod simulate;
mod stoppable;
mod summary;
mod target;
mod team;
mod url;
mod wait;

use std::{
    ffi::OsString,
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{self, ExitCode},
    time::Duration,
};

use clap::{Args, Parser, Subcommand};
use missedhook_core::{
    history::search::Query,
    incident::Action,
    model::{link::Link, problem::Problem},
    platform::{data_dir::DataDir, programs},
    receiver::ReceiverLimits,
    settings::Settings,
    store::Reader,
};

/// Whether the program with the window is installed.
fn has_window() -> bool {
    programs::app().is_some()
}

/// A missed call, for webhooks: keeps every report of RETM's error webhook and notifies you at once.
#[derive(Parser)]
#[command(version, propagate_version = true, long_about = long_about(has_window()))]
struct Cli {
    #[command(flatten)]
    start: Start,
    #[command(subcommand)]
    command: Option<Command>,
}

fn long_about(has_window: bool) -> String {
    let what = "A missed call, for webhooks: keeps every report of RETM's error webhook and notifies you at once.";
    let start = match has_window {
        true => {
            "Without a subcommand, starts the desktop app: tray icon, notifications and history window. A link such as \
             missedhook://incident/59 opens there."
        }
        false => {
            "The app with the window is not installed: `missedhook serve` receives and notifies."
        }
    };
    format!("{what}\n\n{start}")
}

/// A start of the app with a link. Separate from [`Cli`], so that a mistyped subcommand is recognised as one.
#[derive(Parser)]
#[command(version)]
struct WithLink {
    #[command(flatten)]
    start: Start,
    link: String,
}

impl WithLink {
    /// Parses the command line as a start with a link. `None` if it is anything else.
    fn read(args: impl IntoIterator<Item = impl Into<OsString> + Clone>) -> Option<Self> {
        let read = Self::try_parse_from(args).ok()?;
        Link::is_meant(&read.link).then_some(read)
    }
}

/// The link in a command line.
pub fn link_in(args: Vec<String>) -> Option<String> {
    WithLink::read(args).map(|read| read.link)
}

/// Missedhook's tray icon and history window. `missedhook` without a subcommand starts it.
#[derive(Parser)]
#[command(name = "missedhook-app", version)]
struct App {
    #[command(flatten)]
    start: Start,
    /// A link to open, such as missedhook://incident/59
    #[arg(value_parser = link)]
    link: Option<String>,
}

fn link(text: &str) -> Result<String, String> {
    match Link::is_meant(text) {
        true => Ok(text.to_owned()),
        false => Err("not a link of Missedhook; commands are `missedhook COMMAND`".to_owned()),
    }
}

#[derive(Subcommand)]
enum Command {
    /// Receive and notify without a window until Ctrl-C
    Serve(serve::Serve),
    /// List delivery errors, newest first
    List(list::List),
    /// Show one delivery error in full
    Show(show::Show),
    /// Acknowledge incidents: no more notifications about them
    Acknowledge(act::Acknowledge),
    /// Resolve incidents
    Resolve(act::Act),
    /// Write a report of one incident to share: timeline, lost events, probes, delivery errors
    Report(report::Report),
    /// Sum up a week: incidents, time down, the slowest recovery
    Summary(summary::Summary),
    /// Export delivery errors as CSV, JSON or NDJSON
    Export(export::Export),
    /// Back up the history to a file, even while Missedhook runs
    Backup(backup::Backup),
    /// Replace the history with a backup
    Restore(restore::Restore),
    /// Send a test report through the running receiver
    SendTest(send_test::SendTest),
    /// Act as RETM: deliver an event, try three times, then call the error webhook
    Simulate(simulate::Simulate),
    /// Check an endpoint and say where the request fails: DNS, connection, TLS or response
    Probe(probe::ProbeEndpoint),
    /// Explain what a code and a message mean
    Explain(explain::Explain),
    /// List requests that came to the relay, newest first, or show one
    Requests(requests::Requests),
    /// Send requests of the relay again
    Replay(replay::Replay),
    /// Wait until an endpoint works again, an error arrives, or RETM can reach you
    Wait(wait::Wait),
    /// Print the receiver URL, or the relay's
    Url(url::Url),
    /// Work on this machine only: do not expect RETM to reach it
    LocalOnly(local_only::LocalOnly),
    /// Run `serve` as a service of your login session
    Service(service::Service),
    /// List monitors and their status, or change them
    Monitors(monitors::Monitors),
    /// Show where incidents are passed on to, or test one of these targets
    Target(target::Target),
    /// Show the team's connection and your colleagues' incidents
    Team(team::Team),
    /// Serve the Model Context Protocol on standard input and output, for a coding agent
    Mcp(mcp::Mcp),
    /// Check for anything that could keep a report from reaching you
    Doctor(doctor::Doctor),
    /// Run a tunnel program and end it when the app is gone; the app starts this itself
    #[command(hide = true)]
    Guard(guard::Guard),
    /// Write the manual pages and the shells' completions; for packages
    #[command(hide = true)]
    Manuals(manuals::Manuals),
}

use export::read_query;
pub use output::eprint_line;
use output::{in_list, json_line, print_document, print_json, print_line, printable};

/// Where everything is kept.
#[derive(Args, Clone)]
pub struct DataDirArg {
    /// Data directory [default: the platform's]
    #[arg(long, value_name = "DIR", env = "MISSEDHOOK_DATA_DIR", global = true)]
    data_dir: Option<PathBuf>,
}

impl DataDirArg {
    /// For commands that write: creates the directory if it is missing.
    fn open(&self) -> anyhow::Result<DataDir> {
        Ok(DataDir::open(self.path()?)?)
    }

    /// For commands that only read: the directory as it is.
    fn existing(&self) -> anyhow::Result<DataDir> {
        Ok(DataDir::existing(self.path()?)?)
    }

    /// Parses a query. Its projects are those of the settings, which are read if it names one.
    fn query(&self, words: &[String]) -> anyhow::Result<Query> {
        let query = read_query(words)?;
        if query.projects.is_empty() {
            return Ok(query);
        }
        let settings = Settings::load(&self.existing()?)?;
        Ok(query.in_projects(&settings.projects_by_origin()))
    }

    /// Opens the history for reading. `None` if nothing was stored yet. Prints on stderr what is missing from it.
    fn history(&self) -> anyhow::Result<Option<Reader>> {
        let found = Reader::open_with_warning(&self.existing()?)?;
        Ok(found.map(|(reader, incomplete)| {
            if let Some(problem) = incomplete {
                output::eprint_line(&problem.to_string());
            }
            reader
        }))
    }

    fn path(&self) -> anyhow::Result<PathBuf> {
        match &self.data_dir {
            Some(path) => Ok(path.clone()),
            None => Ok(DataDir::default_path()?),
        }
    }
}

/// What is wrong with the settings, for a command that may go by the last valid ones. `serve` logs it, and `doctor` finds
/// it.
fn settings_problem(start: &Start, command: Option<&Command>) -> Option<Problem> {
    match command? {
        Command::Serve(_) | Command::Doctor(_) | Command::Guard(_) | Command::Manuals(_) => None,
        _ => Settings::problem(&start.data_dir_arg.existing().ok()?),
    }
}

/// What the desktop app and `serve` take alike.
#[derive(Args, Clone)]
pub struct Start {
    #[command(flatten)]
    data_dir_arg: DataDirArg,
    /// Address of the receiver; port 0 takes any free one [default: from the settings, 127.0.0.1:7386]
    #[arg(long, value_name = "ADDRESS:PORT", global = true)]
    pub listen: Option<SocketAddr>,
    /// Start in the tray without opening the window
    #[arg(long, hide = !has_window())]
    pub hidden: bool,
    /// How long one request may take, in milliseconds
    #[arg(
        long,
        env = "MISSEDHOOK_REQUEST_TIMEOUT_MS",
        hide = true,
        global = true
    )]
    request_timeout_ms: Option<u64>,
}

impl Start {
    /// Opens the data directory; creates it if it is missing.
    ///
    /// # Errors
    /// Why it can't be used.
    pub fn open(&self) -> anyhow::Result<DataDir> {
        self.data_dir_arg.open()
    }

    /// The limits of the receiver.
    pub fn limits(&self) -> ReceiverLimits {
        self.request_timeout_ms
            .map_or_else(ReceiverLimits::default, |millis| ReceiverLimits {
                request: Duration::from_millis(millis),
            })
    }
}

/// `missedhook`: parses the command line and runs the command.
pub fn main() -> ExitCode {
    keep_files_private();
    let (start, command) = match WithLink::read(std::env::args_os()) {
        Some(WithLink { start, .. }) => (start, None),
        None => {
            let cli = Cli::parse();
            (cli.start, cli.command)
        }
    };
    let start = &start;
    let settings_problem = settings_problem(start, command.as_ref());
    if let Some(problem) = &settings_problem {
        output::eprint_line(&problem.to_string());
    }
    let outcome = match command {
        Some(Command::Serve(serve)) => serve.run(start),
        Some(Command::List(list)) => list.run(&start.data_dir_arg),
        Some(Command::Show(show)) => show.run(&start.data_dir_arg),
        Some(Command::Acknowledge(acknowledge)) => acknowledge.run(&start.data_dir_arg),
        Some(Command::Resolve(act)) => act.run(Action::Resolve, &start.data_dir_arg),
        Some(Command::LocalOnly(local)) => local.run(&start.data_dir_arg),
        Some(Command::Report(report)) => report.run(&start.data_dir_arg),
        Some(Command::Summary(summary)) => summary.run(&start.data_dir_arg),
        Some(Command::Export(export)) => export.run(&start.data_dir_arg),
        Some(Command::Backup(backup)) => backup.run(&start.data_dir_arg),
        Some(Command::Restore(restore)) => restore.run(&start.data_dir_arg),
        Some(Command::SendTest(send)) => send.run(&start.data_dir_arg),
        Some(Command::Simulate(simulate)) => simulate.run(&start.data_dir_arg),
        Some(Command::Probe(probe)) => probe.run(&start.data_dir_arg),
        Some(Command::Explain(explain)) => explain.run(),
        Some(Command::Requests(requests)) => requests.run(&start.data_dir_arg),
        Some(Command::Replay(replay)) => replay.run(&start.data_dir_arg),
        Some(Command::Wait(wait)) => wait.run(&start.data_dir_arg),
        Some(Command::Url(url)) => url.run(start),
        Some(Command::Service(service)) => service.run(&start.data_dir_arg),
        Some(Command::Monitors(monitors)) => monitors.run(&start.data_dir_arg),
        Some(Command::Target(target)) => target.run(&start.data_dir_arg),
        Some(Command::Team(team)) => team.run(&start.data_dir_arg),
        Some(Command::Mcp(mcp)) => mcp.run(start),
        Some(Command::Doctor(doctor)) => doctor.run(start),
        Some(Command::Guard(guard)) => guard.run(),
        Some(Command::Manuals(manuals)) => manuals.run(),
        None => become_app(),
    };
    exit_code(outcome, settings_problem.as_ref())
}

/// `missedhook-app`: parses its command line and runs the app.
pub fn main_of_app(
    run: impl FnOnce(Start, Option<String>) -> anyhow::Result<ExitCode>,
) -> ExitCode {
    keep_files_private();
    let App { start, link } = App::parse();
    exit_code(run(start, link), None)
}

/// Files created by this program or a library, including the logs, are for its user only.
fn keep_files_private() {
    #[cfg(unix)]
    rustix::process::umask(rustix::fs::Mode::from_raw_mode(0o077));
}

/// The exit code. An error is printed on stderr, if it was not `printed` before.
fn exit_code(outcome: anyhow::Result<ExitCode>, printed: Option<&Problem>) -> ExitCode {
    match outcome {
        Ok(code) => code,
        Err(error) => {
            match crate::problem::of(error) {
                Ok(problem) if Some(&problem) == printed => {}
                Ok(problem) => output::eprint_line(&problem.to_string()),
                Err(error) => output::eprint_line(&format!("{error:#}")),
            }
            ExitCode::FAILURE
        }
    }
}

/// Becomes the program with the window, with the same arguments, environment and process ID.
fn become_app() -> anyhow::Result<ExitCode> {
    let Some(app) = programs::app() else {
        anyhow::bail!(
            "The app with the window is not installed here. Use `missedhook serve`, or install a package with the window."
        );
    };
    become_program(&app)
}

/// Starts the installed program again in place of this process, with the same arguments, environment and process ID.
/// Returns only on an error.
///
/// # Errors
/// It is gone, or the system refuses.
pub fn restart() -> anyhow::Result<ExitCode> {
    become_program(&programs::command_line()?)
}

fn become_program(program: &Path) -> anyhow::Result<ExitCode> {
    let mut command = process::Command::new(program);
    command.args(std::env::args_os().skip(1));
    #[cfg(unix)]
    let error = std::os::unix::process::CommandExt::exec(&mut command);
    #[cfg(not(unix))]
    let error = match command.status() {
        Ok(status) => {
            let code = status.code().and_then(|code| u8::try_from(code).ok());
            return Ok(code.unwrap_or(1).into());
        }
        Err(error) => error,
    };
    anyhow::bail!("{} can't be started: {error}.", program.display())
}

/// The tokio runtime for commands that serve.
fn runtime() -> std::io::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
}
