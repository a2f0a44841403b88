use proptest::prelude::*;

use super::*;
use crate::relay::request::{AttemptRow, RequestState, Trigger};

const REPORTED: Moment = Moment::from_millis(1_764_000_000_000);
const ENDPOINT: &str = "https://abc.example/hook/0123456789abcdef0123456789abcdef/retm/orders";

fn request(id: i64, before_ms: u64, path: &str, answered: Option<u16>, ms: u64) -> RequestRow {
    let received_at = REPORTED.minus(Duration::from_millis(before_ms));
    RequestRow {
        id,
        received_at,
        method: "POST".to_owned(),
        path: path.to_owned(),
        query: None,
        event: None,
        merchant: None,
        mode: RelayMode::Through,
        answered,
        state: RequestState::Passed,
        next_at: None,
        attempts: vec![AttemptRow {
            at: received_at,
            ms,
            status: answered,
            error: None,
            trigger: Trigger::Initial,
        }],
    }
}

fn failing(id: i64, before_s: u64) -> RequestRow {
    request(id, before_s * 1_000, "/retm/orders", Some(500), 20)
}

#[test]
fn the_latest_three_that_failed_at_that_path_are_meant() {
    let requests = [
        failing(1, 301),
        failing(2, 200),
        failing(3, 29),
        request(4, 25_000, "/retm/orders", Some(200), 20),
        request(5, 24_000, "/retm/menu", Some(500), 20),
        failing(6, 22),
        failing(7, 2),
    ];
    let probable = probable_requests(ENDPOINT, REPORTED, &requests);
    assert_eq!((probable.requests, probable.note), (vec![3, 6, 7], None));
    for same in ["/retm/orders", "https://abc.example/retm/orders/"] {
        assert_eq!(
            probable_requests(same, REPORTED, &requests).requests,
            [3, 6, 7],
            "{same}"
        );
    }
}

#[test]
fn without_any_request_the_ingress_was_down() {
    let elsewhere = [
        failing(1, 301),
        request(2, 1_000, "/retm/menu", Some(500), 20),
    ];
    let probable = probable_requests(ENDPOINT, REPORTED, &elsewhere);
    assert_eq!(
        (probable.requests, probable.note),
        (vec![], Some(NO_REQUEST_NOTE))
    );
    // Nothing is known about the integration's own URL.
    let direct = probable_requests("https://pos.example/retm/orders", REPORTED, &elsewhere);
    assert_eq!(direct, ProbableRequests::default());
    // A request that was accepted shows that the ingress was up.
    let taken = [request(1, 1_000, "/retm/orders", Some(200), 20)];
    assert_eq!(
        probable_requests(ENDPOINT, REPORTED, &taken),
        ProbableRequests::default()
    );
}

#[test]
fn what_retm_did_not_wait_for_failed_as_well() {
    let slow = request(1, 2_000, "/retm/orders", Some(200), 1_200);
    let unanswered = request(2, 1_000, "/retm/orders", None, 20);
    let (mut caught, mut kept) = (slow.clone(), unanswered.clone());
    (caught.id, caught.mode) = (3, RelayMode::Catch);
    (kept.id, kept.mode) = (4, RelayMode::Keep);
    let probable = probable_requests(ENDPOINT, REPORTED, &[slow, unanswered, caught, kept]);
    assert_eq!(probable.requests, [1, 2]);
}

fn any_request() -> impl Strategy<Value = RequestRow> {
    let paths = prop_oneof![
        Just("/retm/orders"),
        Just("/retm/menu"),
        Just("/retm/orders/")
    ];
    let statuses = prop_oneof![
        Just(None),
        Just(Some(200)),
        Just(Some(204)),
        Just(Some(503))
    ];
    let modes = prop_oneof![
        Just(RelayMode::Through),
        Just(RelayMode::Catch),
        Just(RelayMode::Keep)
    ];
    (
        1..1_000_i64,
        -60_000..600_000_i64,
        paths,
        statuses,
        0..3_000_u64,
        modes,
    )
        .prop_map(|(id, before, path, answered, ms, mode)| RequestRow {
            received_at: Moment::from_millis(REPORTED.millis() - before),
            mode,
            ..request(id, 0, path, answered, ms)
        })
}

proptest! {
    #[test]
    fn whatever_came_only_what_failed_there_in_time_is_named(
        requests in prop::collection::vec(any_request(), 0..30),
    ) {
        let probable = probable_requests(ENDPOINT, REPORTED, &requests);
        prop_assert!(probable.requests.len() <= TRIES);
        prop_assert!(probable.note.is_none() || probable.requests.is_empty());
        for id in &probable.requests {
            let named = requests.iter().any(|request| {
                request.id == *id
                    && request.path.starts_with("/retm/orders")
                    && request.mode != RelayMode::Keep
                    && request.received_at <= REPORTED
                    && request.received_at >= REPORTED.minus(WINDOW)
            });
            prop_assert!(named, "{id}");
        }
    }

    #[test]
    fn the_order_in_which_they_are_given_does_not_matter(
        requests in prop::collection::btree_map(any::<i32>(), any_request(), 0..20),
    ) {
        let mut requests: Vec<_> = requests
            .into_iter()
            .map(|(id, request)| RequestRow { id: id.into(), ..request })
            .collect();
        let probable = probable_requests(ENDPOINT, REPORTED, &requests);
        requests.reverse();
        prop_assert_eq!(probable_requests(ENDPOINT, REPORTED, &requests), probable);
    }

    #[test]
    fn no_endpoint_panics(endpoint: String, path: String) {
        let requests = [request(1, 1_000, &path, Some(500), 1)];
        probable_requests(&endpoint, REPORTED, &requests);
    }
}
