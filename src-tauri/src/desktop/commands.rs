//! The window's commands: thin calls into the engine. Their names and types are in `bindings.rs`.

// The attribute `tauri::command` generates one for async commands.
#![allow(clippy::unreachable)]

use std::{sync::Arc, time::Duration};

use missedhook_core::{
    alert::{AlertPause, AlertRule},
    alerts::sample::SampleShown,
    engine::{Engine, Sent},
    history::{completion::Completion, search::QueryReading},
    incident::{
        Action, ActionDone,
        detail::IncidentDetail,
        endpoint_page::EndpointDetail,
        histogram::{Plot, PlotStep},
    },
    model::{endpoint_pattern, moment::Moment, problem::Problem},
    settings::catalogue::SettingsView,
    status::Status,
    store::{
        Cursor, EndpointRow, IncidentRows, IncidentSort, Likeness, Matches, Page, Reader,
        RowsQuery, StoreError,
    },
};
use tauri::{State, Wry, ipc::Invoke};

use super::{
    App,
    answers::{self, Reports, query_of, zone_of},
    autostart, clipboard,
    command_error::CommandError,
    comparing, connection, diagnostics,
    exact::Exact,
    exporting, probing, relaying,
    report::{self, ReportView},
    targets, team, weekly, window_commands,
};

/// The longest time for which an old key can be kept, in hours: 90 days, as for `missedhook url`.
const KEEP_LIMIT_HOURS: u32 = 90 * 24;

/// Every command, for Tauri's builder.
// A list, because Tauri takes all handlers at once.
#[allow(clippy::too_many_lines)]
pub fn handler() -> impl Fn(Invoke<Wry>) -> bool + Send + Sync + 'static {
    tauri::generate_handler![
        status,
        incidents,
        alike,
        incident,
        endpoint,
        set_endpoint_note,
        mute_for_good,
        unmute_for_good,
        delivery_errors,
        delivery_error,
        endpoints,
        read_query,
        complete_query,
        matches,
        plot,
        act,
        undo,
        mark_seen,
        send_test,
        delete_test_data,
        clipboard::copy,
        pause_alerts,
        connection::mend_receiver,
        settings,
        set_setting,
        replace_key,
        save_alert_rules,
        test_notification,
        connection::copy_receiver_url,
        connection::tunnel_offers,
        connection::tunnel_log,
        connection::restart_tunnel,
        connection::check_reachability,
        connection::public_urls,
        exporting::start_export,
        exporting::cancel_export,
        probing::diagnosis,
        probing::start_probe,
        probing::cancel_probe,
        probing::allow_host,
        probing::monitors,
        probing::monitor_hours,
        probing::save_monitor,
        probing::remove_monitor,
        probing::save_evidence,
        probing::evidence,
        relaying::requests,
        relaying::request,
        relaying::replay_request,
        relaying::save_fixture,
        relaying::delivery_rates,
        relaying::request_as_curl,
        comparing::compare_reports,
        comparing::compare_requests,
        relaying::relay,
        relaying::save_relay_routes,
        relaying::pause_requests,
        relaying::try_requests,
        relaying::plan_replay,
        relaying::start_replays,
        relaying::stop_replays,
        targets::targets,
        targets::has_keyring,
        targets::save_target,
        targets::remove_target,
        targets::test_target,
        targets::answer_target_test,
        diagnostics::open_logs,
        diagnostics::diagnostics,
        diagnostics::check_machine,
        team::team,
        team::acknowledge_for_team,
        team::test_team,
        weekly::week_summary,
        window_commands::window_view,
        window_commands::take_address,
        window_commands::set_zoom,
        window_commands::keep_panes,
        window_commands::close_window,
        window_commands::quit_app,
        window_commands::restart_app,
        window_commands::codes
    ]
}

/// Runs blocking code off the async threads.
pub async fn blocking<T: Send + 'static>(
    app: &State<'_, App>,
    work: impl FnOnce(&Engine) -> Result<T, Problem> + Send + 'static,
) -> Result<T, CommandError> {
    let engine = Arc::clone(&app.engine);
    let done = tauri::async_runtime::spawn_blocking(move || work(&engine)).await;
    done.unwrap_or_else(|error| {
        tracing::error!(%error, "a command of the window broke off");
        Err(Problem::new(
            "The app did not answer.",
            "It is not known whether it was done.",
            "Try again.",
        ))
    })
    .map_err(|problem| app.error(problem))
}

