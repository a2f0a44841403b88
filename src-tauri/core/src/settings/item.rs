//! Reads one value of the file, or names the setting and line that is wrong.

use toml_edit::{DocumentMut, Item};

use super::place::line_at;

/// An invalid value in the file: the name of the setting and what is wrong.
pub(super) struct InvalidSetting {
    pub(super) name: &'static str,
    pub(super) what: String,
    /// The table that it belongs to, such as `alerts.rule`, and the index among those with that heading, from 0.
    pub(super) within: Option<(&'static str, usize)>,
}

impl InvalidSetting {
    pub(super) fn new(name: &'static str, what: impl Into<String>) -> Self {
        Self {
            name,
            what: what.into(),
            within: None,
        }
    }

    /// The error of a setting in a table.
    pub(super) fn at(table: &'static str, name: &'static str, what: impl Into<String>) -> Self {
        Self {
            within: Some((table, 0)),
            ..Self::new(name, what)
        }
    }

    /// Its line, from 1.
    pub(super) fn line_in(&self, text: &str) -> usize {
        line_at(text, self.within.as_slice(), self.name)
    }
}

/// The integer value of a setting.
pub(super) fn number_at(
    document: &DocumentMut,
    table: &'static str,
    name: &'static str,
    default: u32,
) -> Result<u32, InvalidSetting> {
    match document.get(table).and_then(|table| table.get(name)) {
        None | Some(Item::None) => Ok(default),
        Some(item) => item
            .as_integer()
            .and_then(|number| number.try_into().ok())
            .ok_or_else(|| {
                InvalidSetting::at(
                    table,
                    name,
                    format!("{name} must be a whole number, 0 or more"),
                )
            }),
    }
}

/// The boolean value of a setting.
pub(super) fn switch_at(
    document: &DocumentMut,
    table: &'static str,
    name: &'static str,
    default: bool,
) -> Result<bool, InvalidSetting> {
    match document.get(table).and_then(|table| table.get(name)) {
        None | Some(Item::None) => Ok(default),
        Some(item) => item.as_bool().ok_or_else(|| {
            InvalidSetting::at(table, name, format!("{name} must be true or false"))
        }),
    }
}

/// The text of a setting; `None` if it is not set.
pub(super) fn text_at(
    document: &DocumentMut,
    table: &'static str,
    name: &'static str,
) -> Result<Option<String>, InvalidSetting> {
    let item = document.get(table).and_then(|table| table.get(name));
    match item {
        None | Some(Item::None) => Ok(None),
        Some(item) => item
            .as_str()
            .map(str::to_owned)
            .or_else(|| list_of_hosts(name, item))
            .map(Some)
            .ok_or_else(|| {
                InvalidSetting::at(table, name, format!("{name} must be text in quotes"))
            }),
    }
}

/// Hosts may also be an array of texts.
fn list_of_hosts(name: &str, item: &Item) -> Option<String> {
    let array = item.as_array().filter(|_| name == "allowed_hosts")?;
    let hosts: Option<Vec<_>> = array.iter().map(|host| host.as_str()).collect();
    Some(hosts?.join(", "))
}
