//! The desktop app: tray, window and notification clicks on top of the engine. The only folder that knows Tauri. The
//! window exists only while it is open; the tray and the receiver keep running without it.

mod answers;
mod autostart;
mod bindings;
mod clipboard;
mod command_error;
mod commands;
mod comparing;
mod connection;
mod diagnostics;
mod exact;
mod exporting;
mod first_answers;
mod memory;
mod probing;
mod relaying;
mod report;
mod restart;
mod scenarios;
mod second_start;
mod start_problem;
mod targets;
mod team;
mod tray;
mod weekly;
mod window;
mod window_commands;

use std::{
    net::SocketAddr,
    process::ExitCode,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use anyhow::anyhow;
use missedhook::{
    cli::{self, eprint_line, log},
    shutdown::Shutdown,
};
use missedhook_core::{
    alert::Slot,
    alerts::notifier::{Choice, Choices, Desktop},
    engine::Engine,
    history::weekly::Week,
    platform::{data_dir::DataDir, link_handler},
    receiver::ReceiverLimits,
    worker::{self, Role},
};
use parking_lot::Mutex;
use restart::Restart;
use second_start::{AppId, HandOver};
use tauri::{AppHandle, Emitter as _, Manager as _, RunEvent};
use tokio::sync::watch;
use tray::{ActivationToken, Tray, TrayAction, TrayView};

/// The minimum time between two updates of the window and the tray.
const MIN_INTERVAL: Duration = Duration::from_millis(100);

/// The worker that updates the window and the tray.
const WINDOW: Role = Role {
    name: "window",
    does: "keeps the window and the tray up to date",
    meaning: "What they show may be old.",
};
/// How long to wait at the end for a start or a main thread that hangs.
const TIMEOUT: Duration = Duration::from_secs(5);

/// The progress of the start: the engine, or `None` if it failed.
type StartProgress = (AppHandle, Option<Arc<Engine>>);

/// The options from the command line.
struct Options {
    /// The data directory.
    dir: DataDir,
    /// The address of the receiver. `None`: from the settings.
    listen: Option<SocketAddr>,
    /// The receiver's limits.
    limits: ReceiverLimits,
    /// Whether the window stays closed.
    hidden: bool,
    /// A link to open, not yet checked.
    link: Option<String>,
    /// Whether to start again at the end.
    restart: Restart,
}

/// The state shared by commands and workers.
struct App {
    engine: Arc<Engine>,
    listen: SocketAddr,
    // A std mutex: held for one call that returns at once.
    tray: Mutex<Option<Box<dyn Tray>>>,
    exports: Arc<exporting::Exports>,
    probes: Arc<probing::Probes>,
    window: window::Memory,
    quitting: AtomicBool,
    restart: Restart,
}

/// Runs the desktop app, as told on the command line, until it is quit. `link` is not yet checked.
///
/// # Errors
/// If there is no display.
pub fn run_with(start: cli::Start, link: Option<String>) -> anyhow::Result<ExitCode> {
    memory::prepare();
    // The name of its windows (WM_CLASS, app_id), by which a desktop finds the entry in the menu.
    #[cfg(target_os = "linux")]
    gtk::glib::set_prgname(Some("missedhook"));
    let restart = Restart::default();
    let options = start.open().map(|dir| Options {
        dir,
        listen: start.listen,
        limits: start.limits(),
        hidden: start.hidden,
        link,
        restart: restart.clone(),
    });
    let id = options.as_ref().ok().map(|one| AppId::of(&one.dir));
    let handed_over = id.as_ref().map(AppId::hand_over);
    if handed_over == Some(HandOver::Taken) {
        return Ok(ExitCode::SUCCESS);
    }
    let log = options
        .as_ref()
        .ok()
        .map(|options| log::log_to(&options.dir));
    let id = id.filter(|_| handed_over == Some(HandOver::NotTaken));
    let code = run(options, id)?;
    // Writes what is left.
    drop(log);
    match restart.is_wanted() {
        true => cli::restart(),
        false => Ok(code),
    }
}

/// Tauri would panic without one.
#[cfg(target_os = "linux")]
fn open_display() -> anyhow::Result<()> {
    if std::env::var_os("DISPLAY").is_none() && std::env::var_os("WAYLAND_DISPLAY").is_none() {
        anyhow::bail!("There is no display here. `missedhook serve` works without one.");
    }
    gtk::init()
        .map_err(|_| anyhow!("The display can't be opened. `missedhook serve` works without one."))
}

/// A failed start is shown in a small window. `options` may already be a failure. Later starts find the app by `id`.
fn run(options: anyhow::Result<Options>, id: Option<AppId>) -> anyhow::Result<ExitCode> {
    #[cfg(target_os = "linux")]
    if let Err(error) = open_display() {
        options?;
        return Err(error);
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    tauri::async_runtime::set(runtime.handle().clone());
    // Before anything answers, so that an early request to end still leads to an orderly end.
    let ending = runtime.block_on(async { Shutdown::listen() })?;
    let (progress, progress_receiver) = watch::channel(None);
    runtime.spawn(quit_when_told(ending, progress_receiver));
    let mut builder = tauri::Builder::default();
    if let Some(id) = id {
        builder = builder.plugin(id.plugin());
    }
    let app = builder
        .manage(clipboard::Clipboard::default())
        .invoke_handler(commands::handler())
        .setup(move |app| {
            let started = options.and_then(|options| start(app.handle(), options, &progress));
            if let Err(error) = started {
                eprint_line(&format!("{error:#}"));
                progress.send_replace(Some((app.handle().clone(), None)));
                if start_problem::open(app.handle(), &start_problem::of(error)).is_err() {
                    // Tauri would panic on an error here. Nothing that needs an orderly end has started.
                    std::process::exit(1);
                }
            }
            Ok(())
        })
        .build(tauri::generate_context!())?;
    let code = app.run_return(|app, event| match event {
        // Without a code, the last window was closed. A real exit has a code.
        RunEvent::ExitRequested { code: Some(_), .. } => window::remember(app),
        RunEvent::ExitRequested {
            code: None, api, ..
        } => {
            api.prevent_exit();
            if app.try_state::<App>().is_none() {
                // The window that explains the failed start was closed.
                app.exit(1);
            }
        }
        RunEvent::WindowEvent {
            event: tauri::WindowEvent::CloseRequested { .. },
            ..
        } => window::remember(app),
        RunEvent::WindowEvent {
            event: tauri::WindowEvent::Destroyed,
            ..
        } => {
            window::closed(app);
            memory::window_closed(app);
        }
        RunEvent::Exit => app.state::<clipboard::Clipboard>().close(),
        #[cfg(target_os = "macos")]
        RunEvent::Reopen { .. } => window::open(app, "#/"),
        _ => {}
    });
    // Does not wait for a blocked system call.
    runtime.shutdown_timeout(Duration::from_secs(1));
    Ok(ExitCode::from(u8::try_from(code).unwrap_or(1)))
}

fn start(
    app: &AppHandle,
    options: Options,
    progress: &watch::Sender<Option<StartProgress>>,
) -> anyhow::Result<()> {
    let chosen = app.clone();
    let notifier = Desktop::new(Some(Choices {
        offered: &[
            Choice::Open,
            Choice::Acknowledge,
            Choice::Mute,
            Choice::CopyUrl,
            Choice::Restart,
        ],
        on_choice: Arc::new(move |slot, choice, token| choose(&chosen, slot, choice, token)),
    }));
    let notifier = Box::new(notifier.for_data_in(options.dir.path()));
    let engine = tauri::async_runtime::block_on(async {
        Engine::boot(options.dir, options.limits, notifier)
    })?;
    let engine = Arc::new(engine);
    progress.send_replace(Some((app.clone(), Some(Arc::clone(&engine)))));
    let listen = options.listen.unwrap_or(engine.settings().listen);
    if let Err(error) = tauri::async_runtime::block_on(engine.listen(listen)) {
        // The app continues: the tray and the window show the problem, and the window can fix it.
        tracing::error!("{}", error.problem());
    }
    app.manage(App {
        engine: Arc::clone(&engine),
        listen,
        tray: Mutex::default(),
        exports: Arc::default(),
        probes: Arc::default(),
        window: window::Memory::of(&engine),
        quitting: AtomicBool::new(false),
        restart: options.restart,
    });
    start_tray(app, &engine);
    start_workers(app, &engine);
    match options.link {
        Some(link) => window::open_link(app, &link),
        None if !options.hidden => window::open(app, ""),
        None => {}
    }
    register_links(&engine);
    Ok(())
}

/// Registers this program for links. Links as an argument work without this too.
fn register_links(engine: &Engine) {
    let dir = engine.dir().clone();
    tauri::async_runtime::spawn_blocking(move || {
        if let Err(error) = link_handler::register(&dir) {
            tracing::info!(%error, "can't register as the handler of missedhook:// links");
        }
    });
}

fn start_workers(app: &AppHandle, engine: &Arc<Engine>) {
    let workers = engine.workers();
    let shown = app.clone();
    let reacting = workers.task(WINDOW, move || react(shown.clone()));
    let followed = Arc::clone(engine);
    let following = workers.task(autostart::ROLE, move || {
        autostart::follow(Arc::clone(&followed))
    });
    app.manage([reacting, following, engine.publish_verdict()]);
}

fn start_tray(app: &AppHandle, engine: &Engine) {
    let on_action = {
        let app = app.clone();
        move |action, token| act(&app, action, token)
    };
    match tray::start(
        app,
        engine.workers(),
        TrayView::of(&engine.status().in_language()),
        on_action,
    ) {
        Ok(tray) => {
            if !tray.host_present() {
                tracing::warn!(
                    "This desktop shows no tray icons. Start Missedhook again to open its window."
                );
            }
            *app.state::<App>().tray.lock() = Some(tray);
        }
        Err(error) => tracing::warn!("{error}"),
    }
}

/// Carries out the action chosen on a notification.
fn choose(app: &AppHandle, slot: Slot, choice: Choice, token: Option<ActivationToken>) {
    match (choice, slot) {
        (Choice::Open, Slot::Incident(id)) => {
            return window::open_with(app, &format!("#/incident/{id}"), token);
        }
        (Choice::Open, Slot::Monitor(id)) => {
            return window::open_with(app, &format!("#/monitors/monitor/{id}"), token);
        }
        (Choice::Open, Slot::Week(number)) => {
            let week = Week::of_number(number).map(|week| format!("#/week/{week}"));
            return window::open_with(app, &week.unwrap_or_default(), token);
        }
        (Choice::Open, Slot::Relay) => return window::open_with(app, "#/requests", token),
        (Choice::Open, Slot::Sample) => {
            return window::open_with(app, "#/settings/notifications", token);
        }
        (Choice::Open, _) => return window::open_with(app, "", token),
        (Choice::CopyUrl, _) => return copy_url(app),
        (Choice::Restart, _) => return restart::on_choice(app),
        (Choice::Acknowledge | Choice::Mute, _) => {}
    }
    // Clicked during the start: there is nothing to act on yet.
    let Some(engine) = app.try_state::<App>().map(|app| Arc::clone(&app.engine)) else {
        return;
    };
    tauri::async_runtime::spawn(async move { engine.choose(slot, choice).await });
}

/// Copies the receiver URL. Problems are shown in the window.
fn copy_url(app: &AppHandle) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        // Clicked during the start: there is nothing to copy yet.
        if app.try_state::<App>().is_none() {
            return;
        }
        if let Err(problem) = connection::copy_url(&app).await {
            tracing::warn!("{problem}");
            window::open(&app, "");
        }
    });
}

