//! The tables of merchants and projects in the file: one `[[merchant]]` per token, in addition to
//! `receiver.bearer_token`, and one `[[project]]` per group.

use strum::VariantArray as _;
use toml_edit::{DocumentMut, Item, Table};

use super::{Merchant, Project, ProjectColour, Settings, assign, item::InvalidSetting};
use crate::model::{quiet_hours::QuietHours, secret::Secret};

const MERCHANT: &str = "merchant";
const MERCHANT_HEADING: &str = "[[merchant]]";
const PROJECT: &str = "project";
const PROJECT_HEADING: &str = "[[project]]";
/// The maximum number of each.
const MAX_COUNT: usize = 500;

/// Reads both kinds of table.
pub(super) fn read(document: &DocumentMut, settings: &mut Settings) -> Result<(), InvalidSetting> {
    settings.projects = tables(document, PROJECT, PROJECT_HEADING, project)?;
    settings.merchants = tables(
        document,
        MERCHANT,
        MERCHANT_HEADING,
        |table, before: &[Merchant]| {
            let name = name(table, before.iter().map(|merchant| &merchant.name))?;
            let token = text(table, "token")?.and_then(Secret::new).ok_or_else(|| {
                InvalidSetting::new(
                    "token",
                    "token must be the token that you gave RETM for this merchant",
                )
            })?;
            if before.iter().any(|other| other.token == token) {
                let what = "token is that of another [[merchant]] already";
                return Err(InvalidSetting::new("token", what));
            }
            let project = text(table, "project")?.filter(|name| !name.is_empty());
            if let Some(project) = project {
                check_name("project", project)?;
            }
            Ok(Merchant {
                name,
                token,
                project: project.map(str::to_owned),
            })
        },
    )?;
    Ok(())
}

fn project(table: &Table, before: &[Project]) -> Result<Project, InvalidSetting> {
    let name = name(table, before.iter().map(|project| &project.name))?;
    let colour = match text(table, "colour")?.unwrap_or_default() {
        "" => ProjectColour::Grey,
        word => word.parse().map_err(|_| {
            let words: Vec<_> = ProjectColour::VARIANTS
                .iter()
                .map(ProjectColour::into_str)
                .collect();
            InvalidSetting::new(
                "colour",
                format!("colour must be one of {}", words.join(", ")),
            )
        })?,
    };
    let mute = match table.get("mute") {
        None => false,
        Some(item) => item
            .as_bool()
            .ok_or_else(|| InvalidSetting::new("mute", "mute must be true or false"))?,
    };
    let quiet_hours = match text(table, "quiet_hours")?.unwrap_or_default() {
        "" => None,
        text => {
            let hours = QuietHours::parse(text).ok_or_else(|| {
                let what = "quiet_hours must be like 22:00-07:00 or sat-thu 22:00-07:00";
                InvalidSetting::new("quiet_hours", what)
            })?;
            Some((hours, text.to_owned()))
        }
    };
    Ok(Project {
        name,
        colour,
        mute,
        quiet_hours,
    })
}

fn tables<T>(
    document: &DocumentMut,
    kind: &'static str,
    heading: &'static str,
    read: impl Fn(&Table, &[T]) -> Result<T, InvalidSetting>,
) -> Result<Vec<T>, InvalidSetting> {
    let tables = match document.get(kind) {
        None | Some(Item::None) => return Ok(Vec::new()),
        Some(Item::ArrayOfTables(tables)) => tables,
        Some(_) => {
            let what = format!("each {kind} must be a table: {heading}");
            return Err(InvalidSetting::new(kind, what));
        }
    };
    if tables.len() > MAX_COUNT {
        let what = format!("at most {MAX_COUNT} tables {heading} are kept");
        return Err(InvalidSetting::new(kind, what));
    }
    let mut all = Vec::new();
    for (nth, table) in tables.iter().enumerate() {
        let one = read(table, &all).map_err(|wrong| InvalidSetting {
            within: Some((kind, nth)),
            ..wrong
        })?;
        all.push(one);
    }
    Ok(all)
}

fn text<'a>(table: &'a Table, name: &'static str) -> Result<Option<&'a str>, InvalidSetting> {
    table
        .get(name)
        .map(|item| {
            item.as_str()
                .map(str::trim)
                .ok_or_else(|| InvalidSetting::new(name, format!("{name} must be text in quotes")))
        })
        .transpose()
}

fn name<'a>(
    table: &Table,
    mut before: impl Iterator<Item = &'a String>,
) -> Result<String, InvalidSetting> {
    let name = text(table, "name")?.unwrap_or_default();
    check_name("name", name)?;
    match before.any(|other| other == name) {
        true => Err(InvalidSetting::new(
            "name",
            format!("name “{name}” is there already"),
        )),
        false => Ok(name.to_owned()),
    }
}

fn check_name(setting: &'static str, name: &str) -> Result<(), InvalidSetting> {
    assign::name(name).map_err(|what| InvalidSetting::new(setting, format!("{setting} {what}")))
}

#[cfg(test)]
#[path = "merchants_tests.rs"]
mod tests;
