//! The deciding as tables: (what happened, what was said, clock) → verdict.

use super::*;
use IncidentState::{Acknowledged, Open};

const T0: Moment = Moment::from_millis(1_700_000_000_000);

fn after(seconds: u64) -> Moment {
    T0.plus(Duration::from_secs(seconds))
}

fn standing(state: IncidentState, muted_until: Option<Moment>) -> Standing {
    Standing { state, muted_until }
}

fn told(loud_at: Moment, loud_count: i64, alone: bool) -> Said {
    Said::Told {
        at: loud_at,
        loud_at,
        loud_count,
        alone,
    }
}

fn on_its_way(kind: Kind, loud_count: i64) -> Said {
    Said::Pending { kind, loud_count }
}

#[test]
fn what_a_report_leads_to() {
    use Occurrence::{Grew, Opened};
    let open = standing(Open, None);
    let tell = |kind, due| Verdict::Tell { kind, due };
    for (what, occurrence, standing, count, said, now, expected) in [
        (
            "a new incident, at once",
            Opened,
            open,
            1,
            Said::Nothing,
            T0,
            tell(Kind::Opened, T0),
        ),
        (
            "never told, told now",
            Grew,
            open,
            3,
            Said::Nothing,
            T0,
            tell(Kind::Opened, T0),
        ),
        (
            "an alert is on its way",
            Grew,
            open,
            2,
            on_its_way(Kind::Opened, 0),
            T0,
            Verdict::Covered,
        ),
        (
            "a silent one is on its way",
            Grew,
            open,
            3,
            on_its_way(Kind::Grew, 1),
            T0,
            Verdict::Covered,
        ),
        (
            "a silent one, and ten by now",
            Grew,
            open,
            10,
            on_its_way(Kind::Grew, 1),
            T0,
            Verdict::Raise,
        ),
        (
            "a silent one, and of ten was told before",
            Grew,
            open,
            12,
            on_its_way(Kind::Grew, 10),
            T0,
            Verdict::Covered,
        ),
        (
            "a silent one, and a hundred by now",
            Grew,
            open,
            100,
            on_its_way(Kind::Grew, 10),
            T0,
            Verdict::Raise,
        ),
        (
            "just told",
            Grew,
            open,
            2,
            told(T0, 1, true),
            after(1),
            tell(Kind::Grew, after(5)),
        ),
        (
            "the quiet time is over",
            Grew,
            open,
            2,
            told(T0, 1, true),
            after(5),
            tell(Kind::Grew, after(5)),
        ),
        (
            "told in a summary",
            Grew,
            open,
            2,
            told(T0, 1, false),
            after(9),
            Verdict::Silent(Why::Growing),
        ),
        (
            "ten",
            Grew,
            open,
            10,
            told(T0, 1, true),
            after(9),
            tell(Kind::Escalated, after(9)),
        ),
        (
            "ten, at once",
            Grew,
            open,
            10,
            told(T0, 1, true),
            after(1),
            tell(Kind::Escalated, after(5)),
        ),
        (
            "ten, told in a summary",
            Grew,
            open,
            10,
            told(T0, 1, false),
            after(9),
            tell(Kind::Escalated, after(9)),
        ),
        (
            "eleven after ten",
            Grew,
            open,
            11,
            told(T0, 10, true),
            after(9),
            tell(Kind::Grew, after(9)),
        ),
        (
            "a hundred",
            Grew,
            open,
            120,
            told(T0, 12, true),
            after(9),
            tell(Kind::Escalated, after(9)),
        ),
        (
            "a thousand",
            Grew,
            open,
            1000,
            told(T0, 999, true),
            after(9),
            tell(Kind::Escalated, after(9)),
        ),
        (
            "beyond a thousand",
            Grew,
            open,
            9000,
            told(T0, 1000, true),
            after(9),
            tell(Kind::Grew, after(9)),
        ),
        (
            "an hour later",
            Grew,
            open,
            3,
            told(T0, 2, false),
            after(3600),
            tell(Kind::Escalated, after(3600)),
        ),
        (
            "the clock was set back",
            Grew,
            open,
            2,
            told(after(7200), 1, true),
            T0,
            tell(Kind::Grew, after(5)),
        ),
        (
            "acknowledged",
            Grew,
            standing(Acknowledged, None),
            10,
            told(T0, 1, true),
            after(9),
            Verdict::Silent(Why::Acknowledged),
        ),
        (
            "muted",
            Grew,
            standing(Open, Some(after(10))),
            10,
            told(T0, 1, true),
            after(9),
            Verdict::Silent(Why::Muted),
        ),
        (
            "muted before it opened",
            Opened,
            standing(Open, Some(after(10))),
            1,
            Said::Nothing,
            after(9),
            Verdict::Silent(Why::Muted),
        ),
        (
            "the mute is over",
            Grew,
            standing(Open, Some(after(9))),
            10,
            told(T0, 1, true),
            after(9),
            tell(Kind::Escalated, after(9)),
        ),
    ] {
        let facts = Facts {
            standing,
            error_count: count,
            test: false,
            times_come_back: 0,
        };
        assert_eq!(
            on_report(occurrence, &facts, &said, now),
            expected,
            "{what}"
        );
    }
    let test = Facts {
        standing: standing(Acknowledged, None),
        error_count: 2,
        test: true,
        times_come_back: 0,
    };
    assert_eq!(
        on_report(Occurrence::Grew, &test, &told(T0, 1, true), after(9)),
        tell(Kind::Grew, after(9)),
        "a test is told whatever is acknowledged"
    );
}

