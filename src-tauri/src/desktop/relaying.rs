//! What came to the relay, as the window asks for it: the list, one request in full, and a replay.

// What the attribute `tauri::command` writes for an async command contains one.
#![allow(clippy::unreachable)]

use std::sync::Arc;

use missedhook_core::{
    engine::Engine,
    model::{
        moment::{Clock, Moment},
        problem::Problem,
    },
    relay::{
        request::{RequestCounts, RequestDetail, RequestRow},
        search::RequestQuery,
    },
    relaying,
};
use serde::Serialize;
use tauri::State;
#[cfg(test)]
use ts_rs::TS;

use super::{App, commands::blocking, exact::Exact};

/// The most rows one call gives.
const PAGE_LIMIT: u32 = 500;

/// A part of the list, and what the page says above it.
#[derive(Default, Serialize)]
#[cfg_attr(test, derive(TS))]
pub struct RequestPage {
    /// The newest first.
    rows: Vec<RequestRow>,
    /// How many stand where, whatever the query.
    counts: RequestCounts,
    /// What is wrong with the query; nothing is found then.
    query_problem: Option<String>,
    /// Whether there is a URL to hand requests on to.
    has_target: bool,
    /// Since when the target refuses connections.
    held_since: Option<Moment>,
}

fn page(
    engine: &Engine,
    text: &str,
    before: Option<i64>,
    limit: u32,
) -> Result<RequestPage, Problem> {
    let relay = engine.relay();
    let query = RequestQuery::read(text);
    let mut tokens = query.tokens.iter();
    let query_problem =
        tokens.find_map(|token| Some(format!("{}: {}", token.text, token.problem.as_ref()?)));
    let mut page = RequestPage {
        query_problem,
        has_target: relay.target().is_some(),
        held_since: relay.held_since(),
        ..RequestPage::default()
    };
    if let Some(store) = relay.store()? {
        page.counts = store.counts()?;
        if page.query_problem.is_none() {
            page.rows = store.list(&query, before, limit)?;
        }
    }
    Ok(page)
}

#[tauri::command]
pub async fn requests(
    app: State<'_, App>,
    query: String,
    before: Option<i64>,
    limit: u32,
) -> Result<Exact<RequestPage>, Problem> {
    blocking(&app, move |engine| {
        page(engine, &query, before, limit.min(PAGE_LIMIT))
    })
    .await?
    .map(Exact)
}

#[tauri::command]
pub async fn request(
    app: State<'_, App>,
    id: i64,
) -> Result<Exact<Option<RequestDetail>>, Problem> {
    let found = blocking(&app, move |engine| match engine.relay().store()? {
        Some(store) => store.show(id),
        None => Ok(None),
    })
    .await?;
    Ok(Exact(found?))
}

/// Hands a request on once more. What it came to stands among its attempts.
#[tauri::command]
pub async fn replay_request(app: State<'_, App>, id: i64) -> Result<(), Problem> {
    let relay = app.engine.relay();
    let (Some(store), Some(target)) = (relay.store()?, relay.target()) else {
        return Err(Problem::new(
            "The relay has no target.",
            "The request was not sent again.",
            "Set the target in the settings, section Relay.",
        ));
    };
    let clock: Clock = Arc::new(Moment::now);
    relaying::replay(&store, &clock, id, &target, true).await?;
    Ok(())
}
