//! Runs a tunnel program under the guard, reads its output line by line and combines the resulting events. Each kind
//! parses its own lines with a pure function. All output is bounded.

use std::{
    collections::BTreeSet,
    ffi::OsString,
    path::{Path, PathBuf},
    time::Duration,
};

use tokio::{
    io::{AsyncBufReadExt as _, AsyncRead, AsyncReadExt as _, BufReader},
    process::{Child, ChildStdin},
    sync::mpsc,
    time::{Instant, sleep_until, timeout},
};

use super::{Ended, Guard, RunContext, TunnelEvent, discovery, problem};
use crate::{
    locale::Locale,
    model::{problem::Problem, secret::Secret, tunnel::TunnelKind},
};

/// The maximum length of a line, in bytes; a longer one is read in pieces.
const LINE_LIMIT: u64 = 16 * 1024;
/// How long the guard may take to end; it gives the program 2 s of that, twice.
const END_LIMIT: Duration = Duration::from_secs(6);
/// How long to wait for the remaining output of a program that has ended.
const LAST_WORDS: Duration = Duration::from_millis(500);

/// A tunnel program to run.
pub(super) struct Launch {
    /// Its path.
    pub program: PathBuf,
    /// Its arguments, without secrets, because every user of the machine can read them.
    pub args: Vec<OsString>,
    /// A secret, and the environment variable that passes it.
    pub secret: Option<(&'static str, Secret)>,
    /// The public URL, if it is known in advance.
    pub public_url: Option<String>,
    /// Whether it reports when it is connected. If not, it counts as connected from the start.
    pub says_connected: bool,
}

/// The path of a program, or the problem that it is not installed.
pub(super) fn find(kind: TunnelKind, name: &str, places: &[PathBuf]) -> Result<PathBuf, Problem> {
    discovery::find(name, places).ok_or_else(|| {
        problem(
            format!("There is no {name} on this machine."),
            super::about::how_to_get(kind, Locale::default()),
        )
    })
}

/// Runs the program until it ends or is told to stop.
pub(super) async fn run(
    guard: &Guard,
    launch: Result<Launch, Problem>,
    read: impl Fn(&str) -> Option<TunnelEvent>,
    context: &RunContext,
) -> Ended {
    let launch = match launch {
        Ok(launch) => launch,
        Err(problem) => return Ended::Failed(problem),
    };
    let name = name(&launch.program);
    context.log.note(&format!(
        "missedhook: starting {}",
        launch.program.display()
    ));
    let mut command = guard.command(launch.program.as_os_str(), &launch.args);
    if let Some((variable, secret)) = &launch.secret {
        command.env(variable, secret.reveal());
    }
    let mut child = match command.spawn() {
        Ok(child) => child,
        Err(error) => {
            return Ended::Failed(problem(
                format!("{name} could not be started: {error}."),
                "Make sure Missedhook's program file is still in its place.",
            ));
        }
    };
    // Held for as long as the tunnel is wanted: closing it tells the guard to end.
    let wire = child.stdin.take();
    let (lines, mut heard) = mpsc::channel(64);
    if let Some(out) = child.stdout.take() {
        tokio::spawn(read_lines(out, lines.clone()));
    }
    if let Some(err) = child.stderr.take() {
        tokio::spawn(read_lines(err, lines));
    }
    let mut state = ProgramState::new(launch.public_url, launch.says_connected);
    let mut last = Last::default();
    let mut drained_at = None;
    loop {
        tokio::select! {
            line = heard.recv() => {
                let Some(line) = line else { break };
                let event = read(&line);
                last.take(&line, event.as_ref());
                if event.is_some() || worth_keeping(&line) {
                    context.log.note(&line);
                }
                if let Some(event) = event.and_then(|event| state.take(event)) {
                    context.emit(event).await;
                }
            }
            // The guard and the program have ended; their last output may still arrive.
            _ = child.wait(), if drained_at.is_none() => {
                drained_at = Some(Instant::now() + LAST_WORDS);
            }
            () = sleep_until(drained_at.unwrap_or_else(Instant::now)), if drained_at.is_some() => break,
            () = context.stop.cancelled() => {
                end(child, wire).await;
                return Ended::Stopped;
            }
        }
    }
    end(child, wire).await;
    Ended::Failed(last.problem(&name, context))
}

/// Closes the wire and waits for the guard, which ends the program first.
async fn end(mut child: Child, wire: Option<ChildStdin>) {
    drop(wire);
    match timeout(END_LIMIT, child.wait()).await {
        Ok(Ok(status)) => tracing::debug!(%status, "a tunnel program has ended"),
        Ok(Err(error)) => tracing::warn!(%error, "can't wait for a tunnel program"),
        Err(_) => tracing::warn!("a tunnel program does not end"),
    }
}

fn name(program: &Path) -> String {
    program
        .file_stem()
        .map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}

/// Whether to log a line: `ssh -v` prints much that only helps its developers.
fn worth_keeping(line: &str) -> bool {
    !line.starts_with("debug1:")
}

/// Forwards every line until the output ends or the receiver is dropped.
async fn read_lines(from: impl AsyncRead + Unpin, lines: mpsc::Sender<String>) {
    let mut from = BufReader::new(from);
    let mut line = Vec::new();
    loop {
        line.clear();
        let read = (&mut from)
            .take(LINE_LIMIT)
            .read_until(b'\n', &mut line)
            .await;
        if !matches!(read, Ok(1..)) {
            return;
        }
        let text = String::from_utf8_lossy(&line);
        if lines.send(text.trim_end().to_owned()).await.is_err() {
            return;
        }
    }
}

/// The last output of a program that could explain its end.
#[derive(Default)]
struct Last {
    failure: Option<Problem>,
    line: String,
}

impl Last {
    fn take(&mut self, line: &str, event: Option<&TunnelEvent>) {
        match event {
            Some(TunnelEvent::Failed(problem)) => self.failure = Some(problem.clone()),
            // The failure is over: a later one is another matter.
            Some(TunnelEvent::Connected(_) | TunnelEvent::Url(_)) => self.failure = None,
            Some(TunnelEvent::Lost(_)) | None => {}
        }
        if worth_keeping(line) && !line.trim().is_empty() {
            line.clone_into(&mut self.line);
        }
    }

