//! Finds names in the file that are not settings: a mistyped key, an unknown heading. Reports each with its line and
//! the most similar known name; everything else is in force.

use toml_edit::{Document, Item, Key, TableLike};

use super::{
    lists::LISTS,
    place,
    table::{SETTINGS, TABLES},
};
use crate::model::problem::Problem;

/// The maximum number of reported names; a file that is not ours has many.
const MAX_LISTED: usize = 5;
/// The maximum length of a displayed name, in characters.
const MAX_LENGTH: usize = 60;
/// How similar two names must be, from 0 to 1, for one to be suggested for the other.
const ALIKE: f64 = 0.5;

/// An unknown name.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Unknown {
    line: usize,
    what: String,
}

/// The unknown names in a file's text, in order.
pub(super) fn find(text: &str) -> Vec<Unknown> {
    let Ok(document) = Document::parse(text) else {
        return Vec::new();
    };
    let mut search = Search {
        text,
        found: Vec::new(),
    };
    search.look(document.as_table(), "");
    search.found.sort_by_key(|unknown| unknown.line);
    search.found
}

/// The problem in words for the user; `None` if all names are known.
pub(super) fn problem(file: &str, text: &str) -> Option<Problem> {
    let found = find(text);
    let listed = found.iter().take(MAX_LISTED);
    let listed = listed.map(|unknown| format!("line {}: {}", unknown.line, unknown.what));
    let mut listed: Vec<_> = listed.collect();
    match found.len().saturating_sub(MAX_LISTED) {
        0 => {}
        1 => listed.push("One more name is unknown.".to_owned()),
        more => listed.push(format!("{more} more names are unknown.")),
    }
    let (meaning, remedy) = match found.len() {
        0 => return None,
        1 => (
            "It has no effect. All other settings apply.",
            "Correct that name, or delete it.",
        ),
        _ => (
            "They have no effect. All other settings apply.",
            "Correct these names, or delete them.",
        ),
    };
    Some(Problem::new(
        format!("{file}, {}", listed.join(" ")),
        meaning,
        remedy,
    ))
}

struct Search<'a> {
    text: &'a str,
    found: Vec<Unknown>,
}

impl Search<'_> {
    /// Checks a table that is not a list, under its full name.
    fn look(&mut self, table: &dyn TableLike, name: &str) {
        let keys: Vec<_> = table.iter().map(|(key, _)| key).collect();
        for key in keys {
            let Some((key, item)) = table.get_key_value(key) else {
                continue;
            };
            let whole = join(name, key);
            if let Some(list) = LISTS.iter().find(|list| list.name == whole) {
                let keys: Vec<_> = list.keys.iter().map(|key| key.name).collect();
                let tables = item.as_array_of_tables();
                for table in tables.into_iter().flat_map(|tables| tables.iter()) {
                    self.look_in_list(table, &format!("[[{whole}]]"), &keys);
                }
            } else if SETTINGS.iter().any(|entry| entry.name == whole) {
            } else if is_heading(&whole) {
                if let Some(table) = item.as_table_like() {
                    self.look(table, &whole);
                }
            } else if let Some(table) = only_headings(item) {
                self.look(table, &whole);
            } else {
                self.add(key, item, unknown(name, &whole, key, item));
            }
        }
    }

    fn look_in_list(&mut self, table: &dyn TableLike, heading: &str, known: &[&str]) {
        let keys: Vec<_> = table.iter().map(|(key, _)| key).collect();
        for key in keys {
            if let Some((key, item)) = table.get_key_value(key)
                && !known.contains(&key.get())
            {
                let meant = nearest(key, known.iter().copied(), &|name| format!("`{name}`"));
                let what = format!("there is no `{}` in {heading}; {meant}", cut(key));
                self.add(key, item, what);
            }
        }
    }

    fn add(&mut self, key: &Key, item: &Item, what: String) {
        let span = place::begin(key, item);
        let line = span.map_or(1, |span| place::line_of(self.text, &span));
        self.found.push(Unknown { line, what });
    }
}

