//! Writes one of several `[[name]]` tables of the settings file, and keeps a user's comments.

use toml_edit::{ArrayOfTables, DocumentMut, Item, Table};

/// Writes a table with `fill`: into the one that `position` finds, or into a new one at the end.
pub(super) fn save(
    document: &mut DocumentMut,
    name: &str,
    position: impl FnOnce(&ArrayOfTables) -> Option<usize>,
    fill: impl FnOnce(&mut Table),
) {
    if !document.contains_key(name) {
        document.insert(name, Item::ArrayOfTables(ArrayOfTables::new()));
    }
    let trailing = document.trailing().as_str().unwrap_or_default().to_owned();
    let Some(tables) = document
        .get_mut(name)
        .and_then(Item::as_array_of_tables_mut)
    else {
        return;
    };
    let at = position(tables);
    if let Some(table) = at.and_then(|at| tables.get_mut(at)) {
        fill(table);
    } else {
        let mut new = Table::new();
        // The comments at the end of the file belong to the text above them.
        new.decor_mut().set_prefix(format!("{trailing}\n"));
        fill(&mut new);
        tables.push(new);
        document.set_trailing("");
    }
}

/// Removes the table that `position` finds. Returns whether there was one.
pub(super) fn remove(
    document: &mut DocumentMut,
    name: &str,
    position: impl FnOnce(&ArrayOfTables) -> Option<usize>,
) -> bool {
    let tables = document
        .get_mut(name)
        .and_then(Item::as_array_of_tables_mut);
    let Some(tables) = tables else { return false };
    let Some(at) = position(tables) else {
        return false;
    };
    let prefix = tables
        .get(at)
        .and_then(|table| table.decor().prefix()?.as_str());
    let comments = prefix.unwrap_or_default().trim_end().to_owned();
    tables.remove(at);
    let (is_last, is_empty) = (at == tables.len(), tables.is_empty());
    // The text above it, if it was the last, stays where it was.
    if is_last && !comments.is_empty() {
        let trailing = document.trailing().as_str().unwrap_or_default();
        document.set_trailing(format!("{comments}\n{trailing}"));
    }
    if is_empty {
        document.remove(name);
    }
    true
}
