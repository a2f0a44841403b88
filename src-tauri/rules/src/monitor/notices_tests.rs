//! Announcements as stories: each step is the state of all monitors and what is announced.

use super::*;

fn at(second: i64) -> Moment {
    Moment::from_millis(second * 1_000)
}

fn check(second: i64, cause: Cause) -> MonitorCheck {
    MonitorCheck {
        at: at(second),
        good: cause == Cause::Answers,
        took_ms: 1,
        cause,
        status: None,
        sentence: "Found.".to_owned(),
    }
}

/// Monitors that count as down after two failures, with checks made by the test.
#[derive(Default)]
struct World {
    monitors: Vec<MonitorSnapshot>,
    second: i64,
}

impl World {
    /// Monitors 1, 2, … on these hosts, all up since second 1.
    fn of(hosts: &[&str]) -> Self {
        let mut world = Self::default();
        for (id, host) in (1..).zip(hosts) {
            world.monitors.push(MonitorSnapshot {
                id,
                label: format!("/{id}"),
                host: (*host).to_owned(),
                status: MonitorStatus::default(),
                last: None,
                probed_at: None,
                announced: None,
                incident: None,
                expiry_announced: false,
            });
        }
        let ids: Vec<i64> = world.monitors.iter().map(|seen| seen.id).collect();
        assert_eq!(world.check(&ids, Cause::Answers), "");
        world
    }

    fn seen(&mut self, id: i64) -> &mut MonitorSnapshot {
        self.monitors.iter_mut().find(|seen| seen.id == id).unwrap()
    }

    /// Checks these monitors a second later, and returns the announcements.
    fn check(&mut self, ids: &[i64], cause: Cause) -> String {
        self.second += 1;
        let check = check(self.second, cause);
        for id in ids {
            let seen = self.seen(*id);
            seen.status = seen.status.after(&check, 2);
            seen.last = Some(check.clone());
            seen.probed_at = Some(check.at);
        }
        self.notices()
    }

    /// The announcements for the current state. All of them count as shown.
    fn notices(&mut self) -> String {
        let out = plan_announcements(&self.monitors);
        let marks = out.loud.iter().flat_map(|(_, marks)| marks);
        for (id, announced) in marks.chain(&out.silent).copied().collect::<Vec<_>>() {
            self.seen(id).announced = announced;
        }
        let again = plan_announcements(&self.monitors);
        assert_eq!(again, AnnouncementPlan::default(), "said twice");
        let words = out.loud.iter().map(|(outage, _)| match outage {
            OutageNotice::Down {
                label,
                since,
                failures,
                ..
            } => {
                format!("{label} down since {} ×{failures}", since.millis() / 1_000)
            }
            OutageNotice::Up {
                label,
                since,
                until,
                ..
            } => {
                format!(
                    "{label} up {}–{}",
                    since.millis() / 1_000,
                    until.millis() / 1_000
                )
            }
            OutageNotice::HostDown {
                host,
                labels,
                since,
                ..
            } => {
                format!(
                    "{host} down since {}: {}",
                    since.millis() / 1_000,
                    labels.join(" ")
                )
            }
            OutageNotice::HostUp {
                host,
                since,
                until,
                still_down,
            } => format!(
                "{host} up {}–{} still {still_down:?}",
                since.millis() / 1_000,
                until.millis() / 1_000
            ),
        });
        words.collect::<Vec<_>>().join(", ")
    }
}

const BAD: Cause = Cause::Refused;
const GOOD: Cause = Cause::Answers;

#[test]
fn an_outage_is_announced_once_and_its_end_once() {
    let mut world = World::of(&["a"]);
    for (cause, expected) in [
        (BAD, ""),
        (BAD, "/1 down since 2 ×2"),
        (BAD, ""),
        (GOOD, "/1 up 2–5"),
        (GOOD, ""),
        (BAD, ""),
        (GOOD, ""),
    ] {
        assert_eq!(world.check(&[1], cause), expected);
    }
}

#[test]
fn one_of_several_on_a_host_is_announced_by_its_name() {
    let mut world = World::of(&["a", "a", "b"]);
    assert_eq!(world.check(&[1], BAD), "");
    assert_eq!(world.check(&[1], BAD), "", "2 was not asked since");
    assert_eq!(world.check(&[2], GOOD), "/1 down since 2 ×2");
    assert_eq!(world.check(&[1], GOOD), "/1 up 2–5");
}

#[test]
fn where_everything_behind_a_host_fails_the_host_is_named_once() {
    let mut world = World::of(&["a", "a", "a", "b"]);
    assert_eq!(world.check(&[1, 2, 3], BAD), "");
    assert_eq!(world.check(&[2], BAD), "a down since 2: /1 /2 /3");
    assert_eq!(world.check(&[1], BAD), "");
    assert_eq!(world.check(&[3], BAD), "");
    // One is up again. The others are probed before anything is announced.
    assert_eq!(world.check(&[3], GOOD), "");
    assert_eq!(world.check(&[1], GOOD), "");
    assert_eq!(world.check(&[2], GOOD), "a up 2–8 still []");
}

