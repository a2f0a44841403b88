//! `missedhook doctor`: what on this machine could keep a report from reaching the user, and whether all is well, by
//! the same verdict that the tray and the window show. Read-only.

mod bundle;
pub mod diagnostics;
mod disk;
pub(super) mod program_state;
mod relay;
mod team;
mod updates;

use std::{net::SocketAddr, path::PathBuf, process::ExitCode};

use clap::Args;
#[cfg(target_os = "linux")]
use missedhook_core::alerts::session_bus;
use missedhook_core::{
    engine::open_to_network,
    ingress::{
        check,
        tunnel::{self, Offer},
    },
    locale::Locale,
    model::problem::Problem,
    platform::{
        autostart::Autostart,
        data_dir::{DataDir, PublishedStatus},
        proxy,
    },
    prober::http_client,
    reachability::outcome::Outcome,
    receiver,
    settings::Settings,
    status::verdict::{ProofName, ProofState, Verdict},
    store::{self, Reader},
};
use serde::Serialize;

use super::{Start, print_json, print_line, printable, runtime, url::tunnel_url};

/// Check for anything that could keep a report from reaching you
#[derive(Args)]
pub struct Doctor {
    /// Print a JSON object
    #[arg(long)]
    json: bool,
    /// Write diagnostics for a bug report to a text file, without secrets; an existing file is never replaced
    #[arg(long, value_name = "FILE", conflicts_with = "json")]
    bundle: Option<Option<PathBuf>>,
}

/// One check of this machine and its result.
#[derive(Serialize)]
pub struct Check {
    pub name: &'static str,
    pub ok: bool,
    pub found: String,
    /// What to do. `None` if all is well.
    pub remedy: Option<String>,
    /// The proof that it contributes. `None` if it is only informative.
    #[serde(skip)]
    proof: Option<(ProofName, ProofState)>,
}

impl Check {
    fn new(name: &'static str, outcome: Result<String, Problem>) -> Self {
        match outcome {
            Ok(found) => Self {
                name,
                ok: true,
                found,
                remedy: None,
                proof: None,
            },
            Err(problem) => Self {
                name,
                ok: false,
                found: format!("{} {}", problem.what, problem.meaning),
                remedy: Some(problem.remedy),
                proof: None,
            },
        }
    }

    /// A check that proves something about the whole program.
    fn proof(name: &'static str, proves: ProofName, outcome: Result<String, Problem>) -> Self {
        let state = match &outcome {
            Ok(said) => ProofState::Proven { said: said.clone() },
            Err(problem) => ProofState::Missing {
                problem: problem.clone(),
            },
        };
        Self {
            proof: Some((proves, state)),
            ..Self::new(name, outcome)
        }
    }
}

/// The verdict from all checks, and whether every check passed. What no check covers is not proven.
fn verdict(checks: &[Check]) -> (Verdict, bool) {
    let states = ProofName::ALL.map(|name| {
        let proofs = checks.iter().filter_map(|check| check.proof.as_ref());
        let mut of_it = proofs.filter(|(proves, _)| *proves == name);
        let missing = of_it.clone().find(|(_, state)| !state.is_settled());
        let found = missing.or_else(|| of_it.next());
        found.map_or_else(
            || ProofState::NotKnownYet {
                problem: Problem::new(format!("{name:?} was not looked at."), "", ""),
            },
            |(_, state)| state.clone(),
        )
    });
    let verdict = Verdict::of(states, None);
    let ok = verdict.is_all_well() && checks.iter().all(|check| check.ok);
    (verdict, ok)
}

/// If the running program considers something unproven, it is unproven, whatever this process sees: the program may be
/// on another session bus or have other settings in force. A check that already fails keeps its own text.
fn apply_published_status(checks: &mut [Check], told: &Verdict) {
    for name in ProofName::ALL {
        let Some(problem) = program_state::unsettled(told, name) else {
            continue;
        };
        let of_it = |check: &&mut Check| matches!(check.proof, Some((proves, _)) if proves == name);
        let mut of_it: Vec<&mut Check> = checks.iter_mut().filter(of_it).collect();
        if of_it.iter().all(|check| check.ok)
            && let Some(check) = of_it.last_mut()
        {
            **check = Check::proof(check.name, name, Err(problem));
        }
    }
}

