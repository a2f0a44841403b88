//! A delivery error: one POST from RETM's error webhook, as stored. Values only: `payload` parses the bytes, and the
//! store keeps them.

use std::collections::BTreeMap;

use bytes::Bytes;
use serde::Serialize;
use ts_rs::TS;

use super::payload::{Report, Unreadable};
pub use super::source::Source;
use crate::{
    incident::Incident,
    model::{
        compare::{Message, body_bytes},
        moment::Moment,
    },
};

/// One POST from RETM's error webhook, as listed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct DeliveryError {
    /// The ID, from 1, in order of arrival.
    #[ts(type = "number")]
    pub id: i64,
    /// When it was received.
    pub received_at: Moment,
    /// Why delivery failed; RETM documents no list of numbers.
    #[ts(type = "number | string | null")]
    pub code: Option<i64>,
    /// The endpoint as sent; empty for an unreadable report.
    pub endpoint: String,
    /// RETM's free text; empty for an unreadable report.
    pub message: String,
    /// Whether the body could be read as a report.
    pub readable: bool,
    /// Where it came from.
    pub source: Source,
    /// The label of the token it came with. Omitted if that token has no label.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub merchant: Option<String>,
    /// The relay request that it is about. Omitted if there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "number")]
    pub relay_request: Option<i64>,
    /// The incident it belongs to.
    #[ts(type = "number")]
    pub incident_id: i64,
}

/// What arrived over the network, before it has an ID: all that the store needs.
#[derive(Clone, Debug)]
pub struct Arrival {
    /// When it was received.
    pub received_at: Moment,
    /// Where it came from.
    pub source: Source,
    /// The label of the token that it came with.
    pub merchant: Option<String>,
    /// The relay request that it is about, if `source` is the relay.
    pub relay_request: Option<i64>,
    /// The exact body.
    pub body: Bytes,
    /// Header name (lower case) to value, secrets already redacted.
    pub headers: BTreeMap<String, String>,
    /// The sender's address and port. Behind a tunnel this is the tunnel's local end, so it is never trusted.
    pub remote_addr: String,
}

impl Arrival {
    /// The list entry, once it has an ID and an incident.
    pub fn filed(
        &self,
        id: i64,
        incident_id: i64,
        reading: Result<Report, Unreadable>,
    ) -> DeliveryError {
        let readable = reading.is_ok();
        let (code, endpoint, message) = reading.map_or_else(
            |_| (None, String::new(), String::new()),
            |report| (report.code, report.endpoint, report.message),
        );
        DeliveryError {
            id,
            received_at: self.received_at,
            code,
            endpoint,
            message,
            readable,
            source: match (self.relay_request, self.source) {
                (Some(_), _) => Source::Relay,
                (None, Source::Relay) => Source::Retm,
                (None, source) => source,
            },
            merchant: self.merchant.clone(),
            relay_request: self.relay_request,
            incident_id,
        }
    }
}

/// Everything that is stored about one delivery error.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct DeliveryErrorDetail {
    /// The list entry.
    pub error: DeliveryError,
    /// The incident it belongs to, in its current state.
    pub incident: Incident,
    /// The exact body, if it is valid UTF-8.
    pub body: Option<String>,
    /// The body in base64, if it is not.
    pub body_base64: Option<String>,
    /// Header name (lower case) to value; secrets are redacted.
    #[ts(type = "{ [key in string]: string }")]
    pub headers: BTreeMap<String, String>,
    /// The sender's address and port.
    pub remote_addr: String,
    /// Why it could not be read. `None` for a readable report.
    pub unreadable_reason: Option<String>,
    /// How it was read, if it was not as documented: compressed, a form, another charset. One sentence each.
    pub read_as: Vec<String>,
    /// The decoded text of the body (decompressed, in UTF-8), if that differs from the body.
    pub text: Option<String>,
}

impl DeliveryErrorDetail {
    /// As it is compared with another one: the text of its body where there is one.
    pub fn message(&self) -> Message<'_> {
        let text = self.text.as_deref().or(self.body.as_deref());
        Message {
            body: body_bytes(text, self.body_base64.as_deref()),
            headers: &self.headers,
        }
    }
}
