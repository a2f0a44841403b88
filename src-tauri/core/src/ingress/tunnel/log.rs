//! The latest output of a tunnel, for troubleshooting. It is kept only in memory, without secrets. Tunnel programs
//! print what the network sent them, so each entry is a single line of plain text.

use parking_lot::Mutex;
use std::collections::VecDeque;

use crate::model::secret::Secret;

/// How many lines are kept.
const LINES: usize = 200;
/// How much of a line is kept, in characters.
const WIDTH: usize = 1000;
/// Replaces a secret.
const REDACTED: &str = "[redacted]";
/// ngrok prints the token that it refuses, which is not among the secrets that we know. Source of the format:
/// https://ngrok.com/docs/errors/err_ngrok_107/
const NGROK_TOKEN: &str = "Your authtoken:";

/// The last lines.
#[derive(Debug, Default)]
pub(super) struct Log(Mutex<LogState>);

#[derive(Debug, Default)]
struct LogState {
    lines: VecDeque<String>,
    secret: Option<Secret>,
}

impl Log {
    /// Redacts that secret from now on. Earlier lines stay as they are: they did not contain it.
    pub fn hide(&self, secret: Option<&Secret>) {
        self.0.lock().secret = secret.cloned();
    }

    /// A line as it would be logged.
    pub fn clean(&self, line: &str) -> String {
        plain(line, self.0.lock().secret.as_ref())
    }

    /// Adds a line.
    pub fn note(&self, line: &str) {
        let mut kept = self.0.lock();
        let line = plain(line, kept.secret.as_ref());
        if line.is_empty() {
            return;
        }
        if kept.lines.len() == LINES {
            kept.lines.pop_front();
        }
        kept.lines.push_back(line);
    }

    /// The logged lines, oldest first.
    pub fn lines(&self) -> Vec<String> {
        self.0.lock().lines.iter().cloned().collect()
    }
}

/// A line without secrets and control characters, and not too long.
pub(super) fn plain(line: &str, secret: Option<&Secret>) -> String {
    let mut line = match secret {
        Some(secret) => line.replace(secret.reveal(), REDACTED),
        None => line.to_owned(),
    };
    if let Some(at) = line.find(NGROK_TOKEN) {
        let from = at + NGROK_TOKEN.len();
        // The token ends at white space, or at an escaped line break in JSON.
        let rest = &line[from..];
        let start = from + (rest.len() - rest.trim_start().len());
        let length = line[start..]
            .find(|c: char| c.is_whitespace() || c == '\\' || c == '"')
            .unwrap_or(line.len() - start);
        line.replace_range(start..start + length, REDACTED);
    }
    let clean: String = line
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(WIDTH)
        .collect();
    clean.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_the_last_lines_without_the_secret() {
        let log = Log::default();
        log.hide(Secret::new("s3cret").as_ref());
        for n in 0..LINES + 5 {
            log.note(&format!("{n} token=s3cret\u{1b}[31m"));
        }
        log.note("   ");
        let lines = log.lines();
        assert_eq!(lines.len(), LINES);
        assert_eq!(lines[0], "5 token=[redacted] [31m");
        assert!(lines.iter().all(|line| !line.contains("s3cret")));
    }

    #[test]
    fn takes_out_the_token_that_ngrok_prints() {
        for (line, expected) in [
            (
                r"is not valid.\nYour authtoken: 2abC_x\nInstructions",
                r"is not valid.\nYour authtoken: [redacted]\nInstructions",
            ),
            (
                "ERROR:  Your authtoken: 2abC_x",
                "ERROR:  Your authtoken: [redacted]",
            ),
            ("Your authtoken:", "Your authtoken:[redacted]"),
        ] {
            assert_eq!(plain(line, None), expected);
        }
    }

    #[test]
    fn a_line_has_an_end() {
        assert_eq!(plain(&"é".repeat(5000), None).chars().count(), WIDTH);
    }
}
