//! `missedhook monitors`: lists the regular checks and their results, and changes them. The monitors are in the
//! settings, which a running program watches, so this command can change them at any time. Only the running program
//! checks.

use std::process::ExitCode;

use anyhow::bail;
use clap::{Args, Subcommand};
use missedhook_core::{
    model::moment::Moment,
    monitor::{
        Monitor, MonitorCheck, MonitorConfig, UnprobedEndpoint, Uptime, config::absolute_url,
    },
    monitoring,
    platform::{data_dir::DataDir, network},
    settings::Settings,
    store::Reader,
};

use super::{DataDirArg, in_list, print_json, print_line, printable, url::time};

/// List monitors and their status, or change them
#[derive(Args)]
pub struct Monitors {
    #[command(subcommand)]
    change: Option<Change>,
    /// Print a JSON object
    #[arg(long)]
    json: bool,
}

#[derive(Subcommand)]
enum Change {
    /// Add a monitor, or change the one of that URL
    Add(Add),
    /// Remove a monitor and its history
    Remove {
        /// Monitor number or URL
        monitor: String,
    },
    /// Pause a monitor; its history stays
    Pause {
        /// Monitor number or URL
        monitor: String,
    },
    /// Resume a paused monitor
    Resume {
        /// Monitor number or URL
        monitor: String,
    },
}

#[derive(Args)]
struct Add {
    /// Endpoint, for example https://pos-bridge.example.com/retm/orders
    url: String,
    /// Check interval: 30s to 1d
    #[arg(long, value_name = "TIME", default_value = "5m", value_parser = seconds)]
    every: u32,
    /// Accepted status codes, for example 200 or 200-299,405 [default: 2xx, and 405 for HEAD where GET gets 2xx]
    #[arg(
        long,
        value_name = "STATUSES",
        default_value = "",
        hide_default_value = true
    )]
    expect: String,
    /// Timeout of one check: 1s to 60s
    #[arg(long, value_name = "TIME", default_value = "10s", value_parser = seconds)]
    timeout: u32,
    /// Failures in a row before it counts as down: 1 to 10
    #[arg(long, value_name = "COUNT", default_value_t = 3)]
    failures: u32,
}

impl Monitors {
    pub fn run(self, data_dir_arg: &DataDirArg) -> anyhow::Result<ExitCode> {
        let dir = match self.change {
            None => data_dir_arg.existing()?,
            Some(_) => data_dir_arg.open()?,
        };
        match self.change {
            None => {}
            Some(Change::Add(add)) => add.save(&dir)?,
            Some(Change::Remove { monitor }) => {
                let config = find(&dir, &monitor)?;
                Settings::remove_monitor(&dir, &config.endpoint())?;
            }
            Some(Change::Pause { monitor }) => set_on(&dir, &monitor, false)?,
            Some(Change::Resume { monitor }) => set_on(&dir, &monitor, true)?,
        }
        list(&dir, self.json)
    }
}

impl Add {
    fn save(self, dir: &DataDir) -> anyhow::Result<()> {
        let settings = Settings::start(dir)?;
        let url = absolute_url(&self.url, settings.probe.base_url.as_deref())?;
        let config = MonitorConfig {
            url,
            interval_s: self.every,
            expected: self.expect,
            timeout_s: self.timeout,
            failures: self.failures,
            on: true,
        };
        let config = config.checked()?;
        let endpoint = config.endpoint();
        Settings::save_monitor(dir, Some(&endpoint), &config)?;
        Ok(())
    }
}

fn set_on(dir: &DataDir, monitor: &str, on: bool) -> anyhow::Result<()> {
    let config = find(dir, monitor)?;
    let endpoint = config.endpoint();
    Settings::save_monitor(dir, Some(&endpoint), &MonitorConfig { on, ..config })?;
    Ok(())
}

