//! The monitors in the settings: one `[[monitor]]` per endpoint, so that users can write, version and comment what is
//! checked, and the command line can change it while the program runs. The results are in the store.

use std::collections::HashSet;

use toml_edit::{ArrayOfTables, DocumentMut, Item, Table, Value};

use super::{item::InvalidSetting, table_list};
use crate::{model::endpoint, monitor::MonitorConfig};

/// The name of each table.
pub(super) const NAME: &str = "monitor";

pub(super) fn read(document: &DocumentMut) -> Result<Vec<MonitorConfig>, InvalidSetting> {
    let tables = match document.get(NAME) {
        None | Some(Item::None) => return Ok(Vec::new()),
        Some(Item::ArrayOfTables(tables)) => tables,
        Some(_) => {
            let what = "each monitor must be a table of its own: [[monitor]], in two brackets";
            return Err(InvalidSetting::new(NAME, what));
        }
    };
    let (mut configs, mut endpoints) = (Vec::new(), HashSet::new());
    for (nth, table) in tables.iter().enumerate() {
        let here = |wrong| InvalidSetting {
            within: Some((NAME, nth)),
            ..wrong
        };
        let config = config(table).map_err(here)?;
        if !endpoints.insert(config.endpoint()) {
            let endpoint = config.endpoint();
            let what = format!("url: another [[monitor]] checks {endpoint} already");
            return Err(here(InvalidSetting::new("url", what)));
        }
        configs.push(config);
    }
    Ok(configs)
}

fn config(table: &Table) -> Result<MonitorConfig, InvalidSetting> {
    let text = |name: &'static str| match table.get(name) {
        None => Ok(String::new()),
        Some(item) => item
            .as_str()
            .map(str::to_owned)
            .ok_or_else(|| InvalidSetting::new(name, format!("{name} must be text in quotes"))),
    };
    let number = |name: &'static str, default| match table.get(name) {
        None => Ok(default),
        Some(item) => item
            .as_integer()
            .and_then(|number| number.try_into().ok())
            .ok_or_else(|| InvalidSetting::new(name, format!("{name} must be a whole number"))),
    };
    if text("url")?.trim().is_empty() {
        let what = "url is missing: write the endpoint that is checked, like url = \"https://pos-bridge.example.com/retm/orders\"";
        return Err(InvalidSetting::new("url", what));
    }
    let default = MonitorConfig::of(text("url")?);
    let config = MonitorConfig {
        interval_s: number("interval_s", default.interval_s)?,
        expected: text("expected")?,
        timeout_s: number("timeout_s", default.timeout_s)?,
        failures: number("failures", default.failures)?,
        on: match table.get("on") {
            None => true,
            Some(item) => item
                .as_bool()
                .ok_or_else(|| InvalidSetting::new("on", "on must be true or false"))?,
        },
        url: default.url,
    };
    config
        .checked()
        .map_err(|error| InvalidSetting::new(error.field, error.to_string().trim_end_matches('.')))
}

/// Writes a monitor. Replaces the one of the endpoint `before`, or adds a new one.
pub(super) fn save(document: &mut DocumentMut, before: Option<&str>, config: &MonitorConfig) {
    let position = |tables: &ArrayOfTables| position(tables, before?);
    table_list::save(document, NAME, position, |table| fill(table, config));
}

/// Removes the monitor of that endpoint. Returns whether there was one.
pub(super) fn remove(document: &mut DocumentMut, endpoint: &str) -> bool {
    table_list::remove(document, NAME, |tables| position(tables, endpoint))
}

fn position(tables: &ArrayOfTables, endpoint: &str) -> Option<usize> {
    tables.iter().position(|table| {
        let url = table.get("url").and_then(Item::as_str).unwrap_or_default();
        endpoint::normalise(url) == endpoint
    })
}

