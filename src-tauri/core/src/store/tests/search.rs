//! Search by host, the number of matches in each view, and completion.

use super::*;
use crate::{
    history::search::Query,
    incident::{Action, delivery_error::Source},
    store::{Matches, table::delivery_errors},
};

fn query(text: &str) -> Query {
    Query::read(text, Moment::now(), &jiff::tz::TimeZone::UTC)
}

/// One report for each of these endpoints.
async fn with(endpoints: &[&str]) -> (tempfile::TempDir, Store, Reader) {
    let (temp, dir) = fresh();
    let store = open(&dir);
    for endpoint in endpoints {
        let body = format!(r#"{{"code":503,"endpoint":"{endpoint}","message":"Unavailable"}}"#);
        store.ingest(arrival(&body)).await.unwrap();
    }
    let reader = Reader::open(&dir).unwrap().unwrap();
    (temp, store, reader)
}

#[tokio::test]
async fn hosts_are_several_where_reports_of_retm_name_more_than_one() {
    for (several, endpoints) in [
        (false, &[][..]),
        (
            false,
            &["https://a.example/x", "https://a.example/y", "/retm/x"],
        ),
        (false, &["/retm/x", "orders", "not json"]),
        (true, &["https://a.example/x", "https://b.example/x"]),
        (true, &["https://a.example.org/x", "https://a.example/x"]),
        (true, &["/retm/x", "a.example/x", "https://b.example/x"]),
    ] {
        let (_temp, store, reader) = with(endpoints).await;
        assert_eq!(
            reader.has_several_hosts().unwrap(),
            several,
            "{endpoints:?}"
        );
        close(store).await;
    }
    let (_temp, store, reader) = with(&["https://a.example/x"]).await;
    let mut test = arrival(r#"{"code":503,"endpoint":"https://test.example/x"}"#);
    test.source = Source::Test;
    store.ingest(test).await.unwrap();
    assert!(!reader.has_several_hosts().unwrap());
    close(store).await;
}

#[tokio::test]
async fn a_search_finds_by_host_and_counts_what_it_finds_in_each_view() {
    let (_temp, store, reader) = with(&[
        "https://prod.example/staging/x",
        "https://Staging.example/x",
        "https://staging.example/y",
        "staging.example:81/z",
        "/staging",
    ])
    .await;
    store.act(Action::Resolve, vec![3]).await.unwrap();
    let found = |text: &str| reader.incidents(&query(text), None, 10).unwrap().rows;
    let ids: Vec<i64> = found("host:staging").iter().map(|row| row.id).collect();
    assert_eq!(ids, [4, 3, 2]);
    assert_eq!(found("host:STAGING.example is:open").len(), 2);
    assert_eq!(found("host:prod host:stag").len(), 4);
    assert_eq!(found("host:prod")[0].host.as_deref(), Some("prod.example"));
    let matches = Matches {
        open: 2,
        acknowledged: 0,
        resolved: 1,
        errors: 3,
    };
    assert_eq!(reader.matches(&query("host:staging")).unwrap(), matches);
    let open = reader.matches(&query("host:staging is:open")).unwrap();
    assert_eq!(
        open,
        Matches {
            errors: 2,
            ..matches
        }
    );
    close(store).await;
}

#[tokio::test]
async fn a_search_is_completed_with_what_is_stored() {
    let (_temp, store, reader) = with(&["https://a.example/retm/orders", "nonsense"]).await;
    let offered = |text: &str| -> Vec<String> {
        let at = u32::try_from(text.len()).unwrap();
        let choices = reader
            .complete(text, at, Vec::new(), Locale::default())
            .unwrap()
            .choices;
        choices.into_iter().map(|choice| choice.text).collect()
    };
    assert_eq!(offered("code:50"), ["code:503"]);
    assert_eq!(offered("host:"), ["host:a.example"]);
    assert_eq!(offered("ord"), ["endpoint:/retm/orders"]);
    close(store).await;
}

#[tokio::test]
async fn delivery_errors_are_found_by_endpoint_host_and_state() {
    let [first, menu, second, other] = [
        "https://a.example/orders/1001",
        "https://a.example/menu",
        "https://a.example/orders/1002",
        "https://b.example/menu",
    ];
    let (_temp, store, reader) = with(&[first, menu, second, other]).await;
    let found = |text: &str| -> Vec<String> {
        let query = PageQuery {
            query: query(text),
            limit: 100,
            ..PageQuery::default()
        };
        let page = reader.delivery_errors(&query).unwrap();
        page.rows.into_iter().map(|row| row.endpoint).collect()
    };
    for (text, expected) in [
        // Of a pattern, those whose own endpoint has it.
        ("endpoint:1001", &[first][..]),
        ("endpoint:orders", &[second, first]),
        ("endpoint:menu", &[other, menu]),
        ("endpoint:menu host:b.example", &[other]),
        ("endpoint:1002 endpoint:menu", &[other, second, menu]),
        ("host:a.example", &[second, menu, first]),
        ("endpoint:nowhere", &[]),
        ("endpoint:nowhere is:open", &[]),
        ("is:open", &[other, second, menu, first]),
        ("is:resolved", &[]),
    ] {
        assert_eq!(found(text), expected, "{text}");
    }
    let of_menu = reader.incidents(&query("endpoint:menu"), None, 10).unwrap();
    let ids = of_menu.rows.iter().map(|row| row.id).collect();
    store.act(Action::Resolve, ids).await.unwrap();
    for (text, expected) in [
        ("is:open", &[second, first][..]),
        ("is:resolved", &[other, menu]),
        ("is:resolved host:a.example", &[menu]),
        ("is:open endpoint:menu", &[]),
        ("is:open is:resolved", &[other, second, menu, first]),
    ] {
        assert_eq!(found(text), expected, "{text}");
    }
    close(store).await;
}

#[tokio::test]
async fn a_page_is_the_same_however_few_of_the_newest_are_looked_at_first() {
    let (_temp, dir) = fresh();
    let store = open(&dir);
    for number in 0..60 {
        let (code, name) = (500 + number % 5, ["orders", "menu"][number % 2]);
        let body = format!(
            r#"{{"code":{code},"endpoint":"/retm/{name}","message":"Unavailable trace{number:02}"}}"#
        );
        store.ingest(arrival(&body)).await.unwrap();
    }
    let reader = Reader::open(&dir).unwrap().unwrap();
    for asked in [
        "unavailable",
        "code:503 unavailable",
        "code:503 endpoint:orders unavailable is:open",
        "code:503 endpoint:menu trace1",
        "trace07",
        "nothingatall",
        "code:599 unavailable",
    ] {
        for (limit, before) in [(1, None), (3, Some(31)), (100, None)] {
            let query = PageQuery {
                query: query(asked),
                limit,
                before,
                ..PageQuery::default()
            };
            let page = |newest: &[u32]| {
                delivery_errors::page(&reader.0, &query, Moment::now(), newest).unwrap()
            };
            let all = page(&[]);
            let has_none = ["nothingatall", "code:599 unavailable"].contains(&asked);
            assert_eq!(all.rows.is_empty(), has_none, "{asked}");
            for newest in [&[1][..], &[2, 7, 20], &[60], &[61]] {
                assert_eq!(page(newest), all, "{asked} {limit} {newest:?}");
            }
            // As for words that are in most rows.
            let words = query.query.full_text().unwrap();
            let conditions = delivery_errors::conditions(&reader.0, &query, Moment::now()).unwrap();
            for tried in [1, 20, 61] {
                let found =
                    delivery_errors::page_of_newest(&reader.0, &conditions, &words, limit, tried)
                        .unwrap();
                assert!(found.is_some() || tried < 61, "{asked} {limit}");
                assert!(
                    found.is_none_or(|page| page == all),
                    "{asked} {limit} {tried}"
                );
            }
        }
    }
    close(store).await;
}