impl Doctor {
    pub fn run(self, start: &Start) -> anyhow::Result<ExitCode> {
        let dir = start.data_dir_arg.existing()?;
        if let Some(file) = self.bundle {
            return bundle::write(&dir, start.listen, file);
        }
        let Examination {
            ok,
            verdict,
            checks,
        } = examine(&dir, start.listen);
        if self.json {
            print_json(&serde_json::json!({
                "ok": ok,
                "level": verdict.level,
                "headline": verdict.headline,
                "checks": checks,
            }))?;
        } else {
            for line in said(&checks) {
                print_line(&line)?;
            }
        }
        Ok(if ok {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        })
    }
}

/// The results of all checks and the conclusion.
pub struct Examination {
    pub ok: bool,
    pub verdict: Verdict,
    pub checks: Vec<Check>,
}

/// Runs all checks. Takes some seconds. Not for async code.
pub fn examine(dir: &DataDir, listen: Option<SocketAddr>) -> Examination {
    let checks = checks(dir, listen);
    let (verdict, ok) = verdict(&checks);
    Examination {
        ok,
        verdict,
        checks,
    }
}

fn checks(dir: &DataDir, listen: Option<SocketAddr>) -> Vec<Check> {
    let told = program_state::told(dir);
    let mut checks = checks_in_process(dir, listen, &told);
    let (seen, _) = verdict(&checks);
    if let Some(Ok(told)) = program_state::settled_since(dir, told, &seen) {
        apply_published_status(&mut checks, &told.verdict);
    }
    checks
}

fn checks_in_process(
    dir: &DataDir,
    listen: Option<SocketAddr>,
    told: &Option<Result<PublishedStatus, Problem>>,
) -> Vec<Check> {
    vec![
        Check::new("data directory", Ok(dir.path().display().to_string())),
        Check::proof("settings", ProofName::Settings, settings(dir)),
        Check::proof("database", ProofName::Store, database(dir, told)),
        Check::proof("history", ProofName::History, history(dir)),
        Check::new("relay", relay::relay(dir)),
        Check::proof("requests", ProofName::Requests, relay::expected(dir)),
        Check::new("disk space", disk::space(dir)),
        Check::proof("receiver", ProofName::Receiver, receiver(dir, listen)),
        Check::proof("workers", ProofName::Workers, program_state::workers(told)),
        Check::proof(
            "notifications",
            ProofName::Notifications,
            program_state::notifications(),
        ),
        Check::new("tray", tray()),
        Check::new("start at login", start_at_login(dir)),
        Check::new("proxy", Ok(proxy())),
        Check::new("team", team::team(dir)),
        Check::new("updates", updates::updates(dir)),
        Check::new("tunnel programs", tunnel_programs()),
        Check::proof("tunnel", ProofName::Connection, tunnel(dir)),
        Check::proof("reachability", ProofName::Connection, reachability(dir)),
        Check::proof("setup", ProofName::Setup, program_state::setup(dir)),
        Check::proof(
            "incidents",
            ProofName::Unresolved,
            program_state::incidents(dir),
        ),
    ]
}

/// The checks as printed, and the verdict.
fn said(checks: &[Check]) -> Vec<String> {
    let mut lines = Vec::new();
    for check in checks {
        let sign = if check.ok { '✓' } else { '✗' };
        lines.push(format!("{sign} {}: {}", check.name, check.found));
        lines.extend(check.remedy.iter().map(|remedy| format!("  {remedy}")));
    }
    let (verdict, ok) = verdict(checks);
    lines.push(headline(&verdict, ok));
    lines
}

/// The last line: the verdict, or if that is good, that another check failed.
fn headline(verdict: &Verdict, ok: bool) -> String {
    match (verdict.is_all_well(), ok) {
        (true, true) => "All is well.".to_owned(),
        (true, false) => "Reports come in and are kept, but see ✗ above.".to_owned(),
        (false, _) => format!("Not all is well: {}", printable(&verdict.headline)),
    }
}

