//! `missedhook doctor`: what on this machine could keep a report from reaching the user, and whether all is well, by
//! the same verdict that the tray and the window show. Read-only.

mod bundle;
mod check;
mod connection;
mod desktop;
pub mod diagnostics;
mod disk;
pub(super) mod program_state;
mod relay;
mod storage;
mod team;
#[cfg(test)]
mod tests;
mod updates;

use std::{net::SocketAddr, path::PathBuf, process::ExitCode};

use clap::Args;
use missedhook_core::{
    locale::{Language, Locale},
    model::message::LocalizableText,
    platform::data_dir::{DataDir, PublishedStatus},
    settings::Settings,
    status::verdict::{ProofName, Verdict},
};

pub use self::check::MachineCheck;
use self::check::{Check, Failure, verdict};
use super::{Start, print_document, print_json, print_line};

/// Check for anything that could keep a report from reaching you
#[derive(Args)]
pub struct Doctor {
    /// Print a JSON object
    #[arg(long)]
    json: bool,
    /// Language of the text: en or ar. JSON and the bundle are English
    #[arg(long, default_value = "en", conflicts_with_all = ["json", "bundle"], value_parser = ["en", "ar"])]
    language: String,
    /// Write diagnostics for a bug report to a text file, without secrets; an existing file is never replaced
    #[arg(long, value_name = "FILE", conflicts_with = "json")]
    bundle: Option<Option<PathBuf>>,
}

/// If the running program considers something unproven, it is unproven, whatever this process sees: the program may be
/// on another session bus or have other settings in force. A check that already fails keeps its own text.
fn apply_published_status(checks: &mut [Check], verdict: &Verdict) {
    for name in ProofName::ALL {
        let Some(failure) = program_state::unsettled(verdict, name) else {
            continue;
        };
        let of_it = checks.iter_mut().filter(|check| check.proves(name));
        let mut of_it: Vec<&mut Check> = of_it.collect();
        if of_it.iter().all(|check| check.is_ok())
            && let Some(check) = of_it.last_mut()
        {
            check.fail(failure);
        }
    }
}

impl Doctor {
    pub fn run(self, start: &Start) -> anyhow::Result<ExitCode> {
        let dir = start.data_dir_arg.existing()?;
        if let Some(file) = self.bundle {
            return bundle::write(&dir, start.listen, file);
        }
        let examination = examine(&dir, start.listen);
        if self.json {
            let verdict = &examination.verdict;
            print_json(&serde_json::json!({
                "ok": examination.ok,
                "level": verdict.level,
                "headline": verdict.headline,
                "checks": examination.results(Locale::default()),
            }))?;
        } else {
            let language = self.language.parse().unwrap_or(Language::En);
            let locale = Settings::load(&dir)
                .map_or_else(|_| Locale::default(), |settings| settings.locale());
            let text = said(&examination.checks, locale.speaking(language)).join("\n");
            match language {
                Language::En => print_line(&text)?,
                // The isolates are its own; what stands in them was cleaned.
                Language::Ar => print_document(&text)?,
            }
        }
        Ok(if examination.ok {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        })
    }
}

/// The results of all checks and the conclusion.
pub struct Examination {
    pub ok: bool,
    /// In English.
    pub verdict: Verdict,
    checks: Vec<Check>,
}

impl Examination {
    /// The results in that language.
    pub fn results(&self, locale: Locale) -> Vec<MachineCheck> {
        self.checks
            .iter()
            .map(|check| check.localized(locale))
            .collect()
    }
}

/// Runs all checks. Takes some seconds. Not for async code.
pub fn examine(dir: &DataDir, listen: Option<SocketAddr>) -> Examination {
    let checks = checks(dir, listen);
    let (verdict, ok) = verdict(&checks, Locale::default());
    Examination {
        ok,
        verdict,
        checks,
    }
}

