//! The outcome of a probe, as values with short texts for its steps. `verdict.rs` says what it means.

use std::{net::SocketAddr, time::Duration};

use super::{
    METHOD_NOT_ALLOWED, Method,
    certificate::BadCertificate,
    is_success,
    phrase::{named, plain},
};
use crate::model::duration::took;
use crate::model::moment::Moment;
use crate::probe::allowed_hosts::Refusal;

/// The target and method of a probe.
#[derive(Debug)]
pub struct ProbeContext {
    /// The host in readable form.
    pub host: String,
    pub port: u16,
    /// What was sent.
    pub method: Method,
    /// Whether the host is this machine.
    pub is_here: bool,
    /// Whether this machine has no network.
    pub offline: bool,
    /// Addresses that did not accept a connection although another one did.
    pub dead: Vec<(SocketAddr, ConnectFailure)>,
    /// The time now.
    pub now: Moment,
}

impl ProbeContext {
    /// The context of a probe without a target.
    pub fn nobody(method: Method, now: Moment) -> Self {
        Self {
            host: String::new(),
            port: 0,
            method,
            is_here: false,
            offline: false,
            dead: Vec::new(),
            now,
        }
    }
}

/// The outcome of a probe.
#[derive(Debug)]
pub enum ProbeOutcome {
    /// It is not a URL that can be requested.
    NoTarget,
    /// A bare path without a base URL.
    NeedsBaseUrl(String),
    /// The user has not allowed it.
    NotAllowed(Refusal),
    /// No address was found.
    Dns(DnsFailure),
    /// No address accepted the connection. Each has its reason.
    Connect(Vec<(SocketAddr, ConnectFailure)>),
    /// The TLS handshake failed.
    Tls(TlsFailure),
    /// No response came.
    Response(ResponseFailure),
    /// A response came.
    Answer(Answer),
    /// It was stopped.
    Stopped,
}

/// Why no address was found.
#[derive(Debug)]
pub enum DnsFailure {
    /// The name does not exist.
    NotFound,
    /// It exists, but has no address.
    NoAddress,
    /// No answer came within this time.
    Timeout(Duration),
    /// The DNS server reported a failure with this code.
    Failed(String),
    /// This machine's resolver is unusable or unreachable, in its own words.
    NoResolver(String),
    /// It is not a valid DNS name.
    NotAName,
}

impl DnsFailure {
    /// The failure in a few words.
    pub fn words(&self) -> String {
        match self {
            Self::NotFound => "The name does not exist".to_owned(),
            Self::NoAddress => "The name has no address".to_owned(),
            Self::Timeout(waited) => format!("No answer within {}", took(*waited)),
            Self::Failed(code) => format!("No address: {code}"),
            Self::NoResolver(words) => plain(words),
            Self::NotAName => "It can't be a name".to_owned(),
        }
    }
}

/// Why an address does not accept a connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConnectFailure {
    /// Nothing listens.
    Refused,
    /// No answer came within this time.
    Timeout(Duration),
    /// There is no route.
    Unreachable,
    /// Something else, in the system's words.
    Other(String),
}

impl ConnectFailure {
    /// The failure in a word or two.
    pub fn words(&self) -> String {
        match self {
            Self::Refused => "Refused".to_owned(),
            Self::Timeout(waited) => format!("No answer within {}", took(*waited)),
            Self::Unreachable => "Unreachable".to_owned(),
            Self::Other(words) => plain(words),
        }
    }

    /// How much it says about the endpoint, the least telling first.
    pub(crate) const fn rank(&self) -> u8 {
        match self {
            Self::Refused => 0,
            Self::Timeout(_) => 1,
            Self::Unreachable => 2,
            Self::Other(_) => 3,
        }
    }
}

/// Why the TLS handshake failed.
#[derive(Debug)]
pub enum TlsFailure {
    /// The certificate is invalid.
    Certificate(BadCertificate),
    /// The other side does not speak TLS.
    Plain,
    /// The other side sent this alert.
    Alert(String),
    /// Something else, in the library's words.
    Other(String),
    /// No answer within this time.
    Silent(Duration),
    /// The connection was closed.
    HungUp,
    /// The connection was reset.
    Reset,
}

