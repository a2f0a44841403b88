//! Queries of requests.

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
    for (query, found) in [
        ("", vec![menu, waiting]),
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
    assert_eq!(store.list(&all, None, 1).unwrap()[0].id, menu);
    assert_eq!(store.list(&all, Some(menu), 1).unwrap()[0].id, waiting);
}