/// Carries out a click in the tray. On Linux it may block; elsewhere it must not, so it delegates.
fn act(app: &AppHandle, action: TrayAction, token: Option<ActivationToken>) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        let state = app.state::<App>();
        let engine = Arc::clone(&state.engine);
        match action {
            TrayAction::OpenHistory => window::open_with(&app, "", token),
            TrayAction::OpenIncident(id) => {
                window::open_with(&app, &format!("#/incident/{id}"), token);
            }
            TrayAction::OpenIncidents => window::open_with(&app, "#/open", token),
            TrayAction::FinishSetup => window::open_with(&app, "#/setup", token),
            TrayAction::CopyReceiverUrl => copy_url(&app),
            TrayAction::SendTest => {
                let sent = tauri::async_runtime::spawn_blocking(move || engine.send_test()).await;
                if let Ok(Err(problem)) = sent {
                    tracing::warn!("{problem}");
                    window::open(&app, "");
                }
            }
            TrayAction::Pause(pause) => {
                if let Err(error) = engine.pause_alerts(pause).await {
                    tracing::warn!("{}", error.problem());
                }
            }
            TrayAction::Quit => quit(&app).await,
        }
    });
}

/// Ends in order: accepted reports are written first.
async fn quit(app: &AppHandle) {
    app.state::<App>().quitting.store(true, Ordering::Relaxed);
    let engine = Arc::clone(&app.state::<App>().engine);
    engine.shut_down().await;
    app.exit(0);
}

