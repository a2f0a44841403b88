//! Permanent mutes: an endpoint, or every match of a pattern, is silent until the user unmutes it.

use serde::Serialize;
use ts_rs::TS;

use crate::model::{endpoint_pattern, moment::Moment};

/// The end of a permanent mute: 9999-12-30, the last day that can be represented.
pub const PERMANENT_UNTIL: Moment = Moment::from_millis(253_402_128_000_000);

/// The timeline entry for a permanent mute.
pub const MUTED_TEXT: &str = "Muted for good";
/// The timeline entry for its end.
pub const UNMUTED_TEXT: &str = "No longer muted";

/// A permanent mute.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Mute {
    /// The endpoint, or a pattern with `*`.
    pub pattern: String,
    /// Since when.
    pub since: Moment,
}

/// The mutes that match an endpoint.
pub fn muting<'a>(
    mutes: &'a [Mute],
    endpoint: &'a str,
) -> impl Iterator<Item = &'a Mute> + use<'a> {
    mutes
        .iter()
        .filter(move |mute| endpoint_pattern::matches(&mute.pattern, endpoint))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn for_good_can_be_written_down() {
        assert_eq!(PERMANENT_UNTIL.to_string(), "9999-12-30T00:00:00.000Z");
    }
}
