//! When to send the changes waiting for a target, and which to combine: a few are sent at once, a storm becomes a
//! digest, and so do old changes.

use std::time::Duration;

use super::message::DigestReason;
use crate::model::moment::Moment;

/// How many messages are sent one by one within [`WINDOW`]. Any more are gathered. A digest counts as this many.
pub const BURST: usize = 3;
const WINDOW: Duration = Duration::from_secs(20);
/// How long a storm gathers before it is sent: no longer than the window, so that nothing is sent in between.
const GATHER_TIME: Duration = Duration::from_secs(10);
/// A change older than this is sent only in a digest, with the time at which it happened.
const DIGEST_AFTER: Duration = Duration::from_secs(6 * 3600);

/// A waiting change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waiting {
    pub id: i64,
    /// When it happened.
    pub at: Moment,
    /// The earliest time to send it.
    pub due_at: Moment,
}

/// What to do now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Plan {
    /// Nothing waits.
    Rest,
    /// Nothing until this moment.
    Wait(Moment),
    /// Send this change.
    Send(i64),
    /// Combine all of these.
    Digest(DigestReason, Vec<i64>),
}

/// Plans for one target: the waiting changes, oldest first; when messages were sent recently; when its quiet hours end.
pub fn plan(
    waiting: &[Waiting],
    sent: &[Moment],
    quiet_until: Option<Moment>,
    now: Moment,
) -> Plan {
    if waiting.is_empty() {
        return Plan::Rest;
    }
    if let Some(until) = quiet_until {
        return Plan::Wait(until);
    }
    let late: Vec<i64> = ids(waiting
        .iter()
        .filter(|one| now.since(one.at) >= DIGEST_AFTER));
    if !late.is_empty() {
        return Plan::Digest(DigestReason::Late, late);
    }
    // A change of the future was before the clock was set back.
    let is_due = |one: &&Waiting| one.due_at <= now || one.at > now;
    let due: Vec<&Waiting> = waiting.iter().filter(is_due).collect();
    let Some(first) = due.first() else {
        let next = waiting.iter().map(|one| one.due_at).min();
        return next.map_or(Plan::Rest, Plan::Wait);
    };
    let gathered = first.at.min(now).plus(GATHER_TIME);
    if due.len() > BURST && now >= gathered {
        return Plan::Digest(DigestReason::Storm, ids(due.into_iter()));
    }
    // A clock that was set back has sent nothing yet.
    let lately = sent
        .iter()
        .filter(|at| **at <= now && now.since(**at) < WINDOW);
    let lately: Vec<Moment> = lately.copied().collect();
    if lately.len() < BURST {
        return Plan::Send(first.id);
    }
    let free = lately.iter().min().map_or(now, |at| at.plus(WINDOW));
    Plan::Wait(match due.len() > BURST {
        true => gathered.min(free),
        false => free,
    })
}

fn ids<'a>(waiting: impl Iterator<Item = &'a Waiting>) -> Vec<i64> {
    waiting.map(|one| one.id).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: u64) -> Moment {
        Moment::from_millis(1_700_000_000_000).plus(Duration::from_secs(second))
    }

    fn waiting(seconds: &[u64]) -> Vec<Waiting> {
        let all = seconds.iter().zip(1..);
        all.map(|(second, id)| Waiting {
            id,
            at: at(*second),
            due_at: at(*second),
        })
        .collect()
    }

    #[test]
    fn a_few_go_at_once_and_a_storm_goes_as_one() {
        assert_eq!(plan(&[], &[], None, at(0)), Plan::Rest);
        assert_eq!(plan(&waiting(&[0, 0, 0]), &[], None, at(0)), Plan::Send(1));
        let sent = [at(0), at(0), at(1)];
        let storm = waiting(&[2, 2, 3, 4, 5]);
        assert_eq!(plan(&storm, &sent[..2], None, at(5)), Plan::Send(1));
        assert_eq!(plan(&storm, &sent, None, at(5)), Plan::Wait(at(12)));
        assert_eq!(
            plan(&storm, &sent, None, at(12)),
            Plan::Digest(DigestReason::Storm, vec![1, 2, 3, 4, 5])
        );
        // A change right after a digest is gathered again. Later ones are sent one by one.
        let next = waiting(&[30]);
        assert_eq!(plan(&next, &[at(22); 3], None, at(30)), Plan::Wait(at(42)));
        assert_eq!(plan(&next, &[at(22); 3], None, at(42)), Plan::Send(1));
    }

    #[test]
    fn what_is_old_goes_as_one_and_quiet_hours_hold_all() {
        let hours = |hours: u64| hours * 3600;
        let old = waiting(&[0, hours(1), hours(9)]);
        assert_eq!(
            plan(&old, &[], None, at(hours(9))),
            Plan::Digest(DigestReason::Late, vec![1, 2])
        );
        let end = at(hours(10));
        assert_eq!(plan(&old, &[], Some(end), at(hours(9))), Plan::Wait(end));
    }

    #[test]
    fn what_is_not_due_waits_and_a_clock_that_was_set_back_holds_nothing() {
        let mut one = waiting(&[0]);
        one[0].due_at = at(2);
        assert_eq!(plan(&one, &[], None, at(0)), Plan::Wait(at(2)));
        assert_eq!(plan(&one, &[at(900); 3], None, at(2)), Plan::Send(1));
        let later = waiting(&[7_200]);
        assert_eq!(plan(&later, &[], None, at(5)), Plan::Send(1));
    }
}
