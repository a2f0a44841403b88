//! The history window: created on demand, brought to the front if it exists, and destroyed when closed. Its position,
//! size and zoom are remembered.

use std::{
    borrow::Cow,
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use missedhook_core::{
    alert::SystemNotice,
    engine::Engine,
    model::{link::Link, problem::Problem},
    platform::window_state::{Frame, WindowState},
};
use parking_lot::Mutex;
use serde_json::json;
use tauri::{
    AppHandle, Emitter as _, LogicalPosition, LogicalSize, Manager as _, WebviewUrl, WebviewWindow,
    WebviewWindowBuilder,
    http::{Request, Response},
};

use super::{
    App,
    first_answers::{self, FirstAnswer, FirstAnswers},
    window_commands::WindowView,
};

/// The window's name, as its capability knows it.
const LABEL: &str = "history";

/// Its initial size.
const SIZE: (f64, f64) = (1100.0, 720.0);
const MIN_SIZE: (f64, f64) = (360.0, 420.0);
/// How much of the window must be on a screen, so that the user can grab it.
const MIN_VISIBLE: f64 = 80.0;

/// How often, and at which interval, to look for a tray before telling the user about it.
const TRAY_CHECKS: u32 = 5;
const TRAY_CHECK_INTERVAL: Duration = Duration::from_millis(200);

/// The remembered state of the window.
pub struct Memory {
    engine: Arc<Engine>,
    state: Mutex<WindowState>,
    refused: Mutex<Option<Problem>>,
    /// Where the open window was last sent. A page that is still loading hears no event.
    address: Mutex<Option<String>>,
    first: FirstAnswers,
}

impl Memory {
    /// The state when it was last closed.
    pub fn of(engine: &Arc<Engine>) -> Self {
        Self {
            state: Mutex::new(WindowState::load(engine.dir())),
            refused: Mutex::default(),
            address: Mutex::default(),
            first: FirstAnswers::default(),
            engine: Arc::clone(engine),
        }
    }

    /// The current state.
    pub fn state(&self) -> WindowState {
        self.state.lock().clone()
    }

    /// Why a link was refused. Returned once.
    pub fn take_refused(&self) -> Option<Problem> {
        self.refused.lock().take()
    }

    /// Where the window was sent while its page was loading. Returned once.
    pub fn take_address(&self) -> Option<String> {
        self.address.lock().take()
    }

    /// Changes the state and saves it on another thread.
    pub fn change(&self, change: impl FnOnce(&mut WindowState)) -> WindowState {
        let state = {
            let mut state = self.state.lock();
            change(&mut state);
            *state = state.clone().within_bounds();
            state.clone()
        };
        let (kept, engine) = (state.clone(), Arc::clone(&self.engine));
        tauri::async_runtime::spawn_blocking(move || {
            if let Err(error) = kept.keep(engine.dir()) {
                tracing::warn!(%error, "can't save the state of the window");
            }
        });
        state
    }
}

/// Opens the window at a route such as `#/incident/4`. An empty one leaves an open window where it is. Can be called on
/// any thread.
pub fn open(app: &AppHandle, address: &str) {
    open_with(app, address, None);
}

/// Like [`open`], with the activation token of the click from the panel or the notification server. Without it, a
/// Wayland compositor leaves an open window behind the others.
pub fn open_with(app: &AppHandle, address: &str, token: Option<String>) {
    let (handle, address) = (app.clone(), address.to_owned());
    let asked = app.run_on_main_thread(move || {
        if let Some(window) = handle.get_webview_window(LABEL) {
            if !address.is_empty() {
                if let Some(app) = handle.try_state::<App>() {
                    *app.window.address.lock() = Some(address.clone());
                }
                let _ = handle.emit("navigate", address);
            }
            let _ = window.unminimize();
            let _ = window.show();
            present(&window, token.as_deref());
        } else {
            if let Some(app) = handle.try_state::<App>() {
                app.window.take_address();
            }
            match make(&handle, &address) {
                Ok(window) if token.is_some() => present(&window, token.as_deref()),
                Ok(_) => {}
                Err(error) => tracing::error!(%error, "the window can't be opened"),
            }
        }
    });
    if let Err(error) = asked {
        tracing::error!(%error, "the window can't be opened");
    }
}

/// Brings it to the front.
fn present(window: &WebviewWindow, token: Option<&str>) {
    #[cfg(target_os = "linux")]
    if let Some(token) = token {
        use gtk::{
            glib::object::Cast as _,
            prelude::{GtkWindowExt as _, WidgetExt as _},
        };
        let Ok(window) = window.gtk_window() else {
            return;
        };
        let display = window.display();
        match display.downcast::<gdkwayland::WaylandDisplay>() {
            // GTK uses it for the window that it presents next.
            Ok(display) => display.set_startup_notification_id(token),
            Err(_) => window.set_startup_id(token),
        }
        window.present();
        return;
    }
    let _ = token;
    let _ = window.set_focus();
}

/// Opens the target of a link. A link may come from anywhere: one that is not exactly ours only opens the window with a
/// message.
pub fn open_link(app: &AppHandle, text: &str) {
    match Link::parse(text) {
        Ok(link) => open(app, &link.route()),
        Err(problem) => {
            tracing::info!("a link was refused");
            if app.get_webview_window(LABEL).is_some() {
                let locale = app.state::<App>().engine.settings().locale();
                let _ = app.emit("refused", problem.in_language(locale));
            } else if let Some(app) = app.try_state::<App>() {
                let refused = &app.window.refused;
                *refused.lock() = Some(problem);
            }
            open(app, "");
        }
    }
}

fn make(app: &AppHandle, address: &str) -> tauri::Result<WebviewWindow> {
    let state = app
        .try_state::<App>()
        .map_or_else(WindowState::default, |app| {
            app.window.first.prepare(&app.engine, address);
            app.window.state()
        });
    let url = WebviewUrl::App(format!("index.html{address}").into());
    let frame = state.frame;
    let (width, height) = frame.map_or(SIZE, |frame| (frame.width, frame.height));
    let least = smallest(state.zoom);
    // WebKitGTK asks the first window's closure for all that follow, so it holds nothing of one window.
    let handle = app.clone();
    let mut builder = WebviewWindowBuilder::new(app, LABEL, url)
        .title("Missedhook")
        .inner_size(width, height)
        .min_inner_size(least.width, least.height)
        .maximized(frame.is_some_and(|frame| frame.maximized))
        .on_web_resource_request(move |request, response| {
            write_first_answers(&handle, &request, response);
        });
    if let Some(frame) = frame.filter(|frame| is_in_sight(app, *frame)) {
        builder = builder.position(frame.x, frame.y);
    }
    let window = builder.build()?;
    if state.zoom != 100 {
        window.set_zoom(f64::from(state.zoom) / 100.0)?;
    }
    Ok(window)
}

/// Writes the first answers into the page when it is asked for.
fn write_first_answers(
    app: &AppHandle,
    request: &Request<Vec<u8>>,
    response: &mut Response<Cow<'static, [u8]>>,
) {
    let (Some(app), "/" | "/index.html") = (app.try_state::<App>(), request.uri().path()) else {
        return;
    };
    let mut answers = app.window.first.take();
    let view = FirstAnswer::of("window_view", json!({}), Ok(WindowView::of(&app)));
    answers.extend(view);
    if let Some(page) = first_answers::written_into(response.body(), &answers) {
        *response.body_mut() = Cow::Owned(page);
    }
}

/// The minimum size. The page needs a certain number of CSS pixels, and fewer fit when zoomed in.
fn smallest(zoom: u32) -> LogicalSize<f64> {
    let zoom = f64::from(zoom.max(100)) / 100.0;
    LogicalSize::new(MIN_SIZE.0 * zoom, MIN_SIZE.1)
}

/// Whether enough of the upper edge is on a screen that currently exists.
fn is_in_sight(app: &AppHandle, frame: Frame) -> bool {
    let screens = app.available_monitors().unwrap_or_default();
    screens.iter().any(|screen| {
        let scale = screen.scale_factor();
        let at: LogicalPosition<f64> = screen.position().to_logical(scale);
        let size: LogicalSize<f64> = screen.size().to_logical(scale);
        let right = (frame.x + frame.width).min(at.x + size.width);
        right - frame.x.max(at.x) >= MIN_VISIBLE
            && (at.y..at.y + size.height - MIN_VISIBLE / 2.0).contains(&frame.y)
    })
}

/// Zooms the window and saves that. Returns the new zoom in per cent.
pub fn set_zoom(app: &AppHandle, per_cent: u32) -> tauri::Result<u32> {
    let state = app
        .state::<App>()
        .window
        .change(|state| state.zoom = per_cent);
    if let Some(window) = app.get_webview_window(LABEL) {
        window.set_zoom(f64::from(state.zoom) / 100.0)?;
        window.set_min_size(Some(smallest(state.zoom)))?;
    }
    Ok(state.zoom)
}

/// Closes the window like its close button.
pub fn close(app: &AppHandle) -> tauri::Result<()> {
    app.get_webview_window(LABEL)
        .map_or(Ok(()), |window| window.close())
}

/// Saves the state before the window closes or the app ends. On the main thread.
pub fn remember(app: &AppHandle) {
    let (Some(window), Some(app)) = (app.get_webview_window(LABEL), app.try_state::<App>()) else {
        return;
    };
    if let Ok(frame) = frame_of(&window, app.window.state().frame) {
        app.window.change(|state| state.frame = Some(frame));
    }
}

/// A maximized window keeps its previous position and size.
fn frame_of(window: &WebviewWindow, before: Option<Frame>) -> tauri::Result<Frame> {
    let scale = window.scale_factor()?;
    let maximized = window.is_maximized()?;
    if let (true, Some(before)) = (maximized, before) {
        return Ok(Frame {
            maximized,
            ..before
        });
    }
    let size: LogicalSize<f64> = window.inner_size()?.to_logical(scale);
    let at: LogicalPosition<f64> = window.outer_position()?.to_logical(scale);
    let (width, height) = match maximized {
        true => SIZE,
        false => (size.width, size.height),
    };
    Ok(Frame {
        x: at.x,
        y: at.y,
        width,
        height,
        maximized,
    })
}

/// Called after the window was closed. The first time, the user is notified that the app keeps running, and how to quit
/// it.
pub fn closed(app: &AppHandle) {
    let is_said = app.try_state::<App>().is_none_or(|state| {
        state.window.state().told_of_closing || state.quitting.load(Ordering::Relaxed)
    });
    if !is_said {
        tauri::async_runtime::spawn(notify_of_background_mode(app.clone()));
    }
}

async fn notify_of_background_mode(app: AppHandle) {
    let mut has_tray = true;
    // A tray without a host is requested again and again, and counts as shown in the meantime.
    for _ in 0..TRAY_CHECKS {
        tokio::time::sleep(TRAY_CHECK_INTERVAL).await;
        let state = app.state::<App>();
        let tray = state.tray.lock();
        has_tray &= tray.as_ref().is_some_and(|tray| tray.host_present());
    }
    let (looking, shown) = (app.clone(), app.clone());
    let still = Box::new(move || looking.get_webview_window(LABEL).is_none());
    let notice = SystemNotice::window_closed(has_tray, still).on_shown(Box::new(move || {
        let app = shown.state::<App>();
        app.window.change(|state| state.told_of_closing = true);
    }));
    app.state::<App>().engine.notify(notice);
}
