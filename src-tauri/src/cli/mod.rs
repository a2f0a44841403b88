//! The command line: one file a subcommand, each thin over the core. Exit codes: 0 fine, 1 failed, 2 usage.

mod doctor;
mod explain;
mod export;
mod guard;
mod list;
mod monitors;
mod probe;
mod report;
mod send_test;
mod serve;
mod show;
mod simulate;
mod url;

use std::{net::SocketAddr, path::PathBuf, process::ExitCode, time::Duration};

use clap::{Args, Parser, Subcommand};
use missedhook_core::{data_dir::DataDir, receiver::Limits};

/// A missed call, for webhooks: keeps what RETM's error webhook reports, and tells you at once.
///
/// Without a subcommand the desktop app starts: a tray icon, notifications, and the history window.
#[derive(Parser)]
#[command(version, propagate_version = true)]
struct Cli {
    #[command(flatten)]
    start: Start,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Receive and notify without a window, until Ctrl-C
    Serve(serve::Serve),
    /// List what was received, newest first
    List(list::List),
    /// Show everything that is kept of one delivery error
    Show(show::Show),
    /// Write down one incident, to hand on: what happened, what was missed, probes, reports
    Report(report::Report),
    /// Write delivery errors as CSV, JSON or NDJSON
    Export(export::Export),
    /// Send a test report through the running receiver
    SendTest(send_test::SendTest),
    /// Play RETM: deliver an event, try three times, then send the error webhook
    Simulate(simulate::Simulate),
    /// Ask an endpoint, and say in one sentence where the way ends
    Probe(probe::ProbeEndpoint),
    /// Say what a code and a message mean
    Explain(explain::Explain),
    /// Print the receiver URL
    Url(url::Url),
    /// List what is checked regularly and how it stands, or change it
    Monitors(monitors::Monitors),
    /// Look at what on this machine could keep a report from reaching you
    Doctor(doctor::Doctor),
    /// Run a tunnel program, and end it when the app is gone; the app starts this itself
    #[command(hide = true)]
    Guard(guard::Guard),
}

use export::read_query;

/// Where everything is kept.
#[derive(Args, Clone)]
pub struct Place {
    /// The data directory [default: the platform's]
    #[arg(long, value_name = "DIR", env = "MISSEDHOOK_DATA_DIR", global = true)]
    data_dir: Option<PathBuf>,
}

impl Place {
    fn open(&self) -> anyhow::Result<DataDir> {
        let path = match &self.data_dir {
            Some(path) => path.clone(),
            None => DataDir::default_path().map_err(|error| error.problem())?,
        };
        Ok(DataDir::open(path).map_err(|error| error.problem())?)
    }
}

/// What the desktop app and `serve` take alike.
#[derive(Args, Clone)]
pub struct Start {
    #[command(flatten)]
    place: Place,
    /// Where the receiver listens; port 0 takes any free one [default: from the settings, 127.0.0.1:7386]
    #[arg(long, value_name = "ADDRESS:PORT", global = true)]
    listen: Option<SocketAddr>,
    /// Start in the tray without opening the window
    #[arg(long)]
    hidden: bool,
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
    fn limits(&self) -> Limits {
        self.request_timeout_ms
            .map_or_else(Limits::default, |millis| Limits {
                request: Duration::from_millis(millis),
            })
    }
}

/// Reads the command line and does what it says.
pub fn main() -> ExitCode {
    // Whatever this program or a library makes is for its user alone, the logs among it.
    #[cfg(unix)]
    rustix::process::umask(rustix::fs::Mode::from_raw_mode(0o077));
    let cli = Cli::parse();
    let start = &cli.start;
    let outcome = match cli.command {
        Some(Command::Serve(serve)) => serve.run(start),
        Some(Command::List(list)) => list.run(&start.place),
        Some(Command::Show(show)) => show.run(&start.place),
        Some(Command::Report(report)) => report.run(&start.place),
        Some(Command::Export(export)) => export.run(&start.place),
        Some(Command::SendTest(send)) => send.run(&start.place),
        Some(Command::Simulate(simulate)) => simulate.run(&start.place),
        Some(Command::Probe(probe)) => probe.run(&start.place),
        Some(Command::Explain(explain)) => explain.run(),
        Some(Command::Url(url)) => url.run(start),
        Some(Command::Monitors(monitors)) => monitors.run(&start.place),
        Some(Command::Doctor(doctor)) => doctor.run(start),
        Some(Command::Guard(guard)) => guard.run(),
        None => desktop(start),
    };
    match outcome {
        Ok(code) => code,
        Err(error) => {
            eprintln!("missedhook: {error:#}");
            ExitCode::FAILURE
        }
    }
}

#[cfg(feature = "desktop")]
fn desktop(start: &Start) -> anyhow::Result<ExitCode> {
    crate::desktop::memory::prepare();
    let options = start.place.open().map(|dir| {
        log_to(&dir);
        crate::desktop::Options {
            dir,
            listen: start.listen,
            limits: start.limits(),
            hidden: start.hidden,
        }
    });
    crate::desktop::run(options)
}

#[cfg(not(feature = "desktop"))]
fn desktop(_: &Start) -> anyhow::Result<ExitCode> {
    anyhow::bail!(
        "this build has no window. Use `missedhook serve`, or build with the feature `desktop`."
    )
}

/// Logs go to a file a day in the data directory, the last seven kept, and what matters to the terminal.
fn log_to(dir: &DataDir) {
    use tracing_subscriber::{
        Layer as _, filter::LevelFilter, layer::SubscriberExt as _, util::SubscriberInitExt as _,
    };
    let logs = DataDir::open(dir.logs());
    let file = tracing_appender::rolling::Builder::new()
        .rotation(tracing_appender::rolling::Rotation::DAILY)
        .filename_prefix("missedhook")
        .filename_suffix("log")
        .max_log_files(7)
        .build(dir.logs());
    let terminal = tracing_subscriber::fmt::layer()
        .with_writer(std::io::stderr)
        .with_target(false)
        .with_ansi(std::io::IsTerminal::is_terminal(&std::io::stderr()))
        .without_time()
        .with_filter(LevelFilter::WARN);
    let file = file.ok().filter(|_| logs.is_ok()).map(|file| {
        tracing_subscriber::fmt::layer()
            .with_ansi(false)
            .with_writer(std::sync::Mutex::new(file))
            .with_filter(LevelFilter::INFO)
    });
    // Refused only where a log was set up before.
    let _ = tracing_subscriber::registry()
        .with(terminal)
        .with(file)
        .try_init();
}

/// Text from the network for a terminal: one line, without control characters.
fn printable(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}

/// Prints a value as JSON.
fn print_json(value: &impl serde::Serialize) -> anyhow::Result<()> {
    print_line(&serde_json::to_string_pretty(value)?)
}

/// Prints a line; a reader that has gone away (`| head`) is no failure.
fn print_line(line: &str) -> anyhow::Result<()> {
    use std::io::Write as _;
    let mut out = std::io::stdout().lock();
    match writeln!(out, "{line}").and_then(|()| out.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}

/// A tokio runtime for what serves.
fn runtime() -> std::io::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
}
