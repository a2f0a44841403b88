//! The history window: made when it is asked for, brought to the front when it is there, and really gone when
//! it is closed.

use tauri::{
    AppHandle, Emitter as _, Manager as _, WebviewUrl, WebviewWindow, WebviewWindowBuilder,
};

/// The window's name, as its capability knows it.
const LABEL: &str = "history";

/// Opens the window at an address such as `#/incident/4`; an empty one leaves an open window where it is.
/// May be called from any thread.
pub fn open(app: &AppHandle, address: &str) {
    open_with(app, address, None);
}

/// As [`open`], with what the panel or the notification server has said of the click: without it a Wayland compositor
/// leaves an open window behind the others.
pub fn open_with(app: &AppHandle, address: &str, token: Option<String>) {
    let (handle, address) = (app.clone(), address.to_owned());
    let asked = app.run_on_main_thread(move || {
        if let Some(window) = handle.get_webview_window(LABEL) {
            if !address.is_empty() {
                let _ = handle.emit("navigate", address);
            }
            let _ = window.unminimize();
            let _ = window.show();
            present(&window, token.as_deref());
        } else {
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
            // GTK activates the window that it presents next with it.
            Ok(display) => display.set_startup_notification_id(token),
            Err(_) => window.set_startup_id(token),
        }
        window.present();
        return;
    }
    let _ = token;
    let _ = window.set_focus();
}

fn make(app: &AppHandle, address: &str) -> tauri::Result<WebviewWindow> {
    let url = WebviewUrl::App(format!("index.html{address}").into());
    WebviewWindowBuilder::new(app, LABEL, url)
        .title("Missedhook")
        .inner_size(1100.0, 720.0)
        .min_inner_size(360.0, 420.0)
        .build()
}
