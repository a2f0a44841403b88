//! Texts about silence: the relay received no request although one was expected, and requests come again.

use std::{
    hash::{DefaultHasher, Hash as _, Hasher as _},
    time::Duration,
};

use jiff::tz::TimeZone;

use super::{
    notice::Slot,
    one_line::one_line,
    system_notice::{StillTrue, SystemNotice},
};
use crate::model::{duration::in_words, moment::Moment};

/// Expected requests that did not come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Silence {
    /// Their path. `*` matches any text.
    pub path: String,
    /// At least one was expected within this time.
    pub within: Duration,
    /// None has come since.
    pub since: Moment,
    /// When RETM was last proven to reach this machine. `None` if that is not checked.
    pub reachable_at: Option<Moment>,
}

impl SystemNotice {
    /// No request came although one was expected.
    pub fn silent(silence: &Silence, now: Moment, zone: &TimeZone, still_true: StillTrue) -> Self {
        let title = format!(
            "Nothing from RETM for {}",
            in_words(now.since(silence.since))
        );
        let way_in = match silence.reachable_at {
            Some(at) => format!(
                "Missedhook could be reached at {}: look at RETM's webhook settings.",
                at.hour_and_minute(zone)
            ),
            None => "Whether RETM can reach Missedhook is not checked.".to_owned(),
        };
        let body = format!(
            "{}: at least one request in {} is expected. {way_in}",
            one_line(&silence.path),
            in_words(silence.within)
        );
        Self::new(slot(&silence.path), title, body, still_true, false)
    }

    /// Requests come again.
    pub fn heard_again(path: &str, since: Moment, now: Moment, still_true: StillTrue) -> Self {
        let body = format!(
            "{}: the first request after {}.",
            one_line(path),
            in_words(now.since(since))
        );
        Self::new(
            slot(path),
            "RETM sends again".to_owned(),
            body,
            still_true,
            true,
        )
    }
}

fn slot(path: &str) -> Slot {
    let mut hasher = DefaultHasher::new();
    path.hash(&mut hasher);
    Slot::Silence(hasher.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words() {
        let at = |text: &str| Moment::parse(&format!("2026-11-24T{text}:00Z")).unwrap();
        let zone = TimeZone::fixed(jiff::tz::offset(3));
        let silence = Silence {
            path: "/retm/orders*".to_owned(),
            within: Duration::from_secs(1800),
            since: at("09:00"),
            reachable_at: Some(at("09:40")),
        };
        let told = SystemNotice::silent(&silence, at("09:45"), &zone, Box::new(|| true));
        assert_eq!(told.notice().title, "Nothing from RETM for 45 min");
        assert_eq!(
            told.notice().body,
            "/retm/orders*: at least one request in 30 min is expected. \
             Missedhook could be reached at 12:40: look at RETM's webhook settings."
        );
        let over =
            SystemNotice::heard_again("/retm/orders*", at("09:00"), at("11:10"), Box::new(|| true));
        assert_eq!(over.notice().title, "RETM sends again");
        assert_eq!(
            over.notice().body,
            "/retm/orders*: the first request after 2 h."
        );
        assert_eq!(over.notice().slot, told.notice().slot);
    }
}
