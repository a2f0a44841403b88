//! Logs one line per stored report, up to a limit per minute.

use parking_lot::Mutex;
use std::time::{Duration, Instant};

use super::caller::Caller;
use crate::store::StoredReport;

/// How many reports are logged in one [`WINDOW`]. The others are counted.
const LINES: u64 = 50;
const WINDOW: Duration = Duration::from_secs(60);

/// Logs stored reports. Shared by all connections.
#[derive(Debug, Default)]
pub struct ReportLog(Mutex<Window>);

#[derive(Debug, Default)]
struct Window {
    since: Option<Instant>,
    kept: u64,
}

/// What to log for one report.
#[derive(Debug, PartialEq, Eq)]
enum Entry {
    Line,
    /// The first line of a window, with the number of reports that the previous window left out.
    LineAfter(u64),
    /// The last line of this window.
    LastLine,
    Nothing,
}

impl ReportLog {
    /// Logs that a report was stored. `took` is the time since its headers were read.
    pub(super) fn note(&self, kept: &StoredReport, caller: &Caller, took: Duration) {
        let entry = self.0.lock().add(Instant::now());
        if entry == Entry::Nothing {
            return;
        }
        let _span = caller.span().entered();
        if let Entry::LineAfter(missing @ 1..) = entry {
            tracing::info!(missing, "more reports were stored than logged");
        }
        let (report, incident, ms) = (kept.id, kept.incident_id, took.as_millis());
        tracing::info!(report, incident, ms, "report stored");
        if entry == Entry::LastLine {
            tracing::info!("too many reports to log each; the rest are counted");
        }
    }
}

impl Window {
    fn add(&mut self, now: Instant) -> Entry {
        if self.since.is_none_or(|since| now - since >= WINDOW) {
            let missing = self.kept.saturating_sub(LINES);
            *self = Self {
                since: Some(now),
                kept: 1,
            };
            return Entry::LineAfter(missing);
        }
        self.kept += 1;
        match self.kept {
            ..LINES => Entry::Line,
            LINES => Entry::LastLine,
            _ => Entry::Nothing,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_storm_is_logged_up_to_a_limit_and_then_by_its_number() {
        let (mut window, start) = (Window::default(), Instant::now());
        assert_eq!(window.add(start), Entry::LineAfter(0));
        for _ in 2..LINES {
            assert_eq!(window.add(start), Entry::Line);
        }
        assert_eq!(window.add(start), Entry::LastLine);
        for _ in 0..1000 {
            assert_eq!(window.add(start + WINDOW / 2), Entry::Nothing);
        }
        assert_eq!(window.add(start + WINDOW), Entry::LineAfter(1000));
        assert_eq!(window.add(start + WINDOW), Entry::Line);
    }
}
