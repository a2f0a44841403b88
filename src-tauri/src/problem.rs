//! The three sentences behind an error of the program: `?` hands on whatever failed, and here it becomes a [`Problem`].

use missedhook_core::{
    alerts::notifier::NotifierError,
    engine::BootError,
    model::problem::Problem,
    monitor::config::MonitorConfigError,
    platform::data_dir::DataDirError,
    receiver::ListenError,
    settings::SettingsError,
    store::{StoreError, backup::CopyError, relay::RelayStoreError},
};

/// The problem that an error is.
///
/// # Errors
/// The error itself, if it is none of ours: `clap`'s, or of a file that was named.
pub fn of(error: anyhow::Error) -> Result<Problem, anyhow::Error> {
    error
        .downcast::<Problem>()
        .or_else(known::<BootError>)
        .or_else(known::<CopyError>)
        .or_else(known::<DataDirError>)
        .or_else(known::<ListenError>)
        .or_else(known::<NotifierError>)
        .or_else(known::<SettingsError>)
        .or_else(known::<StoreError>)
        .or_else(known::<RelayStoreError>)
        .or_else(known::<MonitorConfigError>)
}

fn known<E: Into<Problem> + std::error::Error + Send + Sync + 'static>(
    error: anyhow::Error,
) -> Result<Problem, anyhow::Error> {
    error.downcast::<E>().map(Into::into)
}
