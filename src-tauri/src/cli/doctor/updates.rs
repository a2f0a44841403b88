//! The checks of `doctor` for versions: the newest one, and whether the running program is the installed one.

use missedhook_core::{
    model::{message::Message, release::Version},
    platform::data_dir::{DataDir, PublishedStatus},
    settings::Settings,
    store::{Reader, UpdateCheck, UpdateOutcome},
};

use super::check::{Failure, Finding};

/// The result of the last update check, that there are none, or what prevents them.
pub fn updates(dir: &DataDir) -> Finding {
    let settings = Settings::load(dir)?.updates;
    if !settings.check {
        return Ok(Message::new("doctor-updates-off").into());
    }
    if settings.source().is_none() {
        return Err(Failure::new(
            Message::new("doctor-updates-no-source"),
            Message::new("doctor-updates-no-source-means"),
            Message::new("doctor-updates-no-source-next"),
        ));
    }
    let look = match Reader::open(dir)? {
        Some(reader) => reader.update_check()?,
        None => None,
    };
    match look {
        Some(look) => found(&look),
        None => Ok(Message::new("doctor-updates-not-yet").into()),
    }
}

fn found(look: &UpdateCheck) -> Finding {
    let newer = look
        .version
        .filter(|version| Version::own() < Some(*version));
    let what = match (look.outcome, newer) {
        (_, Some(version)) => {
            let available = Message::new("doctor-updates-available");
            return Ok(available.code("version", version.to_string()).into());
        }
        (UpdateOutcome::Named, None) => return Ok(Message::new("doctor-updates-newest").into()),
        (UpdateOutcome::NotReached, None) => "doctor-updates-not-fetched",
        (UpdateOutcome::NotSigned, None) => "doctor-updates-not-signed",
        (UpdateOutcome::NotReadable, None) => "doctor-updates-not-readable",
    };
    Err(Failure::new(
        Message::new(what),
        Message::new("doctor-updates-failed-means"),
        Message::new("doctor-updates-failed-next"),
    ))
}

/// Whether the running program is the one that is installed, as it noticed itself: an upgrade replaces its file, and
/// the old version runs on.
pub fn installed(published: &Option<Result<PublishedStatus, Failure>>) -> Finding {
    let upgrade = match published {
        None => return Ok(Message::new("doctor-installed-not-running").into()),
        Some(Err(_)) => return Ok(Message::new("doctor-installed-unknown").into()),
        Some(Ok(published)) => published.upgrade.as_ref(),
    };
    let Some(upgrade) = upgrade else {
        return Ok(Message::new("doctor-installed-runs").into());
    };
    let what = match &upgrade.version {
        Some(version) => Message::new("doctor-installed-newer").code("version", version.clone()),
        None => Message::new("doctor-installed-replaced"),
    };
    Err(Failure::new(
        what,
        Message::new("doctor-installed-means"),
        Message::new("doctor-installed-next"),
    ))
}
