//! What is printed, and the only place that prints: through here goes every line to the terminal and to the log. What
//! came over the network can neither steer a terminal nor hide in one; what a program reads keeps its value.

use std::{
    fs::File,
    io::{self, BufRead as _, BufWriter, IsTerminal as _, StdoutLock, Write},
    sync::{LazyLock, mpsc},
    thread,
    time::Duration,
};

use missedhook_core::{
    model::visible::{self, WrittenOut},
    redaction::Redaction,
};

/// How long a complaint waits for a terminal that takes it.
const PATIENCE: Duration = Duration::from_secs(1);

/// Text from the network on one line of a terminal.
pub fn printable(text: &str) -> String {
    visible::line(text)
}

/// Prints a value as JSON.
pub fn print_json(value: &impl serde::Serialize) -> anyhow::Result<()> {
    print_line(&visible::json_in_lines(value)?)
}

/// A value as one line of JSON.
pub fn json_line(value: &impl serde::Serialize) -> anyhow::Result<String> {
    Ok(visible::json(value)?)
}

/// Prints many lines, written together.
pub struct Lines(BufWriter<StdoutLock<'static>>);

impl Lines {
    /// Keeps standard output for as long as it lives.
    pub fn new() -> Self {
        Self(BufWriter::new(io::stdout().lock()))
    }

    /// Prints a line; whether anybody still reads.
    pub fn print(&mut self, line: &str) -> anyhow::Result<bool> {
        let written = writeln!(self.0, "{}", visible::lines(line));
        Self::is_read(written)
    }

    /// Writes what was printed so far; whether anybody still reads.
    pub fn flush(&mut self) -> anyhow::Result<bool> {
        Self::is_read(self.0.flush())
    }

    fn is_read(written: io::Result<()>) -> anyhow::Result<bool> {
        match written {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(false),
            written => Ok(written.map(|()| true)?),
        }
    }
}

/// Prints a line, or several; a reader that has gone away (`| head`) is no failure.
pub fn print_line(line: &str) -> anyhow::Result<()> {
    let mut out = io::stdout().lock();
    match writeln!(out, "{}", visible::lines(line)).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}

/// Where data goes that is printed. A file or a program gets it to the letter, a terminal what can be seen of it.
pub fn data() -> Box<dyn Write> {
    let out = io::stdout();
    if out.is_terminal() {
        Box::new(WrittenOut::new(out.lock()))
    } else {
        Box::new(out.lock())
    }
}

/// The output without a buffer of the library's: what was not written is known to the byte. What is written to it has
/// to be made safe by the caller, as [`json_line`] and [`printable`] do.
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

/// Says what went wrong, and does not wait long for a terminal that stands still. Where nobody can be told, nobody is.
pub fn complain(text: &str) {
    let text = format!("missedhook: {}\n", visible::lines(text));
    let (said, waits) = mpsc::sync_channel(1);
    let saying = thread::Builder::new().spawn(move || {
        let _ = io::stderr().write_all(text.as_bytes());
        let _ = said.send(());
    });
    if saying.is_ok() {
        let _ = waits.recv_timeout(PATIENCE);
    }
}

/// Asks a person a question that is answered with yes or no; none where there is no terminal to ask on.
pub fn ask(question: &str) -> Option<bool> {
    if !io::stdin().is_terminal() || !is_watched() {
        return None;
    }
    let _ = write!(io::stderr(), "{} [y/N] ", printable(question));
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer).ok()?;
    Some(matches!(answer.trim(), "y" | "Y" | "yes"))
}

/// Whether somebody looks on while it works.
pub fn is_watched() -> bool {
    io::stderr().is_terminal()
}

/// Shows how far it is, over what was shown before.
pub fn progress(text: &str) {
    let _ = write!(io::stderr(), "\r\u{1b}[K{}", printable(text));
}

/// Ends the line on which progress was shown.
pub fn progress_ends() {
    let _ = writeln!(io::stderr());
}

/// Takes the line of progress away.
pub fn erase_progress() {
    let _ = write!(io::stderr(), "\r\u{1b}[K");
}

/// The log on the terminal.
pub fn log_on_terminal() -> LogLine<io::Stderr> {
    LogLine(io::stderr())
}

/// Makes lines of the log, each of which comes whole, safe to be read on a terminal and to be handed on: without what
/// looks like a secret.
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
