//! Generates `docs/settings.md` from the table. `make types` writes it; a test fails when it is stale.

#![cfg(test)]

use std::{env, fs};

use super::{
    entry::{Entry, SettingKind, Type},
    lists::{LISTS, List, ListKey},
    table::{SETTINGS, TABLES},
};

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/settings.md");

const HEAD: &str = "\
<!-- Generated from core/src/settings/table.rs and lists.rs by `make types`; do not edit. A test fails when it is stale. -->
# Settings

Every setting is in `settings.toml` in the data directory, under the heading given here, and in the window's settings
under the name in bold. A change takes effect at once unless its line says otherwise. An empty value means the default.

A heading in double brackets may appear several times. An unknown name is reported with its line and has no effect.
";

fn row(entry: &Entry) -> String {
    let kind = match (&entry.value, entry.kind) {
        (_, SettingKind::Choice) => {
            let words = entry.choices.iter().filter(|choice| !choice.is_empty());
            let words: Vec<_> = words.map(|choice| format!("`{choice}`")).collect();
            words.join(", ")
        }
        (Type::Switch(..), _) => "`true` or `false`".to_owned(),
        (Type::Number(_, (0, u32::MAX), _), _) => format!("number{}", unit(entry)),
        (Type::Number(_, (least, u32::MAX), _), _) => {
            format!("number{}, {least} or more", unit(entry))
        }
        (Type::Number(_, (least, most), _), _) => {
            format!("number{}, {least} to {most}", unit(entry))
        }
        (Type::Text(..), SettingKind::Secret) => "secret text".to_owned(),
        (Type::Text(..), _) => "text".to_owned(),
    };
    let default = match (entry.default(), entry.empty_means) {
        (default, None) if default.is_empty() => String::new(),
        (default, None) => format!("`{default}`"),
        (default, Some(means)) if default.is_empty() => format!("empty: {means}"),
        (default, Some(means)) if default == "0" => format!("`0`: {means}"),
        (default, Some(means)) => format!("`{default}`; `0`: {means}"),
    };
    let help = match entry.title {
        "" => entry.help.to_owned(),
        title => format!("**{title}.** {}", entry.help),
    };
    format!("| `{}` | {kind} | {default} | {help} |\n", entry.place().1)
}

fn unit(entry: &Entry) -> String {
    entry
        .unit
        .map_or_else(String::new, |unit| format!(" of {unit}"))
}

fn page() -> String {
    let mut page = HEAD.to_owned();
    for (table, _) in TABLES {
        page.push_str(&format!("\n## `[{table}]`\n{COLUMNS}"));
        page.extend(
            SETTINGS
                .iter()
                .filter(|entry| entry.place().0 == table)
                .map(row),
        );
    }
    page.extend(LISTS.iter().map(list_section));
    page
}

const COLUMNS: &str = "\n| Name | Value | Default | What it does |\n| --- | --- | --- | --- |\n";

fn list_section(list: &List) -> String {
    let head = format!("\n## `[[{}]]`\n\n{}\n{COLUMNS}", list.name, list.about);
    let row = |key: &ListKey| {
        let default = match key.default {
            "" => "must be there",
            default => default,
        };
        format!(
            "| `{}` | {} | {default} | {} |\n",
            key.name,
            key.kind,
            key.help.replace('*', "\\*")
        )
    };
    list.keys.iter().fold(head, |text, key| text + &row(key))
}

#[test]
fn the_settings_page_is_fresh() {
    if env::var_os("WRITE_BINDINGS").is_some() {
        fs::write(FILE, page()).unwrap();
    }
    let written = fs::read_to_string(FILE).unwrap_or_default();
    assert_eq!(
        written,
        page(),
        "docs/settings.md is stale: run `make types`"
    );
}
