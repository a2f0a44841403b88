//! Export: writes delivery errors one by one as CSV, JSON or NDJSON to any writer. CSV is made safe for spreadsheets:
//! what they would run as a formula becomes text. The caller decides what to export.

use std::io::{self, Write};

use serde::{Deserialize, Serialize};
use serde_json::json;
use strum::IntoStaticStr;
use ts_rs::TS;

use crate::{
    incident::delivery_error::DeliveryErrorDetail,
    model::{problem::Problem, visible},
};

/// The format of an export.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[derive(Serialize, Deserialize, TS, IntoStaticStr)]
#[strum(serialize_all = "lowercase", const_into_str)]
#[serde(rename_all = "lowercase")]
pub enum ExportFormat {
    /// RFC 4180, with a header line.
    Csv,
    /// One array.
    Json,
    /// One object per line.
    Ndjson,
}

/// The state of an export.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum ExportState {
    /// It is being written.
    Running,
    /// The file is complete.
    Done,
    /// Cancelled; no file was left.
    Cancelled,
    /// Failed; no file was left.
    Failed,
}

/// The progress of an export.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct ExportProgress {
    /// The target file. It gets this name only once it is complete.
    pub path: String,
    /// The number of rows written.
    #[ts(type = "number")]
    pub written: i64,
    /// The number of rows to write.
    #[ts(type = "number")]
    pub total: i64,
    #[ts(inline)]
    pub state: ExportState,
    /// Why it failed.
    pub problem: Option<Problem>,
}

/// Writes delivery errors in one format.
pub struct Exporter<W> {
    format: ExportFormat,
    out: W,
    written: i64,
}

const COLUMNS: &str = "id,received_at,code,endpoint,message,readable,source,incident_id,body\r\n";

impl<W: Write> Exporter<W> {
    /// Starts an export.
    ///
    /// # Errors
    /// If the writer fails; the same for all methods below.
    pub fn new(format: ExportFormat, mut out: W) -> io::Result<Self> {
        match format {
            ExportFormat::Csv => out.write_all(COLUMNS.as_bytes())?,
            ExportFormat::Json => out.write_all(b"[")?,
            ExportFormat::Ndjson => {}
        }
        Ok(Self {
            format,
            out,
            written: 0,
        })
    }

    /// Writes one delivery error.
    ///
    /// # Errors
    /// If the writer fails.
    pub fn row(&mut self, detail: &DeliveryErrorDetail) -> io::Result<()> {
        match self.format {
            ExportFormat::Csv => self.out.write_all(csv(detail).as_bytes())?,
            ExportFormat::Json => {
                let before = if self.written == 0 { "\n" } else { ",\n" };
                write!(self.out, "{before}{}", object(detail)?)?;
            }
            ExportFormat::Ndjson => writeln!(self.out, "{}", object(detail)?)?,
        }
        self.written += 1;
        Ok(())
    }

    /// The number of rows written.
    pub const fn written(&self) -> i64 {
        self.written
    }

    /// Ends the export and returns the writer.
    ///
    /// # Errors
    /// If the writer fails.
    pub fn finish(mut self) -> io::Result<W> {
        if self.format == ExportFormat::Json {
            self.out.write_all(b"\n]\n")?;
        }
        self.out.flush()?;
        Ok(self.out)
    }
}

/// As JSON that is safe to show in a terminal.
fn object(detail: &DeliveryErrorDetail) -> serde_json::Result<String> {
    let mut object = json!(detail.error);
    object["body"] = json!(detail.body);
    if let Some(body) = &detail.body_base64 {
        object["body_base64"] = json!(body);
    }
    visible::json(&object)
}

fn csv(detail: &DeliveryErrorDetail) -> String {
    let error = &detail.error;
    let body = detail.body.as_ref().or(detail.body_base64.as_ref());
    let cells = [
        error.id.to_string(),
        error.received_at.to_string(),
        error.code.map_or_else(String::new, |code| code.to_string()),
        cell(&error.endpoint),
        cell(&error.message),
        error.readable.to_string(),
        error.source.into_str().to_owned(),
        error.incident_id.to_string(),
        cell(body.map_or("", String::as_str)),
    ];
    cells.join(",") + "\r\n"
}

/// A text cell. A leading `=`, `+`, `-`, `@`, tab or line break would start a formula in a spreadsheet (OWASP, "CSV
/// Injection"). An apostrophe before it makes it text.
fn cell(text: &str) -> String {
    let defused = match text.chars().next() {
        Some('=' | '+' | '-' | '@' | '\t' | '\r' | '\n') => format!("'{text}"),
        _ => text.to_owned(),
    };
    if defused.contains([',', '"', '\r', '\n', ';']) || defused.starts_with('\'') {
        format!("\"{}\"", defused.replace('"', "\"\""))
    } else {
        defused
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_and_formulas_defused() {
        for (text, written) in [
            ("plain", "plain"),
            ("", ""),
            ("a,b", "\"a,b\""),
            ("say \"no\"", "\"say \"\"no\"\"\""),
            ("=HYPERLINK(\"x\")", "\"'=HYPERLINK(\"\"x\"\")\""),
            ("+1", "\"'+1\""),
            ("-1", "\"'-1\""),
            ("@x", "\"'@x\""),
            ("\tx", "\"'\tx\""),
            ("two\nlines", "\"two\nlines\""),
            ("تعذر", "تعذر"),
        ] {
            assert_eq!(cell(text), written, "{text}");
        }
    }

    #[test]
    fn nothing_exported_is_valid_all_the_same() {
        for (format, text) in [
            (ExportFormat::Csv, COLUMNS),
            (ExportFormat::Json, "[\n]\n"),
            (ExportFormat::Ndjson, ""),
        ] {
            let out = Exporter::new(format, Vec::new()).unwrap().finish().unwrap();
            assert_eq!(String::from_utf8(out).unwrap(), text);
        }
    }
}
