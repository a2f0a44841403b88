//! The rule as a table of events over time: W the ingress, F a failure, S a success, and what is announced.

use super::*;

const URL: &str = "https://abc.example/error/k";
const NEW: &str = "https://new.example/error/k";

fn at(seconds: u64) -> Moment {
    Moment::from_millis(1_700_000_000_000).plus(Duration::from_secs(seconds))
}

fn failed() -> Outcome {
    Outcome::Failed {
        hop: Hop::Tunnel,
        problem: Problem::new("It hangs up.", "RETM can't.", "Start it."),
    }
}

const PROVEN: Outcome = Outcome::Reachable { took_ms: 7 };

/// Checks in these seconds as the task does, with the answers of `world`. Returns the seconds of the checks and of the
/// announcements.
fn run(
    tracker: &mut ReachabilityTracker,
    seconds: std::ops::Range<u64>,
    world: impl Fn(u64) -> Outcome,
) -> (Vec<u64>, Vec<(u64, &'static str)>) {
    let (mut checks, mut notices) = (Vec::new(), Vec::new());
    for second in seconds {
        let Some(url) = tracker.begin_check(at(second)) else {
            continue;
        };
        checks.push(second);
        match tracker.on_outcome(at(second), &url, world(second)) {
            Some(ReachabilityNotice::Unreachable { .. }) => notices.push((second, "unreachable")),
            Some(ReachabilityNotice::ReachableAgain { moved: false, .. }) => {
                notices.push((second, "again"))
            }
            Some(ReachabilityNotice::ReachableAgain { moved: true, .. }) => {
                notices.push((second, "moved"))
            }
            None => {}
        }
    }
    (checks, notices)
}

fn settled(url: &str) -> ReachabilityTracker {
    let mut tracker = ReachabilityTracker::default();
    tracker.on_target(at(0), Some(IngressTarget::open(url)));
    assert_eq!(run(&mut tracker, 0..300, |_| PROVEN), (vec![0], vec![]));
    tracker
}

#[test]
fn without_an_ingress_nothing_is_checked() {
    let mut tracker = ReachabilityTracker::default();
    tracker.on_change(at(0));
    tracker.check_now(at(0));
    assert_eq!(tracker.next_check(at(9)), None);
    assert_eq!(tracker.reachability(), Reachability::Off);
}

#[test]
fn a_proof_is_renewed_every_five_minutes() {
    let mut tracker = ReachabilityTracker::default();
    tracker.on_target(at(0), Some(IngressTarget::open(URL)));
    assert!(matches!(tracker.reachability(), Reachability::Checking { url } if url == URL));
    let (checks, notices) = run(&mut tracker, 0..1000, |_| PROVEN);
    assert_eq!((checks, notices), (vec![0, 300, 600, 900], vec![]));
    assert_eq!(
        tracker.reachability(),
        Reachability::Proven {
            url: URL.to_owned(),
            at: at(900),
            took_ms: 7
        }
    );
}

#[test]
fn how_often_is_the_persons_to_say_and_holds_for_the_proof_that_is_there() {
    let mut tracker = settled(URL);
    tracker.check_every(Duration::from_secs(310));
    assert_eq!(tracker.next_check(at(300)), Some(at(310)));
    tracker.check_every(Duration::from_secs(20));
    let (checks, _) = run(&mut tracker, 300..345, |_| PROVEN);
    assert_eq!(checks, [300, 320, 340]);
    // A check that is due at once, or after a failure, stays due.
    tracker.check_now(at(345));
    tracker.check_every(Duration::from_secs(300));
    assert_eq!(tracker.next_check(at(345)), Some(at(345)));
    run(&mut tracker, 345..346, |_| failed());
    tracker.check_every(Duration::from_secs(20));
    assert_eq!(tracker.next_check(at(346)), Some(at(350)));
    // A new ingress does not change that.
    tracker.on_target(at(400), None);
    tracker.on_target(at(400), Some(IngressTarget::open(NEW)));
    let (checks, _) = run(&mut tracker, 400..425, |_| PROVEN);
    assert_eq!(checks, [400, 420]);
}

#[test]
fn one_failure_is_shown_two_are_announced_once_and_so_is_the_next_success() {
    let mut tracker = settled(URL);
    let once = |second| if second == 300 { failed() } else { PROVEN };
    let (checks, notices) = run(&mut tracker, 300..306, once);
    assert_eq!((checks, notices), (vec![300, 305], vec![]), "a hiccup");

    let down = |second| if second < 845 { failed() } else { PROVEN };
    let (checks, notices) = run(&mut tracker, 600..700, down);
    assert_eq!(checks, [605, 610, 620, 640, 670]);
    assert_eq!(notices, [(610, "unreachable")]);
    match tracker.reachability() {
        Reachability::Failing {
            since,
            last_proven_at,
            hop,
            ..
        } => assert_eq!(
            (since, last_proven_at, hop),
            (at(605), Some(at(305)), Hop::Tunnel)
        ),
        other => panic!("{other:?}"),
    }
    let (checks, notices) = run(&mut tracker, 700..1200, down);
    assert_eq!(checks, [700, 730, 760, 790, 820, 850, 1150]);
    assert_eq!(notices, [(850, "again")]);
}

#[test]
fn a_tunnel_that_says_it_is_down_is_believed_at_the_first_failure() {
    let mut tracker = settled(URL);
    tracker.on_target(at(100), Some(IngressTarget::down(URL)));
    let (checks, notices) = run(&mut tracker, 100..104, |_| failed());
    assert_eq!((checks, notices), (vec![100], vec![(100, "unreachable")]));
    tracker.on_target(at(104), Some(IngressTarget::open(URL)));
    let (checks, notices) = run(&mut tracker, 104..110, |_| PROVEN);
    assert_eq!((checks, notices), (vec![104], vec![(104, "again")]));

    // The tunnel may report that it is down and be wrong.
    tracker.on_target(at(110), Some(IngressTarget::down(URL)));
    assert_eq!(run(&mut tracker, 110..120, |_| PROVEN), (vec![110], vec![]));
}

#[test]
fn failures_after_a_change_are_announced_only_once_it_has_settled() {
    for change in [
        |tracker: &mut ReachabilityTracker| tracker.on_change(at(100)),
        |tracker: &mut ReachabilityTracker| {
            tracker.on_target(at(100), Some(IngressTarget::open(NEW)))
        },
    ] {
        let mut tracker = settled(URL);
        change(&mut tracker);
        let slow = |second| if second < 112 { failed() } else { PROVEN };
        let (checks, notices) = run(&mut tracker.clone(), 100..120, slow);
        assert_eq!((checks, notices), (vec![100, 105, 115], vec![]));
        let (checks, notices) = run(&mut tracker, 100..160, |_| failed());
        assert_eq!(checks, [100, 105, 115, 135]);
        assert_eq!(notices, [(115, "unreachable")], "within a minute");
    }
}

#[test]
fn a_new_url_that_works_is_announced_as_moved_if_the_old_one_was_announced_dead() {
    let mut tracker = settled(URL);
    tracker.on_target(at(100), Some(IngressTarget::down(URL)));
    assert_eq!(run(&mut tracker, 100..101, |_| failed()).1.len(), 1);
    tracker.on_target(at(101), Some(IngressTarget::open(NEW)));
    assert!(matches!(tracker.reachability(), Reachability::Checking { url } if url == NEW));
    let (_, notices) = run(&mut tracker, 101..150, |_| PROVEN);
    assert_eq!(notices, [(101, "moved")]);
}

#[test]
fn switching_off_the_ingress_resets_everything() {
    let mut tracker = settled(URL);
    tracker.on_target(at(100), Some(IngressTarget::down(URL)));
    run(&mut tracker, 100..101, |_| failed());
    tracker.on_target(at(102), None);
    assert_eq!(tracker.reachability(), Reachability::Off);
    assert_eq!(tracker.next_check(at(900)), None);
    assert_eq!(tracker.on_outcome(at(103), URL, PROVEN), None);
    tracker.on_target(at(104), Some(IngressTarget::open(URL)));
    assert_eq!(run(&mut tracker, 104..110, |_| PROVEN), (vec![104], vec![]));
}

#[test]
fn a_change_during_a_check_requires_another_and_an_old_urls_outcome_is_ignored() {
    let mut tracker = settled(URL);
    tracker.check_now(at(100));
    let url = tracker.begin_check(at(100)).unwrap();
    assert_eq!(tracker.begin_check(at(101)), None, "one at a time");
    tracker.on_change(at(102));
    tracker.on_outcome(at(103), &url, PROVEN);
    assert!(tracker.next_check(at(103)).unwrap() <= at(103));

    let url = tracker.begin_check(at(103)).unwrap();
    tracker.on_target(at(104), Some(IngressTarget::open(NEW)));
    assert_eq!(tracker.on_outcome(at(105), &url, PROVEN), None);
    assert!(matches!(
        tracker.reachability(),
        Reachability::Checking { .. }
    ));
    assert_eq!(tracker.begin_check(at(105)).as_deref(), Some(NEW));
}

#[test]
fn a_clock_that_goes_back_does_not_put_the_next_check_off() {
    let mut tracker = settled(URL);
    let hour_before = at(0).minus(Duration::from_secs(3600));
    assert_eq!(tracker.next_check(hour_before), Some(hour_before));
    assert!(tracker.begin_check(hour_before).is_some());
}

/// The ingress changed while the clock was a year ahead, and has failed since the clock was corrected.
#[test]
fn a_clock_that_goes_back_delays_no_notice() {
    let mut tracker = ReachabilityTracker::default();
    tracker.on_target(at(365 * 24 * 3600), Some(IngressTarget::open(URL)));
    let (_, notices) = run(&mut tracker, 0..300, |_| failed());
    assert!(matches!(notices[..], [(_, "unreachable")]), "{notices:?}");
}

#[test]
fn the_words_say_since_when_why_and_what_to_do() {
    let tell = ReachabilityNotice::Unreachable {
        since: at(0),
        hop: Hop::Tunnel,
        problem: Problem::new("It hangs up.", "RETM can't.", "Start it."),
    };
    let (title, body) = tell.words(Locale::default(), &TimeZone::UTC);
    assert_eq!(title, "RETM can't reach you");
    assert_eq!(body, "Since 22:13. It hangs up. Start it.");
    for (minutes, word) in [(4, "4 min"), (180, "3 h")] {
        let after = Duration::from_secs(minutes * 60);
        let again = ReachabilityNotice::ReachableAgain {
            after,
            moved: false,
        };
        assert!(
            again
                .words(Locale::default(), &TimeZone::UTC)
                .1
                .contains(word),
            "{again:?}"
        );
    }
    assert!(!format!("{:?}", IngressTarget::open(URL)).contains("abc"));
}
