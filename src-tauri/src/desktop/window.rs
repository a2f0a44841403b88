//! The history window: made when it is asked for, brought to the front when it is there, and really gone when
//! it is closed.

use tauri::{AppHandle, Emitter as _, Manager as _, WebviewUrl, WebviewWindowBuilder};

/// The window's name, as its capability knows it.
const LABEL: &str = "history";

/// Opens the window at an address such as `#/incident/4`; an empty one leaves an open window where it is.
/// May be called from any thread.
pub fn open(app: &AppHandle, address: &str) {
    let (handle, address) = (app.clone(), address.to_owned());
    let asked = app.run_on_main_thread(move || {
        if let Some(window) = handle.get_webview_window(LABEL) {
            if !address.is_empty() {
                let _ = handle.emit("navigate", address);
            }
            let _ = window.unminimize();
            let _ = window.show();
            let _ = window.set_focus();
        } else if let Err(error) = make(&handle, &address) {
            tracing::error!(%error, "the window can't be opened");
        }
    });
    if let Err(error) = asked {
        tracing::error!(%error, "the window can't be opened");
    }
}

fn make(app: &AppHandle, address: &str) -> tauri::Result<()> {
    let url = WebviewUrl::App(format!("index.html{address}").into());
    WebviewWindowBuilder::new(app, LABEL, url)
        .title("Missedhook")
        .inner_size(1100.0, 720.0)
        .min_inner_size(360.0, 420.0)
        .build()
        .map(|_| ())
}
