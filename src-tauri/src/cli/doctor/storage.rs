//! The checks of `doctor` for what is kept: the settings, the database and the history.

use missedhook_core::{
    model::message::{LocalizableText, Message},
    platform::data_dir::{DataDir, PublishedStatus},
    settings::Settings,
    status::verdict::ProofName,
    store::{self, Reader, StoreError},
};

use super::{
    check::{Failure, Finding},
    disk, program_state,
};

pub fn settings(dir: &DataDir) -> Finding {
    match Settings::problem(dir) {
        None => Ok(LocalizableText::Code(dir.settings().display().to_string())),
        Some(problem) => Err(problem.into()),
    }
}

pub fn database(dir: &DataDir, published: &Option<Result<PublishedStatus, Failure>>) -> Finding {
    store::check(&dir.database())?;
    // The running program knows more than a reader can see of a failing disk.
    if let Some(Ok(published)) = published
        && let Some(failure) = program_state::unsettled(&published.verdict, ProofName::Store)
    {
        return Err(failure);
    }
    if disk::is_full(dir) {
        return Err(StoreError::DiskFull.into());
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
