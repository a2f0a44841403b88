//! Measures the built program from outside and prints what it costs; `tests/README.md` explains the figures. The parts
//! are `ingest`, `gzip`, `latency`, `weight`, `storm`, `scale`, `explain`, `relay`, `targets` and `team`; all are measured, or those that
//! are named. `window`, `opening` and `clicks` are parts of `weight` that can be named alone. All figures are also written to `bench.json` in
//! the folder named by `MISSEDHOOK_BENCH`, which also contains what the Makefile built for comparison. Asserts nothing:
//! the speed of a machine is not a test.

mod bare;
mod disk;
mod explain;
mod figures;
mod gzip;
mod ingest;
mod latency;
mod load;
mod peers;
mod relay;
mod scale;
mod servers;
mod storm;
mod targets;
mod team;
mod weight;
mod window;

use std::path::PathBuf;

use figures::Figures;

/// The earlier build to compare with, if `MISSEDHOOK_BEFORE` names one.
fn before() -> Option<PathBuf> {
    let named = std::env::var_os("MISSEDHOOK_BEFORE");
    named.filter(|path| !path.is_empty()).map(PathBuf::from)
}

fn main() {
    let folder = std::env::var_os("MISSEDHOOK_BENCH").map(PathBuf::from);
    let folder = folder.expect("MISSEDHOOK_BENCH names a folder (`make bench` does)");
    let named: Vec<String> = std::env::args().skip(1).collect();
    let wanted = |part: &str| named.is_empty() || named.iter().any(|name| name == part);
    let mut figures = Figures::default();
    let example = |variable: &str| {
        let named = std::env::var_os(variable).map(PathBuf::from);
        named.unwrap_or_else(|| panic!("{variable} names a built example (`make bench` does)"))
    };
    let ceilings = || example("MISSEDHOOK_CEILING");
    if wanted("ingest") {
        ingest::measure(&mut figures, &ceilings(), &folder.join("peers"));
    }
    if wanted("gzip") {
        gzip::measure(&mut figures);
    }
    if wanted("latency") {
        latency::measure(&mut figures, &ceilings());
    }
    if wanted("weight") {
        weight::measure(
            &mut figures,
            &folder.join("history"),
            &example("MISSEDHOOK_BARE_WINDOW"),
        );
    }
    for part in named.iter().map(String::as_str) {
        let bare = || example("MISSEDHOOK_BARE_WINDOW");
        let history = folder.join("history");
        match part {
            "window" => window::measure_with(&mut figures, &history, &bare()),
            "opening" => window::measure_openings(&mut figures, &history, &bare()),
            "clicks" => window::measure_clicks(&mut figures, &history),
            _ => {}
        }
    }
    if wanted("storm") {
        storm::measure(&mut figures);
    }
    if wanted("scale") {
        scale::measure(&mut figures, &folder);
    }
    if wanted("explain") {
        explain::measure(&mut figures);
    }
    if wanted("relay") {
        relay::measure(&mut figures, &ceilings(), &folder.join("peers"));
    }
    if wanted("targets") {
        targets::measure(&mut figures);
    }
    if wanted("team") {
        team::measure(&mut figures);
    }
    figures.write(&folder.join("bench.json"));
}
