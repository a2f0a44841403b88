//! `missedhook report`: one incident as a document, for a colleague or RETM's support. Works while another process
//! writes.

use std::process::ExitCode;

use clap::Args;
use missedhook_core::{
    engine,
    locale::Language,
    model::moment::Moment,
    redaction::Redaction,
    settings::Settings,
    share::incident_report::{self, EvidenceFormat},
};

use super::{DataDirArg, print_document, print_json};

/// Write a report of one incident
#[derive(Args)]
pub struct Report {
    /// Incident number, as shown in the window and by `show`
    incident: i64,
    /// Write a self-contained HTML file instead of Markdown
    #[arg(long, conflicts_with = "json")]
    html: bool,
    /// Language of the document: en or ar
    #[arg(long, default_value = "en", conflicts_with = "json", value_parser = ["en", "ar"])]
    language: String,
    /// Print a JSON object
    #[arg(long)]
    json: bool,
}

impl Report {
    pub fn run(self, data_dir_arg: &DataDirArg) -> anyhow::Result<ExitCode> {
        let dir = data_dir_arg.existing()?;
        // The secrets in the settings are redacted in the document.
        let settings = Settings::load(&dir)?;
        let zone = settings.appearance.time_zone.time_zone();
        let now = Moment::now();
        let found = match data_dir_arg.history()? {
            Some(reader) => engine::incident_report(&reader, &settings, self.incident, now, &zone)?,
            None => None,
        };
        let case = found.ok_or_else(|| engine::no_incident(self.incident))?;
        let redaction = Redaction::of(settings.secrets());
        if self.json {
            print_json(&incident_report::json(&case, &redaction))?;
            return Ok(ExitCode::SUCCESS);
        }
        let format = match self.html {
            true => EvidenceFormat::Html,
            false => EvidenceFormat::Markdown,
        };
        let language = self.language.parse().unwrap_or(Language::En);
        let locale = settings.locale().speaking(language);
        let document = incident_report::write(&case, format, &redaction, locale, now, &zone);
        print_document(document.trim_end())?;
        Ok(ExitCode::SUCCESS)
    }
}
