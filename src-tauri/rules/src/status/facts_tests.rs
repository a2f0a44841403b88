use super::*;
use crate::{
    explain::translated::assert_read_back,
    model::tunnel::TunnelKind,
    monitor::reachability::outcome::Hop,
    status::{
        SetupFacts,
        verdict::{Level, ProofName},
    },
};

#[path = "facts_property_tests.rs"]
mod calm;

const NOW: Moment = Moment::from_millis(1_700_000_000_000);
const EVERY: Duration = Duration::from_secs(300);

fn ago(seconds: u64) -> Moment {
    NOW.minus(Duration::from_secs(seconds))
}

fn problem(what: &str) -> Problem {
    Problem::new(what, "It means that.", "Do this.")
}

fn proven(at: Moment) -> Reachability {
    Reachability::Proven {
        url: "https://abc.example/error/k".to_owned(),
        at,
        took_ms: 90,
    }
}

fn up() -> TunnelStatus {
    TunnelStatus::Up {
        kind: TunnelKind::Bore,
        public_url: "https://abc.example".to_owned(),
        since: ago(4000),
        adopted: false,
    }
}

fn down(since: Moment) -> TunnelStatus {
    TunnelStatus::Down {
        kind: TunnelKind::Bore,
        since,
        problem: problem("The tunnel has ended."),
        retry_at: None,
    }
}

fn set_up() -> Setup {
    Setup::of(&SetupFacts {
        connection_proven: true,
        url_given: true,
        report_received: true,
        notified: true,
        local_only: false,
    })
}

fn well() -> StatusFacts {
    StatusFacts {
        receiver: ReceiverStatus::Listening {
            address: "127.0.0.1:7386".to_owned(),
        },
        connection: ConnectionFacts {
            tunnel: up(),
            reachability: proven(ago(40)),
            check_every: EVERY,
            unchecked: false,
            local_only: false,
        },
        store: StoreStatus::Working,
        notifications: NotificationStatus::Working {
            server: "dunst".to_owned(),
        },
        held: None,
        workers: Vec::new(),
        unresolved: Unresolved::default(),
        monitors: MonitorCounts::default(),
        silences: Vec::new(),
        history_problem: None,
        setup: set_up(),
        has_window: true,
        url_changed: false,
        settings_problem: None,
    }
}

fn said(facts: &StatusFacts) -> (Level, String) {
    let verdict = facts.verdict(NOW, &TimeZone::UTC);
    (verdict.level, verdict.headline)
}

#[test]
fn all_proofs_together_are_calm_and_say_when_the_connection_was_proven() {
    let verdict = well().verdict(NOW, &TimeZone::UTC);
    assert!(verdict.is_all_well(), "{verdict:#?}");
    assert_eq!(verdict.headline, "No open incidents.");
    assert_eq!(verdict.detail, "RETM could reach you at 22:12.");
    assert_eq!(
        verdict.good_until,
        Some(ago(40).plus(proof_lasts(EVERY))),
        "the proof ages without an event"
    );
}

#[test]
fn a_silence_is_not_calm_while_it_lasts() {
    let mut facts = well();
    facts.silences.push(SilentPath {
        path: "/retm/orders*".to_owned(),
        since: ago(3_600),
        within_s: 1_800,
    });
    let (level, headline) = said(&facts);
    assert_eq!(level, Level::Attention);
    assert!(
        headline.starts_with("Nothing came to /retm/orders* since"),
        "{headline}"
    );
}

