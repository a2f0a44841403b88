//! kill -9 in each phase of a request, repeatedly on one data directory: nothing that RETM was answered 200 for is lost,
//! and only attempts that were under way are made again. 15 kills in `make test`, 200 in `make prove`.

use std::{
    collections::{BTreeMap, BTreeSet},
    thread::{self, sleep},
    time::Duration,
};

use fastrand::Rng;
use missedhook_tests::{
    LIMIT,
    http::Request,
    integration::{Behaviour, Integration},
    prove,
};
use rusqlite::Connection;
use serde_json::Value;

use super::world::{World, event};

/// Where the requests of a round are when the program is killed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum At {
    /// Received, and not on disk.
    BeforeDisk,
    /// On disk, and not tried.
    Waiting,
    /// At the integration, which has not answered.
    Attempt,
    /// Answered by the integration, which is not on disk.
    Answered,
    /// Anywhere.
    AnyMoment,
}

const ALL: [At; 5] = [
    At::BeforeDisk,
    At::Waiting,
    At::Attempt,
    At::Answered,
    At::AnyMoment,
];

/// The requests of a round, and how many a kill may repeat.
#[derive(Debug, Default)]
struct Sent {
    /// Those that RETM was answered 200 for, in order.
    acknowledged: Vec<String>,
    may_repeat: usize,
}

#[test]
fn a_kill_in_any_phase_loses_nothing_and_repeats_at_most_what_was_under_way() {
    let mut random = Rng::with_seed(prove::seed());
    let mut rounds: Vec<At> = ALL.into_iter().cycle().take(prove::form(15, 200)).collect();
    random.shuffle(&mut rounds);
    let mut world = World::with(
        Integration::start(Behaviour::status(200)),
        "answer_within_ms = 100\n[[relay.route]]\npath = \"/keep/*\"\nmode = \"keep\"",
    );
    let mut figures: BTreeMap<String, (usize, usize, usize)> = BTreeMap::new();
    for (round, at) in rounds.iter().enumerate() {
        let before = world.integration.requests().count();
        let (next, sent) = kill_in(world, *at, round, &mut random);
        world = next;
        world.integration.behave(Behaviour::status(200));
        world.wait_for_empty_queue();
        let came = world.integration.bodies().split_off(before);
        let repeated = assert_sound(&came, &sent, &format!("round {round}, {at:?}"));
        let counted = figures.entry(format!("{at:?}")).or_default();
        counted.0 += 1;
        counted.1 += sent.acknowledged.len();
        counted.2 += repeated;
    }
    for (at, (kills, acknowledged, repeated)) in figures {
        println!("{at}: {kills} kills, {acknowledged} acknowledged, 0 lost, {repeated} repeated");
    }
}

/// Sends some requests and kills the program when they are in that phase. Returns with a running program.
fn kill_in(mut world: World, at: At, round: usize, random: &mut Rng) -> (World, Sent) {
    let names: Vec<String> = (0..random.usize(1..8))
        .map(|number| format!("order.{round}.{number}"))
        .collect();
    let before = world.integration.requests().count();
    let mut held = None;
    let mut sent = Sent::default();
    match at {
        At::BeforeDisk => {
            held = Some(world.hold("relay.db"));
            return without_answer(world, names, held, random);
        }
        At::Waiting => {
            world.integration.stop();
            sent.acknowledged = post(&world, &names, random);
        }
        At::Attempt | At::Answered => {
            let after = Duration::from_millis(if at == At::Attempt { 1_000 } else { 300 });
            world.integration.behave(Behaviour::slowly(200, after));
            let answers = world.integration.answers().count();
            sent.acknowledged = post(&world, &names, random);
            let requests = world.integration.requests();
            requests.wait_for_count("request", before + 1, LIMIT);
            if at == At::Answered {
                held = Some(world.hold("relay.db"));
                let answers = answers.max(world.integration.answers().count());
                // The last may have been answered before the lock.
                let left = world.integration.requests().count() > answers;
                if left {
                    let all = world.integration.answers();
                    all.wait_for_count("answer", answers + 1, LIMIT);
                }
            }
        }
        At::AnyMoment => {
            let after = Duration::from_millis(random.u64(0..50));
            world.integration.behave(Behaviour::slowly(200, after));
            sent.acknowledged = post(&world, &names, random);
            sleep(Duration::from_millis(random.u64(0..100)));
        }
    }
    world = world.killed(held);
    // What the integration has by now may have been under way.
    sent.may_repeat = match at {
        At::Waiting => 0,
        _ => names.len(),
    };
    if at == At::Waiting {
        world.integration.go_on();
    }
    (world, sent)
}

/// Sends requests that the program can't write to its disk, and kills it.
fn without_answer(
    world: World,
    names: Vec<String>,
    held: Option<Connection>,
    random: &mut Rng,
) -> (World, Sent) {
    let before = world.integration.requests().count();
    let urls = names.iter().map(|name| (url(&world, random), name.clone()));
    let senders: Vec<_> = urls
        .map(|(url, name)| thread::spawn(move || Request::post(&url, body(&name)).try_send()))
        .collect();
    sleep(Duration::from_millis(random.u64(0..100)));
    let tried = world.integration.requests().count() - before;
    assert_eq!(tried, 0, "handed on before it was on disk");
    let world = world.killed(held);
    for sender in senders {
        let answer = sender.join().unwrap();
        let is_kept = answer.as_ref().is_ok_and(|answer| answer.status == 200);
        assert!(!is_kept, "acknowledged before it was on disk: {answer:?}");
    }
    (world, Sent::default())
}

/// Sends them one after the other. All are acknowledged.
fn post(world: &World, names: &[String], random: &mut Rng) -> Vec<String> {
    for name in names {
        let answer = Request::post(&url(world, random), body(name)).send();
        assert_eq!(answer.status, 200, "{answer:?}");
    }
    names.to_vec()
}

fn url(world: &World, random: &mut Rng) -> String {
    let path = ["/keep/orders", "/retm/orders"][random.usize(..2)];
    format!("{}{path}", world.hook)
}

/// An event of one of three merchants, by its number.
fn body(name: &str) -> String {
    let number: usize = name.rsplit('.').next().unwrap().parse().unwrap();
    event(name, &format!("b-{}", number % 3))
}

/// Returns how many requests came more than once.
fn assert_sound(came: &[String], sent: &Sent, when: &str) -> usize {
    let came: Vec<Value> = came
        .iter()
        .map(|body| serde_json::from_str(body).unwrap())
        .collect();
    let name = |body: &Value| body["event"].as_str().unwrap().to_owned();
    let names: BTreeSet<_> = came.iter().map(name).collect();
    let expected: BTreeSet<_> = sent.acknowledged.iter().cloned().collect();
    assert_eq!(names, expected, "{when}: {sent:?}");
    let repeated = came.len() - names.len();
    assert!(repeated <= sent.may_repeat, "{when}: {came:?}");
    // Those of one merchant come in their order, whatever is repeated.
    let mut firsts: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for body in &came {
        let merchant = body["business_refrence"].as_str().unwrap();
        let of_merchant = firsts.entry(merchant).or_default();
        if !of_merchant.contains(&name(body)) {
            of_merchant.push(name(body));
        }
    }
    for names in firsts.values() {
        assert!(names.is_sorted(), "{when}: {came:?}");
    }
    repeated
}
