//! Runs a parser over its corpus in `fuzz/corpus` and over seeded mutations of it. The core's tests include this file
//! too.

use std::{fs, path::Path};

use fastrand::Rng;

type Target = fn(&[u8]);

/// How many mutations of a corpus to run: a few seconds' worth.
pub(super) const RUNS: usize = 20_000;

/// Fragments that mean something to one of the parsers, or to code behind it.
const PIECES: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    "\"",
    "\\",
    "\\u0000",
    "\\ud800",
    ":",
    ",",
    "null",
    "1e400",
    "-0",
    "\"code\":",
    "\"endpoint\":",
    "\"message\":",
    "\u{feff}",
    "\0",
    "\u{1e}",
    "\u{1b}[31m",
    "\r\n",
    "http://",
    "https://",
    "HTTPS:",
    "//",
    "/",
    "?",
    "#",
    "@",
    "%",
    "%2F",
    "%D8%B7",
    "%E2%80%AE",
    "..",
    "xn--",
    "[::1]",
    ":443",
    "\u{202e}",
    "\u{200b}",
    "طلبات",
    "é",
    "ß",
    "İ",
    "\u{a0}",
    "\t",
    "code:",
    "5xx",
    "since:",
    "9999999999w",
    "until:",
    "2026-11-24",
    "-9999-01-01",
    "is:",
    "AND",
    "NEAR(",
    "*",
    "[receiver]",
    "[[alerts]]",
    "key",
    "=",
    "'''",
    "\"\"\"",
    "{a.b=1}",
    "inf",
    "0x7fffffffffffffff",
    "|  https://a.trycloudflare.com  |",
    "connIndex=256",
    ".ts.net",
    "ERROR:  ERR_NGROK_4018",
    "{\"msg\":\"started tunnel\",\"url\":\"",
    "debug1: ",
    "Your authtoken:",
    "s3cret-t0ken",
];

/// Reads a number from an environment variable.
fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok()?.parse().ok()
}

fn corpus(name: &str) -> Vec<Vec<u8>> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../fuzz/corpus")
        .join(name);
    let entries = fs::read_dir(&dir).unwrap_or_else(|e| panic!("{}: {e}", dir.display()));
    let mut files: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.iter().map(|file| fs::read(file).unwrap()).collect()
}

/// An input with some bytes changed, removed, duplicated, or inserted from a fragment or another input.
fn mutated(of: &[Vec<u8>], random: &mut Rng) -> Vec<u8> {
    let mut bytes = of[random.usize(..of.len())].clone();
    for _ in 0..random.usize(1..6) {
        let at = random.usize(..=bytes.len());
        let end = random.usize(at..=bytes.len().min(at + 40));
        match random.u8(..7) {
            0 if at < bytes.len() => bytes[at] = random.u8(..),
            1 if at < bytes.len() => bytes[at] ^= 1 << random.u8(..8),
            2 => drop(bytes.drain(at..end)),
            3 => drop(bytes.splice(at..at, bytes[at..end].to_vec())),
            4 => {
                let other = &of[random.usize(..of.len())];
                let from = random.usize(..=other.len());
                drop(bytes.splice(at.., other[from..].iter().copied()));
            }
            _ => {
                let piece = PIECES[random.usize(..PIECES.len())];
                drop(bytes.splice(at..end.min(at + 3), piece.bytes()));
            }
        }
    }
    bytes
}

/// On panic, prints the input that was being read.
struct Reading<'a>(&'a str, &'a [u8], u64);

impl Drop for Reading<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let (name, bytes, seed) = (self.0, self.1.escape_ascii(), self.2);
            println!(
                "the {name} reader broke its promise at b\"{bytes}\" (MISSEDHOOK_SEED={seed})"
            );
        }
    }
}

/// Checks a parser's invariants for its corpus and for mutations of it.
pub(super) fn keeps_its_promises(name: &str, target: Target, runs: usize) {
    let seed = number("MISSEDHOOK_SEED").unwrap_or_else(|| fastrand::u64(..));
    let runs = number("MISSEDHOOK_FUZZ_RUNS").map_or(runs, |runs| runs.try_into().unwrap());
    println!("{name}: MISSEDHOOK_SEED={seed}");
    let corpus = corpus(name);
    assert!(corpus.len() > 5, "{name}: {}", corpus.len());
    let mut random = Rng::with_seed(seed);
    let read = |bytes: &[u8]| {
        let _reading = Reading(name, bytes, seed);
        target(bytes);
    };
    corpus.iter().for_each(|bytes| read(bytes));
    (0..runs).for_each(|_| read(&mutated(&corpus, &mut random)));
}
