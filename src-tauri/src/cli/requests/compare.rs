//! `missedhook requests compare`: how two requests differ.

use clap::Args;
use missedhook_core::{
    model::compare::{self, ComparedBy, Comparison, Difference},
    store::relay::RelayReader,
};

use super::{find, print_json, print_line, printable};

#[derive(Args)]
pub struct Compare {
    /// Number of the first request
    first: i64,
    /// Number of the second
    second: i64,
    /// Print a JSON object
    #[arg(long)]
    json: bool,
}

impl Compare {
    pub fn run(&self, reader: Option<&RelayReader>) -> anyhow::Result<()> {
        let (first, second) = (find(reader, self.first)?, find(reader, self.second)?);
        let compared = compare::compare(&first.message(), &second.message());
        if self.json {
            return print_json(&compared);
        }
        for difference in &compared.headers {
            print_line(&line(&format!("header {}", difference.path), difference))?;
        }
        for difference in &compared.differences {
            let path = match &*difference.path {
                "" => "(all)",
                path => path,
            };
            print_line(&line(path, difference))?;
        }
        print_line(summary(&compared))
    }
}

fn line(path: &str, difference: &Difference) -> String {
    let line = match (&difference.from, &difference.to) {
        (Some(from), Some(to)) => format!("~ {path}: {from} → {to}"),
        (Some(from), None) => format!("- {path}: {from}"),
        (None, to) => format!("+ {path}: {}", to.as_deref().unwrap_or_default()),
    };
    printable(&line)
}

const fn summary(compared: &Comparison) -> &'static str {
    match (compared.equal, compared.by) {
        (true, _) => "The bodies are equal.",
        (false, ComparedBy::Bytes) => "The bodies differ; at least one is no text.",
        _ if compared.more => "There is more that differs.",
        (false, ComparedBy::Json) if compared.differences.is_empty() => {
            "The values are equal; they are written differently."
        }
        (false, ComparedBy::Lines) if compared.differences.is_empty() => {
            "The lines are equal; they end differently."
        }
        (false, ComparedBy::Json) => "Compared as JSON.",
        (false, ComparedBy::Lines) => "Compared line by line.",
    }
}
