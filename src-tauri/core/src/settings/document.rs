//! The document behind the settings: the text of `settings.toml`, parsed into values by pure functions. Errors have the
//! name of the setting and its line. Touches no file.

use toml_edit::{DocumentMut, Item, value};

use super::{
    Key, Settings, alert_rules,
    assign::KEY_WORDS,
    entry::{Entry, SettingKind},
    item::{InvalidSetting, text_at},
    lists::LISTS,
    merchants_table, monitors,
    place::{line_at, line_of},
    relay_table, silence,
    table::{SETTINGS, TABLES},
    targets,
};

/// The text of a new file.
pub(super) fn new_file() -> String {
    let mut text = "# Missedhook's settings. A change is taken over at once; of `listen`, at the next start.\n".to_owned();
    for (table, _) in TABLES {
        text.push_str(&format!("\n[{table}]\n"));
        let entries = SETTINGS.iter().filter(|entry| entry.place().0 == table);
        text.extend(entries.map(Entry::lines));
    }
    for list in &LISTS {
        text.push_str(&format!("\n{}", list.lines()));
    }
    text
}

/// Parses the document, or returns the line and the error.
pub(super) fn parse(text: &str) -> Result<DocumentMut, (usize, String)> {
    let document: DocumentMut = text.parse().map_err(|e: toml_edit::TomlError| {
        let line = e.span().map_or(1, |span| line_of(text, &span));
        let twice = e.message().starts_with("duplicate key");
        let wrong = twice.then(|| written_before(text, line)).flatten();
        let wrong = wrong.unwrap_or_else(|| e.message().replace('\n', ", "));
        (line, wrong)
    })?;
    for (table, _) in TABLES {
        if document
            .get(table)
            .is_some_and(|item| !item.is_table_like())
        {
            let wrong = format!("{table} must be a table: [{table}]");
            return Err((line_at(text, &[], table), wrong));
        }
    }
    Ok(document)
}

/// Of a heading or a name that is written twice: where it is already. Never says a value, which may be a secret.
fn written_before(text: &str, line: usize) -> Option<String> {
    let name = |line: &str| -> String {
        let name = line.split(['=', '#']).next().unwrap_or_default();
        name.split_whitespace().collect()
    };
    let lines: Vec<_> = text.lines().take(line).map(name).collect();
    let (twice, before) = lines.split_last()?;
    let first = before.iter().rposition(|name| name == twice)? + 1;
    Some(format!(
        "{twice} is in line {first} already: write it there"
    ))
}

pub(super) fn from_document(document: &DocumentMut) -> Result<Settings, InvalidSetting> {
    let key = text_at(document, "receiver", "key")?.unwrap_or_default();
    let key = Key::parse(key.trim())
        .ok_or_else(|| InvalidSetting::at("receiver", "key", format!("key {KEY_WORDS}")))?;
    let mut settings = Settings::with_key(key);
    for entry in &SETTINGS {
        entry.read(document, &mut settings)?;
    }
    settings.relay.routes = relay_table::read(document)?;
    relay_table::check(&settings)?;
    settings.expected = silence::read(document)?;
    merchants_table::read(document, &mut settings)?;
    settings.monitors = monitors::read(document)?;
    settings.alert_rules = alert_rules::read(document)?;
    settings.set_targets(targets::read(document)?);
    Ok(settings)
}

/// Whether there is any value for the key; [`from_document`] checks whether it is valid.
pub(super) fn has_key(document: &DocumentMut) -> bool {
    match text_at(document, "receiver", "key") {
        Ok(key) => key.is_some_and(|key| !key.trim().is_empty()),
        Err(_) => true,
    }
}

/// Sets the key.
pub(super) fn set_key(document: &mut DocumentMut, key: &Key) {
    document["receiver"]["key"] = value(key.reveal());
}

/// Writes an entered value at the setting's place, such as `alerts.quiet_hours`. An empty value removes the line.
pub(super) fn put(document: &mut DocumentMut, name: &str, kind: SettingKind, text: &str) {
    let Some((table, key)) = name.split_once('.') else {
        return;
    };
    if text.is_empty() {
        if let Some(table) = document.get_mut(table).and_then(Item::as_table_like_mut) {
            table.remove(key);
        }
    } else {
        if document.get(table).is_none() {
            document[table] = toml_edit::table();
        }
        document[table][key] = as_item(kind, text);
    }
}

/// An entered value as it is written to the file. A value of the wrong type stays text, and is refused later.
fn as_item(kind: SettingKind, text: &str) -> Item {
    match (kind, text.parse::<bool>(), text.parse::<i64>()) {
        (SettingKind::Switch, Ok(on), _) => value(on),
        (SettingKind::Number, _, Ok(number)) => value(number),
        _ => value(text),
    }
}

#[cfg(test)]
pub(super) use tests::settings_of;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        locale::{Calendar, Digits, LanguageSetting},
        model::tunnel::TunnelKind,
        status::{Density, HourFormat, Theme, WindowZone},
    };

    /// The settings of a file with a key and that text, or the error.
    pub fn settings_of(text: &str) -> Result<Settings, String> {
        let mut document: DocumentMut = text.parse().unwrap();
        document["receiver"]["key"] = value("0123456789abcdef0123456789abcdef");
        from_document(&document).map_err(|wrong| wrong.what)
    }

    #[test]
    fn the_new_file_says_what_holds_without_it() {
        let defaults = settings_of("").unwrap();
        // Uncomments every line except the example of a time.
        let text = new_file().replace("# old_key_until", "# of that: old_key_until");
        let settings = text.split("# A merchant and the token").next().unwrap();
        let lines = settings.lines().map(|line| match line.split_once(" = ") {
            Some((name, _)) if !name.trim_start_matches("# ").contains(' ') => {
                line.trim_start_matches("# ")
            }
            _ => line,
        });
        let uncommented: Vec<_> = lines.collect();
        assert_eq!(settings_of(&uncommented.join("\n")).unwrap(), defaults);
    }

    #[test]
    fn every_choice_is_offered_and_taken() {
        use strum::VariantArray as _;
        let choices = |name| {
            let entry = SETTINGS.iter().find(|entry| entry.name == name).unwrap();
            entry.choices.to_vec()
        };
        let kinds = TunnelKind::VARIANTS.iter().map(TunnelKind::into_str);
        assert_eq!(
            choices("tunnel.kind"),
            [&[""][..], &kinds.collect::<Vec<_>>()].concat()
        );
        let themes = Theme::VARIANTS.iter().map(Theme::into_str);
        assert_eq!(choices("window.theme"), themes.collect::<Vec<_>>());
        let languages = LanguageSetting::VARIANTS
            .iter()
            .map(LanguageSetting::into_str);
        assert_eq!(choices("window.language"), languages.collect::<Vec<_>>());
        let digits = Digits::VARIANTS.iter().map(Digits::into_str);
        assert_eq!(choices("window.digits"), digits.collect::<Vec<_>>());
        let calendars = Calendar::VARIANTS.iter().map(Calendar::into_str);
        assert_eq!(choices("window.calendar"), calendars.collect::<Vec<_>>());
        let zones = WindowZone::VARIANTS.iter().map(WindowZone::into_str);
        assert_eq!(choices("window.time_zone"), zones.collect::<Vec<_>>());
        let hours = HourFormat::VARIANTS.iter().map(HourFormat::into_str);
        assert_eq!(choices("window.hours"), hours.collect::<Vec<_>>());
        let densities = Density::VARIANTS.iter().map(Density::into_str);
        assert_eq!(choices("window.density"), densities.collect::<Vec<_>>());
    }
}
