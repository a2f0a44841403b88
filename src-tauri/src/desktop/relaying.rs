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
    relaying::{self, QueuePlan},
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
    /// How the relay stands.
    relay: RelayView,
}

/// How the relay stands: whether it is on, and when what waits is tried.
#[derive(Default, Serialize)]
#[cfg_attr(test, derive(TS))]
pub struct RelayView {
    /// Whether it takes requests.
    is_on: bool,
    /// Where requests are handed on.
    target: Option<String>,
    /// What is pasted into RETM, without a path; none while it is off or the receiver does not listen. Secret.
    url: Option<String>,
    /// Since when the target refuses connections; what waits is tried as soon as it listens.
    held_since: Option<Moment>,
    /// A person has stopped the queue.
    is_paused: bool,
    /// When the next attempt is due; none where none is planned for later.
    next_at: Option<Moment>,
}

impl RelayView {
    fn of(engine: &Engine) -> Result<Self, Problem> {
        let relay = engine.relay();
        let QueuePlan {
            is_paused,
            held_since,
            next_at,
        } = relay.plan()?;
        Ok(Self {
            is_on: engine.settings().relay.enabled,
            target: relay.target().map(|target| target.to_string()),
            url: engine.hook_url(),
            held_since,
            is_paused,
            next_at,
        })
    }
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
        relay: RelayView::of(engine)?,
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

/// Stops the queue, or lets it go on.
#[tauri::command]
pub async fn pause_requests(app: State<'_, App>, paused: bool) -> Result<(), Problem> {
    Ok(app.engine.relay().set_paused(paused).await?)
}

/// Has everything that waits tried now.
#[tauri::command]
pub async fn try_requests(app: State<'_, App>) -> Result<(), Problem> {
    app.engine.relay().try_now().await?;
    Ok(())
}
