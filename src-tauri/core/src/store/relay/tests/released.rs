//! The databases of released schemas in `tests/fixtures/databases/`, which the black-box tests read as well. The
//! database of the current schema is written if it is missing; those of earlier schemas are never rewritten.

use std::{fs, path::PathBuf};

use super::*;
use crate::{relay::request::RequestCounts, store::relay::schema::VERSION};

fn fixture(version: i64) -> PathBuf {
    let name = format!("../../tests/fixtures/databases/relay-{version}.db");
    std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

#[tokio::test]
async fn a_database_of_each_released_schema_is_read_right() {
    if !fixture(VERSION).exists() {
        write(fixture(VERSION)).await;
    }
    for version in 1..=VERSION {
        let temp = tempfile::tempdir().unwrap();
        let dir = DataDir::open(temp.path().join("data")).unwrap();
        fs::copy(fixture(version), dir.relay_database()).unwrap();
        let store = open(temp.path());
        let counts = RequestCounts {
            waiting: 1,
            needs_you: 1,
            dead: 1,
            oldest_waiting: Some(Moment::from_millis(NOW)),
        };
        assert_eq!(store.counts().unwrap(), counts);
        assert_eq!(
            store.load(1).unwrap().unwrap().request.headers,
            request().headers
        );
        let states: Vec<_> = store
            .list(&RequestQuery::default(), None, 9)
            .unwrap()
            .into_iter()
            .map(|row| (row.id, row.state.into_str(), row.attempts.len()))
            .collect();
        assert_eq!(
            states,
            [
                (5, "passed", 1),
                (4, "dead", 1),
                (3, "needs_you", 1),
                (2, "delivered", 2),
                (1, "waiting", 1)
            ]
        );
    }
}

/// Writes one request in each state.
async fn write(path: PathBuf) {
    let scene = Scene::new();
    let store = &scene.store;
    let refused = || Attempt {
        at: Moment::from_millis(NOW + 1),
        status: None,
        error: Some("connection refused".to_owned()),
        response_headers: Vec::new(),
        response_body: Bytes::new(),
        ..attempt(0)
    };
    let text = || NewRequest {
        body: Bytes::from_static(
            "{\"event\":\"order.created\",\"business_refrence\":\"m-1\",\"note\":\"بيتزا\"}"
                .as_bytes(),
        ),
        ..request()
    };
    let waiting = store.keep(request(), None, None).await.unwrap();
    let next = Some(Moment::from_millis(NOW + 1000));
    store
        .record(waiting, refused(), RequestState::Waiting, next, None)
        .await
        .unwrap();
    for (state, first, more) in [
        (RequestState::Delivered, refused(), Some(attempt(200))),
        (RequestState::NeedsYou, attempt(422), None),
        (RequestState::Dead, attempt(410), None),
    ] {
        let id = store.keep(text(), None, None).await.unwrap();
        for attempt in [Some(first), more].into_iter().flatten() {
            let recorded = store.record(id, attempt, state, None, Some(200)).await;
            recorded.unwrap();
        }
    }
    let reward = NewRequest {
        path: "/retm/rewards/check".to_owned(),
        event: None,
        merchant: None,
        mode: RelayMode::Through,
        state: RequestState::Passed,
        body: Bytes::from_static(b"{\"reward_code\":\"1234\"}"),
        ..request()
    };
    keep_answered(store, reward, attempt(400), 400).await;
    let closing = store.clone();
    tokio::task::spawn_blocking(move || closing.close())
        .await
        .unwrap();
    fs::copy(scene.dir().relay_database(), path).unwrap();
}
