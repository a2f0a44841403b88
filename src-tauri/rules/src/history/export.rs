//! Export: writes delivery errors one by one as CSV, JSON or NDJSON to any writer. CSV is made safe for spreadsheets:
//! what they would run as a formula becomes text. The caller decides what to export.

use std::{
    borrow::Cow,
    io::{self, Write},
};

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use serde::{Deserialize, Serialize};
use serde_json::json;
use strum::IntoStaticStr;
use ts_rs::TS;

use crate::{
    incident::delivery_error::DeliveryError,
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

    /// Writes one delivery error and its exact body.
    ///
    /// # Errors
    /// If the writer fails.
    pub fn row(&mut self, error: &DeliveryError, body: &[u8]) -> io::Result<()> {
        match self.format {
            ExportFormat::Csv => write_csv(&mut self.out, error, body)?,
            ExportFormat::Json => {
                let before = if self.written == 0 { "\n" } else { ",\n" };
                write!(self.out, "{before}{}", object(error, body)?)?;
            }
            ExportFormat::Ndjson => writeln!(self.out, "{}", object(error, body)?)?,
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

/// As JSON that is safe to show in a terminal. A body that is no text is written in base64.
fn object(error: &DeliveryError, body: &[u8]) -> serde_json::Result<String> {
    let mut object = json!(error);
    let text = str::from_utf8(body);
    object["body"] = json!(text.ok());
    if text.is_err() {
        object["body_base64"] = json!(BASE64.encode(body));
    }
    visible::json(&object)
}

fn write_csv(out: &mut impl Write, error: &DeliveryError, body: &[u8]) -> io::Result<()> {
    write!(out, "{},{},", error.id, error.received_at)?;
    if let Some(code) = error.code {
        write!(out, "{code}")?;
    }
    let body = match str::from_utf8(body) {
        Ok(text) => cell(text),
        Err(_) => BASE64.encode(body).into(),
    };
    write!(
        out,
        ",{},{},{},{},{},{body}\r\n",
        cell(&error.endpoint),
        cell(&error.message),
        error.readable,
        error.source.into_str(),
        error.incident_id,
    )
}

/// A text cell. A leading `=`, `+`, `-`, `@`, tab or line break would start a formula in a spreadsheet (OWASP, "CSV
/// Injection"). An apostrophe before it makes it text.
fn cell(text: &str) -> Cow<'_, str> {
    let apostrophe = match text.chars().next() {
        Some('=' | '+' | '-' | '@' | '\t' | '\r' | '\n') => "'",
        _ => "",
    };
    let is_quoted = text.starts_with('\'') || text.contains([',', '"', '\r', '\n', ';']);
    if apostrophe.is_empty() && !is_quoted {
        return text.into();
    }
    format!("\"{apostrophe}{}\"", text.replace('"', "\"\"")).into()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use bytes::Bytes;

    use super::*;
    use crate::{
        incident::{
            delivery_error::{Arrival, Source},
            payload::Unreadable,
        },
        model::moment::Moment,
    };

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
    fn a_body_that_is_no_text_is_exported_in_base64() {
        let arrival = Arrival {
            received_at: Moment::from_millis(0),
            source: Source::Retm,
            merchant: None,
            relay_request: None,
            body: Bytes::new(),
            headers: BTreeMap::new(),
            remote_addr: String::new(),
        };
        let error = arrival.filed(1, 2, Err(Unreadable::NotText));
        let row = "1,1970-01-01T00:00:00.000Z,,,,false,retm,2,";
        for (body, csv, json) in [
            (&b"{}"[..], "{}", r#""body":"{}","#),
            (b"\xff", "/w==", r#""body":null,"body_base64":"/w==","#),
        ] {
            let export = |format| {
                let mut exporter = Exporter::new(format, Vec::new()).unwrap();
                exporter.row(&error, body).unwrap();
                String::from_utf8(exporter.finish().unwrap()).unwrap()
            };
            assert_eq!(
                export(ExportFormat::Csv),
                format!("{COLUMNS}{row}{csv}\r\n")
            );
            let object = export(ExportFormat::Ndjson);
            assert!(object.contains(json), "{object}");
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
