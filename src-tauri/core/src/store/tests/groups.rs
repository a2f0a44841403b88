//! What is grouped in a list, page by page and in every order.

use super::*;
use crate::{
    history::search::Query,
    incident::Action,
    store::{Cursor, IncidentRow, IncidentSort, Likeness, RowsQuery},
};

fn query(text: &str) -> Query {
    Query::read(text, Moment::now(), &jiff::tz::TimeZone::UTC)
}

async fn fail(store: &Store, endpoint: &str, code: i64) -> i64 {
    let body = format!(r#"{{"code":{code},"endpoint":"{endpoint}","message":"Unavailable"}}"#);
    store.ingest(arrival(&body)).await.unwrap().incident_id
}

/// The rows of a page: the id of an incident, or the ids of a group.
fn rows(reader: &Reader, asked: RowsQuery) -> (Vec<Vec<i64>>, Option<Cursor>) {
    let page = reader.incident_rows(&query("is:open"), asked, Moment::now());
    let page = page.unwrap();
    let rows = page.rows.iter().map(|row| match row {
        IncidentRow::Incident(incident) => vec![incident.id],
        IncidentRow::Group(group) => group.incidents.clone(),
    });
    (rows.collect(), page.next)
}

fn by(sort: IncidentSort) -> RowsQuery {
    RowsQuery {
        sort,
        limit: 100,
        ..RowsQuery::default()
    }
}

fn bridge(number: usize) -> String {
    format!("https://bridge.example/retm/branch-{number}")
}

#[tokio::test]
async fn a_host_where_everything_fails_is_one_row_in_every_order_and_on_every_page() {
    let (_temp, dir) = fresh();
    let store = open(&dir);
    fail(&store, "https://shop.example/a", 503).await;
    for number in 1..=4 {
        fail(&store, &bridge(number), 0).await;
    }
    for _ in 0..9 {
        fail(&store, "https://shop.example/b", 404).await;
    }
    let reader = Reader::open(&dir).unwrap().unwrap();
    let group = vec![5, 4, 3, 2];
    for (sort, expected) in [
        (IncidentSort::Newest, [vec![6], group.clone(), vec![1]]),
        (IncidentSort::Count, [vec![6], group.clone(), vec![1]]),
        (IncidentSort::First, [vec![1], vec![2, 3, 4, 5], vec![6]]),
    ] {
        assert_eq!(rows(&reader, by(sort)).0, expected, "{sort:?}");
        let mut paged = Vec::new();
        let mut after = None;
        loop {
            let limit = 1;
            let (page, next) = rows(
                &reader,
                RowsQuery {
                    after,
                    limit,
                    ..by(sort)
                },
            );
            paged.extend(page);
            after = next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(paged, expected, "{sort:?}, a row a page");
    }
    let page = reader.incident_rows(&query(""), by(IncidentSort::Newest), Moment::now());
    let Some(IncidentRow::Group(row)) = page.unwrap().rows.into_iter().nth(1) else {
        panic!("it is a group");
    };
    assert_eq!((row.endpoints, row.error_count), (4, 4));
    assert_eq!(
        (&*row.host, row.last_code, row.per_minute),
        ("bridge.example", Some(0), 1)
    );
    let opened = RowsQuery {
        group: Some(row.id),
        ..by(IncidentSort::Newest)
    };
    assert_eq!(rows(&reader, opened).0, [[5], [4], [3], [2]]);
    // Without one of them it is still a group; with only two left it is not.
    store.act(Action::Resolve, vec![5]).await.unwrap();
    assert_eq!(rows(&reader, opened).0, [[4], [3], [2]]);
    store.act(Action::Acknowledge, vec![2]).await.unwrap();
    assert_eq!(
        rows(&reader, by(IncidentSort::Newest)).0,
        [[6], [4], [3], [1]]
    );
    close(store).await;
}

#[tokio::test]
async fn what_is_like_an_incident_is_found_by_host_cause_and_code() {
    let (_temp, dir) = fresh();
    let store = open(&dir);
    for (endpoint, code) in [
        ("https://a.example/1", 503),
        ("https://a.example/2", 404),
        ("https://b.example/1", 503),
        ("/bare", 503),
    ] {
        fail(&store, endpoint, code).await;
    }
    let reader = Reader::open(&dir).unwrap().unwrap();
    let alike = |incident, by| {
        let found = reader.alike(&query("is:open"), incident, by, Moment::now());
        found.unwrap()
    };
    assert_eq!(alike(1, Likeness::Host), [2, 1]);
    assert_eq!(alike(1, Likeness::Code), [4, 3, 1]);
    assert_eq!(alike(1, Likeness::Cause), [4, 3, 1]);
    assert_eq!(alike(4, Likeness::Host), Vec::<i64>::new(), "it has none");
    assert_eq!(alike(9, Likeness::Code), Vec::<i64>::new());
    close(store).await;
}

#[tokio::test]
async fn a_list_of_ten_thousand_is_answered_page_by_page() {
    let (_temp, dir) = fresh();
    let store = open(&dir);
    close(store).await;
    let connection = rusqlite::Connection::open(dir.database()).unwrap();
    connection
        .execute_batch(
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12000)
             INSERT INTO incidents (id, subject, state, opened_at, last_error_at, error_count,
               last_code, last_error_id, last_message)
             SELECT i, 'endpoint:https://host-' || (i % 500) || '.example/retm/' || i, 'open',
               i * 60000, i * 60000, i % 7, 503, i, 'Service Unavailable' FROM n",
        )
        .unwrap();
    drop(connection);
    let reader = Reader::open(&dir).unwrap().unwrap();
    let mut seen = std::collections::HashSet::new();
    let mut after = None;
    loop {
        let limit = 200;
        let (page, next) = rows(
            &reader,
            RowsQuery {
                after,
                limit,
                ..by(IncidentSort::Newest)
            },
        );
        for id in page.into_iter().flatten() {
            assert!(seen.insert(id), "{id} is there twice");
        }
        after = next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(seen.len(), 12_000);
}
