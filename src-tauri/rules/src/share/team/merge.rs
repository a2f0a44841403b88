//! How what a colleague did to an incident is combined with what the incident's own machine says of it. No clock takes
//! part: an incident counts its episodes, one for each time that it opened, and an act is about one episode.

use serde::{Deserialize, Serialize};

use crate::{incident::IncidentState, model::moment::Moment};

/// What somebody did to a colleague's incident: acknowledged or resolved it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Act {
    /// The episode that they saw.
    pub episode: i64,
    /// The state that they put it in.
    pub state: IncidentState,
    /// Their machine's name.
    pub by: String,
    /// When, by their clock. For display only.
    pub at: Moment,
}

impl Act {
    /// The one of two acts that counts. The same whichever came first, so that all machines agree: the later episode,
    /// then the state that is further along, then the earlier act.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        let weight = |act: &Self| {
            (
                act.episode,
                rank(act.state),
                std::cmp::Reverse((act.at, act.by.clone())),
            )
        };
        match weight(&other) > weight(&self) {
            true => other,
            false => self,
        }
    }
}

/// The state of a colleague's incident and who put it there. `said` is what its own machine says, with its episode. An
/// act counts if it is about this episode and goes further.
pub fn merged(
    said: IncidentState,
    said_by: Option<&str>,
    episode: i64,
    act: Option<&Act>,
) -> (IncidentState, Option<String>) {
    match act {
        Some(act) if act.episode >= episode && rank(act.state) > rank(said) => {
            (act.state, Some(act.by.clone()))
        }
        _ => (said, said_by.map(str::to_owned)),
    }
}

const fn rank(state: IncidentState) -> u8 {
    match state {
        IncidentState::Open => 0,
        IncidentState::Acknowledged => 1,
        IncidentState::Resolved => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use IncidentState::{Acknowledged, Open, Resolved};

    fn act(episode: i64, state: IncidentState, by: &str, at: i64) -> Act {
        Act {
            episode,
            state,
            by: by.to_owned(),
            at: Moment::from_millis(at),
        }
    }

    #[test]
    fn an_acknowledgement_holds_for_the_episode_that_was_seen() {
        let seen = act(5, Acknowledged, "omar", 1);
        let by_omar = Some("omar".to_owned());
        assert_eq!(
            merged(Open, None, 5, Some(&seen)),
            (Acknowledged, by_omar.clone())
        );
        // A row that its machine sent before it heard of the act changes nothing.
        assert_eq!(merged(Open, None, 4, Some(&seen)), (Acknowledged, by_omar));
        // It opened again.
        assert_eq!(merged(Open, None, 6, Some(&seen)), (Open, None));
        assert_eq!(merged(Resolved, None, 5, Some(&seen)), (Resolved, None));
        let anna = Some("anna".to_owned());
        assert_eq!(
            merged(Acknowledged, Some("anna"), 5, Some(&seen)),
            (Acknowledged, anna)
        );
    }

    #[test]
    fn all_machines_choose_the_same_act_in_any_order() {
        let all = [
            act(5, Acknowledged, "omar", 2),
            act(5, Acknowledged, "noura", 1),
            act(5, Resolved, "omar", 3),
            act(6, Acknowledged, "anna", 9),
        ];
        for first in &all {
            for second in &all {
                let (one, other) = (first.clone(), second.clone());
                assert_eq!(one.clone().or(other.clone()), other.or(one));
            }
        }
        let [acknowledged, earlier, resolved, later] = all;
        assert_eq!(acknowledged.or(earlier.clone()), earlier);
        assert_eq!(earlier.or(resolved.clone()), resolved);
        assert_eq!(resolved.or(later.clone()), later);
    }
}
