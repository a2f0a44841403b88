//! When a colleague's incident is notified: by the same policy as one's own ([`alert::on_report`]), from what is known
//! of it, a row at a time instead of a report at a time.

use crate::{
    alert::{self, AlertDecision, AlertFacts, AlertHistory, AlertKind, Occurrence},
    incident::{IncidentState, Triage},
    model::moment::Moment,
    share::target::message::Change,
};

/// How a colleague's incident stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColleagueState {
    /// Its state, all acts considered.
    pub state: IncidentState,
    /// Who put it in that state; `None` if a rule or a report did.
    pub by: Option<String>,
    /// The episode: grows each time that it opens.
    pub episode: i64,
    /// How many delivery errors it has.
    pub error_count: i64,
}

/// What was notified of it here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Notified {
    pub at: Moment,
    /// How many delivery errors it had then.
    pub count: i64,
    /// The episode that was notified.
    pub episode: i64,
    /// Whether its failure was notified and its end was not.
    pub is_open: bool,
}

/// What to notify now, given what waits to be notified already. `None`: nothing, and what waits no longer does.
pub fn decide(
    incident: &ColleagueState,
    notified: Option<Notified>,
    waiting: Option<Change>,
    now: Moment,
) -> Option<Change> {
    match (incident.state, waiting) {
        (IncidentState::Acknowledged, _) => None,
        (IncidentState::Resolved, _) => {
            // Whoever resolved it knows; the others see it in the list.
            let recovered =
                incident.by.is_none() && notified.is_some_and(|notified| notified.is_open);
            recovered.then_some(Change::Recovered)
        }
        (IncidentState::Open, Some(failing @ (Change::Opened | Change::Escalated))) => {
            Some(failing)
        }
        (IncidentState::Open, _) => failing(incident, notified, now),
    }
}

fn failing(incident: &ColleagueState, notified: Option<Notified>, now: Moment) -> Option<Change> {
    let history = notified.map_or(AlertHistory::Nothing, |notified| AlertHistory::Announced {
        at: notified.at,
        loud_at: notified.at,
        loud_count: notified.count,
        alone: true,
    });
    let occurrence = match notified {
        None => Occurrence::Opened,
        Some(notified) if incident.episode > notified.episode => Occurrence::CameBack,
        Some(_) => Occurrence::Grew,
    };
    let facts = AlertFacts {
        triage: Triage {
            state: incident.state,
            muted_until: None,
            until_change: false,
        },
        error_count: incident.error_count,
        test: false,
        times_reopened: 0,
    };
    match alert::on_report(occurrence, &facts, &history, now) {
        AlertDecision::Announce { kind, .. } => match kind {
            AlertKind::Opened => Some(Change::Opened),
            AlertKind::Escalated | AlertKind::Flapping => Some(Change::Escalated),
            // A silent update: the list shows it.
            AlertKind::Grew | AlertKind::Recovered | AlertKind::FailedAndRecovered => None,
        },
        AlertDecision::Raise | AlertDecision::Covered | AlertDecision::Silent(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use IncidentState::{Acknowledged, Open, Resolved};

    const NOW: Moment = Moment::from_millis(1_000_000);

    fn incident(state: IncidentState, episode: i64, error_count: i64) -> ColleagueState {
        ColleagueState {
            state,
            by: None,
            episode,
            error_count,
        }
    }

    fn notified(count: i64, is_open: bool) -> Option<Notified> {
        Some(Notified {
            at: NOW,
            count,
            episode: 1,
            is_open,
        })
    }

    #[test]
    fn it_opens_escalates_and_recovers_once_each() {
        let opened = incident(Open, 1, 1);
        assert_eq!(decide(&opened, None, None, NOW), Some(Change::Opened));
        let waits = Some(Change::Opened);
        assert_eq!(decide(&incident(Open, 1, 3), None, waits, NOW), waits);
        assert_eq!(
            decide(&incident(Open, 1, 3), notified(1, true), None, NOW),
            None
        );
        assert_eq!(
            decide(&incident(Open, 1, 12), notified(3, true), None, NOW),
            Some(Change::Escalated)
        );
        let over = incident(Resolved, 1, 12);
        assert_eq!(
            decide(&over, notified(12, true), None, NOW),
            Some(Change::Recovered)
        );
        assert_eq!(decide(&over, notified(12, false), None, NOW), None);
        assert_eq!(
            decide(&incident(Open, 2, 13), notified(12, false), None, NOW),
            Some(Change::Escalated)
        );
    }

    #[test]
    fn what_somebody_knows_of_is_notified_to_nobody() {
        let waits = Some(Change::Opened);
        assert_eq!(
            decide(&incident(Acknowledged, 1, 1), None, waits, NOW),
            None
        );
        assert_eq!(decide(&incident(Resolved, 1, 1), None, waits, NOW), None);
        let by_hand = ColleagueState {
            by: Some("omar".to_owned()),
            ..incident(Resolved, 1, 1)
        };
        assert_eq!(decide(&by_hand, notified(1, true), None, NOW), None);
        let known = incident(Acknowledged, 1, 5_000);
        assert_eq!(decide(&known, notified(1, true), None, NOW), None);
    }
}
