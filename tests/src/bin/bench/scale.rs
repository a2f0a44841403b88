//! Scale: copies the figures of the store's own bench, which cover several history sizes, and draws them as curves.
//! Each figure is relative to its value for the smallest history, and both axes are logarithmic. A flat line costs the
//! same however much is stored. A rising one is faster, or for a duration, slower.

use std::{fmt::Write as _, fs, path::Path};

use serde_json::{Value, json};

use crate::figures::Figures;

/// What to draw, and how: a selection from dozens of figures.
const DRAWN: [(&str, &str); 6] = [
    ("kept a second", "#1b6ef3"),
    ("ms: errors  ", "#d1442f"),
    ("ms: errors  unavailable", "#8b4bd8"),
    ("ms: errors  endpoint:orders", "#c97a00"),
    ("exported a second", "#17805c"),
    ("let go by retention a second", "#666666"),
];
/// Figures of the largest history and their goals, in milliseconds.
const GOALS: [(&str, f64); 3] = [
    (
        "ms: errors  endpoint:orders code:503 trace is:resolved",
        50.0,
    ),
    ("ms: longest batch of retention", 20.0),
    ("ms: status of 100000 open incidents", 2.0),
];
/// How much longer a search for words may take than in the earlier build, and how much of its ingest must be left.
/// Asked for by the search in Arabic: `BEFORE=4bf3e68` is the last build whose index was not folded.
const SEARCH_BESIDE_BEFORE: f64 = 1.2;
const INGEST_BESIDE_BEFORE: f64 = 0.95;
/// The searches of the bench that look for words. That for an Arabic word is left out: it finds more than it did.
const WORDS: [&str; 8] = [
    "unavailable",
    "serv",
    "trace",
    "connection refused",
    "3e7",
    "nothingatall",
    "code:503 unavailable",
    "endpoint:orders code:503 trace is:resolved",
];
const WIDTH: f64 = 760.0;
const HEIGHT: f64 = 420.0;
const MARGIN: f64 = 60.0;
/// The range of the vertical axis, up and down from the smallest history.
const DECADES: f64 = 3.0;

/// Copies the figures from `scale.json` in this folder and draws `scale.svg`.
pub fn measure(figures: &mut Figures, folder: &Path) {
    let Ok(bytes) = fs::read(folder.join("scale.json")) else {
        return;
    };
    let scale: Value = serde_json::from_slice(&bytes).unwrap();
    let sizes: Vec<f64> = numbers(&scale["sizes"]);
    figures.part("Scale: beside the smallest history");
    print!("{:<44}", "stored");
    for size in &sizes {
        print!("{size:>12}");
    }
    println!();
    for (name, _) in DRAWN {
        print!("{name:<44}");
        for times in relative(&numbers(&scale["figures"][name])) {
            print!("{times:>10.2} x");
        }
        println!();
    }
    beside_before(figures, folder, &scale);
    let path = folder.join("scale.svg");
    fs::write(&path, draw(&sizes, &scale["figures"])).unwrap();
    println!("drawn in {}", path.display());
    figures.keep("scale", json!(scale));
}

/// The figures of the largest history that have goals, and those beside the earlier build, if it was measured.
fn beside_before(figures: &mut Figures, folder: &Path, scale: &Value) {
    let before: Option<Value> = fs::read(folder.join("before/scale.json"))
        .ok()
        .and_then(|bytes| serde_json::from_slice(&bytes).ok());
    let largest = |scale: &Value, name: &str| numbers(&scale["figures"][name]).last().copied();
    for (name, most) in GOALS {
        if let Some(value) = largest(scale, name) {
            figures.goal(
                &format!("{name}: {most}"),
                value <= most,
                &format!("{value:.2}"),
            );
        }
    }
    let Some(before) = before.filter(|before| before["sizes"] == scale["sizes"]) else {
        return;
    };
    println!("the largest history, beside the earlier build");
    for name in scale["figures"]
        .as_object()
        .into_iter()
        .flatten()
        .map(|(name, _)| name)
    {
        if let (Some(value), Some(before)) = (largest(scale, name), largest(&before, name)) {
            let ratio = value / before;
            println!("{name:<44}{before:>12.2}{value:>12.2}{ratio:>10.2} x");
            figures.keep(&format!("{name}: beside the earlier build"), ratio);
        }
    }
    goals_beside_before(figures, |name| {
        Some(largest(scale, name)? / largest(&before, name)?)
    });
}

