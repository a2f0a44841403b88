//! Prints the output of `serve` on its own thread. Rows that the reader does not accept in time are read from the store
//! later, so a reader that is slow, stuck or gone delays nothing and costs little memory. It gets the missing rows once
//! it reads again.

use std::{
    io::{self, ErrorKind, Write},
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

use missedhook_core::{
    incident::delivery_error::DeliveryError,
    model::{
        backoff::{MIDDLE, backoff},
        moment::Moment,
    },
    store::Store,
};

use super::output;

/// How many rows are read at once.
const PAGE: u32 = 500;
/// The delay before the first retry after a failed write. It doubles with each further failure.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
/// The longest delay between two attempts.
const MAX_PAUSE: Duration = Duration::from_secs(60);
/// The delay if the output is non-blocking and full.
const PAUSE_WHILE_FULL: Duration = Duration::from_millis(100);

/// Formats a delivery error. `None` if that fails.
pub type Line = Box<dyn FnMut(&DeliveryError) -> Option<String> + Send>;

/// A handle to the printing thread.
pub struct Printer {
    wake: mpsc::SyncSender<()>,
    say: mpsc::Sender<String>,
    ended: mpsc::Receiver<()>,
}

impl Printer {
    /// Prints `first`, then each delivery error after `newest`. If the history can't be read yet, `newest` is `None`;
    /// then each one received from now on.
    ///
    /// # Errors
    /// If the thread can't be started or the output can't be used.
    pub fn start(first: &str, newest: Option<i64>, line: Line, store: Store) -> io::Result<Self> {
        let (wake, woken) = mpsc::sync_channel(1);
        let (end, ended) = mpsc::sync_channel(1);
        let (say, said) = mpsc::channel();
        let mut printing = Printing {
            out: output::unbuffered()?,
            store,
            said,
            line,
            started: Moment::now(),
            printed: newest,
            unwritten: format!("{first}\n").into_bytes(),
            failures: 0,
        };
        thread::Builder::new()
            .name("missedhook-output".to_owned())
            .spawn(move || {
                printing.run(&woken);
                drop(end);
            })?;
        Ok(Self { wake, say, ended })
    }

    /// Prints another line than that of a row. Never blocks.
    pub fn say(&self, line: String) {
        // Nobody hears it once the thread has ended.
        let _ = self.say.send(line);
        self.look();
    }

    /// Signals that there may be new rows. Never blocks.
    pub fn look(&self) {
        // If the channel is full, it will look anyway.
        let _ = self.wake.try_send(());
    }

    /// Prints the remaining rows, waiting up to `limit` for a slow reader.
    pub fn end(self, limit: Duration) {
        drop(self.wake);
        let _ = self.ended.recv_timeout(limit);
    }
}

struct Printing<W> {
    out: W,
    store: Store,
    /// Other lines than those of rows.
    said: mpsc::Receiver<String>,
    line: Line,
    started: Moment,
    /// The ID of the last row that was read. `None` if the history could not be read yet.
    printed: Option<i64>,
    unwritten: Vec<u8>,
    /// The number of consecutive failed writes.
    failures: u32,
}

impl<W: Write> Printing<W> {
    fn run(&mut self, woken: &mpsc::Receiver<()>) {
        loop {
            let changed = match self.print() {
                None => woken
                    .recv()
                    .map_err(|_| mpsc::RecvTimeoutError::Disconnected),
                Some(rest) => rest_or_end(woken, rest),
            };
            if changed == Err(mpsc::RecvTimeoutError::Disconnected) {
                let _ = self.print();
                return;
            }
        }
    }

    /// Prints all rows. Returns the delay before the next attempt if the output is blocked.
    fn print(&mut self) -> Option<Duration> {
        loop {
            if let Err(error) = self.write() {
                return Some(self.failed(&error));
            }
            self.read()?;
        }
    }

    /// Writes the buffer. What could not be written stays in it.
    fn write(&mut self) -> io::Result<()> {
        while !self.unwritten.is_empty() {
            match self.out.write(&self.unwritten) {
                Ok(0) => return Err(ErrorKind::WriteZero.into()),
                Ok(written) => {
                    self.unwritten.drain(..written);
                    if std::mem::take(&mut self.failures) > 0 {
                        tracing::info!("The output can be written again.");
                    }
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    fn failed(&mut self, error: &io::Error) -> Duration {
        if error.kind() == ErrorKind::WouldBlock {
            return PAUSE_WHILE_FULL;
        }
        if self.failures == 0 {
            tracing::warn!(
                "The output can't be written: {error}. Reports are still received and stored. They are printed once the output can be written."
            );
        }
        self.failures = self.failures.saturating_add(1);
        backoff(FIRST_PAUSE, MAX_PAUSE, self.failures, MIDDLE)
    }

    /// Reads the rows that the writer passes on, else the next page of the store. `None` if there is nothing new.
    fn read(&mut self) -> Option<()> {
        if let Ok(line) = self.said.try_recv() {
            self.unwritten.extend_from_slice(line.as_bytes());
            self.unwritten.push(b'\n');
            return Some(());
        }
        let handed_on = self
            .printed
            .and_then(|after| self.store.committed_after(after));
        if let Some(rows) = handed_on {
            self.printed = rows.last().map(|row| row.id).or(self.printed);
            return self.add(&rows);
        }
        let (printed, started) = (self.printed, self.started);
        let rows = self.store.read(|reader| {
            let after = printed.map_or_else(|| reader.newest_id_before(started), Ok)?;
            Ok((after, reader.delivery_errors_after(after, PAGE)?))
        });
        let (after, rows) = match rows {
            Ok(read) => read,
            Err(error) => {
                tracing::warn!(%error, "can't print new reports");
                return None;
            }
        };
        self.printed = Some(rows.last().map_or(after, |row| row.id));
        self.add(&rows)
    }

    fn add(&mut self, rows: &[DeliveryError]) -> Option<()> {
        rows.last()?;
        for line in rows.iter().filter_map(&mut self.line) {
            self.unwritten.extend_from_slice(line.as_bytes());
            self.unwritten.push(b'\n');
        }
        Some(())
    }
}

/// Waits this long, whatever else there is to print. Returns early if the program ends.
fn rest_or_end(woken: &mpsc::Receiver<()>, rest: Duration) -> Result<(), mpsc::RecvTimeoutError> {
    let end = Instant::now() + rest;
    loop {
        match woken.recv_timeout(end.saturating_duration_since(Instant::now())) {
            Err(mpsc::RecvTimeoutError::Timeout) => return Ok(()),
            Err(mpsc::RecvTimeoutError::Disconnected) => {
                return Err(mpsc::RecvTimeoutError::Disconnected);
            }
            Ok(()) => {}
        }
    }
}
