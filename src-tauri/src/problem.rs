//! Converts any error of the program into the three sentences of a [`Problem`]. `?` passes errors up to here.

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

/// The problem that an error contains.
///
/// # Errors
/// The error itself, if it is not one of ours: from `clap`, or about a file that the user named.
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
