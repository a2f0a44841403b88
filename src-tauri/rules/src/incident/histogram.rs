//! Plots: delivery errors over time in steps of a minute, an hour or a day without gaps. Pure; hours and days follow
//! the user's time zone.

use std::{collections::BTreeMap, time::Duration};

use jiff::{Timestamp, ToSpan as _, tz::TimeZone};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::model::moment::Moment;

/// The maximum number of steps.
pub const MAX_STEPS: usize = 1_500;

/// The length of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum PlotStep {
    /// 60 seconds.
    Minute,
    /// 60 minutes.
    Hour,
    /// From local midnight to local midnight.
    Day,
}

/// One line of a plot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct PlotSeries {
    /// The normalised endpoint. Empty for unreadable reports and for the rest.
    pub endpoint: String,
    /// A short name for it; `others` for the rest.
    pub label: String,
    /// The delivery errors in each step.
    #[ts(type = "Array<number>")]
    pub counts: Vec<i64>,
    /// Their sum.
    #[ts(type = "number")]
    pub total: i64,
}

/// Delivery errors over time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Plot {
    /// The length of a step. Coarser than requested if there would be more than 1,500 steps.
    pub step: PlotStep,
    /// When each step begins, without gaps. Days begin at local midnight.
    pub starts: Vec<Moment>,
    /// The busiest first, the rest combined into one.
    pub series: Vec<PlotSeries>,
}

/// The delivery errors at an endpoint within one minute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Minute {
    /// The normalised endpoint.
    pub endpoint: String,
    /// A short name for it.
    pub label: String,
    /// When the minute begins.
    pub at: Moment,
    /// How many.
    pub count: i64,
}

/// Plots what came from `from` to `to`. The `most` busiest endpoints get their own series.
pub fn draw(
    (from, to): (Moment, Moment),
    step: Option<PlotStep>,
    minutes: impl IntoIterator<Item = Minute>,
    most: usize,
    zone: &TimeZone,
) -> Plot {
    let (step, starts) = frame(from, to.max(from), step, zone);
    let series = gather(&starts, minutes, most);
    Plot {
        step,
        starts,
        series,
    }
}

/// The steps from `from` to `to`. If there are too many days, the last ones.
fn frame(
    from: Moment,
    to: Moment,
    step: Option<PlotStep>,
    zone: &TimeZone,
) -> (PlotStep, Vec<Moment>) {
    let hours = to.since(from).as_secs() / 3600;
    let mut step = step.unwrap_or(match hours {
        0..=3 => PlotStep::Minute,
        4..=336 => PlotStep::Hour,
        _ => PlotStep::Day,
    });
    let most = u64::try_from(MAX_STEPS).unwrap_or(u64::MAX) - 2;
    if step == PlotStep::Minute && hours * 60 >= most - 60 {
        step = PlotStep::Hour;
    }
    if step == PlotStep::Hour && hours >= most {
        step = PlotStep::Day;
    }
    let longest = Duration::from_secs(most * 24 * 3600);
    let from = from.max(to.minus(longest));
    let mut starts = Vec::new();
    let mut at = begin(from, step, zone);
    while at <= to && starts.len() < MAX_STEPS {
        starts.push(at);
        at = next(at, step, zone);
    }
    (step, starts)
}

/// When the step that contains `at` begins.
fn begin(at: Moment, step: PlotStep, zone: &TimeZone) -> Moment {
    let floor = |millis: i64, offset: i64| {
        Moment::from_millis((at.millis() + offset).div_euclid(millis) * millis - offset)
    };
    let Ok(timestamp) = Timestamp::from_millisecond(at.millis()) else {
        return at;
    };
    let offset = i64::from(zone.to_offset(timestamp).seconds()) * 1_000;
    match step {
        PlotStep::Minute => floor(60_000, 0),
        PlotStep::Hour => floor(3_600_000, offset),
        PlotStep::Day => midnight(at, 0, zone).unwrap_or_else(|| floor(86_400_000, offset)),
    }
}

fn next(at: Moment, step: PlotStep, zone: &TimeZone) -> Moment {
    match step {
        PlotStep::Minute => at.plus(Duration::from_secs(60)),
        PlotStep::Hour => at.plus(Duration::from_secs(3600)),
        PlotStep::Day => midnight(at, 1, zone)
            .filter(|midnight| *midnight > at)
            .unwrap_or_else(|| at.plus(Duration::from_secs(86_400))),
    }
}

