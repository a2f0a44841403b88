//! `missedhook probe`: probes an endpoint once, step by step, and says in one sentence where the request fails. A thin
//! layer over the core's probe. The settings of the data directory say where it may go.

use std::{process::ExitCode, sync::Arc, time::Duration};

use clap::Args;
use jiff::SignedDuration;
use missedhook_core::{
    model::moment::system_clock,
    monitoring::prober::{ProbeDeps, ProbeRequest, run},
    platform::network,
    probe::{LIMIT, Method, Probe, ProbeStep, ProbeStepState, ProbeTarget, target},
    settings::{ProbeSettings, Settings},
};

use super::{DataDirArg, output, print_json, print_line, printable, runtime};

/// The width of the waterfall, in characters.
const WIDTH: u64 = 24;
/// The shortest and the longest timeout of a probe.
const TIMES: std::ops::RangeInclusive<Duration> =
    Duration::from_millis(100)..=Duration::from_secs(300);

/// Check an endpoint and say where the request fails: DNS, connection, TLS or response
#[derive(Args)]
#[command(after_help = "\
Sends one HEAD request without credentials and follows no redirect. Addresses of this machine and of private
networks are checked only if you allowed the host, in the settings (probe.allowed_hosts) or with --allow.
Exit code: 0 if the endpoint answers, 1 otherwise.")]
pub struct ProbeEndpoint {
    /// Endpoint: a URL, a host, or a path under the base URL in the settings
    url: String,
    /// POST a sample event as RETM would send it, instead of HEAD
    #[arg(long)]
    post_event: bool,
    /// Timeout of the whole probe, for example 500ms or 30s; at most 5m [default: 10s]
    #[arg(long, value_name = "TIME", value_parser = time)]
    timeout: Option<Duration>,
    /// Allow this host for this probe, even on this machine or a private network
    #[arg(long)]
    allow: bool,
    /// Show all details: addresses, certificates, headers
    #[arg(short, long)]
    verbose: bool,
    /// Print a JSON object
    #[arg(long)]
    json: bool,
}

impl ProbeEndpoint {
    pub fn run(self, data_dir_arg: &DataDirArg) -> anyhow::Result<ExitCode> {
        // Without a data directory, the defaults apply.
        let mut settings = match data_dir_arg.existing() {
            Ok(dir) => Settings::load(&dir)?.probe,
            Err(_) => ProbeSettings::default(),
        };
        if self.allow {
            self.allow_in(&mut settings);
        }
        let deps = ProbeDeps {
            settings,
            clock: system_clock(),
            network: Arc::new(network::current),
        };
        let request = ProbeRequest {
            url: self.url.clone(),
            method: if self.post_event {
                Method::Event
            } else {
                Method::Head
            },
            limit: self.timeout.unwrap_or(LIMIT),
        };
        let is_watched = !self.json && output::is_watched();
        let stop = async {
            if tokio::signal::ctrl_c().await.is_err() {
                std::future::pending::<()>().await;
            }
        };
        let show = |probe: &Probe| {
            if is_watched {
                show_under_way(probe);
            }
        };
        let runtime = runtime()?;
        let probe = runtime.block_on(run(&request, &deps, show, stop));
        // Does not wait for an abandoned look-up by the system's resolver.
        runtime.shutdown_background();
        if is_watched {
            output::erase_progress();
        }
        if self.json {
            print_json(&probe)?;
        } else {
            self.print(&probe)?;
        }
        Ok(if probe.is_good() {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        })
    }

    /// Allows the host for this probe only. Nothing is written.
    fn allow_in(&self, settings: &mut ProbeSettings) {
        let base = settings.base_url.as_deref();
        if let ProbeTarget::Ready { host, .. } = target(&self.url, base, &settings.allowed_hosts) {
            settings.allowed_hosts = settings.allowed_hosts.with(&host);
        }
    }

    /// Prints the result first, then the steps.
    fn print(&self, probe: &Probe) -> anyhow::Result<()> {
        print_line(&printable(&probe.sentence))?;
        if !probe.next.is_empty() {
            print_line(&printable(&probe.next))?;
        }
        if !probe.steps.is_empty() {
            print_line("")?;
        }
        let titles = probe.steps.iter().map(|step| step.title.chars().count());
        let widest = titles.max().unwrap_or(0).min(48);
        for step in &probe.steps {
            print_line(&printable(&row(step, probe.took_us, widest)))?;
            if self.verbose || step.state == ProbeStepState::Failed {
                for fact in &step.facts {
                    print_line(&printable(&format!("    {}: {}", fact.name, fact.value)))?;
                }
            }
        }
        Ok(())
    }
}

/// A step in the waterfall: its sign and name, when it began, its duration, a bar for that, and what was found.
fn row(step: &ProbeStep, whole_us: u64, widest: usize) -> String {
    let sign = match step.state {
        ProbeStepState::Running => '·',
        ProbeStepState::Done => '✓',
        ProbeStepState::Failed => '✗',
    };
    let millis = |micros: u64| format!("{}.{} ms", micros / 1000, micros / 100 % 10);
    format!(
        "{sign} {:widest$}  {:>11}  {:>11}  {}  {}",
        step.title,
        format!("+{}", millis(step.started_us)),
        millis(step.took_us),
        bar(step, whole_us),
        step.text
    )
}

/// The position of the step in the total time, at least one mark long.
fn bar(step: &ProbeStep, whole_us: u64) -> String {
    let whole = whole_us.max(1);
    let data_dir_arg = |micros: u64| micros.min(whole) * WIDTH / whole;
    let from = data_dir_arg(step.started_us).min(WIDTH - 1);
    let to = data_dir_arg(step.started_us.saturating_add(step.took_us)).clamp(from + 1, WIDTH);
    (0..WIDTH)
        .map(|at| {
            if (from..to).contains(&at) {
                '█'
            } else {
                '·'
            }
        })
        .collect()
}

/// The running step, on a terminal line that is overwritten.
fn show_under_way(probe: &Probe) {
    if let Some(step) = probe.steps.last() {
        output::progress(&format!("{} …", step.title));
    }
}

fn time(text: &str) -> Result<Duration, String> {
    text.parse::<SignedDuration>()
        .ok()
        .and_then(|time| Duration::try_from(time).ok())
        .filter(|time| TIMES.contains(time))
        .ok_or_else(|| "a time from 100ms to 5m, such as 10s".to_owned())
}
