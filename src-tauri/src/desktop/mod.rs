//! The desktop app: tray, window and notification clicks over the engine. The only folder that knows Tauri.
//! The window is a guest: made when asked for, destroyed when closed; the tray and the receiver live on.

mod autostart;
mod bindings;
mod commands;
mod exact;
mod exporting;
pub mod memory;
mod probing;
mod start_problem;
mod tray;
mod window;

use std::{
    net::SocketAddr,
    process::ExitCode,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use jiff::tz::TimeZone;
use missedhook_core::{
    alert::Slot,
    data_dir::DataDir,
    engine::Engine,
    incident::Action,
    notifier::{Choice, Desktop, OnChoice},
    reachability::watch::Reachability,
    receiver::Limits,
    status::{NotificationStatus, ReceiverStatus, Status, StoreStatus},
    tunnel::TunnelStatus,
};
use tauri::{AppHandle, Emitter as _, Manager as _, RunEvent};
use tray::{Sign, Tray, TrayAction, TrayView};

/// How long the window and the tray rest between two updates.
const REST: Duration = Duration::from_millis(100);

/// What the command line says.
pub struct Options {
    /// Where everything is kept.
    pub dir: DataDir,
    /// Where the receiver listens; none: as the settings say.
    pub listen: Option<SocketAddr>,
    /// The receiver's limits.
    pub limits: Limits,
    /// Whether the window stays closed.
    pub hidden: bool,
}

/// What commands and reactors share.
struct App {
    engine: Arc<Engine>,
    listen: SocketAddr,
    // A std mutex: held for one call that returns at once.
    tray: Mutex<Option<Box<dyn Tray>>>,
    exports: Arc<exporting::Exports>,
    probes: Arc<probing::Probes>,
}

/// Runs the desktop app until it is quit. What keeps it from starting is shown in a small window instead, also where
/// there are no options because of it.
///
/// # Errors
/// Where there is no display.
pub fn run(options: anyhow::Result<Options>) -> anyhow::Result<ExitCode> {
    #[cfg(target_os = "linux")]
    if std::env::var_os("DISPLAY").is_none() && std::env::var_os("WAYLAND_DISPLAY").is_none() {
        options?;
        anyhow::bail!("There is no display here. `missedhook serve` works without one.");
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    tauri::async_runtime::set(runtime.handle().clone());
    let mut builder = tauri::Builder::default();
    if let (true, Ok(options)) = (session_bus(), &options) {
        builder = builder.plugin(single_instance(&options.dir));
    }
    let app = builder
        .plugin(tauri_plugin_clipboard_manager::init())
        .invoke_handler(commands::handler())
        .setup(move |app| {
            if let Err(error) = options.and_then(|options| start(app.handle(), options)) {
                crate::cli::output::complain(&format!("{error:#}"));
                if start_problem::open(app.handle(), &start_problem::of(error)).is_err() {
                    // Tauri would panic over an error here; nothing has been started that needs an end.
                    std::process::exit(1);
                }
            }
            Ok(())
        })
        .build(tauri::generate_context!())?;
    let code = app.run_return(|app, event| match event {
        // Without a code it is the last window that was closed; a real end carries one.
        RunEvent::ExitRequested {
            code: None, api, ..
        } => {
            api.prevent_exit();
            if app.try_state::<App>().is_none() {
                // It was the window that says why there is no app.
                app.exit(1);
            }
        }
        RunEvent::WindowEvent {
            event: tauri::WindowEvent::Destroyed,
            ..
        } => memory::window_closed(app),
        #[cfg(target_os = "macos")]
        RunEvent::Reopen { .. } => window::open(app, "#/"),
        _ => {
            let _ = app;
        }
    });
    Ok(ExitCode::from(u8::try_from(code).unwrap_or(1)))
}

/// The plugin can panic where there is no session bus.
fn session_bus() -> bool {
    #[cfg(target_os = "linux")]
    return zbus::blocking::Connection::session().is_ok();
    #[cfg(not(target_os = "linux"))]
    true
}

/// A second start on the same data directory opens the first one's window. Another data directory is another
/// program.
fn single_instance(dir: &DataDir) -> tauri::plugin::TauriPlugin<tauri::Wry> {
    use std::hash::{DefaultHasher, Hash as _, Hasher as _};
    let mut hasher = DefaultHasher::new();
    let path = dir.path();
    path.canonicalize()
        .unwrap_or_else(|_| path.to_owned())
        .hash(&mut hasher);
    tauri_plugin_single_instance::Builder::new()
        .dbus_id(format!("app.missedhook.d{:016x}", hasher.finish()))
        .callback(|app, _, _| match app.try_state::<App>() {
            Some(_) => window::open(app, ""),
            None => start_problem::focus(app),
        })
        .build()
}

fn start(app: &AppHandle, options: Options) -> anyhow::Result<()> {
    let chosen: OnChoice = {
        let app = app.clone();
        Box::new(move |slot, choice| choose(&app, slot, choice))
    };
    let notifier = Box::new(Desktop::new(Some(chosen)));
    let engine = tauri::async_runtime::block_on(async {
        Engine::boot(options.dir, options.limits, notifier)
    })
    .map_err(|error| error.problem())?;
    let engine = Arc::new(engine);
    if let Some(aside) = engine.set_aside() {
        tracing::error!("{}", aside.problem());
    }
    let listen = options.listen.unwrap_or(engine.settings().listen);
    if let Err(error) = tauri::async_runtime::block_on(engine.listen(listen)) {
        // The app goes on: the tray and the window say it, and the window mends it.
        tracing::error!("{}", error.problem());
    }
    app.manage(App {
        engine: Arc::clone(&engine),
        listen,
        tray: Mutex::default(),
        exports: Arc::default(),
        probes: Arc::default(),
    });
    start_tray(app, &engine);
    tauri::async_runtime::spawn(react(app.clone()));
    tauri::async_runtime::spawn(autostart::follow(engine));
    tauri::async_runtime::spawn(quit_when_told(app.clone()));
    if !options.hidden {
        window::open(app, "");
    }
    Ok(())
}

fn start_tray(app: &AppHandle, engine: &Engine) {
    let on_action = {
        let app = app.clone();
        move |action| act(&app, action)
    };
    match tray::start(app, view(&engine.status()), on_action) {
        Ok(tray) => {
            if !tray.host_present() {
                tracing::warn!(
                    "This desktop shows no tray icons. Start Missedhook again to open its window."
                );
            }
            *app.state::<App>()
                .tray
                .lock()
                .unwrap_or_else(PoisonError::into_inner) = Some(tray);
        }
        Err(error) => tracing::warn!("{error}"),
    }
}

/// Does what was chosen on a notification.
fn choose(app: &AppHandle, slot: Slot, choice: Choice) {
    let (action, incident) = match (choice, slot) {
        (Choice::Open, Slot::Incident(id)) => {
            return window::open(app, &format!("#/incident/{id}"));
        }
        (Choice::Open, Slot::Monitor(id)) => {
            return window::open(app, &format!("#/monitors/monitor/{id}"));
        }
        (Choice::Open, _) => return window::open(app, ""),
        (Choice::CopyUrl, _) => return copy_url(app),
        (Choice::Acknowledge, Slot::Incident(id)) => (Action::Acknowledge, id),
        (Choice::Mute, Slot::Incident(id)) => (Action::Mute { minutes: 60 }, id),
        // Not offered there.
        (Choice::Acknowledge | Choice::Mute, _) => return,
    };
    // Clicked before the start was over: then there is nothing to act on yet.
    let Some(engine) = app.try_state::<App>().map(|app| Arc::clone(&app.engine)) else {
        return;
    };
    tauri::async_runtime::spawn(async move {
        if let Err(error) = engine.store().act(action, vec![incident]).await {
            tracing::warn!("{}", error.problem());
        }
    });
}

/// Copies the receiver URL; what keeps it from that is shown in the window.
fn copy_url(app: &AppHandle) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        // Clicked before the start was over: then there is nothing to copy yet.
        if app.try_state::<App>().is_none() {
            return;
        }
        if let Err(problem) = commands::copy_url(&app).await {
            tracing::warn!("{problem}");
            window::open(&app, "");
        }
    });
}

