//! How often `missedhook explain` names what a server really did, measured on the messages of real clients next to the
//! repository (`../shared/messages/clients.json`). A third of the clients is held out: no rule may be written from
//! their messages, which nobody needs to read. Their score is printed separately.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    io::Write as _,
    path::Path,
    process::{Command, Stdio},
    time::Instant,
};

use missedhook_tests::program::binary;
use serde_json::{Value, json};

use super::figures::Figures;

const MESSAGES: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../shared/messages/clients.json"
);

/// The held-out clients: those in the file whose name's FNV-1a hash (32 bits) modulo 3 is 1, which comes closest to a
/// third of the messages. Chosen before their messages were read.
const HELD_OUT: [&str; 7] = [
    ".NET Core HttpClient",
    "Mono HttpClient (CancellationToken)",
    "Perl LWP",
    "node-http",
    "php-curl",
    "python-requests",
    "python-urllib",
];

/// The acceptable causes for each failure: the cause itself, and what a client really experiences of it.
fn accepted(failure: &str) -> BTreeSet<&'static str> {
    let causes: &[&str] = match failure {
        "refused" | "refused_two_addresses" => &["refused"],
        "unknown_host" => &["dns"],
        "connect_timeout" => &["connect_timeout"],
        "read_timeout" | "https_read_timeout" => &["timeout"],
        // Some clients do not limit the body and see the server close it.
        "body_timeout" => &["timeout", "truncated"],
        // Some clients count TLS as part of connecting.
        "tls_silent" => &["timeout", "connect_timeout"],
        "reset_at_accept" | "reset_after_request" | "https_reset_after_request" => &["reset"],
        "close_without_answer" | "https_close_without_answer" => &["closed"],
        "garbage" => &["not_http"],
        "truncated_body" | "truncated_chunked" => &["truncated"],
        "tls_expired" => &["tls_expired"],
        "tls_not_yet_valid" => &["tls_not_yet_valid"],
        "tls_self_signed" => &["tls_self_signed"],
        "tls_wrong_name" => &["tls_name"],
        "tls_no_intermediate" => &["tls_chain"],
        "tls_old_version" => &["tls_version"],
        "tls_to_plain" => &["https_to_http"],
        // The server sends an alert or cuts the connection.
        "plain_to_tls" => &["http_to_https", "reset", "closed", "not_http"],
        "tls_reset" => &["tls_failed", "reset"],
        "tls_close" => &["tls_failed", "closed"],
        "redirect_loop_302" | "redirect_loop_307" | "redirect_308" => {
            &["redirect_loop", "redirect"]
        }
        // A client that follows it reaches a port on which nothing listens.
        "redirect_301_https" => &["redirect", "refused"],
        "redirect_to_login" => &["redirect"],
        _ => &["status"],
    };
    causes.iter().copied().collect()
}

/// How many messages were explained in each way.
#[derive(Default)]
struct Score {
    /// The text determines the cause.
    right: f64,
    general: f64,
    wrong: f64,
    /// The same text occurs with several causes.
    open: f64,
    open_wrong: f64,
}

/// Scores the program and times it.
pub fn measure(figures: &mut Figures) {
    figures.part("explain: what senders write");
    let Ok(bytes) = fs::read(Path::new(MESSAGES)) else {
        println!("NOT MEASURED: {MESSAGES} is not there.");
        return;
    };
    let rows: Vec<Value> = serde_json::from_slice(&bytes).unwrap();
    println!("held out: {}", HELD_OUT.join(", "));
    for field in ["message", "innermost", "chain"] {
        let texts: Vec<String> = rows.iter().map(|row| text(row, field)).collect();
        let explained = explain(&texts);
        let tells = tells(&rows, &texts);
        for (name, held_out) in [
            ("all", None),
            ("held out", Some(true)),
            ("not held out", Some(false)),
        ] {
            let mut score = Score::default();
            for ((row, explanation), text) in rows.iter().zip(&explained).zip(&texts) {
                let client = row["client"].as_str().unwrap();
                if held_out.is_none_or(|held| held == HELD_OUT.contains(&client)) {
                    count(&mut score, row, explanation, tells[&plain(text)]);
                }
            }
            print(figures, &format!("explain {field}, {name}"), &score);
        }
    }
    time(figures, &rows);
}