/// Ends in order when a signal arrives, at any point of the start.
async fn quit_when_told(
    mut ending: Shutdown,
    mut progress: watch::Receiver<Option<StartProgress>>,
) {
    ending.requested().await;
    let progress = tokio::time::timeout(TIMEOUT, progress.wait_for(Option::is_some)).await;
    let progress = progress.ok().and_then(|progress| progress.ok()?.clone());
    let mut code = 0;
    if let Some((app, engine)) = progress {
        match engine {
            Some(engine) => engine.shut_down().await,
            // The window that explains the failed start is open.
            None => code = 1,
        }
        app.exit(code);
        tokio::time::sleep(TIMEOUT).await;
    }
    // The start or the main thread hangs in a system call. What was acknowledged is on disk.
    std::process::exit(code);
}

/// Updates the tray and the window after every change, at most once per [`MIN_INTERVAL`], and as soon as the passing of time
/// alone may change the verdict.
async fn react(app: AppHandle) {
    let engine = Arc::clone(&app.state::<App>().engine);
    let mut changes = engine.feed().subscribe();
    loop {
        worker::heartbeat(WINDOW.name);
        let looked = Arc::clone(&engine);
        let status = worker::blocking(move || looked.status().in_language()).await;
        if let Some(tray) = app.state::<App>().tray.lock().as_mut() {
            tray.show(&TrayView::of(&status));
        }
        let holds_for = status.verdict.holds_for(engine.now());
        // Without a window there is nobody to notify.
        let _ = app.emit("changed", status);
        if changes.next_after(MIN_INTERVAL, holds_for).await.is_none() {
            return;
        }
    }
}
