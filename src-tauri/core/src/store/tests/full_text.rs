//! The full-text index: filled a little at a time, and nothing is missed that it does not have yet.

use super::*;

#[tokio::test]
async fn large_bodies_are_indexed_a_few_at_a_time() {
    let (_temp, dir) = fresh();
    let store = open(&dir);
    for kib in [600, 200, 200, 1, 1] {
        store
            .ingest(arrival(&"a ".repeat(kib * 512)))
            .await
            .unwrap();
    }
    close(store).await;
    let connection = Connection::open(dir.database()).unwrap();
    let index = "INSERT INTO words (words) VALUES ('delete-all')";
    connection.execute(index, []).unwrap();
    counters::write(&connection, counters::INDEXED_UP_TO, 0).unwrap();
    let (mut ends, mut more) = (Vec::new(), true);
    while more {
        more = fulltext::index_some(&connection).unwrap();
        ends.push(counters::read(&connection, counters::INDEXED_UP_TO).unwrap());
    }
    assert_eq!(ends, [1, 3, 5]);
}

#[tokio::test]
async fn what_is_not_in_the_index_yet_is_found_by_its_words_all_the_same() {
    let (_temp, dir) = fresh();
    let store = open(&dir);
    for message in ["zebra one", "zebra two", "زرافة"] {
        let body = format!(r#"{{"code":1,"endpoint":"/{message}","message":"{message}"}}"#);
        store.ingest(arrival(&body)).await.unwrap();
    }
    close(store).await;
    let connection = Connection::open(dir.database()).unwrap();
    let reader = Reader::open(&dir).unwrap().unwrap();
    // As it stands when the writer got as far as that and no further.
    for findable in 0..=3 {
        let index = "INSERT INTO words (words) VALUES ('delete-all')";
        connection.execute(index, []).unwrap();
        counters::write(&connection, counters::INDEXED_UP_TO, 0).unwrap();
        if findable > 0 {
            assert!(!fulltext::index_some(&connection).unwrap(), "all at once");
        }
        for id in findable + 1..=3 {
            fulltext::remove(&connection, id).unwrap();
        }
        counters::write(&connection, counters::INDEXED_UP_TO, findable).unwrap();
        let found = |words: &str| {
            let query =
                crate::history::search::Query::read(words, Moment::now(), &jiff::tz::TimeZone::UTC);
            let page = PageQuery {
                query: query.clone(),
                limit: 10,
                ..PageQuery::default()
            };
            let rows = reader.delivery_errors(&page).unwrap().rows;
            let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
            let incidents = reader.incidents(&query, None, 10).unwrap().rows.len();
            (ids, incidents, reader.count_matching(&query).unwrap())
        };
        assert_eq!(
            found("zebra"),
            (vec![2, 1], 2, 2),
            "findable up to {findable}"
        );
        assert_eq!(found("زراف"), (vec![3], 1, 1), "findable up to {findable}");
        assert_eq!(found("lion"), (vec![], 0, 0));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sender_who_never_pauses_does_not_keep_the_index_from_being_filled() {
    let (_temp, dir) = fresh();
    let store = open(&dir);
    let connection = Connection::open(dir.database()).unwrap();
    let mut behind = Vec::new();
    for _ in 0..500 {
        let kept = store.ingest(arrival("{}")).await.unwrap();
        behind.push(kept.id - counters::read(&connection, counters::INDEXED_UP_TO).unwrap());
    }
    close(store).await;
    let most = behind.into_iter().max().unwrap();
    assert!(most < 250, "{most} of 500 could not be found at once");
}
