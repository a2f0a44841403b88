//! A request that came to the relay, and the attempts to hand it on: as it is kept, and as it is shown.

use std::collections::BTreeMap;

use bytes::Bytes;
use serde::Serialize;
use strum::{EnumString, IntoStaticStr, VariantArray};
use ts_rs::TS;

use super::mode::RelayMode;
use crate::model::{
    compare::{Comparison, Message, body_bytes},
    moment::Moment,
};

/// How much of an answer is kept.
pub const LONGEST_ANSWER: usize = 256 * 1024;

/// Headers in their order, each with its value to the letter: HTTP allows bytes that are no UTF-8.
pub type Headers = Vec<(String, Vec<u8>)>;

/// Where a request stands.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, TS, EnumString, IntoStaticStr, VariantArray,
)]
#[strum(serialize_all = "snake_case", const_into_str)]
#[serde(rename_all = "snake_case")]
pub enum RequestState {
    /// The integration answered 2xx.
    Delivered,
    /// It is tried again, or for the first time.
    Waiting,
    /// The integration gave an answer that another try does not change.
    NeedsYou,
    /// It was tried for as long as the schedule goes, or the integration said that it is gone.
    Dead,
    /// Its answer went to RETM, whatever it was.
    Passed,
}

/// What an attempt was made for.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, TS, EnumString, IntoStaticStr, VariantArray,
)]
#[strum(serialize_all = "snake_case", const_into_str)]
#[serde(rename_all = "snake_case")]
pub enum Trigger {
    /// The request had just come in.
    Initial,
    /// The schedule.
    Automatic,
    /// A person wanted it to be tried now.
    Manual,
    /// A person wanted it once more.
    Replay,
}

/// What came in, before it has a number: all that is needed to keep it and to hand it on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewRequest {
    /// The id that the integration is given: the same for each attempt and replay.
    pub webhook_id: String,
    /// When it was received.
    pub received_at: Moment,
    /// The method: `POST`.
    pub method: String,
    /// The path behind the key, with its leading slash, percent-encoded as sent.
    pub path: String,
    /// The query as sent, without the question mark.
    pub query: Option<String>,
    /// The end-to-end headers as sent.
    pub headers: Headers,
    /// The body to the letter.
    pub body: Bytes,
    /// What the body says that happened: `order.created`.
    pub event: Option<String>,
    /// What the body says whom it is about: RETM's `business_refrence`.
    pub merchant_reference: Option<String>,
    /// The label of the token that it came with.
    pub merchant: Option<String>,
    /// How RETM is answered.
    pub mode: RelayMode,
    /// Where it stands.
    pub state: RequestState,
    /// The sender's address and port. Through a tunnel this is the tunnel's own end: never trusted.
    pub remote_addr: String,
}

impl NewRequest {
    /// The same with a body that a person has written: text that nothing has compressed.
    #[must_use]
    pub fn with_body(mut self, body: Bytes) -> Self {
        let is_encoding = |name: &str| name.eq_ignore_ascii_case("content-encoding");
        self.headers.retain(|(name, _)| !is_encoding(name));
        Self { body, ..self }
    }
}

/// Where the time of an attempt went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, TS)]
pub struct AttemptParts {
    /// Our own disk, in milliseconds.
    #[ts(type = "number")]
    pub disk_ms: u64,
    /// Connecting.
    #[ts(type = "number")]
    pub connect_ms: u64,
    /// The integration, from the first byte sent to the last byte received.
    #[ts(type = "number")]
    pub answer_ms: u64,
}

/// One attempt to hand a request on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// When it began.
    pub at: Moment,
    /// How long it took.
    pub ms: u64,
    /// What it was made for.
    pub trigger: Trigger,
    /// The status of the answer; none where none came.
    pub status: Option<u16>,
    /// Why none came, or why it is not whole, in words.
    pub error: Option<String>,
    /// Where the time went.
    pub parts: AttemptParts,
    /// The answer's headers.
    pub response_headers: Headers,
    /// The answer's body, at most [`LONGEST_ANSWER`] of it.
    pub response_body: Bytes,
    /// Whether the answer had more.
    pub response_cut: bool,
    /// The URL that was asked.
    pub target: String,
    /// The body that a person had written in the place of the request's own; none where it was sent as it came.
    pub edited_body: Option<Bytes>,
}

/// A request that waits, as the queue plans with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueuedRequest {
    /// Its number.
    pub id: i64,
    /// When it was received.
    pub received_at: Moment,
    /// When it is tried; none where no attempt is planned yet.
    pub next_at: Option<Moment>,
    /// Whom it is about: those of one merchant go in their order.
    pub merchant_reference: Option<String>,
    /// How many attempts were made, without replays.
    pub attempts: u32,
    /// When the first of them began.
    pub first_attempt_at: Option<Moment>,
}

