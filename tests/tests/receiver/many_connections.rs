//! Connections that are only in the way, a thousand at a time: they stay open, send slowly, flood, and never read. A
//! good report is still answered every time, and the program does not grow. How long the answer took is printed and not
//! asserted: a busy machine is not a fault, a missing answer is.

use std::time::Instant;

use missedhook_tests::{
    LIMIT,
    data::count,
    http::{Connection, Request, Target},
    idle_connections::IdleConnections,
    machine::Machine,
    program::{Serve, list},
    recording::wait_until,
    retm::{accepted, deliver, fixture, report, request},
    weight::allocated,
};

/// More than the receiver has slots for.
const MANY: usize = 1_200;
/// Nearly as many as it has.
const PLACES: usize = 1_000;
/// How a crowd begins: never continued, in the middle of the headers, or in the middle of a body that is not read
/// without the key.
const OPENINGS: [(&str, &str); 4] = [
    ("silent", ""),
    ("one letter", "P"),
    (
        "half a head",
        "POST /error/0 HTTP/1.1\r\nHost: a\r\nX-Slow: ",
    ),
    (
        "half a body",
        "POST /admin HTTP/1.1\r\nHost: a\r\nContent-Length: 200000\r\n\r\n{\"code\":",
    ),
];

/// Delivers a report, prints how long that took, and returns its ID.
fn deliver_beside(serve: &Serve, who: &str) -> i64 {
    let began = Instant::now();
    let accepted = deliver(&serve.receiver_url, fixture("documented.json"));
    println!("a report beside {who}: {:?}", began.elapsed());
    accepted.id
}

#[test]
fn more_idle_and_slow_connections_than_there_are_places_keep_no_report_out() {
    let machine = Machine::headless();
    let serve = Serve::start(&machine);
    let authority = Target::of(&serve.receiver_url).authority;
    deliver_beside(&serve, "nobody");
    let mut crowds = Vec::new();
    for (name, opening) in OPENINGS {
        let mut crowd = IdleConnections::of(MANY, &authority, opening.as_bytes());
        deliver_beside(&serve, &format!("{MANY} that sent: {name}"));
        for _ in 0..3 {
            crowd.send(b"x");
            deliver_beside(&serve, &format!("the same, a byte later: {name}"));
        }
        // The next ones are added to these.
        crowds.push(crowd);
    }
    assert_eq!(count(&machine.data_dir()), 17);
    serve.process.stop();
}

#[test]
fn as_many_reports_at_once_as_there_are_places_are_all_kept() {
    let machine = Machine::headless();
    let serve = Serve::start(&machine);
    let target = Target::of(&serve.receiver_url);
    deliver_beside(&serve, "nobody");
    let body = report("/retm/orders", "all at once");
    let request = Request::new("POST", &target).body(body.clone());
    let bytes = [request.head().as_bytes(), &body].concat();
    let (last, begin) = bytes.split_last().unwrap();
    let mut all = IdleConnections::of(PLACES, &target.authority, begin);
    // Nothing is written while they close, so that all of them wait, but not so long that they are rejected.
    let database = rusqlite::Connection::open(machine.data_dir().join("missedhook.db")).unwrap();
    database.execute_batch("BEGIN IMMEDIATE").unwrap();
    all.send(&[*last]);
    database.execute_batch("ROLLBACK").unwrap();
    let kept = || (count(&machine.data_dir()) == i64::try_from(PLACES).unwrap() + 1).then_some(());
    wait_until("all of them kept", LIMIT, kept, || {
        count(&machine.data_dir())
    });
    serve.process.stop();
}

