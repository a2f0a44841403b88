//! Assigns values of the file to the fields of the settings, with the error if one does not fit.

use crate::{model::secret::Secret, probe::allowed_hosts::AllowedHosts};

/// What a key must be. Like all these errors, it follows the setting's name.
pub(super) const KEY_WORDS: &str = "must be 32 hexadecimal digits";

/// The maximum length of a name, in characters.
const MAX_NAME: usize = 60;

/// Assigns the parsed value, or returns what it must be.
pub(super) fn required<T>(field: &mut T, read: Option<T>, words: &str) -> Result<(), String> {
    *field = read.ok_or(words)?;
    Ok(())
}

/// Like [`required`], for an optional value: an empty text means none.
pub(super) fn optional<T>(
    field: &mut Option<T>,
    text: &str,
    read: impl FnOnce(&str) -> Option<T>,
    words: &str,
) -> Result<(), String> {
    *field = match text {
        "" => None,
        text => Some(read(text).ok_or(words)?),
    };
    Ok(())
}

pub(super) fn keep(field: &mut String, text: &str) -> Result<(), String> {
    text.clone_into(field);
    Ok(())
}

pub(super) fn hosts(field: &mut AllowedHosts, text: &str) -> Result<(), String> {
    let wrong = "must be host names, like \"a.example, b.example\", and has";
    *field = AllowedHosts::parse(text).map_err(|word| format!("{wrong} \"{word}\""))?;
    Ok(())
}

pub(super) fn hide(field: &mut Option<Secret>, text: &str) -> Result<(), String> {
    *field = Secret::new(text);
    Ok(())
}

/// A project by its name; an empty text means none.
pub(super) fn project(field: &mut Option<String>, text: &str) -> Result<(), String> {
    *field = match text.trim() {
        "" => None,
        name => Some(name.to_owned()),
    };
    field.as_deref().map_or(Ok(()), name)
}

/// Checks a name that the user chose.
pub(super) fn name(name: &str) -> Result<(), String> {
    let length = name.chars().count();
    match (1..=MAX_NAME).contains(&length) && !name.chars().any(char::is_control) {
        true => Ok(()),
        false => Err(format!("must be 1 to {MAX_NAME} characters on one line")),
    }
}

/// The limits of the setting allow nothing else.
pub(super) fn as_port(number: u32) -> u16 {
    u16::try_from(number).unwrap_or_default()
}

/// A secret in plain text, for its owner.
pub(super) fn secret(secret: Option<&Secret>) -> String {
    secret.map_or_else(String::new, |secret| secret.reveal().to_owned())
}