/// Does what was clicked in the tray. May take its time on Linux; elsewhere it must not, so it hands on.
fn act(app: &AppHandle, action: TrayAction) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        let state = app.state::<App>();
        let engine = Arc::clone(&state.engine);
        match action {
            TrayAction::OpenHistory => window::open(&app, ""),
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

/// Ends orderly: what was accepted is written first.
async fn quit(app: &AppHandle) {
    let engine = Arc::clone(&app.state::<App>().engine);
    engine.shut_down().await;
    app.exit(0);
}

async fn quit_when_told(app: AppHandle) {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let signals = (
            signal(SignalKind::terminate()),
            signal(SignalKind::interrupt()),
        );
        let (Ok(mut term), Ok(mut interrupt)) = signals else {
            return;
        };
        tokio::select! {
            _ = term.recv() => {}
            _ = interrupt.recv() => {}
        }
    }
    #[cfg(not(unix))]
    let _ = tokio::signal::ctrl_c().await;
    quit(&app).await;
}

/// Brings the tray and the window up to date with every change, at most once in [`REST`].
async fn react(app: AppHandle) {
    let engine = Arc::clone(&app.state::<App>().engine);
    let mut changes = engine.feed().subscribe();
    loop {
        changes.skip_waiting();
        let looked = Arc::clone(&engine);
        let Ok(status) = tauri::async_runtime::spawn_blocking(move || looked.status()).await else {
            return;
        };
        if let Some(tray) = app
            .state::<App>()
            .tray
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .as_mut()
        {
            tray.show(&view(&status));
        }
        // No window: nobody to tell.
        let _ = app.emit("changed", status);
        tokio::time::sleep(REST).await;
        if changes.next().await.is_none() {
            return;
        }
    }
}