#[test]
fn an_idle_connection_gives_way_to_a_new_one_but_not_during_its_report() {
    let machine = Machine::headless();
    let serve = Serve::start_with_few_files(&machine, 256);
    let target = Target::of(&serve.receiver_url);
    // A sender with the key, in the middle of its body.
    let body = report("/retm/orders", "slowly");
    let slow = Request::new("POST", &target).body(body.clone());
    let mut reporting = Connection::open(&target.authority);
    reporting.try_write(slow.head().as_bytes()).unwrap();
    let (begin, end) = body.split_at(10);
    reporting.try_write(begin).unwrap();
    // It has its slot once another report is through, because both take the same path.
    deliver_beside(&serve, "nobody");
    for round in 0..3 {
        let mut crowd = IdleConnections::of(300, &target.authority, b"GET / HTTP/1.1\r\n");
        deliver_beside(&serve, "300 idle ones on 128 places");
        let mut closed = 0;
        wait_until(
            "place given up by each of the others",
            LIMIT,
            || {
                closed = crowd.closed();
                (closed >= 300 - 128).then_some(())
            },
            || round,
        );
    }
    reporting.try_write(end).unwrap();
    accepted(&reporting.try_read_answer("POST").unwrap());
    assert_eq!(count(&machine.data_dir()), 5);
    serve.process.stop();
}

#[test]
fn a_client_that_never_reads_answers_blocks_no_report() {
    let machine = Machine::headless();
    let serve = Serve::start_with_few_files(&machine, 96);
    let authority = Target::of(&serve.receiver_url).authority;
    // The 2.6 MiB of answers to these fill all buffers, until the receiver can't write any more.
    let questions = "GET /error/x HTTP/1.1\r\nHost: a\r\n\r\n".repeat(12_000);
    let mut crowd = IdleConnections::of(90, &authority, questions.as_bytes());
    deliver_beside(&serve, "90 that never read, on 48 places");
    crowd.send(questions.as_bytes());
    deliver_beside(&serve, "the same, who ask on");
    serve.process.stop();
}

#[test]
fn half_closed_connections_are_closed_and_leave_nothing() {
    let machine = Machine::headless();
    let serve = Serve::start(&machine);
    let target = Target::of(&serve.receiver_url);
    let head = Request::new("POST", &target).body("x".repeat(500)).head();
    for opening in ["", "PO", &head, &(head.clone() + "{\"code\":503")] {
        let mut crowd = IdleConnections::of(250, &target.authority, opening.as_bytes());
        crowd.half_close();
        let mut closed = 0;
        let all_closed = || {
            closed = crowd.closed();
            (closed == 250).then_some(())
        };
        wait_until("end of those that ended", LIMIT, all_closed, || opening);
    }
    assert_eq!(count(&machine.data_dir()), 0);
    deliver_beside(&serve, "those that are gone");
    assert_eq!(count(&machine.data_dir()), 1);
}

/// What a sender does that has nothing more to send and waits for its answer: `nc -N`, a proxy that closes its half.
#[test]
fn a_sender_that_closes_its_half_after_the_request_is_answered() {
    let machine = Machine::headless();
    let serve = Serve::start(&machine);
    let target = Target::of(&serve.receiver_url);
    let whole = |n: u32| {
        let body = report("/retm/orders", &format!("half-closed {n}"));
        let request = Request::new("POST", &target).body(body);
        let head = if n.is_multiple_of(2) {
            request.chunked()
        } else {
            request
        };
        head.bytes()
    };
    for n in 0..6 {
        let mut sender = Connection::open(&target.authority);
        sender.try_write(&whole(n)).unwrap();
        sender.half_close().unwrap();
        accepted(&sender.try_read_answer("POST").unwrap());
    }
    assert_eq!(count(&machine.data_dir()), 6);
    serve.process.stop();
}

#[test]
fn few_open_files_and_many_idle_connections_keep_no_report_out_and_are_said_once() {
    let machine = Machine::headless();
    let serve = Serve::start_with_few_files(&machine, 40);
    let authority = Target::of(&serve.receiver_url).authority;
    let _crowd = IdleConnections::of(60, &authority, b"");
    for n in 0..3 {
        deliver_beside(&serve, &format!("60 idle ones and 40 files, {n}"));
    }
    assert_eq!(count(&machine.data_dir()), 3);
    let complaints = serve.process.stderr.all().concat();
    let said = complaints.matches("could not be accepted").count();
    assert!(said <= 1, "{complaints}");
    serve.process.stop();
}

