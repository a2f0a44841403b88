//! The rules between the supervisor and the watcher, as tables.

use super::*;
use crate::model::{moment::Moment, problem::Problem};

const T0: Moment = Moment::from_millis(0);

fn up(kind: TunnelKind, url: &str, adopted: bool) -> TunnelStatus {
    TunnelStatus::Up {
        kind,
        public_url: url.to_owned(),
        since: T0,
        adopted,
    }
}

fn down(kind: TunnelKind) -> TunnelStatus {
    TunnelStatus::Down {
        kind,
        problem: Problem::new("ngrok: its own words.", "", ""),
        since: T0,
        retry_at: None,
    }
}

fn unreachable(hop: Hop) -> ReachabilityNotice {
    ReachabilityNotice::Unreachable {
        since: T0,
        hop,
        problem: Problem::new("seen from outside.", "", ""),
    }
}

#[test]
fn the_watcher_follows_the_tunnel() {
    let known = (TunnelKind::Bore, "http://b.example:1".to_owned());
    let was = IngressTarget::open("http://b.example:1/error/k");
    let starting = |kind| TunnelStatus::Starting { kind };
    for (before, status, known, expected) in [
        (None, TunnelStatus::Off, Some(&known), None),
        (Some(&was), TunnelStatus::Off, Some(&known), None),
        (
            None,
            up(TunnelKind::Bore, "http://b.example:1", false),
            None,
            Some(was.clone()),
        ),
        (None, down(TunnelKind::Bore), None, None),
        (
            None,
            down(TunnelKind::Bore),
            Some(&known),
            Some(IngressTarget::down("http://b.example:1/error/k")),
        ),
        (Some(&was), down(TunnelKind::Ngrok), Some(&known), None),
        (None, starting(TunnelKind::Bore), Some(&known), None),
        (
            Some(&was),
            starting(TunnelKind::Bore),
            Some(&known),
            Some(was.clone()),
        ),
        (Some(&was), starting(TunnelKind::Ngrok), Some(&known), None),
    ] {
        assert_eq!(
            ingress_target(before, &status, known, "/error/k"),
            expected,
            "{status:?}"
        );
    }
}

#[test]
fn only_our_own_tunnel_that_is_up_but_reaches_nothing_is_restarted() {
    let bore = |adopted| up(TunnelKind::Bore, "http://b.example", adopted);
    for (tell, status, expected) in [
        (unreachable(Hop::Tunnel), bore(false), true),
        (unreachable(Hop::Timeout), bore(false), true),
        (unreachable(Hop::Tunnel), bore(true), false),
        (unreachable(Hop::Machine), bore(false), false),
        (unreachable(Hop::Tunnel), down(TunnelKind::Bore), false),
        (
            unreachable(Hop::Tunnel),
            up(TunnelKind::OwnUrl, "http://b.example", false),
            false,
        ),
        (
            ReachabilityNotice::ReachableAgain {
                after: Default::default(),
                moved: false,
            },
            bore(false),
            false,
        ),
    ] {
        assert_eq!(
            must_restart(&tell, &status),
            expected,
            "{tell:?} {status:?}"
        );
    }
}

#[test]
fn a_tunnel_that_is_down_says_why() {
    let words = |tell, status: &TunnelStatus| match with_tunnel_reason(tell, status) {
        ReachabilityNotice::Unreachable { problem, .. } => problem.what,
        other => panic!("{other:?}"),
    };
    let is_down = down(TunnelKind::Ngrok);
    assert_eq!(
        words(unreachable(Hop::Tunnel), &is_down),
        "ngrok: its own words."
    );
    assert_eq!(
        words(unreachable(Hop::Machine), &is_down),
        "seen from outside."
    );
    let is_up = up(TunnelKind::Ngrok, "https://n.example", false);
    assert_eq!(
        words(unreachable(Hop::Tunnel), &is_up),
        "seen from outside."
    );
    let remedy = |tell, status: &TunnelStatus| match with_tunnel_reason(tell, status) {
        ReachabilityNotice::Unreachable { problem, .. } => problem.remedy,
        other => panic!("{other:?}"),
    };
    let of_ssh = up(TunnelKind::Ssh, "https://s.example", false);
    let taken = "Another program on the SSH host may have the port";
    assert!(remedy(unreachable(Hop::Tunnel), &of_ssh).contains(taken));
    assert!(!remedy(unreachable(Hop::Machine), &of_ssh).contains(taken));
    assert!(!remedy(unreachable(Hop::Tunnel), &is_up).contains(taken));
}

#[tokio::test]
async fn the_newest_notice_arrives_after_many_unheard_outages() {
    let (notify, mut notices) = latest_notice();
    for minutes in 0..40 {
        notify(unreachable(Hop::Tunnel));
        notify(ReachabilityNotice::ReachableAgain {
            after: std::time::Duration::from_secs(60 * minutes),
            moved: false,
        });
    }
    notify(unreachable(Hop::Dns));
    let heard = next_notice(&mut notices).await;
    assert!(
        matches!(heard, ReachabilityNotice::Unreachable { hop: Hop::Dns, .. }),
        "{heard:?}"
    );
    // Only once, even after the watcher has ended.
    drop(notify);
    let again = next_notice(&mut notices);
    let waited = tokio::time::timeout(std::time::Duration::from_millis(20), again).await;
    assert!(waited.is_err(), "{waited:?}");
}
