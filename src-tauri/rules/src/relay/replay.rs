//! Replays of many requests because a person wants them: what is planned, and how far it has come.

use serde::Serialize;
use ts_rs::TS;

use crate::{locale::Locale, model::problem::Problem};

/// The most requests that are replayed together.
pub const MAX_COUNT: usize = 10_000;

/// How many numbers of requests a sentence names.
const NAMED: usize = 10;

/// A request that could be replayed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Its number.
    pub id: i64,
    /// Whether it is about a reward, which may be redeemed twice.
    pub is_reward: bool,
    /// How long the latest attempt took that was answered, in milliseconds; none where none was.
    pub took_ms: Option<u64>,
}

/// What a replay would send: told before it begins.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, TS)]
pub struct ReplayPlan {
    /// The requests, the oldest first, without those about rewards.
    #[ts(type = "Array<number>")]
    pub ids: Vec<i64>,
    /// Those about rewards: sent only where the person says so.
    #[ts(type = "Array<number>")]
    pub rewards: Vec<i64>,
    /// How long one is likely to take, in milliseconds, by their own attempts; none where none was ever answered.
    #[ts(type = "number | null")]
    pub ms_each: Option<u64>,
}

impl ReplayPlan {
    /// The plan for these.
    pub fn of(candidates: impl IntoIterator<Item = Candidate>) -> Self {
        let mut plan = Self::default();
        let (mut answered, mut took_ms) = (0_u64, 0_u64);
        for candidate in candidates {
            match candidate.is_reward {
                true => plan.rewards.push(candidate.id),
                false => plan.ids.push(candidate.id),
            }
            answered += u64::from(candidate.took_ms.is_some());
            took_ms = took_ms.saturating_add(candidate.took_ms.unwrap_or(0));
        }
        plan.ids.sort_unstable();
        plan.rewards.sort_unstable();
        plan.ms_each = (answered > 0).then(|| took_ms.div_ceil(answered));
        plan
    }

    /// How long it takes, in milliseconds, if each is sent that many times; `None` where no request was ever answered.
    pub fn ms(&self, times: u32) -> Option<u64> {
        let attempts = u64::try_from(self.len()).unwrap_or(u64::MAX);
        let attempts = attempts.saturating_mul(times.into());
        Some(self.ms_each?.saturating_mul(attempts))
    }

    /// Why it needs a person's word: requests about rewards, which are never repeated unasked. `None` without any.
    pub fn rewards_problem(&self, what_to_do: &str) -> Option<Problem> {
        let shown: Vec<_> = self
            .rewards
            .iter()
            .take(NAMED)
            .map(i64::to_string)
            .collect();
        let shown = shown.join(", ");
        let more = if self.rewards.len() > NAMED {
            ", …"
        } else {
            ""
        };
        let what = match (self.rewards.len(), self.len()) {
            (0, _) => return None,
            (1, _) => format!("Request {shown} is about a reward."),
            (rewards, all) if rewards == all => {
                format!("Requests {shown}{more} are about rewards.")
            }
            (rewards, all) => {
                format!("{rewards} of the {all} requests are about rewards: {shown}{more}.")
            }
        };
        let meaning = "Nothing was replayed: sent again, a reward may be redeemed twice.";
        Some(Problem::new(what, meaning, what_to_do))
    }

    /// How many requests it is about.
    pub const fn len(&self) -> usize {
        self.ids.len() + self.rewards.len()
    }

    /// Whether it is about none.
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// How far a replay of several requests has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct ReplayProgress {
    /// Tells one run from another.
    #[ts(type = "number")]
    pub run: u64,
    /// How many were to be sent.
    #[ts(type = "number")]
    pub total: usize,
    /// How many were sent.
    #[ts(type = "number")]
    pub sent: usize,
    /// How many of them were answered 2xx.
    #[ts(type = "number")]
    pub got_through: usize,
    /// How long all that were sent took, in milliseconds.
    #[ts(type = "number")]
    pub took_ms: u64,
    /// Whether it goes on.
    pub is_running: bool,
    /// Why it ended early, where no person ended it.
    pub problem: Option<Problem>,
}

impl ReplayProgress {
    /// One that begins.
    pub const fn begin(run: u64, total: usize) -> Self {
        Self {
            run,
            total,
            sent: 0,
            got_through: 0,
            took_ms: 0,
            is_running: true,
            problem: None,
        }
    }

    /// The same in that language.
    #[must_use]
    pub fn in_language(self, locale: Locale) -> Self {
        let problem = self.problem.map(|problem| problem.in_language(locale));
        Self { problem, ..self }
    }
}

/// What is said where so many are too many.
pub fn too_many() -> Problem {
    Problem::new(
        format!("Those are more than {MAX_COUNT} requests."),
        "Nothing was sent.",
        "Narrow the search: at most that many go at once.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn candidate(id: i64, is_reward: bool, took_ms: Option<u64>) -> Candidate {
        Candidate {
            id,
            is_reward,
            took_ms,
        }
    }

    #[test]
    fn a_plan_keeps_rewards_apart_goes_by_number_and_says_how_long_one_takes() {
        let plan = ReplayPlan::of([
            candidate(9, false, Some(10)),
            candidate(4, true, Some(31)),
            candidate(7, false, None),
        ]);
        assert_eq!((&*plan.ids, &*plan.rewards), (&[7, 9][..], &[4][..]));
        assert_eq!((plan.ms_each, plan.len()), (Some(21), 3));
        assert_eq!(ReplayPlan::of([candidate(1, false, None)]).ms_each, None);
        assert!(ReplayPlan::of([]).is_empty());
        assert_eq!((plan.ms(2), ReplayPlan::default().ms(2)), (Some(126), None));
    }

    #[test]
    fn rewards_are_named_and_sent_only_where_a_person_says_so() {
        let what = |rewards: &[i64], others: i64| {
            let of = |id: i64, is_reward| candidate(id, is_reward, None);
            let rewards = rewards.iter().map(|id| of(*id, true));
            let plan = ReplayPlan::of(rewards.chain((0..others).map(|id| of(id, false))));
            plan.rewards_problem("Add --yes.")
                .map(|problem| problem.what)
        };
        assert_eq!(what(&[], 2), None);
        assert_eq!(what(&[4], 2).unwrap(), "Request 4 is about a reward.");
        assert_eq!(
            what(&[4, 7], 0).unwrap(),
            "Requests 4, 7 are about rewards."
        );
        assert_eq!(
            what(&[4, 7], 31).unwrap(),
            "2 of the 33 requests are about rewards: 4, 7."
        );
    }
}
