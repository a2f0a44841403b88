//! The relay in the window: the list of requests, one request in full, and replays.

// The attribute `tauri::command` generates one for async commands.
#![allow(clippy::unreachable)]

use std::{io::Write as _, sync::Arc};

use missedhook_core::{
    engine::Engine,
    model::{
        http_url::HttpUrl,
        moment::{Clock, Moment},
        problem::Problem,
    },
    platform::atomic_file::AtomicFile,
    relay::{
        curl,
        replay::{ReplayPlan, ReplayProgress, too_many},
        request::{RequestCounts, RequestDetail, RequestRow},
        route::RelayRoute,
        search::RequestQuery,
    },
    relaying::{self, QueuePlan},
    settings::RelaySettings,
    store::relay::{DeliveryRates, RelayStoreError},
};
use serde::{Serialize, de::IgnoredAny};
use tauri::{AppHandle, State};
#[cfg(test)]
use ts_rs::TS;

use super::{
    App, command_error::CommandError, commands::blocking, exact::Exact, exporting::downloads,
};

/// The target of a printed command while the relay has none.
const EXAMPLE_TARGET: &str = "http://127.0.0.1:3000";

/// The maximum number of rows per call.
const PAGE_LIMIT: u32 = 500;

/// A page of the list, and what the window shows above it.
#[derive(Default, Serialize)]
#[cfg_attr(test, derive(TS))]
pub struct RequestPage {
    /// The rows, newest first.
    rows: Vec<RequestRow>,
    /// The number of requests in each state, regardless of the query.
    counts: RequestCounts,
    /// What is wrong with the query. Then it finds nothing.
    query_problem: Option<String>,
    relay: RelayView,
}

/// The state of the relay: whether it is on, and when waiting requests are tried.
#[derive(Default, Serialize)]
#[cfg_attr(test, derive(TS))]
pub struct RelayView {
    /// Whether it accepts requests.
    is_on: bool,
    /// Where requests are delivered.
    target: Option<String>,
    /// The relay modes of some paths. The first matching route decides.
    routes: Vec<RelayRoute>,
    /// The URL to paste into RETM, without a path. `None` while the relay is off or the receiver does not listen.
    /// Secret.
    url: Option<String>,
    /// Since when the target refuses connections. Waiting requests are tried as soon as it listens.
    held_since: Option<Moment>,
    /// Whether the user has paused the queue.
    is_paused: bool,
    /// When the next attempt is due. `None` if none is planned.
    next_at: Option<Moment>,
    /// How far the replay of several has come that runs, or ran last.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    replay: Option<ReplayProgress>,
}

impl RelayView {
    pub fn of(settings: &RelaySettings, url: Option<String>, plan: QueuePlan) -> Self {
        Self {
            is_on: settings.enabled,
            target: settings.target.as_ref().map(ToString::to_string),
            routes: settings.routes.clone(),
            url,
            held_since: plan.held_since,
            is_paused: plan.is_paused,
            next_at: plan.next_at,
            replay: None,
        }
    }

    fn now(engine: &Engine) -> Result<Self, Problem> {
        let (relay, settings) = (engine.relay(), engine.settings());
        let locale = settings.locale();
        let view = Self::of(&settings.relay, engine.hook_url(), relay.plan()?);
        Ok(Self {
            replay: relay.replay_progress().map(|run| run.in_language(locale)),
            ..view
        })
    }
}

fn query_problem(query: &RequestQuery) -> Option<String> {
    let mut tokens = query.tokens.iter();
    tokens.find_map(|token| Some(format!("{}: {}", token.text, token.problem.as_ref()?)))
}

