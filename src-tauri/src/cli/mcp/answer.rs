//! What a tool answers: a value with a schema, without secrets, and short. What failed is told in the three sentences
//! of every problem here, and as a failed call: so the agent can read it.

use missedhook_core::{
    model::{moment::Moment, visible},
    redaction::Redaction,
};
use rmcp::model::{CallToolResult, ContentBlock};
use serde::Serialize;
use serde_json::Value;

/// The longest text of a row, in characters.
const LONGEST: usize = 500;

/// A value as the answer of a tool.
pub fn told(value: &impl Serialize, redaction: &Redaction) -> CallToolResult {
    match serde_json::to_value(value) {
        Ok(mut value) => {
            let redaction = redaction.with_endpoints(endpoints(&value).iter().map(String::as_str));
            redaction.json(&mut value);
            CallToolResult::structured(value)
        }
        Err(error) => failed(error.into()),
    }
}

/// What went wrong, for the agent to read.
pub fn failed(error: anyhow::Error) -> CallToolResult {
    let text = match crate::problem::of(error) {
        Ok(problem) => problem.to_string(),
        Err(error) => format!("{error:#}"),
    };
    let text = Redaction::default().text(&visible::lines(&text));
    CallToolResult::error(vec![ContentBlock::text(text)])
}

/// Every endpoint that is named in it: what is secret in one is taken out of the other texts as well.
fn endpoints(value: &Value) -> Vec<String> {
    match value {
        Value::Array(all) => all.iter().flat_map(endpoints).collect(),
        Value::Object(fields) => fields
            .iter()
            .flat_map(|(name, value)| match value {
                Value::String(text) if name == "endpoint" => vec![text.clone()],
                other => endpoints(other),
            })
            .collect(),
        _ => Vec::new(),
    }
}

/// A text from outside, cut where it is long.
pub fn short(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// A value that JSON writes as one word: a state, a cause.
pub fn word(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(Value::String(word)) => word,
        _ => String::new(),
    }
}

/// A time, in RFC 3339.
pub fn time(moment: Option<Moment>) -> Option<String> {
    moment.map(|moment| moment.to_string())
}