/// Queries the store, off the async threads.
pub async fn read<T: Send + 'static>(
    app: &State<'_, App>,
    question: impl FnOnce(&Reader) -> Result<T, StoreError> + Send + 'static,
) -> Result<T, CommandError> {
    blocking(app, move |engine| Ok(engine.store().read(question)?)).await
}

#[tauri::command]
async fn status(app: State<'_, App>) -> Result<Status, CommandError> {
    blocking(&app, |engine| Ok(answers::status(engine))).await
}

#[tauri::command]
async fn incidents(
    app: State<'_, App>,
    query: String,
    sort: IncidentSort,
    group: Option<i64>,
    after: Option<Cursor>,
    limit: u32,
) -> Result<Exact<IncidentRows>, CommandError> {
    let asked = RowsQuery {
        sort,
        group,
        after,
        limit,
    };
    blocking(&app, move |engine| {
        answers::incidents(engine, &query, asked)
    })
    .await
}

/// The incidents of a list that are similar to one of them.
#[tauri::command]
async fn alike(
    app: State<'_, App>,
    query: String,
    incident: i64,
    by: Likeness,
) -> Result<Vec<i64>, CommandError> {
    let query = query_of(&app.engine, &query);
    read(&app, move |reader| {
        reader.alike(&query, incident, by, Moment::now())
    })
    .await
}

#[tauri::command]
async fn endpoint(
    app: State<'_, App>,
    endpoint: String,
) -> Result<Exact<EndpointDetail>, CommandError> {
    let zone = zone_of(&app.engine);
    read(&app, move |reader| {
        reader.endpoint_detail(&endpoint, Moment::now(), &zone)
    })
    .await
    .map(Exact)
}

#[tauri::command]
async fn set_endpoint_note(
    app: State<'_, App>,
    endpoint: String,
    note: String,
) -> Result<(), CommandError> {
    let noted = app.engine.store().set_endpoint_note(endpoint, note).await;
    noted.map_err(|error| app.error(error))
}

#[tauri::command]
async fn mute_for_good(app: State<'_, App>, pattern: String) -> Result<(), CommandError> {
    endpoint_pattern::check(&pattern).map_err(|problem| app.error(problem))?;
    let muted = app.engine.store().mute_for_good(pattern).await;
    muted.map_err(|error| app.error(error))
}

#[tauri::command]
async fn unmute_for_good(app: State<'_, App>, pattern: String) -> Result<(), CommandError> {
    let unmuted = app.engine.store().unmute_for_good(pattern).await;
    unmuted.map_err(|error| app.error(error))
}

#[tauri::command]
async fn incident(
    app: State<'_, App>,
    id: i64,
) -> Result<Exact<Option<IncidentDetail>>, CommandError> {
    blocking(&app, move |engine| answers::incident(engine, id)).await
}

#[tauri::command(rename_all = "snake_case")]
async fn delivery_errors(
    app: State<'_, App>,
    query: String,
    before: Option<i64>,
    after: Option<i64>,
    incident_id: Option<i64>,
    limit: u32,
) -> Result<Exact<Page>, CommandError> {
    let asked = Reports {
        before,
        after,
        incident_id,
        limit,
    };
    blocking(&app, move |engine| {
        answers::delivery_errors(engine, &query, asked)
    })
    .await
}

#[tauri::command]
async fn endpoints(
    app: State<'_, App>,
    query: String,
) -> Result<Exact<Vec<EndpointRow>>, CommandError> {
    let query = query_of(&app.engine, &query).leaving_out_tests();
    read(&app, move |reader| reader.endpoints(&query))
        .await
        .map(Exact)
}

#[tauri::command]
async fn read_query(app: State<'_, App>, query: String) -> Result<QueryReading, CommandError> {
    Ok(query_of(&app.engine, &query).reading())
}

#[tauri::command]
async fn complete_query(
    app: State<'_, App>,
    query: String,
    at: u32,
) -> Result<Completion, CommandError> {
    let settings = app.engine.settings();
    let projects = settings.projects_by_origin().names();
    let locale = settings.locale();
    read(&app, move |reader| {
        reader.complete(&query, at, projects, locale)
    })
    .await
}

#[tauri::command]
async fn matches(app: State<'_, App>, query: String) -> Result<Matches, CommandError> {
    let query = query_of(&app.engine, &query);
    read(&app, move |reader| reader.matches(&query)).await
}

