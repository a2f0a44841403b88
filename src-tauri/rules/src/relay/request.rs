//! A request received by the relay and the attempts to deliver it: as stored and as shown.

use std::collections::BTreeMap;

use bytes::Bytes;
use serde::Serialize;
use strum::{EnumString, IntoStaticStr, VariantArray};
use ts_rs::TS;

use super::mode::RelayMode;
use crate::{
    locale::Locale,
    model::{
        compare::{Comparison, Message, body_bytes},
        moment::Moment,
        translate::translate,
    },
};

/// How much of an answer is stored.
pub const MAX_ANSWER: usize = 256 * 1024;

/// Headers in order with their exact values: HTTP allows bytes that are not UTF-8.
pub type Headers = Vec<(String, Vec<u8>)>;

/// The state of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[derive(Serialize, TS, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case", const_into_str)]
#[serde(rename_all = "snake_case")]
pub enum RequestState {
    /// The integration answered 2xx.
    Delivered,
    /// It is waiting for its first or next attempt.
    Waiting,
    /// The integration gave an answer that a retry would not change.
    NeedsYou,
    /// The schedule of attempts is exhausted, or the integration answered that it is gone.
    Dead,
    /// RETM got the integration's answer, whatever it was.
    Passed,
}

/// Why an attempt was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[derive(Serialize, TS, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case", const_into_str)]
#[serde(rename_all = "snake_case")]
pub enum Trigger {
    /// The request had just arrived.
    Initial,
    /// The schedule.
    Automatic,
    /// The user wanted an attempt now.
    Manual,
    /// The user wanted it sent again.
    Replay,
}

/// A request that has just arrived and has no ID yet: everything needed to store and deliver it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewRequest {
    /// The ID sent to the integration, the same for each attempt and replay.
    pub webhook_id: String,
    /// When it was received.
    pub received_at: Moment,
    /// `POST`, for example.
    pub method: String,
    /// The path after the key, with its leading slash, percent-encoded as sent.
    pub path: String,
    /// The query as sent, without the question mark.
    pub query: Option<String>,
    /// The end-to-end headers as sent.
    pub headers: Headers,
    /// The exact body.
    pub body: Bytes,
    /// The event's name according to the body: `order.created`.
    pub event: Option<String>,
    /// The merchant according to the body: RETM's `business_refrence`.
    pub merchant_reference: Option<String>,
    /// The label of the token it came with.
    pub merchant: Option<String>,
    /// How RETM is answered.
    pub mode: RelayMode,
    pub state: RequestState,
    /// The sender's address and port. Behind a tunnel this is the tunnel's local end, so it is never trusted.
    pub remote_addr: String,
}

impl NewRequest {
    /// Replaces the body by one that the user has written: plain text without compression.
    #[must_use]
    pub fn with_body(mut self, body: Bytes) -> Self {
        let is_encoding = |name: &str| name.eq_ignore_ascii_case("content-encoding");
        self.headers.retain(|(name, _)| !is_encoding(name));
        Self { body, ..self }
    }
}

/// How the time of an attempt was spent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, TS)]
pub struct AttemptParts {
    /// On our own disk, in milliseconds.
    #[ts(type = "number")]
    pub disk_ms: u64,
    /// On connecting.
    #[ts(type = "number")]
    pub connect_ms: u64,
    /// On the integration, from the first byte sent to the last byte received.
    #[ts(type = "number")]
    pub answer_ms: u64,
}

/// One attempt to deliver a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// When it began.
    pub at: Moment,
    /// Its duration in milliseconds.
    pub ms: u64,
    /// Why it was made.
    pub trigger: Trigger,
    /// The status of the answer, if there was one.
    pub status: Option<u16>,
    /// Why there was no complete answer, in words.
    pub error: Option<String>,
    /// How the time was spent.
    pub parts: AttemptParts,
    /// The answer's headers.
    pub response_headers: Headers,
    /// The answer's body, limited to [`MAX_ANSWER`].
    pub response_body: Bytes,
    /// Whether the answer was longer.
    pub response_cut: bool,
    /// The URL that it was sent to.
    pub target: String,
    /// The body that a person had written in the place of the request's own; none where it was sent as it came.
    pub edited_body: Option<Bytes>,
}

/// A waiting request, as the queue sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueuedRequest {
    pub id: i64,
    /// When it was received.
    pub received_at: Moment,
    /// When it is due. `None` if no attempt is planned yet.
    pub next_at: Option<Moment>,
    /// The merchant. Requests of one merchant keep their order.
    pub merchant_reference: Option<String>,
    /// The number of attempts, without replays.
    pub attempts: u32,
    /// When the first attempt began.
    pub first_attempt_at: Option<Moment>,
}

impl RequestDetail {
    /// The same in that language.
    #[must_use]
    pub fn in_language(self, locale: Locale) -> Self {
        let attempts = self.attempts.into_iter().map(|detail| AttemptDetail {
            attempt: detail.attempt.in_language(locale),
            ..detail
        });
        Self {
            attempts: attempts.collect(),
            ..self
        }
    }