    fn problem(self, name: &str, context: &RunContext) -> Problem {
        self.failure.unwrap_or_else(|| {
            let line = context.log.clean(&self.line);
            let what = if line.is_empty() {
                format!("{name} has ended.")
            } else {
                format!("{name} has ended. It last said: {line}")
            };
            problem(
                what,
                "No action needed: it is restarted automatically. Its log says more.",
            )
        })
    }
}

/// The state of a program: which of its connections are up, and at which URL.
struct ProgramState {
    url: Option<String>,
    connections: BTreeSet<u8>,
}

impl ProgramState {
    fn new(url: Option<String>, says_connected: bool) -> Self {
        let connections = if says_connected {
            BTreeSet::new()
        } else {
            BTreeSet::from([0])
        };
        Self { url, connections }
    }

    /// Returns what the supervisor needs to know: the URL only once a connection is up, a loss only of the last
    /// connection, a failure only while none is up.
    fn take(&mut self, event: TunnelEvent) -> Option<TunnelEvent> {
        let stood = !self.connections.is_empty();
        match event {
            TunnelEvent::Url(url) => {
                self.url = Some(url.clone());
                stood.then_some(TunnelEvent::Url(url))
            }
            TunnelEvent::Connected(which) => {
                self.connections.insert(which);
                let url = self.url.clone().filter(|_| !stood);
                url.map(TunnelEvent::Url)
            }
            TunnelEvent::Lost(which) => {
                self.connections.remove(&which);
                (stood && self.connections.is_empty()).then_some(TunnelEvent::Lost(which))
            }
            TunnelEvent::Failed(problem) => {
                // A program that counts as connected from the start is not up before its URL is known.
                (!stood || self.url.is_none()).then_some(TunnelEvent::Failed(problem))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> TunnelEvent {
        TunnelEvent::Url(text.to_owned())
    }

    fn failed() -> TunnelEvent {
        TunnelEvent::Failed(problem("It is wrong.", "Mend it."))
    }

    #[test]
    fn the_url_counts_once_a_connection_stands() {
        let mut quick = ProgramState::new(None, true);
        assert_eq!(quick.take(url("https://a.example")), None);
        assert_eq!(quick.take(failed()), Some(failed()));
        assert_eq!(
            quick.take(TunnelEvent::Connected(0)),
            Some(url("https://a.example"))
        );
        assert_eq!(quick.take(TunnelEvent::Lost(0)), Some(TunnelEvent::Lost(0)));
        assert_eq!(quick.take(TunnelEvent::Lost(0)), None);
        assert_eq!(
            quick.take(TunnelEvent::Connected(0)),
            Some(url("https://a.example"))
        );
    }

    #[test]
    fn one_of_four_connections_is_no_loss() {
        let mut named = ProgramState::new(Some("https://a.example".to_owned()), true);
        assert_eq!(
            named.take(TunnelEvent::Connected(0)),
            Some(url("https://a.example"))
        );
        assert_eq!(named.take(TunnelEvent::Connected(1)), None);
        assert_eq!(named.take(TunnelEvent::Lost(0)), None);
        assert_eq!(named.take(failed()), None);
        assert_eq!(named.take(TunnelEvent::Lost(1)), Some(TunnelEvent::Lost(1)));
        assert_eq!(named.take(failed()), Some(failed()));
    }

    #[test]
    fn a_program_that_does_not_say_connected_is_up_with_its_url() {
        let mut ngrok = ProgramState::new(None, false);
        assert_eq!(ngrok.take(failed()), Some(failed()));
        assert_eq!(
            ngrok.take(url("https://a.example")),
            Some(url("https://a.example"))
        );
        assert_eq!(ngrok.take(failed()), None);
        assert_eq!(ngrok.take(TunnelEvent::Lost(0)), Some(TunnelEvent::Lost(0)));
        assert_eq!(ngrok.take(failed()), Some(failed()));
        assert_eq!(
            ngrok.take(TunnelEvent::Connected(0)),
            Some(url("https://a.example"))
        );
        assert_eq!(
            ngrok.take(url("https://b.example")),
            Some(url("https://b.example"))
        );
    }

    #[tokio::test]
    async fn lines_are_read_in_pieces_of_a_limited_length() {
        let long = "x".repeat(40_000);
        let text = format!("one\r\n{long}\n\nlast");
        let (lines, mut heard) = mpsc::channel(64);
        read_lines(text.as_bytes(), lines).await;
        let mut read = Vec::new();
        while let Some(line) = heard.recv().await {
            read.push(line);
        }
        let lengths: Vec<usize> = read.iter().map(String::len).collect();
        assert_eq!(lengths, [3, 16384, 16384, 7232, 0, 4]);
        assert_eq!(read[5], "last");
    }
}
