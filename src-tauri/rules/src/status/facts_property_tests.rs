//! That nothing is called calm which is not, over all combinations of facts.

use proptest::prelude::*;

use super::*;

fn some_tunnel() -> impl Strategy<Value = TunnelStatus> {
    prop_oneof![
        Just(TunnelStatus::Off),
        Just(up()),
        Just(TunnelStatus::Starting {
            kind: TunnelKind::Bore
        }),
        (0_u64..10_000).prop_map(|seconds| down(ago(seconds))),
    ]
}

fn some_reachability() -> impl Strategy<Value = Reachability> {
    let url = || "https://abc.example/error/k".to_owned();
    prop_oneof![
        Just(Reachability::Off),
        Just(Reachability::Checking { url: url() }),
        (0_u64..10_000).prop_map(|seconds| proven(ago(seconds))),
        (0_u64..10_000).prop_map(move |seconds| Reachability::Failing {
            url: url(),
            since: ago(seconds),
            last_proven_at: None,
            hop: Hop::Tunnel,
            problem: problem("It leads nowhere."),
        }),
    ]
}

prop_compose! {
    fn some_facts()(
        tunnel in some_tunnel(),
        reachability in some_reachability(),
        flags in proptest::array::uniform13(any::<bool>()),
        counts in (0_i64..3, 0_i64..3, 0_i64..2),
    ) -> StatusFacts {
        let [local_only, unchecked, listens, keeps, shows, asked, works, sound, changed, steps, paused, tests, whole] = flags;
        let (open, acknowledged, down) = counts;
        let endpoints = |count: i64| if tests { 0 } else { count };
        let mut facts = well();
        facts.connection = ConnectionFacts { tunnel, reachability, check_every: EVERY, unchecked, local_only };
        if !listens {
            facts.receiver = ReceiverStatus::Failed { problem: problem("Taken.") };
        }
        if !keeps {
            facts.store = StoreStatus::Failing { problem: problem("Full.") };
        }
        facts.notifications = match (asked, shows) {
            (false, _) => NotificationStatus::Unknown,
            (true, false) => NotificationStatus::Missing { problem: problem("None.") },
            (true, true) => NotificationStatus::Working { server: String::new() },
        };
        facts.held = paused.then_some(AlertsHeld::Paused(None));
        if !works {
            facts.workers.push(WorkerFailure {
                name: "w".to_owned(),
                since: NOW,
                problem: problem("Ended."),
                restarts_at: None,
            });
        }
        facts.settings_problem = (!sound).then(|| problem("Line 1."));
        facts.history_problem = (!whole).then(|| problem("Damaged."));
        facts.url_changed = changed;
        facts.unresolved = Unresolved {
            open,
            open_endpoints: endpoints(open),
            acknowledged,
            acknowledged_endpoints: endpoints(acknowledged),
        };
        facts.monitors.down = down;
        if !steps {
            facts.setup = Setup::of(&SetupFacts { local_only, ..SetupFacts::default() });
        }
        facts
    }
}

proptest! {
    /// Starts from the facts: whatever is known, the state is calm only if every single fact allows it.
    #[test]
    fn calm_is_said_only_where_every_fact_allows_it(facts in some_facts()) {
        let verdict = facts.verdict(NOW, &TimeZone::UTC);
        let standing = facts.connection.state(NOW);
        let allowed = matches!(facts.receiver, ReceiverStatus::Listening { .. })
            && matches!(facts.store, StoreStatus::Working)
            && matches!(facts.notifications, NotificationStatus::Working { .. })
            && matches!(standing, ConnectionState::Proven | ConnectionState::Local)
            && facts.workers.is_empty()
            && facts.settings_problem.is_none()
            && facts.history_problem.is_none()
            && !facts.url_changed
            && facts.setup.left == 0
            && facts.monitors.down == 0
            && facts.unresolved.open + facts.unresolved.acknowledged == 0;
        prop_assert_eq!(verdict.is_all_well(), allowed, "{:#?}", verdict);
        prop_assert!(!verdict.headline.is_empty());
        prop_assert_eq!(verdict.state(ProofName::Store).is_some(), true);
        if standing == ConnectionState::Proven {
            let until = verdict.good_until.unwrap();
            prop_assert!(until > NOW, "a proof has an end: {:?}", until);
        }
    }
}
