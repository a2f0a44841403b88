//! Any sequence of reports, probes, actions and time, compared with a model that keeps its own state.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::{SETTLE, World};
use crate::{
    incident::{
        Action, IncidentState, Subject,
        timeline::{Actor, TimelineKind},
    },
    model::moment::Moment,
    probe::Cause,
    store::table::{timeline, totals},
};

/// Anything that can happen.
#[derive(Clone, Copy, Debug)]
enum PlanStep {
    Report(usize),
    Good(usize),
    Bad(usize),
    Offline(usize),
    Wait(u64),
    Act(Action, i64),
    Undo,
    Tell,
}

const ENDPOINTS: [&str; 2] = ["/a", "/b"];

fn step() -> impl Strategy<Value = PlanStep> {
    let action = prop_oneof![
        Just(Action::Acknowledge),
        Just(Action::AcknowledgeUntilChange),
        Just(Action::Resolve),
        Just(Action::Reopen),
        Just(Action::Mute { minutes: 5 }),
        Just(Action::Unmute),
    ];
    prop_oneof![
        3 => (0..2usize).prop_map(PlanStep::Report),
        6 => (0..2usize).prop_map(PlanStep::Good),
        1 => (0..2usize).prop_map(PlanStep::Bad),
        1 => (0..2usize).prop_map(PlanStep::Offline),
        5 => prop_oneof![Just(1), Just(30), Just(61), Just(600), Just(1_900)].prop_map(PlanStep::Wait),
        3 => (action, 1..5i64).prop_map(|(action, id)| PlanStep::Act(action, id)),
        2 => Just(PlanStep::Undo),
        1 => Just(PlanStep::Tell),
    ]
}

/// What the model knows of an endpoint.
#[derive(Clone, Copy, Default)]
struct Seen {
    last_report: Option<Moment>,
    /// The first of the good probes in a row since then.
    first_good: Option<Moment>,
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]
    #[test]
    fn whatever_happens(steps in prop::collection::vec(step(), 1..60)) {
        let mut world = World::new();
        let mut seen = [Seen::default(); 2];
        let mut reports = 0;
        for step in steps {
            let before = states(&world);
            match step {
                PlanStep::Report(at) => {
                    world.report(ENDPOINTS[at]);
                    reports += 1;
                    seen[at] = Seen { last_report: Some(world.now), first_good: None };
                }
                PlanStep::Good(at) => {
                    let counts = seen[at].last_report.is_none_or(|last| world.now > last);
                    if counts && seen[at].first_good.is_none() {
                        seen[at].first_good = Some(world.now);
                    }
                    world.good(ENDPOINTS[at]);
                }
                PlanStep::Bad(at) => {
                    if seen[at].last_report.is_none_or(|last| world.now > last) {
                        seen[at].first_good = None;
                    }
                    world.bad(ENDPOINTS[at]);
                }
                PlanStep::Offline(at) => world.probe(ENDPOINTS[at], Cause::Offline, None),
                PlanStep::Wait(seconds) => world.wait(seconds),
                PlanStep::Act(action, id) => world.act(action, id),
                PlanStep::Undo => world.undo(),
                PlanStep::Tell => drop(world.tell()),
            }
            for (id, state) in states(&world) {
                let (was, is) = (before.get(&id).copied(), state);
                let resolved = was.is_some_and(|was| was != IncidentState::Resolved)
                    && is == IncidentState::Resolved;
                let opened = was == Some(IncidentState::Resolved) && is != IncidentState::Resolved;
                match step {
                    // By rule: only by a good probe, with no report and no bad probe since the first good one.
                    PlanStep::Good(at) if resolved => {
                        let first = seen[at].first_good;
                        prop_assert!(first.is_some_and(|first| world.now.since(first) >= SETTLE));
                        let good_since = world.recovery_state(id).good_since.unwrap();
                        prop_assert!(seen[at].last_report.is_none_or(|last| last < good_since));
                        prop_assert!(first.is_some_and(|first| first <= good_since));
                    }
                    PlanStep::Act(..) | PlanStep::Undo => {}
                    // A report reopens only what a rule had resolved.
                    PlanStep::Report(_) if opened => {
                        prop_assert!(newest_change(&world, id) == (TimelineKind::Reopened, Actor::Retm));
                    }
                    _ => prop_assert!(!resolved && !opened, "{:?} of {}", step, id),
                }
                if matches!(step, PlanStep::Undo) && opened {
                    // Undo reopens only what a user had resolved, never what a rule had.
                    prop_assert!(newest_change(&world, id).1 == Actor::Person);
                    prop_assert!(resolved_last_by(&world, id) == Actor::Person);
                }
            }
            assert_lawful(&world, reports)?;
        }
    }
}

/// Checks the invariants after that number of reports.
fn assert_lawful(world: &World, reports: i64) -> Result<(), TestCaseError> {
    for endpoint in ENDPOINTS {
        let subject = Subject::Endpoint(endpoint.to_owned());
        let unresolved = world.number(&format!(
            "SELECT count(*) FROM incidents
             WHERE subject = 'endpoint:{endpoint}' AND state <> 'resolved'"
        ));
        prop_assert!(unresolved <= 1, "{:?}", subject);
    }
    prop_assert_eq!(
        world.number("SELECT ifnull(sum(error_count), 0) FROM incidents"),
        reports
    );
    // A reopened incident is the same incident: opened once, counted once.
    prop_assert_eq!(
        world.number("SELECT count(*) FROM incidents"),
        world.number("SELECT count(*) FROM timeline WHERE kind = 'opened'")
    );
    prop_assert_eq!(
        world.number("SELECT ifnull(sum(times_come_back), 0) FROM incidents"),
        world.number(
            "SELECT ifnull(sum(count), 0) FROM timeline
             WHERE kind = 'reopened' AND who = 'retm'"
        )
    );
    prop_assert!(totals::are_right(&world.connection));
    // At most one alert is pending for each.
    prop_assert_eq!(
        world.number(
            "SELECT ifnull(max(n), 0) > 1 FROM (SELECT count(*) AS n FROM alerts
         WHERE raised_at IS NULL AND kind <> 'recovered' GROUP BY incident_id)"
        ),
        0
    );
    Ok(())
}

fn states(world: &World) -> BTreeMap<i64, IncidentState> {
    let count = world.number("SELECT count(*) FROM incidents");
    (1..=count).map(|id| (id, world.state(id))).collect()
}

/// The newest timeline entry of an incident that is not an alert.
fn newest_change(world: &World, id: i64) -> (TimelineKind, Actor) {
    let entries = timeline::of_incident(&world.connection, id).unwrap();
    entries
        .into_iter()
        .find(|entry| {
            !matches!(
                entry.kind,
                TimelineKind::Notified | TimelineKind::NotNotified
            )
        })
        .map(|entry| (entry.kind, entry.who))
        .unwrap()
}

/// Who resolved an incident last, before it was reopened.
fn resolved_last_by(world: &World, id: i64) -> Actor {
    let entries = timeline::of_incident(&world.connection, id).unwrap();
    entries
        .into_iter()
        .find(|entry| matches!(entry.kind, TimelineKind::Recovered | TimelineKind::Resolved))
        .map(|entry| entry.who)
        .unwrap()
}
