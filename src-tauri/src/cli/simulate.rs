//! `missedhook simulate`: acts as RETM against an endpoint.

use std::{
    process::ExitCode,
    time::{Duration, Instant},
};

use anyhow::Context as _;
use clap::Args;
use missedhook_core::{
    model::{http_url::HttpUrl, secret::Secret},
    monitoring::prober::{
        http_client::TIMEOUT,
        retm_events,
        simulate::{self, ATTEMPT_TIMEOUT, Attempt, TRIES},
    },
    platform::{data_dir::DataDir, proxy::Route},
    receiver::source_proof::SourceKey,
    settings::Settings,
};
use serde_json::{Value, json};

use super::{DataDirArg, print_json, print_line};

/// Act as RETM: deliver an event, try three times, then call the error webhook
#[derive(Args)]
pub struct Simulate {
    /// Endpoint to deliver the event to
    #[arg(required_unless_present = "storm", value_parser = http_url)]
    url: Option<String>,
    /// Send a storm of error webhooks instead: many reports for many made-up endpoints
    #[arg(long, conflicts_with_all = ["url", "event"])]
    storm: bool,
    /// Number of reports in a storm
    #[arg(long, default_value_t = 10_000, requires = "storm")]
    reports: u32,
    /// Number of endpoints in a storm
    #[arg(long, default_value_t = 50, requires = "storm", value_parser = clap::value_parser!(u32).range(1..))]
    endpoints: u32,
    /// Duration of a storm in seconds
    #[arg(long, default_value_t = 60, requires = "storm")]
    seconds: u32,
    /// Event to deliver, with RETM's patience of one second: order.created, order.refunded, customer.created,
    /// customer.updated, customer.deleted, menu.updated, invoice.created, reward.check, reward.redeem, or your own
    /// [default: RETM's example, unhurried]
    #[arg(long)]
    event: Option<String>,
    /// Merchant that the event is of: RETM's business_refrence
    #[arg(long, value_name = "ID", default_value = "", requires = "event")]
    business: String,
    /// Number of events, one after the other
    #[arg(long, value_name = "N", default_value_t = 1, requires = "event", value_parser = clap::value_parser!(u32).range(1..))]
    count: u32,
    /// Error webhook to call [default: the running receiver]
    #[arg(long, value_name = "URL", value_parser = http_url)]
    error_webhook: Option<String>,
    /// Bearer token for both [default: the one in the settings]
    #[arg(long)]
    token: Option<String>,
    /// Print a JSON object
    #[arg(long)]
    json: bool,
}

impl Simulate {
    pub fn run(self, data_dir_arg: &DataDirArg) -> anyhow::Result<ExitCode> {
        let here = match data_dir_arg.existing() {
            Ok(dir) => Some((Settings::load(&dir)?, dir)),
            Err(_) => None,
        };
        let token = match &self.token {
            Some(token) => Secret::new(token),
            None => here
                .as_ref()
                .and_then(|(settings, _)| settings.own_token().cloned()),
        };
        let key = here.as_ref().and_then(|(_, dir)| SourceKey::load(dir));
        let Some(url) = self.url.as_deref() else {
            let receiver = self.receiver(here.as_ref())?;
            return self.storm(&receiver, token.as_ref(), key.as_ref());
        };
        let (mut played, mut is_success) = (Vec::new(), true);
        for _ in 0..self.count {
            let (one, went_well) = self.play(url, here.as_ref(), (token.as_ref(), key.as_ref()))?;
            played.push(one);
            is_success &= went_well;
        }
        match &played[..] {
            _ if !self.json => {}
            [one] => print_json(one)?,
            all => print_json(&all)?,
        }
        Ok(if is_success {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        })
    }