fn page(
    engine: &Engine,
    text: &str,
    before: Option<i64>,
    limit: u32,
) -> Result<RequestPage, Problem> {
    let relay = engine.relay();
    let locale = engine.settings().locale();
    let query = RequestQuery::read_in(locale, text);
    let mut page = RequestPage {
        query_problem: query_problem(&query),
        relay: RelayView::now(engine)?,
        ..RequestPage::default()
    };
    if let Some(store) = relay.store()? {
        page.counts = store.counts()?;
        if page.query_problem.is_none() {
            let rows = store.list(&query, before, limit)?.into_iter();
            page.rows = rows.map(|row| row.in_language(locale)).collect();
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
) -> Result<Exact<RequestPage>, CommandError> {
    blocking(&app, move |engine| {
        page(engine, &query, before, limit.min(PAGE_LIMIT))
    })
    .await
    .map(Exact)
}

#[tauri::command]
pub async fn request(
    app: State<'_, App>,
    id: i64,
) -> Result<Exact<Option<RequestDetail>>, CommandError> {
    let found = blocking(&app, move |engine| {
        let store = engine.relay().store()?;
        let detail = store.map(|store| store.show(id)).transpose()?.flatten();
        let locale = engine.settings().locale();
        Ok(detail.map(|detail| detail.in_language(locale)))
    });
    found.await.map(Exact)
}

/// Sends a request again: to the relay's own target or another one, as received or with another body. The result is
/// listed among its attempts.
#[tauri::command]
pub async fn replay_request(
    app: State<'_, App>,
    id: i64,
    target: Option<String>,
    body: Option<String>,
) -> Result<(), CommandError> {
    let replayed = replay_now(&app.engine, id, target, body).await;
    replayed.map_err(|problem| app.error(problem))
}

async fn replay_now(
    engine: &Engine,
    id: i64,
    target: Option<String>,
    body: Option<String>,
) -> Result<(), Problem> {
    let relay = engine.relay();
    let other = target.map(|url| HttpUrl::parse(&url)).transpose();
    let other = other.map_err(|_| {
        Problem::new(
            "That is no http or https URL.",
            "Nothing was sent.",
            "Write one like http://127.0.0.1:3000, without a path.",
        )
        .about("target")
    })?;
    let is_own = other.is_none();
    let (Some(store), Some(target)) = (relay.store()?, other.or_else(|| relay.target())) else {
        return Err(Problem::new(
            "The relay has no target.",
            "The request was not sent again.",
            "Set the target in the settings, section Relay.",
        ));
    };
    let clock: Clock = Arc::new(Moment::now);
    match body {
        Some(body) => relaying::replay_edited(&store, &clock, id, &target, body.into()).await?,
        None => relaying::replay(&store, &clock, id, &target, is_own).await?,
    };
    Ok(())
}

/// What a replay of these would send, or of all that a query finds.
#[tauri::command]
pub async fn plan_replay(
    app: State<'_, App>,
    ids: Option<Vec<i64>>,
    query: String,
) -> Result<ReplayPlan, CommandError> {
    blocking(&app, move |engine| {
        let Some(store) = engine.relay().store()? else {
            return Ok(ReplayPlan::default());
        };
        match ids {
            Some(ids) => Ok(store.plan_replay(&ids)?),
            None => {
                let query = RequestQuery::read_in(engine.settings().locale(), &query);
                // What is not understood is left out of a search: that would find more than is meant.
                if let Some(wrong) = query_problem(&query) {
                    return Err(Problem::new(
                        wrong,
                        "Nothing was sent.",
                        "Correct the search.",
                    ));
                }
                store.plan_replay_of(&query)?.ok_or_else(too_many)
            }
        }
    })
    .await
}

/// Hands these on once more, one after the other; answers at once. How it gets on stands in the page.
#[tauri::command]
pub async fn start_replays(app: State<'_, App>, ids: Vec<i64>) -> Result<(), CommandError> {
    let started = app.engine.relay().start_replays(ids);
    started.map_err(|problem| app.error(problem))
}

/// Ends that after the attempt that is under way.
#[tauri::command]
pub async fn stop_replays(app: State<'_, App>) -> Result<(), CommandError> {
    app.engine.relay().stop_replays();
    Ok(())
}

/// Writes a request's body, as it came, into the downloads folder; gives the path.
#[tauri::command]
pub async fn save_fixture(
    handle: AppHandle,
    app: State<'_, App>,
    id: i64,
) -> Result<String, CommandError> {
    let failed = |why: String| {
        Problem::new(
            format!("The fixture can't be written: {why}."),
            "Nothing was kept of it.",
            "Look at the downloads folder, or copy the body.",
        )
    };
    let folder = downloads(&handle).map_err(|error| app.error(failed(error.to_string())))?;
    blocking(&app, move |engine| {
        let store = engine.relay().store()?;
        let stored = store.map(|store| store.load(id)).transpose()?.flatten();
        let stored = stored.ok_or_else(|| failed(format!("request {id} is not here")))?;
        let body = stored.request.body;
        let is_json = serde_json::from_slice::<IgnoredAny>(&body).is_ok();
        let extension = if is_json { "json" } else { "bin" };
        let now = Moment::now().compact();
        let path = folder.join(format!("missedhook-request-{id}-{now}.{extension}"));
        let mut file = AtomicFile::create(&path)?;
        file.write_all(&body)
            .map_err(|error| failed(error.to_string()))?;
        file.finish()?;
        Ok(path.display().to_string())
    })
    .await
}

/// A request as a command line, without secrets.
#[tauri::command]
pub async fn request_as_curl(app: State<'_, App>, id: i64) -> Result<String, CommandError> {
    blocking(&app, move |engine| {
        let relay = engine.relay();
        let store = relay.store()?;
        let detail = store.map(|store| store.show(id)).transpose()?.flatten();
        let detail = detail.ok_or(RelayStoreError::NoSuchRequest(id))?;
        let target = relay.target();
        let target = target.map_or_else(|| EXAMPLE_TARGET.to_owned(), |url| url.to_string());
        Ok(curl::curl(&detail, &target))
    })
    .await
}

/// How well requests get through; none where no request ever came.
#[tauri::command]
pub async fn delivery_rates(
    app: State<'_, App>,
) -> Result<Exact<Option<DeliveryRates>>, CommandError> {
    let found = blocking(&app, move |engine| {
        let store = engine.relay().store()?;
        Ok(store.map(|store| store.rates(Moment::now())).transpose()?)
    });
    found.await.map(Exact)
}

#[tauri::command]
pub async fn relay(app: State<'_, App>) -> Result<RelayView, CommandError> {
    blocking(&app, RelayView::now).await
}

/// Replaces all routes.
#[tauri::command]
pub async fn save_relay_routes(
    app: State<'_, App>,
    routes: Vec<RelayRoute>,
) -> Result<RelayView, CommandError> {
    blocking(&app, move |engine| {
        engine.settings_handle().save_relay_routes(&routes)?;
        RelayView::now(engine)
    })
    .await
}

/// Pauses or resumes the queue.
#[tauri::command]
pub async fn pause_requests(app: State<'_, App>, paused: bool) -> Result<(), CommandError> {
    let set = app.engine.relay().set_paused(paused).await;
    set.map_err(|error| app.error(error))
}

/// Tries all waiting requests now.
#[tauri::command]
pub async fn try_requests(app: State<'_, App>) -> Result<(), CommandError> {
    let tried = app.engine.relay().try_now().await;
    tried.map(|_| ()).map_err(|error| app.error(error))
}
