//! The state of one expected path: whether it is silent now, and what the user was notified of. Pure.
//!
//! A silence counts as notified once its notice was shown. Only then is its end notified, in the same way. If the
//! program ends between showing a notice and recording it, the notice is shown once more.

use std::time::Duration;

use super::silence::Hearing;
use crate::{model::moment::Moment, monitor::reachability::policy::Reachability};

/// How recent a proof of reachability must be for a silence to be notified.
const FRESH: Duration = Duration::from_secs(30);
/// How long a silence waits for a new proof.
const CHECK_LIMIT: Duration = Duration::from_secs(60);

/// The state of one expected path.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SilenceState {
    /// Since when it is silent; `None` if it is not.
    pub silent: Option<Moment>,
    /// When the notified silence began; `None` once its end was notified too.
    pub announced: Option<Moment>,
    queued: Option<Queued>,
    /// When reachability was checked because of this silence.
    checked_at: Option<Moment>,
}

/// The notice that waits to be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Queued {
    Silent,
    Over,
}

/// What to do after a look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SilenceStep {
    Nothing,
    /// Check first whether RETM can reach this machine: a dead tunnel is silent, too.
    CheckWayIn,
    /// The check has no result yet.
    AwaitCheck,
    /// Notify of the silence.
    Tell {
        since: Moment,
    },
    /// Notify that requests come again: when the notified silence began, and the latest request.
    TellOver {
        since: Moment,
        last: Moment,
    },
}

impl SilenceState {
    /// The state after a restart, when only what was notified is known.
    pub fn announced_since(announced: Option<Moment>) -> Self {
        Self {
            announced,
            ..Self::default()
        }
    }

    /// Takes a look into account. The last request came at `last`.
    pub fn look(
        &mut self,
        hearing: Hearing,
        last: Option<Moment>,
        way_in: &Reachability,
        now: Moment,
    ) -> SilenceStep {
        let over = self
            .announced
            .zip(last)
            .filter(|(since, last)| last > since);
        let Hearing::Silent { since } = hearing else {
            self.silent = None;
            self.checked_at = None;
            return match over {
                Some((since, last)) if self.queued != Some(Queued::Over) => {
                    self.queued = Some(Queued::Over);
                    SilenceStep::TellOver { since, last }
                }
                Some(_) => SilenceStep::Nothing,
                None => {
                    self.queued = None;
                    SilenceStep::Nothing
                }
            };
        };
        if self.announced.is_some() && over.is_none() {
            self.silent = Some(since);
            return SilenceStep::Nothing;
        }
        if self.queued == Some(Queued::Silent) {
            return SilenceStep::Nothing;
        }
        match self.confirms(way_in, now) {
            SilenceStep::Nothing => {
                self.silent = Some(since);
                self.queued = Some(Queued::Silent);
                SilenceStep::Tell { since }
            }
            step => step,
        }
    }

    /// Whether the way in is proven, or nothing checks it: [`SilenceStep::Nothing`] then.
    fn confirms(&mut self, way_in: &Reachability, now: Moment) -> SilenceStep {
        let proven_at = match way_in {
            Reachability::Off => return SilenceStep::Nothing,
            Reachability::Proven { at, .. } => Some(*at),
            Reachability::Checking { .. } | Reachability::Failing { .. } => None,
        };
        let since = self.checked_at.unwrap_or_else(|| now.minus(FRESH));
        if proven_at.is_some_and(|at| at >= since) {
            return SilenceStep::Nothing;
        }
        match self.checked_at {
            None => {
                self.checked_at = Some(now);
                SilenceStep::CheckWayIn
            }
            Some(at) if now.since(at) < CHECK_LIMIT && at <= now => SilenceStep::AwaitCheck,
            Some(_) => SilenceStep::Nothing,
        }
    }

    /// The notice of a silence was shown.
    pub fn shown(&mut self, since: Moment) {
        self.announced = Some(since);
        self.queued = self.queued.filter(|queued| *queued != Queued::Silent);
    }

    /// The notice of its end was shown.
    pub fn over_shown(&mut self) {
        self.announced = None;
        self.queued = self.queued.filter(|queued| *queued != Queued::Over);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minute: i64) -> Moment {
        Moment::from_millis(1_700_000_000_000 + minute * 60_000)
    }

