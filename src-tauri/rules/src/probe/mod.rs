//! Probes: our own request to an endpoint, step by step, so that the user sees where it fails: name, connection,
//! encryption, request. A probe goes only where the user has allowed it, is bounded in time and size, follows no
//! redirects and carries no credentials. Pure functions word the result. What came over the network is data.

pub mod allowed_hosts;
pub mod certificate;
mod hop;
pub mod outcome;
pub mod phrase;
pub mod target;
pub mod verdict;

use std::time::Duration;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{explain::translate, locale::Locale, model::moment::Moment};

pub use target::{ProbeTarget, target};

/// The default timeout of a whole probe.
pub const LIMIT: Duration = Duration::from_secs(10);
/// How much of a response body is read, in bytes.
pub const BODY_LIMIT: usize = 64 * 1024;

/// What a probe sends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[derive(Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
#[ts(rename = "ProbeMethod")]
pub enum Method {
    /// HEAD, which changes nothing.
    #[default]
    Head,
    /// POST of an event as RETM would send it. Only if the user asks for it.
    Event,
}

/// The steps of a probe, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum ProbeStepKind {
    /// The host name is resolved.
    Name,
    /// A connection is made. One step per address tried.
    Connect,
    /// The TLS handshake, including the certificate.
    Tls,
    /// The request is sent and the response awaited.
    Request,
    /// The tunnel, or the program on this machine, behind an endpoint served from here.
    Local,
}

/// The state of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum ProbeStepState {
    /// It is running.
    Running,
    /// It succeeded.
    Done,
    /// It failed.
    Failed,
}

/// A detail that was found: `resolver`, `127.0.0.53`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ProbeFact {
    pub name: String,
    /// May come from the network.
    pub value: String,
}

/// One step of a probe.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ProbeStep {
    pub kind: ProbeStepKind,
    /// Its title in the waterfall: `Connect to 203.0.113.7:443`.
    pub title: String,
    /// When it began, in microseconds since the start of the probe.
    #[ts(type = "number")]
    pub started_us: u64,
    /// Its duration so far, in microseconds.
    #[ts(type = "number")]
    pub took_us: u64,
    pub state: ProbeStepState,
    /// What was found, on one line. Empty while it is running.
    pub text: String,
    /// Details: addresses, certificate, headers.
    pub facts: Vec<ProbeFact>,
}

/// What a probe found, as one word for programs. Everything but `Answers` is a kind of failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[derive(Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(rename = "ProbeCause")]
pub enum Cause {
    /// The endpoint answers: any status below 500 that is neither a redirect nor a tunnel provider's own page. This
    /// does not make it healthy yet: see [`Probe::is_good`].
    Answers,
    /// It answers with a status of 500 or more.
    ServerError,
    /// It answers with a redirect, which RETM is not known to follow.
    Redirects,
    /// The name does not exist.
    NameNotFound,
    /// The DNS server does not answer in time.
    NameTimeout,
    /// The DNS server reports a failure.
    NameFailed,
    /// The address refuses the connection: nothing listens there.
    Refused,
    /// The connection is not accepted in time.
    ConnectTimeout,
    /// There is no route to the address.
    Unreachable,
    /// The certificate has expired.
    CertificateExpired,
    /// The certificate is not valid yet.
    CertificateNotYetValid,
    /// The certificate is for another name.
    CertificateWrongName,
    /// The certificate is self-signed.
    CertificateSelfSigned,
    /// The certificate's issuer is unknown, and no intermediate certificate was sent.
    CertificateIncompleteChain,
    /// The certificate's issuer is not trusted.
    CertificateUntrusted,
    /// The TLS handshake fails for another reason.
    TlsFailed,
    /// The connection is reset before a response.
    Reset,
    /// The connection is closed before a response.
    HungUp,
    /// The connection is accepted, but no response comes in time.
    Silent,
    /// The response begins, but does not end in time.
    SlowBody,
    /// The response is not HTTP.
    NotHttp,
    /// The tunnel's far end answers that the tunnel is down.
    TunnelDown,
    /// The tunnel is up, but nothing listens on the local port behind it.
    NothingListens,
    /// This machine has no network, so nothing is known about the endpoint.
    Offline,
    /// The user has not allowed it; nothing was sent.
    NotAllowed,
    /// It is not a URL that can be requested; nothing was sent.
    NoTarget,
    /// It was stopped before it ended.
    Cancelled,
}

