use std::time::Duration;

use jiff::{
    civil::{Time, Weekday},
    tz::TimeZone,
};
use proptest::prelude::*;

use super::{down_time::DownTime, *};
use crate::{
    explain::Cause,
    incident::{Incident, IncidentState, Subject, delivery_error::Source, recovery::RecoveryState},
    locale::Locale,
    model::moment::Moment,
};

const HOUR: Duration = Duration::from_secs(3600);

fn at(text: &str) -> Moment {
    Moment::parse(text).unwrap()
}

fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).unwrap()
}

fn week(text: &str) -> Week {
    Week::parse(text).unwrap()
}

/// An incident from its first report until it was resolved; unresolved without an end.
fn incident(
    id: i64,
    endpoint: &str,
    opened_at: Moment,
    ended_at: Option<Moment>,
) -> IncidentOfWeek {
    let subject = Subject::of_endpoint(endpoint);
    IncidentOfWeek {
        incident: Incident {
            id,
            endpoint: endpoint.to_owned(),
            label: subject.label(),
            host: None,
            state: match ended_at {
                Some(_) => IncidentState::Resolved,
                None => IncidentState::Open,
            },
            opened_at,
            last_error_at: opened_at,
            error_count: 1,
            last_code: Some(503),
            previous_id: None,
            muted_until: None,
            changed_at: ended_at.unwrap_or(opened_at),
            first_code: Some(503),
            worst_code: Some(503),
            last_error_id: id,
            last_message: String::new(),
            last_endpoint: endpoint.to_owned(),
            last_source: Source::Retm,
            merchant: None,
            until_change: false,
            times_this_week: 1,
        },
        recovery: RecoveryState::default(),
        is_unseen: false,
    }
}

fn summary(incidents: &[IncidentOfWeek], now: &str) -> WeekSummary {
    let (week, locale) = (week("2026-W48"), Locale::default());
    summarise(
        week,
        WeekBegins::Monday,
        incidents,
        at(now),
        &TimeZone::UTC,
        locale,
    )
}

#[test]
fn a_week_is_named_as_in_iso_8601() {
    for (text, day) in [
        ("2026-W48", "2026-11-23"),
        ("2026-W53", "2026-12-28"),
        ("2020-W53", "2020-12-28"),
        ("2025-W01", "2024-12-30"),
    ] {
        let week = week(text);
        assert_eq!(week.to_string(), text);
        assert_eq!(week.days(WeekBegins::Monday)[0].to_string(), day);
    }
    for wrong in [
        "",
        "2026",
        "2026-W54",
        "2025-W53",
        "2026-W00",
        "2026-W1",
        "2026-w48",
        "0001-W01",
        "+026-W48",
        "2026-W48 ",
    ] {
        assert_eq!(Week::parse(wrong), None, "{wrong}");
    }
    assert_eq!(week("2026-W48").number(), 202_648);
    assert_eq!(Week::of_number(202_648), Some(week("2026-W48")));
    assert_eq!(Week::of_number(0), None);
}

#[test]
fn a_week_that_begins_on_sunday_has_the_sunday_before() {
    let days = week("2026-W48").days(WeekBegins::Sunday);
    assert_eq!(days[0].to_string(), "2026-11-22");
    assert_eq!(days[6].to_string(), "2026-11-28");
    let sunday = at("2026-11-22T12:00:00Z");
    let of = |begins| Week::containing(sunday, begins, &TimeZone::UTC).to_string();
    assert_eq!(of(WeekBegins::Sunday), "2026-W48");
    assert_eq!(of(WeekBegins::Monday), "2026-W47");
}

#[test]
fn a_week_in_which_the_clock_is_changed_has_an_hour_more_or_less() {
    let berlin = zone("Europe/Berlin");
    let length = |text| {
        let [from, .., to] = week(text).edges(WeekBegins::Monday, &berlin);
        to.since(from)
    };
    assert_eq!(length("2026-W43"), 169 * HOUR);
    assert_eq!(length("2026-W13"), 167 * HOUR);
    assert_eq!(length("2026-W48"), 168 * HOUR);
    // Midnight does not exist there on that Sunday: the day begins at one.
    let edges = week("2026-W17").edges(WeekBegins::Monday, &zone("Africa/Cairo"));
    assert_eq!(edges[4], at("2026-04-23T22:00:00Z"));
}

