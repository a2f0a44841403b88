//! Sends one message to one target. Blocks.

use std::time::Duration;

use super::{command, http, mail};
use crate::{
    model::{moment::Moment, problem::Problem},
    redaction::Redaction,
    share::target::{Destination, Message, Request, Target, render},
};

/// A message could not be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotSent {
    /// Why, without secrets.
    pub why: String,
    /// How long the target wants no requests.
    pub retry_after: Option<Duration>,
}

/// Sends a message; replaces the message `earlier` if the target can do that.
///
/// # Errors
/// Why it could not be sent.
pub fn send(
    destination: &Destination,
    message: &Message,
    earlier: Option<&str>,
    now: Moment,
) -> Result<Option<String>, NotSent> {
    let outcome = match render(destination, message, earlier, now) {
        Request::Command { command, input } => command::run(&command, &input)
            .map(|()| None)
            .map_err(|why| (why, None)),
        Request::Mail(mail) => mail::send(&mail).map(|()| None).map_err(|why| (why, None)),
        Request::Http(request) => match http::send(&request, now) {
            Ok(answer) if (200..300).contains(&answer.status) => {
                Ok(destination.kind().reference(&answer.body))
            }
            // The earlier message no longer exists.
            Ok(answer) if earlier.is_some() && matches!(answer.status, 400 | 404) => {
                return send(destination, message, None, now);
            }
            Ok(answer) => {
                let asked = || destination.kind().retry_after(&answer.body);
                let retry_after = answer.retry_after.or_else(asked);
                Err((format!("it answers {}", answer.status), retry_after))
            }
            Err(why) => Err((why, None)),
        },
    };
    outcome.map_err(|(why, retry_after)| NotSent {
        why: Redaction::of(destination.secrets().iter().map(String::as_str)).text(&why),
        retry_after,
    })
}

/// The problem that a target can't be reached, in words for the user.
pub fn problem(target: &Target, why: &str) -> Problem {
    let name = &target.name;
    Problem::new(
        format!(
            "Target \"{name}\" ({}) can't be reached: {why}.",
            target
                .shown()
                .unwrap_or_else(|| target.destination.kind().into_str().to_owned())
        ),
        "Incidents are not delivered to it. They are queued and retried.",
        format!("Check its [[target]] in the settings, then try `missedhook target test {name}`."),
    )
}
