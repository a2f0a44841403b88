//! Probes: our own request to an endpoint, step by step, so that a person sees where the way ends: name, connection,
//! encryption, request. A probe goes only where the person has allowed, is bounded in time and size, follows no
//! redirect and carries no credentials. What was found is worded by pure functions; what came over the network is
//! data.

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

use crate::model::moment::Moment;

pub use target::{ProbeTarget, target};

/// How long a whole probe may take where nobody says otherwise.
pub const LIMIT: Duration = Duration::from_secs(10);
/// How much of an answer is read, in bytes.
pub const BODY_LIMIT: usize = 64 * 1024;

/// What a probe sends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
#[ts(rename = "ProbeMethod")]
pub enum Method {
    /// HEAD: asks for nothing and changes nothing.
    #[default]
    Head,
    /// POST of an event as RETM would send it. Only when a person asks for it.
    Event,
}

/// The steps of a probe, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum ProbeStepKind {
    /// The host's name is looked up.
    Name,
    /// A connection is made; one step an address that is tried.
    Connect,
    /// The encryption is agreed on, and the certificate looked at.
    Tls,
    /// The request is sent, and the answer awaited.
    Request,
    /// The tunnel, or the program on this machine, behind an endpoint that is served from here.
    Local,
}

/// How a step ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum ProbeStepState {
    /// It is under way.
    Running,
    /// It went well.
    Done,
    /// It did not.
    Failed,
}

/// Something that was found: `resolver`, `127.0.0.53`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ProbeFact {
    /// What it is.
    pub name: String,
    /// What was found. May come from the network.
    pub value: String,
}

/// One step of a probe.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ProbeStep {
    /// Which.
    pub kind: ProbeStepKind,
    /// What it is called in the waterfall: `Connect to 203.0.113.7:443`.
    pub title: String,
    /// When it began, in microseconds since the probe's beginning.
    #[ts(type = "number")]
    pub started_us: u64,
    /// How long it took so far, in microseconds.
    #[ts(type = "number")]
    pub took_us: u64,
    /// How it ended.
    pub state: ProbeStepState,
    /// What was found, in one line; empty while it is under way.
    pub text: String,
    /// The details: addresses, certificate, headers.
    pub facts: Vec<ProbeFact>,
}

/// What a probe found, as one word for programs. Everything but `Answers` is a failure of one kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(rename = "ProbeCause")]
pub enum Cause {
    /// The endpoint answers: any status below 500 that is no redirect and no tunnel provider's own page. That is not
    /// yet a healthy endpoint: see [`Probe::is_good`].
    Answers,
    /// It answers with a status of 500 or more.
    ServerError,
    /// It answers with a redirect, which RETM is not known to follow.
    Redirects,
    /// The name does not exist.
    NameNotFound,
    /// The name server gives no answer in time.
    NameTimeout,
    /// The name server says that it can't answer.
    NameFailed,
    /// The address refuses the connection: nothing listens there.
    Refused,
    /// The connection is not accepted in time.
    ConnectTimeout,
    /// There is no way to the address.
    Unreachable,
    /// The certificate has expired.
    CertificateExpired,
    /// The certificate is not valid yet.
    CertificateNotYetValid,
    /// The certificate is for another name.
    CertificateWrongName,
    /// The certificate is signed by itself.
    CertificateSelfSigned,
    /// The certificate's issuer is not known, and no intermediate certificate was sent.
    CertificateIncompleteChain,
    /// The certificate's issuer is not trusted.
    CertificateUntrusted,
    /// The encryption is not agreed on for another reason.
    TlsFailed,
    /// The connection is reset before an answer.
    Reset,
    /// The connection is closed before an answer.
    HungUp,
    /// The connection is taken, and no answer comes in time.
    Silent,
    /// The answer begins, and does not end in time.
    SlowBody,
    /// What answers is no HTTP.
    NotHttp,
    /// The tunnel's far end answers, and says that the tunnel is down.
    TunnelDown,
    /// The tunnel is up, and nothing listens on the port of this machine that it leads to.
    NothingListens,
    /// This machine has no network: nothing is known of the endpoint.
    Offline,
    /// The person has not allowed it; nothing was sent.
    NotAllowed,
    /// It is no URL that can be asked; nothing was sent.
    NoTarget,
    /// It was stopped before its end.
    Cancelled,
}

impl Cause {
    /// Whether it says anything of the endpoint: not where we could not or must not ask, or were stopped.
    pub const fn is_about_the_endpoint(self) -> bool {
        !matches!(
            self,
            Self::Offline | Self::NotAllowed | Self::NoTarget | Self::Cancelled
        )
    }
}

/// A probe that has ended, or the steps so far of one that is under way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Probe {
    /// What was asked: the endpoint as a URL, without user name and password.
    pub url: String,
    /// What was sent.
    pub method: Method,
    /// When it began.
    pub at: Moment,
    /// How long it took, in microseconds.
    #[ts(type = "number")]
    pub took_us: u64,
    /// The steps, in the order in which they began.
    pub steps: Vec<ProbeStep>,
    /// The HTTP status that was answered.
    pub status: Option<u16>,
    /// The status that GET was answered with, where HEAD was answered with 405 and GET was tried for that.
    #[serde(default)]
    pub get_status: Option<u16>,
    /// When the certificate that was shown expires.
    pub certificate_until: Option<Moment>,
    /// What was found.
    pub cause: Cause,
    /// The same in one sentence: `Your certificate for pos-bridge.example.com expired 2 days ago.`
    pub sentence: String,
    /// What to do next; empty where there is nothing to do.
    pub next: String,
}

impl Probe {
    /// Whether the endpoint is healthy: it answered 2xx, or 405 to HEAD and 2xx to GET. An endpoint that redirects,
    /// wants credentials or has no such path would turn RETM away as well.
    pub fn is_good(&self) -> bool {
        self.cause == Cause::Answers && self.success_status().is_some()
    }

    /// The 2xx that was answered, to whichever method.
    pub fn success_status(&self) -> Option<u16> {
        match self.status {
            Some(METHOD_NOT_ALLOWED) if self.method == Method::Head => self.get_status,
            status => status,
        }
        .filter(|status| is_success(*status))
    }
}

/// 405 (RFC 9110, 15.5.6): the endpoint may be healthy and take other methods alone.
pub(crate) const METHOD_NOT_ALLOWED: u16 = 405;

/// Whether a status means that the request was accepted (RFC 9110, 15.3).
pub const fn is_success(status: u16) -> bool {
    matches!(status, 200..=299)
}

/// How a probe gets on, for who watches it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct ProbeProgress {
    /// The number that `start_probe` gave.
    #[ts(type = "number")]
    pub ticket: u64,
    /// The probe so far; whole once `ended`.
    pub probe: Probe,
    /// Whether it has ended.
    pub ended: bool,
}
