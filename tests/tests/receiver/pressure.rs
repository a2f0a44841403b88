//! Many senders at once, and some that are only in the way: all good reports are still answered.

use std::collections::BTreeSet;

use missedhook_tests::{
    machine::Machine,
    program::{Serve, list},
    retm::{deliver, fixture, request, storm},
};

#[test]
fn sixty_four_senders_with_fifty_reports_each_are_all_answered_and_kept() {
    let machine = Machine::headless();
    let serve = Serve::start(&machine);
    let accepted = storm(&serve.receiver_url, 64, 50);
    let ids: BTreeSet<i64> = accepted.iter().map(|accepted| accepted.id).collect();
    assert_eq!(
        (accepted.len(), ids.len()),
        (3200, 3200),
        "an id was given twice"
    );
    let incidents: BTreeSet<i64> = accepted.iter().map(|accepted| accepted.incident).collect();
    assert_eq!(
        incidents.len(),
        8,
        "one incident an endpoint: {incidents:?}"
    );
    let rows = list(&machine, 10_000);
    let listed: BTreeSet<i64> = rows.iter().map(|row| row["id"].as_i64().unwrap()).collect();
    assert_eq!((rows.len(), listed), (3200, ids));
}

#[test]
fn a_flood_of_headers_is_refused_and_the_next_report_is_taken() {
    let machine = Machine::headless();
    let serve = Serve::start(&machine);
    let many = (0..5_000).fold(
        request(&serve.receiver_url, fixture("documented.json")),
        |request, n| request.header(&format!("X-Flood-{n}"), "x"),
    );
    let large = request(&serve.receiver_url, fixture("documented.json"))
        .header("X-Large", &"x".repeat(2 * 1024 * 1024));
    for (what, flood) in [("many", many), ("large", large)] {
        // It may hang up halfway. It must not accept it.
        if let Ok(answer) = flood.try_send() {
            assert!(
                (400..500).contains(&answer.status),
                "{what}: {}",
                answer.status
            );
        }
        assert!(list(&machine, 100).is_empty(), "{what}");
    }
    deliver(&serve.receiver_url, fixture("documented.json"));
    assert_eq!(list(&machine, 100).len(), 1);
}
