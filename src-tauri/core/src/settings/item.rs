//! Reads one value of the file, or names the setting and line that is wrong.

use toml_edit::{DocumentMut, Item};

/// A value in the file that is not what it should be: the name of the setting and what is wrong.
pub(super) struct InvalidSetting {
    pub(super) name: &'static str,
    pub(super) what: String,
    /// Which of the tables with that heading it stands in, from 0.
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

    /// The line on which it stands, from 1.
    pub(super) fn line_in(&self, text: &str) -> usize {
        let Some((heading, nth)) = self.within else {
            return line_of(text, self.name);
        };
        let is_begin = |line: &str| line.trim_start().starts_with(heading);
        let lines = text.lines().enumerate();
        let begin = lines.filter(|(_, line)| is_begin(line)).nth(nth);
        let Some((before, _)) = begin else {
            return line_of(text, self.name);
        };
        let within = text
            .lines()
            .skip(before + 1)
            .take_while(|line| !is_begin(line));
        let within = within.collect::<Vec<_>>().join("\n");
        match find_line(&within, self.name) {
            Some(at) => before + 1 + at,
            None => before + 1,
        }
    }
}

/// The whole number of a setting.
pub(super) fn number_at(
    document: &DocumentMut,
    table: &str,
    name: &'static str,
    default: u32,
) -> Result<u32, InvalidSetting> {
    match document.get(table).and_then(|table| table.get(name)) {
        None | Some(Item::None) => Ok(default),
        Some(item) => item
            .as_integer()
            .and_then(|number| number.try_into().ok())
            .ok_or_else(|| {
                InvalidSetting::new(name, format!("{name} must be a whole number, 0 or more"))
            }),
    }
}

/// Whether a setting is on.
pub(super) fn switch_at(
    document: &DocumentMut,
    table: &str,
    name: &'static str,
    default: bool,
) -> Result<bool, InvalidSetting> {
    match document.get(table).and_then(|table| table.get(name)) {
        None | Some(Item::None) => Ok(default),
        Some(item) => item
            .as_bool()
            .ok_or_else(|| InvalidSetting::new(name, format!("{name} must be true or false"))),
    }
}

/// The text of a setting; none where it is not there.
pub(super) fn text_at(
    document: &DocumentMut,
    table: &str,
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
            .ok_or_else(|| InvalidSetting::new(name, format!("{name} must be text in quotes"))),
    }
}

/// Hosts may be an array of texts as well.
fn list_of_hosts(name: &str, item: &Item) -> Option<String> {
    let array = item.as_array().filter(|_| name == "allowed_hosts")?;
    let hosts: Option<Vec<_>> = array.iter().map(|host| host.as_str()).collect();
    Some(hosts?.join(", "))
}

/// The line on which a setting stands, from 1; the first where it can't be found.
pub(super) fn line_of(text: &str, name: &str) -> usize {
    find_line(text, name).unwrap_or(1)
}

fn find_line(text: &str, name: &str) -> Option<usize> {
    let found = text.lines().position(|line| {
        let line = line.trim_start().trim_start_matches('[');
        line.strip_prefix(name)
            .is_some_and(|rest| rest.trim_start().starts_with(['=', ']']))
    });
    found.map(|at| at + 1)
}
