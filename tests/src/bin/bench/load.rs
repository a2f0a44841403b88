//! Load: `wrk` (Debian package `wrk`) sends the same POST over many connections, each as soon as the previous answer is
//! there. It is light, but shares the cores with the server, so a rate is that of both together.

use std::{
    fs,
    io::Write,
    process::Command,
    thread::sleep,
    time::{Duration, Instant},
};

use missedhook_tests::weight;
use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

/// The number of sending threads.
const THREADS: usize = 2;
/// A server that spends no CPU time for this long is at rest.
const STILL: Duration = Duration::from_secs(1);
/// How long a server may take until it is at rest. 4bf3e68 was still busy 45 minutes after a load.
const REST_LIMIT: Duration = Duration::from_secs(60);

/// What to send, and where.
#[derive(Clone)]
pub struct Target {
    /// The whole URL.
    pub url: String,
    /// The body of every request.
    pub body: Vec<u8>,
    /// Its content type.
    pub content_type: &'static str,
    /// The `Content-Encoding` of the body, or empty.
    pub content_encoding: &'static str,
}

/// The result of a run.
#[derive(Clone, Copy)]
pub struct Outcome {
    /// 2xx answers per second.
    pub rate: f64,
    /// CPU time that the server spent for each of them until it had nothing left to do, in microseconds. Not a number if
    /// that was not seen within [`REST_LIMIT`].
    pub cpu: f64,
    /// The median latency, in milliseconds.
    pub p50: f64,
    /// The 99th percentile, in milliseconds.
    pub p99: f64,
    /// Other answers, broken connections and timeouts.
    pub failed: u64,
}

/// The script for `wrk`: what to send and what to print. The body is written byte by byte.
fn script(target: &Target) -> String {
    let body: String = target
        .body
        .iter()
        .map(|byte| format!("\\{byte:03}"))
        .collect();
    let encoding = match target.content_encoding {
        "" => String::new(),
        encoding => format!("wrk.headers[\"Content-Encoding\"] = \"{encoding}\""),
    };
    format!(
        r#"wrk.method = "POST"
wrk.body = "{body}"
wrk.headers["Content-Type"] = "{}"
{encoding}
done = function(summary, latency)
  local errors = summary.errors
  local lost = errors.connect + errors.read + errors.write + errors.timeout
  io.write(string.format('\n{{"requests":%d,"seconds":%f,"p50":%f,"p99":%f,"refused":%d,"lost":%d}}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
    errors.status, lost))
end
"#,
        target.content_type
    )
}

/// Sends for this many seconds over this many connections to the server with this process ID. CPU time does not depend
/// on what else the machine does, unlike a rate.
pub fn send_to(pid: u32, target: &Target, connections: usize, seconds: u64) -> Outcome {
    let before = weight::cpu(pid);
    let outcome = send(target, connections, seconds);
    #[allow(clippy::cast_precision_loss, reason = "a figure for people")]
    let accepted = outcome.rate * seconds as f64;
    let spent = at_rest(pid).map(|after| (after - before).as_secs_f64() * 1e6);
    Outcome {
        cpu: spent.map_or(f64::NAN, |spent| spent / accepted),
        ..outcome
    }
}

/// The CPU time of a process once it spends no more: what it accepted may still have to be indexed and printed.
fn at_rest(pid: u32) -> Option<Duration> {
    let end = Instant::now() + REST_LIMIT;
    let mut before = weight::cpu(pid);
    while Instant::now() < end {
        sleep(STILL);
        let now = weight::cpu(pid);
        if now == before {
            return Some(now);
        }
        before = now;
    }
    None
}

/// Stops a server while others have their turn, so that it takes nothing from them.
pub fn pause(pid: u32) {
    signal(pid, Signal::STOP);
}

/// Lets a paused server go on.
pub fn resume(pid: u32) {
    signal(pid, Signal::CONT);
}

fn signal(pid: u32, signal: Signal) {
    let pid = i32::try_from(pid).ok().and_then(Pid::from_raw);
    kill_process(pid.unwrap(), signal).unwrap();
}

/// Sends for this many seconds over this many connections.
pub fn send(target: &Target, connections: usize, seconds: u64) -> Outcome {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("load.lua");
    let mut file = fs::File::create(&path).unwrap();
    file.write_all(script(target).as_bytes()).unwrap();
    let output = Command::new("wrk")
        .args(["--threads", &THREADS.to_string()])
        .args(["--connections", &connections.to_string()])
        .args(["--duration", &format!("{seconds}s"), "--timeout", "10s"])
        .arg("--script")
        .arg(&path)
        .arg(&target.url)
        .output()
        .expect("wrk starts (Debian package wrk)");
    let text = String::from_utf8_lossy(&output.stdout);
    let line = text.lines().find(|line| line.starts_with('{'));
    let line = line.unwrap_or_else(|| panic!("wrk said {output:?}"));
    let said: Value = serde_json::from_str(line).unwrap();
    let number = |name: &str| said[name].as_f64().unwrap();
    let failed = number("refused") + number("lost");
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "counts"
    )]
    Outcome {
        rate: (number("requests") - number("refused")).max(0.0) / number("seconds"),
        cpu: f64::NAN,
        p50: number("p50"),
        p99: number("p99"),
        failed: failed as u64,
    }
}

/// The median of several rounds, separately for each value. Failures are added up.
pub fn median(rounds: &[Outcome]) -> Outcome {
    let middle = |of: fn(&Outcome) -> f64| {
        let mut values: Vec<f64> = rounds.iter().map(of).collect();
        values.sort_by(f64::total_cmp);
        values[values.len() / 2]
    };
    Outcome {
        rate: middle(|outcome| outcome.rate),
        cpu: middle(|outcome| outcome.cpu),
        p50: middle(|outcome| outcome.p50),
        p99: middle(|outcome| outcome.p99),
        failed: rounds.iter().map(|outcome| outcome.failed).sum(),
    }
}
