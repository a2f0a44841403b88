use proptest::prelude::*;

use super::*;

const COUNT: usize = ProofName::ALL.len();

/// One of the four states, by its number, with the name of its proof as text.
fn state(name: ProofName, number: usize) -> ProofState {
    let problem = || Problem::new(format!("{name:?} lacks."), "It means that.", "Do this.");
    match number {
        0 => ProofState::Proven {
            said: format!("{name:?} holds."),
        },
        1 => ProofState::SetAside {
            said: format!("{name:?} is set aside."),
        },
        2 => ProofState::NotKnownYet { problem: problem() },
        _ => ProofState::Missing { problem: problem() },
    }
}

fn states(numbers: [usize; COUNT]) -> [ProofState; COUNT] {
    let mut numbers = numbers.into_iter();
    ProofName::ALL.map(|name| state(name, numbers.next().unwrap_or(3)))
}

/// The expected level, written without looking at the implementation.
fn expected(numbers: [usize; COUNT]) -> Level {
    // Store, receiver, ingress.
    if numbers[..3].contains(&3) {
        Level::CannotReceive
    } else if numbers.iter().any(|number| *number >= 2) {
        Level::Attention
    } else {
        Level::Calm
    }
}

/// Every combination of proof states: 4 to the power of 9.
#[test]
fn every_combination_has_its_level_and_only_whole_ones_are_calm() {
    let mut calm = 0;
    for combination in 0..4_usize.pow(u32::try_from(COUNT).unwrap()) {
        let mut rest = combination;
        let numbers = [(); COUNT].map(|()| {
            let number = rest % 4;
            rest /= 4;
            number
        });
        let verdict = Verdict::of(states(numbers), None);
        assert_eq!(verdict.level, expected(numbers), "{numbers:?}");
        let settled = verdict.proofs.iter().all(|proof| proof.state.is_settled());
        assert_eq!(verdict.is_all_well(), settled, "{numbers:?}");
        assert_eq!(
            verdict.headline == "No open incidents.",
            settled,
            "{numbers:?}: {}",
            verdict.headline
        );
        calm += usize::from(settled);
    }
    assert_eq!(calm, 2_usize.pow(u32::try_from(COUNT).unwrap()));
}

#[test]
fn the_weightiest_missing_proof_is_the_headline_before_any_that_is_only_unknown() {
    // Only the ingress is unknown, and the settings are wrong.
    let mut numbers = [0; COUNT];
    numbers[2] = 2;
    numbers[9] = 3;
    let verdict = Verdict::of(states(numbers), None);
    assert_eq!(verdict.headline, "Settings lacks.");
    assert_eq!(verdict.detail, "Do this. Connection lacks.");
    numbers[4] = 3;
    assert_eq!(
        Verdict::of(states(numbers), None).headline,
        "Unresolved lacks."
    );
    numbers[0] = 3;
    let verdict = Verdict::of(states(numbers), None);
    assert_eq!(verdict.headline, "Store lacks.");
    assert_eq!(
        verdict.detail,
        "Do this. Unresolved lacks. Settings lacks. Connection lacks."
    );
}

#[test]
fn what_was_set_aside_is_said_where_all_is_well() {
    let mut numbers = [0; COUNT];
    numbers[8] = 1;
    let verdict = Verdict::of(states(numbers), None);
    assert_eq!(
        verdict.detail,
        "Connection holds. Notifications is set aside."
    );
}

#[test]
fn a_verdict_is_the_same_after_it_was_written_down() {
    let verdict = Verdict::of(
        states([0, 1, 2, 3, 0, 1, 2, 3, 0, 1]),
        Some(Moment::from_millis(1)),
    );
    let text = serde_json::to_string(&verdict).unwrap();
    assert_eq!(serde_json::from_str::<Verdict>(&text).unwrap(), verdict);
}

proptest! {
    /// Whatever else is proven: with one proof missing or unknown, nothing says that all is well.
    #[test]
    fn with_one_proof_missing_nothing_is_calm(
        numbers in proptest::array::uniform10(0_usize..4),
        missing in 0..COUNT,
        number in 2_usize..4,
    ) {
        let mut numbers = numbers;
        numbers[missing] = number;
        let verdict = Verdict::of(states(numbers), None);
        prop_assert_ne!(verdict.level, Level::Calm);
        prop_assert!(!verdict.is_all_well());
        prop_assert!(verdict.headline.ends_with("lacks."), "{}", verdict.headline);
    }
}

#[test]
fn a_verdict_is_looked_at_again_though_nothing_is_known_to_change_it() {
    let now = Moment::from_millis(1_700_000_000_000);
    let holds = |until: Option<u64>| {
        let until = until.map(|seconds| now.plus(Duration::from_secs(seconds)));
        let settled = states([0; COUNT]);
        Verdict::of(settled, until).holds_for(now).as_secs()
    };
    // Quiet hours begin, or the clock is set to a time that HTTP can't express.
    assert_eq!(holds(None), 300);
    assert_eq!(holds(Some(5)), 5);
    assert_eq!(holds(Some(86_400)), 300);
}
