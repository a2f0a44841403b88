//! The measured figures: printed as they come and saved to a JSON file. A figure has a name, a value and a unit. A goal
//! is printed next to its value and never asserted.

use std::{fs, path::Path, time::Duration};

use serde_json::{Map, Value, json};

/// All figures of a run.
#[derive(Default)]
pub struct Figures {
    all: Map<String, Value>,
}

/// Durations of one operation, in milliseconds, sorted.
pub struct Times(Vec<f64>);

impl Times {
    pub fn of(times: impl IntoIterator<Item = Duration>) -> Self {
        let mut times: Vec<f64> = times
            .into_iter()
            .map(|time| time.as_secs_f64() * 1000.0)
            .collect();
        times.sort_by(f64::total_cmp);
        Self(times)
    }

    /// The given percentile.
    pub fn percentile(&self, part: usize) -> f64 {
        self.0
            .get(self.0.len().saturating_sub(1) * part / 100)
            .copied()
            .unwrap_or(f64::NAN)
    }
}

impl Figures {
    /// A headline.
    pub fn part(&self, title: &str) {
        println!("\n{title}");
    }

    /// Saves a figure to the file only.
    pub fn keep(&mut self, name: &str, value: impl Into<Value>) {
        self.all.insert(name.to_owned(), value.into());
    }

    /// A figure of this run: its value, or the median of its durations in milliseconds.
    pub fn number(&self, name: &str) -> Option<f64> {
        let figure = self.all.get(name)?;
        figure["value"]
            .as_f64()
            .or_else(|| figure["p50_ms"].as_f64())
    }

    /// One value.
    pub fn value(&mut self, name: &str, value: f64, unit: &str) {
        println!("{name:<44} {value:>10.2} {unit}");
        self.keep(name, json!({"value": value, "unit": unit}));
    }

    /// The durations of a repeated operation.
    pub fn times(&mut self, name: &str, times: &Times) {
        let [p50, p95, p99, worst] = [50, 95, 99, 100].map(|part| times.percentile(part));
        println!(
            "{name:<34} n {:>5}  p50 {p50:>7.2}  p95 {p95:>7.2}  p99 {p99:>7.2}  worst {worst:>7.2} ms",
            times.0.len()
        );
        self.keep(
            name,
            json!({"n": times.0.len(), "p50_ms": p50, "p95_ms": p95, "p99_ms": p99, "worst_ms": worst}),
        );
    }

    /// A goal, and whether it was met.
    pub fn goal(&mut self, name: &str, met: bool, what: &str) {
        println!("  {} {name}: {what}", if met { "met " } else { "GAP " });
        self.keep(
            &format!("goal: {name}"),
            json!({"met": met, "measured": what}),
        );
    }

    /// Writes the file. Figures of parts that were not measured in this run stay.
    pub fn write(self, path: &Path) {
        let before = fs::read(path).ok();
        let mut all: Map<String, Value> = before
            .and_then(|bytes| serde_json::from_slice(&bytes).ok())
            .unwrap_or_default();
        all.extend(self.all);
        let text = serde_json::to_string_pretty(&all).unwrap();
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text + "\n").unwrap();
        println!("\nwritten to {}", path.display());
    }
}
