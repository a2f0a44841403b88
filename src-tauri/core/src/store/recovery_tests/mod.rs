//! Recovery in a real database: some scenarios and, in `any_sequence.rs`, any sequence of reports, probes, actions and
//! time. In memory, without the writer thread, with a manual clock.

mod any_sequence;
mod world;

use std::time::Duration;

use world::World;

use super::{
    sql::Sql as _,
    table::{alerts, probes},
    write::prune,
};
use crate::{
    alert::{self, AlertSubject, PendingAlert},
    feed::Topic,
    incident::{
        Action, IncidentState, delivery_error::Source, recovery::REOPEN_WITHIN,
        retention::RetentionLimits,
    },
    model::moment::Moment,
    probe::Cause,
};

const T0: Moment = Moment::from_millis(1_700_000_000_000);
const SETTLE: Duration = Duration::from_secs(60);

#[test]
fn a_pattern_recovers_by_the_endpoint_of_its_latest_report_alone() {
    let mut world = World::new();
    let id = world.report("/orders/1041");
    world.wait(1);
    assert_eq!(world.report("/orders/1042"), id);
    assert_eq!(world.incident(id).label, "/orders/:id");
    world.works_for("/orders/1041", 600);
    assert_eq!(world.state(id), IncidentState::Open, "of another one");
    world.works_for("/orders/1042", 60);
    assert_eq!(world.state(id), IncidentState::Resolved);

    // The same probe under both of its names is stored as one.
    let id = world.report("/orders/1043");
    world.wait(1);
    world.bad("/orders/1043");
    world.bad("/orders/:id");
    let kept = "SELECT count(*) FROM probes WHERE good = 0 AND endpoint = '/orders/:id'";
    assert_eq!(world.number(kept), 1);
    assert_eq!(world.state(id), IncidentState::Open);
}

#[test]
fn what_answers_again_for_long_enough_is_resolved_and_announced_once() {
    let mut world = World::new();
    let id = world.report("/a");
    assert_eq!(world.tell(), ["opened"]);
    world.wait(600);
    world.bad("/a");
    world.works_for("/a", 59);
    assert_eq!(world.state(id), IncidentState::Open);
    assert_eq!(world.tell(), [""; 0]);
    world.wait(1);
    world.good("/a");
    assert_eq!(world.state(id), IncidentState::Resolved);
    assert!(world.changes.contains(&Topic::Incidents));
    assert_eq!(world.tell(), ["recovered"]);
    assert_eq!(
        world.recovery_state(id).good_since,
        Some(T0.plus(Duration::from_secs(601)))
    );
    let story = world.story(id);
    assert_eq!(story.len(), 2, "{story:?}");
    assert!(story[1].starts_with("Works again: down "), "{story:?}");
    assert!(
        story[1].ends_with("(10 min). Checked from this computer: 200"),
        "{story:?}"
    );
    world.works_for("/a", 600);
    assert_eq!(world.tell(), [""; 0]);
}

/// Reports that arrived while the clock was a year ahead are over as soon as their endpoint answers under the right
/// clock.
#[test]
fn a_clock_that_was_set_back_puts_no_recovery_off() {
    let mut world = World::new();
    let year = Duration::from_secs(365 * 24 * 3600);
    world.now = T0.plus(year);
    let reported = world.report("/retm/a");
    let answered = world.report("/retm/b");
    world.wait(10);
    world.good("/retm/b");
    world.now = T0;
    for endpoint in ["/retm/a", "/retm/b"] {
        world.works_for(endpoint, 61);
    }
    for incident in [reported, answered] {
        assert_eq!(world.state(incident), IncidentState::Resolved);
    }
}

#[test]
fn the_status_that_retm_was_turned_away_with_is_no_recovery() {
    let mut world = World::new();
    let id = world.report_of("/a", 404, Source::Retm);
    world.wait(1);
    for _ in 0..2 {
        world.probe("/a", Cause::Answers, Some(404));
        world.wait(100);
    }
    assert_eq!(world.state(id), IncidentState::Open);
    world.works_for("/a", 60);
    assert_eq!(world.state(id), IncidentState::Resolved);
}

#[test]
fn what_an_earlier_version_took_for_well_is_judged_again() {
    let mut world = World::new();
    let open = world.report("/a");
    world.wait(1);
    world.probe("/a", Cause::Answers, Some(404));
    // As stored by a version that took any answer below 500 as good.
    world
        .connection
        .execute_batch(
            "UPDATE probes SET good = 1;
             UPDATE incidents SET good_since = (SELECT max(at) FROM probes),
               good_probe_id = (SELECT max(id) FROM probes);",
        )
        .unwrap();
    assert_eq!(world.recovery_state(open).good_since, None);
    let incident = world.incident(open);
    let kept = probes::of_incident(&world.connection, &incident).unwrap();
    assert_eq!(kept.good, None);
    // The settle time begins with the first probe that is good by today's rule.
    world.wait(100);
    world.good("/a");
    assert_eq!(world.state(open), IncidentState::Open);
    world.wait(59);
    world.good("/a");
    assert_eq!(world.state(open), IncidentState::Open);
    world.wait(1);
    world.good("/a");
    assert_eq!(world.state(open), IncidentState::Resolved);
    assert!(world.recovery_state(open).good_since.is_some());
}

