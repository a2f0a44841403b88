//! The parts of a sentence about a probe: statuses, spans of time, names. Text from the network is made plain and short
//! before it becomes one. Pure.

use std::time::Duration;

use super::steps::plain;
use crate::{model::http_status, model::moment::Moment};

/// `503 Service Unavailable`.
pub(crate) fn named(status: u16) -> String {
    match http_status::reason(status.into()) {
        Some(reason) => format!("{status} {reason}"),
        None => status.to_string(),
    }
}

/// `12 ms`, `1.5 s`, `10 s`.
pub(crate) fn time(took: Duration) -> String {
    let millis = took.as_millis();
    match millis {
        0 => "less than 1 ms".to_owned(),
        1..=999 => format!("{millis} ms"),
        // Within a twentieth of a second of a whole one, that is meant.
        _ => {
            let tenths = (millis + 50) / 100;
            match tenths % 10 {
                0 => format!("{} s", tenths / 10),
                _ if tenths > 100 => format!("{} s", (tenths + 5) / 10),
                tenth => format!("{}.{tenth} s", tenths / 10),
            }
        }
    }
}

/// The time from one moment to another in the largest whole unit: `2 days`.
pub(crate) fn span(from: Moment, to: Moment) -> String {
    let seconds = to.since(from).as_secs();
    let (count, unit) = match seconds {
        86_400.. => (seconds / 86_400, "day"),
        3_600.. => (seconds / 3_600, "hour"),
        60.. => (seconds / 60, "minute"),
        _ => return "less than a minute".to_owned(),
    };
    format!("{count} {unit}{}", if count == 1 { "" } else { "s" })
}

/// The first few names, and how many more.
pub(crate) fn some(names: &[String]) -> String {
    const SHOWN: usize = 3;
    let shown: Vec<String> = names.iter().take(SHOWN).map(|name| plain(name)).collect();
    match names.len().saturating_sub(SHOWN) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

/// Words that a sentence goes on with: without a full stop of their own.
pub(crate) fn sentence_end(words: &str) -> String {
    plain(words).trim_end_matches('.').to_owned()
}
