//! `missedhook simulate`: plays RETM against an endpoint.

use std::process::ExitCode;

use anyhow::Context as _;
use clap::Args;
use missedhook_core::{
    settings::{BearerToken, Settings},
    simulate::{self, Attempt, TRIES},
};
use serde_json::json;

use super::{Place, print_json, print_line};

/// Play RETM: deliver an event, try three times, then send the error webhook
#[derive(Args)]
pub struct Simulate {
    /// The endpoint that the event is delivered to
    url: String,
    /// The event's name
    #[arg(long, default_value = "order.created")]
    event: String,
    /// Where the error webhook goes [default: the running receiver]
    #[arg(long, value_name = "URL")]
    error_webhook: Option<String>,
    /// The bearer token that both carry [default: the one in the settings]
    #[arg(long)]
    token: Option<String>,
    /// Print a JSON object
    #[arg(long)]
    json: bool,
}

impl Simulate {
    pub fn run(self, place: &Place) -> anyhow::Result<ExitCode> {
        let dir = place.open()?;
        let settings = Settings::load(&dir).map_err(|error| error.problem())?;
        let token = match &self.token {
            Some(token) => BearerToken::new(token),
            None => settings.bearer_token.clone(),
        };
        let event = simulate::event(&self.event);
        let mut attempts: Vec<Attempt> = Vec::new();
        for number in 1..=TRIES {
            let attempt = simulate::attempt(&self.url, token.as_ref(), &event);
            self.say(&format!(
                "Try {number}: {} {}",
                attempt.code, attempt.message
            ))?;
            let delivered = attempt.delivered;
            attempts.push(attempt);
            if delivered {
                self.say("Delivered: RETM sends no error webhook.")?;
                return self.finish(&attempts, None);
            }
        }
        let address = dir.running().and_then(|running| running.receiver);
        let receiver = match self.error_webhook.clone() {
            Some(url) => url,
            None => settings.local_url(address.context(
                "No receiver is running here: start `missedhook serve`, or name one with --error-webhook.",
            )?),
        };
        let last = attempts.last().context("RETM tries at least once")?;
        let answer = simulate::report(&receiver, token.as_ref(), &self.url, last)
            .map_err(|words| anyhow::anyhow!("The error webhook was not answered: {words}."))?;
        self.say(&format!(
            "Gave up; the error webhook answered {}.",
            answer.status
        ))?;
        let success = answer.is_success();
        let code = self.finish(&attempts, Some(answer.status))?;
        Ok(if success { code } else { ExitCode::FAILURE })
    }

    fn say(&self, line: &str) -> anyhow::Result<()> {
        if self.json {
            Ok(())
        } else {
            print_line(&super::printable(line))
        }
    }

    fn finish(&self, attempts: &[Attempt], error_webhook: Option<u16>) -> anyhow::Result<ExitCode> {
        if self.json {
            let delivered = attempts.iter().any(|attempt| attempt.delivered);
            print_json(&json!({
                "delivered": delivered, "attempts": attempts, "error_webhook_status": error_webhook
            }))?;
        }
        Ok(ExitCode::SUCCESS)
    }
}
