//! What holds alerts back: a pause, quiet hours, do not disturb, the time just after sleep.

use std::time::Duration;

use super::policy::SuppressReason;
use crate::model::moment::Moment;

/// How long the user pauses alerts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pause {
    /// Until this moment.
    Until(Moment),
    /// Until the user ends the pause.
    Always,
}

/// The conditions that decide whether alerts are held.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HoldConditions {
    /// The user's own pause.
    pub pause: Option<Pause>,
    /// When the current quiet hours end.
    pub quiet_until: Option<Moment>,
    /// Whether do-not-disturb is on.
    pub do_not_disturb: bool,
    /// Until when alerts are gathered after the machine wakes up.
    pub waking_until: Option<Moment>,
}

/// How often to check whether do-not-disturb has ended while an alert waits for it.
const RECHECK_INTERVAL: Duration = Duration::from_secs(30);

impl HoldConditions {
    /// Why alerts are held and when to check again. `None` if they are not held.
    pub fn hold(&self, now: Moment) -> Option<(SuppressReason, Option<Moment>)> {
        let ahead = |until: Option<Moment>| until.filter(|until| *until > now);
        match self.pause {
            Some(Pause::Always) => return Some((SuppressReason::Paused, None)),
            Some(Pause::Until(until)) if until > now => {
                return Some((SuppressReason::Paused, Some(until)));
            }
            _ => {}
        }
        if let Some(until) = ahead(self.quiet_until) {
            return Some((SuppressReason::QuietHours, Some(until)));
        }
        if self.do_not_disturb {
            return Some((
                SuppressReason::DoNotDisturb,
                Some(now.plus(RECHECK_INTERVAL)),
            ));
        }
        ahead(self.waking_until).map(|until| (SuppressReason::Woke, Some(until)))
    }
}