/// The midnight at the start of the day of `at`, or this many days later.
fn midnight(at: Moment, later: i64, zone: &TimeZone) -> Option<Moment> {
    let date = Timestamp::from_millisecond(at.millis())
        .ok()?
        .to_zoned_datetime(zone.clone())
        .date()
        .checked_add(later.days())
        .ok()?;
    let midnight = zone
        .to_ambiguous_timestamp(date.at(0, 0, 0, 0))
        .compatible()
        .ok()?;
    Some(Moment::from_millis(midnight.as_millisecond()))
}

fn gather(
    starts: &[Moment],
    minutes: impl IntoIterator<Item = Minute>,
    most: usize,
) -> Vec<PlotSeries> {
    let mut lines: BTreeMap<(String, String), Vec<i64>> = BTreeMap::new();
    for minute in minutes {
        let Some(place) = starts
            .partition_point(|start| *start <= minute.at)
            .checked_sub(1)
        else {
            continue;
        };
        let counts = lines
            .entry((minute.endpoint, minute.label))
            .or_insert_with(|| vec![0; starts.len()]);
        if let Some(count) = counts.get_mut(place) {
            *count += minute.count;
        }
    }
    let mut series: Vec<PlotSeries> = lines
        .into_iter()
        .map(|((endpoint, label), counts)| PlotSeries {
            total: counts.iter().sum(),
            endpoint,
            label,
            counts,
        })
        .collect();
    series.sort_by_key(|line| std::cmp::Reverse(line.total));
    if series.len() > most {
        let rest = series.split_off(most.saturating_sub(1));
        series.push(PlotSeries {
            endpoint: String::new(),
            label: "others".to_owned(),
            counts: (0..starts.len())
                .map(|place| rest.iter().filter_map(|line| line.counts.get(place)).sum())
                .collect(),
            total: rest.iter().map(|line| line.total).sum(),
        });
    }
    series
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Moment {
        Moment::from_millis(text.parse::<Timestamp>().unwrap().as_millisecond())
    }

    fn minute(endpoint: &str, text: &str, count: i64) -> Minute {
        Minute {
            endpoint: endpoint.to_owned(),
            label: endpoint.to_owned(),
            at: at(text),
            count,
        }
    }

    #[test]
    fn steps_have_no_gaps_and_suit_the_range() {
        let utc = TimeZone::UTC;
        let from = at("2026-11-24T09:14:30Z");
        for (minutes, asked, step, count) in [
            (0, None, PlotStep::Minute, 1),
            (60, None, PlotStep::Minute, 61),
            (24 * 60, None, PlotStep::Hour, 25),
            (30 * 24 * 60, None, PlotStep::Day, 31),
            (30 * 24 * 60, Some(PlotStep::Minute), PlotStep::Hour, 721),
            (
                5 * 365 * 24 * 60,
                Some(PlotStep::Minute),
                PlotStep::Day,
                1_499,
            ),
        ] {
            let to = from.plus(Duration::from_secs(minutes * 60));
            let (found, starts) = frame(from, to, asked, &utc);
            assert_eq!((found, starts.len()), (step, count), "{minutes} {asked:?}");
            assert!(starts.windows(2).all(|pair| pair[0] < pair[1]));
            assert!(starts.last().is_some_and(|last| *last <= to));
        }
    }

    #[test]
    fn days_begin_at_local_midnight_also_where_one_has_25_hours() {
        let Ok(berlin) = TimeZone::get("Europe/Berlin") else {
            panic!("no time zones on this machine");
        };
        let (step, starts) = frame(
            at("2026-10-24T12:00:00Z"),
            at("2026-10-26T12:00:00Z"),
            Some(PlotStep::Day),
            &berlin,
        );
        assert_eq!(step, PlotStep::Day);
        assert_eq!(
            starts,
            [
                at("2026-10-23T22:00:00Z"),
                at("2026-10-24T22:00:00Z"),
                at("2026-10-25T23:00:00Z")
            ]
        );
    }

    #[test]
    fn the_busiest_come_first_and_the_rest_is_one() {
        let plot = draw(
            (at("2026-11-24T09:00:00Z"), at("2026-11-24T09:02:00Z")),
            Some(PlotStep::Minute),
            [
                minute("/a", "2026-11-24T09:00:00Z", 1),
                minute("/b", "2026-11-24T09:01:00Z", 5),
                minute("/b", "2026-11-24T09:02:00Z", 2),
                minute("/c", "2026-11-24T09:02:00Z", 3),
                minute("/c", "2026-11-24T08:59:00Z", 9),
            ],
            2,
            &TimeZone::UTC,
        );
        let lines: Vec<_> = plot
            .series
            .iter()
            .map(|line| (&*line.label, &*line.counts, line.total))
            .collect();
        assert_eq!(
            lines,
            [
                ("/b", [0, 5, 2].as_slice(), 7),
                ("others", [1, 0, 3].as_slice(), 4)
            ]
        );
    }
}
