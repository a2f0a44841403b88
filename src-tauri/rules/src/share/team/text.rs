//! The notifications about colleagues' incidents.

use jiff::tz::TimeZone;

use super::ColleagueIncident;
use crate::{
    alert::{Actions, Slot, StillTrue, SystemNotice, text::one_line},
    incident::name,
    locale::Locale,
    model::{local_words, moment::Moment},
    share::target::message::Change,
};

/// The slot of the notice about several incidents; a row's number begins at 1.
const SEVERAL: i64 = 0;
/// How many incidents the notice about several names.
const MAX_NAMED: usize = 5;

/// The notice about one incident.
pub fn notice(
    incident: &ColleagueIncident,
    change: Change,
    now: Moment,
    zone: &TimeZone,
    still_true: StillTrue,
) -> SystemNotice {
    let is_recovery = change == Change::Recovered;
    let (slot, endpoint) = (Slot::Colleague(incident.id), incident.endpoint.clone());
    let (incident, zone) = (incident.clone(), zone.clone());
    let words = move |locale| words(&incident, is_recovery, now, (locale, &zone));
    let notice = SystemNotice::new(slot, Box::new(words), still_true, is_recovery);
    let notice = notice.about(Some(endpoint));
    match is_recovery {
        true => notice,
        false => notice.with_actions(Actions::Colleague),
    }
}

fn words(
    incident: &ColleagueIncident,
    is_recovery: bool,
    now: Moment,
    (locale, zone): (Locale, &TimeZone),
) -> (String, String) {
    let (title, body) = match is_recovery {
        true => ("colleague-recovered-title", "colleague-recovered-body"),
        false => ("colleague-failing-title", "colleague-failing-body"),
    };
    let code = incident.code.map(|code| code.to_string());
    let title = locale
        .message(title)
        .code(
            "label",
            &one_line(&name(&incident.endpoint, &incident.label, locale)),
        )
        .form("which", if code.is_some() { "code" } else { "none" })
        .code("code", code.as_deref().unwrap_or_default());
    let said = one_line(&incident.message);
    let body = locale
        .message(body)
        .code("reference", &one_line(&incident.reference))
        .phrase(
            "since",
            local_words::time(locale, incident.opened_at, now, zone),
        )
        .number("count", incident.error_count)
        .form("cause", if said.is_empty() { "nothing" } else { "said" })
        .quoted("said", &said);
    (title.text(), body.text())
}

/// One notice about several incidents that wait to be notified.
pub fn several(incidents: &[ColleagueIncident], still_true: StillTrue) -> SystemNotice {
    let count = i64::try_from(incidents.len()).unwrap_or(i64::MAX);
    let named: Vec<_> = incidents.iter().take(MAX_NAMED).cloned().collect();
    let words = move |locale: Locale| {
        let title = locale.message("colleagues-title").number("count", count);
        let line = |incident: &ColleagueIncident| {
            let line = locale.message("colleagues-line");
            line.code("reference", &one_line(&incident.reference))
                .code(
                    "label",
                    &one_line(&name(&incident.endpoint, &incident.label, locale)),
                )
                .text()
        };
        let lines: Vec<_> = named.iter().map(line).collect();
        (title.text(), lines.join("\n"))
    };
    SystemNotice::new(Slot::Colleague(SEVERAL), Box::new(words), still_true, false)
}
