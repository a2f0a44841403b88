//! How two reports, or two requests, differ.

// What the attribute `tauri::command` writes for an async command contains one.
#![allow(clippy::unreachable)]

use missedhook_core::{
    model::{
        compare::{self, Comparison},
        problem::Problem,
    },
    store::{Reader, StoreError, relay::RelayStoreError},
};
use tauri::State;

use super::{App, command_error::CommandError, commands::blocking};

/// None where one of them is not kept any more.
pub fn reports(reader: &Reader, first: i64, second: i64) -> Result<Option<Comparison>, StoreError> {
    let both = reader
        .delivery_error(first)?
        .zip(reader.delivery_error(second)?);
    Ok(both.map(|(first, second)| compare::compare(&first.message(), &second.message())))
}

#[tauri::command]
pub async fn compare_reports(
    app: State<'_, App>,
    first: i64,
    second: i64,
) -> Result<Comparison, CommandError> {
    blocking(&app, move |engine| {
        let compared = engine
            .store()
            .read(|reader| reports(reader, first, second))?;
        compared.ok_or_else(|| {
            Problem::new(
                "One of the two reports is not kept any more.",
                "They can't be compared.",
                "Choose another one.",
            )
        })
    })
    .await
}

#[tauri::command]
pub async fn compare_requests(
    app: State<'_, App>,
    first: i64,
    second: i64,
) -> Result<Comparison, CommandError> {
    blocking(&app, move |engine| {
        let store = engine.relay().store()?;
        let find = |id| {
            let detail = store.as_ref().map(|store| store.show(id)).transpose()?;
            detail.flatten().ok_or(RelayStoreError::NoSuchRequest(id))
        };
        Ok(compare::compare(
            &find(first)?.message(),
            &find(second)?.message(),
        ))
    })
    .await
}
