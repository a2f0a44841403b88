//! Diagnosis in the window: why an incident fails, probes with progress that can be stopped, monitors, and incident
//! reports as a file. Thin calls into the engine. A probe continues after the call that started it has returned.

// The attribute `tauri::command` generates one for async commands.
#![allow(clippy::unreachable)]

use std::{
    collections::HashMap,
    io::Write as _,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use missedhook_core::{
    incident::diagnosis::Diagnosis,
    locale::Language,
    model::{moment::Moment, problem::Problem},
    monitor::{Monitor, MonitorConfig, MonitorHour, MonitorList},
    platform::atomic_file::AtomicFile,
    probe::{Method, Probe, ProbeProgress},
    settings::catalogue::SettingsView,
    share::incident_report::EvidenceFormat,
};
use parking_lot::Mutex;
use tauri::{AppHandle, Emitter as _, State};
use tokio_util::sync::CancellationToken;

use super::{App, answers, command_error::CommandError, commands::blocking, exporting::downloads};

/// How many probes of the window may run at once.
const MAX_CONCURRENT: usize = 8;

/// The running probes by ticket, each with its cancellation token.
#[derive(Default)]
pub struct Probes {
    last_ticket: AtomicU64,
    // Held for an insert or a remove.
    running: Mutex<HashMap<u64, CancellationToken>>,
}

impl Probes {
    fn begin(&self) -> Result<(u64, CancellationToken), Problem> {
        let mut running = self.running.lock();
        if running.len() >= MAX_CONCURRENT {
            return Err(Problem::new(
                "Eight probes are running.",
                "This one was not begun.",
                "Wait for one to end, or stop one.",
            ));
        }
        let ticket = self.last_ticket.fetch_add(1, Ordering::Relaxed) + 1;
        let stop = CancellationToken::new();
        running.insert(ticket, stop.clone());
        Ok((ticket, stop))
    }

    /// Removes a probe and returns its token, if it was still there.
    fn end(&self, ticket: u64) -> Option<CancellationToken> {
        self.running.lock().remove(&ticket)
    }
}

#[tauri::command(rename_all = "snake_case")]
pub async fn diagnosis(
    app: State<'_, App>,
    incident_id: i64,
) -> Result<Option<Diagnosis>, CommandError> {
    blocking(&app, move |engine| {
        answers::diagnosis(engine, incident_id).map(Some)
    })
    .await
}

#[tauri::command(rename_all = "snake_case")]
pub async fn start_probe(
    handle: AppHandle,
    app: State<'_, App>,
    incident_id: Option<i64>,
    url: Option<String>,
    method: Method,
) -> Result<u64, CommandError> {
    let order = blocking(&app, move |engine| {
        engine.prepare_probe(incident_id, url, method)
    })
    .await?;
    let (ticket, stop) = app.probes.begin().map_err(|problem| app.error(problem))?;
    let (engine, probes) = (Arc::clone(&app.engine), Arc::clone(&app.probes));
    let locale = engine.settings().locale();
    tauri::async_runtime::spawn(async move {
        let send = |probe: &Probe, ended| {
            let progress = ProbeProgress {
                ticket,
                probe: probe.clone().in_language(locale),
                ended,
            };
            // Without a window nobody is watching.
            let _ = handle.emit("probing", progress);
        };
        let probe = engine
            .probe(order, |probe| send(probe, false), stop.cancelled_owned())
            .await;
        probes.end(ticket);
        send(&probe, true);
    });
    Ok(ticket)
}

#[tauri::command]
pub async fn cancel_probe(app: State<'_, App>, ticket: u64) -> Result<(), CommandError> {
    if let Some(stop) = app.probes.end(ticket) {
        stop.cancel();
    }
    Ok(())
}

#[tauri::command]
pub async fn allow_host(app: State<'_, App>, host: String) -> Result<SettingsView, CommandError> {
    blocking(&app, move |engine| {
        engine.allow_host(&host)?;
        Ok(engine.settings_handle().view())
    })
    .await
}

#[tauri::command]
pub async fn monitors(app: State<'_, App>) -> Result<MonitorList, CommandError> {
    blocking(&app, |engine| {
        let locale = engine.settings().locale();
        Ok(engine.monitoring().monitors()?.in_language(locale))
    })
    .await
}

#[tauri::command]
pub async fn monitor_hours(
    app: State<'_, App>,
    id: i64,
    from: String,
) -> Result<Vec<MonitorHour>, CommandError> {
    let from = Moment::parse(&from).ok_or_else(|| {
        app.error(Problem::new(
            format!("{from} is no time."),
            "Nothing can be drawn.",
            "Choose another range.",
        ))
    })?;
    blocking(&app, move |engine| engine.monitoring().hours(id, from)).await
}

#[tauri::command]
pub async fn save_monitor(
    app: State<'_, App>,
    id: Option<i64>,
    wish: MonitorConfig,
) -> Result<Monitor, CommandError> {
    blocking(&app, move |engine| {
        let locale = engine.settings().locale();
        Ok(engine.monitoring().save(id, wish)?.in_language(locale))
    })
    .await
}

#[tauri::command]
pub async fn remove_monitor(app: State<'_, App>, id: i64) -> Result<(), CommandError> {
    blocking(&app, move |engine| engine.monitoring().remove(id)).await
}

#[tauri::command(rename_all = "snake_case")]
pub async fn evidence(
    app: State<'_, App>,
    incident_id: i64,
    language: Language,
) -> Result<String, CommandError> {
    blocking(&app, move |engine| {
        engine.write_incident_report(incident_id, (EvidenceFormat::Markdown, language))
    })
    .await
}

#[tauri::command(rename_all = "snake_case")]
pub async fn save_evidence(
    handle: AppHandle,
    app: State<'_, App>,
    incident_id: i64,
    format: EvidenceFormat,
    language: Language,
) -> Result<String, CommandError> {
    let failed = |why: String| {
        Problem::new(
            format!("The document can't be written: {why}."),
            "Nothing was kept of it.",
            "Look at the downloads folder, or use `missedhook report`.",
        )
    };
    let folder = downloads(&handle).map_err(|error| app.error(failed(error.to_string())))?;
    blocking(&app, move |engine| {
        let text = engine.write_incident_report(incident_id, (format, language))?;
        let extension = match format {
            EvidenceFormat::Markdown => "md",
            EvidenceFormat::Html => "html",
        };
        let now = Moment::now().compact();
        let path = folder.join(format!(
            "missedhook-incident-{incident_id}-{now}.{extension}"
        ));
        let mut file = AtomicFile::create(&path)?;
        file.write_all(text.as_bytes())
            .map_err(|error| failed(error.to_string()))?;
        file.finish()?;
        Ok(path.display().to_string())
    })
    .await
}
