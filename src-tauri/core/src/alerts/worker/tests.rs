//! The alert worker beside a desktop that shows nothing.

use std::{
    collections::BTreeMap,
    sync::atomic::{AtomicUsize, Ordering},
    thread,
};

use super::*;
use crate::{
    alert::{Notice, Urgency},
    alerts::notifier::ShowOutcome,
    incident::delivery_error::{Arrival, Source},
    model::moment::system_clock,
    platform::data_dir::DataDir,
};

/// Counts what it is asked to show, and shows nothing.
struct NoServer(Arc<AtomicUsize>);

impl Notifier for NoServer {
    fn server(&mut self) -> Result<String, NotifierError> {
        Err(NotifierError::NoServer)
    }

    fn show(&mut self, _: &Notice, _: Urgency) -> Result<ShowOutcome, NotifierError> {
        self.0.fetch_add(1, Ordering::SeqCst);
        Err(NotifierError::NoServer)
    }

    fn do_not_disturb(&mut self) -> DoNotDisturb {
        DoNotDisturb::Never
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_server_a_waiting_notice_and_a_waiting_alert_are_retried_now_and_then() {
    let temp = tempfile::tempdir().unwrap();
    let dir = DataDir::open(temp.path().join("data")).unwrap();
    let (feed, clock) = (Feed::default(), system_clock());
    let settings = Arc::new(SettingsHandle::load(&dir, &feed).unwrap());
    let store = Store::open(&dir, Arc::clone(&clock), feed.clone()).unwrap();
    let body = r#"{"code": 500, "endpoint": "https://a.example/orders", "message": "down"}"#;
    let arrival = Arrival {
        received_at: Moment::now(),
        source: Source::Retm,
        merchant: None,
        relay_request: None,
        body: body.into(),
        headers: BTreeMap::new(),
        remote_addr: "127.0.0.1:1".to_owned(),
    };
    store.ingest(arrival).await.unwrap();
    let workers = Workers::new(feed.clone(), Arc::clone(&clock));
    let tried = Arc::new(AtomicUsize::new(0));
    let notifier = Box::new(NoServer(Arc::clone(&tried)));
    let alerts = Alerts::start(store, feed, clock, settings, notifier, &workers).unwrap();
    let end = Instant::now() + Duration::from_secs(20);
    let wait_for = |times: usize| {
        while tried.load(Ordering::SeqCst) < times {
            assert!(Instant::now() < end, "it never tried {times} times");
            thread::sleep(Duration::from_millis(10));
        }
    };
    // The alert fails first, then the notice.
    wait_for(1);
    alerts.notify(SystemNotice::history_missing(&Problem::new("a", "b", "c")));
    let begun = Instant::now();
    let before = tried.load(Ordering::SeqCst);
    wait_for(before + 10);
    let at_least = RETRY * 4;
    assert!(
        begun.elapsed() >= at_least,
        "ten attempts within {:?}",
        begun.elapsed()
    );
    alerts.end().await;
}
