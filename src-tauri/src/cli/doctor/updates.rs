//! The update check of `doctor`.

use missedhook_core::{
    model::{problem::Problem, release::Version},
    platform::data_dir::DataDir,
    settings::Settings,
    store::{Reader, UpdateLook, UpdateOutcome},
};

/// The result of the last update check, that there are none, or what prevents them.
pub fn updates(dir: &DataDir) -> Result<String, Problem> {
    let settings = Settings::load(dir)?.updates;
    if !settings.check {
        return Ok("not looked for (off in the settings)".to_owned());
    }
    if settings.source().is_none() {
        return Err(Problem::new(
            "Newer versions are to be looked for, but url or key is empty.",
            "You are not told of them.",
            "Set both under [updates] in settings.toml.",
        ));
    }
    let look = match Reader::open(dir)? {
        Some(reader) => reader.update_look()?,
        None => None,
    };
    look.map_or_else(|| Ok("not looked for yet".to_owned()), |look| found(&look))
}

fn found(look: &UpdateLook) -> Result<String, Problem> {
    let newer = look
        .version
        .filter(|version| Version::own() < Some(*version));
    let what = match (look.outcome, newer) {
        (_, Some(version)) => return Ok(format!("Missedhook {version} is available")),
        (UpdateOutcome::Named, None) => return Ok("this is the newest version".to_owned()),
        (UpdateOutcome::NotReached, None) => "The update file could not be fetched.",
        (UpdateOutcome::NotSigned, None) => {
            "The update file is not signed with the key in the settings."
        }
        (UpdateOutcome::NotReadable, None) => "The update file is signed, but names no version.",
    };
    Err(Problem::new(
        what,
        "You are not told of newer versions.",
        "Check url and key under [updates] in settings.toml; the log says more.",
    ))
}
