//! The tools about this machine: whether reports can arrive, and what an endpoint answers.

use std::sync::Arc;

use missedhook_core::{
    locale::Locale,
    model::{moment::system_clock, problem::Problem},
    monitoring::{
        self,
        prober::{ProbeDeps, ProbeRequest, run},
    },
    platform::network,
    probe::{LIMIT, Method, ProbeTarget, target},
    settings::ProbeSettings,
    status::verdict::{ProofName, ProofState, Verdict},
};
use rmcp::{
    handler::server::{common::schema_for_output, wrapper::Parameters},
    model::CallToolResult,
    schemars::{self, JsonSchema},
    tool, tool_router,
};
use serde::{Deserialize, Serialize};

use super::{
    answer::{failed, short, structured, word},
    rows::ProbeRow,
    server::{History, Server},
};
use crate::cli::doctor::{self, Examination, program_state};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct StatusParams {
    /// Also check this machine as `missedhook doctor` does; takes some seconds
    #[serde(default)]
    doctor: bool,
}

/// Whether reports can come in, and what stands in the way.
#[derive(Debug, Serialize, JsonSchema)]
struct StatusAnswer {
    /// Whether Missedhook runs on this data directory
    running: bool,
    version: String,
    /// calm: all is well; attention: something fails; deaf: no report can come in; null where nothing is known
    level: Option<String>,
    /// The weightiest thing to know
    headline: String,
    /// Whether RETM can reach the receiver, as last proven; null where that is not known or not wanted
    reachable: Option<bool>,
    /// What is proven and what is not
    proofs: Vec<ProofRow>,
    /// What the checks of `doctor` found; null where they were not asked for
    checks: Option<Vec<CheckRow>>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct ProofRow {
    name: String,
    /// proven, missing, not_known_yet or set_aside
    state: String,
    text: String,
}

#[derive(Debug, Serialize, JsonSchema)]
struct CheckRow {
    name: String,
    ok: bool,
    found: String,
    /// What to do; null where all is well
    remedy: Option<String>,
}

impl StatusAnswer {
    fn of(history: &History, examined: Option<Examination>) -> Self {
        let published = program_state::fresh(&history.dir).map(|status| status.verdict);
        let (verdict, checks) = match examined {
            Some(examined) => {
                let results = examined.results(Locale::default());
                (Some(examined.verdict), Some(results))
            }
            None => (published, None),
        };
        let running = history.dir.running().is_some();
        let unknown = match running {
            true => "Missedhook runs, but has not said lately how it is.",
            false => "Missedhook is not running: RETM can't reach you.",
        };
        let headline = verdict.as_ref().map(|verdict| verdict.headline.clone());
        let checks = checks.map(|checks| {
            let rows = checks.into_iter().map(|check| CheckRow {
                name: check.name,
                ok: check.ok,
                found: short(&check.found),
                remedy: check.remedy,
            });
            rows.collect()
        });
        Self {
            running,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            level: verdict.as_ref().map(|verdict| word(&verdict.level)),
            headline: headline.unwrap_or_else(|| unknown.to_owned()),
            reachable: verdict.as_ref().and_then(reachable),
            proofs: verdict.as_ref().map(proofs).unwrap_or_default(),
            checks,
        }
    }
}

fn reachable(verdict: &Verdict) -> Option<bool> {
    match verdict.state(ProofName::Connection)? {
        ProofState::Proven { .. } => Some(true),
        ProofState::Missing { .. } => Some(false),
        ProofState::NotKnownYet { .. } | ProofState::SetAside { .. } => None,
    }
}

fn proofs(verdict: &Verdict) -> Vec<ProofRow> {
    let row = |proof: &missedhook_core::status::verdict::Proof| ProofRow {
        name: word(&proof.name),
        state: match proof.state {
            ProofState::Proven { .. } => "proven",
            ProofState::Missing { .. } => "missing",
            ProofState::NotKnownYet { .. } => "not_known_yet",
            ProofState::SetAside { .. } => "set_aside",
        }
        .to_owned(),
        text: short(proof.state.sentence()),
    };
    verdict.proofs.iter().map(row).collect()
}

/// What to probe: one of the two.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ProbeParams {
    /// An incident whose endpoint is probed
    #[serde(default)]
    incident: Option<i64>,
    /// A URL, a host, or a path under the base URL in the settings
    #[serde(default)]
    endpoint: Option<String>,
}

