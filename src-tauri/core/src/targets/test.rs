//! Tests one target. Sends requests to nobody else.

use super::send::{problem, send};
use crate::{
    model::{moment::Moment, problem::Problem},
    platform::random,
    target::{Target, message},
};

/// Sends a test. Blocks.
///
/// # Errors
/// Why it could not be sent.
pub fn test(target: &Target, now: Moment) -> Result<(), Problem> {
    let id = random::bytes::<16>()?.map(|byte| format!("{byte:02x}"));
    let message = message::test(&id.concat(), &target.name, now);
    match send(&target.destination, &message, None, now) {
        Ok(_) => Ok(()),
        Err(failed) => Err(problem(target, &failed.why)),
    }
}
