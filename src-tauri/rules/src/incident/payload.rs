//! Parsing: turns the bytes that RETM's error webhook sent into a [`Report`], or a reason why they can't be read. Pure:
//! no clock, no disk, no network. It never changes the bytes; the caller stores them exactly. The platform documents
//! its body loosely (three fields, types half stated), so the parser accepts every shape that can mean something and
//! rejects only what means nothing. If the body is not the documented plain JSON object, [`ReadAs`] says how it was
//! read.

use std::{borrow::Cow, collections::BTreeMap};

use super::decoding;
pub use super::reading::{ReadAs, Unreadable};
use crate::{explain, model::json_text};
use serde::Deserialize as _;
use serde_json::value::RawValue;

/// The content of one POST from RETM's error webhook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Why delivery failed. RETM documents no list of numbers; an HTTP status is the natural reading.
    /// `None` if it is null, absent or not a whole number.
    pub code: Option<i64>,
    /// The endpoint that could not be reached, as sent: a URL, a URL without its scheme, or a path. Empty if the report
    /// names none.
    pub endpoint: String,
    /// Free text, possibly empty. A value that is not a string is kept as its JSON text, with escaped letters decoded.
    pub message: String,
}

/// A parsed body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecodedReport {
    /// The report, or why it can't be read.
    pub outcome: Result<Report, Unreadable>,
    /// How it was read. Empty for the documented form.
    pub read_as: Vec<ReadAs>,
}

/// How deeply a report may be nested: in an array, in a field, in a string.
const LAYERS: usize = 3;

/// Fields that senders wrap a report in, likeliest first.
const WRAPPERS: [&str; 7] = [
    "data", "error", "payload", "body", "report", "event", "message",
];

/// Parses a body. Any bytes yield a report or a reason; nothing panics. `headers`: names in lower case.
pub fn read(body: &[u8], headers: &BTreeMap<String, String>) -> DecodedReport {
    let decoded = match decoding::text(body, headers) {
        Ok(decoded) => decoded,
        Err(reason) => {
            return DecodedReport {
                outcome: Err(reason),
                read_as: Vec::new(),
            };
        }
    };
    let mut read_as = decoded.read_as;
    let outcome = read_text(&decoded.text, &mut read_as).map_err(|reason| match reason {
        // The guessed charset led to nothing.
        Unreadable::NotJson if decoded.guessed => Unreadable::NotText,
        other => other,
    });
    DecodedReport { outcome, read_as }
}

fn read_text(text: &str, read_as: &mut Vec<ReadAs>) -> Result<Report, Unreadable> {
    // NULs and a trailing comma are left behind by an oversized buffer or list.
    let whole = text.trim();
    let text = whole.trim_end_matches(|end: char| end == '\0' || end == ',' || end.is_whitespace());
    if text.is_empty() {
        return Err(Unreadable::Empty);
    }
    // The documented form, parsed once.
    if text.len() == whole.len()
        && text.starts_with('{')
        && let Some(report) = fields(text).as_ref().and_then(report)
    {
        return Ok(report);
    }
    let (value, lenient) = match json(text) {
        Some(found) => found,
        None => return form(text, read_as).ok_or(Unreadable::NotJson),
    };
    if lenient || text.len() < whole.len() {
        read_as.push(ReadAs::Leniently);
    }
    unwrapped(&value, LAYERS, read_as)
}

/// The JSON of this text, and whether it had to be parsed leniently. `None` if it is not JSON.
fn json(text: &str) -> Option<(Cow<'_, str>, bool)> {
    if serde_json::from_str::<&RawValue>(text).is_ok() && !has_broken_names(text) {
        return Some((text.into(), false));
    }
    let bytes = text.as_bytes();
    let reading = serde_json_lenient::de::SliceRead::new(bytes, true, true, true, true, true);
    let mut reading = serde_json_lenient::Deserializer::new(reading);
    let value = serde_json_lenient::Value::deserialize(&mut reading).ok()?;
    reading.end().ok()?;
    Some((value.to_string().into(), true))
}

/// Whether this is an object whose shape is JSON but whose names are not valid strings: half a surrogate pair.
fn has_broken_names(text: &str) -> bool {
    text.starts_with('{') && fields(text).is_none()
}

type Fields<'a> = BTreeMap<String, &'a RawValue>;

fn fields(json: &str) -> Option<Fields<'_>> {
    serde_json::from_str(json).ok()
}

