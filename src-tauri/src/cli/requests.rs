//! `missedhook requests`: lists the relay's requests, newest first, or shows one in full. Works while another process
//! writes.

mod compare;
mod rates;

use std::{
    collections::BTreeMap,
    io::Write as _,
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::{Args, Subcommand};
use missedhook_core::{
    platform::{atomic_file::AtomicFile, data_dir::DataDir},
    relay::{
        curl,
        request::{AttemptDetail, AttemptRow, RequestDetail, RequestRow, RequestState},
        search::RequestQuery,
    },
    settings::{KeyKind, Settings},
    store::relay::RelayReader,
};
use serde::Serialize;
use serde_json::Value;

use self::{compare::Compare, rates::Rates};
use super::{DataDirArg, in_list, print_json, print_line, printable};

/// List requests that came to the relay, newest first, or show one
#[derive(Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Requests {
    #[command(subcommand)]
    one: Option<One>,
    /// Search query: status:5xx path:/retm/orders event:order.created merchant:… is:waiting words [default: all]
    query: Vec<String>,
    /// Maximum number of rows
    #[arg(long, default_value_t = 100)]
    limit: u32,
    /// Print an array of JSON objects
    #[arg(long)]
    json: bool,
}

#[derive(Subcommand)]
enum One {
    /// Show one request in full, with its attempts and their answers
    Show(Show),
    /// Compare the bodies of two requests: as JSON value by value, otherwise line by line
    Compare(Compare),
    /// Show how many requests got through, at once and in the end, over 24 hours, 7 days and 30 days
    Rates(Rates),
}

#[derive(Args)]
struct Show {
    /// Number, as shown by `requests`
    id: i64,
    /// Print a JSON object
    #[arg(long, conflicts_with_all = ["curl", "fixture"])]
    json: bool,
    /// Print a command that sends it once more with curl; secrets are left out
    #[arg(long, conflicts_with = "fixture")]
    curl: bool,
    /// Write its body to this file, to the letter; an existing file is never replaced
    #[arg(long, value_name = "FILE")]
    fixture: Option<PathBuf>,
}

impl Requests {
    pub fn run(self, data_dir_arg: &DataDirArg) -> anyhow::Result<ExitCode> {
        let query = read_query(&self.query.join(" "))?;
        let dir = data_dir_arg.existing()?;
        let reader = RelayReader::open(&dir)?;
        match &self.one {
            Some(One::Show(show)) => show.run(reader.as_ref(), &dir)?,
            Some(One::Compare(compare)) => compare.run(reader.as_ref())?,
            Some(One::Rates(rates)) => rates.run(reader.as_ref(), data_dir_arg)?,
            None => self.list(&query, reader, &dir)?,
        }
        Ok(ExitCode::SUCCESS)
    }

    fn list(
        &self,
        query: &RequestQuery,
        reader: Option<RelayReader>,
        dir: &DataDir,
    ) -> anyhow::Result<()> {
        let rows = match reader {
            Some(reader) => reader.list(query, None, self.limit)?,
            None => Vec::new(),
        };
        if self.json {
            let settings = Settings::load(dir).ok();
            let rows = rows.iter();
            let rows: Result<Vec<_>, _> = rows
                .map(|row| with_project(row, row.merchant.as_deref(), settings.as_ref()))
                .collect();
            return print_json(&rows?);
        }
        if rows.is_empty() && !self.query.is_empty() {
            print_line("Nothing matches.")?;
        } else if rows.is_empty() {
            print_line(
                "No request has come to the relay yet. `missedhook url --hook` prints its URL.",
            )?;
        }
        for row in &rows {
            print_line(&line(row))?;
        }
        Ok(())
    }
}

/// Parses a query. Anything that is not understood is an error.
pub fn read_query(text: &str) -> anyhow::Result<RequestQuery> {
    let query = RequestQuery::read(text);
    let mut tokens = query.tokens.iter();
    let wrong = tokens.find_map(|token| Some((&token.text, token.problem.as_ref()?)));
    match wrong {
        Some((text, problem)) => anyhow::bail!("{text}: {problem}"),
        None => Ok(query),
    }
}

impl Show {
    fn run(&self, reader: Option<&RelayReader>, dir: &DataDir) -> anyhow::Result<()> {
        let detail = find(reader, self.id)?;
        if let Some(file) = &self.fixture {
            return write_fixture(&detail, file);
        }
        if self.curl {
            let target = Settings::load(dir)?.relay.target;
            let target = target.map_or_else(|| NO_TARGET.to_owned(), |url| url.to_string());
            return print_line(&curl::curl(&detail, &target));
        }
        match self.json {
            true => {
                let settings = Settings::load(dir).ok();
                let merchant = detail.merchant.as_deref();
                print_json(&with_project(&detail, merchant, settings.as_ref())?)
            }
            false => print_line(&page(&detail)),
        }
    }
}

/// A request as JSON, with the project that its merchant or the relay's key currently belongs to.
fn with_project(
    row: &impl Serialize,
    merchant: Option<&str>,
    settings: Option<&Settings>,
) -> serde_json::Result<Value> {
    super::list::with_project(row, (merchant, KeyKind::Relay), settings)
}

/// The target in a printed command if the relay has none.
const NO_TARGET: &str = "http://127.0.0.1:3000";

