//! Declares the commands to Tauri, so that a window can be granted each of them by name and no others.

#[cfg(feature = "desktop")]
const COMMANDS: &[&str] = &[
    "status",
    "incidents",
    "incident",
    "alike",
    "endpoint",
    "set_endpoint_note",
    "mute_for_good",
    "unmute_for_good",
    "delivery_errors",
    "delivery_error",
    "endpoints",
    "read_query",
    "complete_query",
    "matches",
    "plot",
    "act",
    "undo",
    "mark_seen",
    "send_test",
    "delete_test_data",
    "copy",
    "pause_alerts",
    "mend_receiver",
    "settings",
    "set_setting",
    "replace_key",
    "save_alert_rules",
    "test_notification",
    "copy_receiver_url",
    "tunnel_offers",
    "tunnel_log",
    "restart_tunnel",
    "check_reachability",
    "public_urls",
    "start_export",
    "cancel_export",
    "diagnosis",
    "start_probe",
    "cancel_probe",
    "allow_host",
    "monitors",
    "monitor_hours",
    "save_monitor",
    "remove_monitor",
    "save_evidence",
    "evidence",
    "requests",
    "request",
    "replay_request",
    "save_fixture",
    "delivery_rates",
    "request_as_curl",
    "compare_requests",
    "relay",
    "save_relay_routes",
    "pause_requests",
    "try_requests",
    "open_logs",
    "diagnostics",
    "window_view",
    "set_zoom",
    "keep_panes",
    "close_window",
    "quit_app",
    "codes",
];

fn main() {
    #[cfg(feature = "desktop")]
    {
        let manifest = tauri_build::AppManifest::new().commands(COMMANDS);
        let attributes = tauri_build::Attributes::new().app_manifest(manifest);
        if let Err(error) = tauri_build::try_build(attributes) {
            println!("cargo::error={error:#}");
        }
    }
}