#[test]
fn acknowledged_ones_are_announced_muted_ones_resolve_silently_and_tests_never() {
    let mut world = World::new();
    let (acknowledged, muted) = (world.report("/a"), world.report("/m"));
    let test = world.report_of("/t", 503, Source::Test);
    let untold = world.report("/u");
    world.change(|context| alerts::drop_pending(context.transaction, untold, context.now));
    world.tell();
    world.act(Action::Acknowledge, acknowledged);
    world.act(Action::Mute { minutes: 60 }, muted);
    for endpoint in ["/a", "/m", "/t", "/u"] {
        world.works_for(endpoint, 60);
    }
    let states = [acknowledged, muted, test, untold].map(|id| world.state(id));
    use IncidentState::{Open, Resolved};
    assert_eq!(states, [Resolved, Resolved, Open, Resolved]);
    assert_eq!(world.tell(), ["recovered"]);
    let said = |id| world.story(id).last().cloned().unwrap();
    assert_eq!(said(muted), "Not notified: muted");
    assert_eq!(said(untold), "Not notified: its failure was not notified");
}

#[test]
fn what_failed_while_alerts_waited_is_announced_when_it_works_again() {
    let mut world = World::new();
    world.report("/a");
    let kind = |world: &World| match &alerts::pending(&world.connection).unwrap()[..] {
        [
            PendingAlert {
                about: AlertSubject::Incident { kind, .. },
                ..
            },
        ] => *kind,
        other => panic!("{other:?}"),
    };
    assert_eq!(kind(&world), alert::AlertKind::Opened);
    world.works_for("/a", 60);
    assert_eq!(
        kind(&world),
        alert::AlertKind::FailedAndRecovered,
        "in the place of it"
    );
    world.report("/a");
    assert_eq!(kind(&world), alert::AlertKind::Escalated, "it came back");
    world.works_for("/a", 60);
    assert_eq!(kind(&world), alert::AlertKind::FailedAndRecovered);
    world.tell();
    world.report("/a");
    world.tell();
    world.works_for("/a", 60);
    assert_eq!(
        kind(&world),
        alert::AlertKind::Recovered,
        "its failure was told"
    );
}

#[test]
fn what_comes_back_soon_is_the_same_incident_and_what_comes_later_another() {
    let mut world = World::new();
    let id = world.report("/a");
    world.tell();
    world.works_for("/a", 60);
    world.wait(240);
    assert_eq!(world.report("/a"), id);
    assert_eq!(
        world.tell(),
        ["escalated"],
        "the recovery is no longer told"
    );
    let found = world.incident(id);
    assert_eq!((found.state, found.error_count), (IncidentState::Open, 2));
    assert_eq!(found.times_this_week, 1);
    assert!(
        world
            .story(id)
            .contains(&"Came back after 4 min".to_owned())
    );
    world.works_for("/a", 60);
    world.wait(REOPEN_WITHIN.as_secs() + 1);
    let next = world.report("/a");
    assert_ne!(next, id);
    assert_eq!(world.incident(next).previous_id, Some(id));
}

#[test]
fn what_a_person_resolves_does_not_come_back() {
    let mut world = World::new();
    let id = world.report("/a");
    world.works_for("/a", 60);
    world.act(Action::Reopen, id);
    world.act(Action::Resolve, id);
    assert_ne!(world.report("/a"), id);
}

#[test]
fn flapping_is_announced_once_and_must_hold_for_longer() {
    let mut world = World::new();
    let id = world.report("/a");
    let mut told = vec![world.tell()];
    for holds in [60, 60, 60, 120, 240] {
        world.works_for("/a", holds - 1);
        assert_eq!(world.state(id), IncidentState::Open, "{holds}");
        world.wait(1);
        world.good("/a");
        assert_eq!(world.state(id), IncidentState::Resolved, "{holds}");
        told.push(world.tell());
        world.wait(30);
        assert_eq!(world.report("/a"), id);
        told.push(world.tell());
    }
    let told: Vec<String> = told.concat();
    let expected = "opened recovered escalated recovered escalated recovered flapping \
                    recovered grew recovered grew";
    assert_eq!(told.join(" "), expected);
    assert_eq!(world.recovery_state(id).times_reopened, 5);
}