#[tauri::command]
async fn plot(
    app: State<'_, App>,
    from: Option<String>,
    to: Option<String>,
    step: Option<PlotStep>,
    endpoint: Option<String>,
) -> Result<Plot, CommandError> {
    let moment = |text: Option<String>| match text {
        None => Ok(None),
        Some(text) => Moment::parse(&text).map(Some).ok_or_else(|| {
            app.error(Problem::new(
                format!("{text} is no time."),
                "Nothing can be drawn.",
                "Choose another range.",
            ))
        }),
    };
    let (from, to) = (moment(from)?, moment(to)?.unwrap_or_else(Moment::now));
    let zone = zone_of(&app.engine);
    read(&app, move |reader| {
        reader.plot(from, to, step, endpoint.as_deref(), &zone)
    })
    .await
}

#[tauri::command(rename_all = "snake_case")]
async fn act(
    app: State<'_, App>,
    action: Action,
    incident_ids: Vec<i64>,
) -> Result<ActionDone, CommandError> {
    let store = app.engine.store();
    let done = store.act(action, incident_ids).await;
    done.map(|done| done.localized(app.engine.settings().locale()))
        .map_err(|error| app.error(error))
}

#[tauri::command]
async fn undo(app: State<'_, App>) -> Result<Option<ActionDone>, CommandError> {
    let done = app.engine.store().undo().await;
    let done = done.map_err(|error| app.error(error))?;
    Ok(done.map(|done| done.localized(app.engine.settings().locale())))
}

#[tauri::command]
async fn settings(app: State<'_, App>) -> Result<SettingsView, CommandError> {
    blocking(&app, |engine| Ok(engine.settings_handle().view())).await
}

#[tauri::command]
async fn set_setting(
    app: State<'_, App>,
    name: String,
    value: String,
) -> Result<SettingsView, CommandError> {
    blocking(&app, move |engine| {
        let settings = engine.settings_handle();
        let set = if name == autostart::SETTING {
            autostart::set(engine, &value)
        } else {
            settings.set(&name, &value)
        };
        set.map(|()| settings.view())
    })
    .await
}

#[tauri::command(rename_all = "snake_case")]
async fn replace_key(
    app: State<'_, App>,
    keep_old_hours: Option<u32>,
) -> Result<SettingsView, CommandError> {
    let keep = keep_old_hours.filter(|hours| *hours > 0);
    if keep.is_some_and(|hours| hours > KEEP_LIMIT_HOURS) {
        return Err(app.error(Problem::new(
            "An old key can be kept for 90 days at the most.",
            "The key was not replaced.",
            "Choose a shorter time.",
        )));
    }
    blocking(&app, move |engine| {
        let until = keep.map(|hours| {
            let time = Duration::from_secs(u64::from(hours) * 60 * 60);
            engine.now().plus(time)
        });
        let settings = engine.settings_handle();
        settings.replace_key(until).map(|()| settings.view())
    })
    .await
}

#[tauri::command]
async fn save_alert_rules(
    app: State<'_, App>,
    rules: Vec<AlertRule>,
) -> Result<SettingsView, CommandError> {
    blocking(&app, move |engine| {
        let settings = engine.settings_handle();
        settings.save_alert_rules(&rules).map(|()| settings.view())
    })
    .await
}

#[tauri::command]
async fn test_notification(app: State<'_, App>) -> Result<SampleShown, CommandError> {
    let shown = app.engine.show_sample_notification().await;
    shown.map_err(|problem| app.error(problem))
}

#[tauri::command]
async fn delivery_error(
    app: State<'_, App>,
    id: i64,
) -> Result<Exact<Option<ReportView>>, CommandError> {
    blocking(&app, move |engine| report::report(engine, id))
        .await
        .map(Exact)
}

#[tauri::command(rename_all = "snake_case")]
async fn mark_seen(app: State<'_, App>, up_to: i64) -> Result<(), CommandError> {
    app.engine
        .store()
        .mark_seen(up_to)
        .await
        .map_err(|error| app.error(error))
}

#[tauri::command]
async fn send_test(app: State<'_, App>) -> Result<Sent, CommandError> {
    blocking(&app, Engine::send_test).await
}

/// Returns how many incidents were deleted.
#[tauri::command]
async fn delete_test_data(app: State<'_, App>) -> Result<usize, CommandError> {
    blocking(&app, |engine| Ok(engine.store().delete_test_data()?)).await
}

#[tauri::command]
async fn pause_alerts(app: State<'_, App>, pause: AlertPause) -> Result<(), CommandError> {
    let paused = app.engine.pause_alerts(pause).await;
    paused.map_err(|error| app.error(error))
}
