//! Expired requests are deleted; waiting ones never are.

use std::time::Duration;

use proptest::prelude::*;

use super::*;
use crate::incident::retention::RetentionLimits;

const DAY: i64 = 24 * 3600 * 1000;

fn prune_all(store: &RelayStore, limits: RetentionLimits) {
    let mut batches = 0;
    while store.prune(limits).unwrap() {
        batches += 1;
        assert!(batches < 10_000, "it does not come to an end");
    }
}

/// Stores requests with those states and ages in days.
async fn fill(store: &RelayStore, requests: &[(RequestState, i64)], body: usize) {
    for (state, age) in requests {
        let request = NewRequest {
            received_at: Moment::from_millis(NOW - age * DAY),
            state: *state,
            body: Bytes::from(vec![b'x'; body]),
            ..request()
        };
        store.keep(request, None, None).await.unwrap();
    }
}

fn states(store: &RelayStore) -> Vec<(i64, RequestState)> {
    let rows = store.list(&RequestQuery::default(), None, 1000).unwrap();
    rows.into_iter()
        .rev()
        .map(|row| (row.id, row.state))
        .collect()
}

#[tokio::test]
async fn what_is_too_old_goes_with_its_secrets() {
    use RequestState::{Dead, Delivered, NeedsYou, Passed, Waiting};
    let scene = Scene::new();
    let all = [
        (Delivered, 8),
        (Waiting, 400),
        (NeedsYou, 8),
        (Dead, 8),
        (Passed, 8),
        (Passed, 6),
    ];
    fill(&scene.store, &all, 10).await;
    prune_all(&scene.store, RetentionLimits::new(7, 0));
    assert_eq!(states(&scene.store), [(2, Waiting), (6, Passed)]);
    let secrets: i64 = scene
        .store
        .read(|reader| {
            Ok(reader
                .0
                .query_row("SELECT count(*) FROM request_secrets", [], |row| row.get(0))?)
        })
        .unwrap();
    assert_eq!(secrets, 2);
}

#[tokio::test]
async fn a_database_that_is_too_large_loses_the_oldest_that_are_settled_first() {
    use RequestState::{Delivered, NeedsYou, Passed, Waiting};
    let scene = Scene::new();
    let all = [
        (NeedsYou, 3),
        (Delivered, 3),
        (Waiting, 3),
        (Passed, 2),
        (Delivered, 1),
        (Passed, 1),
        (Passed, 1),
    ];
    fill(&scene.store, &all, 400_000).await;
    prune_all(&scene.store, RetentionLimits::new(7, 2));
    let left = [(1, NeedsYou), (3, Waiting), (6, Passed), (7, Passed)];
    assert_eq!(states(&scene.store), left);
    prune_all(&scene.store, RetentionLimits::new(7, 1));
    assert_eq!(states(&scene.store), left[..2]);
}

fn any_state() -> impl Strategy<Value = RequestState> {
    use strum::VariantArray as _;
    prop::sample::select(RequestState::VARIANTS)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn what_waits_never_goes(
        requests in prop::collection::vec((any_state(), 0_i64..30), 1..30),
        keep_days in 0_u32..10,
        max_size_mb in 0_u32..3,
    ) {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let scene = Scene::new();
        runtime.block_on(fill(&scene.store, &requests, 100_000));
        prune_all(&scene.store, RetentionLimits::new(keep_days, max_size_mb));
        let left = states(&scene.store);
        let keep = (keep_days > 0).then(|| Duration::from_secs(u64::from(keep_days) * 24 * 3600));
        for (at, (state, age)) in requests.iter().enumerate() {
            let id = i64::try_from(at).unwrap() + 1;
            let is_there = left.contains(&(id, *state));
            let is_old = keep.is_some_and(|keep| age * DAY > i64::try_from(keep.as_millis()).unwrap());
            if *state == RequestState::Waiting || (max_size_mb == 0 && !is_old) {
                prop_assert!(is_there, "{id} {state:?} {age}");
            } else if is_old {
                prop_assert!(!is_there, "{id} {state:?} {age}");
            }
        }
    }
}

#[tokio::test]
async fn what_was_deleted_is_not_left_in_the_file() {
    let scene = Scene::new();
    fill(&scene.store, &[(RequestState::Passed, 8)], 10).await;
    let path = scene.dir().relay_database();
    let holds = |secret: &str| {
        let bytes = std::fs::read(&path).unwrap();
        bytes
            .windows(secret.len())
            .any(|window| window == secret.as_bytes())
    };
    let store = scene.store.clone();
    prune_all(&store, RetentionLimits::default());
    store.close();
    assert!(holds("s3cret-in-header") && holds("s3cret-in-query"));
    let store = open(scene.temp.path());
    prune_all(&store, RetentionLimits::new(7, 0));
    store.close();
    assert!(!holds("s3cret-in-header") && !holds("s3cret-in-query"));
}

#[tokio::test]
async fn what_is_deleted_still_counts_in_the_months_rates() {
    let scene = Scene::new();
    let store = &scene.store;
    let moment = |days: i64| Moment::from_millis(NOW - days * DAY);
    for (days, path, status) in [
        (35, "/retm/menu", 200),
        (20, "/retm/orders/104200", 200),
        (20, "/retm/orders/104300", 422),
        (1, "/retm/orders/104400", 200),
    ] {
        let request = NewRequest {
            received_at: moment(days),
            path: path.to_owned(),
            mode: RelayMode::Through,
            state: RequestState::Passed,
            ..request()
        };
        keep_answered(store, request, attempt(status), status).await;
    }
    let now = Moment::from_millis(NOW);
    let told = |store: &RelayStore| {
        let [_, week, month] = store.rates(now).unwrap().spans.try_into().unwrap();
        assert_eq!((week.known_from, month.known_from), (None, None));
        assert_eq!(week.all.in_the_end.words, "1 of 1");
        let orders = &month.paths[0];
        assert_eq!(orders.path, "/retm/orders/:id");
        assert_eq!(month.paths.len(), 1, "{month:?}");
        (month.all, orders.rate.clone())
    };
    let before = told(store);
    assert_eq!(before.0.first_try.words, "2 of 3");
    prune_all(store, RetentionLimits::new(7, 0));
    assert_eq!(states(store).len(), 1);
    assert_eq!(told(store), before);
    assert_eq!(before.0.p50_ms, Some(12));
}

#[tokio::test]
async fn an_edited_body_is_kept_and_counts_as_what_is_held() {
    let scene = Scene::new();
    let store = &scene.store;
    let edited = Attempt {
        edited_body: Some(Bytes::from(vec![b'y'; 3_000_000])),
        ..attempt(200)
    };
    let old = NewRequest {
        received_at: Moment::from_millis(NOW - 2 * DAY),
        state: RequestState::Passed,
        ..request()
    };
    keep_answered(store, old, edited, 200).await;
    let shown = store.show(1).unwrap().unwrap();
    let [attempt] = &*shown.attempts else {
        panic!("{shown:?}");
    };
    assert_eq!(
        attempt.edited_body.as_ref().map(String::len),
        Some(3_000_000)
    );
    assert!(!attempt.edits.as_ref().unwrap().equal);
    // Everything that is too much is deleted.
    fill(
        store,
        &[(RequestState::Passed, 1), (RequestState::Passed, 1)],
        600_000,
    )
    .await;
    prune_all(store, RetentionLimits::new(0, 2));
    assert_eq!(
        states(store),
        [(2, RequestState::Passed), (3, RequestState::Passed)]
    );
}