fn checks(dir: &DataDir, listen: Option<SocketAddr>) -> Vec<Check> {
    let published = program_state::published(dir);
    let mut checks = checks_in_process(dir, listen, &published);
    let (seen, _) = verdict(&checks, Locale::default());
    if let Some(Ok(published)) = program_state::settled_since(dir, published, &seen) {
        apply_published_status(&mut checks, &published.verdict);
    }
    checks
}

fn checks_in_process(
    dir: &DataDir,
    listen: Option<SocketAddr>,
    published: &Option<Result<PublishedStatus, Failure>>,
) -> Vec<Check> {
    let mut checks = checks_of_storage(dir, published);
    checks.extend(checks_of_program(dir, listen, published));
    checks.extend(checks_of_connection(dir));
    checks
}

fn checks_of_storage(
    dir: &DataDir,
    published: &Option<Result<PublishedStatus, Failure>>,
) -> Vec<Check> {
    let path = LocalizableText::Code(dir.path().display().to_string());
    vec![
        Check::new("doctor-data-directory", Ok(path)),
        Check::proof(
            "doctor-settings",
            ProofName::Settings,
            storage::settings(dir),
        ),
        Check::proof(
            "doctor-database",
            ProofName::Store,
            storage::database(dir, published),
        ),
        Check::proof("doctor-history", ProofName::History, storage::history(dir)),
        Check::new("doctor-relay", relay::relay(dir)),
        Check::proof("doctor-requests", ProofName::Requests, relay::expected(dir)),
        Check::new("doctor-disk", disk::space(dir)),
    ]
}

fn checks_of_program(
    dir: &DataDir,
    listen: Option<SocketAddr>,
    published: &Option<Result<PublishedStatus, Failure>>,
) -> Vec<Check> {
    vec![
        Check::proof(
            "doctor-receiver",
            ProofName::Receiver,
            connection::receiver(dir, listen),
        ),
        Check::proof(
            "doctor-workers",
            ProofName::Workers,
            program_state::workers(published),
        ),
        Check::proof(
            "doctor-notifications",
            ProofName::Notifications,
            desktop::notifications(),
        ),
        Check::new("doctor-tray", desktop::tray()),
        Check::new("doctor-login", desktop::start_at_login(dir)),
        Check::new("doctor-proxy", Ok(connection::proxy())),
        Check::new("doctor-team", team::team(dir)),
        Check::new("doctor-updates", updates::updates(dir)),
        Check::new("doctor-installed", updates::installed(published)),
    ]
}

/// The way in, and what came in by it.
fn checks_of_connection(dir: &DataDir) -> Vec<Check> {
    vec![
        Check::new("doctor-tunnel-programs", connection::tunnel_programs()),
        Check::proof(
            "doctor-tunnel",
            ProofName::Connection,
            connection::tunnel(dir),
        ),
        Check::proof(
            "doctor-reachability",
            ProofName::Connection,
            connection::reachability(dir),
        ),
        Check::proof("doctor-setup", ProofName::Setup, program_state::setup(dir)),
        Check::proof(
            "doctor-incidents",
            ProofName::Unresolved,
            program_state::incidents(dir),
        ),
    ]
}

/// The checks as printed, and the verdict.
fn said(checks: &[Check], locale: Locale) -> Vec<String> {
    let mut lines = Vec::new();
    for check in checks {
        let check = check.localized(locale);
        let line = locale
            .message("doctor-line")
            .form("ok", if check.ok { "yes" } else { "no" })
            .phrase("name", check.name)
            .phrase("found", check.found);
        lines.push(line.text());
        lines.extend(check.remedy.iter().map(|remedy| format!("  {remedy}")));
    }
    let (verdict, ok) = verdict(checks, locale);
    lines.push(headline(&verdict, ok, locale));
    lines
}

/// The last line: the verdict, or if that is good, that another check failed.
fn headline(verdict: &Verdict, ok: bool, locale: Locale) -> String {
    match (verdict.is_all_well(), ok) {
        (true, true) => locale.words("doctor-all-well"),
        (true, false) => locale.words("doctor-see-above"),
        (false, _) => locale
            .message("doctor-not-well")
            .phrase("headline", &*verdict.headline)
            .text(),
    }
}
