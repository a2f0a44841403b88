//! Tests one target. Sends requests to nobody else.

use super::{
    keyring::{self, KeyringError, Unlock},
    send::{problem, send},
};
use crate::{
    model::{moment::Moment, problem::Problem},
    platform::random,
    share::target::{Target, message},
};

/// Sends a test. The keyring may ask the user for its password. Blocks.
///
/// # Errors
/// Why it could not be sent.
pub fn test(target: &Target, now: Moment) -> Result<(), Problem> {
    let id = random::bytes::<16>()?.map(|byte| format!("{byte:02x}"));
    let message = message::test(&id.concat(), &target.name, now);
    let destination = target
        .with_secrets(|entry| keyring::read(entry, Unlock::Ask))
        .map_err(|error: KeyringError| Problem {
            remedy: error.remedy().to_owned(),
            ..problem(target, &error.to_string())
        })?;
    match send(&destination, &message, None, now) {
        Ok(_) => Ok(()),
        Err(failed) => Err(problem(target, &failed.why)),
    }
}
