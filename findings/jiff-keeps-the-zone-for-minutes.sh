#!/usr/bin/env bash
# jiff 1.0.1 (crates.io): `TimeZone::system()` goes on giving the zone that it found first for some minutes after the
# system's zone has changed, and `TimeZoneDatabase::reset()` does not help; `jiff::tz::reset_system_time_zone_cache()`
# does.
#
# Where it matters: a program that runs for days on a laptop reckons "every evening at 22:00" in the old zone for a while
# after its owner has travelled. The name of the function that helps is easily taken for that of the database.
#
# Needs cargo. Builds in a temporary folder. The zone is changed for the program alone, by the variable TZ.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/src"
cat > "$work/Cargo.toml" <<'TOML'
[package]
name = "zone"
version = "0.0.0"
edition = "2021"

[dependencies]
jiff = "=1.0.1"
TOML
cat > "$work/src/main.rs" <<'RUST'
use jiff::tz::{self, TimeZone};

fn zone() -> String {
    TimeZone::system().iana_name().unwrap_or("none").to_owned()
}

fn main() {
    std::env::set_var("TZ", "Asia/Riyadh");
    println!("at first: {}", zone());
    std::env::set_var("TZ", "Europe/Lisbon");
    println!("after the change: {}", zone());
    tz::db().reset();
    println!("after tz::db().reset(): {}", zone());
    tz::reset_system_time_zone_cache();
    println!("after tz::reset_system_time_zone_cache(): {}", zone());
}
RUST
cd "$work"
cargo run -q | tee "$work/seen"
diff "$work/seen" - <<'EXPECTED'
at first: Asia/Riyadh
after the change: Asia/Riyadh
after tz::db().reset(): Asia/Riyadh
after tz::reset_system_time_zone_cache(): Europe/Lisbon
EXPECTED
