//! Any sequence of reports, probes, actions and time, beside a model that keeps its own account.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::{SETTLE, World};
use crate::{
    incident::{
        Action, IncidentState, Subject,
        timeline::{Kind, Who},
    },
    model::moment::Moment,
    probe::Cause,
    store::table::timeline,
};

/// Anything that can happen.
#[derive(Clone, Copy, Debug)]
enum Step {
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

fn step() -> impl Strategy<Value = Step> {
    let action = prop_oneof![
        Just(Action::Acknowledge),
        Just(Action::Resolve),
        Just(Action::Reopen),
        Just(Action::Mute { minutes: 5 }),
        Just(Action::Unmute),
    ];
    prop_oneof![
        3 => (0..2usize).prop_map(Step::Report),
        6 => (0..2usize).prop_map(Step::Good),
        1 => (0..2usize).prop_map(Step::Bad),
        1 => (0..2usize).prop_map(Step::Offline),
        5 => prop_oneof![Just(1), Just(30), Just(61), Just(600), Just(1_900)].prop_map(Step::Wait),
        3 => (action, 1..5i64).prop_map(|(action, id)| Step::Act(action, id)),
        2 => Just(Step::Undo),
        1 => Just(Step::Tell),
    ]
}

/// What the model knows of an endpoint, by its own account.
#[derive(Clone, Copy, Default)]
struct Seen {
    last_report: Option<Moment>,
    /// The good probes in a row since then.
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
                Step::Report(at) => {
                    world.report(ENDPOINTS[at]);
                    reports += 1;
                    seen[at] = Seen { last_report: Some(world.now), first_good: None };
                }
                Step::Good(at) => {
                    let counts = seen[at].last_report.is_none_or(|last| world.now > last);
                    if counts && seen[at].first_good.is_none() {
                        seen[at].first_good = Some(world.now);
                    }
                    world.good(ENDPOINTS[at]);
                }
                Step::Bad(at) => {
                    if seen[at].last_report.is_none_or(|last| world.now > last) {
                        seen[at].first_good = None;
                    }
                    world.bad(ENDPOINTS[at]);
                }
                Step::Offline(at) => world.probe(ENDPOINTS[at], Cause::Offline, None),
                Step::Wait(seconds) => world.wait(seconds),
                Step::Act(action, id) => world.act(action, id),
                Step::Undo => world.undo(),
                Step::Tell => drop(world.tell()),
            }
            for (id, state) in states(&world) {
                let (was, is) = (before.get(&id).copied(), state);
                let resolved = was.is_some_and(|was| was != IncidentState::Resolved)
                    && is == IncidentState::Resolved;
                let opened = was == Some(IncidentState::Resolved) && is != IncidentState::Resolved;
                match step {
                    // By rule: only by a good probe, with no report and no bad probe since the first good one.
                    Step::Good(at) if resolved => {
                        let first = seen[at].first_good;
                        prop_assert!(first.is_some_and(|first| world.now.since(first) >= SETTLE));
                        let good_since = world.recovery_state(id).good_since.unwrap();
                        prop_assert!(seen[at].last_report.is_none_or(|last| last < good_since));
                        prop_assert!(first.is_some_and(|first| first <= good_since));
                    }
                    Step::Act(..) | Step::Undo => {}
                    // A report opens again only what a rule had resolved.
                    Step::Report(_) if opened => {
                        prop_assert!(newest_change(&world, id) == (Kind::Reopened, Who::Retm));
                    }
                    _ => prop_assert!(!resolved && !opened, "{:?} of {}", step, id),
                }
                if matches!(step, Step::Undo) && opened {
                    // Undo opens only what a person had resolved, never what a rule had.
                    prop_assert!(newest_change(&world, id).1 == Who::Person);
                    prop_assert!(resolved_last_by(&world, id) == Who::Person);
                }
            }
            assert_lawful(&world, reports)?;
        }
    }
}

/// What holds at any time, after so many reports.
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
    // One that came back is the same one: opened once, counted once.
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
    // At the most one thing is on its way of each.
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

/// The newest entry of an incident's timeline that is no alert.
fn newest_change(world: &World, id: i64) -> (Kind, Who) {
    let entries = timeline::of_incident(&world.connection, id).unwrap();
    entries
        .into_iter()
        .find(|entry| !matches!(entry.kind, Kind::Told | Kind::NotTold))
        .map(|entry| (entry.kind, entry.who))
        .unwrap()
}

/// Who resolved an incident last, before it was opened again.
fn resolved_last_by(world: &World, id: i64) -> Who {
    let entries = timeline::of_incident(&world.connection, id).unwrap();
    entries
        .into_iter()
        .find(|entry| matches!(entry.kind, Kind::Recovered | Kind::Resolved))
        .map(|entry| entry.who)
        .unwrap()
}
