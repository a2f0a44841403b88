//! The tray on macOS and Windows: Tauri's own. It belongs to the main thread, so every change is handed over whole and
//! nobody waits for it. This side remembers only what was shown last. It keeps no handle of the icon: a handle counts
//! its clones without a lock, and must not even be cloned on another thread.

use missedhook_core::alert::AlertPause;
use tauri::image::Image;
use tauri::menu::{CheckMenuItem, IsMenuItem, Menu, MenuItem, PredefinedMenuItem, Submenu};
use tauri::tray::{MouseButton, MouseButtonState, TrayIconBuilder, TrayIconEvent};
use tauri::{AppHandle, Wry};

use super::{ActivationToken, Line, Tray, TrayAction, TrayError, TrayView, drawing, menu};

const ID: &str = "missedhook";
/// The 22 points of a menu bar on a high-density screen; Windows scales its 32 down.
const SIZE: u32 = if cfg!(target_os = "macos") { 44 } else { 32 };
/// Windows cuts off a longer tooltip without an ellipsis.
const TOOLTIP_UNITS: usize = 127;

/// An incident's entry has its number behind this.
const INCIDENT: &str = "tray-incident-";

const ACTIONS: [(&str, TrayAction); 11] = [
    ("tray-open-history", TrayAction::OpenHistory),
    ("tray-open-incidents", TrayAction::OpenIncidents),
    ("tray-setup", TrayAction::FinishSetup),
    ("tray-copy-url", TrayAction::CopyReceiverUrl),
    ("tray-send-test", TrayAction::SendTest),
    ("tray-pause", TrayAction::Pause(AlertPause::Always)),
    ("tray-go-on", TrayAction::Pause(AlertPause::Off)),
    ("tray-pause-30-min", TrayAction::Pause(AlertPause::HalfHour)),
    ("tray-pause-1-h", TrayAction::Pause(AlertPause::Hour)),
    (
        "tray-pause-tomorrow",
        TrayAction::Pause(AlertPause::Tomorrow),
    ),
    ("tray-quit", TrayAction::Quit),
];

/// Puts the icon into `app`'s tray. Must be called on the main thread. `on_action` is called there too, so it delegates
/// longer work.
pub fn start(
    app: &AppHandle,
    _workers: &missedhook_core::worker::Workers,
    view: TrayView,
    on_action: impl Fn(TrayAction, Option<ActivationToken>) + Send + Sync + 'static,
) -> Result<Box<dyn Tray>, TrayError> {
    let on_action = std::sync::Arc::new(on_action);
    let on_click = on_action.clone();
    menu_of(app, &view)
        .and_then(|menu| {
            TrayIconBuilder::with_id(ID)
                .icon(image(&view))
                .tooltip(tooltip(&view))
                .menu(&menu)
                .show_menu_on_left_click(false)
                .on_menu_event(move |_app, event| {
                    // Every menu's events come by here, not only the tray's.
                    if let Some(action) = action_of(event.id().as_ref()) {
                        on_action(action, None);
                    }
                })
                .on_tray_icon_event(move |_icon, event| {
                    if let TrayIconEvent::Click {
                        button: MouseButton::Left,
                        button_state: MouseButtonState::Up,
                        ..
                    } = event
                    {
                        on_click(TrayAction::OpenHistory, None);
                    }
                })
                .build(app)
        })
        .map_err(|error| TrayError::Refused(error.to_string()))?;
    Ok(Box::new(TauriTray {
        app: app.clone(),
        shown: view,
    }))
}

struct TauriTray {
    app: AppHandle,
    shown: TrayView,
}

impl Tray for TauriTray {
    fn show(&mut self, view: &TrayView) {
        if self.shown == *view {
            return;
        }
        let before = std::mem::replace(&mut self.shown, view.clone());
        let (app, view) = (self.app.clone(), view.clone());
        // Not waited for: the caller may hold what the main thread waits for.
        let handed_over = self.app.run_on_main_thread(move || {
            if let Err(error) = change(&app, &before, &view) {
                tracing::warn!(%error, "the tray icon could not be changed");
            }
        });
        if let Err(error) = handed_over {
            tracing::debug!(%error, "the tray icon was not changed: the app is ending");
        }
    }