#[test]
fn what_is_still_down_when_its_host_is_back_is_named_and_ends_by_itself() {
    let mut world = World::of(&["a", "a"]);
    world.check(&[1, 2], BAD);
    assert_eq!(world.check(&[1, 2], BAD), "a down since 2: /1 /2");
    assert_eq!(world.check(&[1], GOOD), "");
    assert_eq!(world.check(&[2], BAD), "a up 2–4 still [\"/2\"]");
    assert_eq!(world.check(&[2], BAD), "");
    assert_eq!(world.check(&[2], GOOD), "/2 up 2–7");
}

#[test]
fn an_announced_endpoint_becomes_its_hosts_outage_when_the_rest_follows() {
    let mut world = World::of(&["a", "a"]);
    world.check(&[1], BAD);
    world.check(&[2], GOOD);
    assert_eq!(world.check(&[1], BAD), "/1 down since 2 ×2");
    assert_eq!(world.check(&[2], BAD), "", "it does not count yet");
    assert_eq!(world.check(&[2], BAD), "", "1 was not asked since");
    assert_eq!(world.check(&[1], BAD), "a down since 2: /1 /2");
    assert_eq!(world.check(&[1, 2], GOOD), "a up 2–8 still []");
}

#[test]
fn one_that_fails_and_does_not_count_yet_keeps_its_host_from_being_well() {
    let mut world = World::of(&["a", "a"]);
    world.check(&[1, 2], BAD);
    assert_eq!(world.check(&[1], BAD), "a down since 2: /1 /2");
    assert_eq!(world.check(&[1], GOOD), "", "2 is not decided");
    assert_eq!(world.check(&[2], GOOD), "a up 2–5 still []");
}

#[test]
fn an_announced_incident_covers_the_same_outage_only() {
    for (last_error, is_known, expected) in [
        // RETM reported it after the last good check, at second 1.
        (2, true, ""),
        (1, true, ""),
        // A muted or announced incident is known. Otherwise the outage is announced.
        (2, false, "/1 down since 2 ×2"),
        // It was good after RETM's report, so this is another outage.
        (0, true, "/1 down since 2 ×2"),
    ] {
        let mut world = World::of(&["a"]);
        world.seen(1).incident = Some(EndpointIncident {
            incident_id: 7,
            state: IncidentState::Open,
            last_error_at: at(last_error),
            is_known,
        });
        world.check(&[1], BAD);
        assert_eq!(world.check(&[1], BAD), expected, "{last_error} {is_known}");
        let end = if expected.is_empty() {
            ""
        } else {
            "/1 up 2–4"
        };
        assert_eq!(
            world.check(&[1], GOOD),
            end,
            "the incident tells its own end"
        );
    }
}

#[test]
fn a_host_of_which_incidents_tell_everything_is_not_named() {
    let mut world = World::of(&["a", "a"]);
    for id in [1, 2] {
        world.seen(id).incident = Some(EndpointIncident {
            incident_id: id,
            state: IncidentState::Open,
            last_error_at: at(2),
            is_known: true,
        });
    }
    world.check(&[1, 2], BAD);
    assert_eq!(world.check(&[1, 2], BAD), "");
    assert_eq!(world.check(&[1, 2], GOOD), "");
}

#[test]
fn an_expired_certificate_is_one_outage_and_its_end_is_announced() {
    let mut world = World::of(&["a"]);
    world.seen(1).expiry_announced = true;
    world.check(&[1], Cause::CertificateExpired);
    assert_eq!(world.check(&[1], Cause::CertificateExpired), "");
    assert_eq!(world.check(&[1], GOOD), "/1 up 2–4");
}

#[test]
fn a_host_of_two_needs_both_and_a_single_one_is_no_host() {
    use MonitorState::{Down, Failing, Offline, Paused, Up};
    for (states, failing) in [
        (&[("a", Down)][..], 0),
        (&[("a", Down), ("a", Failing)], 1),
        (&[("a", Failing), ("a", Failing)], 0),
        (&[("a", Down), ("a", Up)], 0),
        (&[("a", Down), ("b", Down)], 0),
        (&[("a", Down), ("b", Up), ("a", Down)], 1),
        (&[("a", Down), ("a", Paused)], 0),
        (&[("a", Offline), ("a", Offline)], 0),
    ] {
        assert_eq!(
            failing_hosts(states.iter().copied()).len(),
            failing,
            "{states:?}"
        );
    }
}