type Step = (fn(&mut StatusFacts), Level, &'static str);

#[test]
fn each_gives_way_to_what_is_worse() {
    let mut facts = well();
    let steps: [Step; 11] = [
        (
            |facts| facts.settings_problem = Some(problem("Line 3 is wrong.")),
            Level::Attention,
            "Line 3 is wrong.",
        ),
        (
            |facts| {
                let problem = problem("No notification server answers on this desktop.");
                facts.notifications = NotificationStatus::Missing { problem };
            },
            Level::Attention,
            "No notification server answers on this desktop.",
        ),
        (
            |facts| facts.url_changed = true,
            Level::Attention,
            "Your receiver URL has changed.",
        ),
        (
            |facts| {
                let what = "A damaged database was set aside as missedhook.damaged-1.db.";
                facts.history_problem = Some(problem(what));
            },
            Level::Attention,
            "A damaged database was set aside as missedhook.damaged-1.db.",
        ),
        (
            |facts| {
                facts.unresolved.acknowledged = 1;
                facts.unresolved.acknowledged_endpoints = 1;
            },
            Level::Attention,
            "Nothing new. 1 acknowledged endpoint is still failing.",
        ),
        (
            |facts| {
                facts.unresolved.open = 3;
                facts.unresolved.open_endpoints = 3;
            },
            Level::Attention,
            "3 endpoints are failing.",
        ),
        (
            |facts| facts.monitors.down = 1,
            Level::Attention,
            "3 endpoints are failing. 1 monitored endpoint is down.",
        ),
        (
            |facts| {
                facts.workers = vec![WorkerFailure {
                    name: "alerts".to_owned(),
                    since: ago(1),
                    problem: problem("The worker “alerts” has ended."),
                    restarts_at: None,
                }];
            },
            Level::Attention,
            "The worker “alerts” has ended.",
        ),
        (
            |facts| facts.connection.tunnel = down(ago(1)),
            Level::CannotReceive,
            "RETM can't reach you: The tunnel has ended.",
        ),
        (
            |facts| {
                let problem = problem("Port 7386 is taken by node (pid 4711).");
                facts.receiver = ReceiverStatus::Failed { problem };
            },
            Level::CannotReceive,
            "RETM can't reach you: Port 7386 is taken by node (pid 4711).",
        ),
        (
            |facts| {
                let problem = problem("The disk is full.");
                facts.store = StoreStatus::Failing { problem };
            },
            Level::CannotReceive,
            "Reports can't be kept: The disk is full.",
        ),
    ];
    for (change, level, headline) in steps {
        change(&mut facts);
        assert_eq!(said(&facts), (level, headline.to_owned()));
    }
}

#[test]
fn a_proof_that_is_too_old_is_no_proof() {
    let mut facts = well();
    let lasts = proof_lasts(EVERY);
    assert!(lasts > EVERY, "a check that is due may take its time");
    for (at, standing) in [
        (NOW, ConnectionState::Proven),
        (NOW.minus(EVERY), ConnectionState::Proven),
        (NOW.minus(lasts), ConnectionState::Stale),
        (ago(86_400), ConnectionState::Stale),
        // The clock was set back by a day.
        (
            NOW.plus(Duration::from_secs(86_400)),
            ConnectionState::Stale,
        ),
    ] {
        facts.connection.reachability = proven(at);
        assert_eq!(facts.connection.state(NOW), standing, "{at:?}");
        let calm = facts.verdict(NOW, &TimeZone::UTC).is_all_well();
        assert_eq!(calm, standing == ConnectionState::Proven, "{at:?}");
    }
    // With a check every ten seconds, the user learns of a failure within two minutes.
    assert!(proof_lasts(Duration::from_secs(10)) < Duration::from_secs(120));
}

#[test]
fn without_an_ingress_nothing_can_be_received_until_that_is_set_aside() {
    let mut facts = well();
    facts.connection.tunnel = TunnelStatus::Off;
    facts.connection.reachability = Reachability::Off;
    assert_eq!(
        said(&facts),
        (Level::CannotReceive, "RETM can't reach you yet.".to_owned())
    );
    facts.connection.local_only = true;
    facts.setup = Setup::of(&SetupFacts {
        local_only: true,
        report_received: true,
        notified: true,
        ..SetupFacts::default()
    });
    let verdict = facts.verdict(NOW, &TimeZone::UTC);
    assert!(verdict.is_all_well(), "{verdict:#?}");
    assert!(
        verdict
            .detail
            .contains("This machine only: RETM can't reach you."),
        "{}",
        verdict.detail
    );
    // A user who once wanted this machine only, and now has a tunnel, is notified about the tunnel.
    facts.connection.tunnel = down(ago(1));
    assert_eq!(
        facts.verdict(NOW, &TimeZone::UTC).level,
        Level::CannotReceive
    );
    // A custom URL that nothing checks proves nothing.
    facts.connection.tunnel = TunnelStatus::Off;
    facts.connection.unchecked = true;
    assert_eq!(facts.verdict(NOW, &TimeZone::UTC).level, Level::Attention);
}

#[test]
fn the_later_of_proof_and_tunnel_counts() {
    let mut facts = well();
    facts.connection.tunnel = down(ago(50));
    assert_eq!(
        facts.connection.state(NOW),
        ConnectionState::Proven,
        "proven since"
    );
    facts.connection.tunnel = down(ago(30));
    assert_eq!(facts.connection.state(NOW), ConnectionState::Failing);
}

#[test]
fn setup_that_is_not_over_and_unknown_notifications_are_said() {
    let mut facts = well();
    facts.notifications = NotificationStatus::Unknown;
    assert_eq!(facts.verdict(NOW, &TimeZone::UTC).level, Level::Attention);
    facts = well();
    facts.setup = Setup::of(&SetupFacts::default());
    assert_eq!(
        said(&facts),
        (Level::Attention, "Setup: 3 of 3 steps left.".to_owned())
    );
}

#[test]
fn a_pause_is_the_persons_own_and_is_said() {
    let mut facts = well();
    facts.held = Some(AlertsHeld::Paused(Some(NOW.plus(Duration::from_secs(60)))));
    let verdict = facts.verdict(NOW, &TimeZone::UTC);
    assert!(verdict.is_all_well());
    assert!(
        verdict
            .detail
            .contains("Notifications are paused until 22:14."),
        "{}",
        verdict.detail
    );
    assert_eq!(verdict.good_until, Some(NOW.plus(Duration::from_secs(60))));
}

#[test]
fn what_is_unresolved_and_fails_nowhere_is_no_missing_event() {
    let test_report = Unresolved {
        open: 1,
        ..Unresolved::default()
    };
    let failing = Unresolved {
        open: 1,
        open_endpoints: 1,
        ..Unresolved::default()
    };
    for (unresolved, down, meaning) in [
        (test_report, 0, "No endpoint is known to fail"),
        (test_report, 1, "What RETM sends there may not arrive"),
        (failing, 1, "Events that RETM could not deliver are missing"),
    ] {
        let ProofState::Missing { problem } = unresolved_proof(&unresolved, down) else {
            panic!("{unresolved:?} is unresolved");
        };
        assert!(problem.meaning.starts_with(meaning), "{problem:?}");
    }
}

#[test]
fn every_proof_is_read_back_by_its_message() {
    let mut proofs = well().verdict(NOW, &TimeZone::UTC).proofs;
    let mut also = |facts: StatusFacts| {
        proofs.extend(facts.verdict(NOW, &TimeZone::UTC).proofs);
    };
    let held = [
        AlertsHeld::Paused(None),
        AlertsHeld::Paused(Some(NOW.plus(Duration::from_secs(60)))),
        AlertsHeld::Quiet(NOW.plus(Duration::from_secs(60 * 60 * 30))),
    ];
    for held in held.map(Some) {
        also(StatusFacts { held, ..well() });
    }
    let setups = [
        (false, false, false),
        (true, false, true),
        (true, true, false),
    ];
    for (connection_proven, url_given, local_only) in setups {
        let setup = Setup::of(&SetupFacts {
            connection_proven,
            url_given,
            local_only,
            ..SetupFacts::default()
        });
        also(StatusFacts { setup, ..well() });
    }
    also(StatusFacts {
        url_changed: true,
        notifications: NotificationStatus::Unknown,
        ..well()
    });
    for (tunnel, reachability, unchecked, local_only) in [
        (TunnelStatus::Off, Reachability::Off, false, false),
        (TunnelStatus::Off, Reachability::Off, true, false),
        (TunnelStatus::Off, Reachability::Off, false, true),
        (up(), Reachability::Off, false, false),
        (up(), proven(ago(100_000)), false, false),
    ] {
        let connection = ConnectionFacts {
            tunnel,
            reachability,
            unchecked,
            local_only,
            ..well().connection
        };
        also(StatusFacts {
            connection,
            ..well()
        });
    }
    for proof in proofs {
        assert_read_back(proof.state.sentence());
        if let Some(problem) = proof.state.problem() {
            for sentence in [&problem.meaning, &problem.remedy] {
                if !sentence.is_empty() {
                    assert_read_back(sentence);
                }
            }
        }
    }
}

#[test]
fn what_fails_is_counted_as_what_it_is() {
    let words = |open, open_endpoints, acknowledged, acknowledged_endpoints, down| {
        let unresolved = Unresolved {
            open,
            open_endpoints,
            acknowledged,
            acknowledged_endpoints,
        };
        let words = failing_words(&unresolved, down).unwrap_or_default();
        if !words.is_empty() {
            assert_read_back(&words);
            assert_read_back(unresolved_meaning(&unresolved, down));
        }
        words
    };
    assert_eq!(words(0, 0, 0, 0, 0), "");
    assert_eq!(words(1, 1, 0, 0, 0), "1 endpoint is failing.");
    assert_eq!(words(1, 0, 0, 0, 0), "1 incident is open.");
    assert_eq!(words(2, 0, 9, 9, 0), "2 incidents are open.");
    assert_eq!(
        words(0, 0, 59, 59, 0),
        "Nothing new. 59 acknowledged endpoints are still failing."
    );
    assert_eq!(
        words(0, 0, 1, 0, 0),
        "Nothing new. 1 acknowledged incident is not resolved."
    );
    assert_eq!(words(0, 0, 2, 2, 2), "2 monitored endpoints are down.");
}
