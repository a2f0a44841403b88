//! `missedhook show`: everything that is stored about one delivery error.

use std::process::ExitCode;

use clap::Args;
use missedhook_core::{
    explain::{self, Cause},
    incident::delivery_error::{DeliveryError, DeliveryErrorDetail},
    relay::probable_requests::ProbableRequests,
    settings::Settings,
    store::relay::RelayReader,
};

use super::{DataDirArg, in_list, print_json, print_line, printable};

/// Show one delivery error in full
#[derive(Args)]
pub struct Show {
    /// Number, as shown by `list`
    id: i64,
    /// Print a JSON object
    #[arg(long)]
    json: bool,
}

impl Show {
    pub fn run(self, data_dir_arg: &DataDirArg) -> anyhow::Result<ExitCode> {
        let found = match data_dir_arg.history()? {
            Some(reader) => reader.delivery_error(self.id)?,
            None => None,
        };
        let Some(detail) = found else {
            anyhow::bail!(
                "There is no delivery error {}. `missedhook list` shows those there are.",
                self.id
            );
        };
        if self.json {
            let settings = Settings::load(&data_dir_arg.existing()?).ok();
            let mut value = flat(&detail, settings.as_ref())?;
            let probable = self.probable(&detail.error, data_dir_arg)?;
            value["requests"] = serde_json::to_value(&probable.requests)?;
            value["requests_note"] = serde_json::to_value(probable.note)?;
            print_json(&value)?;
        } else {
            print_line(&page(&detail))?;
        }
        Ok(ExitCode::SUCCESS)
    }
}

impl Show {
    /// The relay's requests that the report is probably about.
    fn probable(
        &self,
        error: &DeliveryError,
        dir: &DataDirArg,
    ) -> anyhow::Result<ProbableRequests> {
        let dir = dir.existing()?;
        // What the relay itself reported names its request, whether it is on or off.
        let is_known = error.relay_request.is_some() || Settings::load(&dir)?.relay.enabled;
        match is_known
            .then(|| RelayReader::open(&dir))
            .transpose()?
            .flatten()
        {
            Some(reader) => Ok(reader.requests_of(error)?),
            None => Ok(ProbableRequests::default()),
        }
    }
}

/// The fields of `list`, plus those that only `show` has.
fn flat(
    detail: &DeliveryErrorDetail,
    settings: Option<&Settings>,
) -> anyhow::Result<serde_json::Value> {
    let mut value = super::list::error_with_project(&detail.error, settings)?;
    value["cause"] = serde_json::to_value(cause(detail))?;
    value["body"] = serde_json::to_value(&detail.body)?;
    value["body_base64"] = serde_json::to_value(&detail.body_base64)?;
    value["headers"] = serde_json::to_value(&detail.headers)?;
    value["remote_addr"] = serde_json::to_value(&detail.remote_addr)?;
    value["unreadable_reason"] = serde_json::to_value(&detail.unreadable_reason)?;
    value["read_as"] = serde_json::to_value(&detail.read_as)?;
    value["text"] = serde_json::to_value(&detail.text)?;
    Ok(value)
}

/// Why it failed, according to its code and message. `None` for an unreadable report.
fn cause(detail: &DeliveryErrorDetail) -> Option<Cause> {
    let error = &detail.error;
    error
        .readable
        .then(|| explain::explain(error.code, &error.message).cause)
}

fn page(detail: &DeliveryErrorDetail) -> String {
    let (error, incident) = (&detail.error, &detail.incident);
    let mut lines = vec![
        super::list::whole_line(error),
        format!(
            "incident {} ({}): {} {} since {}",
            incident.id,
            in_list(&incident.label),
            incident.error_count,
            if incident.error_count == 1 {
                "report"
            } else {
                "reports"
            },
            incident.opened_at.local()
        ),
        format!("from {}", detail.remote_addr),
    ];
    if let Some(merchant) = &error.merchant {
        lines.push(format!("merchant {}", printable(merchant)));
    }
    if let Some(reason) = &detail.unreadable_reason {
        lines.push(printable(reason));
    }
    lines.extend(detail.read_as.iter().map(|said| printable(said)));
    lines.push(String::new());
    let headers = detail.headers.iter();
    lines.extend(headers.map(|(name, value)| format!("{}: {}", printable(name), printable(value))));
    lines.push(String::new());
    lines.push(match (&detail.text, &detail.body, &detail.body_base64) {
        (Some(text), _, _) => text.clone(),
        (None, Some(body), _) => body.clone(),
        (None, None, Some(base64)) => format!("(not text; in base64) {base64}"),
        (None, None, None) => String::new(),
    });
    lines.join("\n")
}
