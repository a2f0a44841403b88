//! The disk of the data directory, for `doctor`.

use missedhook_core::{model::message::Message, platform::data_dir::DataDir};

#[cfg(unix)]
use super::check::Failure;
use super::check::Finding;

/// Less free space than this, in megabytes, will soon fill up with reports or anything else.
#[cfg(unix)]
const MIN_FREE_MB: u64 = 100;
/// With less free space than this, in bytes, SQLite can commit nothing: one commit writes some pages of 4 KiB.
#[cfg(unix)]
const FULL_BELOW: u64 = 32 << 10;

/// The bytes that the user may still use on the disk of the data directory: without those reserved for root.
#[cfg(unix)]
fn free_bytes(dir: &DataDir) -> std::io::Result<u64> {
    let space = rustix::fs::statvfs(dir.path())?;
    Ok(space.f_bavail.saturating_mul(space.f_frsize))
}

/// Whether not even a small report has room. A running program then can't write down how it is either.
#[cfg(unix)]
pub fn is_full(dir: &DataDir) -> bool {
    free_bytes(dir).is_ok_and(|free| free < FULL_BELOW)
}

#[cfg(not(unix))]
pub const fn is_full(_: &DataDir) -> bool {
    false
}

/// Whether there is enough space.
#[cfg(unix)]
pub fn space(dir: &DataDir) -> Finding {
    let free = free_bytes(dir).map_err(|error| {
        Failure::new(
            Message::new("doctor-disk-unknown").quoted("text", error.to_string()),
            Message::new("doctor-disk-unknown-means"),
            Message::new("doctor-disk-unknown-next"),
        )
    })?;
    let free = free / 1_000_000;
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
