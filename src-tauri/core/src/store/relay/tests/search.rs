//! Queries for requests.

use super::*;

#[tokio::test]
async fn each_filter_finds_what_it_names() {
    let scene = Scene::new();
    let store = &scene.store;
    let waiting = store.keep(request(), None, None).await.unwrap();
    let menu = NewRequest {
        path: "/retm/menu".to_owned(),
        event: Some("menu.changed".to_owned()),
        merchant: None,
        merchant_reference: None,
        body: Bytes::from("{\"name\":\"Ünlü بيتزا 100%\"}"),
        ..request()
    };
    let menu = store.keep(menu, None, None).await.unwrap();
    store
        .record(menu, attempt(503), RequestState::NeedsYou, None, None)
        .await
        .unwrap();
    let encoded = NewRequest {
        path: "/%D9%85%D9%86%D9%8A%D9%88".to_owned(),
        event: Some("encoded".to_owned()),
        merchant: None,
        merchant_reference: None,
        ..request()
    };
    let encoded = store.keep(encoded, None, None).await.unwrap();
    store
        .record(encoded, attempt(200), RequestState::Delivered, None, None)
        .await
        .unwrap();
    for (query, found) in [
        ("", vec![encoded, menu, waiting]),
        ("is:waiting", vec![waiting]),
        ("is:needs_you is:waiting", vec![menu, waiting]),
        ("status:5xx", vec![menu]),
        ("status:503 path:/RETM/Menu", vec![menu]),
        ("status:404", vec![]),
        ("status:none", vec![waiting]),
        ("event:order", vec![waiting]),
        ("merchant:noor", vec![waiting]),
        ("merchant:m-1", vec![waiting]),
        ("retm", vec![menu, waiting]),
        ("ünlü", vec![menu]),
        ("بيتزا menu.changed", vec![menu]),
        ("بيتزّا", vec![menu]),
        ("البيتزا", vec![menu]),
        ("unlu status:٥٠٣", vec![menu]),
        ("path:منيو", vec![encoded]),
        ("path:%d9%85%d9%86", vec![encoded]),
        ("\"100%\"", vec![menu]),
        ("100_", vec![]),
        ("' OR 1 --", vec![]),
    ] {
        let query_read = RequestQuery::read(query);
        let rows = store.list(&query_read, None, 10).unwrap();
        let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
        assert_eq!(ids, found, "{query}");
    }
    let all = RequestQuery::default();
    assert_eq!(store.list(&all, None, 1).unwrap()[0].id, encoded);
    assert_eq!(store.list(&all, Some(encoded), 1).unwrap()[0].id, menu);
    assert_eq!(store.list(&all, Some(menu), 1).unwrap()[0].id, waiting);
}

/// SQLite matches a partial index by the text of its condition: a changed query silently loses the index.
#[test]
fn what_waits_is_found_by_its_index() {
    let scene = Scene::new();
    let plan = |sql: &str| {
        let sql = format!("EXPLAIN QUERY PLAN {sql}");
        let read = scene.store.read(|reader| {
            let mut statement = reader.0.prepare(&sql)?;
            let rows = statement.query_map([], |row| row.get::<_, String>(3))?;
            Ok(rows.collect::<Result<Vec<_>, _>>()?.join("; "))
        });
        read.unwrap()
    };
    for (sql, index) in [
        (
            "SELECT id, next_at FROM requests WHERE state = 'waiting' AND id > 1 ORDER BY id",
            "requests_waiting",
        ),
        (
            "SELECT 1 FROM requests WHERE state = 'waiting' AND merchant_reference = 'm'",
            "requests_of_waiting_merchant",
        ),
        (
            "SELECT min(next_at) FROM requests WHERE state = 'waiting' AND next_at > 1",
            "requests_due",
        ),
        (
            "SELECT count(*) FROM requests WHERE state = 'dead'
               AND state IN ('waiting', 'needs_you', 'dead')",
            "requests_unsettled",
        ),
        (
            "SELECT id, changed_at FROM requests WHERE state <> 'waiting'
               AND (state IN ('delivered', 'passed')) = 1 ORDER BY changed_at, id LIMIT 100",
            "requests_by_rest",
        ),
        (
            "SELECT at FROM attempts WHERE request_id = 1 ORDER BY id",
            "attempts_by_request",
        ),
    ] {
        let plan = plan(sql);
        assert!(
            plan.contains(index) && !plan.contains("TEMP"),
            "{sql}: {plan}"
        );
    }
}
