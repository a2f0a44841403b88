//! Writes the `[[target]]` tables of the settings file, and keeps a user's comments.

use toml_edit::{Array, ArrayOfTables, DocumentMut, Item, Table, Value};

use super::{table_list, targets::NAME};
use crate::share::target::{KEYS, TargetForm, TargetKind};

/// Writes a target. Replaces the one of the name `before`, or adds a new one.
pub(super) fn save(document: &mut DocumentMut, before: Option<&str>, form: &TargetForm) {
    let position = |tables: &ArrayOfTables| position(tables, before?);
    table_list::save(document, NAME, position, |table| fill(table, form));
}

/// Sets one of a target's own keys. Nothing is changed if there is no such target.
pub(super) fn set(document: &mut DocumentMut, name: &str, key: &str, text: &str) {
    let tables = document
        .get_mut(NAME)
        .and_then(Item::as_array_of_tables_mut);
    let table = tables.and_then(|tables| {
        let at = position(tables, name)?;
        tables.get_mut(at)
    });
    if let Some(table) = table {
        put(table, key, text);
    }
}

/// Removes a target. Returns whether there was one of that name.
pub(super) fn remove(document: &mut DocumentMut, name: &str) -> bool {
    table_list::remove(document, NAME, |tables| position(tables, name))
}

fn position(tables: &ArrayOfTables, name: &str) -> Option<usize> {
    tables.iter().position(|table| {
        let found = table.get("name").and_then(Item::as_str);
        found.is_some_and(|found| found.trim() == name)
    })
}

fn fill(table: &mut Table, form: &TargetForm) {
    let before = table.get("kind").and_then(Item::as_str);
    let is_other_kind = before != Some(form.kind.into_str());
    for key in KEYS {
        // Another kind's token is no token of this kind.
        if is_other_kind || !form.kind.keys().contains(&key) {
            table.remove(key);
        }
    }
    put(table, "name", form.name.trim());
    put(table, "kind", form.kind.into_str());
    for key in form.kind.keys() {
        match form.values.get(*key) {
            Some(text) if form.kind == TargetKind::Command => put_list(table, key, text),
            Some(text) => put(table, key, text.trim()),
            None => {}
        }
    }
    for (key, text) in [
        ("only", &form.only),
        ("project", &form.project),
        ("hours", &form.hours),
        ("quiet_hours", &form.quiet_hours),
    ] {
        put(table, key, text.trim());
    }
}

/// Writes a text, with the comments beside it; removes an empty one.
fn put(table: &mut Table, key: &str, text: &str) {
    match text {
        "" => drop(table.remove(key)),
        text => put_value(table, key, text.into()),
    }
}

fn put_list(table: &mut Table, key: &str, text: &str) {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    put_value(table, key, Value::Array(lines.collect::<Array>()));
}

fn put_value(table: &mut Table, key: &str, mut value: Value) {
    match table.get_mut(key).and_then(Item::as_value_mut) {
        Some(before) => {
            *value.decor_mut() = before.decor().clone();
            *before = value;
        }
        None => {
            table.insert(key, Item::Value(value));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::settings::document::settings_of;

    const FILE: &str = "\
[retention]
keep_days = 3

# the team's channel
[[target]]
name = \"ops\"
kind = \"slack\"
url = \"https://hooks.slack.com/services/T00/B00/not-a-real-secret\" # of the bot
only = \"code:5xx\"
";

    fn form(name: &str, kind: TargetKind, values: &[(&str, &str)]) -> TargetForm {
        let owned = |(key, value): &(&str, &str)| ((*key).to_owned(), (*value).to_owned());
        TargetForm {
            name: name.to_owned(),
            kind,
            values: values.iter().map(owned).collect::<BTreeMap<_, _>>(),
            only: String::new(),
            project: String::new(),
            hours: String::new(),
            quiet_hours: String::new(),
            in_keyring: false,
        }
    }

    #[test]
    fn a_change_keeps_the_secret_the_comments_and_the_other_settings() {
        let mut document: DocumentMut = FILE.parse().unwrap();
        let renamed = TargetForm {
            quiet_hours: "22:00-07:00".to_owned(),
            ..form("team", TargetKind::Slack, &[])
        };
        save(&mut document, Some("ops"), &renamed);
        let text = document.to_string();
        for kept in [
            "# the team's channel",
            "not-a-real-secret\" # of the bot",
            "keep_days = 3",
            "name = \"team\"",
        ] {
            assert!(text.contains(kept), "{text}");
        }
        assert!(!text.contains("only"), "{text}");
        let targets = settings_of(&text).unwrap().targets;
        assert_eq!(targets[0].written, renamed);
        assert!(!format!("{:?}", targets[0]).contains("not-a-real-secret"));
    }

    #[test]
    fn another_kind_loses_the_secret_of_the_first() {
        let mut document: DocumentMut = FILE.parse().unwrap();
        let command = form(
            "ops",
            TargetKind::Command,
            &[("command", "/usr/bin/apprise\n-b\n\nan argument")],
        );
        save(&mut document, Some("ops"), &command);
        let text = document.to_string();
        assert!(!text.contains("not-a-real-secret"), "{text}");
        assert!(
            text.contains("command = [\"/usr/bin/apprise\", \"-b\", \"an argument\"]"),
            "{text}"
        );
        let written = &settings_of(&text).unwrap().targets[0].written;
        assert_eq!(
            written.values["command"],
            "/usr/bin/apprise\n-b\nan argument"
        );
    }

    #[test]
    fn one_is_added_and_removed() {
        let mut document: DocumentMut = format!("{FILE}# the end\n").parse().unwrap();
        let ntfy = form(
            "phone",
            TargetKind::Ntfy,
            &[("url", "https://ntfy.sh/topic"), ("token", "tk_1")],
        );
        save(&mut document, None, &ntfy);
        let text = document.to_string();
        assert_eq!(settings_of(&text).unwrap().targets.len(), 2, "{text}");
        save(
            &mut document,
            Some("phone"),
            &form("phone", TargetKind::Ntfy, &[("token", "")]),
        );
        assert!(!document.to_string().contains("tk_1"));
        assert!(!remove(&mut document, "nobody"));
        assert!(remove(&mut document, "phone") && remove(&mut document, "ops"));
        let text = document.to_string();
        assert!(
            text.contains("# the end") && text.contains("# the team's channel"),
            "{text}"
        );
        assert_eq!(settings_of(&text).unwrap().targets, []);
    }
}
