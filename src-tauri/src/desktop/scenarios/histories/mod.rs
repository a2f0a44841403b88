//! The histories for the window's tests and for the window in a browser, by page.

mod access;
mod lists;
mod monitors;
mod plots;
mod probes;
mod settings;
mod shell;
mod week;

use serde_json::json;

use super::story::Story;

pub type History = fn(&mut Story);

const ARABIC: &str = "تعذر الاتصال بالخادم بعد ثلاث محاولات";

/// All of them by name.
pub fn all() -> impl Iterator<Item = (&'static str, History)> {
    let all = [
        access::ALL,
        lists::ALL,
        monitors::ALL,
        plots::ALL,
        probes::ALL,
        settings::ALL,
        shell::ALL,
        week::ALL,
    ];
    all.into_iter().flatten().copied()
}

/// Without a host: endpoints of one host would form one row.
fn branch(number: usize) -> String {
    format!("/retm/branch-{number}")
}

/// One report for each of this many endpoints, in order.
fn branches(story: &Story, count: usize) {
    story.world.go_to(3);
    for number in 1..=count {
        story.world.report(json!({"endpoint": branch(number)}));
    }
}

/// This many reports for one endpoint.
fn orders(story: &Story, count: usize) {
    story.world.go_to(3);
    for _ in 0..count {
        story.world.report(json!({}));
    }
}

fn act(story: &mut Story, kind: &str, incidents: &[usize]) {
    story.window(
        "act",
        json!({"action": {"kind": kind}, "incident_ids": incidents}),
    );
}