#[test]
fn the_program_does_not_grow_by_crowds_and_floods() {
    let machine = Machine::headless();
    let serve = Serve::start(&machine);
    let authority = Target::of(&serve.receiver_url).authority;
    deliver_beside(&serve, "nobody");
    let head = |length: usize| {
        let filling = "x".repeat(length);
        format!("POST /error/0 HTTP/1.1\r\nHost: a\r\nX-Filling: {filling}")
    };
    let before = allocated(serve.process.pid());
    // The worst case: the largest permitted head on as many connections as there are slots.
    let full = IdleConnections::of(MANY, &authority, head(30 * 1024).as_bytes());
    deliver_beside(&serve, &format!("{MANY} full heads"));
    let most = allocated(serve.process.pid());
    drop(full);
    // 1,024 times 32 KiB, in buffers that double as they grow, are 64 MiB, and the allocator may retain the same again.
    // Before heads had a limit it was 400 KiB each, and 400 MiB in total.
    println!("{before} KiB before, {most} KiB with them");
    assert!(
        most < before + 160 * 1024,
        "{before} KiB before, {most} KiB with them"
    );
    // The allocator retains memory up to a limit that depends on how many connections were served at once. Leaking
    // heads would add to it in each round: 1,000 times 32 KiB, so 96 MiB after the first.
    let mut weights = Vec::new();
    for _ in 0..4 {
        let endless = IdleConnections::of(1_000, &authority, head(380 * 1024).as_bytes());
        deliver_beside(&serve, "1,000 endless heads");
        let idle = IdleConnections::of(MANY, &authority, b"POST /error/0 HTTP/1.1\r\n");
        deliver_beside(&serve, &format!("{MANY} idle ones on top"));
        drop((endless, idle));
        // A new connection comes after all of these were found to be closed.
        deliver_beside(&serve, "those that are gone");
        weights.push(allocated(serve.process.pid()));
    }
    println!("round after round: {weights:?} KiB");
    let (first, last) = (weights[0], weights[weights.len() - 1]);
    assert!(last < first + 64 * 1024, "it grows: {weights:?} KiB");
}

#[test]
fn pipelined_reports_are_answered_in_order_and_chunks_of_one_byte_are_put_together() {
    let machine = Machine::headless();
    let serve = Serve::start(&machine);
    let target = Target::of(&serve.receiver_url);
    let mut all = Vec::new();
    for n in 0..50 {
        let body = report("/retm/orders", &format!("pipelined {n}"));
        all.extend(format!("POST {} HTTP/1.1\r\nHost: a\r\n", target.path).bytes());
        if n % 2 == 0 {
            all.extend(format!("Content-Length: {}\r\n\r\n", body.len()).bytes());
            all.extend(body);
        } else {
            all.extend(b"Transfer-Encoding: chunked\r\nTrailer: X-After\r\n\r\n");
            for byte in body {
                all.extend(b"1;ext=\"x\"\r\n");
                all.extend([byte, b'\r', b'\n']);
            }
            all.extend(b"0\r\nX-After: y\r\n\r\n");
        }
    }
    let mut connection = Connection::open(&target.authority);
    connection.try_write(&all).unwrap();
    let ids: Vec<i64> = (0..50)
        .map(|_| accepted(&connection.try_read_answer("POST").unwrap()).id)
        .collect();
    assert!(ids.is_sorted(), "{ids:?}");
    let messages = list(&machine, 100);
    for (n, row) in messages.iter().rev().enumerate() {
        assert_eq!(row["message"], format!("pipelined {n}"));
    }
    assert_eq!(messages.len(), 50);
    accepted(&request(&serve.receiver_url, fixture("documented.json")).send());
}
