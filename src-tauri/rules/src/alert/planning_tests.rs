//! Planning as tables: (pending alerts, history, clock) → steps.

use super::*;
use crate::alert::hold::Pause;
use IncidentState::{Acknowledged, Open, Resolved};

#[path = "planning_crowd_tests.rs"]
mod crowd;

const T0: Moment = Moment::from_millis(1_700_000_000_000);

fn after(seconds: u64) -> Moment {
    T0.plus(Duration::from_secs(seconds))
}

fn triage(state: IncidentState, muted_until: Option<Moment>) -> Triage {
    Triage {
        state,
        muted_until,
        until_change: false,
    }
}

fn pending(id: i64, kind: AlertKind) -> PendingAlert {
    PendingAlert {
        id,
        about: AlertSubject::Incident {
            id: id + 100,
            kind,
            triage: triage(Open, None),
            test: false,
        },
        due_at: T0,
        held: None,
    }
}

fn opened(ids: std::ops::RangeInclusive<i64>) -> Vec<PendingAlert> {
    ids.map(|id| pending(id, AlertKind::Opened)).collect()
}

fn held(mut alerts: Vec<PendingAlert>, why: SuppressReason) -> Vec<PendingAlert> {
    for alert in &mut alerts {
        alert.held = Some(why);
    }
    alerts
}

const CALM: HoldConditions = HoldConditions {
    pause: None,
    quiet_until: None,
    do_not_disturb: false,
    waking_until: None,
};

fn planned(
    pending: &[PendingAlert],
    history: &RecentAlerts,
    conditions: &HoldConditions,
    now: Moment,
) -> Plan {
    plan(pending, history, conditions, now)
}

#[test]
fn one_by_one_up_to_three_then_a_storm() {
    let nobody = RecentAlerts::default();
    assert_eq!(planned(&[], &nobody, &CALM, T0), Plan::default());
    let three = planned(&opened(1..=3), &nobody, &CALM, T0);
    assert_eq!(
        three.steps,
        [PlanStep::Raise(1), PlanStep::Raise(2), PlanStep::Raise(3)]
    );
    let five = planned(&opened(1..=5), &nobody, &CALM, T0);
    assert_eq!(
        five.steps[3..],
        [PlanStep::BeginStorm {
            alerts: vec![4, 5],
            announced_before: vec![101, 102, 103],
            why: SuppressReason::Storm,
        }]
    );
    let lately = RecentAlerts {
        recently_announced: vec![101, 102, 103],
        storm: None,
        ..RecentAlerts::default()
    };
    let fourth = planned(&opened(4..=4), &lately, &CALM, after(9));
    assert_eq!(
        fourth.steps,
        [PlanStep::BeginStorm {
            alerts: vec![4],
            announced_before: vec![101, 102, 103],
            why: SuppressReason::Storm,
        }]
    );
}

#[test]
fn a_storm_swallows_everything_until_it_is_calm() {
    let storm = Storm {
        id: 7,
        began_at: T0,
        last_error_at: after(50),
        is_host_outage: false,
    };
    let history = RecentAlerts {
        recently_announced: vec![],
        storm: Some(storm),
        ..RecentAlerts::default()
    };
    let alerts = [
        pending(1, AlertKind::Opened),
        pending(2, AlertKind::Escalated),
        pending(3, AlertKind::Grew),
    ];
    let during = planned(&alerts, &history, &CALM, after(55));
    assert_eq!(
        during.steps,
        [
            PlanStep::Drop(3, SuppressReason::Storm),
            PlanStep::JoinStorm {
                storm: 7,
                alerts: vec![1, 2]
            }
        ]
    );
    assert_eq!(during.wake_at, Some(after(80)));
    assert_eq!(
        planned(&[], &history, &CALM, after(80)).steps,
        [PlanStep::EndStorm(7)]
    );
    let long = RecentAlerts {
        storm: Some(Storm {
            last_error_at: after(3599),
            ..storm
        }),
        ..history
    };
    assert_eq!(
        planned(&[], &long, &CALM, after(3600)).steps,
        [PlanStep::EndStorm(7)]
    );
}