/// Writes every value, and keeps a user's comments beside them.
fn fill(table: &mut Table, config: &MonitorConfig) {
    let values: [(&str, Value); 6] = [
        ("url", config.url.as_str().into()),
        ("interval_s", i64::from(config.interval_s).into()),
        ("expected", config.expected.as_str().into()),
        ("timeout_s", i64::from(config.timeout_s).into()),
        ("failures", i64::from(config.failures).into()),
        ("on", config.on.into()),
    ];
    for (name, mut value) in values {
        match table.get_mut(name).and_then(Item::as_value_mut) {
            Some(before) => {
                *value.decor_mut() = before.decor().clone();
                *before = value;
            }
            None => {
                table.insert(name, Item::Value(value));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::{
        platform::data_dir::DataDir,
        settings::{Settings, SettingsError, file},
    };

    fn settings(text: &str) -> (tempfile::TempDir, DataDir) {
        let temp = tempfile::tempdir().unwrap();
        let dir = DataDir::open(temp.path().join("data")).unwrap();
        Settings::start(&dir).unwrap();
        let before = fs::read_to_string(dir.settings()).unwrap();
        fs::write(dir.settings(), before + text).unwrap();
        (temp, dir)
    }

    fn text(dir: &DataDir) -> String {
        fs::read_to_string(dir.settings()).unwrap()
    }

    #[test]
    fn missing_keys_have_defaults_and_wrong_ones_are_reported_by_line() {
        let (_temp, dir) = settings("\n[[monitor]]\nurl = \"https://a.example/x\"\n");
        let read = Settings::load(&dir).unwrap();
        assert_eq!(read.monitors, [MonitorConfig::of("https://a.example/x")]);
        let good = text(&dir);
        let lines = good.lines().count();
        for (more, line, word) in [
            ("[[monitor]]\nurl = \"/x\"\n", 2, "url"),
            ("[[monitor]]\ninterval_s = 30\n", 1, "url"),
            (
                "[[monitor]]\nurl = \"https://b.example\"\ninterval_s = 29\n",
                3,
                "interval_s",
            ),
            (
                "[[monitor]]\nurl = \"https://b.example\"\non = 1\n",
                3,
                "on",
            ),
            ("[[monitor]]\nurl = \"https://A.example/x\"\n", 2, "already"),
        ] {
            fs::write(dir.settings(), format!("{good}{more}")).unwrap();
            match file::read(&dir).unwrap_err() {
                SettingsError::Invalid {
                    line: at, wrong, ..
                } => {
                    assert_eq!(at, lines + line, "{more}: {wrong}");
                    assert!(wrong.contains(word), "{wrong}");
                }
                other => panic!("{other}"),
            }
        }
        fs::write(dir.settings(), format!("monitor = 1\n{good}")).unwrap();
        assert!(file::read(&dir).is_err());
    }

    #[test]
    fn monitors_come_and_go_and_a_persons_comments_stay() {
        let (_temp, dir) = settings("");
        let before = text(&dir);
        let first = MonitorConfig::of("https://a.example/x");
        let second = MonitorConfig::of("https://b.example/y");
        Settings::save_monitor(&dir, None, &first).unwrap();
        assert!(text(&dir).starts_with(&before), "{}", text(&dir));
        fs::write(
            dir.settings(),
            text(&dir).replace("interval_s = 300\nexp", "interval_s = 300 # as agreed\nexp")
                + "# the end\n",
        )
        .unwrap();
        Settings::save_monitor(&dir, None, &second).unwrap();
        let slower = MonitorConfig {
            interval_s: 600,
            on: false,
            ..first.clone()
        };
        let saved = Settings::save_monitor(&dir, Some(&first.endpoint()), &slower).unwrap();
        assert_eq!(saved.monitors, [slower.clone(), second.clone()]);
        assert_eq!(Settings::load(&dir).unwrap(), saved);
        let written = text(&dir);
        assert!(
            written.contains("interval_s = 600 # as agreed"),
            "{written}"
        );
        let order =
            ["theme =", "a.example", "# the end", "b.example"].map(|part| written.rfind(part));
        assert!(order.is_sorted() && order[0].is_some(), "{written}");

        let twice = Settings::save_monitor(&dir, None, &second).unwrap_err();
        assert!(twice.to_string().contains("already"), "{twice}");
        assert_eq!(text(&dir), written, "changed");

        let (left, removed) = Settings::remove_monitor(&dir, &second.endpoint()).unwrap();
        assert_eq!((left.monitors, removed), (vec![slower], true));
        assert!(text(&dir).contains("# the end"), "{}", text(&dir));
        let (_, removed) = Settings::remove_monitor(&dir, &second.endpoint()).unwrap();
        assert!(!removed);
        let (left, _) = Settings::remove_monitor(&dir, &first.endpoint()).unwrap();
        assert_eq!(left.monitors, []);
        assert!(text(&dir).starts_with(before.trim_end()), "{}", text(&dir));
    }
}
