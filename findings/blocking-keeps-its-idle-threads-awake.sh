#!/usr/bin/env bash
# blocking 1.7.0 (crates.io): a thread of its pool that has nothing to do never ends, and wakes twice a second for ever.
# In 1.6.2 it ends after half a second without work. (The condition that ends an idle thread asks, in 1.7.0, whether there
# are more threads than the limit of 500.)
#
# Where it matters: whatever uses async-io, async-fs or zbus without tokio has this pool. A desktop program that is at rest
# all day wakes the processor twice a second for each thread that once did something, and nothing in it says why.
#
# Needs cargo, and Linux for /proc. Builds two small programs in a temporary folder; no network beside the registry.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
for version in 1.6.2 1.7.0; do
  mkdir -p "v$version/src"
  cat > "v$version/Cargo.toml" <<TOML
[package]
name = "idle"
version = "0.0.0"
edition = "2021"
[dependencies]
blocking = "=$version"
futures-lite = "=2.6.1"
TOML
  cat > "v$version/src/main.rs" <<'RUST'
use std::{fs, thread::sleep, time::Duration};

/// The threads beside the main one, and how often they gave up the processor by themselves.
fn others() -> (usize, u64) {
    let (mut threads, mut switches) = (0, 0);
    for task in fs::read_dir("/proc/self/task").unwrap().flatten() {
        if task.file_name().to_str() == Some(&std::process::id().to_string()) {
            continue;
        }
        let Ok(status) = fs::read_to_string(task.path().join("status")) else { continue };
        let line = status.lines().find(|line| line.starts_with("voluntary_ctxt")).unwrap();
        threads += 1;
        switches += line.split_whitespace().last().unwrap().parse::<u64>().unwrap();
    }
    (threads, switches)
}

fn main() {
    futures_lite::future::block_on(blocking::unblock(|| ()));
    sleep(Duration::from_secs(3));
    let (threads, before) = others();
    sleep(Duration::from_secs(5));
    let (_, after) = others();
    let wakes = match after.saturating_sub(before) {
        0 => "none",
        8..=12 => "some 10",
        _ => "another number",
    };
    println!("threads 3 s after one job: {threads}; their wake-ups in 5 s: {wakes}");
}
RUST
  cargo run -q --manifest-path "v$version/Cargo.toml" --target-dir "$work/target" | sed "s/^/blocking $version: /"
done | tee seen
diff seen - <<'EXPECTED'
blocking 1.6.2: threads 3 s after one job: 0; their wake-ups in 5 s: none
blocking 1.7.0: threads 3 s after one job: 1; their wake-ups in 5 s: some 10
EXPECTED
