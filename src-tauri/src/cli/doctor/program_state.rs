//! What `doctor` knows about the running program and its history: workers, unresolved incidents and the setup.

use std::time::{Duration, Instant};

use jiff::tz::TimeZone;
use missedhook_core::{
    alerts::notifier::{Desktop, Notifier as _},
    model::{moment::Moment, problem::Problem, tunnel::TunnelStatus},
    platform::data_dir::{DataDir, PublishedStatus},
    reachability::policy::Reachability,
    settings::Settings,
    status::{
        ConnectionFacts, ConnectionState, Setup, SetupFacts, setup_proof, unresolved_proof,
        verdict::{ProofName, ProofState, Verdict},
    },
    store::{Reader, StoreError},
};

use super::super::url::tunnel_url;

/// The maximum age of the running program's last status: it publishes one every five minutes.
const MAX_AGE: Duration = Duration::from_secs(15 * 60);
/// How far that status may lie in the future.
const CLOCK_TOLERANCE: Duration = Duration::from_secs(60);
/// How long to wait for a program that has just started, or whose state has just changed.
const TIMEOUT: Duration = Duration::from_secs(3);

/// The last status of the running program. `None` if none is running.
pub fn told(dir: &DataDir) -> Option<Result<PublishedStatus, Problem>> {
    wait_for(dir, |_| true)
}

/// Its current status. `None` if no program is running or the status is outdated.
pub fn fresh(dir: &DataDir) -> Option<PublishedStatus> {
    dir.published_status()
        .filter(|told| is_fresh(told.at, Moment::now()))
}

/// Its next status, if the last one is missing something that this process sees: that may have just changed.
pub fn settled_since(
    dir: &DataDir,
    told: Option<Result<PublishedStatus, Problem>>,
    seen: &Verdict,
) -> Option<Result<PublishedStatus, Problem>> {
    let agrees = |told: &PublishedStatus| {
        let mut seen = seen.proofs.iter().filter(|proof| proof.state.is_settled());
        seen.all(|proof| unsettled(&told.verdict, proof.name).is_none())
    };
    match told {
        Some(Ok(told)) if !agrees(&told) => wait_for(dir, agrees),
        told => told,
    }
}

/// Waits briefly for a status of the running program that is `good`. Without one, its last status counts.
fn wait_for(
    dir: &DataDir,
    good: impl Fn(&PublishedStatus) -> bool,
) -> Option<Result<PublishedStatus, Problem>> {
    let running = dir.running()?;
    let end = Instant::now() + TIMEOUT;
    let told = loop {
        match dir.published_status() {
            Some(told) if good(&told) => break Some(told),
            _ if Instant::now() < end => std::thread::sleep(Duration::from_millis(50)),
            told => break told,
        }
    };
    let now = Moment::now();
    Some(match told {
        Some(told) if is_fresh(told.at, now) => Ok(told),
        told => {
            let since = told.map_or_else(
                || "has not said how it is".to_owned(),
                |told| {
                    let at = told.at.format_relative(now, &TimeZone::system());
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

/// Whether a status from this time still counts. If the clock was set back since, its age is unknown.
fn is_fresh(at: Moment, now: Moment) -> bool {
    now.since(at) < MAX_AGE && at.since(now) <= CLOCK_TOLERANCE
}

/// Why the running program considers this proof unproven, if it does.
pub fn unsettled(told: &Verdict, name: ProofName) -> Option<Problem> {
    match told.state(name) {
        Some(state) => state.problem().cloned(),
        None => Some(Problem::new(
            format!("The running Missedhook does not report this: {name:?}."),
            "It may be of another version than this command.",
            "Restart Missedhook.",
        )),
    }
}

pub fn workers(told: &Option<Result<PublishedStatus, Problem>>) -> Result<String, Problem> {
    match told {
        None => Ok("none: not running".to_owned()),
        Some(Err(problem)) => Err(problem.clone()),
        Some(Ok(told)) => match unsettled(&told.verdict, ProofName::Workers) {
            Some(problem) => Err(problem),
            None => {
                let at = told.at.format_relative(Moment::now(), &TimeZone::system());
                Ok(format!("all run (said at {at})"))
            }
        },
    }
}

/// Whether this process can show notifications.
pub fn notifications() -> Result<String, Problem> {
    Ok(Desktop::new(None).describe()?)
}

/// The unresolved incidents.
pub fn incidents(dir: &DataDir) -> Result<String, Problem> {
    let settings = Settings::load(dir)?;
    let Some(reader) = Reader::open(dir)? else {
        return Ok("none yet".to_owned());
    };
    let unresolved = reader.unresolved_counts()?;
    let down = reader.count_monitors_down(&settings.monitors)?;
    outcome(unresolved_proof(&unresolved, down)).map_err(|problem| Problem {
        remedy: "See `missedhook list` and `missedhook show`, or open the window; of what is over, say so with `missedhook resolve`.".to_owned(),
        ..problem
    })
}

/// The result that replaces a proof if no ingress is configured.
pub fn no_connection(settings: &Settings) -> Result<String, Problem> {
    let proof = wanted_connection(settings).proof(Moment::now(), &TimeZone::system());
    outcome(proof).map_err(|problem| Problem {
        remedy: "Set up a tunnel, or choose “This machine only”: `missedhook local-only`."
            .to_owned(),
        ..problem
    })
}

fn outcome(state: ProofState) -> Result<String, Problem> {
    match state {
        ProofState::Proven { said } | ProofState::SetAside { said } => Ok(said),
        ProofState::Missing { problem } | ProofState::NotKnownYet { problem } => Err(problem),
    }
}

/// The ingress according to the settings, when nothing else is known about it.
fn wanted_connection(settings: &Settings) -> ConnectionFacts {
    settings.connection_facts(TunnelStatus::Off, Reachability::Off)
}

/// The remaining steps of the setup.
pub fn setup(dir: &DataDir) -> Result<String, Problem> {
    let settings = Settings::load(dir)?;
    let public = tunnel_url(dir, &settings)
        .or_else(|| settings.public_url.as_ref().map(ToString::to_string));
    let receiver = public.as_deref().map(|url| settings.receiver_url_at(url));
    let local_only = wanted_connection(&settings).state(Moment::now()) == ConnectionState::Local;
    let (facts, url_changed) = match Reader::open(dir)? {
        Some(reader) => read_setup(&reader, receiver.as_deref(), public.as_deref(), local_only)?,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_from_the_future_is_no_fresh_one() {
        let now = Moment::from_millis(1_700_000_000_000);
        for (at, fresh) in [
            (now, true),
            (now.minus(Duration::from_secs(14 * 60)), true),
            (now.minus(MAX_AGE), false),
            (now.plus(Duration::from_secs(60)), true),
            (now.plus(Duration::from_secs(3_600)), false),
        ] {
            assert_eq!(is_fresh(at, now), fresh, "{at:?}");
        }
    }
}
