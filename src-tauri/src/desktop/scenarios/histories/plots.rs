//! Plots and exports.

use missedhook_core::history::export::{ExportProgress, ExportState};
use serde_json::json;

use super::{History, orders};
use crate::desktop::scenarios::{story::Story, world::World};

pub const ALL: &[(&str, History)] = &[
    ("export", export),
    ("export-cancelled", export_cancelled),
    ("plots", plots),
    ("plots-empty", plots_empty),
];

const HOUR: u64 = 3600;
const MENU: &str = "https://pos.example.com/retm/menu";

/// This many minutes after half an hour before the scenario's present, in seconds before the present.
fn minute(minute: u64) -> u64 {
    1800 - 60 * minute
}

/// The window may query each of its ranges.
pub fn ask_ranges(story: &mut Story) {
    let mut ranges = vec![(None, None)];
    for hours in [1, 24, 168, 720] {
        ranges.push((Some(World::ago(hours * HOUR)), None));
    }
    for (from, to) in [(2, 4), (1, 5)] {
        ranges.push((Some(World::ago(minute(from))), Some(World::ago(minute(to)))));
    }
    for (from, to) in ranges {
        story.ask(
            "plot",
            json!({"from": from, "to": to, "step": null, "endpoint": null}),
        );
    }
}

/// Two endpoints fail in one minute, one of them again later; then one fails twenty times.
fn plots(story: &mut Story) {
    let endpoint = "https://pos.example.com/retm/orders";
    story.world.go_to(minute(2));
    for _ in 0..3 {
        story.world.report(json!({"endpoint": endpoint}));
    }
    story.world.report(json!({"endpoint": MENU}));
    story.world.go_to(minute(9));
    story.world.report(json!({"endpoint": endpoint}));
    ask_ranges(story);
    story.open();
    for _ in 0..4 {
        story.outside(|world| {
            for _ in 0..5 {
                world.report(json!({"endpoint": MENU}));
            }
        });
    }
}

/// Something failed, forty days ago.
fn plots_empty(story: &mut Story) {
    story.world.go_to(40 * 24 * HOUR);
    story.world.report(json!({}));
    ask_ranges(story);
    story.open();
}

fn begin(story: &mut Story, query: &str, format: &str) {
    let args = json!({"query": query, "format": format});
    let path = format!(
        "/home/amal/Downloads/missedhook-{}.{format}",
        story.world.now().compact()
    );
    let begun = ExportProgress {
        path,
        written: 0,
        total: 0,
        state: ExportState::Running,
        problem: None,
    };
    story.answered(
        "start_export",
        &args,
        Ok(serde_json::to_value(begun).unwrap()),
    );
}

/// Exports that start. The tests supply their progress.
fn export(story: &mut Story) {
    orders(story, 24);
    story.open();
    begin(story, "code:503", "csv");
    begin(story, "is:open", "csv");
    begin(story, "is:acknowledged code:503", "json");
}

/// An export that is cancelled.
fn export_cancelled(story: &mut Story) {
    orders(story, 24);
    story.open();
    begin(story, "", "ndjson");
    story.window("cancel_export", json!({}));
    let cancelled = ExportProgress {
        path: "/home/amal/Downloads/missedhook.ndjson".to_owned(),
        written: 0,
        total: 0,
        state: ExportState::Cancelled,
        problem: None,
    };
    story.event("exporting", serde_json::to_value(cancelled).unwrap());
}