    /// As it is compared with another one.
    pub fn message(&self) -> Message<'_> {
        Message {
            body: body_bytes(self.body.as_deref(), self.body_base64.as_deref()),
            headers: &self.headers,
        }
    }
}

/// A request as it was kept, with the secrets in its headers: to be handed on, never to be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredRequest {
    pub id: i64,
    /// The request as received, but with its current state.
    pub request: NewRequest,
    /// The status sent to RETM. `None` while there is no answer.
    pub answered: Option<u16>,
    /// The number of attempts, including replays.
    pub attempts: u32,
}

/// An attempt in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct AttemptRow {
    /// When it began.
    pub at: Moment,
    /// Its duration in milliseconds.
    #[ts(type = "number")]
    pub ms: u64,
    /// The status of the answer, if there was one.
    pub status: Option<u16>,
    /// Why there was no complete answer, in words.
    pub error: Option<String>,
    /// Why it was made.
    pub trigger: Trigger,
}

impl AttemptRow {
    fn in_language(self, locale: Locale) -> Self {
        let error = self.error.map(|why| translate(locale, &why));
        Self { error, ..self }
    }
}

/// A request in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct RequestRow {
    /// The ID, from 1, in the order in which requests were stored.
    #[ts(type = "number")]
    pub id: i64,
    /// When it was received.
    pub received_at: Moment,
    pub method: String,
    /// The path after the key.
    pub path: String,
    /// The query, without the question mark, redacted.
    pub query: Option<String>,
    /// The event's name: `order.created`.
    pub event: Option<String>,
    /// The label of the token it came with.
    pub merchant: Option<String>,
    /// How RETM is answered.
    pub mode: RelayMode,
    /// The status sent to RETM. `None` while there is no answer.
    pub answered: Option<u16>,
    pub state: RequestState,
    /// The time of the next attempt. `None` if it is not waiting, or no attempt is planned yet.
    pub next_at: Option<Moment>,
    /// The attempts, in order.
    pub attempts: Vec<AttemptRow>,
}

impl RequestRow {
    /// The same in that language.
    #[must_use]
    pub fn in_language(self, locale: Locale) -> Self {
        let attempts = self.attempts.into_iter();
        Self {
            attempts: attempts
                .map(|attempt| attempt.in_language(locale))
                .collect(),
            ..self
        }
    }
}

/// An attempt with its answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct AttemptDetail {
    /// The list entry.
    #[serde(flatten)]
    pub attempt: AttemptRow,
    /// How the time was spent.
    pub parts: AttemptParts,
    /// The URL that it was sent to, redacted.
    pub target: String,
    /// Header name (lower case) to value, redacted.
    #[ts(type = "{ [key in string]: string }")]
    pub response_headers: BTreeMap<String, String>,
    /// The answer's body, if it is valid UTF-8.
    pub response_body: Option<String>,
    /// The answer's body in base64, if it is not.
    pub response_body_base64: Option<String>,
    /// Whether the answer was longer than what was stored.
    pub response_cut: bool,
    /// The body that a person had written in the place of the request's own, where it is valid UTF-8; none where it was
    /// sent as it came.
    pub edited_body: Option<String>,
    /// The same in base64, where it is not.
    pub edited_body_base64: Option<String>,
    /// How that differs from the request's own body.
    pub edits: Option<Comparison>,
}

/// Everything that is shown about a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct RequestDetail {
    #[ts(type = "number")]
    pub id: i64,
    /// When it was received.
    pub received_at: Moment,
    pub method: String,
    /// The path after the key.
    pub path: String,
    /// The query, without the question mark, redacted.
    pub query: Option<String>,
    /// The event's name: `order.created`.
    pub event: Option<String>,
    /// The merchant: RETM's `business_refrence`.
    pub merchant_reference: Option<String>,
    /// The label of the token it came with.
    pub merchant: Option<String>,
    /// How RETM is answered.
    pub mode: RelayMode,
    /// The status sent to RETM. `None` while there is no answer.
    pub answered: Option<u16>,
    pub state: RequestState,
    /// The time of the next attempt. `None` if it is not waiting, or no attempt is planned yet.
    pub next_at: Option<Moment>,
    /// The ID sent to the integration.
    pub webhook_id: String,
    /// The sender's address and port.
    pub remote_addr: String,
    /// Header name (lower case) to value, redacted.
    #[ts(type = "{ [key in string]: string }")]
    pub headers: BTreeMap<String, String>,
    /// The exact body, if it is valid UTF-8.
    pub body: Option<String>,
    /// The body in base64, if it is not.
    pub body_base64: Option<String>,
    /// The attempts, in order.
    pub attempts: Vec<AttemptDetail>,
}

/// The number of requests in each state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, TS)]
pub struct RequestCounts {
    #[ts(type = "number")]
    pub waiting: i64,
    /// How many need the user.
    #[ts(type = "number")]
    pub needs_you: i64,
    /// How many were given up.
    #[ts(type = "number")]
    pub dead: i64,
    /// When the oldest waiting request was received.
    pub oldest_waiting: Option<Moment>,
}
