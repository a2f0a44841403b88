//! A Tauri program with one static page and nothing else: what any window on this WebKit costs. Opens its window, of the
//! size of Missedhook's, for each line on its standard input. `MISSEDHOOK_BARE_PAGE` names another page, and
//! `MISSEDHOOK_BARE_FILES` the folder with the files that it asks for. Only for the bench.

#![allow(
    clippy::expect_used,
    reason = "a measurement that can't go on says so by panicking"
)]

use std::{env, fs, io::BufRead as _};

use tauri::{RunEvent, WebviewUrl, WebviewWindowBuilder, http::Response};

/// As long as a page of rows.
const ROW: &str =
    "<p>https://pos-bridge.example.com/retm/orders &middot; 503 &middot; Service Unavailable</p>";

/// The page, or one of its files: its content and its type.
fn content(path: &str) -> (Vec<u8>, &'static str) {
    if path == "/" {
        let bare = || format!("<!doctype html><title>Bare</title>{}", ROW.repeat(100)).into_bytes();
        let page = env::var_os("MISSEDHOOK_BARE_PAGE");
        let page = page.map_or_else(bare, |file| fs::read(file).expect("a page"));
        return (page, "text/html");
    }
    let folder = env::var("MISSEDHOOK_BARE_FILES").expect("a folder of files");
    let kind = match path.rsplit('.').next() {
        Some("css") => "text/css",
        Some("woff2") => "font/woff2",
        _ => "application/octet-stream",
    };
    let file = format!("{folder}{path}");
    (fs::read(file).unwrap_or_default(), kind)
}

fn main() {
    let app = tauri::Builder::default()
        .register_uri_scheme_protocol("bare", |_, request| {
            let (content, kind) = content(request.uri().path());
            Response::builder()
                .header("Content-Type", kind)
                .body(content)
                .expect("a response")
        })
        .build(tauri::generate_context!())
        .expect("a display");
    let handle = app.handle().clone();
    std::thread::spawn(move || {
        for _ in std::io::stdin().lock().lines() {
            let app = handle.clone();
            let open = move || {
                let page = "bare://localhost/".parse().expect("a URL");
                WebviewWindowBuilder::new(&app, "bare", WebviewUrl::CustomProtocol(page))
                    .title("Bare")
                    .inner_size(1100.0, 720.0)
                    .build()
                    .expect("a window");
            };
            handle.run_on_main_thread(open).expect("a running app");
        }
    });
    app.run(|_, event| {
        if let RunEvent::ExitRequested {
            code: None, api, ..
        } = event
        {
            api.prevent_exit();
        }
    });
}