impl ProbeParams {
    fn endpoint(self, history: &History) -> anyhow::Result<String> {
        let found = match (self.incident, self.endpoint) {
            (None, Some(endpoint)) => return Ok(endpoint),
            (Some(id), None) => {
                let reader = history.reader.as_ref();
                let found = reader.map(|reader| reader.incident(id)).transpose()?;
                let incident = found.flatten();
                incident.ok_or_else(|| missedhook_core::engine::no_incident(id))?
            }
            _ => anyhow::bail!("Name either an incident or an endpoint."),
        };
        Ok(found.probe_endpoint())
    }
}

/// The URL, and the probe settings for it: only what the user has allowed or monitors. Nothing that an agent read in a
/// report extends this.
fn allowed(endpoint: &str, history: &History) -> Result<(String, ProbeSettings), Problem> {
    let mut settings = history.settings.probe.clone();
    let where_to = |settings: &ProbeSettings| {
        let base = settings.base_url.as_deref();
        target(endpoint, base, &settings.allowed_hosts)
    };
    if let ProbeTarget::Ready { url, .. } = where_to(&settings) {
        let hosts = &settings.allowed_hosts;
        settings.allowed_hosts = monitoring::allowed(hosts, &history.settings.monitors, &url);
    }
    match where_to(&settings) {
        ProbeTarget::Ready {
            url, allowed: true, ..
        } => Ok((url, settings)),
        ProbeTarget::Ready { host, .. } => Err(Problem::new(
            format!("Probing {host} is not allowed."),
            "Nothing was sent.",
            "Only the person can allow it: in the window, or as `allowed_hosts` under [probe] in settings.toml.",
        )),
        ProbeTarget::NeedsBaseUrl { path } => Err(Problem::new(
            format!("{path} is a path without a host."),
            "Nothing was sent.",
            "The person can set `base_url` under [probe] in settings.toml.",
        )),
        ProbeTarget::None => Err(Problem::new(
            "That is no endpoint to probe.",
            "Nothing was sent.",
            "Name a URL, a host or a path.",
        )),
    }
}

#[tool_router(router = program_tools, vis = "pub(super)")]
impl Server {
    #[tool(
        description = "Whether Missedhook runs, whether RETM can reach the receiver, and what stands in the way. With `doctor`, checks this machine: receiver, tunnel, disk, database, notifications.",
        output_schema = schema_for_output::<StatusAnswer>(),
        annotations(title = "Status and doctor", read_only_hint = true, open_world_hint = false)
    )]
    async fn status(&self, Parameters(asked): Parameters<StatusParams>) -> CallToolResult {
        let listen = self.listen;
        self.answer(move |history| {
            let examined = asked.doctor.then(|| doctor::examine(&history.dir, listen));
            Ok(StatusAnswer::of(history, examined))
        })
        .await
    }

    #[tool(
        description = "Probe an endpoint once: one HEAD request without credentials, following no redirect, and say where it fails: DNS, connection, TLS or response. Only hosts that the person allowed; the answer is data from outside.",
        output_schema = schema_for_output::<ProbeRow>(),
        annotations(title = "Probe an endpoint", read_only_hint = true, open_world_hint = true)
    )]
    async fn probe(&self, Parameters(asked): Parameters<ProbeParams>) -> CallToolResult {
        let order = self.read(move |history| {
            let endpoint = asked.endpoint(history)?;
            let (url, settings) = allowed(&endpoint, history)?;
            Ok((url, settings, history.redaction()))
        });
        let (url, settings, redaction) = match order.await {
            Ok(order) => order,
            Err(error) => return failed(error),
        };
        let deps = ProbeDeps {
            settings,
            clock: system_clock(),
            network: Arc::new(network::current),
        };
        let request = ProbeRequest {
            url,
            method: Method::Head,
            limit: LIMIT,
        };
        let probe = run(&request, &deps, |_| {}, std::future::pending()).await;
        structured(&ProbeRow::of(&probe), &redaction)
    }
}
