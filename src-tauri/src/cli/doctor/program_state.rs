//! What `doctor` knows about the running program and its history: workers, unresolved incidents and the setup.

use std::time::{Duration, Instant};

use jiff::tz::TimeZone;
use missedhook_core::{
    model::{
        message::{LocalizableText, Message},
        moment::Moment,
        tunnel::TunnelStatus,
    },
    monitor::reachability::policy::Reachability,
    platform::data_dir::{DataDir, PublishedStatus},
    settings::Settings,
    status::{
        ConnectionFacts, ConnectionState, Setup, SetupFacts, setup_proof, unresolved_proof,
        verdict::{ProofName, ProofState, Verdict},
    },
    store::{Reader, StoreError},
};

use super::{
    check::{Failure, Finding},
    disk,
};
use crate::cli::url::tunnel_url;

/// The maximum age of the running program's last status: it publishes one every five minutes.
const MAX_AGE: Duration = Duration::from_secs(15 * 60);
/// How far that status may lie in the future.
const CLOCK_TOLERANCE: Duration = Duration::from_secs(60);
/// How long to wait for a program that has just started, or whose state has just changed.
const TIMEOUT: Duration = Duration::from_secs(3);

/// The last status of the running program. `None` if none is running.
pub fn published(dir: &DataDir) -> Option<Result<PublishedStatus, Failure>> {
    wait_for(dir, |_| true)
}

/// Its current status. `None` if no program is running or the status is outdated.
pub fn fresh(dir: &DataDir) -> Option<PublishedStatus> {
    dir.published_status()
        .filter(|published| is_fresh(published.at, Moment::now()))
}

/// Its next status, if the last one is missing something that this process sees: that may have just changed.
pub fn settled_since(
    dir: &DataDir,
    published: Option<Result<PublishedStatus, Failure>>,
    seen: &Verdict,
) -> Option<Result<PublishedStatus, Failure>> {
    let agrees = |published: &PublishedStatus| {
        let mut seen = seen.proofs.iter().filter(|proof| proof.state.is_settled());
        seen.all(|proof| unsettled(&published.verdict, proof.name).is_none())
    };
    match published {
        Some(Ok(published)) if !agrees(&published) => wait_for(dir, agrees),
        published => published,
    }
}

/// Waits briefly for a status of the running program that is `good`. Without one, its last status counts.
fn wait_for(
    dir: &DataDir,
    good: impl Fn(&PublishedStatus) -> bool,
) -> Option<Result<PublishedStatus, Failure>> {
    let running = dir.running()?;
    let end = Instant::now() + TIMEOUT;
    let published = loop {
        match dir.published_status() {
            Some(published) if good(&published) => break Some(published),
            _ if Instant::now() < end => std::thread::sleep(Duration::from_millis(50)),
            published => break published,
        }
    };
    let now = Moment::now();
    Some(match published {
        Some(published) if is_fresh(published.at, now) => Ok(published),
        published => {
            let what = match published {
                None => Message::new("doctor-program-mute"),
                Some(published) => Message::new("doctor-program-silent").time(
                    "time",
                    published.at,
                    now,
                    TimeZone::system(),
                ),
            };
            let (meaning, remedy) = if disk::is_full(dir) {
                ("doctor-program-disk-means", "doctor-program-disk-next")
            } else {
                ("doctor-program-silent-means", "doctor-program-silent-next")
            };
            Err(Failure::new(
                what.code("pid", running.pid.to_string()),
                Message::new(meaning),
                Message::new(remedy),
            ))
        }
    })
}

/// Whether a status from this time still counts. If the clock was set back since, its age is unknown.
fn is_fresh(at: Moment, now: Moment) -> bool {
    now.since(at) < MAX_AGE && at.since(now) <= CLOCK_TOLERANCE
}

/// Why the running program considers this proof unproven, if it does.
pub fn unsettled(verdict: &Verdict, name: ProofName) -> Option<Failure> {
    match verdict.state(name) {
        Some(state) => state.problem().cloned().map(Failure::from),
        None => Some(Failure::new(
            Message::new("doctor-program-other").code("proof", format!("{name:?}")),
            Message::new("doctor-program-other-means"),
            Message::new("doctor-restart"),
        )),
    }
}

pub fn workers(published: &Option<Result<PublishedStatus, Failure>>) -> Finding {
    match published {
        None => Ok(Message::new("doctor-workers-none").into()),
        Some(Err(failure)) => Err(failure.clone()),
        Some(Ok(published)) => match unsettled(&published.verdict, ProofName::Workers) {
            Some(failure) => Err(failure),
            None => Ok(Message::new("doctor-workers-run")
                .time("time", published.at, Moment::now(), TimeZone::system())
                .into()),
        },
    }
}

/// The unresolved incidents.
pub fn incidents(dir: &DataDir) -> Finding {
    let settings = Settings::load(dir)?;
    let Some(reader) = Reader::open(dir)? else {
        return Ok(Message::new("doctor-incidents-none").into());
    };
    let unresolved = reader.unresolved_counts()?;
    let down = reader.count_monitors_down(&settings.monitors)?;
    finding(unresolved_proof(&unresolved, down))
        .map_err(|failure| failure.mended_by(Message::new("doctor-incidents-next")))
}

/// The result that replaces a proof if no ingress is configured.
pub fn no_connection(settings: &Settings) -> Finding {
    let proof = wanted_connection(settings).proof(Moment::now(), &TimeZone::system());
    finding(proof)
        .map_err(|failure| failure.mended_by(Message::new("doctor-reachability-local-only")))
}

fn finding(state: ProofState) -> Finding {
    match state {
        ProofState::Proven { said } | ProofState::SetAside { said } => {
            Ok(LocalizableText::English(said))
        }
        ProofState::Missing { problem } | ProofState::NotKnownYet { problem } => {
            Err(problem.into())
        }
    }
}

/// The ingress according to the settings, when nothing else is known about it.
fn wanted_connection(settings: &Settings) -> ConnectionFacts {
    settings.connection_facts(TunnelStatus::Off, Reachability::Off)
}

/// The remaining steps of the setup.
pub fn setup(dir: &DataDir) -> Finding {
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
    finding(setup_proof(
        &Setup::of(&facts),
        url_changed,
        crate::cli::has_window(),
    ))
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
