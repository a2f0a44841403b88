//! Everything that a bug report needs in one text: versions, the results of doctor, the settings, the size of the
//! database and the end of the log. It contains no secret and no report. [`gather`] queries the system, [`text`] only
//! formats.

use std::{fmt::Write as _, fs, net::SocketAddr, path::Path};

use missedhook_core::{
    locale::Locale,
    model::{moment::Moment, visible},
    platform::data_dir::DataDir,
    redaction::{REDACTED, Redaction},
    settings::{
        Settings,
        catalogue::{self, Setting, SettingKind},
    },
    store::{Reader, StoreError},
};

use super::{checks, said};
use crate::cli::log::files::last_lines;

/// How many lines of the log are included.
const LOG_LINES: usize = 200;

/// The contents of the text.
pub struct DiagnosticFacts {
    at: Moment,
    /// Programs and systems, with their versions.
    versions: Vec<(&'static str, String)>,
    /// The output of doctor.
    doctor: Vec<String>,
    settings: Vec<Setting>,
    /// The contents of the database by number, or why they can't be read.
    database: Result<Vec<(&'static str, String)>, String>,
    /// The last lines of the log.
    log: Vec<String>,
    /// What to redact everywhere.
    secrets: Vec<String>,
    /// The home directory, which contains the user's name.
    home: Option<String>,
}

/// Gathers the facts about this machine. `shell` is the program that displays the app, if it has its own version. Takes
/// some seconds.
pub fn gather(
    dir: &DataDir,
    listen: Option<SocketAddr>,
    shell: Option<(&'static str, String)>,
) -> DiagnosticFacts {
    let settings = Settings::load(dir).ok();
    let view = settings
        .as_ref()
        .map(|settings| catalogue::view(settings, String::new(), None).settings)
        .unwrap_or_default();
    let mut secrets: Vec<String> = settings
        .iter()
        .flat_map(Settings::secrets)
        .map(str::to_owned)
        .collect();
    let is_secret = |setting: &&Setting| setting.kind == SettingKind::Secret;
    secrets.extend(
        view.iter()
            .filter(is_secret)
            .map(|secret| secret.value.clone()),
    );
    secrets.retain(|secret| !secret.is_empty());
    DiagnosticFacts {
        at: Moment::now(),
        versions: versions().into_iter().chain(shell).collect(),
        doctor: said(&checks(dir, listen), Locale::default()),
        settings: view,
        database: database(dir).map_err(|error| error.to_string()),
        log: last_lines(&dir.logs(), LOG_LINES),
        secrets,
        home: std::env::home_dir().map(|home| home.display().to_string()),
    }
}

fn versions() -> Vec<(&'static str, String)> {
    let build = if cfg!(debug_assertions) {
        "debug"
    } else {
        "release"
    };
    let window = if super::super::has_window() {
        "with"
    } else {
        "without"
    };
    let mut versions = vec![
        (
            "missedhook",
            format!(
                "{} ({build} build, {window} a window)",
                env!("CARGO_PKG_VERSION")
            ),
        ),
        ("system", system()),
    ];
    for (name, variable) in [
        ("desktop", "XDG_CURRENT_DESKTOP"),
        ("session", "XDG_SESSION_TYPE"),
    ] {
        if let Ok(value) = std::env::var(variable) {
            versions.push((name, value));
        }
    }
    versions
}

fn system() -> String {
    let read = |path: &str| fs::read_to_string(path).ok();
    // os-release(5), and the kernel's own version string.
    let name = read("/etc/os-release").and_then(|text| {
        let name = text
            .lines()
            .find_map(|line| line.strip_prefix("PRETTY_NAME="))?;
        Some(name.trim_matches('"').to_owned())
    });
    let kernel = read("/proc/sys/kernel/osrelease");
    let os = [Some(std::env::consts::OS.to_owned()), kernel, name];
    let os: Vec<String> = os
        .into_iter()
        .flatten()
        .map(|part| part.trim().to_owned())
        .collect();
    format!("{}, {}", os.join(", "), std::env::consts::ARCH)
}

fn database(dir: &DataDir) -> Result<Vec<(&'static str, String)>, StoreError> {
    let Some(reader) = Reader::open(dir)? else {
        return Ok(vec![("delivery errors", "none yet".to_owned())]);
    };
    let counts = reader.counts()?;
    let path = dir.database();
    let bytes = |path: &Path| fs::metadata(path).map_or(0, |file| file.len());
    Ok(vec![
        ("delivery errors", counts.errors.to_string()),
        ("open incidents", counts.open.to_string()),
        ("acknowledged incidents", counts.acknowledged.to_string()),
        ("resolved incidents", counts.resolved.to_string()),
        ("endpoints", counts.endpoints.to_string()),
        ("file", format!("{} bytes", bytes(&path))),
        (
            "write-ahead log",
            format!("{} bytes", bytes(&path.with_extension("db-wal"))),
        ),
    ])
}

/// Formats the text. The same facts yield the same text.
pub fn text(facts: &DiagnosticFacts) -> String {
    let mut text = format!(
        "Missedhook diagnostics, {}\nSecrets are replaced by {REDACTED}. The text of reports is not included.\n",
        facts.at.in_utc()
    );
    let pairs = |pairs: &[(&str, String)]| -> Vec<String> {
        let line = |(name, value): &(&str, String)| format!("{name}: {value}");
        pairs.iter().map(line).collect()
    };
    let database = match &facts.database {
        Ok(found) => pairs(found),
        Err(error) => vec![error.clone()],
    };
    let settings = match &facts.settings[..] {
        [] => vec!["They can't be read.".to_owned()],
        settings => settings.iter().map(setting).collect(),
    };
    let redaction = Redaction::of(facts.secrets.iter().map(String::as_str));
    for (title, lines) in [
        ("Versions", &pairs(&facts.versions)),
        ("Doctor", &facts.doctor),
        ("Settings", &settings),
        ("Database", &database),
        ("Log, its last lines", &facts.log),
    ] {
        let _ = write!(text, "\n## {title}\n");
        for line in lines {
            text.push_str(&visible::line(&clean(
                line,
                &redaction,
                facts.home.as_deref(),
            )));
            text.push('\n');
        }
    }
    text
}

/// A line without secrets, and without the user's name in paths.
fn clean(line: &str, redaction: &Redaction, home: Option<&str>) -> String {
    let line = redaction.text(line);
    match home.filter(|home| home.len() > 1) {
        Some(home) => line.replace(home, "~"),
        None => line,
    }
}

fn setting(setting: &Setting) -> String {
    let value = match (&*setting.value, setting.kind) {
        ("", _) => "(not set)",
        (_, SettingKind::Secret) => REDACTED,
        (value, _) => value,
    };
    let mark = if setting.value == setting.default {
        ""
    } else {
        "  # changed"
    };
    match setting.kind {
        SettingKind::Secret => format!("{} = {value}", setting.name),
        _ => format!("{} = {value}{mark}", setting.name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts() -> DiagnosticFacts {
        DiagnosticFacts {
            at: Moment::from_millis(0),
            versions: vec![("missedhook", "1.2.3".to_owned())],
            doctor: vec!["✓ settings: /home/ann/data/settings.toml".to_owned()],
            settings: Vec::new(),
            database: Err("the disk is gone".to_owned()),
            log: vec![
                "GET /error/k3y-of-the-receiver".to_owned(),
                "Authorization: Bearer abcdefgh12345678".to_owned(),
                "\u{1b}[31mred".to_owned(),
            ],
            secrets: vec!["k3y-of-the-receiver".to_owned()],
            home: Some("/home/ann".to_owned()),
        }
    }

    #[test]
    fn neither_a_secret_nor_a_name_nor_a_control_character_stands_in_the_text() {
        let text = text(&facts());
        for missing in ["k3y-of", "abcdefgh12345678", "ann", "\u{1b}"] {
            assert!(!text.contains(missing), "{missing}: {text}");
        }
        for there in [
            "missedhook: 1.2.3",
            "✓ settings: ~/data/settings.toml",
            "They can't be read.",
            "the disk is gone",
            "GET /error/[redacted]",
        ] {
            assert!(text.contains(there), "{there}: {text}");
        }
    }
}
