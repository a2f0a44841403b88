//! `missedhook doctor --bundle`: writes the diagnostics to one file, to hand on.

use std::{
    io::Write as _,
    net::SocketAddr,
    path::{Path, PathBuf, absolute},
    process::ExitCode,
};

use missedhook_core::{
    model::moment::Moment,
    platform::{atomic_file::AtomicFile, data_dir::DataDir},
};

use super::diagnostics::{gather, text};
use crate::cli::print_line;

/// Writes the file. Without a path, its name contains the time. An existing file is never replaced.
pub fn write(
    dir: &DataDir,
    listen: Option<SocketAddr>,
    file: Option<PathBuf>,
) -> anyhow::Result<ExitCode> {
    let named = || {
        PathBuf::from(format!(
            "missedhook-diagnostics-{}.txt",
            Moment::now().compact()
        ))
    };
    let path = file.unwrap_or_else(named);
    // Fails before the diagnostics are gathered, which takes seconds.
    let mut file = AtomicFile::create(&path)?;
    file.write_all(text(&gather(dir, listen, None)).as_bytes())?;
    file.finish()?;
    print_line(&contents(&path))?;
    Ok(ExitCode::SUCCESS)
}

fn contents(path: &Path) -> String {
    let path = absolute(path).unwrap_or_else(|_| path.to_owned());
    format!(
        "Written to {}\nIt holds versions, what doctor finds, your settings, counts of the database and the last lines of the log. \
         Secrets are redacted, and the text of reports is not included. Read it before you hand it on.",
        path.display()
    )
}
