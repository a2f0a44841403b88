//! The relay's table in the file: its routes, its key, and checks of the table as a whole.

use toml_edit::{ArrayOfTables, DocumentMut, Item, Table, Value, value};

use super::{Key, Settings, item::InvalidSetting, relay::TABLE};
use crate::relay::route::{MAX_ROUTES, RelayRoute};

/// The name of the routes in the table.
const NAME: &str = "route";

/// The name of the setting when they change.
pub(super) const ROUTES: &str = "relay.route";

/// Checks the target against the other settings.
pub(super) fn check(settings: &Settings) -> Result<(), InvalidSetting> {
    let relay = &settings.relay;
    let Some(target) = &relay.target else {
        return Ok(());
    };
    let wrong = |what: String| InvalidSetting {
        within: Some((TABLE, 0)),
        ..InvalidSetting::new("target", what)
    };
    if relay.forwards_to_receiver(settings.listen, settings.own_public_urls()) {
        return Err(wrong(
            "target leads back to Missedhook's own receiver; name the port of your integration"
                .to_owned(),
        ));
    }
    let host = target.host_str().unwrap_or_default();
    if !target.is_this_machine() && !relay.allowed_hosts.has(host) {
        return Err(wrong(format!(
            "target is not on this machine; name {host} in allowed_hosts first"
        )));
    }
    Ok(())
}

/// Sets the key.
pub(super) fn set_key(document: &mut DocumentMut, key: &Key) {
    document[TABLE]["key"] = value(key.reveal());
}

pub(super) fn read(document: &DocumentMut) -> Result<Vec<RelayRoute>, InvalidSetting> {
    let tables = match document.get(TABLE).and_then(|table| table.get(NAME)) {
        None | Some(Item::None) => return Ok(Vec::new()),
        Some(Item::ArrayOfTables(tables)) => tables,
        Some(_) => {
            let what = "each route must be a table: [[relay.route]]";
            return Err(InvalidSetting::at(TABLE, NAME, what));
        }
    };
    if tables.len() > MAX_ROUTES {
        let what = format!("at most {MAX_ROUTES} routes are kept");
        return Err(InvalidSetting::at(TABLE, NAME, what));
    }
    let routes = tables.iter().enumerate().map(|(nth, table)| {
        route(table).map_err(|wrong| InvalidSetting {
            within: Some((ROUTES, nth)),
            ..wrong
        })
    });
    routes.collect()
}

fn route(table: &Table) -> Result<RelayRoute, InvalidSetting> {
    let text = |name: &'static str| {
        let item = table.get(name).and_then(Item::as_str).map(str::trim);
        item.ok_or_else(|| InvalidSetting::new(name, format!("{name} must be text in quotes")))
    };
    let mode = text("mode")?.parse().map_err(|_| {
        let what = "mode must be \"through\", \"catch\" or \"keep\"";
        InvalidSetting::new("mode", what)
    })?;
    let path = text("path")?.to_owned();
    let route = RelayRoute { path, mode };
    route
        .checked()
        .map_err(|what| InvalidSetting::new("path", format!("path {what}")))
}

/// Writes the routes in that order. A user's comments beside a route that stays are kept.
pub(super) fn save(document: &mut DocumentMut, routes: &[RelayRoute]) {
    if document.get(TABLE).is_none() {
        document[TABLE] = toml_edit::table();
    }
    let Some(relay) = document.get_mut(TABLE).and_then(Item::as_table_like_mut) else {
        return;
    };
    let before = match relay.remove(NAME) {
        Some(Item::ArrayOfTables(before)) => before,
        _ => ArrayOfTables::new(),
    };
    let mut after = ArrayOfTables::new();
    for route in routes {
        let is_it = |table: &&Table| {
            let path = table.get("path").and_then(Item::as_str);
            path.is_some_and(|path| path.trim() == route.path.trim())
        };
        let mut table = before.iter().find(is_it).cloned().unwrap_or_default();
        for (name, text) in [("path", route.path.trim()), ("mode", route.mode.into_str())] {
            let mut value = Value::from(text);
            let decor = table.get(name).and_then(Item::as_value).map(Value::decor);
            if let Some(decor) = decor.cloned() {
                *value.decor_mut() = decor;
            }
            table.insert(name, Item::Value(value));
        }
        after.push(table);
    }
    if !after.is_empty() {
        relay.insert(NAME, Item::ArrayOfTables(after));
    }
}

#[cfg(test)]
#[path = "relay_tests.rs"]
mod tests;
