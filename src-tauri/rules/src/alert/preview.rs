//! What notifications look like: the texts of `text` for an invented incident. Pure.

use std::time::Duration;

use jiff::tz::TimeZone;
use serde::Serialize;
use ts_rs::TS;

use super::{
    AlertKind,
    notice::{Actions, Notice, Slot},
    text,
};
use crate::{
    incident::{
        Incident, IncidentState, Subject,
        delivery_error::{DeliveryError, Source},
        recovery::RecoveryState,
    },
    locale::Locale,
    model::moment::Moment,
};

/// An example notification.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct NotificationPreview {
    /// When it appears.
    pub when: String,
    /// Its title.
    pub title: String,
    /// The text below the title.
    pub body: String,
    /// Whether it makes no sound.
    pub silent: bool,
}

/// 09:14 on some day.
const BEGAN: Moment = Moment::from_millis(1_763_975_640_000);
const ENDPOINT: &str = "https://pos-bridge.example.com/retm/orders";
const MESSAGE: &str = "Service Unavailable";
const CODE: Option<i64> = Some(503);

/// The notifications of an incident, from its beginning to its end.
pub fn previews(locale: Locale) -> Vec<NotificationPreview> {
    [
        ("preview-opened", AlertKind::Opened, 1, 0),
        ("preview-grew", AlertKind::Grew, 412, 30),
        ("preview-recovered", AlertKind::Recovered, 412, 48),
    ]
    .into_iter()
    .map(|(when, kind, count, minutes)| {
        let notice = notice(locale, kind, count, minutes);
        NotificationPreview {
            when: locale.words(when),
            title: notice.title,
            body: notice.body,
            silent: notice.silent,
        }
    })
    .collect()
}

/// The one that is shown when a person wants to see one. It says that nothing is broken.
pub fn sample(locale: Locale) -> Notice {
    Notice {
        slot: Slot::Sample,
        title: locale.words("sample-title"),
        body: locale.words("sample-body"),
        replaces: true,
        silent: false,
        sound: true,
        actions: Actions::None,
        locale,
    }
}

fn notice(locale: Locale, kind: AlertKind, count: i64, minutes: u64) -> Notice {
    let now = BEGAN.plus(Duration::from_secs(60 * minutes));
    let recovery_history = RecoveryState {
        good_since: kind.is_recovery().then_some(now),
        ..RecoveryState::default()
    };
    let newest = DeliveryError {
        id: 1,
        received_at: now,
        code: CODE,
        endpoint: ENDPOINT.to_owned(),
        message: MESSAGE.to_owned(),
        readable: true,
        source: Source::Retm,
        merchant: None,
        relay_request: None,
        incident_id: 1,
    };
    text::incident_notice(
        &incident(count, now),
        &newest,
        (kind, &recovery_history),
        now,
        (locale, &TimeZone::UTC),
    )
}

fn incident(count: i64, now: Moment) -> Incident {
    Incident {
        id: 1,
        endpoint: ENDPOINT.to_owned(),
        label: Subject::of_endpoint(ENDPOINT).label(),
        state: IncidentState::Open,
        opened_at: BEGAN,
        last_error_at: now,
        error_count: count,
        last_code: CODE,
        previous_id: None,
        muted_until: None,
        changed_at: now,
        first_code: CODE,
        worst_code: CODE,
        last_error_id: 1,
        last_message: MESSAGE.to_owned(),
        last_endpoint: ENDPOINT.to_owned(),
        last_source: Source::Retm,
        merchant: None,
        host: None,
        until_change: false,
        times_this_week: 1,
    }
}

/// For tests of others.
#[cfg(test)]
pub(super) fn sample_incident() -> Incident {
    incident(1, BEGAN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_previews_tell_an_incident_from_its_beginning_to_its_end() {
        let previews = previews(Locale::default());
        let titles: Vec<_> = previews.iter().map(|one| one.title.as_str()).collect();
        assert_eq!(
            titles,
            [
                "/retm/orders is failing since 09:14 — 503",
                "/retm/orders is failing ×412 since 09:14 — last 503",
                "/retm/orders works again",
            ]
        );
        let silent: Vec<_> = previews.iter().map(|one| one.silent).collect();
        assert_eq!(silent, [false, true, false]);
        assert!(
            previews[2]
                .body
                .starts_with("down 09:14–10:02 (48 min), 412 reports"),
            "{previews:?}"
        );
    }
}