/// What the tray shows of a status.
fn view(status: &Status) -> TrayView {
    let sign = match (&status.receiver, &status.store) {
        (ReceiverStatus::Failed { .. }, _) => Sign::NotListening,
        (_, StoreStatus::Failing { .. }) => Sign::NotKeeping,
        _ => match u64::try_from(status.unseen) {
            Ok(count) if count > 0 => Sign::Unseen(count),
            _ => Sign::Quiet,
        },
    };
    let listening = match &status.receiver {
        ReceiverStatus::Listening { address } => format!("Listening on {address}"),
        ReceiverStatus::Failed { problem } => problem.what.clone(),
    };
    let (way, unreachable) = way_in(status);
    let notice = match (&status.store, unreachable, &status.notifications) {
        (StoreStatus::Failing { problem }, ..) => Some(problem.what.clone()),
        (_, Some(unreachable), _) => Some(unreachable),
        (_, None, NotificationStatus::Missing { problem }) => Some(problem.what.clone()),
        (_, None, _) => None,
    };
    TrayView {
        sign,
        tooltip_title: "Missedhook".to_owned(),
        tooltip: tooltip(status, &sign, &listening, way.as_deref()),
        alerts_paused: status.alerts_paused,
        can_copy_url: status.receiver_url.is_some(),
        notice,
    }
}

/// The worst that is true now, then what is new and what goes well; nothing twice.
fn tooltip(status: &Status, sign: &Sign, listening: &str, way: Option<&str>) -> String {
    let worst = status
        .worst
        .as_deref()
        .map(|worst| worst.trim_end_matches('.'));
    let says = |part: &str| worst.is_some_and(|worst| worst.contains(part));
    let failed = matches!(status.receiver, ReceiverStatus::Failed { .. });
    let news = (!failed).then(|| sign.words());
    let listening = listening.trim_end_matches('.');
    let parts = [
        worst,
        news.as_deref(),
        (!says(listening)).then_some(listening),
        way.filter(|way| !says(way)),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(". ")
}

/// The way in as the tooltip has it, and what is wrong with it. The time of the proof instead of its age: that
/// needs no timer.
fn way_in(status: &Status) -> (Option<String>, Option<String>) {
    let wrong = |what: &str| {
        let words = format!("RETM can't reach you: {what}");
        (
            Some(words.trim_end_matches('.').to_owned()),
            Some(words.clone()),
        )
    };
    match (&status.way.reachability, &status.way.tunnel) {
        (Reachability::Proven { at, .. }, _) => {
            let at = at.hour_and_minute(&TimeZone::system());
            (Some(format!("Reachable, proven at {at}")), None)
        }
        (_, TunnelStatus::Down { problem, .. }) => wrong(&problem.what),
        (Reachability::Failing { problem, .. }, _) => wrong(&problem.what),
        (Reachability::Checking { .. }, _) | (_, TunnelStatus::Starting { .. }) => {
            (Some("Looking whether RETM can reach you".to_owned()), None)
        }
        (Reachability::Off, _) => (None, None),
    }
}
