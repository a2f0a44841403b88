//! Test reports: an incident that has no other reports resolves automatically. Pure.

use std::time::Duration;

use super::{Incident, IncidentState, delivery_error::Source};
use crate::model::moment::Moment;

/// How long after its last test report an incident resolves.
pub const RESOLVES_AFTER: Duration = Duration::from_secs(60);

/// The timeline entry for that.
pub const RESOLVED_TEXT: &str = "Resolved: it was a test";

/// When an incident of test reports resolves automatically. `None` if it is resolved or has other reports.
pub fn resolves_at(incident: &Incident) -> Option<Moment> {
    let is_test = incident.last_source == Source::Test;
    let is_over = incident.state == IncidentState::Resolved;
    (is_test && !is_over).then(|| incident.last_error_at.plus(RESOLVES_AFTER))
}

/// Whether it is due to resolve. Also true after the clock was set back, because its report can't be later than now.
pub fn is_due(incident: &Incident, now: Moment) -> bool {
    resolves_at(incident).is_some_and(|at| now >= at || now < incident.last_error_at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::incident::Subject;

    const T0: Moment = Moment::from_millis(1_700_000_000_000);

    fn incident(source: Source, state: IncidentState) -> Incident {
        Incident {
            id: 4,
            endpoint: "/a".to_owned(),
            label: Subject::of_endpoint("/a").label(),
            host: None,
            state,
            opened_at: T0.minus(Duration::from_secs(300)),
            last_error_at: T0,
            error_count: 2,
            last_code: Some(503),
            previous_id: None,
            muted_until: None,
            changed_at: T0,
            first_code: Some(503),
            worst_code: Some(503),
            last_error_id: 2,
            last_endpoint: String::new(),
            last_message: String::new(),
            last_source: source,
            merchant: None,
            until_change: false,
            times_this_week: 1,
        }
    }

    #[test]
    fn a_test_resolves_a_minute_after_its_last_report() {
        use IncidentState::{Acknowledged, Open, Resolved};
        let (before, due) = (
            T0.plus(Duration::from_secs(59)),
            T0.plus(Duration::from_secs(60)),
        );
        let earlier = T0.minus(Duration::from_secs(3_600));
        for (source, state, now, expected) in [
            (Source::Test, Open, before, false),
            (Source::Test, Open, due, true),
            (Source::Test, Acknowledged, due, true),
            (Source::Test, Resolved, due, false),
            (Source::Test, Open, earlier, true),
            (Source::Retm, Open, due, false),
            (Source::Simulated, Open, due, false),
        ] {
            let incident = incident(source, state);
            assert_eq!(
                is_due(&incident, now),
                expected,
                "{source:?} {state:?} {now}"
            );
        }
        assert_eq!(resolves_at(&incident(Source::Test, Open)), Some(due));
    }
}
