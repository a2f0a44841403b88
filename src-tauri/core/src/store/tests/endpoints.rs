//! What a user keeps for an endpoint (a mute for good, a note), and what its page shows.

use jiff::tz::TimeZone;

use super::*;
use crate::{
    history::search::Query,
    incident::{
        Action, IncidentState, PERMANENT_UNTIL, delivery_error::Source, endpoint_page::DayState,
    },
};

const ORDERS: &str = "https://staging.example/retm/orders";

async fn fail(store: &Store, endpoint: &str) -> i64 {
    let body = format!(r#"{{"code":503,"endpoint":"{endpoint}","message":"Unavailable"}}"#);
    store.ingest(arrival(&body)).await.unwrap().incident_id
}

#[tokio::test]
async fn a_mute_for_good_silences_what_is_open_and_what_begins_later() {
    let (_temp, dir) = fresh();
    let store = open(&dir);
    let orders = fail(&store, ORDERS).await;
    let menu = fail(&store, "https://prod.example/retm/menu").await;
    let pending = |reader: &Reader| reader.pending_alerts().unwrap().len();
    let reader = Reader::open(&dir).unwrap().unwrap();
    let before = pending(&reader);
    store
        .mute_for_good("staging.example/*".to_owned())
        .await
        .unwrap();
    let muted = |id| reader.incident(id).unwrap().unwrap().muted_until;
    assert_eq!((muted(orders), muted(menu)), (Some(PERMANENT_UNTIL), None));
    let later = fail(&store, "https://staging.example/retm/menu").await;
    assert_eq!(muted(later), Some(PERMANENT_UNTIL));
    assert_eq!(pending(&reader), before, "nothing more is to be told");
    assert!(reader.is_muted_for_good(ORDERS).unwrap());
    // So does the next incident.
    store.act(Action::Resolve, vec![later]).await.unwrap();
    let next = fail(&store, "https://staging.example/retm/menu").await;
    assert_eq!(muted(next), Some(PERMANENT_UNTIL));
    let mutes = reader.lasting_mutes().unwrap();
    assert_eq!(mutes[0].pattern, "staging.example/*");
    close(store).await;
    // It survives a restart.
    let store = open(&dir);
    let stock = fail(&store, "https://staging.example/retm/stock").await;
    assert_eq!(muted(stock), Some(PERMANENT_UNTIL));
    close(store).await;
}

#[tokio::test]
async fn a_mute_is_taken_back_where_no_other_one_names_the_endpoint() {
    let (_temp, dir) = fresh();
    let store = open(&dir);
    let orders = fail(&store, ORDERS).await;
    let menu = fail(&store, "https://staging.example/retm/menu").await;
    for pattern in ["staging.example/*", ORDERS] {
        store.mute_for_good(pattern.to_owned()).await.unwrap();
    }
    store
        .unmute_for_good("staging.example/*".to_owned())
        .await
        .unwrap();
    let reader = Reader::open(&dir).unwrap().unwrap();
    let muted = |id| reader.incident(id).unwrap().unwrap().muted_until;
    assert_eq!((muted(orders), muted(menu)), (Some(PERMANENT_UNTIL), None));
    store.unmute_for_good(ORDERS.to_owned()).await.unwrap();
    assert_eq!(muted(orders), None);
    let timeline = reader.timeline(orders).unwrap();
    let texts: Vec<_> = timeline.iter().map(|entry| &*entry.text).collect();
    assert!(texts.contains(&"Muted for good") && texts.contains(&"No longer muted"));
    close(store).await;
}

#[tokio::test]
async fn a_page_has_the_incidents_the_days_the_note_and_the_mutes_of_an_endpoint() {
    let (_temp, dir) = fresh();
    let store = open(&dir);
    let first = fail(&store, ORDERS).await;
    store.act(Action::Resolve, vec![first]).await.unwrap();
    let second = fail(&store, ORDERS).await;
    fail(&store, "https://staging.example/retm/menu").await;
    store
        .set_endpoint_note(format!("{ORDERS}?x=1"), " <b>Amal</b>\n ".to_owned())
        .await
        .unwrap();
    store.mute_for_good(ORDERS.to_owned()).await.unwrap();
    let reader = Reader::open(&dir).unwrap().unwrap();
    let detail = |endpoint: &str| {
        let detail = reader.endpoint_detail(endpoint, Moment::now(), &TimeZone::UTC);
        detail.unwrap()
    };
    let page = detail(ORDERS);
    let ids: Vec<_> = page.incidents.iter().map(|one| one.id).collect();
    assert_eq!(ids, [second, first]);
    assert_eq!(page.incidents[1].state, IncidentState::Resolved);
    assert_eq!((page.incident_count, page.error_count), (2, 2));
    assert_eq!(
        (&*page.label, page.host.as_deref()),
        ("/retm/orders", Some("staging.example"))
    );
    assert_eq!(page.note, "<b>Amal</b>");
    assert_eq!(page.mutes.len(), 1);
    // Reports may arrive on either side of midnight.
    let reports: i64 = page.days.iter().map(|day| day.reports).sum();
    assert_eq!((page.days.len(), reports), (30, 2));
    assert!(page.days.iter().any(|day| day.state == DayState::Failing));
    let shown = reader.incident_detail(second, Moment::now(), &TimeZone::UTC);
    assert_eq!(shown.unwrap().unwrap().note, "<b>Amal</b>");
    let other = detail("https://nowhere.example/x");
    assert_eq!((other.incidents.len(), other.error_count), (0, 0));
    assert!(other.days.iter().all(|day| day.state == DayState::Unknown));
    store
        .set_endpoint_note(ORDERS.to_owned(), " ".to_owned())
        .await
        .unwrap();
    assert_eq!(detail(ORDERS).note, "");
    close(store).await;
}

#[tokio::test]
async fn tests_are_in_no_list_of_errors_or_endpoints_unless_they_are_asked_for() {
    let (_temp, dir) = fresh();
    let store = open(&dir);
    fail(&store, ORDERS).await;
    let mut test = arrival(r#"{"code":503,"endpoint":"https://test.example/x"}"#);
    test.source = Source::Test;
    store.ingest(test).await.unwrap();
    let reader = Reader::open(&dir).unwrap().unwrap();
    let found = |text: &str| {
        let query = Query::read(text, Moment::now(), &TimeZone::UTC).leaving_out_tests();
        let endpoints = reader.endpoints(&query).unwrap().len();
        let page = PageQuery {
            query,
            limit: 10,
            ..PageQuery::default()
        };
        (reader.delivery_errors(&page).unwrap().rows.len(), endpoints)
    };
    assert_eq!(found(""), (1, 1));
    assert_eq!(found("is:test"), (1, 1));
    assert_eq!(found("is:test is:real"), (2, 2));
    let counts = reader.counts().unwrap();
    assert_eq!((counts.errors, counts.endpoints), (1, 1));
    close(store).await;
}