/// The goals of the folded index. `ratio` is that of a figure in the largest history to the earlier build's.
fn goals_beside_before(figures: &mut Figures, ratio: impl Fn(&str) -> Option<f64>) {
    let searches = WORDS.iter().filter_map(|words| {
        let ratio = ratio(&format!("ms: errors  {words}"))?;
        Some((ratio, words))
    });
    let slowest = searches.max_by(|(one, _), (other, _)| one.total_cmp(other));
    if let Some((ratio, words)) = slowest {
        figures.goal(
            &format!("search in the folded index: {SEARCH_BESIDE_BEFORE} x the earlier build"),
            ratio <= SEARCH_BESIDE_BEFORE,
            &format!("{ratio:.2} x at most, for {words}"),
        );
    }
    if let Some(ratio) = ratio("kept a second") {
        figures.goal(
            &format!("ingest into the folded index: {INGEST_BESIDE_BEFORE} x the earlier build"),
            ratio >= INGEST_BESIDE_BEFORE,
            &format!("{ratio:.2} x"),
        );
    }
}

fn numbers(array: &Value) -> Vec<f64> {
    let values = array.as_array().into_iter().flatten();
    values.filter_map(Value::as_f64).collect()
}

fn relative(values: &[f64]) -> impl Iterator<Item = f64> {
    let first = values.first().copied().unwrap_or(1.0);
    values.iter().map(move |value| value / first)
}

fn draw(sizes: &[f64], figures: &Value) -> String {
    let (from, to) = (sizes[0].log10(), sizes[sizes.len() - 1].log10());
    let x = |size: f64| MARGIN + (size.log10() - from) / (to - from).max(1.0) * (WIDTH - 300.0);
    let y = |times: f64| {
        let decades = times.max(1e-9).log10().clamp(-DECADES, DECADES);
        HEIGHT / 2.0 - decades / DECADES * (HEIGHT / 2.0 - MARGIN)
    };
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" font-family=\"sans-serif\" \
         font-size=\"12\">\n<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n"
    );
    for (times, label) in [
        (0.001, "1/1000"),
        (0.01, "1/100"),
        (0.1, "1/10"),
        (1.0, "1"),
        (10.0, "10 x"),
        (100.0, "100 x"),
        (1000.0, "1000 x"),
    ] {
        let (y, end) = (y(times), x(sizes[sizes.len() - 1]));
        let _ = writeln!(
            svg,
            "<path d=\"M{MARGIN} {y:.1}H{end:.1}\" stroke=\"#ddd\"/><text x=\"{:.1}\" y=\"{:.1}\" \
             text-anchor=\"end\">{label}</text>",
            MARGIN - 6.0,
            y + 4.0
        );
    }
    for size in sizes {
        let _ = writeln!(
            svg,
            "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{size}</text>",
            x(*size),
            HEIGHT - MARGIN + 24.0
        );
    }
    for (place, (name, colour)) in DRAWN.into_iter().enumerate() {
        let values = numbers(&figures[name]);
        let points: Vec<String> = sizes
            .iter()
            .zip(relative(&values))
            .map(|(size, times)| format!("{:.1},{:.1}", x(*size), y(times)))
            .collect();
        let row = MARGIN + 20.0 * f64::from(u32::try_from(place).unwrap());
        let _ = writeln!(
            svg,
            "<polyline points=\"{}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"/>\
             <text x=\"{:.1}\" y=\"{row:.1}\" fill=\"{colour}\">{name}</text>",
            points.join(" "),
            WIDTH - 220.0
        );
    }
    svg + "</svg>\n"
}
