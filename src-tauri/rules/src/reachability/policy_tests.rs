//! The rule as a table of what happens when: W the way in, F a failure, S a success, and what is told.

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

/// Checks as the driver does, from `from` on, each with what `world` answers at that second; gives the seconds
/// of the checks and of what was told.
fn run(
    standing: &mut Standing,
    seconds: std::ops::Range<u64>,
    world: impl Fn(u64) -> Outcome,
) -> (Vec<u64>, Vec<(u64, &'static str)>) {
    let (mut checks, mut told) = (Vec::new(), Vec::new());
    for second in seconds {
        let Some(url) = standing.begin(at(second)) else {
            continue;
        };
        checks.push(second);
        match standing.on_outcome(at(second), &url, world(second)) {
            Some(Tell::Unreachable { .. }) => told.push((second, "unreachable")),
            Some(Tell::ReachableAgain { moved: false, .. }) => told.push((second, "again")),
            Some(Tell::ReachableAgain { moved: true, .. }) => told.push((second, "moved")),
            None => {}
        }
    }
    (checks, told)
}

fn settled(url: &str) -> Standing {
    let mut standing = Standing::default();
    standing.on_way(at(0), Some(WayIn::open(url)));
    assert_eq!(run(&mut standing, 0..300, |_| PROVEN), (vec![0], vec![]));
    standing
}

#[test]
fn without_a_way_in_nothing_is_checked() {
    let mut standing = Standing::default();
    standing.on_change(at(0));
    standing.check_now(at(0));
    assert_eq!(standing.next_check(at(9)), None);
    assert_eq!(standing.reachability(), Reachability::Off);
}

#[test]
fn a_proof_is_renewed_every_five_minutes() {
    let mut standing = Standing::default();
    standing.on_way(at(0), Some(WayIn::open(URL)));
    assert!(matches!(standing.reachability(), Reachability::Checking { url } if url == URL));
    let (checks, told) = run(&mut standing, 0..1000, |_| PROVEN);
    assert_eq!((checks, told), (vec![0, 300, 600, 900], vec![]));
    assert_eq!(
        standing.reachability(),
        Reachability::Proven {
            url: URL.to_owned(),
            at: at(900),
            took_ms: 7
        }
    );
}

#[test]
fn how_often_is_the_persons_to_say_and_holds_for_the_proof_that_is_there() {
    let mut standing = settled(URL);
    standing.check_every(Duration::from_secs(310));
    assert_eq!(standing.next_check(at(300)), Some(at(310)));
    standing.check_every(Duration::from_secs(20));
    let (checks, _) = run(&mut standing, 300..345, |_| PROVEN);
    assert_eq!(checks, [300, 320, 340]);
    // What is due at once, and what is due after a failure, stays so.
    standing.check_now(at(345));
    standing.check_every(Duration::from_secs(300));
    assert_eq!(standing.next_check(at(345)), Some(at(345)));
    run(&mut standing, 345..346, |_| failed());
    standing.check_every(Duration::from_secs(20));
    assert_eq!(standing.next_check(at(346)), Some(at(350)));
    // Another way in changes nothing about it.
    standing.on_way(at(400), None);
    standing.on_way(at(400), Some(WayIn::open(NEW)));
    let (checks, _) = run(&mut standing, 400..425, |_| PROVEN);
    assert_eq!(checks, [400, 420]);
}

#[test]
fn one_failure_is_shown_and_two_are_told_once_and_the_next_success_as_well() {
    let mut standing = settled(URL);
    let once = |second| if second == 300 { failed() } else { PROVEN };
    let (checks, told) = run(&mut standing, 300..306, once);
    assert_eq!((checks, told), (vec![300, 305], vec![]), "a hiccup");

    let down = |second| if second < 845 { failed() } else { PROVEN };
    let (checks, told) = run(&mut standing, 600..700, down);
    assert_eq!(checks, [605, 610, 620, 640, 670]);
    assert_eq!(told, [(610, "unreachable")]);
    match standing.reachability() {
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
    let (checks, told) = run(&mut standing, 700..1200, down);
    assert_eq!(checks, [700, 730, 760, 790, 820, 850, 1150]);
    assert_eq!(told, [(850, "again")]);
}

#[test]
fn a_tunnel_that_says_it_is_down_is_believed_at_the_first_failure() {
    let mut standing = settled(URL);
    standing.on_way(at(100), Some(WayIn::down(URL)));
    let (checks, told) = run(&mut standing, 100..104, |_| failed());
    assert_eq!((checks, told), (vec![100], vec![(100, "unreachable")]));
    standing.on_way(at(104), Some(WayIn::open(URL)));
    let (checks, told) = run(&mut standing, 104..110, |_| PROVEN);
    assert_eq!((checks, told), (vec![104], vec![(104, "again")]));

    // It may say so and be wrong.
    standing.on_way(at(110), Some(WayIn::down(URL)));
    assert_eq!(
        run(&mut standing, 110..120, |_| PROVEN),
        (vec![110], vec![])
    );
}

#[test]
fn after_a_change_failures_are_not_told_before_it_has_settled() {
    for change in [
        |standing: &mut Standing| standing.on_change(at(100)),
        |standing: &mut Standing| standing.on_way(at(100), Some(WayIn::open(NEW))),
    ] {
        let mut standing = settled(URL);
        change(&mut standing);
        let slow = |second| if second < 112 { failed() } else { PROVEN };
        let (checks, told) = run(&mut standing.clone(), 100..120, slow);
        assert_eq!((checks, told), (vec![100, 105, 115], vec![]));
        let (checks, told) = run(&mut standing, 100..160, |_| failed());
        assert_eq!(checks, [100, 105, 115, 135]);
        assert_eq!(told, [(115, "unreachable")], "within a minute");
    }
}

#[test]
fn a_new_url_that_works_is_told_as_moved_where_the_old_one_was_told_dead() {
    let mut standing = settled(URL);
    standing.on_way(at(100), Some(WayIn::down(URL)));
    assert_eq!(run(&mut standing, 100..101, |_| failed()).1.len(), 1);
    standing.on_way(at(101), Some(WayIn::open(NEW)));
    assert!(matches!(standing.reachability(), Reachability::Checking { url } if url == NEW));
    let (_, told) = run(&mut standing, 101..150, |_| PROVEN);
    assert_eq!(told, [(101, "moved")]);
}

#[test]
fn a_way_in_that_is_switched_off_takes_everything_with_it() {
    let mut standing = settled(URL);
    standing.on_way(at(100), Some(WayIn::down(URL)));
    run(&mut standing, 100..101, |_| failed());
    standing.on_way(at(102), None);
    assert_eq!(standing.reachability(), Reachability::Off);
    assert_eq!(standing.next_check(at(900)), None);
    assert_eq!(standing.on_outcome(at(103), URL, PROVEN), None);
    standing.on_way(at(104), Some(WayIn::open(URL)));
    assert_eq!(
        run(&mut standing, 104..110, |_| PROVEN),
        (vec![104], vec![])
    );
}

#[test]
fn a_change_during_a_check_wants_another_and_an_old_urls_outcome_counts_for_nothing() {
    let mut standing = settled(URL);
    standing.check_now(at(100));
    let url = standing.begin(at(100)).unwrap();
    assert_eq!(standing.begin(at(101)), None, "one at a time");
    standing.on_change(at(102));
    standing.on_outcome(at(103), &url, PROVEN);
    assert!(standing.next_check(at(103)).unwrap() <= at(103));

    let url = standing.begin(at(103)).unwrap();
    standing.on_way(at(104), Some(WayIn::open(NEW)));
    assert_eq!(standing.on_outcome(at(105), &url, PROVEN), None);
    assert!(matches!(
        standing.reachability(),
        Reachability::Checking { .. }
    ));
    assert_eq!(standing.begin(at(105)).as_deref(), Some(NEW));
}

#[test]
fn a_clock_that_goes_back_does_not_put_the_next_check_off() {
    let mut standing = settled(URL);
    let hour_before = at(0).minus(Duration::from_secs(3600));
    assert_eq!(standing.next_check(hour_before), Some(hour_before));
    assert!(standing.begin(hour_before).is_some());
}

/// The way in changed by a clock that was a year ahead, and has failed since that was set right.
#[test]
fn a_clock_that_goes_back_does_not_put_off_what_is_told() {
    let mut standing = Standing::default();
    standing.on_way(at(365 * 24 * 3600), Some(WayIn::open(URL)));
    let (_, told) = run(&mut standing, 0..300, |_| failed());
    assert!(matches!(told[..], [(_, "unreachable")]), "{told:?}");
}

#[test]
fn the_words_say_since_when_why_and_what_to_do() {
    let tell = Tell::Unreachable {
        since: at(0),
        hop: Hop::Tunnel,
        problem: Problem::new("It hangs up.", "RETM can't.", "Start it."),
    };
    let (title, body) = tell.words(&TimeZone::UTC);
    assert_eq!(title, "RETM can't reach you");
    assert_eq!(body, "Since 22:13. It hangs up. Start it.");
    for (minutes, word) in [(4, "4 min"), (180, "3 h")] {
        let after = Duration::from_secs(minutes * 60);
        let again = Tell::ReachableAgain {
            after,
            moved: false,
        };
        assert!(again.words(&TimeZone::UTC).1.contains(word), "{again:?}");
    }
    assert!(!format!("{:?}", WayIn::open(URL)).contains("abc"));
}
