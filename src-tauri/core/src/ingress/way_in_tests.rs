//! The rules between the supervisor and the watcher, as tables.

use super::*;
use crate::model::{moment::Moment, problem::Problem};

const T0: Moment = Moment::from_millis(0);

fn up(kind: Kind, url: &str, adopted: bool) -> TunnelStatus {
    TunnelStatus::Up {
        kind,
        public_url: url.to_owned(),
        since: T0,
        adopted,
    }
}

fn down(kind: Kind) -> TunnelStatus {
    TunnelStatus::Down {
        kind,
        problem: Problem::new("ngrok: its own words.", "", ""),
        since: T0,
        retry_at: None,
    }
}

fn unreachable(hop: Hop) -> Tell {
    Tell::Unreachable {
        since: T0,
        hop,
        problem: Problem::new("seen from outside.", "", ""),
    }
}

#[test]
fn the_watcher_is_led_where_the_tunnel_leads() {
    let known = (Kind::Bore, "http://b.example:1".to_owned());
    let was = WayIn::open("http://b.example:1/error/k");
    let starting = |kind| TunnelStatus::Starting { kind };
    for (before, status, known, expected) in [
        (None, TunnelStatus::Off, Some(&known), None),
        (Some(&was), TunnelStatus::Off, Some(&known), None),
        (
            None,
            up(Kind::Bore, "http://b.example:1", false),
            None,
            Some(was.clone()),
        ),
        (None, down(Kind::Bore), None, None),
        (
            None,
            down(Kind::Bore),
            Some(&known),
            Some(WayIn::down("http://b.example:1/error/k")),
        ),
        (Some(&was), down(Kind::Ngrok), Some(&known), None),
        (None, starting(Kind::Bore), Some(&known), None),
        (
            Some(&was),
            starting(Kind::Bore),
            Some(&known),
            Some(was.clone()),
        ),
        (Some(&was), starting(Kind::Ngrok), Some(&known), None),
    ] {
        assert_eq!(
            way_in(before, &status, known, "/error/k"),
            expected,
            "{status:?}"
        );
    }
}

#[test]
fn only_a_tunnel_of_ours_that_is_up_and_deaf_is_started_anew() {
    let bore = |adopted| up(Kind::Bore, "http://b.example", adopted);
    for (tell, status, expected) in [
        (unreachable(Hop::Tunnel), bore(false), true),
        (unreachable(Hop::Timeout), bore(false), true),
        (unreachable(Hop::Tunnel), bore(true), false),
        (unreachable(Hop::Machine), bore(false), false),
        (unreachable(Hop::Tunnel), down(Kind::Bore), false),
        (
            unreachable(Hop::Tunnel),
            up(Kind::OwnUrl, "http://b.example", false),
            false,
        ),
        (
            Tell::ReachableAgain {
                after: Default::default(),
                moved: false,
            },
            bore(false),
            false,
        ),
    ] {
        assert_eq!(is_deaf(&tell, &status), expected, "{tell:?} {status:?}");
    }
}

#[test]
fn a_tunnel_that_is_down_says_why() {
    let words = |tell, status: &TunnelStatus| match in_its_words(tell, status) {
        Tell::Unreachable { problem, .. } => problem.what,
        other => panic!("{other:?}"),
    };
    let is_down = down(Kind::Ngrok);
    assert_eq!(
        words(unreachable(Hop::Tunnel), &is_down),
        "ngrok: its own words."
    );
    assert_eq!(
        words(unreachable(Hop::Machine), &is_down),
        "seen from outside."
    );
    let is_up = up(Kind::Ngrok, "https://n.example", false);
    assert_eq!(
        words(unreachable(Hop::Tunnel), &is_up),
        "seen from outside."
    );
}

#[tokio::test]
async fn the_newest_is_told_though_nobody_heard_for_many_outages() {
    let (tell, mut tells) = latest_tell();
    for minutes in 0..40 {
        tell(unreachable(Hop::Tunnel));
        tell(Tell::ReachableAgain {
            after: std::time::Duration::from_secs(60 * minutes),
            moved: false,
        });
    }
    tell(unreachable(Hop::Dns));
    let heard = next_tell(&mut tells).await;
    assert!(
        matches!(heard, Tell::Unreachable { hop: Hop::Dns, .. }),
        "{heard:?}"
    );
    // Once; also where the watcher has ended.
    drop(tell);
    let again = next_tell(&mut tells);
    let waited = tokio::time::timeout(std::time::Duration::from_millis(20), again).await;
    assert!(waited.is_err(), "{waited:?}");
}