#[test]
fn undo_takes_back_what_the_person_did_and_not_what_the_rule_did() {
    let mut world = World::new();
    let id = world.report("/a");
    world.act(Action::Acknowledge, id);
    world.works_for("/a", 60);
    world.undo();
    assert_eq!(world.state(id), IncidentState::Resolved);
    world.act(Action::Reopen, id);
    assert_eq!(
        world.recovery_state(id).good_since,
        None,
        "it has to hold anew"
    );
    world.wait(3_600);
    world.undo();
    assert_eq!(world.state(id), IncidentState::Resolved);
    let recovered = T0.plus(Duration::from_secs(61));
    assert_eq!(
        world.recovery_state(id).recovered_at,
        Some(recovered),
        "as it was"
    );
    world.act(Action::Reopen, id);
    world.act(Action::Resolve, id);
    assert_eq!(world.recovery_state(id).recovered_at, None);
    world.undo();
    assert_eq!(world.state(id), IncidentState::Open);
}

#[test]
fn a_report_goes_to_the_incident_that_is_not_resolved_whichever_that_is() {
    let mut world = World::new();
    let first = world.report("/a");
    world.act(Action::Resolve, first);
    let second = world.report("/a");
    world.act(Action::Resolve, second);
    world.act(Action::Reopen, first);
    assert_eq!(world.report("/a"), first);
    world.act(Action::Reopen, second);
    assert_eq!(world.state(second), IncidentState::Resolved);
}

#[test]
fn the_last_good_probe_before_the_first_report_is_remembered() {
    let mut world = World::new();
    world.good("/a");
    world.wait(30);
    world.bad("/a");
    world.wait(30);
    let id = world.report("/a");
    assert_eq!(world.recovery_state(id).well_before, Some(T0));
}

#[test]
fn the_latest_probes_are_kept_and_those_that_an_incident_rests_on() {
    let mut world = World::new();
    let id = world.report("/a");
    world.wait(1);
    world.bad("/a");
    let failed = world.now;
    world.wait(1);
    let begun = world.now;
    for _ in 0..50 {
        world.good("/a");
        world.wait(30);
    }
    assert_eq!(world.number("SELECT count(*) FROM probes"), 22);
    let found = world.incident(id);
    let of = probes::of_incident(&world.connection, &found).unwrap();
    assert_eq!(of.bad.map(|probe| probe.at), Some(failed));
    assert_eq!(of.good.map(|probe| probe.at), Some(begun));
    let latest = probes::latest(&world.connection, "/a").unwrap();
    assert!(latest.is_some_and(|probe| probe.at > begun));
    let limits = RetentionLimits {
        keep: Some(Duration::from_secs(1)),
        max_bytes: None,
    };
    world.wait(86_400);
    while world.change(|context| prune::prune_batch(context, limits)) {}
    assert_eq!(world.number("SELECT count(*) FROM incidents"), 0);
    assert_eq!(world.number("SELECT count(*) FROM probes"), 0);
}

/// It failed again, muted, before the recovery was sent. Its end is sent when it really comes.
#[test]
fn a_recovery_that_was_taken_back_unsent_does_not_replace_the_next_one() {
    let mut world = World::new();
    world.targets = vec!["ops".to_owned()];
    let recoveries = "SELECT count(*) FROM outbox WHERE change = 'recovered'";
    let id = world.report("/a");
    world.change(|context| context.transaction.run("DELETE FROM outbox", []));
    world.works_for("/a", 60);
    assert_eq!(
        (world.state(id), world.number(recoveries)),
        (IncidentState::Resolved, 1)
    );
    world.act(Action::Mute { minutes: 2 }, id);
    world.wait(1);
    assert_eq!(world.report("/a"), id);
    assert_eq!(world.number(recoveries), 0, "it fails again");
    world.wait(120);
    world.works_for("/a", 60);
    assert_eq!(
        (world.state(id), world.number(recoveries)),
        (IncidentState::Resolved, 1)
    );
}

#[test]
fn whoever_reopens_an_incident_takes_back_a_recovery_that_was_not_sent() {
    let mut world = World::new();
    world.targets = vec!["ops".to_owned()];
    let recoveries = "SELECT count(*) FROM outbox WHERE change = 'recovered'";
    let id = world.report("/a");
    world.works_for("/a", 60);
    assert_eq!(world.number(recoveries), 1);
    world.act(Action::Reopen, id);
    assert_eq!(world.number(recoveries), 0);
    world.wait(1);
    assert_eq!(world.report("/a"), id);
    world.works_for("/a", 60);
    assert_eq!(
        (world.state(id), world.number(recoveries)),
        (IncidentState::Resolved, 1)
    );
}