    fn host_present(&self) -> bool {
        true
    }
}

impl Drop for TauriTray {
    fn drop(&mut self) {
        let app = self.app.clone();
        // An error means that the app has ended, and the icon with it.
        let _ = self
            .app
            .run_on_main_thread(move || drop(app.remove_tray_by_id(ID)));
    }
}

/// Must be called on the main thread.
fn change(app: &AppHandle, before: &TrayView, now: &TrayView) -> tauri::Result<()> {
    let Some(icon) = app.tray_by_id(ID) else {
        return Ok(());
    };
    if (before.sign, before.alerts_paused) != (now.sign, now.alerts_paused) {
        icon.set_icon(Some(image(now)))?;
    }
    if menu(&without_news(before)) != menu(&without_news(now)) {
        icon.set_menu(Some(menu_of(app, now)?))?;
    }
    icon.set_tooltip(Some(tooltip(now)))
}

/// The menu must not change with every count: a menu that is replaced while open closes under the pointer.
fn without_news(view: &TrayView) -> TrayView {
    TrayView {
        state: view.headline.clone(),
        ..view.clone()
    }
}

fn menu_of(app: &AppHandle, view: &TrayView) -> tauri::Result<Menu<Wry>> {
    let none = None::<&str>;
    let mut items: Vec<Box<dyn IsMenuItem<Wry>>> = Vec::new();
    for line in menu(&without_news(view)) {
        items.push(match line {
            Line::Note("") => continue,
            Line::Item { label, .. } if label.is_empty() => continue,
            Line::Note(text) => Box::new(MenuItem::new(app, plain(text), false, none)?),
            Line::Item {
                label,
                action,
                enabled,
            } => Box::new(MenuItem::with_id(
                app,
                id(action),
                plain(&label),
                enabled,
                none,
            )?),
            Line::Check {
                label,
                action,
                checked,
            } => Box::new(CheckMenuItem::with_id(
                app,
                id(action),
                label,
                true,
                checked,
                none,
            )?),
            Line::Menu { label, items } => {
                let submenu = Submenu::new(app, label, true)?;
                for (label, action) in items {
                    submenu.append(&MenuItem::with_id(app, id(action), label, true, none)?)?;
                }
                Box::new(submenu)
            }
            Line::Separator => Box::new(PredefinedMenuItem::separator(app)?),
        });
    }
    Menu::with_items(app, &items.iter().map(|item| &**item).collect::<Vec<_>>())
}

/// A single `&` in a label would underline what follows.
fn plain(text: &str) -> String {
    text.replace('&', "&&")
}

fn id(action: TrayAction) -> String {
    if let TrayAction::OpenIncident(id) = action {
        return format!("{INCIDENT}{id}");
    }
    let known = ACTIONS.iter().find(|(_, known)| *known == action);
    known.map_or_else(String::new, |(id, _)| (*id).to_owned())
}

fn action_of(id: &str) -> Option<TrayAction> {
    if let Some(number) = id.strip_prefix(INCIDENT) {
        return number.parse().ok().map(TrayAction::OpenIncident);
    }
    let known = ACTIONS.iter().find(|(known, _)| *known == id);
    known.map(|(_, action)| *action)
}

/// Not a template: macOS would paint the rim in the menu bar's colour too.
fn image(view: &TrayView) -> Image<'static> {
    let pixels = drawing::icon(&view.sign, view.alerts_paused, SIZE);
    Image::new_owned(pixels, SIZE, SIZE)
}

fn tooltip(view: &TrayView) -> String {
    let text = format!("{}\n{}", view.tooltip_title, view.tooltip);
    let mut units = 0;
    let fits = |c: &char| {
        units += c.len_utf16();
        units <= TOOLTIP_UNITS
    };
    text.chars().take_while(fits).collect()
}