#[test]
fn what_is_held_back_waits_and_comes_as_one() {
    let nobody = RecentAlerts::default();
    let quiet = HoldConditions {
        quiet_until: Some(after(60)),
        ..CALM
    };
    let paused = HoldConditions {
        pause: Some(Pause::Always),
        ..quiet
    };
    let presenting = HoldConditions {
        do_not_disturb: true,
        ..CALM
    };
    let woke = HoldConditions {
        waking_until: Some(after(10)),
        ..CALM
    };
    for (conditions, why, wake_at) in [
        (paused, SuppressReason::Paused, None),
        (
            HoldConditions {
                pause: Some(Pause::Until(after(20))),
                ..CALM
            },
            SuppressReason::Paused,
            Some(after(20)),
        ),
        (quiet, SuppressReason::QuietHours, Some(after(60))),
        (presenting, SuppressReason::DoNotDisturb, Some(after(30))),
        (woke, SuppressReason::Woke, Some(after(10))),
    ] {
        let plan = planned(
            &[pending(1, AlertKind::Opened), pending(2, AlertKind::Grew)],
            &nobody,
            &conditions,
            T0,
        );
        assert_eq!(plan.steps, [PlanStep::Hold(1, why), PlanStep::Drop(2, why)]);
        assert_eq!(plan.wake_at, wake_at);
        let again = planned(&held(opened(1..=1), why), &nobody, &conditions, T0);
        assert_eq!(again.steps, [], "it is noted once");
    }
    let over = HoldConditions {
        pause: Some(Pause::Until(T0)),
        quiet_until: Some(T0),
        ..CALM
    };
    let one = planned(
        &held(opened(1..=1), SuppressReason::Paused),
        &nobody,
        &over,
        T0,
    );
    assert_eq!(one.steps, [PlanStep::Raise(1)], "one that waited alone");
    let mut several = held(opened(1..=2), SuppressReason::Paused);
    several.push(pending(3, AlertKind::Opened));
    let several = planned(&several, &nobody, &over, T0);
    assert_eq!(
        several.steps,
        [PlanStep::Digest {
            alerts: vec![1, 2, 3],
            why: SuppressReason::Paused
        }]
    );
}

#[test]
fn what_the_user_did_in_the_meantime_counts() {
    for (triage, why) in [
        (triage(Acknowledged, None), SuppressReason::Acknowledged),
        (triage(Resolved, None), SuppressReason::Resolved),
        (triage(Open, Some(after(1))), SuppressReason::Muted),
    ] {
        let mut alert = pending(1, AlertKind::Opened);
        alert.about = AlertSubject::Incident {
            id: 101,
            kind: AlertKind::Opened,
            triage,
            test: false,
        };
        let steps = planned(&[alert], &RecentAlerts::default(), &CALM, T0).steps;
        assert_eq!(steps, [PlanStep::Drop(1, why)]);
    }
}

#[test]
fn tests_and_summaries_are_always_announced() {
    let storm = Storm {
        id: 7,
        began_at: T0,
        last_error_at: T0,
        is_host_outage: false,
    };
    let history = RecentAlerts {
        recently_announced: vec![1, 2, 3],
        storm: Some(storm),
        ..RecentAlerts::default()
    };
    let mut test = pending(1, AlertKind::Opened);
    test.about = AlertSubject::Incident {
        id: 101,
        kind: AlertKind::Opened,
        triage: triage(Acknowledged, None),
        test: true,
    };
    let mut summary = pending(2, AlertKind::Opened);
    summary.about = AlertSubject::Summary(7);
    let steps = planned(&[test, summary], &history, &CALM, T0).steps;
    assert_eq!(steps, [PlanStep::Raise(1), PlanStep::Raise(2)]);
    let paused = HoldConditions {
        pause: Some(Pause::Always),
        ..CALM
    };
    let steps = planned(&[test, summary], &history, &paused, T0).steps;
    assert_eq!(
        steps,
        [
            PlanStep::Raise(1),
            PlanStep::Hold(2, SuppressReason::Paused)
        ]
    );
}

#[test]
fn what_is_not_due_waits() {
    let mut alert = pending(1, AlertKind::Grew);
    alert.due_at = after(5);
    let plan = planned(&[alert], &RecentAlerts::default(), &CALM, after(1));
    assert_eq!((plan.steps, plan.wake_at), (vec![], Some(after(5))));
}

fn recovered(ids: std::ops::RangeInclusive<i64>, state: IncidentState) -> Vec<PendingAlert> {
    ids.map(|id| PendingAlert {
        about: AlertSubject::Incident {
            id: id + 100,
            kind: AlertKind::Recovered,
            triage: triage(state, None),
            test: false,
        },
        due_at: after(2),
        ..pending(id, AlertKind::Recovered)
    })
    .collect()
}