/// The message about an unknown key or heading.
fn unknown(table: &str, whole: &str, key: &Key, item: &Item) -> String {
    let headings = || {
        let tables = TABLES.iter().map(|(name, _)| format!("[{name}]"));
        tables.chain(LISTS.iter().map(|list| format!("[[{}]]", list.name)))
    };
    if matches!(item, Item::Table(_) | Item::ArrayOfTables(_)) {
        let (open, close) = match item {
            Item::ArrayOfTables(_) => ("[[", "]]"),
            _ => ("[", "]"),
        };
        let written = format!("{open}{}{close}", cut(whole));
        let known: Vec<_> = headings().collect();
        let known = known.iter().map(String::as_str);
        let meant = nearest(&written, known, &|name| name.to_owned());
        return format!("there is no heading {written}; {meant}");
    }
    let there = match table {
        "" => "before the first heading".to_owned(),
        table => format!("in [{table}]"),
    };
    let elsewhere = SETTINGS.iter().map(|entry| entry.place());
    let elsewhere = elsewhere.filter(|(_, name)| *name == key.get());
    let elsewhere: Vec<_> = elsewhere.map(|(table, _)| format!("[{table}]")).collect();
    let meant = if !elsewhere.is_empty() {
        format!("it belongs under {}.", elsewhere.join(" or "))
    } else if table.is_empty() {
        under_no_heading(key)
    } else {
        let known = SETTINGS.iter().map(|entry| entry.place());
        let known = known.filter(|(of, _)| *of == table);
        nearest(key, known.map(|(_, name)| name), &|name| {
            format!("`{name}`")
        })
    };
    format!("there is no `{}` {there}; {meant}", cut(key))
}

/// Suggests the most similar setting of all headings, with its heading.
fn under_no_heading(key: &str) -> String {
    let key = cut(key);
    let similar = SETTINGS.iter().map(|entry| entry.place());
    let similar = similar.map(|place| (alike(&key, place.1), place));
    match similar.max_by(|(a, _), (b, _)| a.total_cmp(b)) {
        Some((how, (table, name))) if how >= ALIKE => {
            format!("did you mean `{name}` under [{table}]?")
        }
        _ => "every setting belongs under one, such as [receiver].".to_owned(),
    }
}

fn alike(name: &str, known: &str) -> f64 {
    strsim::normalized_damerau_levenshtein(name, known)
}

/// Suggests the most similar known name; if none is similar, lists all of them.
fn nearest<'a>(
    name: &str,
    known: impl Iterator<Item = &'a str> + Clone,
    shown: &dyn Fn(&str) -> String,
) -> String {
    let name = cut(name);
    let likeness = |known: &str| alike(&name, known);
    let best = known
        .clone()
        .max_by(|a, b| likeness(a).total_cmp(&likeness(b)));
    match best.filter(|best| likeness(best) >= ALIKE) {
        Some(best) => format!("did you mean {}?", shown(best)),
        None => {
            let known: Vec<_> = known.map(shown).collect();
            format!("there are {}.", known.join(", "))
        }
    }
}

/// Whether the file may have a table with that name, or one below it.
fn is_heading(name: &str) -> bool {
    let below = |list: &str| {
        let rest = list.strip_prefix(name);
        rest.is_some_and(|rest| rest.starts_with('.'))
    };
    TABLES.iter().any(|(table, _)| *table == name) || LISTS.iter().any(|list| below(list.name))
}

/// A table without its own heading, only with others below it: `[alert]` if `[[alert.rule]]` is written.
fn only_headings(item: &Item) -> Option<&dyn TableLike> {
    let table = item.as_table().filter(|table| table.is_implicit())?;
    let is_table = |item: &Item| item.is_table() || item.is_array_of_tables();
    (table.iter().all(|(_, item)| is_table(item)) && !table.is_empty()).then_some(table)
}

fn join(table: &str, key: &str) -> String {
    match table {
        "" => key.to_owned(),
        table => format!("{table}.{key}"),
    }
}

