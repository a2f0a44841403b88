//! The disk check of `doctor`.

use missedhook_core::{model::problem::Problem, platform::data_dir::DataDir};

/// Less free space than this, in megabytes, will soon fill up with reports or anything else.
const MIN_FREE_MB: u64 = 100;

/// Whether there is enough space that the user may use.
#[cfg(unix)]
pub fn space(dir: &DataDir) -> Result<String, Problem> {
    let space = rustix::fs::statvfs(dir.path()).map_err(|error| {
        Problem::new(
            format!("Free disk space is unknown: {error}."),
            "Reports may not be stored.",
            "Make sure the disk of the data directory is available.",
        )
    })?;
    // Only what the user may use: reports can't use the space reserved for root.
    let free = space.f_bavail.saturating_mul(space.f_frsize) / 1_000_000;
    if free < MIN_FREE_MB {
        return Err(Problem::new(
            format!("{free} MB are free on the disk of the data directory."),
            "New reports are refused with 503 once it is full.",
            "Free some space, or keep less: see [retention] in settings.toml.",
        ));
    }
    Ok(format!("{free} MB free"))
}

#[cfg(not(unix))]
pub fn space(_: &DataDir) -> Result<String, Problem> {
    Ok("not looked at on this system".to_owned())
}
