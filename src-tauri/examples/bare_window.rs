//! A Tauri program with one static page and nothing else: what any window on this WebKit costs. Opens its window, of the
//! size of Missedhook's, for each line on its standard input. Only for the bench.

#![allow(
    clippy::expect_used,
    reason = "a measurement that can't go on says so by panicking"
)]

use std::io::BufRead as _;

use tauri::{RunEvent, WebviewUrl, WebviewWindowBuilder, http::Response};

/// As long as a page of rows.
const ROW: &str =
    "<p>https://pos-bridge.example.com/retm/orders &middot; 503 &middot; Service Unavailable</p>";

fn main() {
    let app = tauri::Builder::default()
        .register_uri_scheme_protocol("bare", |_, _| {
            let page = format!("<!doctype html><title>Bare</title>{}", ROW.repeat(100));
            Response::builder()
                .header("Content-Type", "text/html")
                .body(page.into_bytes())
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