fn settings(dir: &DataDir) -> Result<String, Problem> {
    match Settings::problem(dir) {
        None => Ok(dir.settings().display().to_string()),
        Some(problem) => Err(problem),
    }
}

fn database(
    dir: &DataDir,
    told: &Option<Result<PublishedStatus, Problem>>,
) -> Result<String, Problem> {
    store::check(&dir.database())?;
    // The running program knows more than a reader can see of a failing disk.
    if let Some(Ok(told)) = told
        && let Some(problem) = program_state::unsettled(&told.verdict, ProofName::Store)
    {
        return Err(problem);
    }
    let Some(reader) = Reader::open(dir)? else {
        return Ok("not there yet, created at the first start".to_owned());
    };
    match reader.integrity()? {
        Some(wrong) => Err(store::StoreError::Damaged(wrong).into()),
        None => {
            let total = reader.total()?;
            let renewed = reader.index_renewed()?;
            let index =
                renewed.map(|percent| format!("; {percent} % of its search index is renewed"));
            let errors = match total {
                1 => "delivery error",
                _ => "delivery errors",
            };
            Ok(format!(
                "whole, {total} {errors}{}",
                index.unwrap_or_default()
            ))
        }
    }
}

fn history(dir: &DataDir) -> Result<String, Problem> {
    if dir.is_history_missing() {
        return Err(Problem::new(
            format!("{} is missing or empty.", dir.database().display()),
            "What was received before is not shown; the next start begins a new history.",
            "Put it back, or restore a backup: `missedhook restore FILE`.",
        ));
    }
    match store::set_aside_problem(&dir.database()) {
        None => Ok("nothing was set aside".to_owned()),
        Some(problem) => Err(problem),
    }
}

fn receiver(dir: &DataDir, listen: Option<SocketAddr>) -> Result<String, Problem> {
    if let Some(running) = dir.running() {
        return match running.receiver {
            Some(address) => answering(address, running.pid),
            None => Err(Problem::new(
                format!(
                    "Missedhook runs (pid {}), but its receiver does not listen.",
                    running.pid
                ),
                "RETM's reports can't reach you.",
                "Open its window: the bar across the top says why.",
            )),
        };
    }
    let settings = Settings::load(dir)?;
    let address = listen.unwrap_or(settings.listen);
    let free = runtime().map(|runtime| runtime.block_on(receiver::bind(address)));
    match free {
        Ok(Ok(_)) => Err(Problem::new(
            format!("Missedhook is not running; {address} is free."),
            "RETM can't reach you.",
            "Start it: `missedhook`, or `missedhook serve`.",
        )),
        Ok(Err(error)) => Err(error.into()),
        Err(error) => Err(Problem::new(
            error.to_string(),
            "Nothing can listen.",
            "Try again.",
        )),
    }
}

/// Whether the receiver of this process answers: it may hang or refuse every report.
fn answering(address: SocketAddr, pid: u32) -> Result<String, Problem> {
    let refused = |what: String, remedy: &str| {
        Err(Problem::new(
            what,
            "RETM's reports can't reach you.",
            remedy,
        ))
    };
    match http_client::ask_receiver(address) {
        Ok(503) => refused(
            format!("The receiver on {address} (pid {pid}) refuses every report."),
            "Set this machine's clock; the log in the data directory says more.",
        ),
        Ok(404) => Ok(match open_to_network(address) {
            None => format!("listening on {address} (pid {pid})"),
            Some(meaning) => format!("listening on {address} (pid {pid}). {meaning}"),
        }),
        Ok(status) => refused(
            format!(
                "What answers on {address} (pid {pid}) says {status}, where a receiver says 404."
            ),
            "Restart Missedhook, and make sure nothing else listens there.",
        ),
        Err(error) => refused(
            format!("The receiver on {address} (pid {pid}) does not answer: {error}."),
            "Restart Missedhook.",
        ),
    }
}

/// Any subset is fine: one program is enough, and bore needs none.
fn tunnel_programs() -> Result<String, Problem> {
    let offers = offers()?;
    let found: Vec<String> = offers
        .iter()
        .filter(|offer| offer.program.is_some())
        .map(|offer| match &offer.version {
            Some(version) => format!("{} ({})", offer.title, printable(version)),
            None => format!("{} (says no version)", offer.title),
        })
        .collect();
    Ok(if found.is_empty() {
        "none found; bore is built in".to_owned()
    } else {
        format!("{}; bore is built in", found.join(", "))
    })
}

