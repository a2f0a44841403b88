//! `missedhook url`: the receiver URL, or the relay's, for RETM's portal.

use std::{process::ExitCode, time::Duration};

use clap::Args;
use missedhook_core::model::duration;
use missedhook_core::{
    model::{moment::Moment, problem::Problem, tunnel::TunnelKind},
    platform::data_dir::DataDir,
    settings::Settings,
    store::Reader,
};

use super::{Start, print_json, print_line};

/// The longest time for which an old key can be kept. A key that is kept forever has not been replaced.
const KEEP_LIMIT: Duration = Duration::from_secs(90 * 24 * 60 * 60);

/// Print the receiver URL, or the relay's
#[derive(Args)]
pub struct Url {
    /// Replace the key first; the old URL stops working. A running Missedhook picks it up within seconds
    #[arg(long)]
    replace_key: bool,
    /// Keep the old URL working for this long, for example 24h or 7d; at most 90d
    #[arg(long, value_name = "TIME", requires = "replace_key", value_parser = keep_time)]
    keep_old: Option<Duration>,
    /// Print the relay's URL, without a path
    #[arg(long, conflicts_with = "replace_key")]
    hook: bool,
    /// Print a JSON object
    #[arg(long)]
    json: bool,
}

impl Url {
    pub fn run(self, start: &Start) -> anyhow::Result<ExitCode> {
        let dir = start.data_dir_arg.existing()?;
        let settings = if self.replace_key {
            let until = self.keep_old.map(|time| Moment::now().plus(time));
            Settings::replace_key(&dir, until)?
        } else {
            Settings::load(&dir)?
        };
        let running = dir.running().and_then(|running| running.receiver);
        let address = running.or(start.listen).unwrap_or(settings.listen);
        let tunnel = tunnel_url(&dir, &settings);
        if self.hook {
            let url = settings
                .hook_url(tunnel.as_deref(), address)
                .ok_or_else(|| no_hook(&settings))?;
            match self.json {
                true => print_json(&serde_json::json!({
                    "hook_url": url,
                    "listening": running.is_some(),
                }))?,
                false => print_line(&url)?,
            }
            return Ok(ExitCode::SUCCESS);
        }
        let url = settings.receiver_url(tunnel.as_deref(), address);
        if self.json {
            let old_until = settings
                .old_key
                .and(settings.old_key_until)
                .filter(|until| *until > Moment::now());
            print_json(&serde_json::json!({
                "receiver_url": url,
                "listening": running.is_some(),
                "old_key_until": old_until,
            }))?;
        } else {
            print_line(&url)?;
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// Why the relay has no URL.
fn no_hook(settings: &Settings) -> Problem {
    match settings.relay.enabled {
        true => Problem::new(
            "The relay has no key yet.",
            "Its URL is made of that.",
            "Start Missedhook, which makes one: `missedhook`, or `missedhook serve`.",
        ),
        false => Problem::new(
            "The relay is off.",
            "It has no URL.",
            "Switch it on: in the window's settings, or with `enabled = true` under [relay] in settings.toml.",
        ),
    }
}

/// The public URL that the configured tunnel has or last had. `None` if it can't be read.
pub fn tunnel_url(dir: &DataDir, settings: &Settings) -> Option<String> {
    let kind = settings
        .tunnel
        .kind
        .filter(|kind| *kind != TunnelKind::OwnUrl)?;
    Reader::open(dir).ok()??.latest_public_url(kind).ok()?
}

fn keep_time(text: &str) -> Result<Duration, String> {
    match time(text)? {
        time if time.is_zero() => Err(
            "that is no time: leave --keep-old out, and the old URL stops working at once"
                .to_owned(),
        ),
        time if time > KEEP_LIMIT => Err("at most 90d".to_owned()),
        time => Ok(time),
    }
}

/// Parses a duration as people write it: `24h`, `7d`, `5m`.
pub fn time(text: &str) -> Result<Duration, String> {
    duration::read(text).ok_or_else(|| "a time is like 24h, 7d or 90s".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_people_write_them() {
        let hours = |n: u64| Some(Duration::from_secs(n * 60 * 60));
        for (text, expected) in [
            ("24h", hours(24)),
            ("7d", hours(7 * 24)),
            ("1d 12h", hours(36)),
            ("90 days", hours(90 * 24)),
            ("91d", None),
            ("-1h", None),
            ("0h", None),
            ("1 month", None),
            ("24", None),
            ("soon", None),
            ("", None),
        ] {
            assert_eq!(keep_time(text).ok(), expected, "{text}");
        }
    }
}
