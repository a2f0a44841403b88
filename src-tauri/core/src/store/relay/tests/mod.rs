//! The relay's store on a real file.

use bytes::Bytes;

use super::{RelayReader, RelayStore, RelayStoreError};
use crate::{
    feed::Feed,
    model::moment::{Clock, Moment},
    platform::data_dir::DataDir,
    relay::{
        mode::RelayMode,
        request::{Attempt, AttemptParts, NewRequest, RequestState, Trigger},
        search::RequestQuery,
    },
    store::sql::Sql as _,
};

mod failing;
mod prune;
mod released;
mod round_trip;
mod search;

const NOW: i64 = 1_795_000_000_000;

struct Scene {
    temp: tempfile::TempDir,
    store: RelayStore,
}

impl Scene {
    fn new() -> Self {
        let temp = tempfile::tempdir().unwrap();
        let store = open(temp.path());
        Self { temp, store }
    }

    /// The data directory as the next start finds it after the program has died.
    fn dir(&self) -> DataDir {
        DataDir::open(self.temp.path().join("data")).unwrap()
    }
}

fn open(root: &std::path::Path) -> RelayStore {
    let dir = DataDir::open(root.join("data")).unwrap();
    std::fs::write(dir.settings(), "# Missedhook's settings").unwrap();
    RelayStore::open(&dir, clock(), Feed::default()).unwrap()
}

fn clock() -> Clock {
    std::sync::Arc::new(|| Moment::from_millis(NOW))
}

/// Stores a request as forwarded and answered.
async fn keep_answered(store: &RelayStore, request: NewRequest, attempt: Attempt, status: u16) {
    let state = request.state;
    let id = store.keep(request, None, None).await.unwrap();
    let recorded = store.record(id, attempt, state, None, Some(status)).await;
    recorded.unwrap();
    // Long ago, as it came.
    let sql = "UPDATE requests SET changed_at = received_at WHERE id = ?1";
    let aged = store.change(move |connection, _| connection.run(sql, [id]));
    aged.await.unwrap();
}

fn request() -> NewRequest {
    NewRequest {
        webhook_id: "msg_1".to_owned(),
        received_at: Moment::from_millis(NOW),
        method: "POST".to_owned(),
        path: "/retm/orders%20x".to_owned(),
        query: Some("branch=4&token=s3cret-in-query".to_owned()),
        headers: vec![
            ("content-type".to_owned(), b"application/json".to_vec()),
            (
                "authorization".to_owned(),
                b"Bearer s3cret-in-header".to_vec(),
            ),
            ("x-raw".to_owned(), vec![0xff, 0xfe, b'a']),
            ("x-api-key".to_owned(), vec![0xc0, b'k']),
            ("accept".to_owned(), b"b".to_vec()),
            ("accept".to_owned(), b"a".to_vec()),
        ],
        body: Bytes::from_static(b"{\"event\":\"order.created\"}\0\xff"),
        event: Some("order.created".to_owned()),
        merchant_reference: Some("m-1".to_owned()),
        merchant: Some("Al Noor".to_owned()),
        mode: RelayMode::Catch,
        state: RequestState::Waiting,
        remote_addr: "127.0.0.1:5000".to_owned(),
    }
}

fn attempt(status: u16) -> Attempt {
    Attempt {
        at: Moment::from_millis(NOW + 5),
        ms: 12,
        trigger: Trigger::Initial,
        status: Some(status),
        error: None,
        parts: AttemptParts {
            disk_ms: 1,
            connect_ms: 2,
            answer_ms: 9,
        },
        response_headers: vec![
            ("set-cookie".to_owned(), b"s3cret-cookie".to_vec()),
            ("x-a".to_owned(), b"1".to_vec()),
        ],
        response_body: Bytes::from_static(b"no"),
        response_cut: false,
        target: "http://127.0.0.1:3000/retm/orders%20x".to_owned(),
        edited_body: None,
    }
}