#[test]
fn the_summary_of_a_week() {
    let orders = "https://pos.example/retm/orders";
    let mut all = vec![
        incident(
            1,
            orders,
            at("2026-11-17T10:00:00Z"),
            Some(at("2026-11-17T11:00:00Z")),
        ),
        incident(
            2,
            orders,
            at("2026-11-22T23:00:00Z"),
            Some(at("2026-11-23T02:00:00Z")),
        ),
        incident(
            3,
            orders,
            at("2026-11-24T10:00:00Z"),
            Some(at("2026-11-24T11:00:00Z")),
        ),
        incident(
            4,
            "/retm/menu",
            at("2026-11-24T10:30:00Z"),
            Some(at("2026-11-24T12:00:00Z")),
        ),
        incident(5, "/retm/menu", at("2026-11-29T23:00:00Z"), None),
        incident(6, orders, at("2026-11-30T00:00:00Z"), None),
    ];
    all[4].is_unseen = true;
    all[5].is_unseen = true;
    let found = summary(&all, "2026-11-30T09:00:00Z");
    assert_eq!((found.week.as_str(), found.is_over), ("2026-W48", true));
    assert_eq!(found.week_before, "2026-W47");
    assert_eq!(found.week_after.as_deref(), Some("2026-W49"));
    assert_eq!((found.opened, found.unseen), (3, 1));
    // 2 h of Monday, 10:00 to 12:00 of Tuesday, the last hour.
    assert_eq!(found.down_s, 5 * 3600);
    let before = WeekTotals {
        opened: 2,
        down_s: 2 * 3600,
    };
    assert_eq!(found.before, before);
    let slowest = found.slowest.unwrap();
    assert_eq!((slowest.incident, slowest.took_s), (2, 3 * 3600));
    let cause = found.cause.unwrap();
    assert_eq!(
        (cause.cause, cause.status, cause.count),
        (Cause::Status, Some(503), 3)
    );
    assert_eq!(cause.words, "error status 503");
    let ids: Vec<_> = found.incidents.iter().map(|one| one.id).collect();
    assert_eq!(ids, [5, 4, 3, 2]);
    let down: Vec<_> = found.incidents.iter().map(|one| one.down_s).collect();
    assert_eq!(down, [3600, 5400, 3600, 7200]);
    let endpoints: Vec<_> = found
        .endpoints
        .iter()
        .map(|one| (one.label.as_str(), one.down_s, one.incidents))
        .collect();
    assert_eq!(
        endpoints,
        [("/retm/orders", 3 * 3600, 2), ("/retm/menu", 9000, 2)]
    );
    let days: Vec<_> = found
        .days
        .iter()
        .map(|day| (day.opened, day.down_s / 3600))
        .collect();
    assert_eq!(
        days,
        [(0, 2), (2, 2), (0, 0), (0, 0), (0, 0), (0, 0), (1, 1)]
    );
    assert_eq!(found.days[6].date, "2026-11-29");
}

#[test]
fn a_week_without_incidents_is_quiet() {
    let before = incident(
        1,
        "/a",
        at("2026-11-17T10:00:00Z"),
        Some(at("2026-11-22T11:00:00Z")),
    );
    let found = summary(&[before], "2026-11-30T09:00:00Z");
    assert!(found.is_quiet() && found.slowest.is_none() && found.cause.is_none());
    assert_eq!(found.before.opened, 1);
}

