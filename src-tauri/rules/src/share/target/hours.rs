//! Whether a change happened in the hours of a target.

use jiff::tz::TimeZone;

use super::message::Change;
use crate::model::{moment::Moment, quiet_hours::QuietHours};

/// Whether a change is passed on: one that happened in these hours, and the end of an incident that began in them.
pub fn is_in_hours(
    hours: Option<QuietHours>,
    (change, at): (Change, Moment),
    opened_at: Moment,
    zone: &TimeZone,
) -> bool {
    let is_in = |at| hours.is_none_or(|hours| hours.began(at, zone).is_some());
    is_in(at) || (change == Change::Recovered && is_in(opened_at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_happens_in_the_hours_is_told_and_the_end_of_what_began_in_them() {
        let hours = QuietHours::parse("sun-thu 09:00-18:00");
        let at = |text: &str| Moment::parse(&format!("2026-11-{text}:00Z")).unwrap();
        let (tuesday, evening, friday) = (at("24T10:00"), at("24T20:00"), at("27T10:00"));
        for (change, at, opened_at, is_sent) in [
            (Change::Opened, tuesday, tuesday, true),
            (Change::Opened, evening, evening, false),
            (Change::Opened, friday, friday, false),
            (Change::Escalated, evening, tuesday, false),
            (Change::Escalated, tuesday, friday, true),
            (Change::Recovered, evening, tuesday, true),
            (Change::Recovered, evening, evening, false),
            (Change::Recovered, tuesday, friday, true),
        ] {
            let sent = is_in_hours(hours, (change, at), opened_at, &TimeZone::UTC);
            assert_eq!(sent, is_sent, "{change:?} at {at}");
            assert!(is_in_hours(None, (change, at), opened_at, &TimeZone::UTC));
        }
    }
}