    /// Delivers one event, or reports that it could not. Also returns whether the report was accepted.
    fn play(
        &self,
        url: &str,
        here: Option<&(Settings, DataDir)>,
        (token, key): (Option<&Secret>, Option<&SourceKey>),
    ) -> anyhow::Result<(Value, bool)> {
        let (event, patience) = match &self.event {
            Some(name) => (simulate::event_now(name, &self.business)?, ATTEMPT_TIMEOUT),
            None => (simulate::event("order.created"), TIMEOUT),
        };
        let mut attempts: Vec<Attempt> = Vec::new();
        for number in 1..=TRIES {
            let attempt = simulate::attempt(url, token, &event, patience);
            self.say(&format!(
                "Try {number}: {} {}",
                attempt.code, attempt.message
            ))?;
            let is_over = attempt.delivered || self.is_answer(&attempt);
            attempts.push(attempt);
            if is_over {
                self.say("Delivered: RETM sends no error webhook.")?;
                return Ok((played(&attempts, true, None), true));
            }
        }
        let receiver = self.receiver(here)?;
        let last = attempts.last().context("RETM tries at least once")?;
        let answer = simulate::report(&receiver, self.route(), token, key, url, last)
            .map_err(|words| anyhow::anyhow!("The error webhook was not answered: {words}."))?;
        self.say(&format!(
            "Gave up; the error webhook answered {}.",
            answer.status
        ))?;
        let played = played(&attempts, false, Some(answer.status));
        Ok((played, answer.is_success()))
    }

    /// Whether the point of sale got its answer: a used coupon is rejected with 400, which is not a failure.
    fn is_answer(&self, attempt: &Attempt) -> bool {
        let is_reward = self.event.as_deref().is_some_and(retm_events::is_reward);
        is_reward && attempt.code == 400
    }

    fn receiver(&self, here: Option<&(Settings, DataDir)>) -> anyhow::Result<String> {
        if let Some(url) = &self.error_webhook {
            return Ok(url.clone());
        }
        let url =
            here.and_then(|(settings, dir)| Some(settings.local_url(dir.running()?.receiver?)));
        url.context(
            "No receiver is running here: start `missedhook serve`, or name one with --error-webhook.",
        )
    }

    /// The receiver on this machine is never called through a proxy.
    const fn route(&self) -> Route {
        match self.error_webhook {
            None => Route::Direct,
            Some(_) => Route::UserProxy,
        }
    }

    /// Sends a storm, evenly over its duration. Ctrl-C ends it.
    fn storm(
        &self,
        receiver: &str,
        token: Option<&Secret>,
        key: Option<&SourceKey>,
    ) -> anyhow::Result<ExitCode> {
        let storm = simulate::storm(self.reports, self.endpoints);
        let length = Duration::from_secs(u64::from(self.seconds));
        let begun = Instant::now();
        let mut kept = 0_u32;
        for (number, (endpoint, last)) in (0_u32..).zip(storm) {
            let due = length.mul_f64(f64::from(number) / f64::from(self.reports.max(1)));
            std::thread::sleep(due.saturating_sub(begun.elapsed()));
            let answer = simulate::report(receiver, self.route(), token, key, &endpoint, &last)
                .map_err(|words| anyhow::anyhow!("The receiver did not answer: {words}."))?;
            kept += u32::from(answer.is_success());
            if (number + 1).is_multiple_of(1_000) {
                self.say(&format!("{} of {} sent", number + 1, self.reports))?;
            }
        }
        let sent = self.reports;
        self.say(&format!(
            "Sent {sent} reports over {} endpoints; {kept} were kept.",
            self.endpoints
        ))?;
        if self.json {
            print_json(&json!({"sent": sent, "kept": kept, "endpoints": self.endpoints}))?;
        }
        Ok(if kept == sent {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        })
    }

    fn say(&self, line: &str) -> anyhow::Result<()> {
        if self.json {
            Ok(())
        } else {
            print_line(&super::printable(line))
        }
    }
}

/// A URL that can be requested. Anything else is a mistake of the user, not a failure of an endpoint.
pub fn http_url(text: &str) -> Result<String, String> {
    const LIKE: &str = "write one like http://127.0.0.1:3000/retm/orders";
    match HttpUrl::parse(text) {
        Ok(url) if url.port() == Some(0) => Err(format!("nothing listens at port 0; {LIKE}")),
        Ok(_) => Ok(text.trim().to_owned()),
        Err(error) => Err(format!("{error}; {LIKE}")),
    }
}

fn played(attempts: &[Attempt], delivered: bool, error_webhook: Option<u16>) -> Value {
    json!({"delivered": delivered, "attempts": attempts, "error_webhook_status": error_webhook})
}
