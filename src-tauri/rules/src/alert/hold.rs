//! What holds alerts back: a pause, quiet hours, do not disturb, the time just after sleep.

use std::time::Duration;

use super::policy::SuppressReason;
use crate::model::moment::Moment;

/// For how long the person holds alerts back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pause {
    /// Until then.
    Until(Moment),
    /// Until they say otherwise.
    Always,
}

/// What is going on around.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HoldConditions {
    /// The person's own pause.
    pub pause: Option<Pause>,
    /// When the quiet hours end that it is now.
    pub quiet_until: Option<Moment>,
    /// Whether the desktop says do not disturb.
    pub do_not_disturb: bool,
    /// Until when what comes in after sleep is gathered.
    pub waking_until: Option<Moment>,
}

/// How often it is looked whether do-not-disturb is over, where something waits for it.
const LOOK_AGAIN: Duration = Duration::from_secs(30);

impl HoldConditions {
    /// Why alerts are held back, and when to look again; none where they are not.
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
            return Some((SuppressReason::DoNotDisturb, Some(now.plus(LOOK_AGAIN))));
        }
        ahead(self.waking_until).map(|until| (SuppressReason::Woke, Some(until)))
    }
}