#[test]
fn what_a_come_back_leads_to() {
    let tell = |kind| Verdict::Tell {
        kind,
        due: after(9),
    };
    let alone = told(T0, 3, true);
    for (what, standing, times, said, expected) in [
        (
            "the first time",
            standing(Open, None),
            1,
            alone,
            tell(Kind::Escalated),
        ),
        (
            "the second time",
            standing(Open, None),
            2,
            alone,
            tell(Kind::Escalated),
        ),
        (
            "the third time",
            standing(Open, None),
            3,
            alone,
            tell(Kind::Flapping),
        ),
        (
            "the fourth time",
            standing(Open, None),
            4,
            alone,
            tell(Kind::Grew),
        ),
        (
            "the fourth time, without a notification of its own",
            standing(Open, None),
            4,
            told(T0, 3, false),
            tell(Kind::Escalated),
        ),
        (
            "never told so far",
            standing(Open, None),
            1,
            Said::Nothing,
            tell(Kind::Escalated),
        ),
        (
            "muted",
            standing(Open, Some(after(10))),
            1,
            alone,
            Verdict::Silent(Why::Muted),
        ),
    ] {
        let facts = Facts {
            standing,
            error_count: 4,
            test: false,
            times_come_back: times,
        };
        let verdict = on_report(Occurrence::CameBack, &facts, &said, after(9));
        assert_eq!(verdict, expected, "{what}");
    }
}

#[test]
fn what_a_recovery_leads_to() {
    let tell = Verdict::Tell {
        kind: Kind::Recovered,
        due: after(11),
    };
    let passed = Verdict::Tell {
        kind: Kind::Passed,
        due: after(11),
    };
    for (what, standing, said, expected) in [
        (
            "open and told",
            standing(Open, None),
            told(T0, 3, true),
            tell,
        ),
        (
            "told in a summary",
            standing(Open, None),
            told(T0, 3, false),
            tell,
        ),
        (
            "told, and more on its way",
            standing(Open, None),
            on_its_way(Kind::Grew, 3),
            tell,
        ),
        (
            "acknowledged: who did that wants to know",
            standing(Acknowledged, None),
            told(T0, 3, true),
            tell,
        ),
        (
            "muted",
            standing(Open, Some(after(10))),
            told(T0, 3, true),
            Verdict::Silent(Why::Muted),
        ),
        (
            "nothing was told",
            standing(Open, None),
            Said::Nothing,
            Verdict::Silent(Why::NeverTold),
        ),
        (
            "what was to be told was held back",
            standing(Open, None),
            on_its_way(Kind::Opened, 0),
            passed,
        ),
    ] {
        let facts = Facts {
            standing,
            error_count: 4,
            test: false,
            times_come_back: 0,
        };
        assert_eq!(on_recovery(&facts, &said, after(9)), expected, "{what}");
    }
}
