//! Redaction: removes everything from a text that would give its reader access to something. Used for reports that are
//! handed on, incident reports and the log. First the secrets from the settings, then by structure (JSON, also within
//! strings; names and values; URLs; headers), then by the patterns of known credentials. Better one word too many than
//! one key. Pure.

mod blocks;
mod compiled;
mod cut;
mod elements;
mod entities;
mod fields;
mod headers;
mod json;
mod name_lists;
mod names;
mod pairs;
mod patterns;
mod signs;
mod url;
mod values;

use serde_json::Value;

use crate::model::visible::is_hidden;
pub use cut::REDACTED;

/// How deeply nested encodings are decoded. Quoted JSON is handled at any depth, see `pairs`.
const DEPTH: usize = 4;
/// The minimum length, in bytes, of a part of an endpoint that is also removed from other texts. A shorter part is an
/// ordinary word.
const MIN_LENGTH: usize = 5;
/// The maximum number of passes until nothing changes.
const PASSES: usize = 8;

/// What to remove from every text.
#[derive(Clone, Default)]
pub struct Redaction {
    secrets: Vec<String>,
}

impl Redaction {
    /// Redacts these secrets, also in upper case, as a key that was typed might be.
    pub fn of<'a>(secrets: impl IntoIterator<Item = &'a str>) -> Self {
        let mut redaction = Self::default();
        for secret in secrets {
            redaction.know(secret);
            redaction.know(&secret.to_ascii_uppercase());
        }
        redaction
    }

    /// Also redacts, in any text, what is redacted in these endpoints. A title that contains only the path of an
    /// endpoint no longer looks like a URL.
    pub fn with_endpoints<'a>(&self, endpoints: impl IntoIterator<Item = &'a str>) -> Self {
        let mut redaction = self.clone();
        for endpoint in endpoints {
            let left = self.text(endpoint);
            let parts = endpoint.split(['/', '?', '&', '=', '@', ':', '#']);
            for part in parts.filter(|part| part.len() >= MIN_LENGTH && !left.contains(part)) {
                redaction.know(part);
            }
        }
        redaction
    }

    /// Adds a secret in the forms in which it may occur: as is, within JSON, within a URL.
    fn know(&mut self, secret: &str) {
        let quoted = Value::from(secret).to_string();
        let within_json = quoted.trim_matches('"').to_owned();
        for form in [secret.to_owned(), within_json, url::encoded(secret)] {
            if !form.is_empty() && !self.secrets.contains(&form) {
                self.secrets.push(form);
            }
        }
    }

    /// The text without secrets. Redacting it again changes nothing.
    pub fn text(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for _ in 0..PASSES {
            let next = self.pass(&text, 0);
            if next == text {
                return text;
            }
            text = next;
        }
        // A text that never becomes stable was crafted for that.
        REDACTED.to_owned()
    }

    /// One pass. Also runs on the text without invisible characters: `pass\u{200b}word` is read as the word it looks
    /// like.
    fn pass(&self, text: &str, depth: usize) -> String {
        let written = self.pass_as_written(text, depth);
        let seen: String = written.chars().filter(|c| !is_invisible(*c)).collect();
        if seen.len() == written.len() {
            return written;
        }
        let redacted = self.pass_as_written(&seen, depth);
        if redacted == seen { written } else { redacted }
    }

    fn pass_as_written(&self, text: &str, depth: usize) -> String {
        let within = |inner: &str| {
            if depth < DEPTH {
                self.pass(inner, depth + 1)
            } else {
                inner.to_owned()
            }
        };
        let mut text = text.to_owned();
        for secret in &self.secrets {
            if text.contains(secret) {
                text = text.replace(secret, REDACTED);
            }
        }
        text = json::strings(&text, &within);
        text = entities::redact(&text, &within);
        text = elements::redact(&text);
        text = fields::redact(&text);
        text = pairs::redact(&text, &within);
        text = url::redact(&text, &within);
        text = url::without_scheme(&text);
        text = headers::schemes(&text);
        patterns::redact(text)
    }

    /// Redacts a value by its name, such as a header's.
    pub fn value(&self, name: &str, value: &str) -> String {
        if names::of_header(name) {
            REDACTED.to_owned()
        } else {
            self.text(value)
        }
    }

    /// Redacts every text in a JSON value. Values are judged by their names, headers by the rule for headers.
    pub fn json(&self, value: &mut Value) {
        match value {
            Value::String(text) => *text = self.text(text),
            Value::Array(values) => values.iter_mut().for_each(|value| self.json(value)),
            Value::Object(fields) => self.fields(fields),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    fn fields(&self, fields: &mut serde_json::Map<String, Value>) {
        let named = fields.iter().find_map(|(field, called)| {
            let called = called.as_str().filter(|_| fields::is_name(field))?;
            let is_header = field == "name" && names::of_header(called);
            names::of_field(called).or(is_header.then_some(names::Name::Strong))
        });
        for (name, value) in fields.iter_mut() {
            match (&**name, value) {
                // Secrets can't be recognised in base64.
                ("body_base64", value) => *value = Value::Null,
                ("headers", Value::Object(headers)) => {
                    for (name, value) in headers {
                        let text = value.as_str().unwrap_or_default();
                        *value = Value::String(self.value(name, text));
                    }
                }
                (_, Value::Null | Value::Bool(_)) => {}
                (name, value)
                    if fields::is_value(name)
                        && named.is_some_and(|name| !values::counts(name, value)) =>
                {
                    *value = Value::String(REDACTED.to_owned());
                }
                (name, value)
                    if names::of_field(name).is_some_and(|name| !values::counts(name, value)) =>
                {
                    *value = Value::String(REDACTED.to_owned());
                }
                (_, value) => self.json(value),
            }
        }
    }
}

/// Whether a character is invisible and does not separate words.
fn is_invisible(c: char) -> bool {
    let is_joiner = matches!(c, '\u{200c}' | '\u{200d}');
    let parts_lines = c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
    is_joiner || (is_hidden(c) && !parts_lines)
}

/// Whether this is the name of a secret: `password`, `X-Access-Token`, `client_secret`.
pub fn is_secret_name(name: &str) -> bool {
    names::of_field(name).is_some_and(|name| name != names::Name::Tokens)
}

#[cfg(test)]
mod tests;
