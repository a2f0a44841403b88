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
use crate::{
    locale::Locale,
    model::{local_words, moment::Moment},
};

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
        let slot = slot(&silence.path);
        let (silence, zone) = (silence.clone(), zone.clone());
        let words = move |locale: Locale| {
            let span = local_words::span(locale, now.since(silence.since));
            let title = locale.message("silence-title").phrase("span", span);
            let at = silence.reachable_at;
            let reached = at.map(|at| local_words::hour_and_minute(locale, at, &zone));
            let body = locale.message("silence-body");
            let body = body
                .code("path", &one_line(&silence.path))
                .phrase("within", local_words::span(locale, silence.within))
                .form("proof", at.map_or("unchecked", |_| "checked"))
                .phrase("at", reached.unwrap_or_default());
            (title.text(), body.text())
        };
        Self::new(slot, Box::new(words), still_true, false)
    }

    /// Requests come again.
    pub fn heard_again(path: &str, since: Moment, now: Moment, still_true: StillTrue) -> Self {
        let named = one_line(path);
        let words = move |locale: Locale| {
            let body = locale.message("silence-over-body").code("path", &named);
            let body = body.phrase("span", local_words::span(locale, now.since(since)));
            (locale.words("silence-over-title"), body.text())
        };
        Self::new(slot(path), Box::new(words), still_true, true)
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
        let shown = SystemNotice::silent(&silence, at("09:45"), &zone, Box::new(|| true));
        let shown = shown.notice(Locale::default());
        assert_eq!(shown.title, "Nothing from RETM for 45 min");
        assert_eq!(
            shown.body,
            "/retm/orders*: at least one request in 30 min is expected. \
             Missedhook could be reached at 12:40: look at RETM's webhook settings."
        );
        let over =
            SystemNotice::heard_again("/retm/orders*", at("09:00"), at("11:10"), Box::new(|| true));
        let over = over.notice(Locale::default());
        assert_eq!(over.title, "RETM sends again");
        assert_eq!(over.body, "/retm/orders*: the first request after 2 h.");
        assert_eq!(over.slot, shown.slot);
    }
}
