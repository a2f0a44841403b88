//! Whether a directory is empty, ours, or somebody else's, which is left alone.

use std::{
    fs,
    io::{self, Read as _},
    path::Path,
};

use super::files::{
    DATABASE, LAST_GOOD, LOCK, LOGS, NEW_SETTINGS, RELAY_DATABASE, RUNNING, SETTINGS,
    SETTINGS_LOCK, SOURCE_KEY, STATUS, WINDOW, open_to_read,
};

/// What a directory holds.
pub(super) enum Contents {
    Nothing,
    Ours,
    Foreign,
}

pub(super) fn contents(path: &Path) -> io::Result<Contents> {
    /// Files that operating systems create in directories.
    const SYSTEM_FILES: [&str; 5] = [
        "lost+found",
        ".DS_Store",
        ".directory",
        "desktop.ini",
        "Thumbs.db",
    ];
    /// Files that a start leaves if it got no further or has just begun. Other programs use such names, too.
    const FILES_OF_A_FAILED_START: [&str; 11] = [
        LOCK,
        LOGS,
        RUNNING,
        "running.new",
        STATUS,
        WINDOW,
        "status.new",
        SOURCE_KEY,
        "source.new",
        SETTINGS_LOCK,
        "settings.last-good.new",
    ];
    let (mut found, mut is_unread) = (Contents::Nothing, false);
    for entry in fs::read_dir(path)? {
        let name = entry?.file_name();
        let name = name.to_string_lossy();
        let kind = match &*name {
            SETTINGS => settings_kind(&path.join(SETTINGS)).unwrap_or_else(|_| {
                is_unread = true;
                Contents::Nothing
            }),
            LAST_GOOD | NEW_SETTINGS => Contents::Ours,
            name if name.starts_with(DATABASE) => Contents::Ours,
            // Its contents are checked when it is opened.
            name if name.starts_with(RELAY_DATABASE) => Contents::Nothing,
            name if FILES_OF_A_FAILED_START.contains(&name) || SYSTEM_FILES.contains(&name) => {
                Contents::Nothing
            }
            _ => Contents::Foreign,
        };
        match kind {
            Contents::Ours => return Ok(Contents::Ours),
            Contents::Foreign => found = Contents::Foreign,
            Contents::Nothing => {}
        }
    }
    Ok(match found {
        // Ours, if nothing else is there; errors in it are reported later.
        Contents::Nothing if is_unread => Contents::Ours,
        found => found,
    })
}

/// Whose a `settings.toml` is: many programs have one.
fn settings_kind(path: &Path) -> io::Result<Contents> {
    /// More than ours may have.
    const MAX_SIZE: u64 = 1 << 20;
    let mut text = Vec::new();
    open_to_read(path)?.take(MAX_SIZE).read_to_end(&mut text)?;
    Ok(match &*String::from_utf8_lossy(&text) {
        "" => Contents::Nothing,
        text if reads_like_ours(text) => Contents::Ours,
        _ => Contents::Foreign,
    })
}

/// Missedhook's file begins with a line that says so, and has the receiver's table from the first start on. One that a
/// user has prepared has only Missedhook's tables.
fn reads_like_ours(settings: &str) -> bool {
    const TABLES: [&str; 20] = [
        "[receiver]",
        "[tunnel]",
        "[probe]",
        "[alerts]",
        "[summary]",
        "[incidents]",
        "[retention]",
        "[relay]",
        "[team]",
        "[window]",
        "[start]",
        "[setup]",
        "[updates]",
        "[[merchant]]",
        "[[project]]",
        "[[monitor]]",
        "[[alerts.rule]]",
        "[[target]]",
        "[[relay.route]]",
        "[[silence]]",
    ];
    let lines = || settings.lines().map(str::trim);
    let mut tables = lines().filter(|line| line.starts_with('[')).peekable();
    let says_so = |line: &str| line.starts_with("# Missedhook's settings") || line == TABLES[0];
    let has_tables = tables.peek().is_some();
    lines().any(says_so) || (has_tables && tables.all(|table| TABLES.contains(&table)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::data_dir::{DataDir, DataDirError};

    /// Many programs have a `settings.toml`.
    #[test]
    fn somebody_elses_settings_make_no_directory_ours() {
        let temp = tempfile::tempdir().unwrap();
        let made = |name: &str, files: &[(&str, &str)]| {
            let path = temp.path().join(name);
            fs::create_dir(&path).unwrap();
            for (file, text) in files {
                fs::write(path.join(file), text).unwrap();
            }
            path
        };
        let foreign = "[default]\ndebug = true\n";
        let ours = "[receiver]\nkey = \"00112233445566778899aabbccddeeff\"\n";
        for (name, files) in [
            (
                "project",
                &[("settings.toml", foreign), ("main.py", "")][..],
            ),
            ("alone", &[("settings.toml", foreign)]),
            ("locks", &[("settings.lock", ""), ("main.py", "")]),
            ("service", &[("running.json", "{}"), ("main.py", "")]),
            ("status", &[("status.json", "{}"), ("main.py", "")]),
        ] {
            let path = made(name, files);
            let refused = DataDir::open(&path);
            assert!(
                matches!(refused, Err(DataDirError::Foreign { .. })),
                "{name}: {refused:?}"
            );
            assert!(DataDir::existing(&path).is_err(), "{name}");
        }
        for (name, files) in [
            ("kept", &[("settings.toml", ours), ("notes.txt", "")][..]),
            (
                "prepared",
                &[("settings.toml", "[alerts]\nquiet_hours = \"22:00-07:00\"\n")],
            ),
            (
                "commented",
                &[("settings.toml", "# Missedhook's settings.\n")],
            ),
            (
                "history",
                &[("missedhook.db", ""), ("settings.toml", foreign)],
            ),
            (
                "copies",
                &[("settings.last-good.toml", ours), ("notes.txt", "")],
            ),
        ] {
            let path = made(name, files);
            assert!(DataDir::existing(&path).is_ok(), "{name}");
            assert!(DataDir::open(&path).is_ok(), "{name}");
        }
    }
}