/// The monitor with this number or URL.
fn find(dir: &DataDir, monitor: &str) -> anyhow::Result<MonitorConfig> {
    let settings = Settings::load(dir)?;
    let endpoint = match monitor.parse::<i64>() {
        Err(_) => Some(MonitorConfig::of(monitor).endpoint()),
        Ok(id) => match Reader::open(dir)? {
            Some(reader) => reader.monitored_endpoint(id)?,
            None => None,
        },
    };
    let found = settings
        .monitors
        .into_iter()
        .find(|config| Some(config.endpoint()) == endpoint);
    match found {
        Some(config) => Ok(config),
        None => bail!(
            "there is no monitor {}. `missedhook monitors` lists them.",
            printable(monitor)
        ),
    }
}

fn list(dir: &DataDir, json: bool) -> anyhow::Result<ExitCode> {
    let settings = Settings::load(dir)?;
    let reader = Reader::open(dir)?;
    let offline = network::current().is_gone();
    let list = monitoring::list(reader.as_ref(), &settings, offline, Moment::now())?;
    if json {
        print_json(&list)?;
        return Ok(ExitCode::SUCCESS);
    }
    if list.monitors.is_empty() {
        print_line("No monitors yet. Add one: `missedhook monitors add URL`.")?;
    }
    for monitor in &list.monitors {
        print_line(&line(monitor))?;
    }
    for host in &list.failing_hosts {
        print_line(&format!("Everything behind {} is failing.", in_list(host)))?;
    }
    if offline {
        print_line("This machine is offline: only local URLs are checked.")?;
    }
    if !list.monitors.is_empty() && dir.running().is_none() {
        print_line("Missedhook does not run: nothing is checked until it does.")?;
    }
    Ok(ExitCode::SUCCESS)
}

/// A monitor as a human-readable line.
fn line(monitor: &Monitor) -> String {
    let id = match monitor.id {
        0 => "—".to_owned(),
        id => id.to_string(),
    };
    let figures: Vec<_> = monitor.uptimes.iter().filter_map(figures).collect();
    let last = match (&monitor.not_asked, &monitor.last) {
        (Some(why), _) => not_asked(why),
        (None, last) => last.as_ref().map_or_else(String::new, self::last),
    };
    format!(
        "{id:>4}  {:<7}  {}{}{}",
        monitor.state.into_str(),
        in_list(&monitor.config.url),
        figures
            .first()
            .map(|text| format!("  {text}"))
            .unwrap_or_default(),
        last
    )
}

fn not_asked(why: &UnprobedEndpoint) -> String {
    let UnprobedEndpoint { at, sentence, next } = why;
    format!("  {}  {} {}", at.local(), in_list(sentence), in_list(next))
}

fn last(check: &MonitorCheck) -> String {
    format!("  {}  {}", check.at.local(), in_list(&check.sentence))
}

/// `24 h: 99.93 %, 41/120 ms`. `None` without checks.
fn figures(uptime: &Uptime) -> Option<String> {
    let good = uptime.good_per_100k?;
    let times = match (uptime.p50_ms, uptime.p95_ms) {
        (Some(p50), Some(p95)) => format!(", {p50}/{p95} ms"),
        _ => String::new(),
    };
    // Rounded down: only a perfect record is 100 %.
    let hundredths = good / 10;
    Some(format!(
        "{}: {}.{:02} %{times}",
        uptime.span,
        hundredths / 100,
        hundredths % 100
    ))
}

fn seconds(text: &str) -> Result<u32, String> {
    let seconds = time(text)?.as_secs();
    u32::try_from(seconds).map_err(|_| "that is too long".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_rounded_down() {
        let uptime = |good_per_100k, p50_ms, p95_ms| Uptime {
            span: "24 h".to_owned(),
            checks: 1,
            good_per_100k,
            p50_ms,
            p95_ms,
        };
        for (uptime, expected) in [
            (uptime(None, None, None), None),
            (uptime(Some(0), None, None), Some("24 h: 0.00 %")),
            (
                uptime(Some(99_999), Some(41), Some(120)),
                Some("24 h: 99.99 %, 41/120 ms"),
            ),
            (
                uptime(Some(100_000), Some(1), Some(1)),
                Some("24 h: 100.00 %, 1/1 ms"),
            ),
        ] {
            assert_eq!(figures(&uptime).as_deref(), expected);
        }
    }
}
