//! Where a probe ended, as values with short texts for its steps. `verdict.rs` says what it means.

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

/// Who was asked, and how.
#[derive(Debug)]
pub struct ProbeContext {
    /// The host as a person writes it.
    pub host: String,
    /// The port.
    pub port: u16,
    /// What was sent.
    pub method: Method,
    /// Whether the host is this machine itself.
    pub is_here: bool,
    /// Whether this machine has no network.
    pub offline: bool,
    /// Addresses of it that did not take a connection, where another one did.
    pub dead: Vec<(SocketAddr, ConnectFailure)>,
    /// The time now.
    pub now: Moment,
}

impl ProbeContext {
    /// Nobody: there is no target.
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

/// Where a probe ended.
#[derive(Debug)]
pub enum ProbeOutcome {
    /// It is no URL that can be asked.
    NoTarget,
    /// A bare path, and no base URL.
    NeedsBaseUrl(String),
    /// The person has not allowed it.
    NotAllowed(Refusal),
    /// No address was found.
    Dns(DnsFailure),
    /// No address took the connection: each with why.
    Connect(Vec<(SocketAddr, ConnectFailure)>),
    /// The encryption did not come about.
    Tls(TlsFailure),
    /// No answer came.
    Response(ResponseFailure),
    /// An answer came.
    Answer(Answer),
    /// It was stopped.
    Stopped,
}

/// Why no address was found.
#[derive(Debug)]
pub enum DnsFailure {
    /// The name does not exist.
    NotFound,
    /// It exists, and has no address.
    NoAddress,
    /// No answer came within that time.
    Timeout(Duration),
    /// The name server said that it can't answer: its code.
    Failed(String),
    /// This machine's resolver can't be used, or could not be asked: its words.
    NoResolver(String),
    /// It can't be a name in DNS.
    NotAName,
}

impl DnsFailure {
    /// The same in a few words.
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

/// Why an address does not take a connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConnectFailure {
    /// Nothing listens.
    Refused,
    /// No answer came within that time.
    Timeout(Duration),
    /// There is no way.
    Unreachable,
    /// Something else: the system's words.
    Other(String),
}

impl ConnectFailure {
    /// The same in a word or two.
    pub fn words(&self) -> String {
        match self {
            Self::Refused => "Refused".to_owned(),
            Self::Timeout(waited) => format!("No answer within {}", took(*waited)),
            Self::Unreachable => "Unreachable".to_owned(),
            Self::Other(words) => plain(words),
        }
    }

    /// How much it says of the endpoint: the least comes first.
    pub(crate) const fn rank(&self) -> u8 {
        match self {
            Self::Refused => 0,
            Self::Timeout(_) => 1,
            Self::Unreachable => 2,
            Self::Other(_) => 3,
        }
    }
}

/// Why the encryption did not come about.
#[derive(Debug)]
pub enum TlsFailure {
    /// The certificate is not right.
    Certificate(BadCertificate),
    /// What answers is not TLS.
    Plain,
    /// The other side breaks it off: its alert.
    Alert(String),
    /// Something else: the library's words.
    Other(String),
    /// No answer within that time.
    Silent(Duration),
    /// The connection was closed.
    HungUp,
    /// The connection was reset.
    Reset,
}

impl TlsFailure {
    /// The same in a few words.
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

/// Why no answer came.
#[derive(Debug)]
pub enum ResponseFailure {
    /// None within that time.
    Silent(Duration),
    /// The connection was closed.
    HungUp,
    /// The connection was reset.
    Reset,
    /// What came is no HTTP.
    NotHttp,
    /// Something else: the library's words.
    Other(String),
}

impl ResponseFailure {
    /// The same in a few words.
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

/// An answer.
#[derive(Debug)]
pub struct Answer {
    /// Its status.
    pub status: u16,
    /// The status that GET was answered with, where HEAD was answered with 405.
    pub get_status: Option<u16>,
    /// Where a redirect leads, as one URL.
    pub location: Option<String>,
    /// What a tunnel provider says in it.
    pub page: Option<Page>,
    /// After how long its head came.
    pub after: Duration,
    /// How its body ended.
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

    /// What makes it a failure, in a few words; none where the endpoint accepts the request, or where that is still to
    /// be asked with GET.
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

/// Whether the status sends the caller elsewhere; 304 does not.
pub(crate) const fn is_redirect(status: u16) -> bool {
    matches!(status, 300..=399) && status != 304
}

/// How a body ended.
#[derive(Debug, PartialEq, Eq)]
pub enum Body {
    /// It ended, or was long enough.
    Read,
    /// It did not end within that time.
    Slow(Duration),
    /// It broke off.
    Broken,
}

/// A tunnel provider's own page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Page {
    /// No tunnel is connected there: who says so, with its code.
    NoTunnel(&'static str, String),
    /// The tunnel is connected, and what it leads to does not answer: who says so, with its code.
    NothingBehind(&'static str, String),
}

/// What is known of this machine's own part.
#[derive(Clone, Debug)]
pub struct Local {
    /// The port that serves the endpoint.
    pub port: u16,
    /// Whether something listens there.
    pub listens: bool,
    /// Which process: `node (pid 4711)`.
    pub process: Option<String>,
}

impl Local {
    /// Who listens there.
    pub(crate) fn who(&self) -> &str {
        self.process.as_deref().unwrap_or("a program")
    }
}