#[test]
fn recoveries_that_come_together_are_announced_together() {
    let nobody = RecentAlerts::default();
    let early = planned(&recovered(1..=2, Resolved), &nobody, &CALM, after(1));
    assert_eq!((early.steps, early.wake_at), (vec![], Some(after(2))));
    let three = planned(&recovered(1..=3, Resolved), &nobody, &CALM, after(2));
    assert_eq!(
        three.steps,
        [PlanStep::Raise(1), PlanStep::Raise(2), PlanStep::Raise(3)]
    );
    let mut four = recovered(1..=4, Resolved);
    four[3].due_at = after(3);
    assert_eq!(
        planned(&four, &nobody, &CALM, after(2)).steps,
        [PlanStep::Digest {
            alerts: vec![1, 2, 3, 4],
            why: SuppressReason::Together
        }]
    );
}

#[test]
fn a_recovery_is_announced_only_while_it_is_one_and_waits_like_others() {
    let nobody = RecentAlerts::default();
    assert_eq!(
        planned(&recovered(1..=1, Open), &nobody, &CALM, after(2)).steps,
        [PlanStep::Drop(1, SuppressReason::CameBack)]
    );
    let paused = HoldConditions {
        pause: Some(Pause::Always),
        ..CALM
    };
    assert_eq!(
        planned(&recovered(1..=1, Resolved), &nobody, &paused, after(2)).steps,
        [PlanStep::Hold(1, SuppressReason::Paused)]
    );
    let soon = held(recovered(1..=2, Resolved), SuppressReason::Paused);
    assert_eq!(
        planned(&soon, &nobody, &CALM, after(1)).steps,
        [PlanStep::Digest {
            alerts: vec![1, 2],
            why: SuppressReason::Paused
        }],
        "what waited waits no longer for its own due"
    );
    let mut waited = held(recovered(1..=2, Resolved), SuppressReason::Paused);
    waited.extend(recovered(3..=3, Resolved));
    waited.extend(opened(4..=4));
    assert_eq!(
        planned(&waited, &nobody, &CALM, after(2)).steps,
        [PlanStep::Digest {
            alerts: vec![1, 2, 3, 4],
            why: SuppressReason::Paused
        }]
    );
    let storm = RecentAlerts {
        storm: Some(Storm {
            id: 7,
            began_at: T0,
            last_error_at: T0,
            is_host_outage: false,
        }),
        ..nobody
    };
    assert_eq!(
        planned(&recovered(1..=1, Resolved), &storm, &CALM, after(2)).steps,
        [PlanStep::JoinStorm {
            storm: 7,
            alerts: vec![1]
        }]
    );
}

#[test]
fn a_clock_that_was_set_back_holds_up_neither_alerts_nor_the_end_of_a_storm() {
    let day = 24 * 3600;
    let due = |at: Moment| PendingAlert {
        due_at: at,
        ..pending(1, AlertKind::Grew)
    };
    let soon = planned(
        &[due(after(day + 5))],
        &RecentAlerts::default(),
        &CALM,
        after(day),
    );
    assert_eq!((soon.steps, soon.wake_at), (vec![], Some(after(day + 5))));
    let set_back = planned(&[due(after(day + 5))], &RecentAlerts::default(), &CALM, T0);
    assert_eq!(set_back.steps, [PlanStep::Raise(1)]);
    let storm = Storm {
        id: 7,
        began_at: after(day),
        last_error_at: after(day + 50),
        is_host_outage: false,
    };
    let history = RecentAlerts {
        recently_announced: vec![],
        storm: Some(storm),
        ..RecentAlerts::default()
    };
    let ended = planned(&opened(2..=2), &history, &CALM, T0);
    assert_eq!(ended.steps, [PlanStep::EndStorm(7), PlanStep::Raise(2)]);
}

/// What each step does, and with how many alerts.
fn outline(plan: &Plan) -> Vec<(&'static str, usize)> {
    let steps = plan.steps.iter().map(|step| match step {
        PlanStep::Raise(_) => ("raise", 1),
        PlanStep::Hold(..) => ("hold", 1),
        PlanStep::Drop(..) => ("drop", 1),
        PlanStep::BeginStorm { alerts, .. } => ("begin storm", alerts.len()),
        PlanStep::JoinStorm { alerts, .. } => ("join storm", alerts.len()),
        PlanStep::EndStorm(_) => ("end storm", 1),
        PlanStep::Digest { alerts, .. } => ("digest", alerts.len()),
    });
    steps.collect()
}
