//! The checks of `doctor` for what is kept: the settings, the database, the history and the disk.

use missedhook_core::{
    model::message::{Message, Words},
    platform::data_dir::{DataDir, PublishedStatus},
    settings::Settings,
    status::verdict::ProofName,
    store::{self, Reader, StoreError},
};

use super::{
    check::{Failure, Finding},
    program_state,
};

/// Less free space than this, in megabytes, will soon fill up with reports or anything else.
#[cfg(unix)]
const MIN_FREE_MB: u64 = 100;

pub fn settings(dir: &DataDir) -> Finding {
    match Settings::problem(dir) {
        None => Ok(Words::Code(dir.settings().display().to_string())),
        Some(problem) => Err(problem.into()),
    }
}

pub fn database(dir: &DataDir, told: &Option<Result<PublishedStatus, Failure>>) -> Finding {
    store::check(&dir.database())?;
    // The running program knows more than a reader can see of a failing disk.
    if let Some(Ok(told)) = told
        && let Some(failure) = program_state::unsettled(&told.verdict, ProofName::Store)
    {
        return Err(failure);
    }
    let Some(reader) = Reader::open(dir)? else {
        return Ok(Message::new("doctor-database-none").into());
    };
    if let Some(wrong) = reader.integrity()? {
        return Err(StoreError::Damaged(wrong).into());
    }
    let total = reader.total()?;
    let whole = match reader.index_renewed()? {
        None => Message::new("doctor-database-whole"),
        Some(percent) => Message::new("doctor-database-renewing").figure("percent", percent),
    };
    let some = if total == 1 { "one" } else { "other" };
    Ok(whole.form("some", some).figure("total", total).into())
}

pub fn history(dir: &DataDir) -> Finding {
    if dir.is_history_missing() {
        let path = dir.database().display().to_string();
        return Err(Failure::new(
            Message::new("doctor-history-missing").code("path", path),
            Message::new("doctor-history-missing-means"),
            Message::new("doctor-history-missing-next"),
        ));
    }
    match store::set_aside_problem(&dir.database()) {
        None => Ok(Message::new("doctor-history-whole").into()),
        Some(problem) => Err(problem.into()),
    }
}

/// Whether there is enough space that the user may use.
#[cfg(unix)]
pub fn space(dir: &DataDir) -> Finding {
    let space = rustix::fs::statvfs(dir.path()).map_err(|error| {
        Failure::new(
            Message::new("doctor-disk-unknown").quoted("text", error.to_string()),
            Message::new("doctor-disk-unknown-means"),
            Message::new("doctor-disk-unknown-next"),
        )
    })?;
    // Only what the user may use: reports can't use the space reserved for root.
    let free = space.f_bavail.saturating_mul(space.f_frsize) / 1_000_000;
    if free < MIN_FREE_MB {
        return Err(Failure::new(
            Message::new("doctor-disk-low").figure("megabytes", free),
            Message::new("doctor-disk-low-means"),
            Message::new("doctor-disk-low-next"),
        ));
    }
    Ok(Message::new("doctor-disk-free")
        .figure("megabytes", free)
        .into())
}

#[cfg(not(unix))]
pub fn space(_: &DataDir) -> Finding {
    Ok(Message::new("doctor-disk-not-looked").into())
}
