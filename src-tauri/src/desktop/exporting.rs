//! Exports from the window: one at a time, on its own thread, into the downloads folder. The file gets its name only
//! once it is complete. A cancelled or failed export leaves nothing.

// The attribute `tauri::command` generates one for async commands.
#![allow(clippy::unreachable)]

use std::{
    fs::{self, File},
    io::{self, BufWriter},
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use missedhook_core::{
    engine::Engine,
    history::{
        export::{ExportFormat, ExportProgress, ExportState, Exporter},
        search::Query,
    },
    incident::delivery_error::DeliveryError,
    model::{moment::Moment, problem::Problem},
    store::{PageQuery, Reader, StoreError},
};
use tauri::{AppHandle, Emitter as _, Manager as _, State};

use super::{App, answers::query_of, command_error::CommandError};

/// How many delivery errors are written between two progress events.
const PROGRESS_EVERY: i64 = 500;

/// How many are read at once: 25 MiB with the largest bodies.
const PAGE: u32 = 100;

/// The running export, which the window can cancel.
#[derive(Default)]
pub struct Exports {
    running: AtomicBool,
    cancelled: AtomicBool,
}

/// The folder for files that the user saves.
pub fn downloads(handle: &AppHandle) -> tauri::Result<PathBuf> {
    let path = handle.path();
    path.download_dir().or_else(|_| path.home_dir())
}

#[tauri::command]
pub async fn start_export(
    handle: AppHandle,
    app: State<'_, App>,
    query: String,
    format: ExportFormat,
) -> Result<ExportProgress, CommandError> {
    let folder = downloads(&handle).map_err(|error| app.error(failed(&error.to_string())))?;
    let exports = Arc::clone(&app.exports);
    if exports.running.swap(true, Ordering::AcqRel) {
        return Err(app.error(Problem::new(
            "An export is running.",
            "There is one at a time.",
            "Wait for its end, or cancel it.",
        )));
    }
    exports.cancelled.store(false, Ordering::Release);
    let job = Job {
        path: folder.join(format!(
            "missedhook-{}.{}",
            Moment::now().compact(),
            format.into_str()
        )),
        query: as_listed(query_of(&app.engine, &query)),
        format,
        engine: Arc::clone(&app.engine),
        exports,
        handle,
    };
    let begun = job.progress(0, 0, ExportState::Running);
    tauri::async_runtime::spawn_blocking(move || job.run());
    Ok(begun)
}

#[tauri::command]
pub async fn cancel_export(app: State<'_, App>) -> Result<(), CommandError> {
    app.exports.cancelled.store(true, Ordering::Release);
    Ok(())
}

/// What the list shows for this query: of reports, those of tests only where they are asked for; of incidents, all.
fn as_listed(query: Query) -> Query {
    match query.states.is_empty() {
        true => query.leaving_out_tests(),
        false => query,
    }
}

fn failed(why: &str) -> Problem {
    Problem::new(
        format!("The export failed: {why}."),
        "No file was written.",
        "Look at the downloads folder, or use `missedhook export --output FILE`.",
    )
}

struct Job {
    path: PathBuf,
    query: Query,
    format: ExportFormat,
    engine: Arc<Engine>,
    exports: Arc<Exports>,
    handle: AppHandle,
}

/// Why an export stopped.
enum Stopped {
    Cancelled,
    Store(StoreError),
    Disk(io::Error),
}

impl From<StoreError> for Stopped {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<io::Error> for Stopped {
    fn from(error: io::Error) -> Self {
        Self::Disk(error)
    }
}

impl Job {
    fn progress(&self, written: i64, total: i64, state: ExportState) -> ExportProgress {
        ExportProgress {
            path: self.path.display().to_string(),
            written,
            total,
            state,
            problem: None,
        }
    }

    fn report(&self, progress: ExportProgress) {
        // Without a window there is nobody to notify.
        let _ = self.handle.emit("exporting", progress);
    }

    fn run(self) {
        let partial = self.path.with_extension("part");
        let last = match self.write(&partial) {
            Ok(written) => self.progress(written, written, ExportState::Done),
            Err(stopped) => {
                // No incomplete file is left. If it can't be removed, its name says what it is.
                let _ = fs::remove_file(&partial);
                let problem = match stopped {
                    Stopped::Cancelled => None,
                    Stopped::Store(error) => Some(error.problem()),
                    Stopped::Disk(error) => Some(failed(&error.to_string())),
                };
                let state = match problem {
                    None => ExportState::Cancelled,
                    Some(_) => ExportState::Failed,
                };
                let locale = self.engine.settings().locale();
                ExportProgress {
                    problem: problem.map(|problem| problem.in_language(locale)),
                    ..self.progress(0, 0, state)
                }
            }
        };
        self.exports.running.store(false, Ordering::Release);
        self.report(last);
    }

    fn write(&self, partial: &Path) -> Result<i64, Stopped> {
        if let Some(folder) = self.path.parent() {
            fs::create_dir_all(folder)?;
        }
        let file = File::create_new(partial)?;
        let mut exporter = Exporter::new(self.format, BufWriter::new(file))?;
        let store = self.engine.store();
        let total = store.read(|reader| reader.count_matching(&self.query))?;
        let mut page = PageQuery {
            query: self.query.clone(),
            limit: PAGE,
            ..PageQuery::default()
        };
        // Page by page: whoever waits for all readers to finish waits for one page at most.
        loop {
            let (rows, next) = store.read(|reader| one_page(reader, &page))?;
            for (error, body) in &rows {
                if self.exports.cancelled.load(Ordering::Acquire) {
                    return Err(Stopped::Cancelled);
                }
                exporter.row(error, body)?;
                if exporter.written() % PROGRESS_EVERY == 0 {
                    self.report(self.progress(exporter.written(), total, ExportState::Running));
                }
            }
            page.before = next;
            if next.is_none() {
                break;
            }
        }
        let written = exporter.written();
        exporter
            .finish()?
            .into_inner()
            .map_err(io::IntoInnerError::into_error)?
            .sync_all()?;
        fs::rename(partial, &self.path)?;
        Ok(written)
    }
}

/// A delivery error and its exact body.
type Row = (DeliveryError, Vec<u8>);

/// A page of delivery errors, and where the next page begins. `None` for the last page.
fn one_page(reader: &Reader, page: &PageQuery) -> Result<(Vec<Row>, Option<i64>), StoreError> {
    let found = reader.delivery_errors(page)?;
    let last = found.rows.last().map(|row| row.id);
    let mut rows = Vec::new();
    for error in found.rows {
        // Skips what was deleted in the meantime.
        if let Some(body) = reader.body(error.id)? {
            rows.push((error, body));
        }
    }
    Ok((rows, last.filter(|_| found.more)))
}