fn offers() -> Result<Vec<Offer>, Problem> {
    let not_looked = |error: std::io::Error| {
        Problem::new(
            format!("Tunnel programs can't be looked for: {error}."),
            "Installed tunnels are unknown.",
            "Try again.",
        )
    };
    let deps = tunnel::TunnelDeps::of_this_machine().map_err(not_looked)?;
    let runtime = runtime().map_err(not_looked)?;
    Ok(runtime.block_on(tunnel::offers(&deps, None, Locale::default())))
}

fn tunnel(dir: &DataDir) -> Result<String, Problem> {
    let settings = Settings::load(dir)?;
    let Some(kind) = settings.tunnel.kind else {
        return Ok(match &settings.public_url {
            Some(url) => format!("your own URL: {url}"),
            None => "none is chosen".to_owned(),
        });
    };
    let offer = offers()?.into_iter().find(|offer| offer.kind == kind);
    match offer {
        Some(offer) if !offer.found => Err(Problem::new(
            format!("{} is chosen, but its program was not found.", kind.title()),
            "RETM's reports can't reach you.",
            offer
                .how_to_get
                .unwrap_or_else(|| "Choose another tunnel.".to_owned()),
        )),
        _ => Ok(kind.title().to_owned()),
    }
}

/// Whether the public URL leads to the receiver of this data directory.
fn reachability(dir: &DataDir) -> Result<String, Problem> {
    let settings = Settings::load(dir)?;
    let public = tunnel_url(dir, &settings)
        .or_else(|| settings.public_url.as_ref().map(ToString::to_string));
    let Some(public) = public else {
        return match settings.tunnel.kind {
            None => program_state::no_connection(&settings),
            Some(kind) => Err(Problem::new(
                format!(
                    "{} has not come up yet: no public URL is known.",
                    kind.title()
                ),
                "RETM's reports can't reach you.",
                "Start Missedhook; its window shows what the tunnel prints.",
            )),
        };
    };
    let Some(address) = dir.running().and_then(|running| running.receiver) else {
        return Err(Problem::new(
            format!("Not checked: Missedhook is not running ({public})."),
            "RETM can't reach you.",
            "Start Missedhook.",
        ));
    };
    let outcome = check::compare(
        &settings.receiver_url_at(&public),
        &settings.local_url(address),
    );
    match outcome {
        Outcome::Reachable { took_ms } => Ok(format!("proven through {public} in {took_ms} ms")),
        Outcome::Failed { problem, .. } => Err(problem),
    }
}

fn proxy() -> String {
    match proxy::configured() {
        Some(proxy) => format!(
            "{proxy}: what goes out to the internet goes through it, the check of reachability among it; the receiver on this machine never does"
        ),
        None => "none is set in the environment".to_owned(),
    }
}

fn start_at_login(dir: &DataDir) -> Result<String, Problem> {
    let settings = Settings::load(dir)?;
    match Autostart::of(dir) {
        Ok(entry) => entry.check(settings.start_at_login),
        // It is not wanted.
        Err(problem) if !settings.start_at_login => Ok(format!("no. {}", problem.what)),
        Err(problem) => Err(problem),
    }
}

#[cfg(target_os = "linux")]
fn tray() -> Result<String, Problem> {
    if !super::has_window() {
        return Ok("the app with the icon is not installed".to_owned());
    }
    let watcher = session_bus::has_owner("org.kde.StatusNotifierWatcher");
    match watcher {
        Some(true) => Ok("the desktop shows tray icons".to_owned()),
        _ => Err(Problem::new(
            "This desktop shows no tray icons.",
            "Missedhook works, but without an icon; starting it again opens its window.",
            "On GNOME, install the extension AppIndicator and KStatusNotifierItem Support.",
        )),
    }
}

#[cfg(not(target_os = "linux"))]
fn tray() -> Result<String, Problem> {
    Ok("the system's own".to_owned())
}