fn cut(name: &str) -> String {
    name.chars().take(MAX_LENGTH).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::document::new_file;

    fn found(text: &str) -> Vec<(usize, String)> {
        let found = find(text).into_iter();
        found.map(|unknown| (unknown.line, unknown.what)).collect()
    }

    #[test]
    fn unknown_names_are_reported_with_their_line_and_the_nearest_name() {
        for (text, line, words) in [
            (
                "\n[[alerts.rule]]\nmatch = \"a\"\nsuond = false\n",
                4,
                "there is no `suond` in [[alerts.rule]]; did you mean `sound`?",
            ),
            (
                "[[monitor]]\nurl = \"a\"\n[[monitor]]\nurl = \"b\"\nintervals = 1\n",
                5,
                "there is no `intervals` in [[monitor]]; did you mean `interval_s`?",
            ),
            (
                "[receiver]\n\n[[alert.rule]]\nmatch = \"a\"\n",
                3,
                "there is no heading [[alert.rule]]; did you mean [[alerts.rule]]?",
            ),
            (
                "[alerts]\n[[alerts.rules]]\nmatch = \"a\"\n[[alerts.rules]]\n",
                2,
                "there is no heading [[alerts.rules]]; did you mean [[alerts.rule]]?",
            ),
            (
                "[[monitors]]\nurl = \"a\"\n",
                1,
                "there is no heading [[monitors]]; did you mean [[monitor]]?",
            ),
            (
                "# own\n[alert]\nquiet_hours = \"\"\n",
                2,
                "there is no heading [alert]; did you mean [alerts]?",
            ),
            (
                "[alerts]\nqiet_hours = \"\"\n",
                2,
                "there is no `qiet_hours` in [alerts]; did you mean `quiet_hours`?",
            ),
            (
                "alerts.qiet_hours = \"\"\n",
                1,
                "there is no `qiet_hours` in [alerts]; did you mean `quiet_hours`?",
            ),
            (
                "\nalerts = { qiet_hours = \"\" }\n",
                2,
                "there is no `qiet_hours` in [alerts]; did you mean `quiet_hours`?",
            ),
            (
                "[window]\n\nquiet_hours = \"\"\n",
                3,
                "there is no `quiet_hours` in [window]; it belongs under [alerts].",
            ),
            (
                "theme = \"dark\"\n",
                1,
                "there is no `theme` before the first heading; it belongs under [window].",
            ),
            (
                "thene = \"dark\"\n",
                1,
                "there is no `thene` before the first heading; did you mean `theme` under [window]?",
            ),
            (
                "frobnicate = 3\n",
                1,
                "there is no `frobnicate` before the first heading; every setting belongs under one, such as [receiver].",
            ),
            (
                "[[alerts.rule]]\nmatch = \"a\"\n[alerts.rule.sound]\nfor = 1\n",
                1,
                "",
            ),
            (
                "[window]\nzzzz = 1\n",
                2,
                "there is no `zzzz` in [window]; there are `theme`, `language`, `digits`, `calendar`, `time_zone`, `hours`, `density`.",
            ),
        ] {
            match words {
                "" => assert_eq!(found(text), [], "{text}"),
                words => assert_eq!(found(text), [(line, words.to_owned())], "{text}"),
            }
        }
    }

    #[test]
    fn a_new_file_is_known_with_every_line_in_force() {
        let text = new_file();
        assert_eq!(find(&text), []);
        let is_line = |line: &str| {
            let name = line.split(" = ").next().unwrap_or_default();
            (line.contains(" = ") && !name.contains(' ')) || line.starts_with("[[")
        };
        let lines = text.lines().map(|line| match line.strip_prefix("# ") {
            Some(bare) if is_line(bare) => bare,
            _ => line,
        });
        let lines: Vec<_> = lines.collect();
        assert!(Document::parse(lines.join("\n")).is_ok());
        assert_eq!(find(&lines.join("\n")), []);
    }

    #[test]
    fn the_first_of_many_are_listed() {
        let many: String = (0..9).map(|n| format!("zz{n} = 1\n")).collect();
        let problem = problem("settings.toml", &format!("[window]\n{many}")).unwrap();
        assert!(
            problem
                .what
                .starts_with("settings.toml, line 2: there is no `zz0`")
        );
        assert!(
            problem.what.ends_with("4 more names are unknown."),
            "{problem}"
        );
        assert_eq!(
            super::problem("settings.toml", "[window]\ntheme = \"dark\"\n"),
            None
        );
    }
}
