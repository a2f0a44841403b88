//! What `doctor` knows of the running program and of its history: the workers, what is not resolved, and the setup.

use std::time::{Duration, Instant};

use jiff::tz::TimeZone;
use missedhook_core::{
    alerts::notifier::{Desktop, Notifier as _},
    model::{moment::Moment, problem::Problem, tunnel::TunnelStatus},
    platform::data_dir::{DataDir, Told},
    reachability::policy::Reachability,
    settings::Settings,
    status::{
        Setup, SetupFacts, WayFacts, setup_proof, unresolved_proof,
        verdict::{Name, State},
    },
    store::{Reader, StoreError},
};

use super::super::url::tunnel_url;

/// How old what the running program last said may be: it says it every five minutes.
const FRESH: Duration = Duration::from_secs(15 * 60);
/// How long one that has just started is waited for.
const PATIENCE: Duration = Duration::from_secs(3);

/// What the running program last said of itself; none where nobody runs.
fn told(dir: &DataDir) -> Option<Result<Told, Problem>> {
    let running = dir.running()?;
    let end = Instant::now() + PATIENCE;
    let told = loop {
        match dir.told() {
            None if Instant::now() < end => std::thread::sleep(Duration::from_millis(50)),
            told => break told,
        }
    };
    let now = Moment::now();
    Some(match told {
        Some(told) if now.since(told.at) < FRESH => Ok(told),
        told => {
            let since = told.map_or_else(
                || "has not said how it is".to_owned(),
                |told| {
                    let at = told.at.said(now, &TimeZone::system());
                    format!("last said how it is at {at}")
                },
            );
            Err(Problem::new(
                format!("Missedhook runs (pid {}), but {since}.", running.pid),
                "Part of it may have stopped.",
                "Restart Missedhook; the log in its data directory says more.",
            ))
        }
    })
}

/// What the running program says of one proof, where it is missing.
fn missing(told: &Told, name: Name) -> Option<Problem> {
    match told.verdict.state(name) {
        Some(State::Missing { problem }) => Some(problem.clone()),
        _ => None,
    }
}

pub fn workers(dir: &DataDir) -> Result<String, Problem> {
    match told(dir) {
        None => Ok("none: not running".to_owned()),
        Some(Err(problem)) => Err(problem),
        Some(Ok(told)) => match missing(&told, Name::Workers) {
            Some(problem) => Err(problem),
            None => {
                let at = told.at.said(Moment::now(), &TimeZone::system());
                Ok(format!("all run (said at {at})"))
            }
        },
    }
}

/// Whether notifications can be shown: from here, and by the running program, which may be on another session bus or
/// on none.
pub fn notifications(dir: &DataDir) -> Result<String, Problem> {
    let server = Desktop::new(None)
        .describe()
        .map_err(|error| error.problem())?;
    match dir
        .told()
        .and_then(|told| missing(&told, Name::Notifications))
    {
        Some(problem) => Err(problem),
        None => Ok(server),
    }
}

/// Why the running program can't keep reports, where it says so.
pub fn store_fails(dir: &DataDir) -> Option<Problem> {
    let told = dir.told()?;
    missing(&told, Name::Store)
}

/// What is not resolved.
pub fn incidents(dir: &DataDir) -> Result<String, Problem> {
    let settings = Settings::load(dir).map_err(|error| error.problem())?;
    let Some(reader) = Reader::open(dir).map_err(|error| error.problem())? else {
        return Ok("none yet".to_owned());
    };
    let read = || {
        Ok((
            reader.unresolved_counts()?,
            reader.monitors_down(&settings.monitors)?,
        ))
    };
    let (unresolved, down) = read().map_err(|error: StoreError| error.problem())?;
    outcome(unresolved_proof(&unresolved, down)).map_err(|problem| Problem {
        remedy: "See `missedhook list`, or open the window.".to_owned(),
        ..problem
    })
}

/// What stands in the place of a proof where no way in is chosen.
pub fn no_way_in(settings: &Settings) -> Result<String, Problem> {
    outcome(without_way_in(settings).proof(Moment::now(), &TimeZone::system()))
}

fn outcome(state: State) -> Result<String, Problem> {
    match state {
        State::Proven { said } | State::SetAside { said } => Ok(said),
        State::Missing { problem } | State::NotKnownYet { problem } => Err(problem),
    }
}

fn without_way_in(settings: &Settings) -> WayFacts {
    WayFacts {
        tunnel: TunnelStatus::Off,
        reachability: Reachability::Off,
        check_every: settings.tunnel.check_every,
        unchecked: false,
        local_only: settings.local_only,
    }
}

/// What is left of the setup.
pub fn setup(dir: &DataDir) -> Result<String, Problem> {
    let settings = Settings::load(dir).map_err(|error| error.problem())?;
    let public = tunnel_url(dir, &settings)
        .or_else(|| settings.public_url.as_ref().map(ToString::to_string));
    let receiver = public.as_deref().map(|url| settings.receiver_url_at(url));
    let local_only =
        settings.local_only && settings.tunnel.kind.is_none() && settings.public_url.is_none();
    let (facts, url_changed) = match Reader::open(dir).map_err(|error| error.problem())? {
        Some(reader) => read_setup(&reader, receiver.as_deref(), public.as_deref(), local_only)
            .map_err(|error| error.problem())?,
        None => (
            SetupFacts {
                local_only,
                ..SetupFacts::default()
            },
            false,
        ),
    };
    outcome(setup_proof(&Setup::of(&facts), url_changed))
}

fn read_setup(
    reader: &Reader,
    receiver: Option<&str>,
    public: Option<&str>,
    local_only: bool,
) -> Result<(SetupFacts, bool), StoreError> {
    let changed = public.map(|url| reader.is_changed(url)).transpose()?;
    let facts = reader.setup(receiver, public, local_only)?;
    Ok((facts, changed.unwrap_or(false)))
}
