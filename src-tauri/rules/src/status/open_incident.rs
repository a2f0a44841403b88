//! An open incident as one line of the tray's menu. Pure.

use jiff::tz::TimeZone;

use crate::{
    alert::text::{cut_in_the_middle, one_line},
    incident::Incident,
    locale::Locale,
    model::{http_status, local_words, moment::Moment},
};

/// How many of them a menu has.
pub const MAX_OPEN: usize = 5;
/// How many characters of a name a line has.
const NAME: usize = 48;
/// How many characters of a cause.
const CAUSE: usize = 40;

/// An open incident, for a menu.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenIncident {
    /// Its number.
    pub id: i64,
    /// What fails, how, and since when: `/retm/orders · 503 Service Unavailable · since 09:14`.
    pub words: String,
}

impl OpenIncident {
    /// `with_host` where more than one host is known. Says since when it fails and not for how long: that needs no timer.
    pub fn of(
        incident: &Incident,
        with_host: bool,
        locale: Locale,
        now: Moment,
        zone: &TimeZone,
    ) -> Self {
        let host = incident.host.as_deref().filter(|_| with_host);
        let label = incident.name(locale);
        let name = format!("{}{label}", host.unwrap_or_default());
        let name = one_line(&cut_in_the_middle(&name, NAME));
        let since = local_words::near(locale, incident.opened_at, now, zone);
        let words = match cause(incident, locale) {
            Some(cause) => locale.message("tray-open-cause").phrase("cause", cause),
            None => locale.message("tray-open"),
        };
        Self {
            id: incident.id,
            words: words.code("name", &name).phrase("since", since).text(),
        }
    }
}

/// The code with its standard words; what RETM says where no answer came.
fn cause(incident: &Incident, locale: Locale) -> Option<String> {
    let message = || one_line(&cut_in_the_middle(&incident.last_message, CAUSE));
    match incident.last_code {
        Some(0) if incident.last_message.trim().is_empty() => Some(locale.words("tray-no-answer")),
        Some(0) => Some(message()),
        Some(code) => {
            let reason = http_status::reason(code).map(|reason| format!("{code} {reason}"));
            Some(locale.isolated(&reason.unwrap_or_else(|| code.to_string())))
        }
        None => Some(message()).filter(|message| !message.is_empty()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::incident::{IncidentState, delivery_error::Source};

    const NOW: Moment = Moment::from_millis(1_700_000_000_000);

    fn incident(label: &str, code: Option<i64>, message: &str) -> Incident {
        Incident {
            id: 4,
            endpoint: format!("https://pos.example{label}"),
            label: label.to_owned(),
            host: Some("pos.example".to_owned()),
            state: IncidentState::Open,
            opened_at: NOW,
            last_error_at: NOW,
            error_count: 1,
            last_code: code,
            previous_id: None,
            muted_until: None,
            changed_at: NOW,
            first_code: code,
            worst_code: code,
            last_error_id: 1,
            last_message: message.to_owned(),
            last_endpoint: String::new(),
            last_source: Source::Retm,
            merchant: None,
            until_change: false,
            times_this_week: 1,
        }
    }

    fn words(incident: &Incident, with_host: bool) -> String {
        OpenIncident::of(incident, with_host, Locale::default(), NOW, &TimeZone::UTC).words
    }

    #[test]
    fn a_line_says_what_fails_how_and_since_when() {
        for (code, message, with_host, expected) in [
            (
                Some(503),
                "x",
                false,
                "/retm/orders · 503 Service Unavailable · since 22:13",
            ),
            (
                Some(503),
                "x",
                true,
                "pos.example/retm/orders · 503 Service Unavailable · since 22:13",
            ),
            (Some(799), "", false, "/retm/orders · 799 · since 22:13"),
            (
                Some(0),
                "Connection refused",
                false,
                "/retm/orders · Connection refused · since 22:13",
            ),
            (
                Some(0),
                " ",
                false,
                "/retm/orders · no answer · since 22:13",
            ),
            (None, "", false, "/retm/orders · since 22:13"),
            (
                Some(0),
                "تعذر الاتصال",
                false,
                "/retm/orders · \u{2068}تعذر الاتصال\u{2069} · since 22:13",
            ),
        ] {
            assert_eq!(
                words(&incident("/retm/orders", code, message), with_host),
                expected
            );
        }
    }

    #[test]
    fn a_long_name_is_cut_in_the_middle_and_keeps_its_direction_to_itself() {
        let long = format!("/first/{}/last", "x".repeat(100));
        let line = words(&incident(&long, Some(503), ""), false);
        assert!(line.starts_with("\u{2068}/first/"), "{line}");
        assert!(line.contains("/last\u{2069} · 503"), "{line}");
        assert!(line.chars().count() < 100, "{line}");

        let turned = words(&incident("/a\u{202e}b\nc", Some(503), ""), false);
        assert!(turned.starts_with("/ab c · 503"), "{turned:?}");
    }
}
