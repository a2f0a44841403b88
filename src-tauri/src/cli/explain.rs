//! `missedhook explain`: what a code and a message mean. Touches no disk.

use std::{
    io::{self, BufRead, BufReader, Read},
    process::ExitCode,
};

use clap::Args;
use missedhook_core::explain::{self, Explanation};
use serde::Serialize;
use serde_json::Value;

use super::{output::Lines, print_json, print_line, printable};

/// The maximum length of a line on standard input, in bytes.
const MAX_LENGTH: u64 = 1 << 20;

/// The buffer size for standard input, in bytes.
const BUFFER: usize = 64 << 10;

/// Explain what a code and a message mean
#[derive(Args)]
pub struct Explain {
    /// RETM's code
    #[arg(long, allow_negative_numbers = true)]
    code: Option<i64>,
    /// RETM's message
    #[arg(long, default_value = "", hide_default_value = true)]
    message: String,
    /// Print a JSON object
    #[arg(long)]
    json: bool,
    /// `-` with --json: read one JSON object {"code", "message"} per line from standard input, print one per line
    #[arg(value_parser = ["-"], requires = "json", conflicts_with_all = ["code", "message"])]
    input: Option<String>,
}

impl Explain {
    pub fn run(self) -> anyhow::Result<ExitCode> {
        if self.input.is_some() {
            return lines(&mut BufReader::with_capacity(BUFFER, io::stdin().lock()));
        }
        let explanation = explain::explain(self.code, &self.message);
        if self.json {
            print_json(&explanation)?;
        } else {
            print_line(&page(&explanation))?;
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// The output for a line that can't be parsed.
#[derive(Serialize)]
struct Unread {
    error: String,
}

/// Prints one object for each line. A line that can't be parsed does not end the loop. The output is flushed when no
/// further line has arrived yet: a caller that waits for an answer gets it, and thousands of lines are not written one
/// by one.
fn lines(input: &mut BufReader<impl Read>) -> anyhow::Result<ExitCode> {
    let (mut line, mut out) = (Vec::new(), Lines::locked());
    let mut is_read = true;
    while is_read {
        line.clear();
        if input
            .by_ref()
            .take(MAX_LENGTH)
            .read_until(b'\n', &mut line)?
            == 0
        {
            break;
        }
        if line.len() as u64 == MAX_LENGTH && !line.ends_with(b"\n") {
            skip_line(input)?;
            let error = format!("The line is longer than {MAX_LENGTH} bytes.");
            is_read = out.print(&serde_json::to_string(&Unread { error })?)?;
        } else if !line.trim_ascii().is_empty() {
            is_read = out.print(&answer(&line)?)?;
        }
        if is_read && !input.buffer().contains(&b'\n') {
            is_read = out.flush()?;
        }
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

/// The output for a line.
fn answer(line: &[u8]) -> serde_json::Result<String> {
    match read(line) {
        Ok((code, message)) => serde_json::to_string(&explain::explain(code, &message)),
        Err(error) => serde_json::to_string(&Unread { error }),
    }
}

fn skip_line(input: &mut impl BufRead) -> io::Result<()> {
    loop {
        let seen = input.fill_buf()?;
        let (length, ends) = match seen.iter().position(|byte| *byte == b'\n') {
            Some(at) => (at + 1, true),
            None => (seen.len(), seen.is_empty()),
        };
        input.consume(length);
        if ends {
            return Ok(());
        }
    }
}

/// The code and message of a line, parsed like those of a report.
fn read(line: &[u8]) -> Result<(Option<i64>, String), String> {
    let value: Value =
        serde_json::from_slice(line).map_err(|error| format!("The line is not JSON: {error}."))?;
    let Value::Object(fields) = value else {
        return Err("The line is JSON, but not an object.".to_owned());
    };
    if !fields.contains_key("code") && !fields.contains_key("message") {
        return Err("The object has neither a code nor a message.".to_owned());
    }
    let code = fields.get("code").map(Value::to_string);
    let message = match fields.get("message") {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    };
    let code = code.and_then(|json| missedhook_core::incident::payload::code(&json));
    Ok((code, message))
}

fn page(explanation: &Explanation) -> String {
    let mut lines = vec![printable(&explanation.meaning)];
    lines.extend(
        explanation
            .causes
            .iter()
            .map(|cause| format!("  - {cause}")),
    );
    lines.push(explanation.next.clone());
    lines.push(match &*explanation.candidates {
        [] => format!("cause: {}", explanation.cause.into_str()),
        candidates => {
            let words: Vec<_> = candidates.iter().map(|cause| cause.into_str()).collect();
            format!(
                "cause: {}: {}",
                explanation.cause.into_str(),
                words.join(", ")
            )
        }
    });
    lines.join("\n")
}