#[test]
fn an_incident_that_is_open_over_the_whole_week_is_down_all_of_it() {
    let open = incident(1, "/a", at("2026-11-01T10:00:00Z"), None);
    let found = summary(std::slice::from_ref(&open), "2026-12-30T09:00:00Z");
    assert!(!found.is_quiet());
    assert_eq!((found.opened, found.down_s), (0, 7 * 24 * 3600));
    assert_eq!(
        found.days.iter().map(|day| day.down_s).sum::<u64>(),
        found.down_s
    );
    // Of a week that is not over, only what has passed.
    let found = summary(&[open], "2026-11-24T00:00:00Z");
    assert!(!found.is_over && found.week_after.is_none());
    assert_eq!(found.down_s, 24 * 3600);
}

#[test]
fn it_is_over_at_the_first_good_probe_after_the_last_report() {
    let mut one = incident(
        1,
        "/a",
        at("2026-11-24T10:00:00Z"),
        Some(at("2026-11-24T14:00:00Z")),
    );
    one.recovery.good_since = Some(at("2026-11-24T11:00:00Z"));
    assert_eq!(summary(&[one], "2026-11-30T09:00:00Z").down_s, 3600);
}

/// Mondays at nine in Riyadh, for weeks that begin on Sunday.
const SCHEDULE: Schedule = Schedule {
    day: Weekday::Monday,
    at: Time::constant(9, 0, 0, 0),
    begins: WeekBegins::Sunday,
};

#[test]
fn it_is_told_on_its_day_and_up_to_two_days_later_and_once() {
    let riyadh = zone("Asia/Riyadh");
    let due = |last, now: &str| SCHEDULE.due(last, at(now), &riyadh);
    let next = Due::Later(at("2026-12-07T06:00:00Z"));
    let now = Due::Now {
        week: week("2026-W48"),
        until: at("2026-12-02T21:00:00Z"),
    };
    for (last, time, what) in [
        (
            0,
            "2026-11-30T05:59:59Z",
            Due::Later(at("2026-11-30T06:00:00Z")),
        ),
        (0, "2026-11-30T06:00:00Z", now),
        (202_647, "2026-12-02T20:59:59Z", now),
        (0, "2026-12-02T21:00:00Z", next),
        (202_648, "2026-11-30T06:00:00Z", next),
    ] {
        assert_eq!(due(last, time), what, "{last} {time}");
    }
}

#[test]
fn it_is_told_at_nine_whatever_the_clock_was_changed_by() {
    let berlin = zone("Europe/Berlin");
    let schedule = Schedule {
        begins: WeekBegins::Monday,
        ..SCHEDULE
    };
    let next = |now: &str| schedule.due(0, at(now), &berlin);
    assert_eq!(
        next("2026-10-23T12:00:00Z"),
        Due::Later(at("2026-10-26T08:00:00Z"))
    );
    assert_eq!(
        next("2026-03-27T12:00:00Z"),
        Due::Later(at("2026-03-30T07:00:00Z"))
    );
}

fn moments() -> impl Strategy<Value = (Moment, Moment)> {
    (0..2_000_i64, 0..500_i64).prop_map(|(from, length)| {
        (
            Moment::from_millis(from),
            Moment::from_millis(from + length),
        )
    })
}

fn zones() -> impl Strategy<Value = TimeZone> {
    prop::sample::select(vec![
        "UTC",
        "Asia/Riyadh",
        "Europe/Berlin",
        "America/St_Johns",
        "Africa/Cairo",
        "Pacific/Apia",
    ])
    .prop_map(zone)
}

fn beginnings() -> impl Strategy<Value = WeekBegins> {
    prop::sample::select(vec![WeekBegins::Sunday, WeekBegins::Monday])
}