impl TlsFailure {
    /// The failure in a few words.
    pub fn words(&self) -> String {
        match self {
            Self::Certificate(bad) => bad.fault.words().to_owned(),
            Self::Plain => "What answers is not TLS".to_owned(),
            Self::Alert(alert) => format!("Broken off: {alert}"),
            Self::Other(words) => plain(words),
            Self::Silent(waited) => format!("No answer within {}", took(*waited)),
            Self::HungUp => "Closed without an answer".to_owned(),
            Self::Reset => "Reset".to_owned(),
        }
    }
}

/// Why no response came.
#[derive(Debug)]
pub enum ResponseFailure {
    /// None within this time.
    Silent(Duration),
    /// The connection was closed.
    HungUp,
    /// The connection was reset.
    Reset,
    /// The response is not HTTP.
    NotHttp,
    /// Something else, in the library's words.
    Other(String),
}

impl ResponseFailure {
    /// The failure in a few words.
    pub fn words(&self) -> String {
        match self {
            Self::Silent(waited) => format!("No answer within {}", took(*waited)),
            Self::HungUp => "Closed without an answer".to_owned(),
            Self::Reset => "Reset".to_owned(),
            Self::NotHttp => "The response is not HTTP".to_owned(),
            Self::Other(words) => plain(words),
        }
    }
}

/// A response.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    /// The status of the GET that followed if HEAD was answered with 405.
    pub get_status: Option<u16>,
    /// The target of a redirect, as an absolute URL.
    pub location: Option<String>,
    /// The tunnel provider's error page that it is.
    pub page: Option<Page>,
    /// The time until its head arrived.
    pub after: Duration,
    pub body: Body,
}

impl Answer {
    /// Whether it says only that HEAD is not allowed, so that GET may be tried.
    pub fn refuses_head(&self, method: Method) -> bool {
        method == Method::Head
            && self.status == METHOD_NOT_ALLOWED
            && self.page.is_none()
            && self.body == Body::Read
    }

    /// What makes it a failure, in a few words. `None` if the endpoint accepts the request, or if a GET has yet to find
    /// out.
    pub fn trouble(&self, method: Method) -> Option<String> {
        let named = named(self.status);
        match (&self.page, &self.body) {
            (Some(_), _) => Some(format!("{named}, from the tunnel's provider")),
            (None, Body::Slow(waited)) => {
                Some(format!("{named}, and no end within {}", took(*waited)))
            }
            (None, Body::Broken) => Some(format!("{named}, and closed before the end")),
            (None, Body::Read) => {
                let fails = !is_success(self.status) && !self.refuses_head(method);
                fails.then_some(named)
            }
        }
    }
}

/// Whether the status redirects the client; 304 does not.
pub(crate) const fn is_redirect(status: u16) -> bool {
    matches!(status, 300..=399) && status != 304
}

/// How a body ended.
#[derive(Debug, PartialEq, Eq)]
pub enum Body {
    /// It ended, or reached the limit.
    Read,
    /// It did not end within this time.
    Slow(Duration),
    /// It was cut off.
    Broken,
}

/// A tunnel provider's error page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Page {
    /// No tunnel is connected: which provider says so, with its code.
    NoTunnel(&'static str, String),
    /// The tunnel is connected, but the service behind it does not answer: which provider says so, with its code.
    NothingBehind(&'static str, String),
}

/// What is known about this machine's side.
#[derive(Clone, Debug)]
pub struct Local {
    /// The port that serves the endpoint.
    pub port: u16,
    /// Whether something listens there.
    pub listens: bool,
    /// The process: `node (pid 4711)`.
    pub process: Option<String>,
}

impl Local {
    /// Describes what listens there.
    pub(crate) fn who(&self) -> &str {
        self.process.as_deref().unwrap_or("a program")
    }
}
