//! The answers of tools: a value with a schema, redacted and short. A failure is a failed call with the three sentences
//! of every problem, so that the agent can read it.

use missedhook_core::{
    model::{moment::Moment, visible},
    redaction::Redaction,
};
use rmcp::model::{CallToolResult, ContentBlock};
use serde::Serialize;
use serde_json::Value;

/// The maximum length of a text in a row, in characters.
const MAX_LENGTH: usize = 500;

/// A value as the answer of a tool.
pub fn structured(value: &impl Serialize, redaction: &Redaction) -> CallToolResult {
    match serde_json::to_value(value) {
        Ok(mut value) => {
            let redaction = redaction.with_endpoints(endpoints(&value).iter().map(String::as_str));
            redaction.json(&mut value);
            CallToolResult::structured(value)
        }
        Err(error) => failed(error.into()),
    }
}

/// A failure, for the agent to read.
pub fn failed(error: anyhow::Error) -> CallToolResult {
    let text = match crate::problem::of(error) {
        Ok(problem) => problem.to_string(),
        Err(error) => format!("{error:#}"),
    };
    let text = Redaction::default().text(&visible::lines(&text));
    CallToolResult::error(vec![ContentBlock::text(text)])
}

/// All endpoints in the value. What is secret in one is redacted in the other texts as well.
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

/// Text from outside, shortened if it is long.
pub fn short(text: &str) -> String {
    match text.char_indices().nth(MAX_LENGTH) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// A value that is a single word in JSON: a state, a cause.
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
