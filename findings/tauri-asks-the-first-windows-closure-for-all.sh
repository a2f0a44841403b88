#!/usr/bin/env bash
# tauri 2.12.5 with wry 0.57.1 (crates.io) on WebKitGTK (Debian 12, libwebkit2gtk-4.1): the closure given to
# `on_web_resource_request` of the first window is asked for the pages of every later one; the closure of a later window is
# never called. WebKitGTK registers a URI scheme once for a web context, which all windows share, and so the handler that
# came first stays.
#
# Where it matters: a program that answers requests by what it knows of one window (a token, a page, a document) answers
# those of another window with it. Also after the first window is closed: what its closure holds is kept for ever.
#
# Needs cargo, libwebkit2gtk-4.1-dev, Xvfb and Python 3. Builds a small program in a temporary folder; no network beside the
# registry.
set -euo pipefail
work=$(mktemp -d)
pids=()
trap 'for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done; rm -rf "$work"' EXIT
mkdir -p "$work/app/src" "$work/app/page" "$work/app/icons"
cd "$work/app"
cat > Cargo.toml <<'TOML'
[package]
name = "two-windows"
version = "0.0.0"
edition = "2021"
[build-dependencies]
tauri-build = { version = "=2.7.4", default-features = false }
[dependencies]
tauri = { version = "=2.12.5", default-features = false, features = ["custom-protocol", "wry", "x11"] }
wry = { version = "=0.57.1", default-features = false }
TOML
echo '<!doctype html><title>Page</title>Page' > page/index.html
cat > tauri.conf.json <<'JSON'
{"productName": "two-windows", "version": "0.0.0", "identifier": "example.two.windows",
 "build": {"frontendDist": "page"}, "app": {"windows": [], "security": {"csp": null}}, "bundle": {"icon": ["icons/icon.png"]}}
JSON
python3 - <<'PY'
import struct, zlib
def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
rows = b"".join(b"\0" + b"\0\0\0\xff" * 32 for _ in range(32))
open("icons/icon.png", "wb").write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 32, 32, 8, 6, 0, 0, 0))
    + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))
PY
echo 'fn main() { tauri_build::build() }' > build.rs
cat > src/main.rs <<'RUST'
use std::{sync::mpsc::{channel, Sender}, time::Duration};
use tauri::{webview::PageLoadEvent, AppHandle, Manager, WebviewUrl, WebviewWindowBuilder};

fn open(app: &AppHandle, label: &'static str, loaded: Sender<()>) {
    let handle = app.clone();
    let make = move || {
        WebviewWindowBuilder::new(&handle, label, WebviewUrl::App("index.html".into()))
            .on_web_resource_request(move |request, _| {
                println!("asked for {}: the closure of {label}", request.uri().path());
            })
            .on_page_load(move |_, page| {
                if page.event() == PageLoadEvent::Finished {
                    loaded.send(()).unwrap();
                }
            })
            .build()
            .unwrap();
    };
    app.run_on_main_thread(make).unwrap();
}

fn main() {
    let app = tauri::Builder::default().build(tauri::generate_context!()).unwrap();
    let handle = app.handle().clone();
    std::thread::spawn(move || {
        let (loaded, waits) = channel();
        for label in ["one", "two", "three"] {
            println!("window {label} opens");
            open(&handle, label, loaded.clone());
            waits.recv_timeout(Duration::from_secs(60)).unwrap();
            if label == "two" {
                handle.get_webview_window("one").unwrap().close().unwrap();
                std::thread::sleep(Duration::from_secs(1));
                println!("window one is closed");
            }
        }
        handle.exit(0);
    });
    app.run(|_, _| {});
}
RUST
cargo build -q --target-dir "$work/target"
exec {displayfd}> "$work/display"
Xvfb -displayfd "$displayfd" -screen 0 1024x768x24 -nolisten tcp >/dev/null 2>&1 &
pids+=($!)
for _ in $(seq 100); do [ -s "$work/display" ] && break; sleep 0.1; done
env -u WAYLAND_DISPLAY DISPLAY=":$(tr -d '\n' < "$work/display")" HOME="$work" GDK_BACKEND=x11 LIBGL_ALWAYS_SOFTWARE=1 \
  timeout 120 "$work/target/debug/two-windows" 2>"$work/said" | tee "$work/seen"
diff "$work/seen" - <<'EXPECTED'
window one opens
asked for /: the closure of one
window two opens
asked for /: the closure of one
window one is closed
window three opens
asked for /: the closure of one
EXPECTED