fn write_fixture(detail: &RequestDetail, path: &Path) -> anyhow::Result<()> {
    let body = curl::body(detail);
    let mut file = AtomicFile::create(path)?;
    file.write_all(&body)?;
    file.finish()?;
    print_line(&format!(
        "Wrote the {} bytes of request {}'s body to {}.",
        body.len(),
        detail.id,
        printable(&path.display().to_string())
    ))
}

fn find(reader: Option<&RelayReader>, id: i64) -> anyhow::Result<RequestDetail> {
    let found = match reader {
        Some(reader) => reader.show(id)?,
        None => None,
    };
    let Some(detail) = found else {
        anyhow::bail!("There is no request {id}. `missedhook requests` shows those there are.");
    };
    Ok(detail)
}

/// The state of a request in words.
const fn words(state: RequestState) -> &'static str {
    match state {
        RequestState::Delivered => "delivered",
        RequestState::Waiting => "waiting",
        RequestState::NeedsYou => "needs you",
        RequestState::Dead => "given up",
        RequestState::Passed => "passed on",
    }
}

/// One request as a human-readable line.
fn line(row: &RequestRow) -> String {
    let attempts = match row.attempts.len() {
        1 => "1 attempt".to_owned(),
        count => format!("{count} attempts"),
    };
    let named = [&row.event, &row.merchant].into_iter().flatten();
    let named: String = named.map(|name| format!("  {}", in_list(name))).collect();
    format!(
        "{:>6}  {}  {:<9}  {:>4}  {}{named}  {attempts}{}",
        row.id,
        row.received_at.local(),
        words(row.state),
        row.answered
            .map_or_else(|| "—".to_owned(), |status| status.to_string()),
        in_list(&asked(&row.method, &row.path, row.query.as_deref())),
        row.attempts
            .last()
            .map_or_else(String::new, |last| format!(", {}", in_list(&came_to(last)))),
    )
}

fn asked(method: &str, path: &str, query: Option<&str>) -> String {
    let query = query.map_or_else(String::new, |query| format!("?{query}"));
    printable(&format!("{method} {path}{query}"))
}

/// The outcome of an attempt.
fn came_to(attempt: &AttemptRow) -> String {
    match (attempt.status, &attempt.error) {
        (Some(status), None) => status.to_string(),
        (Some(status), Some(error)) => format!("{status} ({})", printable(error)),
        (None, Some(error)) => printable(error),
        (None, None) => "no answer".to_owned(),
    }
}

fn page(detail: &RequestDetail) -> String {
    let mut lines = vec![
        format!(
            "request {}, {}: {}",
            detail.id,
            detail.received_at.local(),
            words(detail.state)
        ),
        asked(&detail.method, &detail.path, detail.query.as_deref()),
        format!(
            "from {}, mode {}",
            detail.remote_addr,
            detail.mode.into_str()
        ),
    ];
    let facts = [
        ("event", &detail.event),
        ("merchant", &detail.merchant),
        ("business_refrence", &detail.merchant_reference),
    ];
    for (name, value) in facts {
        lines.extend(
            value
                .as_ref()
                .map(|value| format!("{name}: {}", printable(value))),
        );
    }
    lines.push(match detail.answered {
        Some(status) => format!("RETM was answered {status}"),
        None => "RETM has no answer".to_owned(),
    });
    if let Some(next) = detail.next_at {
        lines.push(format!("next try {}", next.local()));
    }
    message(
        &mut lines,
        &detail.headers,
        detail.body.as_ref(),
        detail.body_base64.as_ref(),
    );
    for (nth, attempt) in detail.attempts.iter().enumerate() {
        lines.extend([String::new(), heading(nth + 1, attempt)]);
        let edited = (
            attempt.edited_body.as_ref(),
            attempt.edited_body_base64.as_ref(),
        );
        if edited != (None, None) {
            lines.push("sent with this body in place of its own:".to_owned());
            lines.push(body_text(edited.0, edited.1));
        }
        message(
            &mut lines,
            &attempt.response_headers,
            attempt.response_body.as_ref(),
            attempt.response_body_base64.as_ref(),
        );
        if attempt.response_cut {
            lines.push("(the answer had more than was kept)".to_owned());
        }
    }
    lines.join("\n")
}

fn heading(nth: usize, detail: &AttemptDetail) -> String {
    let (attempt, parts) = (&detail.attempt, &detail.parts);
    format!(
        "attempt {nth} ({}), {} to {}: {} in {} ms (disk {}, connecting {}, answer {})",
        attempt.trigger.into_str(),
        attempt.at.local(),
        printable(&detail.target),
        came_to(attempt),
        attempt.ms,
        parts.disk_ms,
        parts.connect_ms,
        parts.answer_ms,
    )
}

fn body_text(body: Option<&String>, base64: Option<&String>) -> String {
    match (body, base64) {
        (Some(body), _) => body.clone(),
        (None, Some(base64)) => format!("(not text; in base64) {base64}"),
        (None, None) => String::new(),
    }
}

/// Headers and body, each after an empty line.
fn message(
    lines: &mut Vec<String>,
    headers: &BTreeMap<String, String>,
    body: Option<&String>,
    base64: Option<&String>,
) {
    if !headers.is_empty() {
        lines.push(String::new());
        let headers = headers.iter();
        lines.extend(
            headers.map(|(name, value)| format!("{}: {}", printable(name), printable(value))),
        );
    }
    let body = body_text(body, base64);
    if !body.is_empty() {
        lines.extend([String::new(), body]);
    }
}
