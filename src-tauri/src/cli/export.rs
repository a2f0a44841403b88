//! `missedhook export`: writes the results of a query as CSV, JSON or NDJSON, to a file or to the terminal.

use std::{
    io::{self, BufWriter, Write},
    path::PathBuf,
    process::ExitCode,
};

use anyhow::Context as _;
use clap::{Args, ValueEnum};
use jiff::tz::TimeZone;
use missedhook_core::{
    history::{
        export::{ExportFormat, Exporter},
        search::Query,
    },
    model::moment::Moment,
    platform::atomic_file::AtomicFile,
    store::Reader,
};

use super::{DataDirArg, output, stoppable::CleanUp};

/// Export delivery errors as CSV, JSON or NDJSON
#[derive(Args)]
pub struct Export {
    /// Search query, as in the window: code:503 endpoint:orders since:2d [default: all]
    query: Vec<String>,
    /// Output format
    #[arg(long, value_enum, default_value_t = Format::Csv)]
    format: Format,
    /// Write to this file instead of the terminal; an existing file is never replaced
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Csv,
    Json,
    Ndjson,
}

impl Export {
    pub fn run(self, data_dir_arg: &DataDirArg) -> anyhow::Result<ExitCode> {
        let query = data_dir_arg.query(&self.query)?;
        let reader = data_dir_arg.history()?;
        let format = match self.format {
            Format::Csv => ExportFormat::Csv,
            Format::Json => ExportFormat::Json,
            Format::Ndjson => ExportFormat::Ndjson,
        };
        let mut file = None;
        if let Some(path) = &self.output {
            let clean_up = CleanUp::listen()?;
            clean_up.delete(file.insert(AtomicFile::create(path)?).part())?;
        }
        let out: Box<dyn Write + '_> = match &mut file {
            Some(file) => Box::new(file),
            None => output::data(),
        };
        let written = self.write(format, out, &query, reader);
        match written.as_ref().map_err(anyhow::Error::downcast_ref) {
            // Like `list`: a reader that has gone away is no error.
            Err(Some(io)) if self.output.is_none() && is_gone(io) => return Ok(ExitCode::SUCCESS),
            _ => written.with_context(|| self.unwritable())?,
        }
        if let Some(file) = file {
            file.finish()?;
        }
        Ok(ExitCode::SUCCESS)
    }

    /// Writes all that matches.
    fn write(
        &self,
        format: ExportFormat,
        out: Box<dyn Write + '_>,
        query: &Query,
        reader: Option<Reader>,
    ) -> anyhow::Result<()> {
        let mut exporter = Exporter::new(format, BufWriter::new(out))?;
        if let Some(reader) = reader {
            let total = reader.count_matching(query)?;
            let shows = self.output.is_some() && output::is_watched();
            reader.for_each_matching(query, |error, body| -> anyhow::Result<bool> {
                exporter.row(error, body)?;
                if shows && exporter.written() % 1_000 == 0 {
                    output::progress(&format!("{} of {total}", exporter.written()));
                }
                Ok(true)
            })?;
            if shows {
                output::progress(&format!("{} of {total}", exporter.written()));
                output::progress_ends();
            }
        }
        drop(exporter.finish()?);
        Ok(())
    }

    /// What is said where the export can't be written.
    fn unwritable(&self) -> String {
        match &self.output {
            Some(path) => format!("{} can't be written", path.display()),
            None => output::UNWRITABLE.to_owned(),
        }
    }
}

fn is_gone(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::BrokenPipe
}

/// Parses a query from the command line. Here, anything that is not understood is an error.
pub fn read_query(words: &[String]) -> anyhow::Result<Query> {
    let query = Query::read(&words.join(" "), Moment::now(), &TimeZone::system());
    let wrong = query
        .tokens
        .iter()
        .find_map(|token| token.problem.as_ref().map(|problem| (&token.text, problem)));
    match wrong {
        Some((text, problem)) => anyhow::bail!("{text}: {problem}"),
        None => Ok(query),
    }
}
