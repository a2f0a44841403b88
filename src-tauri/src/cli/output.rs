//! All output. Every line to the terminal and to the log goes through this module. What came over the network can
//! neither control a terminal nor hide in it. What a program reads keeps its value.

use std::{
    fs::File,
    io::{self, BufRead as _, BufWriter, IsTerminal as _, StdoutLock, Write},
    sync::{LazyLock, mpsc},
    thread,
    time::Duration,
};

use anyhow::Context as _;
use missedhook_core::{
    model::{
        brief,
        visible::{self, WrittenOut},
    },
    redaction::Redaction,
};

/// How long an error message waits for a blocked terminal.
const TIMEOUT: Duration = Duration::from_secs(1);

/// What is said where the output's disk is full, or its terminal is gone.
pub const UNWRITABLE: &str = "The output can't be written";

/// Text from the network on one line of a terminal.
pub fn printable(text: &str) -> String {
    visible::line(text)
}

/// The same in a list, where a long text is cut in the middle.
pub fn in_list(text: &str) -> String {
    visible::line(&brief::in_column(text))
}

/// Prints a value as JSON.
pub fn print_json(value: &impl serde::Serialize) -> anyhow::Result<()> {
    print_line(&visible::json_in_lines(value)?)
}

/// A value as one line of JSON.
pub fn json_line(value: &impl serde::Serialize) -> anyhow::Result<String> {
    Ok(visible::json(value)?)
}

/// Prints many lines in a buffer.
pub struct Lines(BufWriter<StdoutLock<'static>>);

impl Lines {
    /// Locks standard output for its lifetime.
    pub fn locked() -> Self {
        Self(BufWriter::new(io::stdout().lock()))
    }

    /// Prints a line. Returns whether the reader is still there.
    pub fn print(&mut self, line: &str) -> anyhow::Result<bool> {
        let written = writeln!(self.0, "{}", visible::lines(line));
        Self::is_read(written)
    }

    /// Flushes the buffer. Returns whether the reader is still there.
    pub fn flush(&mut self) -> anyhow::Result<bool> {
        Self::is_read(self.0.flush())
    }

    fn is_read(written: io::Result<()>) -> anyhow::Result<bool> {
        match written {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(false),
            written => written.map(|()| true).context(UNWRITABLE),
        }
    }
}

/// Prints one or more lines. A reader that has gone away (`| head`) is not an error.
pub fn print_line(line: &str) -> anyhow::Result<()> {
    print_safe(&visible::lines(line))
}

/// Prints a document of the incident report. What it quotes was cleaned when it was written; its isolates are our own.
pub fn print_document(document: &str) -> anyhow::Result<()> {
    print_safe(&visible::document(document))
}

fn print_safe(text: &str) -> anyhow::Result<()> {
    let mut out = io::stdout().lock();
    match writeln!(out, "{text}").and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error).context(UNWRITABLE),
        _ => Ok(()),
    }
}

/// The writer for data. A file or a program gets the exact bytes, a terminal a safe form.
pub fn data() -> Box<dyn Write> {
    let out = io::stdout();
    if out.is_terminal() {
        Box::new(WrittenOut::new(out.lock()))
    } else {
        Box::new(out.lock())
    }
}

/// Standard output without the library's buffer, so that the number of bytes written is exact. The caller must make the
/// data safe, as [`json_line`] and [`printable`] do.
pub fn unbuffered() -> io::Result<File> {
    #[cfg(unix)]
    return Ok(std::os::fd::AsFd::as_fd(&io::stdout())
        .try_clone_to_owned()?
        .into());
    #[cfg(windows)]
    return Ok(std::os::windows::io::AsHandle::as_handle(&io::stdout())
        .try_clone_to_owned()?
        .into());
}

/// Prints an error message, but does not wait long for a blocked terminal. Without a terminal it does nothing.
pub fn eprint_line(text: &str) {
    let text = format!("missedhook: {}\n", visible::lines(text));
    let (said, waits) = mpsc::sync_channel(1);
    let saying = thread::Builder::new().spawn(move || {
        let _ = io::stderr().write_all(text.as_bytes());
        let _ = said.send(());
    });
    if saying.is_ok() {
        let _ = waits.recv_timeout(TIMEOUT);
    }
}

/// Asks a yes/no question. `None` if there is no terminal.
pub fn ask(question: &str) -> Option<bool> {
    let answer = answer_to(question, "y/N")?;
    Some(matches!(&*answer, "y" | "yes"))
}

/// Asks a yes/no question that has no usual answer. `None` if there is no terminal, or anything else is typed.
pub fn ask_for_either(question: &str) -> Option<bool> {
    match &*answer_to(question, "y/n")? {
        "y" | "yes" => Some(true),
        "n" | "no" => Some(false),
        _ => None,
    }
}

/// What the user types, in lower case. `None` if there is no terminal.
fn answer_to(question: &str, choices: &str) -> Option<String> {
    if !io::stdin().is_terminal() || !is_watched() {
        return None;
    }
    let _ = write!(io::stderr(), "{} [{choices}] ", printable(question));
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer).ok()?;
    Some(answer.trim().to_lowercase())
}

/// Whether someone is watching the progress.
pub fn is_watched() -> bool {
    io::stderr().is_terminal()
}

/// Shows progress, overwriting the previous one.
pub fn progress(text: &str) {
    let _ = write!(io::stderr(), "\r\u{1b}[K{}", printable(text));
}

/// Ends the progress line.
pub fn progress_ends() {
    let _ = writeln!(io::stderr());
}

/// Erases the progress line.
pub fn erase_progress() {
    let _ = write!(io::stderr(), "\r\u{1b}[K");
}

/// The log on the terminal.
pub fn log_on_terminal() -> LogLine<io::Stderr> {
    LogLine(io::stderr())
}

/// Makes log lines, each written in one call, safe to view on a terminal and to hand on: without anything that looks
/// like a secret.
pub struct LogLine<W>(pub W);

impl<W: Write> Write for LogLine<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        static REDACTION: LazyLock<Redaction> = LazyLock::new(Redaction::default);
        let text = REDACTION.text(&String::from_utf8_lossy(bytes));
        self.0.write_all(visible::lines(&text).as_bytes())?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}
