//! The notifications about colleagues' incidents.

use jiff::tz::TimeZone;

use super::ColleagueIncident;
use crate::{
    alert::{Actions, Slot, StillTrue, SystemNotice, text::one_line},
    locale::Locale,
    model::{local_words, moment::Moment},
    target::message::Change,
};

/// The slot of the notice about several incidents; a row's number begins at 1.
const SEVERAL: i64 = 0;
/// How many incidents the notice about several names.
const MOST_NAMED: usize = 5;

/// The notice about one incident.
pub fn notice(
    incident: &ColleagueIncident,
    change: Change,
    now: Moment,
    (locale, zone): (Locale, &TimeZone),
    still_true: StillTrue,
) -> SystemNotice {
    let is_recovery = change == Change::Recovered;
    let (title, body) = match is_recovery {
        true => ("colleague-recovered-title", "colleague-recovered-body"),
        false => ("colleague-failing-title", "colleague-failing-body"),
    };
    let code = incident.code.map(|code| code.to_string());
    let title = locale
        .say(title)
        .code("label", &one_line(&incident.label))
        .form("which", if code.is_some() { "code" } else { "none" })
        .code("code", code.as_deref().unwrap_or_default());
    let said = one_line(&incident.message);
    let body = locale
        .say(body)
        .code("reference", &one_line(&incident.reference))
        .phrase(
            "since",
            local_words::time(locale, incident.opened_at, now, zone),
        )
        .number("count", incident.error_count)
        .form("cause", if said.is_empty() { "nothing" } else { "said" })
        .quoted("said", &said);
    let slot = Slot::Colleague(incident.id);
    let notice = SystemNotice::new(slot, title.text(), body.text(), still_true, is_recovery)
        .about(Some(incident.endpoint.clone()));
    match is_recovery {
        true => notice,
        false => notice.with_actions(Actions::Colleague),
    }
}

/// One notice about several incidents that wait to be notified.
pub fn several(
    incidents: &[ColleagueIncident],
    locale: Locale,
    still_true: StillTrue,
) -> SystemNotice {
    let title = locale
        .say("colleagues-title")
        .number("count", i64::try_from(incidents.len()).unwrap_or(i64::MAX));
    let named = incidents.iter().take(MOST_NAMED);
    let named: Vec<_> = named
        .map(|incident| {
            let line = locale.say("colleagues-line");
            line.code("reference", &one_line(&incident.reference))
                .code("label", &one_line(&incident.label))
                .text()
        })
        .collect();
    let slot = Slot::Colleague(SEVERAL);
    SystemNotice::new(slot, title.text(), named.join("\n"), still_true, false)
}
