//! The types that the app and the window share, written out as TypeScript. `make types` writes the file; a
//! test fails when it is stale.

#![cfg(test)]

use missedhook_core::{
    delivery_error::{DeliveryError, DeliveryErrorDetail, Source},
    engine::Sent,
    incident::{Incident, IncidentState},
    moment::Moment,
    problem::Problem,
    status::{NotificationStatus, ReceiverStatus, Status, StoreStatus},
    store::Page,
};
use ts_rs::{Config, TS};

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../ui/src/bindings.ts");

const HEAD: &str = "// Generated from the Rust types by `make types`; do not edit. A test fails when it is stale.\n";

/// The calls and the events: their names are Tauri's, their types the ones above.
const CALLS: &str = "
/** Every call the window can make: its arguments and its answer. A call that fails rejects with a `Problem`. */
export interface Commands {
  status: { args: Record<string, never>; returns: Status };
  delivery_errors: {
    args: { before: number | null; after: number | null; incident_id: number | null; limit: number };
    returns: DeliveryErrorPage;
  };
  delivery_error: { args: { id: number }; returns: DeliveryErrorDetail | null };
  mark_seen: { args: { up_to: number }; returns: null };
  send_test: { args: Record<string, never>; returns: Sent };
  copy: { args: { text: string }; returns: null };
  pause_alerts: { args: { paused: boolean }; returns: null };
  mend_receiver: { args: { any_port: boolean }; returns: null };
}

/** Every event the window can hear, with its payload. */
export interface Events {
  /** Something changed: new rows, the receiver, the store, the alerts. At most one in 100 ms. */
  changed: Status;
  /** Go to this address, e.g. \"#/incident/4\" after a click on a notification. */
  navigate: string;
}
";

fn text() -> String {
    let config = Config::new().with_large_int("number");
    let mut text = HEAD.to_owned();
    let declarations = [
        Moment::decl(&config),
        Source::decl(&config),
        DeliveryError::decl(&config),
        Page::decl(&config),
        IncidentState::decl(&config),
        Incident::decl(&config),
        DeliveryErrorDetail::decl(&config),
        Problem::decl(&config),
        ReceiverStatus::decl(&config),
        StoreStatus::decl(&config),
        NotificationStatus::decl(&config),
        Status::decl(&config),
        Sent::decl(&config),
    ];
    for declaration in declarations {
        text.push_str("\nexport ");
        text.push_str(&declaration);
        text.push('\n');
    }
    text + CALLS
}

#[test]
fn the_generated_file_is_fresh() {
    if std::env::var_os("WRITE_BINDINGS").is_some() {
        std::fs::write(FILE, text()).unwrap();
    }
    let found = std::fs::read_to_string(FILE).unwrap();
    assert!(
        found == text(),
        "ui/src/bindings.ts is stale: run `make types`"
    );
}
