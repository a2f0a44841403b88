//! A stored request is loaded exactly as it was, and what is displayed has no secret.

use super::*;

#[tokio::test]
async fn a_request_comes_back_to_the_letter() {
    let scene = Scene::new();
    let id = scene.store.keep(request(), None, None).await.unwrap();
    let stored = scene.store.load(id).unwrap().unwrap();
    assert_eq!(stored.request, request());
    assert_eq!((stored.answered, stored.attempts), (None, 0));
    let next = Moment::from_millis(NOW + 1000);
    let state = RequestState::Waiting;
    let store = &scene.store;
    store
        .record(id, attempt(500), state, Some(next), Some(200))
        .await
        .unwrap();
    let stored = store.load(id).unwrap().unwrap();
    assert_eq!((stored.answered, stored.attempts), (Some(200), 1));
    let queued = store.waiting(10).unwrap();
    assert_eq!(queued[0].next_at, Some(next));
    assert_eq!(queued[0].attempts, 1);
    assert_eq!(
        queued[0].first_attempt_at,
        Some(Moment::from_millis(NOW + 5))
    );
    assert!(store.any_waiting().unwrap());
    // The merchant's next request goes to the queue behind it; one of another merchant does not.
    let (second, is_first) = store.keep_or_queue(request()).await.unwrap();
    assert!(!is_first);
    store
        .set_state(second, RequestState::Dead, None)
        .await
        .unwrap();
    let other = NewRequest {
        merchant_reference: Some("m-2".to_owned()),
        ..request()
    };
    let (third, is_first) = store.keep_or_queue(other).await.unwrap();
    assert!(is_first);
    store
        .set_state(third, RequestState::Delivered, None)
        .await
        .unwrap();
    let counts = store.counts().unwrap();
    assert_eq!((counts.waiting, counts.needs_you, counts.dead), (1, 0, 1));
    assert_eq!(counts.oldest_waiting, Some(Moment::from_millis(NOW)));
    let gone = store.set_state(99, state, None).await;
    assert!(matches!(gone, Err(RelayStoreError::NoSuchRequest(99))));
    let gone = store.record(99, attempt(200), state, None, None).await;
    assert!(matches!(gone, Err(RelayStoreError::NoSuchRequest(99))));
}

#[tokio::test]
async fn nothing_that_is_shown_has_a_secret() {
    let scene = Scene::new();
    let id = scene.store.keep(request(), None, None).await.unwrap();
    let delivered = RequestState::Delivered;
    scene
        .store
        .record(id, attempt(200), delivered, None, None)
        .await
        .unwrap();
    let detail = scene.store.show(id).unwrap().unwrap();
    let list = scene
        .store
        .list(&RequestQuery::default(), None, 10)
        .unwrap();
    let shown = serde_json::to_string(&(&detail, &list)).unwrap();
    assert!(!shown.contains("s3cret"), "{shown}");
    assert_eq!(detail.headers["authorization"], "[redacted]");
    assert_eq!(detail.headers["x-api-key"], "[redacted]");
    assert_eq!(detail.headers["accept"], "b, a");
    assert_eq!(detail.body, None);
    assert!(detail.body_base64.is_some());
    assert_eq!(list[0].attempts[0].status, Some(200));
    assert_eq!(detail.attempts[0].response_headers["x-a"], "1");
}

#[tokio::test]
async fn a_stopped_queue_stays_stopped_and_a_command_reads_beside_the_writer() {
    let scene = Scene::new();
    assert!(!scene.store.paused().unwrap());
    scene.store.set_paused(true).await.unwrap();
    scene.store.keep(request(), None, None).await.unwrap();
    let reader = RelayReader::open(&scene.dir()).unwrap().unwrap();
    assert_eq!(reader.counts().unwrap().waiting, 1);
    drop(reader);
    let store = scene.store.clone();
    tokio::task::spawn_blocking(move || store.close())
        .await
        .unwrap();
    let again = open(scene.temp.path());
    assert!(again.paused().unwrap());
    assert_eq!(again.waiting(10).unwrap().len(), 1);
}

#[tokio::test]
async fn what_nobody_planned_is_due_once_it_was_left_alone() {
    let scene = Scene::new();
    let id = scene.store.keep(request(), None, None).await.unwrap();
    let due = |after_s: i64| {
        let now = Moment::from_millis(NOW + after_s * 1000);
        let found = scene.store.due_after(0, 0, now, 10).unwrap();
        found.into_iter().map(|one| one.id).collect::<Vec<_>>()
    };
    assert_eq!(due(30), [0_i64; 0], "its first attempt may be under way");
    assert_eq!(due(61), [id]);
}

#[tokio::test]
async fn an_attempt_is_written_once_and_changes_no_request_that_waits_no_longer() {
    let scene = Scene::new();
    let store = &scene.store;
    let id = store.keep(request(), None, None).await.unwrap();
    let then = Moment::from_millis(NOW + 1000);
    let again = Some(then);
    for _ in 0..2 {
        let waiting = RequestState::Waiting;
        store
            .record(id, attempt(500), waiting, again, None)
            .await
            .unwrap();
    }
    assert_eq!(store.load(id).unwrap().unwrap().attempts, 1);
    let replayed = Attempt {
        trigger: Trigger::Replay,
        ..attempt(200)
    };
    store.record_replay(id, replayed, true).await.unwrap();
    let late = Attempt {
        at: Moment::from_millis(NOW + 900),
        trigger: Trigger::Automatic,
        ..attempt(500)
    };
    store
        .record(id, late, RequestState::Waiting, again, None)
        .await
        .unwrap();
    let stored = store.load(id).unwrap().unwrap();
    assert_eq!(
        (stored.request.state, stored.attempts),
        (RequestState::Delivered, 3)
    );
    assert!(store.due_after(0, 0, then, 10).unwrap().is_empty());
}
