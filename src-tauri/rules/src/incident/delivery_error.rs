//! A delivery error: one POST from RETM's error webhook, as stored. Values only; reading the bytes is
//! `report`'s, keeping them is `store`'s.

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
    /// Its number, from 1, in the order of arrival.
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
    /// The label of the token that it came with; left out where that has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub merchant: Option<String>,
    /// The relay's request that it tells of; left out where it tells of none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "number")]
    pub relay_request: Option<i64>,
    /// The incident it belongs to.
    #[ts(type = "number")]
    pub incident_id: i64,
}

/// What came over the network, before it has a number: all that the store needs to keep it.
#[derive(Clone, Debug)]
pub struct Arrival {
    /// When it was received.
    pub received_at: Moment,
    /// Where it came from.
    pub source: Source,
    /// The label of the token that it came with.
    pub merchant: Option<String>,
    /// The relay's request that it tells of, where `source` is the relay.
    pub relay_request: Option<i64>,
    /// The body to the letter.
    pub body: Bytes,
    /// Header name (lower case) to value, secrets already redacted.
    pub headers: BTreeMap<String, String>,
    /// The sender's address and port. Through a tunnel this is the tunnel's own end: never trusted.
    pub remote_addr: String,
}

impl Arrival {
    /// As it is listed once it has a number and an incident.
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

/// Everything that is kept of one delivery error.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct DeliveryErrorDetail {
    /// What the list shows of it.
    pub error: DeliveryError,
    /// The incident it belongs to, as it is now.
    pub incident: Incident,
    /// The body to the letter, where it is valid UTF-8.
    pub body: Option<String>,
    /// The body in base64, where it is not.
    pub body_base64: Option<String>,
    /// Header name (lower case) to value; secrets are redacted.
    #[ts(type = "{ [key in string]: string }")]
    pub headers: BTreeMap<String, String>,
    /// Where the connection came from, with the port.
    pub remote_addr: String,
    /// Why it could not be read; none for a readable report.
    pub unreadable_reason: Option<String>,
    /// How it was read where it is not as documented: compressed, a form, in another charset. One sentence each.
    pub read_as: Vec<String>,
    /// The text of the body where it is not the body itself: decompressed, in UTF-8.
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
