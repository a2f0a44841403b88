//! The log: in files in the data directory, and important lines on the terminal. Its own threads write it, so a full
//! disk or a terminal that is gone or stuck delays and ends nothing.

pub mod files;

use std::{
    io::{self, Write},
    panic::{AssertUnwindSafe, catch_unwind},
    sync::mpsc::{self, TrySendError},
    thread,
    time::Duration,
};

use missedhook_core::platform::data_dir::DataDir;
use tracing_subscriber::{
    Layer,
    filter::{LevelFilter, Targets},
    layer::SubscriberExt as _,
    registry::LookupSpan,
    util::SubscriberInitExt as _,
};

use self::files::LogFiles;
use super::output::{self, LogLine};

/// How many lines may be queued. Any more are dropped.
const MAX_QUEUED: usize = 1024;
/// How long to wait for the last lines when the program ends: on a busy disk, creating a file alone can take more than
/// a second.
const TIMEOUT: Duration = Duration::from_secs(3);

/// The log of this program. Dropping it writes what is still queued.
pub struct Log(Vec<Queue>);

/// Starts the log of this data directory.
pub fn log_to(dir: &DataDir) -> Log {
    let file = dir.make_logs().ok();
    let file = file.and_then(|logs| Queue::start("missedhook-log", LogLine(LogFiles::new(logs))));
    let terminal = Queue::start("missedhook-stderr", output::log_on_terminal());
    let log = Log(file.iter().chain(&terminal).cloned().collect());
    let terminal = terminal.map(on_terminal);
    let file = file.map(|file| {
        tracing_subscriber::fmt::layer()
            .log_internal_errors(false)
            .with_ansi(false)
            .with_writer(move || file.clone())
            .with_filter(of_file(std::env::var("MISSEDHOOK_LOG").ok()))
    });
    // Fails only if a log was set up before.
    let _ = tracing_subscriber::registry()
        .with(terminal)
        .with(file)
        .try_init();
    if dir.is_shared() {
        tracing::warn!(
            "Others use {} as well, so its mode is left unchanged. The files in it are private, their names are not. Choose a separate directory with --data-dir.",
            dir.path().display()
        );
    }
    log
}

/// Starts a log on the terminal only, for a command that only reads.
pub fn log_to_terminal() -> Log {
    let terminal = Queue::start("missedhook-stderr", output::log_on_terminal());
    let log = Log(terminal.iter().cloned().collect());
    let _ = tracing_subscriber::registry()
        .with(terminal.map(on_terminal))
        .try_init();
    log
}

/// The important lines, for someone watching the terminal.
fn on_terminal<S>(terminal: Queue) -> impl Layer<S>
where
    S: tracing::Subscriber + for<'a> LookupSpan<'a>,
{
    // Otherwise the layer prints its own errors directly, which panics if stderr is gone.
    tracing_subscriber::fmt::layer()
        .log_internal_errors(false)
        .with_writer(move || terminal.clone())
        .with_target(false)
        .with_ansi(false)
        .without_time()
        .with_filter(LevelFilter::WARN)
}

/// The filter for the file: more of this program if `MISSEDHOOK_LOG` is `debug` or `trace`. Never more of a library,
/// which might log a request with its secrets.
fn of_file(level: Option<String>) -> Targets {
    let own = level.and_then(|level| level.parse().ok());
    Targets::new()
        .with_default(LevelFilter::INFO)
        .with_target("missedhook", own.unwrap_or(LevelFilter::INFO))
}

impl Drop for Log {
    fn drop(&mut self) {
        for queue in &self.0 {
            let (written, waits) = mpsc::sync_channel(1);
            if queue.0.try_send(Entry::Flush(written)).is_ok() {
                let _ = waits.recv_timeout(TIMEOUT);
            }
        }
    }
}

enum Entry {
    Line(Vec<u8>),
    Flush(mpsc::SyncSender<()>),
}

/// A writer that never blocks and never fails. Cheap to clone.
#[derive(Clone)]
struct Queue(mpsc::SyncSender<Entry>);

impl Queue {
    fn start(name: &str, mut to: impl Write + Send + 'static) -> Option<Self> {
        let (queue, entries) = mpsc::sync_channel(MAX_QUEUED);
        let write = move || {
            for entry in entries {
                match entry {
                    // If one line fails, the next is still written.
                    Entry::Line(line) => {
                        let _ = catch_unwind(AssertUnwindSafe(|| to.write_all(&line)));
                    }
                    Entry::Flush(written) => {
                        let _ = written.send(());
                    }
                }
            }
        };
        let started = thread::Builder::new().name(name.to_owned()).spawn(write);
        started.is_ok().then_some(Self(queue))
    }
}

impl Write for Queue {
    /// Each event arrives in a single call.
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        match self.0.try_send(Entry::Line(line.to_vec())) {
            Ok(()) | Err(TrySendError::Full(_) | TrySendError::Disconnected(_)) => Ok(line.len()),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A writer that fails and panics.
    struct Broken(mpsc::Sender<()>, usize);

    impl Write for Broken {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            let _ = self.0.send(());
            self.1 += 1;
            assert!(self.1.is_multiple_of(2), "a panic");
            Err(io::ErrorKind::StorageFull.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_writer_that_fails_or_panics_is_tried_again_for_each_line() {
        let (tried, tries) = mpsc::channel();
        let mut queue = Queue::start("test", Broken(tried, 0)).unwrap();
        for _ in 0..4 {
            queue.write_all(b"line\n").unwrap();
        }
        for _ in 0..4 {
            tries.recv_timeout(Duration::from_secs(10)).unwrap();
        }
    }

    #[test]
    fn a_writer_that_hangs_holds_nobody_up() {
        struct Hanging(mpsc::Receiver<()>);
        impl Write for Hanging {
            fn write(&mut self, line: &[u8]) -> io::Result<usize> {
                let _ = self.0.recv();
                Ok(line.len())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let (_release, hangs) = mpsc::channel();
        let mut queue = Queue::start("test", Hanging(hangs)).unwrap();
        for _ in 0..3 * MAX_QUEUED {
            queue.write_all(b"line\n").unwrap();
        }
        drop(Log(vec![queue]));
    }
}