impl ProbeStep {
    /// The same in that language. What came over the network stays as it is.
    #[must_use]
    fn in_language(self, locale: Locale) -> Self {
        let said = |text: &str| translate(locale, text);
        // The facts of a request are headers.
        let is_ours = |fact: &ProbeFact| {
            self.kind != ProbeStepKind::Request
                || ["first byte after", "body read"].contains(&&*fact.name)
        };
        let facts = self.facts.iter().map(|fact| match is_ours(fact) {
            true => ProbeFact {
                name: said(&fact.name),
                value: said(&fact.value),
            },
            false => fact.clone(),
        });
        Self {
            title: said(&self.title),
            text: said(&self.text),
            facts: facts.collect(),
            ..self
        }
    }
}

impl Cause {
    /// Whether it says anything about the endpoint. Not if we could not or must not probe it, or were stopped.
    pub const fn is_about_the_endpoint(self) -> bool {
        !matches!(
            self,
            Self::Offline | Self::NotAllowed | Self::NoTarget | Self::Cancelled
        )
    }
}

/// A finished probe, or a running one with its steps so far.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Probe {
    /// The endpoint as a URL, without user name and password.
    pub url: String,
    /// What was sent.
    pub method: Method,
    /// When it began.
    pub at: Moment,
    /// Its duration, in microseconds.
    #[ts(type = "number")]
    pub took_us: u64,
    /// The steps, in the order in which they began.
    pub steps: Vec<ProbeStep>,
    /// The HTTP status of the response.
    pub status: Option<u16>,
    /// The status of the GET that followed if HEAD was answered with 405.
    #[serde(default)]
    pub get_status: Option<u16>,
    /// When the presented certificate expires.
    pub certificate_until: Option<Moment>,
    /// What was found.
    pub cause: Cause,
    /// The result in one sentence: `Your certificate for pos-bridge.example.com expired 2 days ago.`
    pub sentence: String,
    /// What to do next. Empty if there is nothing to do.
    pub next: String,
}

impl Probe {
    /// The same in that language.
    #[must_use]
    pub fn in_language(self, locale: Locale) -> Self {
        let steps = self.steps.into_iter();
        Self {
            steps: steps.map(|step| step.in_language(locale)).collect(),
            sentence: translate(locale, &self.sentence),
            next: translate(locale, &self.next),
            ..self
        }
    }

    /// Whether the endpoint is healthy: it answered 2xx, or 405 to HEAD and 2xx to GET. An endpoint that redirects,
    /// requires credentials or lacks the path would turn RETM away as well.
    pub fn is_good(&self) -> bool {
        self.cause == Cause::Answers && self.success_status().is_some()
    }

    /// The 2xx status, whichever method it answers.
    pub fn success_status(&self) -> Option<u16> {
        match self.status {
            Some(METHOD_NOT_ALLOWED) if self.method == Method::Head => self.get_status,
            status => status,
        }
        .filter(|status| is_success(*status))
    }
}

/// 405 (RFC 9110, 15.5.6): the endpoint may be healthy and only accept other methods.
pub(crate) const METHOD_NOT_ALLOWED: u16 = 405;

/// Whether a status means that the request succeeded (RFC 9110, 15.3).
pub const fn is_success(status: u16) -> bool {
    matches!(status, 200..=299)
}

/// The progress of a probe.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct ProbeProgress {
    /// The number that `start_probe` returned.
    #[ts(type = "number")]
    pub ticket: u64,
    /// The probe so far. Complete once `ended` is set.
    pub probe: Probe,
    /// Whether it has ended.
    pub ended: bool,
}