impl RequestDetail {
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
    /// Its number.
    pub id: i64,
    /// What came in; its state is the one of now.
    pub request: NewRequest,
    /// The status that RETM was given; none while it has no answer.
    pub answered: Option<u16>,
    /// How many attempts were made, replays among them.
    pub attempts: u32,
}

/// An attempt in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct AttemptRow {
    /// When it began.
    pub at: Moment,
    /// How long it took.
    #[ts(type = "number")]
    pub ms: u64,
    /// The status of the answer; none where none came.
    pub status: Option<u16>,
    /// Why none came, or why it is not whole, in words.
    pub error: Option<String>,
    /// What it was made for.
    pub trigger: Trigger,
}

/// A request in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct RequestRow {
    /// Its number, from 1, in the order in which they were kept.
    #[ts(type = "number")]
    pub id: i64,
    /// When it was received.
    pub received_at: Moment,
    /// The method.
    pub method: String,
    /// The path behind the key.
    pub path: String,
    /// The query, without the question mark; secrets are redacted.
    pub query: Option<String>,
    /// What happened: `order.created`.
    pub event: Option<String>,
    /// The label of the token that it came with.
    pub merchant: Option<String>,
    /// How RETM is answered.
    pub mode: RelayMode,
    /// The status that RETM was given; none while it has no answer.
    pub answered: Option<u16>,
    /// Where it stands.
    pub state: RequestState,
    /// When it is tried next; none where it does not wait, or no attempt is planned yet.
    pub next_at: Option<Moment>,
    /// The attempts, the first one first.
    pub attempts: Vec<AttemptRow>,
}

/// An attempt with its answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct AttemptDetail {
    /// What the list shows of it.
    #[serde(flatten)]
    pub attempt: AttemptRow,
    /// Where the time went.
    pub parts: AttemptParts,
    /// The URL that was asked; secrets are redacted.
    pub target: String,
    /// Header name (lower case) to value; secrets are redacted.
    #[ts(type = "{ [key in string]: string }")]
    pub response_headers: BTreeMap<String, String>,
    /// The answer's body, where it is valid UTF-8.
    pub response_body: Option<String>,
    /// The answer's body in base64, where it is not.
    pub response_body_base64: Option<String>,
    /// Whether the answer had more than was kept.
    pub response_cut: bool,
    /// The body that a person had written in the place of the request's own, where it is valid UTF-8; none where it was
    /// sent as it came.
    pub edited_body: Option<String>,
    /// The same in base64, where it is not.
    pub edited_body_base64: Option<String>,
    /// How that differs from the request's own body.
    pub edits: Option<Comparison>,
}

/// All that is shown of a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct RequestDetail {
    /// Its number.
    #[ts(type = "number")]
    pub id: i64,
    /// When it was received.
    pub received_at: Moment,
    /// The method.
    pub method: String,
    /// The path behind the key.
    pub path: String,
    /// The query, without the question mark; secrets are redacted.
    pub query: Option<String>,
    /// What happened: `order.created`.
    pub event: Option<String>,
    /// Whom it is about: RETM's `business_refrence`.
    pub merchant_reference: Option<String>,
    /// The label of the token that it came with.
    pub merchant: Option<String>,
    /// How RETM is answered.
    pub mode: RelayMode,
    /// The status that RETM was given; none while it has no answer.
    pub answered: Option<u16>,
    /// Where it stands.
    pub state: RequestState,
    /// When it is tried next; none where it does not wait, or no attempt is planned yet.
    pub next_at: Option<Moment>,
    /// The id that the integration is given.
    pub webhook_id: String,
    /// The sender's address and port.
    pub remote_addr: String,
    /// Header name (lower case) to value; secrets are redacted.
    #[ts(type = "{ [key in string]: string }")]
    pub headers: BTreeMap<String, String>,
    /// The body to the letter, where it is valid UTF-8.
    pub body: Option<String>,
    /// The body in base64, where it is not.
    pub body_base64: Option<String>,
    /// The attempts, the first one first.
    pub attempts: Vec<AttemptDetail>,
}

/// How many stand where.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, TS)]
pub struct RequestCounts {
    /// How many wait.
    #[ts(type = "number")]
    pub waiting: i64,
    /// How many need a person.
    #[ts(type = "number")]
    pub needs_you: i64,
    /// How many were given up.
    #[ts(type = "number")]
    pub dead: i64,
    /// When the oldest that waits was received.
    pub oldest_waiting: Option<Moment>,
}