    fn silent(since: i64) -> Hearing {
        Hearing::Silent { since: at(since) }
    }

    const FINE: Hearing = Hearing::Fine {
        until: Moment::from_millis(1_800_000_000_000),
    };

    fn proven(minute: i64) -> Reachability {
        Reachability::Proven {
            url: String::new(),
            at: at(minute),
            took_ms: 1,
        }
    }

    #[test]
    fn a_silence_is_told_once_and_its_end_once_after_it_was_shown() {
        let mut state = SilenceState::default();
        let off = Reachability::Off;
        let look = |state: &mut SilenceState, hearing, last, now| {
            state.look(hearing, Some(at(last)), &off, at(now))
        };
        assert_eq!(look(&mut state, FINE, 0, 10), SilenceStep::Nothing);
        let tell = SilenceStep::Tell { since: at(0) };
        assert_eq!(look(&mut state, silent(0), 0, 30), tell);
        assert_eq!(look(&mut state, silent(0), 0, 31), SilenceStep::Nothing);
        assert_eq!(state.silent, Some(at(0)));
        state.shown(at(0));
        assert_eq!(look(&mut state, silent(0), 0, 60), SilenceStep::Nothing);
        let over = SilenceStep::TellOver {
            since: at(0),
            last: at(61),
        };
        assert_eq!(look(&mut state, FINE, 61, 61), over);
        assert_eq!(look(&mut state, FINE, 61, 62), SilenceStep::Nothing);
        state.over_shown();
        assert_eq!(look(&mut state, FINE, 61, 63), SilenceStep::Nothing);
        assert_eq!(state, SilenceState::default());
    }

    #[test]
    fn what_was_not_shown_has_no_end() {
        let mut state = SilenceState::default();
        let tell = SilenceStep::Tell { since: at(0) };
        let off = Reachability::Off;
        assert_eq!(state.look(silent(0), Some(at(0)), &off, at(30)), tell);
        // Quiet hours held it, and a request came.
        assert_eq!(
            state.look(FINE, Some(at(31)), &off, at(31)),
            SilenceStep::Nothing
        );
        assert_eq!((state.silent, state.announced), (None, None));
    }

    #[test]
    fn a_second_silence_is_told_although_the_end_of_the_first_was_not_shown() {
        let mut state = SilenceState::announced_since(Some(at(0)));
        let off = Reachability::Off;
        state.look(FINE, Some(at(40)), &off, at(40));
        assert_eq!(
            state.look(silent(40), Some(at(40)), &off, at(70)),
            SilenceStep::Tell { since: at(40) }
        );
        state.shown(at(40));
        assert_eq!(state.announced, Some(at(40)));
    }

    #[test]
    fn after_a_restart_what_was_told_is_not_told_again() {
        let mut state = SilenceState::announced_since(Some(at(0)));
        let off = Reachability::Off;
        assert_eq!(
            state.look(silent(0), Some(at(0)), &off, at(90)),
            SilenceStep::Nothing
        );
        assert_eq!(state.silent, Some(at(0)), "the window shows it");
    }

    #[test]
    fn the_way_in_is_proven_first() {
        let mut state = SilenceState::default();
        let look = |state: &mut SilenceState, way_in: &Reachability, now| {
            state.look(silent(0), Some(at(0)), way_in, at(now))
        };
        assert_eq!(
            look(&mut state, &proven(25), 30),
            SilenceStep::CheckWayIn,
            "an old proof says nothing of the silence"
        );
        assert_eq!(state.silent, None, "it is not shown before that is known");
        assert_eq!(look(&mut state, &proven(25), 30), SilenceStep::AwaitCheck);
        assert_eq!(
            look(&mut state, &proven(30), 30),
            SilenceStep::Tell { since: at(0) }
        );
        let mut hangs = SilenceState::default();
        assert_eq!(look(&mut hangs, &proven(25), 30), SilenceStep::CheckWayIn);
        assert_eq!(
            look(&mut hangs, &proven(25), 31),
            SilenceStep::Tell { since: at(0) },
            "a check that hangs hides no silence"
        );
        let mut fresh = SilenceState::default();
        assert_eq!(
            look(&mut fresh, &proven(30), 30),
            SilenceStep::Tell { since: at(0) }
        );
    }
}