/// The report in this JSON, unwrapped.
fn unwrapped(json: &str, layers: usize, read_as: &mut Vec<ReadAs>) -> Result<Report, Unreadable> {
    let Some(layers) = layers.checked_sub(1) else {
        return Err(Unreadable::NoKnownField);
    };
    match json.as_bytes().first() {
        Some(b'{') => {}
        Some(b'[') => {
            let values: Vec<&RawValue> =
                serde_json::from_str(json).map_err(|_| Unreadable::NotJson)?;
            let [only] = values[..] else {
                return Err(Unreadable::NotAnObject);
            };
            read_as.push(ReadAs::ArrayOfOne);
            return unwrapped(only.get(), layers, read_as);
        }
        Some(b'"') => {
            let inner: String = serde_json::from_str(json).map_err(|_| Unreadable::NotAnObject)?;
            let (inner, _) = self::json(inner.trim()).ok_or(Unreadable::NotAnObject)?;
            read_as.push(ReadAs::JsonInString);
            return unwrapped(&inner, layers, read_as);
        }
        _ => return Err(Unreadable::NotAnObject),
    }
    let fields = fields(json).ok_or(Unreadable::NotJson)?;
    if let Some(report) = report(&fields) {
        return Ok(report);
    }
    for wrapper in WRAPPERS {
        let Some(value) = field(&fields, wrapper) else {
            continue;
        };
        let mut inside = vec![ReadAs::Field(wrapper.to_owned())];
        if let Ok(report) = unwrapped(value, layers, &mut inside) {
            read_as.append(&mut inside);
            return Ok(report);
        }
    }
    Err(Unreadable::NoKnownField)
}

/// The report in the three fields. `None` if none of them is present.
fn report(fields: &Fields<'_>) -> Option<Report> {
    let (code, endpoint, message) = (
        field(fields, "code"),
        field(fields, "endpoint"),
        field(fields, "message"),
    );
    if code.is_none() && endpoint.is_none() && message.is_none() {
        return None;
    }
    Some(Report {
        code: code.and_then(self::code),
        endpoint: endpoint.map(text_of).unwrap_or_default(),
        message: message.map(text_of).unwrap_or_default(),
    })
}

/// A form (`application/x-www-form-urlencoded`): the three fields, or one that holds the report as JSON.
fn form(text: &str, read_as: &mut Vec<ReadAs>) -> Option<Report> {
    if !text.contains('=') || text.starts_with(['{', '[', '"', '<']) {
        return None;
    }
    let fields: BTreeMap<String, String> = form_urlencoded::parse(text.as_bytes())
        .map(|(name, value)| (name.to_ascii_lowercase(), value.into_owned()))
        .collect();
    let given = |name: &str| fields.get(name).cloned();
    let (code, endpoint, message) = (given("code"), given("endpoint"), given("message"));
    if code.is_some() || endpoint.is_some() {
        read_as.push(ReadAs::Form);
        return Some(Report {
            code: code.and_then(|code| self::code(&serde_json::Value::from(code).to_string())),
            endpoint: endpoint.unwrap_or_default(),
            message: message.unwrap_or_default(),
        });
    }
    for name in WRAPPERS {
        let Some((inner, _)) = fields.get(name).and_then(|value| json(value.trim())) else {
            continue;
        };
        let mut inside = vec![ReadAs::Form, ReadAs::Field(name.to_owned())];
        if let Ok(report) = unwrapped(&inner, LAYERS, &mut inside) {
            read_as.append(&mut inside);
            return Some(report);
        }
    }
    None
}

/// The field with this name, else one whose name differs only in case.
fn field<'a>(fields: &Fields<'a>, name: &str) -> Option<&'a str> {
    let found = fields.get(name).or_else(|| {
        fields
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    });
    found.map(|value| value.get())
}

/// The code of a report, from its JSON: `503`, `502.0`, `"504"`, `"503 Service Unavailable"`, `"HTTP 503"`, `"٥٠٣"` → a
/// number; null, fractions, other words → `None`.
pub fn code(json: &str) -> Option<i64> {
    let text = serde_json::from_str::<String>(json).unwrap_or_else(|_| json.to_owned());
    let text = text.trim();
    let number = text.parse().ok().or_else(|| {
        let float: f64 = text.parse().ok()?;
        // Up to 2^53 every whole float is exact. Beyond that the number would be a guess.
        const EXACT: f64 = 9_007_199_254_740_992.0;
        (float.fract() == 0.0 && float.abs() <= EXACT).then_some(float as i64)
    });
    number.or_else(|| {
        // Any other value that is not text names no status: `[503]`.
        let is_text = json.trim_start().starts_with('"');
        is_text
            .then(|| explain::status_in(text))
            .flatten()
            .map(i64::from)
    })
}

/// The content of a string. Null is empty. Anything else is its JSON text, with escaped letters decoded.
fn text_of(json: &str) -> String {
    if json == "null" {
        return String::new();
    }
    serde_json::from_str::<String>(json)
        .unwrap_or_else(|_| json_text::with_letters(json).into_owned())
}

#[cfg(test)]
#[path = "payload_tests.rs"]
mod tests;
