//! What is printed, and the only place that prints: through here goes every line to the terminal and to the log. What came
//! over the network can neither steer a terminal nor hide in one; what a program reads keeps its value.

use std::{
    io::{self, IsTerminal as _, Write},
    sync::LazyLock,
};

use missedhook_core::{
    redaction::Redaction,
    visible::{self, WrittenOut},
};
use tracing_subscriber::fmt::MakeWriter;

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

/// Says what went wrong. Where nobody can be told, nobody is.
pub fn complain(text: &str) {
    let _ = writeln!(io::stderr(), "missedhook: {}", visible::lines(text));
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
pub fn log_on_terminal() -> LogTo<fn() -> io::Stderr> {
    LogTo(io::stderr)
}

/// Makes lines of the log safe to be read on a terminal, and to be handed on: without what looks like a secret.
pub struct LogTo<M>(pub M);

impl<'a, M: MakeWriter<'a>> MakeWriter<'a> for LogTo<M> {
    type Writer = LogLine<M::Writer>;

    fn make_writer(&'a self) -> Self::Writer {
        LogLine(self.0.make_writer())
    }
}

/// One line of the log, which comes whole.
pub struct LogLine<W>(W);

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
