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

/// Whether every expected request comes. A silence is known to the running program alone; its word replaces this one.
pub fn expected(dir: &DataDir) -> Result<String, Problem> {
    let settings = Settings::load(dir)?;
    Ok(
        match settings.relay.enabled && !settings.expected.is_empty() {
            true => "no silence is known",
            false => "none are expected",
        }
        .to_owned(),
    )
}
