//! The store from the outside: a real file, a real writer thread.

use std::{collections::BTreeMap, time::Duration};

use super::*;
use crate::{delivery_error::Source, moment::system_clock};

fn arrival(body: &str) -> Arrival {
    Arrival {
        received_at: Moment::now(),
        source: Source::Retm,
        body: body.to_owned().into(),
        headers: BTreeMap::from([("host".to_owned(), "x".to_owned())]),
        remote_addr: "127.0.0.1:1".to_owned(),
    }
}

fn fresh() -> (tempfile::TempDir, DataDir) {
    let temp = tempfile::tempdir().unwrap();
    let dir = DataDir::open(temp.path().join("data")).unwrap();
    (temp, dir)
}

fn open(dir: &DataDir) -> Store {
    Store::open(dir, system_clock(), Feed::default()).unwrap().0
}

async fn close(store: Store) {
    tokio::task::spawn_blocking(move || store.close())
        .await
        .unwrap();
}

#[tokio::test]
async fn reports_are_kept_to_the_letter_and_filed_under_one_incident_an_endpoint() {
    let (_temp, dir) = fresh();
    let store = open(&dir);
    let body = r#"{"code":503,"endpoint":"/retm/orders","message":"m"}"#;
    let first = store.keep(arrival(body)).await.unwrap();
    let second = store.keep(arrival(body)).await.unwrap();
    let other = store.keep(arrival("{")).await.unwrap();
    assert_eq!((first.id, first.incident_id, first.readable), (1, 1, true));
    assert_eq!((second.id, second.incident_id), (2, 1));
    assert_eq!((other.incident_id, other.readable), (2, false));
    close(store).await;

    let reader = Reader::open(&dir).unwrap().unwrap();
    let detail = reader.delivery_error(1).unwrap().unwrap();
    assert_eq!(detail.body.as_deref(), Some(body));
    assert_eq!(detail.incident.error_count, 2);
    assert_eq!(reader.total().unwrap(), 3);
    assert_eq!(reader.newest_id().unwrap(), 3);
    let page = reader
        .delivery_errors(&PageQuery {
            limit: 2,
            ..PageQuery::default()
        })
        .unwrap();
    assert_eq!(
        page.rows.iter().map(|row| row.id).collect::<Vec<_>>(),
        [3, 2]
    );
    assert!(page.more);
}

#[tokio::test]
async fn what_was_decided_is_pending_until_raised_and_late_comers_get_another_alert() {
    let (_temp, dir) = fresh();
    let store = open(&dir);
    let body = r#"{"code":503,"endpoint":"/a"}"#;
    for _ in 0..3 {
        store.keep(arrival(body)).await.unwrap();
    }
    let pending = store.read(Reader::pending_alerts).unwrap();
    assert_eq!(pending.len(), 1);
    close(store).await;

    let store = open(&dir);
    assert_eq!(store.read(Reader::pending_alerts).unwrap(), pending);
    let raised = {
        let store = store.clone();
        tokio::task::spawn_blocking(move || store.alert_raised(pending[0].id, 2))
    };
    raised.await.unwrap().unwrap();
    let next = store.read(Reader::pending_alerts).unwrap();
    assert_eq!(next.len(), 1);
    assert!(next[0].update && next[0].due_at > Moment::now().plus(Duration::from_secs(2)));
    close(store).await;
}

#[tokio::test]
async fn marks_survive_a_restart() {
    let (_temp, dir) = fresh();
    let store = open(&dir);
    store.keep(arrival("{\"code\":1}")).await.unwrap();
    assert_eq!(store.read(Reader::unseen).unwrap(), 1);
    store.mark_seen(1).await.unwrap();
    store.pause_alerts(true).await.unwrap();
    close(store).await;
    let store = open(&dir);
    assert_eq!(store.read(Reader::unseen).unwrap(), 0);
    assert!(store.read(Reader::alerts_paused).unwrap());
    close(store).await;
    assert!(matches!(
        store_closed(&dir).await,
        Err(KeepError::Store(StoreError::Closed))
    ));
}

async fn store_closed(dir: &DataDir) -> Result<Kept, KeepError> {
    let store = open(dir);
    close(store.clone()).await;
    store.keep(arrival("{}")).await
}

#[tokio::test]
async fn a_damaged_database_is_set_aside_whole_and_a_new_one_begun() {
    let (_temp, dir) = fresh();
    let store = open(&dir);
    store.keep(arrival("{\"code\":1}")).await.unwrap();
    close(store).await;
    std::fs::write(
        dir.database(),
        b"this is no database at all, whatever its name says",
    )
    .unwrap();
    let damaged = std::fs::read(dir.database()).unwrap();
    let (store, aside) = Store::open(&dir, system_clock(), Feed::default()).unwrap();
    assert_eq!(std::fs::read(aside.unwrap().path).unwrap(), damaged);
    store.keep(arrival("{\"code\":1}")).await.unwrap();
    close(store).await;
}

#[test]
fn a_database_from_the_future_is_refused_and_untouched() {
    let (_temp, dir) = fresh();
    open(&dir).close();
    let connection = Connection::open(dir.database()).unwrap();
    connection
        .pragma_update(None, "user_version", 9999)
        .unwrap();
    drop(connection);
    let before = std::fs::read(dir.database()).unwrap();
    let refused = Store::open(&dir, system_clock(), Feed::default()).map(|_| ());
    assert!(matches!(
        refused,
        Err(StoreError::FromTheFuture { found: 9999, .. })
    ));
    assert_eq!(std::fs::read(dir.database()).unwrap(), before);
}
