//! `missedhook summary`: what a week was, as the weekly notification says it.

use std::{process::ExitCode, time::Duration};

use clap::Args;
use jiff::tz::TimeZone;
use missedhook_core::{
    alert::summary_words,
    history::weekly::{Week, WeekSummary, summarise},
    locale::Locale,
    model::{duration::in_words, moment::Moment},
    settings::{Settings, SummarySettings},
};
use serde_json::json;

use super::{DataDirArg, in_list, json_line, print_json, print_line, printable};

/// Sum up a week: incidents, time down, the slowest recovery
#[derive(Args)]
pub struct Summary {
    /// Week by its ISO number, such as 2026-W48 [default: the last one that is over]
    #[arg(long, value_name = "WEEK", value_parser = week)]
    week: Option<Week>,
    /// Print a JSON object
    #[arg(long)]
    json: bool,
}

fn week(text: &str) -> Result<Week, String> {
    Week::parse(text).ok_or_else(|| "a week is written like 2026-W48".to_owned())
}

impl Summary {
    pub fn run(self, data_dir_arg: &DataDirArg) -> anyhow::Result<ExitCode> {
        let settings = match data_dir_arg.existing() {
            Ok(dir) => Settings::load(&dir).ok(),
            Err(_) => None,
        };
        let locale = settings.as_ref().map(Settings::locale);
        let settings = settings.map_or_else(SummarySettings::default, |all| all.summary);
        let begins = settings.week_begins(locale.unwrap_or_default());
        let (now, zone) = (Moment::now(), TimeZone::system());
        let week = self
            .week
            .unwrap_or_else(|| Week::last_complete(now, begins, &zone));
        // The command line speaks English.
        let english = Locale::default();
        let summary = match data_dir_arg.history()? {
            Some(reader) => reader.week_summary(week, begins, now, &zone, english)?,
            None => summarise(week, begins, &[], now, &zone, english),
        };
        match self.json {
            true => print_json(&summary)?,
            false => print(&summary)?,
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn down(seconds: u64) -> String {
    match seconds {
        0 => "—".to_owned(),
        seconds => format!("down {}", in_words(Duration::from_secs(seconds))),
    }
}

fn print(summary: &WeekSummary) -> anyhow::Result<()> {
    let days = summary.days.first().zip(summary.days.last());
    let (first, last) = days.map_or(("", ""), |(first, last)| (&*first.date, &*last.date));
    print_line(&format!("{}, {first} to {last}", summary.week))?;
    if summary.is_quiet() {
        print_line("No incidents.")?;
        return Ok(());
    }
    let incidents = match summary.opened {
        1 => "1 incident".to_owned(),
        count => format!("{count} incidents"),
    };
    let (_, words) = summary_words(summary, Locale::default());
    print_line(&printable(&format!("{incidents}. {words}")))?;
    for day in &summary.days {
        let down = down(day.down_s);
        print_line(&format!("  {}  {:>4}  {down}", day.date, day.opened))?;
    }
    for one in &summary.incidents {
        let mark = match one.is_unseen {
            true => "  (never looked at)",
            false => "",
        };
        print_line(&format!(
            "{:>6}  {}  {:<12}  {:<13}  {}{mark}",
            one.id,
            one.opened_at.local(),
            one.state.into_str(),
            down(one.down_s),
            in_list(&one.label)
        ))?;
    }
    if summary.more > 0 {
        print_line(&format!("        and {} more", summary.more))?;
    }
    Ok(())
}

/// The line that `serve` prints when the summary is told.
pub fn line(summary: &WeekSummary, as_json: bool) -> Option<String> {
    if as_json {
        let mut value = serde_json::to_value(summary).ok()?;
        value["event"] = json!("weekly_summary");
        return json_line(&value).ok();
    }
    let (title, body) = summary_words(summary, Locale::default());
    Some(printable(&format!("{}: {title}. {body}", summary.week)))
}
