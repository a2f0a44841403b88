use std::sync::atomic::{AtomicUsize, Ordering};

use super::*;

const ROLE: Role = Role {
    name: "test",
    does: "counts",
    meaning: "Nothing is counted.",
};

/// Workers whose clock follows tokio's paused one.
fn workers() -> (Workers, Feed) {
    let (feed, begun) = (Feed::default(), Instant::now());
    let clock: Clock = Arc::new(move || Moment::from_millis(0).plus(begun.elapsed()));
    (Workers::new(feed.clone(), clock), feed)
}

fn seconds(seconds: u64) -> Moment {
    Moment::from_millis(0).plus(Duration::from_secs(seconds))
}

/// Lets all other tasks run until `seconds` after the start.
async fn until(begun: Instant, seconds: u64) {
    tokio::time::sleep_until(begun + Duration::from_secs(seconds)).await;
    tokio::task::yield_now().await;
}

#[tokio::test(start_paused = true)]
async fn a_task_that_panics_is_shown_with_its_place_and_started_again_with_growing_pauses() {
    let (workers, feed) = workers();
    let begun = Instant::now();
    let runs = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&runs);
    let worker = workers.task(ROLE, move || {
        let counted = Arc::clone(&counted);
        async move {
            if counted.fetch_add(1, Ordering::SeqCst) < 3 {
                panic!("out of fingers");
            }
            std::future::pending::<()>().await;
        }
    });
    tokio::time::sleep(Duration::from_millis(500)).await;
    let [failure] = &workers.failures()[..] else {
        panic!("{:?}", workers.failures());
    };
    assert_eq!((&*failure.name, failure.since), ("test", seconds(0)));
    assert_eq!(failure.restarts_at, Some(seconds(1)));
    let what = &failure.problem.what;
    assert!(
        what.starts_with("The worker that counts has stopped: out of fingers (")
            && what.contains("tests.rs:"),
        "{what}"
    );
    assert_eq!(failure.problem.meaning, "Nothing is counted.");
    assert_eq!(feed.revision(), 1, "it was published");

    // It fails at 0, 1 and 3, and runs from 7 on. Its failure is cleared once it has run for a while.
    until(begun, 6).await;
    assert_eq!(workers.failures()[0].restarts_at, Some(seconds(7)));
    assert_eq!(workers.failures()[0].since, seconds(0), "all the while");
    until(begun, 8).await;
    assert_eq!(runs.load(Ordering::SeqCst), 4);
    assert_eq!(workers.failures().len(), 1, "not proven yet");
    until(begun, 13).await;
    assert_eq!(workers.failures(), []);
    let before = feed.revision();
    drop(worker);
    until(begun, 100).await;
    assert_eq!((runs.load(Ordering::SeqCst), feed.revision()), (4, before));
}

#[tokio::test(start_paused = true)]
async fn after_a_steady_run_the_pauses_begin_again() {
    let (workers, _) = workers();
    let begun = Instant::now();
    let mut runs = 0;
    let _worker = workers.task(ROLE, move || {
        runs += 1;
        let is_steady = runs == 4;
        async move {
            if is_steady {
                sleep(Duration::from_secs(60)).await;
            }
            panic!("out of fingers");
        }
    });
    // It fails at 0, 1 and 3, runs from 7 to 67, and fails again.
    until(begun, 5).await;
    assert_eq!(workers.failures()[0].restarts_at, Some(seconds(7)));
    until(begun, 67).await;
    assert_eq!(workers.failures()[0].restarts_at, Some(seconds(68)));
}

#[tokio::test(start_paused = true)]
async fn a_task_that_returns_unasked_has_failed_and_one_that_was_told_to_end_has_not() {
    let (workers, _) = workers();
    let quitter = workers.task(ROLE, || std::future::ready(()));
    tokio::time::sleep(Duration::from_millis(1)).await;
    let what = workers.failures().remove(0).problem.what;
    assert!(what.contains("ended unexpectedly"), "{what}");
    assert!(quitter.finish(Duration::from_secs(1)).await);
    assert_eq!(workers.failures(), [], "nothing is wanted of it any more");

    let last_word = Arc::new(AtomicUsize::new(0));
    let said = Arc::clone(&last_word);
    let orderly = workers.orderly_task(ROLE, move |end| {
        let said = Arc::clone(&said);
        async move {
            end.cancelled().await;
            sleep(Duration::from_millis(500)).await;
            said.fetch_add(1, Ordering::SeqCst);
        }
    });
    assert!(orderly.finish(Duration::from_secs(1)).await);
    assert_eq!(last_word.load(Ordering::SeqCst), 1);
    assert_eq!(workers.failures(), []);

    let idle = workers.task(ROLE, std::future::pending::<()>);
    assert!(idle.finish(Duration::from_secs(1)).await);
    let deaf = workers.orderly_task(ROLE, |_| std::future::pending::<()>());
    assert!(!deaf.finish(Duration::from_secs(1)).await);
}

#[tokio::test(start_paused = true)]
async fn all_workers_end_when_all_are_told_to() {
    let (workers, _) = workers();
    let task = workers.task(ROLE, std::future::pending::<()>);
    let wake = Arc::new(Wake::default());
    let sleeping = |wake: &Wake| while wake.wait(Duration::from_secs(3_600)) {};
    let thread = workers.sleeping_thread(ROLE, &wake, sleeping).unwrap();
    workers.stop();
    for worker in [task, thread] {
        worker.running.close();
        worker.running.wait().await;
    }
    assert_eq!(workers.failures(), []);
}

#[tokio::test]
async fn a_thread_that_panics_is_started_again_and_ends_when_told_to() {
    let (workers, _) = workers();
    let (wake, runs) = (Arc::new(Wake::default()), Arc::new(AtomicUsize::new(0)));
    let counted = Arc::clone(&runs);
    let worker = workers
        .sleeping_thread(ROLE, &wake, move |wake| {
            assert!(counted.fetch_add(1, Ordering::SeqCst) > 0, "the first time");
            while wake.wait(Duration::from_secs(60)) {}
        })
        .unwrap();
    let limit = Instant::now() + Duration::from_secs(30);
    while runs.load(Ordering::SeqCst) < 2 {
        assert!(Instant::now() < limit, "{:?}", workers.failures());
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert_eq!(workers.failures()[0].name, "test");
    assert!(worker.finish(Duration::from_secs(30)).await);
}

#[tokio::test(start_paused = true)]
async fn what_a_worker_reports_itself_stays_until_it_clears_it() {
    let (workers, feed) = workers();
    let problem = |what: &str| Problem::new(what, "It waits.", "Nothing.");
    workers.report(ROLE, problem("It is busy."), Some(seconds(10)));
    tokio::time::sleep(Duration::from_secs(5)).await;
    workers.report(ROLE, problem("It is still busy."), None);
    let failure = workers.failures().remove(0);
    assert_eq!(
        (failure.since, &*failure.problem.what),
        (seconds(0), "It is still busy.")
    );
    let before = feed.revision();
    assert!(workers.clear(ROLE));
    assert!(!workers.clear(ROLE));
    assert_eq!((workers.failures(), feed.revision()), (vec![], before + 1));
}

#[tokio::test(start_paused = true)]
async fn a_worker_that_is_dropped_is_shown_as_failing_no_longer() {
    let (workers, _feed) = workers();
    let worker = workers.task(ROLE, || async { panic!("out of fingers") });
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert_eq!(workers.failures().len(), 1);
    drop(worker);
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert_eq!(workers.failures(), []);
}
