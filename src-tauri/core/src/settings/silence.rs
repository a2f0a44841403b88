//! The requests that the relay should receive: one `[[silence]]` per path. `relay::silence` defines silence.

use std::time::Duration;

use jiff::tz::TimeZone;
use toml_edit::{DocumentMut, Item, Table};

use super::item::InvalidSetting;
use crate::{
    model::quiet_hours::QuietHours,
    relay::{
        route,
        silence::{Expectation, MAX_EXPECTATIONS},
    },
};

/// Their heading in the file.
const NAME: &str = "silence";
/// The longest time that can be set, in minutes: a week.
const MAX_MINUTES: u64 = 7 * 24 * 60;

pub(super) fn read(document: &DocumentMut) -> Result<Vec<Expectation>, InvalidSetting> {
    let tables = match document.get(NAME) {
        None | Some(Item::None) => return Ok(Vec::new()),
        Some(Item::ArrayOfTables(tables)) => tables,
        Some(_) => {
            let what = "each must be a table of its own: [[silence]], in two brackets";
            return Err(InvalidSetting::new(NAME, what));
        }
    };
    if tables.len() > MAX_EXPECTATIONS {
        let what = format!("at most {MAX_EXPECTATIONS} are kept");
        return Err(InvalidSetting::new(NAME, what));
    }
    let mut found: Vec<Expectation> = Vec::new();
    for (nth, table) in tables.iter().enumerate() {
        let read = expectation(table).and_then(|one| {
            match found.iter().any(|other| other.path == one.path) {
                true => Err(InvalidSetting::new(
                    "path",
                    "path stands in another [[silence]]",
                )),
                false => Ok(one),
            }
        });
        found.push(read.map_err(|wrong| InvalidSetting {
            within: Some((NAME, nth)),
            ..wrong
        })?);
    }
    Ok(found)
}

fn expectation(table: &Table) -> Result<Expectation, InvalidSetting> {
    let text = |name: &'static str| match table.get(name) {
        None => Ok(""),
        Some(item) => item
            .as_str()
            .map(str::trim)
            .ok_or_else(|| InvalidSetting::new(name, format!("{name} must be text in quotes"))),
    };
    let path = match text("path")? {
        "" => "/*",
        path => path,
    };
    let path = route::checked_pattern(path)
        .map_err(|what| InvalidSetting::new("path", format!("path {what}")))?;
    let within = match table.get("within_min") {
        None => None,
        Some(item) => item
            .as_integer()
            .and_then(|minutes| u64::try_from(minutes).ok())
            .filter(|minutes| *minutes <= MAX_MINUTES)
            .map(|minutes| (minutes > 0).then(|| Duration::from_secs(minutes * 60)))
            .ok_or_else(|| {
                let what =
                    format!("within_min must be a number of minutes from 0 to {MAX_MINUTES}");
                InvalidSetting::new("within_min", what)
            })?,
    };
    let hours = match text("hours")? {
        "" => None,
        hours => Some(QuietHours::parse(hours).ok_or_else(|| {
            let what = "hours must be like \"10:00-02:00\" or \"sun-thu 10:00-02:00\"";
            InvalidSetting::new("hours", what)
        })?),
    };
    let zone = match text("zone")? {
        "" => None,
        name => Some(TimeZone::get(name).map_err(|_| {
            let what = "zone must be the name of a time zone, like \"Asia/Riyadh\"";
            InvalidSetting::new("zone", what)
        })?),
    };
    Ok(Expectation {
        path,
        within,
        hours,
        zone,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::document::settings_of;

    #[test]
    fn they_are_read_in_order() {
        let file = "[[silence]]\npath = \"/retm/orders*\"\nwithin_min = 30\n\
                    hours = \"sun-sat 10:00-02:00\"\nzone = \"Asia/Riyadh\"\n\n[[silence]]\n";
        let expected = settings_of(file).unwrap().expected;
        let [orders, all] = expected.as_slice() else {
            panic!("{expected:?}");
        };
        assert_eq!(orders.path, "/retm/orders*");
        assert_eq!(orders.within, Some(Duration::from_secs(1800)));
        assert!(orders.hours.is_some() && orders.zone.is_some());
        assert_eq!(
            (all.path.as_str(), all.within, all.hours),
            ("/*", None, None)
        );
        assert_eq!(settings_of("").unwrap().expected, []);
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (lines, said) in [
            ("path = \"orders\"", "must be a path"),
            ("within_min = -1", "from 0 to 10080"),
            ("within_min = \"30\"", "from 0 to 10080"),
            ("hours = \"10-2\"", "sun-thu 10:00-02:00"),
            ("zone = \"Riyadh\"", "Asia/Riyadh"),
            ("zone = 3", "text in quotes"),
        ] {
            let wrong = settings_of(&format!("[[silence]]\n{lines}\n")).unwrap_err();
            assert!(wrong.contains(said), "{lines}: {wrong}");
        }
        let twice = settings_of("[[silence]]\n[[silence]]\n").unwrap_err();
        assert!(twice.contains("another [[silence]]"), "{twice}");
        assert!(
            settings_of("silence = 1\n")
                .unwrap_err()
                .contains("[[silence]]")
        );
    }
}
