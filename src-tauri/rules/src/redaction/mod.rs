//! Redaction: takes out of a text what would let its reader in somewhere: in a report that is handed on, in evidence,
//! in the log. First what the settings know, then by structure (JSON, also within strings; names and their values;
//! URLs; headers), then by the patterns of known credentials. Rather a word too many than a key. Pure.

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

/// How deep encoded text within text is decoded. Quoted JSON is seen through at any depth, see `pairs`.
const DEPTH: usize = 4;
/// How short a part of an endpoint may be that is taken out of other texts, too, in bytes: a shorter one is a word.
const SHORTEST: usize = 5;
/// How often a text is gone through until nothing changes.
const PASSES: usize = 8;

/// What is taken out of every text.
#[derive(Clone, Default)]
pub struct Redaction {
    secrets: Vec<String>,
}

impl Redaction {
    /// With those secrets, each in upper case as well: a key that was typed in.
    pub fn of<'a>(secrets: impl IntoIterator<Item = &'a str>) -> Self {
        let mut redaction = Self::default();
        for secret in secrets {
            redaction.know(secret);
            redaction.know(&secret.to_ascii_uppercase());
        }
        redaction
    }

    /// With what is taken out of those endpoints as well, wherever it stands: a title that names only the path of an
    /// endpoint does not look like a URL any more.
    pub fn with_endpoints<'a>(&self, endpoints: impl IntoIterator<Item = &'a str>) -> Self {
        let mut redaction = self.clone();
        for endpoint in endpoints {
            let left = self.text(endpoint);
            let parts = endpoint.split(['/', '?', '&', '=', '@', ':', '#']);
            for part in parts.filter(|part| part.len() >= SHORTEST && !left.contains(part)) {
                redaction.know(part);
            }
        }
        redaction
    }

    /// A secret in the forms in which it may stand in a text: as it is, within JSON, within a URL.
    fn know(&mut self, secret: &str) {
        let quoted = Value::from(secret).to_string();
        let within_json = quoted.trim_matches('"').to_owned();
        for form in [secret.to_owned(), within_json, url::encoded(secret)] {
            if !form.is_empty() && !self.secrets.contains(&form) {
                self.secrets.push(form);
            }
        }
    }

    /// A text without secrets. Redacting it again changes nothing.
    pub fn text(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for _ in 0..PASSES {
            let next = self.pass(&text, 0);
            if next == text {
                return text;
            }
            text = next;
        }
        // What never comes to rest was made for this.
        REDACTED.to_owned()
    }

    /// Once through, also as if what can't be seen were not there: `pass\u{200b}word` is read as the word it looks like.
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

    /// A value by its name, such as a header's.
    pub fn value(&self, name: &str, value: &str) -> String {
        if names::of_header(name) {
            REDACTED.to_owned()
        } else {
            self.text(value)
        }
    }

    /// Every text in a JSON value; values by their names, those of headers by the headers' rule.
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
                // In base64 a secret can't be told from the rest.
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

/// Whether a character can't be seen and parts no words.
fn is_invisible(c: char) -> bool {
    let is_joiner = matches!(c, '\u{200c}' | '\u{200d}');
    let parts_lines = c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
    is_joiner || (is_hidden(c) && !parts_lines)
}

/// Whether what has that name is a secret: `password`, `X-Access-Token`, `client_secret`.
pub fn is_secret_name(name: &str) -> bool {
    names::of_field(name).is_some_and(|name| name != names::Name::Tokens)
}

#[cfg(test)]
mod tests;
