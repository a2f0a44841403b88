//! The relay check of `doctor`.

use missedhook_core::{
    model::{moment::Moment, problem::Problem},
    platform::data_dir::DataDir,
    settings::Settings,
    store::{
        self, StoreError,
        relay::{RelayReader, RelayStoreError},
    },
};

/// The relay's own database, which exists once the relay was switched on.
pub fn relay(dir: &DataDir) -> Result<String, Problem> {
    let settings = Settings::load(dir)?;
    let is_on = if settings.relay.enabled { "on" } else { "off" };
    if let Some(problem) = store::set_aside_problem(&dir.relay_database()) {
        return Err(problem);
    }
    let Some(reader) = RelayReader::open(dir)? else {
        return Ok(format!("{is_on}, no requests yet"));
    };
    if let Some(wrong) = reader.integrity()? {
        return Err(RelayStoreError::from(StoreError::Damaged(wrong)).into());
    }
    if let Some((path, since)) = reader.silences()?.into_iter().next() {
        return Err(Problem::new(
            format!("No request came to {path} since {}.", since.local()),
            "RETM may send nothing, or to another URL.",
            "Look at RETM's webhook settings, or change [[silence]] in settings.toml.",
        ));
    }
    let used = reader.traffic(Moment::now())?;
    if let Some(problem) = settings.relay_quota_problem(used) {
        return Err(problem);
    }
    let counts = reader.counts()?;
    Ok(format!(
        "{is_on}, its database is whole; {} waiting, {} in need of you, {} given up",
        counts.waiting, counts.needs_you, counts.dead
    ))
}
