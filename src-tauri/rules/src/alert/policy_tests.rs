//! The policy as tables: (what happened, what was announced, clock) → decision.

use super::*;
use IncidentState::{Acknowledged, Open};

const T0: Moment = Moment::from_millis(1_700_000_000_000);

fn after(seconds: u64) -> Moment {
    T0.plus(Duration::from_secs(seconds))
}

fn triage(state: IncidentState, muted_until: Option<Moment>) -> Triage {
    Triage {
        state,
        muted_until,
        until_change: false,
    }
}

fn announced(loud_at: Moment, loud_count: i64, alone: bool) -> AlertHistory {
    AlertHistory::Announced {
        at: loud_at,
        loud_at,
        loud_count,
        alone,
    }
}

fn on_its_way(kind: AlertKind, loud_count: i64) -> AlertHistory {
    AlertHistory::Pending { kind, loud_count }
}

#[test]
fn what_a_report_leads_to() {
    use Occurrence::{Grew, Opened};
    let open = triage(Open, None);
    let tell = |kind, due| AlertDecision::Announce { kind, due };
    for (what, occurrence, triage, count, history, now, expected) in [
        (
            "a new incident, at once",
            Opened,
            open,
            1,
            AlertHistory::Nothing,
            T0,
            tell(AlertKind::Opened, T0),
        ),
        (
            "never told, told now",
            Grew,
            open,
            3,
            AlertHistory::Nothing,
            T0,
            tell(AlertKind::Opened, T0),
        ),
        (
            "an alert is on its way",
            Grew,
            open,
            2,
            on_its_way(AlertKind::Opened, 0),
            T0,
            AlertDecision::Covered,
        ),
        (
            "a silent one is on its way",
            Grew,
            open,
            3,
            on_its_way(AlertKind::Grew, 1),
            T0,
            AlertDecision::Covered,
        ),
        (
            "a silent one, and ten by now",
            Grew,
            open,
            10,
            on_its_way(AlertKind::Grew, 1),
            T0,
            AlertDecision::Raise,
        ),
        (
            "a silent one, and of ten was told before",
            Grew,
            open,
            12,
            on_its_way(AlertKind::Grew, 10),
            T0,
            AlertDecision::Covered,
        ),
        (
            "a silent one, and a hundred by now",
            Grew,
            open,
            100,
            on_its_way(AlertKind::Grew, 10),
            T0,
            AlertDecision::Raise,
        ),
        (
            "just told",
            Grew,
            open,
            2,
            announced(T0, 1, true),
            after(1),
            tell(AlertKind::Grew, after(5)),
        ),
        (
            "the quiet time is over",
            Grew,
            open,
            2,
            announced(T0, 1, true),
            after(5),
            tell(AlertKind::Grew, after(5)),
        ),
        (
            "told in a summary",
            Grew,
            open,
            2,
            announced(T0, 1, false),
            after(9),
            AlertDecision::Silent(SuppressReason::Growing),
        ),
        (
            "ten",
            Grew,
            open,
            10,
            announced(T0, 1, true),
            after(9),
            tell(AlertKind::Escalated, after(9)),
        ),
        (
            "ten, at once",
            Grew,
            open,
            10,
            announced(T0, 1, true),
            after(1),
            tell(AlertKind::Escalated, after(5)),
        ),
        (
            "ten, told in a summary",
            Grew,
            open,
            10,
            announced(T0, 1, false),
            after(9),
            tell(AlertKind::Escalated, after(9)),
        ),
        (
            "eleven after ten",
            Grew,
            open,
            11,
            announced(T0, 10, true),
            after(9),
            tell(AlertKind::Grew, after(9)),
        ),
        (
            "a hundred",
            Grew,
            open,
            120,
            announced(T0, 12, true),
            after(9),
            tell(AlertKind::Escalated, after(9)),
        ),
        (
            "a thousand",
            Grew,
            open,
            1000,
            announced(T0, 999, true),
            after(9),
            tell(AlertKind::Escalated, after(9)),
        ),
        (
            "beyond a thousand",
            Grew,
            open,
            9000,
            announced(T0, 1000, true),
            after(9),
            tell(AlertKind::Grew, after(9)),
        ),
        (
            "an hour later",
            Grew,
            open,
            3,
            announced(T0, 2, false),
            after(3600),
            tell(AlertKind::Escalated, after(3600)),
        ),
        (
            "the clock was set back",
            Grew,
            open,
            2,
            announced(after(7200), 1, true),
            T0,
            tell(AlertKind::Grew, after(5)),
        ),
        (
            "acknowledged",
            Grew,
            triage(Acknowledged, None),
            10,
            announced(T0, 1, true),
            after(9),
            AlertDecision::Silent(SuppressReason::Acknowledged),
        ),
        (
            "muted",
            Grew,
            triage(Open, Some(after(10))),
            10,
            announced(T0, 1, true),
            after(9),
            AlertDecision::Silent(SuppressReason::Muted),
        ),
        (
            "muted before it opened",
            Opened,
            triage(Open, Some(after(10))),
            1,
            AlertHistory::Nothing,
            after(9),
            AlertDecision::Silent(SuppressReason::Muted),
        ),
        (
            "the mute is over",
            Grew,
            triage(Open, Some(after(9))),
            10,
            announced(T0, 1, true),
            after(9),
            tell(AlertKind::Escalated, after(9)),
        ),
    ] {
        let facts = AlertFacts {
            triage,
            error_count: count,
            test: false,
            times_reopened: 0,
        };
        assert_eq!(
            on_report(occurrence, &facts, &history, now),
            expected,
            "{what}"
        );
    }
    let test = AlertFacts {
        triage: triage(Acknowledged, None),
        error_count: 2,
        test: true,
        times_reopened: 0,
    };
    assert_eq!(
        on_report(Occurrence::Grew, &test, &announced(T0, 1, true), after(9)),
        tell(AlertKind::Grew, after(9)),
        "a test is told whatever is acknowledged"
    );
}

