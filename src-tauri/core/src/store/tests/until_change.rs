//! "Acknowledged until it changes": when it ends on its own, what it leaves behind, and undo.

use super::*;
use crate::{incident::timeline::TimelineKind, locale::Locale, store::Reader};

async fn reports(store: &Store, code: i64, count: usize) {
    for _ in 0..count {
        let body = format!(r#"{{"code":{code},"endpoint":"/a","message":"x"}}"#);
        store.ingest(arrival(&body)).await.unwrap();
    }
}

fn standing(store: &Store) -> (IncidentState, bool) {
    let incident = incident(store, 1);
    (incident.state, incident.until_change)
}

fn newest_entries(store: &Store, count: usize) -> Vec<(TimelineKind, String)> {
    let entries = store.read(|reader: &Reader| reader.timeline(1)).unwrap();
    let newest = entries.into_iter().take(count);
    newest.map(|entry| (entry.kind, entry.text)).collect()
}

#[tokio::test]
async fn it_ends_with_another_code_and_not_with_the_same() {
    let (_temp, dir) = fresh();
    let store = open(&dir);
    reports(&store, 502, 1).await;
    let done = store
        .act(Action::AcknowledgeUntilChange, vec![1])
        .await
        .unwrap();
    let done = done.localized(Locale::default());
    assert_eq!(done.text, "Acknowledged 1 incident until it changes");
    reports(&store, 502, 3).await;
    assert_eq!(standing(&store), (IncidentState::Acknowledged, true));
    reports(&store, 401, 2).await;
    assert_eq!(standing(&store), (IncidentState::Open, false));
    let entries = newest_entries(&store, 1);
    let expected = "No longer acknowledged: changed from 502 to 401";
    assert_eq!(entries, [(TimelineKind::Reopened, expected.to_owned())]);
    let pending = store
        .read(|reader: &Reader| reader.pending_alerts())
        .unwrap();
    let told = store
        .read(|reader: &Reader| reader.alert_change(pending[0].id))
        .unwrap();
    assert_eq!(
        (
            pending.len(),
            told.map(|change| change.words(Locale::default()))
                .as_deref()
        ),
        (1, Some("changed from 502 to 401"))
    );
    // Incidents that have changed since the user's action stay as they are.
    store.undo().await.unwrap();
    assert_eq!(standing(&store), (IncidentState::Open, false));
}

#[tokio::test]
async fn it_ends_when_ten_times_as_many_come_and_survives_a_restart() {
    let (_temp, dir) = fresh();
    let store = open(&dir);
    reports(&store, 502, 1).await;
    store
        .act(Action::AcknowledgeUntilChange, vec![1])
        .await
        .unwrap();
    close(store).await;
    let store = open(&dir);
    // One in ten minutes is six per hour.
    reports(&store, 502, 58).await;
    assert_eq!(standing(&store), (IncidentState::Acknowledged, true));
    reports(&store, 502, 1).await;
    assert_eq!(standing(&store), (IncidentState::Open, false));
}

#[tokio::test]
async fn undo_and_the_other_actions_keep_it_apart() {
    let (_temp, dir) = fresh();
    let store = open(&dir);
    reports(&store, 502, 1).await;
    store
        .act(Action::AcknowledgeUntilChange, vec![1])
        .await
        .unwrap();
    store
        .act(Action::Mute { minutes: 60 }, vec![1])
        .await
        .unwrap();
    assert_eq!(standing(&store), (IncidentState::Acknowledged, true));
    store.act(Action::Resolve, vec![1]).await.unwrap();
    assert_eq!(standing(&store), (IncidentState::Resolved, false));
    for expected in [
        (IncidentState::Acknowledged, true),
        (IncidentState::Acknowledged, true),
        (IncidentState::Open, false),
    ] {
        store.undo().await.unwrap();
        assert_eq!(standing(&store), expected);
    }
    store.act(Action::Acknowledge, vec![1]).await.unwrap();
    store
        .act(Action::AcknowledgeUntilChange, vec![1])
        .await
        .unwrap();
    assert_eq!(standing(&store), (IncidentState::Acknowledged, true));
    assert_eq!(newest_entries(&store, 1)[0].0, TimelineKind::Acknowledged);
    reports(&store, 401, 1).await;
    assert_eq!(standing(&store), (IncidentState::Open, false));
}