proptest! {
    /// As counted one millisecond after the other, whatever their order.
    #[test]
    fn a_union_counts_each_moment_once(spans in prop::collection::vec(moments(), 0..12), from in 0..2_500_i64, length in 0..2_500_i64) {
        let to = from + length;
        let is_down = |at: i64| spans.iter().any(|(from, to)| (from.millis()..to.millis()).contains(&at));
        let counted = (from..to).filter(|at| is_down(*at)).count();
        let union = DownTime::union(spans.clone());
        let within = union.within(Moment::from_millis(from), Moment::from_millis(to));
        prop_assert_eq!(within.as_millis(), u128::try_from(counted).unwrap());
        let backwards = DownTime::union(spans.into_iter().rev());
        prop_assert_eq!(union, backwards);
    }

    /// Every moment is in exactly one week, and that week names itself.
    #[test]
    fn weeks_follow_one_another(seconds in 0..4_000_000_000_i64, zone in zones(), begins in beginnings()) {
        let now = Moment::from_millis(seconds * 1000);
        let week = Week::containing(now, begins, &zone);
        let edges = week.edges(begins, &zone);
        let [from, .., to] = edges;
        prop_assert!(from <= now && now < to, "{week}: {from} {to}");
        prop_assert!(edges.windows(2).all(|day| day[0] <= day[1]));
        let [next, ..] = week.after().edges(begins, &zone);
        prop_assert_eq!(next, to);
        prop_assert_eq!(week.after().before(), week);
        if let Some(read) = Week::parse(&week.to_string()) {
            prop_assert_eq!(read, week);
        } else {
            prop_assert!(seconds < 400_000, "{}", week);
        }
    }

    /// Days add up to the week, and no endpoint was down for longer than all together.
    #[test]
    fn the_parts_fit_the_whole(spans in prop::collection::vec((0..3_000_u32, 1..3_000_u32, 0..3_u8, any::<bool>()), 0..20), zone in zones(), begins in beginnings()) {
        let now = at("2026-11-30T09:00:00Z");
        let minute = |minutes: u32| at("2026-11-14T00:00:00Z").plus(Duration::from_secs(u64::from(minutes) * 450));
        let incidents: Vec<_> = spans.iter().zip(1..).map(|((from, length, endpoint, is_open), id)| {
            let end = (!is_open).then(|| minute(from + length));
            incident(id, &format!("/{endpoint}"), minute(*from), end)
        }).collect();
        let week = Week::last_complete(now, begins, &zone);
        let found = summarise(week, begins, &incidents, now, &zone, Locale::default());
        prop_assert_eq!(found.days.len(), 7);
        prop_assert_eq!(found.days.iter().map(|day| day.opened).sum::<i64>(), found.opened);
        prop_assert_eq!(found.days.iter().map(|day| day.down_s).sum::<u64>(), found.down_s);
        prop_assert!(found.endpoints.iter().all(|one| one.down_s <= found.down_s));
        prop_assert!(found.incidents.iter().all(|one| one.down_s <= found.down_s));
        prop_assert!(found.endpoints.iter().map(|one| one.down_s).sum::<u64>() >= found.down_s);
        let edges = week.edges(begins, &zone);
        prop_assert!(found.down_s <= edges[7].since(edges[0]).as_secs());
        prop_assert!(found.opened <= i64::try_from(incidents.len()).unwrap());
        let before = summarise(week.before(), begins, &incidents, now, &zone, Locale::default());
        prop_assert_eq!(found.before, WeekTotals { opened: before.opened, down_s: before.down_s });
    }

    /// Somebody who asks again and again is told each week once, in its time.
    #[test]
    fn no_week_is_told_twice(start in 0..4_000_000_000_i64, steps in prop::collection::vec(1..200_000_i64, 1..60), zone in zones(), begins in beginnings(), day in 0..7_i8, hour in 0..24_i8) {
        let schedule = Schedule {
            day: Weekday::from_monday_zero_offset(day).unwrap(),
            at: Time::constant(hour, 30, 0, 0),
            begins,
        };
        let (mut now, mut last) = (Moment::from_millis(start * 1000), 0);
        let mut weeks = Vec::new();
        for step in steps {
            match schedule.due(last, now, &zone) {
                Due::Now { week, until } => {
                    prop_assert!(now < until);
                    let [_, .., to] = week.edges(begins, &zone);
                    prop_assert!(to <= now, "{} is over at {}", week, to);
                    last = week.number();
                    weeks.push(week);
                }
                Due::Later(next) => prop_assert!(next > now),
            }
            now = now.plus(Duration::from_secs(u64::try_from(step).unwrap()));
        }
        prop_assert!(weeks.windows(2).all(|two| two[0] < two[1]));
    }
}
