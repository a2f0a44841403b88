//! Databases that were set aside: they are moved with their journal files, and never deleted.

use std::{
    fs,
    path::{Path, PathBuf},
};

use super::paths::beside;
use crate::{
    model::{moment::Moment, problem::Problem},
    store::error::StoreError,
};

/// Part of the name of a damaged database.
const DAMAGED: &str = ".damaged-";

/// A damaged database that was set aside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetAside {
    pub path: PathBuf,
    pub wrong: String,
}

impl SetAside {
    pub fn problem(&self) -> Problem {
        Problem::new(
            format!("The database was damaged: {}.", self.wrong),
            format!(
                "It was set aside whole as {}; a new one was begun.",
                self.path.display()
            ),
            "Keep that file if you need what was in it: `sqlite3 FILE .recover` reads what can be read.",
        )
    }
}

/// Moves the database and its journal files aside. Returns the new path of the database.
pub fn set_aside(path: &Path, why: &str, now: Moment) -> Result<PathBuf, StoreError> {
    let mut aside = path.with_extension(format!("{why}-{}.db", now.compact()));
    let mut again = 1;
    while aside.exists() {
        again += 1;
        aside = path.with_extension(format!("{why}-{}-{again}.db", now.compact()));
    }
    for suffix in ["-wal", "-shm", ""] {
        match fs::rename(beside(path, suffix), beside(&aside, suffix)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
    }
    Ok(aside)
}

/// The damaged databases beside this one, the latest last.
fn set_aside_beside(path: &Path) -> Vec<PathBuf> {
    let begins = path.file_stem().map(|stem| {
        let mut begins = stem.to_string_lossy().into_owned();
        begins.push_str(DAMAGED);
        begins
    });
    let entries = path.parent().and_then(|dir| fs::read_dir(dir).ok());
    let mut found: Vec<PathBuf> = entries
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            begins
                .as_ref()
                .is_some_and(|begins| name.starts_with(begins))
        })
        // If the database was missing, only its log was set aside.
        .map(|path| match path.to_string_lossy() {
            name if name.ends_with("-wal") || name.ends_with("-shm") => {
                PathBuf::from(&name[..name.len() - 4])
            }
            _ => path.clone(),
        })
        .collect();
    found.sort();
    found.dedup();
    found
}

/// Whether a file of that name belongs to a damaged database that was set aside.
pub fn is_set_aside(name: &str) -> bool {
    name.contains(DAMAGED)
}

/// The problem that the history is incomplete, with the latest damaged database that was set aside.
pub fn set_aside_problem(path: &Path) -> Option<Problem> {
    let aside = set_aside_beside(path).pop()?;
    let name = aside.file_name().unwrap_or_default().to_string_lossy();
    Some(Problem::new(
        format!("A damaged database was set aside as {name}."),
        "What was in it is not shown.",
        "If you need it, `sqlite3 FILE .recover` reads what can be read. Then move the file out of the data directory.",
    ))
}