fn print(figures: &mut Figures, name: &str, score: &Score) {
    let told = score.right + score.general + score.wrong;
    let all = told + score.open + score.open_wrong;
    let wrong = 100.0 * (score.wrong + score.open_wrong) / all;
    let right = 100.0 * score.right / told;
    println!(
        "{name:<32} n {all:>4}  the text tells it {told:>4}: true {right:>5.1} %, too general {:>4.1} %, wrong {:>4.2} %;  can't tell {:>4}, wrong {}",
        100.0 * score.general / told,
        100.0 * score.wrong / told,
        score.open + score.open_wrong,
        score.open_wrong,
    );
    figures.keep(
        name,
        json!({"true": right, "wrong_of_all": wrong, "n": all}),
    );
    figures.goal(
        name,
        right >= 85.0 && wrong <= 0.5,
        &format!("true {right:.1} % (85), wrong {wrong:.2} % of all (0.5)"),
    );
}

fn count(score: &mut Score, row: &Value, explanation: &Value, tells: bool) {
    let failure = row["failure"].as_str().unwrap();
    let accepted = accepted(failure);
    let named = explanation["cause"].as_str().unwrap();
    let status_is_right = failure
        .strip_prefix("status_")
        .is_none_or(|status| status.parse().ok() == explanation["status"].as_i64());
    let candidates: Vec<_> = explanation["candidates"]
        .as_array()
        .unwrap()
        .iter()
        .collect();
    let is_right = accepted.contains(named) && status_is_right;
    let is_open = named == "unknown"
        && (candidates.is_empty()
            || candidates
                .iter()
                .any(|cause| accepted.contains(cause.as_str().unwrap())));
    let place = match (tells, is_right, is_open) {
        (true, true, _) => &mut score.right,
        (true, false, true) => &mut score.general,
        (true, false, false) => &mut score.wrong,
        (false, true, _) | (false, _, true) => &mut score.open,
        (false, false, false) => &mut score.open_wrong,
    };
    *place += 1.0;
}

/// Whether each text, ignoring numbers, occurs with only one cause.
fn tells(rows: &[Value], texts: &[String]) -> BTreeMap<String, bool> {
    let mut causes: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for (row, text) in rows.iter().zip(texts) {
        let accepted = accepted(row["failure"].as_str().unwrap());
        causes
            .entry(plain(text))
            .and_modify(|all| all.retain(|cause| accepted.contains(cause)))
            .or_insert(accepted);
    }
    let tells = causes.into_iter().map(|(text, causes)| {
        let tells = !text.trim().is_empty() && !causes.is_empty();
        (text, tells)
    });
    tells.collect()
}

fn plain(text: &str) -> String {
    let mut plain = String::new();
    for c in text.to_lowercase().chars() {
        match c.is_ascii_digit() {
            true if plain.ends_with('0') => {}
            true => plain.push('0'),
            false => plain.push(c),
        }
    }
    plain
}

fn text(row: &Value, field: &str) -> String {
    let text = |field: &str| row[field].as_str().filter(|text| !text.is_empty());
    text(field)
        .or_else(|| text("message"))
        .unwrap_or_default()
        .to_owned()
}

fn explain(texts: &[String]) -> Vec<Value> {
    let lines = texts
        .iter()
        .map(|text| json!({"code": 0, "message": text}).to_string() + "\n");
    let printed = run(&lines.collect::<String>());
    let objects = printed
        .lines()
        .map(|line| serde_json::from_str(line).unwrap());
    objects.collect()
}

fn run(input: &str) -> String {
    let mut child = Command::new(binary())
        .args(["explain", "--json", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_owned();
    let writing = std::thread::spawn(move || stdin.write_all(input.as_bytes()));
    let output = child.wait_with_output().unwrap();
    writing.join().unwrap().unwrap();
    String::from_utf8(output.stdout).unwrap()
}

/// The time per message, measured from outside as the extra time of many more lines, including output.
fn time(figures: &mut Figures, rows: &[Value]) {
    const TIMES: usize = 40;
    let lines = rows
        .iter()
        .map(|row| json!({"code": 0, "message": text(row, "chain")}).to_string() + "\n");
    let once: String = lines.collect();
    let took = |input: &str| {
        let tries = (0..3).map(|_| {
            let began = Instant::now();
            run(input);
            began.elapsed()
        });
        tries.min().unwrap()
    };
    let more = took(&once.repeat(TIMES)).saturating_sub(took(&once));
    let each = more.as_secs_f64() * 1e6 / (rows.len() * (TIMES - 1)) as f64;
    figures.value("explain: each, read and printed", each, "µs");
    figures.goal("explain: each", each <= 20.0, &format!("{each:.1} µs (20)"));
}
