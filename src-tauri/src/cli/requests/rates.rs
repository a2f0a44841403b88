//! `missedhook requests rates`: how well requests get through.

use std::time::Duration;

use clap::Args;
use missedhook_core::{
    history::search::Query,
    incident::delivery_error::Source,
    model::{
        duration::{in_words, took},
        moment::Moment,
    },
    relay::{
        rates::{self, Rate, SPANS, SpanRates},
        request::RequestCounts,
    },
    settings::Settings,
    store::relay::{DeliveryRates, RelayReader},
};
use serde::Serialize;

use super::{DataDirArg, print_json, print_line, printable};

#[derive(Args)]
pub struct Rates {
    /// Print a JSON object
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct RatesReport {
    /// Whether the relay is on.
    relay: bool,
    /// How many failures RETM reported in each period.
    reported: Vec<Reported>,
    /// What is not known while the relay is off.
    note: Option<String>,
    /// `None` if no request was ever received.
    #[serde(flatten)]
    rates: Option<DeliveryRates>,
}

#[derive(Serialize)]
struct Reported {
    hours: u32,
    count: i64,
}

impl Rates {
    pub fn run(
        &self,
        reader: Option<&RelayReader>,
        data_dir_arg: &DataDirArg,
    ) -> anyhow::Result<()> {
        let now = Moment::now();
        let relay = Settings::load(&data_dir_arg.existing()?)?.relay.enabled;
        let reported = reported(data_dir_arg, now)?;
        let in_all = reported.last().map_or(0, |longest| longest.count);
        let report = RatesReport {
            relay,
            note: (!relay).then(|| rates::not_known(in_all)),
            reported,
            rates: reader.map(|reader| reader.rates(now)).transpose()?,
        };
        if self.json {
            return print_json(&report);
        }
        for line in lines(&report, now) {
            print_line(&line)?;
        }
        Ok(())
    }
}

/// How many failures RETM itself reported in each period.
fn reported(data_dir_arg: &DataDirArg, now: Moment) -> anyhow::Result<Vec<Reported>> {
    let history = data_dir_arg.history()?;
    let of_span = |hours: u32| {
        let begin = now.minus(Duration::from_secs(u64::from(hours) * 3_600));
        let query = Query {
            sources: vec![Source::Retm],
            since: Some(begin),
            ..Query::default()
        };
        let count = match &history {
            Some(history) => history.count_matching(&query)?,
            None => 0,
        };
        Ok(Reported { hours, count })
    };
    SPANS.into_iter().map(of_span).collect()
}

fn lines(report: &RatesReport, now: Moment) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(note) = &report.note {
        lines.push(format!("The relay is off. In {}: {note}", hours(SPANS[2])));
    }
    let Some(rates) = &report.rates else {
        if report.relay {
            lines.push("No request has come to the relay yet.".to_owned());
        }
        return lines;
    };
    lines.extend(waiting(&rates.now, now));
    for (span, reported) in rates.spans.iter().zip(&report.reported) {
        let from = span.known_from.map_or_else(String::new, |from| {
            format!(", known since {}", from.local())
        });
        lines.push(format!("{}{from}", hours(span.hours)));
        lines.extend(table(span));
        if report.relay {
            lines.push(format!("  RETM reported {} failures.", reported.count));
        }
    }
    lines
}

fn waiting(counts: &RequestCounts, now: Moment) -> Option<String> {
    let oldest = counts.oldest_waiting?;
    Some(format!(
        "{} waiting, the oldest for {}",
        counts.waiting,
        in_words(now.since(oldest))
    ))
}

fn table(span: &SpanRates) -> Vec<String> {
    let row = |path: &str, rate: &Rate| {
        let took_ms = |ms: Option<u64>| {
            ms.map_or_else(|| "—".to_owned(), |ms| took(Duration::from_millis(ms)))
        };
        format!(
            "  {:<28}  first try {}, in the end {}, attempts a delivery {}, p50 {}, p95 {}{}",
            printable(path),
            rate.first_try.words,
            rate.in_the_end.words,
            rate.attempts_a_delivery
                .map_or_else(|| "—".to_owned(), |attempts| attempts.to_string()),
            took_ms(rate.p50_ms),
            took_ms(rate.p95_ms),
            match rate.waiting {
                0 => String::new(),
                count => format!(", {count} waiting"),
            }
        )
    };
    let mut lines = vec![row("all", &span.all)];
    if span.paths.len() > 1 || span.more_paths > 0 {
        lines.extend(span.paths.iter().map(|one| row(&one.path, &one.rate)));
    } else if let Some(only) = span.paths.first() {
        lines = vec![row(&only.path, &only.rate)];
    }
    match span.more_paths {
        0 => {}
        1 => lines.push("  and 1 more path".to_owned()),
        more => lines.push(format!("  and {more} more paths")),
    }
    lines
}

fn hours(hours: u32) -> String {
    match hours {
        24 => "24 h".to_owned(),
        hours => format!("{} d", hours / 24),
    }
}
