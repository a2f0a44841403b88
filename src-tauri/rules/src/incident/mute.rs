//! Mutes for good: an endpoint, or what a pattern names, is silent until a person says otherwise.

use serde::Serialize;
use ts_rs::TS;

use crate::model::{endpoint_pattern, moment::Moment};

/// Until when an incident is muted that is muted for good: 9999-12-30, the last day that can be written down.
pub const FOR_GOOD: Moment = Moment::from_millis(253_402_128_000_000);

/// What the timeline says.
pub const MUTED_TEXT: &str = "Muted for good";
/// What the timeline says once it is no longer so.
pub const UNMUTED_TEXT: &str = "No longer muted";

/// A mute for good.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Mute {
    /// The endpoint, or a pattern with `*`.
    pub pattern: String,
    /// Since when.
    pub since: Moment,
}

/// Those that mute an endpoint.
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
        assert_eq!(FOR_GOOD.to_string(), "9999-12-30T00:00:00.000Z");
    }
}
