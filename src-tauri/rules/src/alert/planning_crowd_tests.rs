//! Tests how crowds, and hosts whose endpoints all fail, are planned.

use super::*;

#[test]
fn a_crowd_is_announced_in_a_summary_before_anything_else() {
    let most = i64::try_from(MAX_PENDING).unwrap();
    let nobody = RecentAlerts::default();
    let storm = RecentAlerts {
        storm: Some(Storm {
            id: 7,
            began_at: T0,
            last_error_at: T0,
            is_host_outage: false,
        }),
        ..RecentAlerts::default()
    };
    let quiet = HoldConditions {
        quiet_until: Some(after(3600)),
        ..CALM
    };
    // The exact limit is not a crowd yet.
    let few = planned(&opened(1..=most), &storm, &CALM, T0);
    assert_eq!(outline(&few), [("join storm", MAX_PENDING)]);
    let many = opened(1..=most + 40);
    for (what, pending, history, conditions, steps) in [
        ("fresh", many.clone(), &nobody, &CALM, ("begin storm", 40)),
        (
            "in a storm",
            many.clone(),
            &storm,
            &CALM,
            ("join storm", 40),
        ),
        (
            "in quiet hours",
            many.clone(),
            &nobody,
            &quiet,
            ("digest", 40),
        ),
        (
            "after they waited",
            held(many.clone(), SuppressReason::Away),
            &nobody,
            &CALM,
            ("digest", 40),
        ),
        (
            "recoveries",
            (1..=most + 40)
                .map(|id| {
                    let mut alert = pending(id, AlertKind::Recovered);
                    if let AlertSubject::Incident { triage: at, .. } = &mut alert.about {
                        *at = triage(Resolved, None);
                    }
                    alert
                })
                .collect(),
            &nobody,
            &CALM,
            ("digest", 40),
        ),
    ] {
        let plan = planned(&pending, history, conditions, T0);
        assert_eq!(outline(&plan), [steps], "{what}");
    }
    let silent: Vec<_> = (1..=most + 3)
        .map(|id| pending(id, AlertKind::Grew))
        .collect();
    let plan = planned(&silent, &nobody, &CALM, T0);
    assert_eq!(outline(&plan), [("drop", 1); 3]);
    // A pending summary is not part of the crowd, and is shown after it.
    let mut with_summary = many;
    with_summary.insert(
        0,
        PendingAlert {
            id: 9_000,
            about: AlertSubject::Summary(1),
            due_at: T0,
            held: None,
        },
    );
    let plan = planned(&with_summary, &nobody, &quiet, T0);
    assert_eq!(outline(&plan), [("digest", 40)]);
}

#[test]
fn a_host_where_everything_fails_is_announced_once_and_others_beside_it() {
    let down = RecentAlerts {
        in_host_outage: vec![104, 105],
        announced_of_host: vec![101, 102, 103],
        ..RecentAlerts::default()
    };
    let begins = planned(&opened(4..=6), &down, &CALM, after(60));
    assert_eq!(
        begins.steps,
        [PlanStep::BeginStorm {
            alerts: vec![4, 5],
            announced_before: vec![101, 102, 103],
            why: SuppressReason::Host,
        }]
    );
    let goes_on = RecentAlerts {
        storm: Some(Storm {
            id: 7,
            began_at: after(60),
            last_error_at: after(64),
            is_host_outage: true,
        }),
        in_host_outage: vec![107],
        ..RecentAlerts::default()
    };
    let joined = planned(&opened(6..=7), &goes_on, &CALM, after(68));
    let join = |alerts: &[i64]| PlanStep::JoinStorm {
        storm: 7,
        alerts: alerts.to_vec(),
    };
    assert_eq!(joined.steps, [PlanStep::Raise(6), join(&[7])]);
    let many = planned(&opened(11..=16), &goes_on, &CALM, after(68));
    let told = [11, 12, 13].map(PlanStep::Raise);
    assert_eq!(many.steps, [&told[..], &[join(&[14, 15, 16])]].concat());
}
