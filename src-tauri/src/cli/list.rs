//! `missedhook list`: lists what was received, newest first. Works while another process writes.

use std::process::ExitCode;

use clap::Args;
use missedhook_core::{
    incident::delivery_error::{DeliveryError, Source},
    settings::{KeyKind, Settings},
    store::PageQuery,
};
use serde::Serialize;

use super::{DataDirArg, in_list, print_json, print_line, printable};

/// List delivery errors
#[derive(Args)]
pub struct List {
    /// Search query, as in the window: code:503 endpoint:orders since:2d is:open words [default: all]
    query: Vec<String>,
    /// Maximum number of rows
    #[arg(long, default_value_t = 100)]
    limit: u32,
    /// Print an array of JSON objects
    #[arg(long)]
    json: bool,
}

impl List {
    pub fn run(self, data_dir_arg: &DataDirArg) -> anyhow::Result<ExitCode> {
        let query = PageQuery {
            query: data_dir_arg.query(&self.query)?,
            limit: self.limit,
            ..PageQuery::default()
        };
        let rows = match data_dir_arg.history()? {
            Some(reader) => reader.delivery_errors(&query)?.rows,
            None => Vec::new(),
        };
        if self.json {
            let settings = match data_dir_arg.existing() {
                Ok(dir) => Settings::load(&dir).ok(),
                Err(_) => None,
            };
            let rows: Result<Vec<_>, _> = rows
                .iter()
                .map(|row| error_with_project(row, settings.as_ref()))
                .collect();
            print_json(&rows?)?;
        } else if rows.is_empty() && !self.query.is_empty() {
            print_line("Nothing matches.")?;
        } else if rows.is_empty() {
            print_line("Nothing has arrived yet. `missedhook send-test` sends a test report.")?;
        }
        for row in rows.iter().filter(|_| !self.json) {
            print_line(&line(row))?;
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// One delivery error as JSON, with the project that its merchant or key currently belongs to.
pub fn error_with_project(
    error: &DeliveryError,
    settings: Option<&Settings>,
) -> serde_json::Result<serde_json::Value> {
    let origin = (error.merchant.as_deref(), KeyKind::of(error.source));
    with_project(error, origin, settings)
}

/// A row as JSON, with the project of what came with that merchant's token by that key.
pub fn with_project(
    row: &impl Serialize,
    (merchant, key): (Option<&str>, KeyKind),
    settings: Option<&Settings>,
) -> serde_json::Result<serde_json::Value> {
    let mut value = serde_json::to_value(row)?;
    let project = settings.and_then(|settings| settings.project_of(merchant, key));
    if let Some(project) = project {
        value["project"] = serde_json::to_value(project)?;
    }
    Ok(value)
}

/// One delivery error as a human-readable line. Long texts are cut.
pub fn line(error: &DeliveryError) -> String {
    line_at(&error.received_at.local(), error)
}

/// The same, with nothing cut.
pub fn whole_line(error: &DeliveryError) -> String {
    line_of(&error.received_at.local(), error, printable)
}

/// The same as [`line`], with the time in words.
pub fn line_at(local_time: &str, error: &DeliveryError) -> String {
    line_of(local_time, error, in_list)
}

fn line_of(local_time: &str, error: &DeliveryError, shown: fn(&str) -> String) -> String {
    let code = error
        .code
        .map_or_else(|| "—".to_owned(), |code| code.to_string());
    let source = match error.source {
        Source::Retm => "",
        Source::Test => "  (test)",
        Source::Simulated => "  (simulated)",
        Source::Relay => "  (relay)",
    };
    let what = match error.readable {
        true => format!(
            "{code:>4}  {}  {}",
            shown(&error.endpoint),
            shown(&error.message)
        ),
        false => "      unreadable report".to_owned(),
    };
    let merchant = error.merchant.as_deref().map(shown);
    let merchant = merchant.map_or_else(String::new, |name| format!("  [{name}]"));
    format!("{:>6}  {local_time}  {what}{source}{merchant}", error.id)
}