#[test]
fn what_a_come_back_leads_to() {
    let tell = |kind| AlertDecision::Announce {
        kind,
        due: after(9),
    };
    let alone = announced(T0, 3, true);
    for (what, triage, times, history, expected) in [
        (
            "the first time",
            triage(Open, None),
            1,
            alone,
            tell(AlertKind::Escalated),
        ),
        (
            "the second time",
            triage(Open, None),
            2,
            alone,
            tell(AlertKind::Escalated),
        ),
        (
            "the third time",
            triage(Open, None),
            3,
            alone,
            tell(AlertKind::Flapping),
        ),
        (
            "the fourth time",
            triage(Open, None),
            4,
            alone,
            tell(AlertKind::Grew),
        ),
        (
            "the fourth time, without a notification of its own",
            triage(Open, None),
            4,
            announced(T0, 3, false),
            tell(AlertKind::Escalated),
        ),
        (
            "never told so far",
            triage(Open, None),
            1,
            AlertHistory::Nothing,
            tell(AlertKind::Escalated),
        ),
        (
            "muted",
            triage(Open, Some(after(10))),
            1,
            alone,
            AlertDecision::Silent(SuppressReason::Muted),
        ),
    ] {
        let facts = AlertFacts {
            triage,
            error_count: 4,
            test: false,
            times_reopened: times,
        };
        let verdict = on_report(Occurrence::CameBack, &facts, &history, after(9));
        assert_eq!(verdict, expected, "{what}");
    }
}

#[test]
fn what_a_recovery_leads_to() {
    let tell = AlertDecision::Announce {
        kind: AlertKind::Recovered,
        due: after(11),
    };
    let passed = AlertDecision::Announce {
        kind: AlertKind::FailedAndRecovered,
        due: after(11),
    };
    for (what, triage, history, expected) in [
        (
            "open and told",
            triage(Open, None),
            announced(T0, 3, true),
            tell,
        ),
        (
            "told in a summary",
            triage(Open, None),
            announced(T0, 3, false),
            tell,
        ),
        (
            "told, and more on its way",
            triage(Open, None),
            on_its_way(AlertKind::Grew, 3),
            tell,
        ),
        (
            "acknowledged: who did that wants to know",
            triage(Acknowledged, None),
            announced(T0, 3, true),
            tell,
        ),
        (
            "muted",
            triage(Open, Some(after(10))),
            announced(T0, 3, true),
            AlertDecision::Silent(SuppressReason::Muted),
        ),
        (
            "nothing was told",
            triage(Open, None),
            AlertHistory::Nothing,
            AlertDecision::Silent(SuppressReason::NeverAnnounced),
        ),
        (
            "what was to be told was held back",
            triage(Open, None),
            on_its_way(AlertKind::Opened, 0),
            passed,
        ),
    ] {
        let facts = AlertFacts {
            triage,
            error_count: 4,
            test: false,
            times_reopened: 0,
        };
        assert_eq!(on_recovery(&facts, &history, after(9)), expected, "{what}");
    }
}
