//! The task in a simulated environment: the clock follows tokio's paused one, endpoints answer as the test says, and a
//! month passes in a second.

mod world;

use std::{
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use crate::monitoring::deps::WatchTarget;
use crate::{
    feed::Topic,
    monitor::{MonitorState, reachability::network::Network, rollup::uptimes},
    probe::{Cause, Probe},
};
use world::*;

const A: &str = "https://a.example/x";
const B: &str = "https://b.example/y";
const C: &str = "https://c.example/z";

#[tokio::test(start_paused = true)]
async fn a_probe_by_hand_is_a_check_and_the_next_one_is_an_interval_later() {
    let world = World::new(vec![every(A, 3_600), every(B, 3_600)]);
    let run = world.run();
    pass(HOUR).await;
    world.asked();
    assert_eq!(run.states(), [MonitorState::Up; 2]);
    world.fail(A, Some(Cause::Refused));
    for _ in 0..3 {
        let probe = Arc::clone(&world).ask(A.to_owned()).await;
        run.manual.send(probe).unwrap();
        pass(1).await;
    }
    assert_eq!(run.states(), [MonitorState::Down, MonitorState::Up]);
    assert_eq!(world.notified(), ["/x down"]);
    let cancelled = Probe {
        cause: Cause::Cancelled,
        ..Arc::clone(&world).ask(A.to_owned()).await
    };
    run.manual.send(cancelled).unwrap();
    pass(1).await;
    assert_eq!(run.states(), [MonitorState::Down, MonitorState::Up]);
}

#[tokio::test(start_paused = true)]
async fn a_month_of_monitoring_passes_in_a_second() {
    let world = World::new(vec![every(A, 300), every(B, 300)]);
    let run = world.run();
    for _ in 0..30 {
        pass(23 * HOUR).await;
        world.fail(A, Some(Cause::Refused));
        pass(HOUR).await;
        world.fail(A, None);
    }
    pass(HOUR).await;
    assert_eq!(run.states(), [MonitorState::Up; 2]);
    let notified = world.notified();
    let (down, up): (Vec<_>, Vec<_>) = notified.iter().partition(|notified| *notified == "/x down");
    assert_eq!((down.len(), up.len()), (30, 30), "{notified:?}");
    for notified in up {
        let minutes: u64 = notified
            .trim_start_matches("/x up after ")
            .trim_end_matches(" min")
            .parse()
            .unwrap();
        assert!((50..=70).contains(&minutes), "{notified}");
    }
    let kept = world.kept.lock();
    let hours = |id| {
        let hours = kept.hours.iter().filter(|((of, _), _)| *of == id);
        hours
            .map(|((_, hour), rollup)| (*hour, rollup.clone()))
            .collect::<Vec<_>>()
    };
    for (id, from, to) in [(1, 95_000, 96_500), (2, 100_000, 100_000)] {
        let month = uptimes(&hours(id), world.now()).pop().unwrap();
        let good = month.good_per_100k.unwrap();
        assert!(
            (from..=to).contains(&good),
            "{id}: {good} of {}",
            month.checks
        );
        // 12 per hour, more while it fails but does not count as down yet.
        assert!((8_500..8_900).contains(&month.checks), "{}", month.checks);
        assert_eq!(month.p95_ms, Some(102), "the middle of 100 ms' bucket");
    }
}

#[tokio::test(start_paused = true)]
async fn while_offline_only_this_machine_is_checked_and_nothing_is_announced() {
    let here = "http://127.0.0.1:3000/z";
    let world = World::new(vec![every(A, 30), every(here, 30)]);
    let run = world.run();
    pass(2 * MINUTE).await;
    *world.network.lock() = Network::default();
    world.fail(A, Some(Cause::NameTimeout));
    pass(MINUTE).await;
    world.asked();
    let checks = world.kept.lock().checks;
    pass(HOUR).await;
    assert!(run.now.borrow().offline);
    let asked = world.asked();
    assert!(
        asked.len() > 100 && asked.iter().all(|(_, url)| url == here),
        "{}",
        asked.len()
    );
    assert_eq!(world.kept.lock().checks - checks, asked.len());

    *world.network.lock() = HOME;
    world.fail(A, None);
    pass(MINUTE).await;
    assert!(!run.now.borrow().offline);
    let again = world.asked();
    assert!(again.iter().any(|(_, url)| url == A), "{again:?}");
    assert_eq!(run.states(), [MonitorState::Up; 2]);
    assert_eq!(world.notified(), Vec::<String>::new());
    let kept = world.kept.lock();
    assert!(kept.hours.values().all(|hour| hour.good == hour.checks));
}

#[tokio::test(start_paused = true)]
async fn a_probe_that_finds_no_network_stops_the_telling_too() {
    let world = World::new(vec![every(A, 30)]);
    let run = world.run();
    pass(MINUTE).await;
    world.fail(A, Some(Cause::Offline));
    pass(10 * MINUTE).await;
    assert!(run.now.borrow().offline);
    assert_eq!(run.states(), [MonitorState::Up]);
    world.fail(A, None);
    pass(MINUTE).await;
    assert!(!run.now.borrow().offline);
    assert_eq!(world.notified(), Vec::<String>::new());
}

#[tokio::test(start_paused = true)]
async fn everything_behind_a_host_is_announced_once_as_the_host() {
    let urls: Vec<_> = (1..=6).map(|i| format!("https://a.example/{i}")).collect();
    let mut configs: Vec<_> = urls.iter().map(|url| every(url, 300)).collect();
    configs.push(every(B, 300));
    let world = World::new(configs);
    let run = world.run();
    pass(10 * MINUTE).await;
    for url in &urls {
        world.fail(url, Some(Cause::ConnectTimeout));
    }
    pass(10 * MINUTE).await;
    assert_eq!(world.notified(), ["a.example down: 6"]);
    pass(HOUR).await;
    assert_eq!(world.notified(), Vec::<String>::new());
    for url in &urls {
        world.fail(url, None);
    }
    pass(10 * MINUTE).await;
    assert_eq!(world.notified(), ["a.example up"]);
    assert_eq!(run.states(), [MonitorState::Up; 7]);
    // A single one is named by its path.
    world.fail(&urls[3], Some(Cause::Refused));
    pass(10 * MINUTE).await;
    assert_eq!(world.notified(), ["/4 down"]);
}

#[tokio::test(start_paused = true)]
async fn a_down_endpoint_is_known_within_three_checks_that_come_sooner() {
    let world = World::new(vec![every(A, 300)]);
    let _run = world.run();
    pass(10 * MINUTE).await;
    world.fail(A, Some(Cause::Refused));
    // At most an interval until the first, then twice a fifth of it.
    pass(330 + 2 * 66 + 2).await;
    assert_eq!(world.notified(), ["/x down"]);
}

#[tokio::test(start_paused = true)]
async fn what_has_to_be_well_for_longer_than_an_interval_is_asked_when_it_has_been() {
    let world = World::new(Vec::new());
    let _run = world.run();
    world.watched.lock().push(WatchTarget {
        url: A.to_owned(),
        endpoint: A.to_owned(),
        incident_id: 7,
        every: Duration::from_secs(60),
        settle: Duration::from_secs(150),
    });
    world.feed.publish(Topic::Reports);
    pass(170).await;
    let asked: Vec<u64> = world.asked().into_iter().map(|(at, _)| at).collect();
    let last = asked.last().unwrap() - asked[0];
    assert!((150..=152).contains(&last), "{asked:?}");
}

#[tokio::test(start_paused = true)]
async fn a_watched_endpoint_is_asked_until_it_is_no_more_and_settles_when_it_is_well() {
    let world = World::new(Vec::new());
    let watched = WatchTarget {
        url: A.to_owned(),
        endpoint: "/x".to_owned(),
        incident_id: 7,
        every: Duration::from_secs(300),
        settle: Duration::from_secs(60),
    };
    let _run = world.run();
    pass(HOUR).await;
    assert_eq!(world.asked(), []);
    world.fail(A, Some(Cause::Refused));
    world.watched.lock().push(watched);
    world.feed.publish(Topic::Reports);
    pass(5).await;
    assert_eq!(world.asked().len(), 1, "soon after it opened");
    pass(HOUR).await;
    assert!((10..=13).contains(&world.asked().len()));
    world.fail(A, None);
    world.heard.lock().clear();
    world.asked();
    pass(331 + 61).await;
    // The first good one within an interval, and soon after it the one that confirms it; then as usual.
    let asked: Vec<u64> = world.asked().into_iter().map(|(at, _)| at).collect();
    assert!(asked.len() >= 2, "{asked:?}");
    assert!((59..=62).contains(&(asked[1] - asked[0])), "{asked:?}");
    assert!(
        asked.get(2).is_none_or(|third| third - asked[1] >= 270),
        "{asked:?}"
    );
    world.watched.lock().clear();
    world.feed.publish(Topic::Incidents);
    pass(5).await;
    world.asked();
    pass(HOUR).await;
    assert_eq!(world.asked(), []);
    let heard = world.heard.lock();
    let by = |name| heard.iter().filter(|(of, _)| of == name).count();
    assert!(
        by(A) > 0 && by(A) == by("/x"),
        "by both of its names: {heard:?}"
    );
    assert!(heard.iter().all(|(_, cause)| *cause == Cause::Answers));
}

#[tokio::test(start_paused = true)]
async fn what_is_due_together_at_one_endpoint_is_asked_once() {
    let world = World::new(vec![every(A, 60)]);
    world.watched.lock().push(WatchTarget {
        url: A.to_owned(),
        endpoint: A.to_owned(),
        incident_id: 7,
        every: Duration::from_secs(60),
        settle: Duration::from_secs(60),
    });
    let _run = world.run();
    pass(HOUR).await;
    let asked = world.asked().len();
    let checks = world.kept.lock().checks;
    assert!((55..=70).contains(&checks), "{checks}");
    assert!(
        asked < checks * 3 / 2,
        "{asked} probes for {checks} checks of two"
    );
}

#[tokio::test(start_paused = true)]
async fn what_was_shown_is_known_after_a_restart_and_what_was_not_is_shown_then() {
    let world = World::new(vec![every(A, 60)]);
    world.fail(A, Some(Cause::Refused));
    world.shows.store(false, Ordering::SeqCst);
    let run = world.run();
    pass(10 * MINUTE).await;
    assert_eq!(world.notified(), ["/x down"]);
    drop(run);
    world.shows.store(true, Ordering::SeqCst);
    let run = world.run();
    pass(10 * MINUTE).await;
    assert_eq!(world.notified(), ["/x down"], "it was not shown");
    drop(run);
    let run = world.run();
    pass(10 * MINUTE).await;
    assert_eq!(world.notified(), Vec::<String>::new());
    drop(run);
    world.fail(A, None);
    let _run = world.run();
    pass(10 * MINUTE).await;
    let notified = world.notified();
    assert!(
        notified.len() == 1 && notified[0].starts_with("/x up"),
        "{notified:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_certificate_warning_comes_at_14_3_and_1_days_once_per_host() {
    let world = World::new(vec![every(A, 3600), every("https://a.example/other", 3600)]);
    *world.certificate.lock() = Some(T0.plus(Duration::from_secs(20 * DAY)));
    let _run = world.run();
    pass(21 * DAY).await;
    let notified = world.notified();
    let hours: Vec<u64> = notified
        .iter()
        .map(|notified| notified.split(' ').nth(3).unwrap().parse().unwrap())
        .collect();
    assert_eq!(hours.len(), 4, "{notified:?}");
    for (hours, meant) in hours.into_iter().zip([14 * 24, 3 * 24, 24, 0]) {
        assert!(hours <= meant && hours + 2 >= meant, "{notified:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn after_a_sleep_what_is_overdue_is_checked_soon_and_not_all_at_once() {
    let urls: Vec<_> = (0..20).map(|i| format!("https://h{i}.example/")).collect();
    let world = World::new(urls.iter().map(|url| every(url, 3600)).collect());
    let _run = world.run();
    pass(30).await;
    assert_eq!(world.asked().len(), 20);
    let woke = world.seconds() + 8 * HOUR;
    world.slept.fetch_add(8 * HOUR, Ordering::SeqCst);
    pass(60).await;
    let asked = world.asked();
    assert_eq!(asked.len(), 20, "{asked:?}");
    let seconds: std::collections::BTreeSet<_> = asked.iter().map(|(at, _)| at - woke).collect();
    assert!(
        seconds.len() > 5 && seconds.iter().all(|at| *at < 60),
        "{seconds:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn four_are_asked_at_once_and_the_others_wait_for_them() {
    let urls: Vec<_> = (0..20).map(|i| format!("https://h{i}.example/")).collect();
    let world = World::new(urls.iter().map(|url| every(url, 3600)).collect());
    world.takes.store(8_000, Ordering::SeqCst);
    let _run = world.run();
    pass(50).await;
    assert_eq!(world.asked().len(), 20);
    assert_eq!(world.most_at_once.load(Ordering::SeqCst), 4);
}

#[tokio::test(start_paused = true)]
async fn the_settings_are_followed() {
    let world = World::new(vec![every(A, 3600)]);
    let run = world.run();
    pass(MINUTE).await;
    assert_eq!(world.asked().len(), 1);
    *world.configs.lock() = vec![every(A, 30), every(B, 3600)];
    world.feed.publish(Topic::Settings);
    pass(5 * MINUTE).await;
    let asked = world.asked();
    let of_a = asked.iter().filter(|(_, url)| url == A).count();
    assert!(
        (9..=11).contains(&of_a) && asked.len() == of_a + 1,
        "{asked:?}"
    );
    world.configs.lock()[0].on = false;
    world.feed.publish(Topic::Settings);
    pass(1).await;
    world.asked();
    pass(HOUR / 2).await;
    assert_eq!(world.asked(), []);
    world.configs.lock().clear();
    world.feed.publish(Topic::Settings);
    pass(2 * HOUR).await;
    assert_eq!((world.asked().len(), run.states().len()), (0, 0));
}

/// A clock that was years ahead for a while, as before the first contact with a time server.
#[tokio::test(start_paused = true)]
async fn checks_go_on_after_the_clock_was_set_back() {
    let world = World::new(vec![every(A, 30)]);
    let watched = |url: &str| WatchTarget {
        url: url.to_owned(),
        endpoint: url.to_owned(),
        incident_id: 7,
        every: Duration::from_secs(30),
        settle: Duration::from_secs(10),
    };
    world.watched.lock().push(watched(B));
    let _run = world.run();
    pass(MINUTE).await;
    world.slept.fetch_add(400 * DAY, Ordering::SeqCst);
    pass(2 * MINUTE).await;
    world.slept.fetch_sub(400 * DAY, Ordering::SeqCst);
    pass(MINUTE).await;
    world.asked();
    world.watched.lock().push(watched(C));
    pass(3 * MINUTE).await;
    let asked = world.asked();
    for url in [A, B, C] {
        let times = asked.iter().filter(|(_, asked)| asked == url).count();
        assert!(times >= 2, "{url}: {asked:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_outage_that_began_before_the_clock_was_set_back_is_announced() {
    let world = World::new(vec![every(A, 300)]);
    let _run = world.run();
    world.slept.fetch_add(DAY, Ordering::SeqCst);
    pass(10 * MINUTE).await;
    world.asked();
    world.fail(A, Some(Cause::Refused));
    while world.asked().is_empty() {
        pass(1).await;
    }
    pass(1).await;
    world.slept.fetch_sub(DAY, Ordering::SeqCst);
    pass(HOUR).await;
    assert_eq!(world.notified(), ["/x down"]);
}

#[tokio::test(start_paused = true)]
async fn a_permanently_muted_endpoint_is_not_announced() {
    let world = World::new(vec![every(A, 300), every(B, 300)]);
    world.kept.lock().muted.insert(A.to_owned());
    let _run = world.run();
    pass(10 * MINUTE).await;
    world.fail(A, Some(Cause::Refused));
    pass(HOUR).await;
    assert_eq!(world.notified(), Vec::<String>::new());
}
