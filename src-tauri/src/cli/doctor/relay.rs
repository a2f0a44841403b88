//! The relay check of `doctor`.

use missedhook_core::{
    model::{message::Message, moment::Moment},
    platform::data_dir::DataDir,
    settings::Settings,
    store::{
        self, StoreError,
        relay::{RelayReader, RelayStoreError},
    },
};

use super::check::Finding;

/// The relay's own database, which exists once the relay was switched on.
pub fn relay(dir: &DataDir) -> Finding {
    let settings = Settings::load(dir)?;
    let state = if settings.relay.enabled { "on" } else { "off" };
    if let Some(problem) = store::set_aside_problem(&dir.relay_database()) {
        return Err(problem.into());
    }
    let Some(reader) = RelayReader::open(dir)? else {
        return Ok(Message::new("doctor-relay-empty")
            .form("state", state)
            .into());
    };
    if let Some(wrong) = reader.integrity()? {
        return Err(RelayStoreError::from(StoreError::Damaged(wrong)).into());
    }
    let used = reader.traffic(Moment::now())?;
    if let Some(problem) = settings.relay_quota_problem(used) {
        return Err(problem.into());
    }
    let counts = reader.counts()?;
    Ok(Message::new("doctor-relay-whole")
        .form("state", state)
        .figure("waiting", counts.waiting)
        .figure("needing", counts.needs_you)
        .figure("dead", counts.dead)
        .into())
}

/// Whether every expected request comes. A silence is known to the running program alone; its word replaces this one.
pub fn expected(dir: &DataDir) -> Finding {
    let settings = Settings::load(dir)?;
    let is_expected = settings.relay.enabled && !settings.expected.is_empty();
    Ok(match is_expected {
        true => Message::new("doctor-requests-come"),
        false => Message::new("doctor-requests-none"),
    }
    .into())
}
