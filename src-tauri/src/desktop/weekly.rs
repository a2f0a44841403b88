//! The window's command for the summary of a week.

// The attribute `tauri::command` generates one for async commands.
#![allow(clippy::unreachable)]

use jiff::tz::TimeZone;
use missedhook_core::{
    history::weekly::{Week, WeekSummary},
    model::{moment::Moment, problem::Problem},
    settings::Settings,
    store::Store,
};
use tauri::State;

use super::{App, command_error::CommandError, commands::blocking};

#[tauri::command]
pub async fn week_summary(
    app: State<'_, App>,
    week: Option<String>,
) -> Result<WeekSummary, CommandError> {
    let read = move |engine: &missedhook_core::engine::Engine| {
        let zone = TimeZone::system();
        let (store, settings) = (engine.store(), engine.settings());
        of_week(store, &settings, week.as_deref(), engine.now(), &zone)
    };
    blocking(&app, read).await
}

/// The summary of a week by its name, or of the last one that is over.
pub fn of_week(
    store: &Store,
    settings: &Settings,
    name: Option<&str>,
    now: Moment,
    zone: &TimeZone,
) -> Result<WeekSummary, Problem> {
    let locale = settings.locale();
    let begins = settings.summary.week_begins(locale);
    let week = match name {
        None => Week::last_complete(now, begins, zone),
        Some(name) => Week::parse(name).ok_or_else(|| {
            Problem::new(
                "There is no such week.",
                "A week is named by its number, such as 2026-W48.",
                "Choose another week.",
            )
        })?,
    };
    let read = store.read(|reader| reader.week_summary(week, begins, now, zone, locale));
    read.map_err(Problem::from)
}
