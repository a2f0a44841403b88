//! What a probe found, in one word, one sentence and what to do next. Pure: from what was seen on the way. Text
//! from the network is made plain and short before it gets into a sentence.

use std::{net::SocketAddr, time::Duration};

use super::{
    Cause, Method,
    certificate::{Bad, Fault},
    permission::Refusal,
    steps::plain,
};
use crate::{alert, explain::explain, moment::Moment};

/// Who was asked, and how.
#[derive(Debug)]
pub(super) struct Asked {
    /// The host as a person writes it.
    pub(super) host: String,
    /// The port.
    pub(super) port: u16,
    /// What was sent.
    pub(super) method: Method,
    /// Whether the host is this machine itself.
    pub(super) is_here: bool,
    /// Whether this machine has no network.
    pub(super) offline: bool,
    /// Addresses of it that did not take a connection, where another one did.
    pub(super) dead: Vec<(SocketAddr, NoConnection)>,
    /// The time now.
    pub(super) now: Moment,
}

impl Asked {
    /// Nobody: there is no target.
    pub(super) fn nobody(method: Method, now: Moment) -> Self {
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
pub(super) enum End {
    /// It is no URL that can be asked.
    NoTarget,
    /// A bare path, and no base URL.
    NeedsBaseUrl(String),
    /// The person has not allowed it.
    NotAllowed(Refusal),
    /// No address was found.
    NoName(NoName),
    /// No address took the connection: each with why.
    NoConnection(Vec<(SocketAddr, NoConnection)>),
    /// The encryption did not come about.
    NoTls(NoTls),
    /// No answer came.
    NoAnswer(NoAnswer),
    /// An answer came.
    Answer(Answer),
    /// It was stopped.
    Stopped,
}

/// Why no address was found.
#[derive(Debug)]
pub(super) enum NoName {
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

impl NoName {
    /// The same in a few words.
    pub(super) fn words(&self) -> String {
        match self {
            Self::NotFound => "The name does not exist".to_owned(),
            Self::NoAddress => "The name has no address".to_owned(),
            Self::Timeout(waited) => format!("No answer within {}", time(*waited)),
            Self::Failed(code) => format!("No address: {code}"),
            Self::NoResolver(words) => plain(words),
            Self::NotAName => "It can't be a name".to_owned(),
        }
    }
}

/// Why an address does not take a connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum NoConnection {
    /// Nothing listens.
    Refused,
    /// No answer came within that time.
    Timeout(Duration),
    /// There is no way.
    Unreachable,
    /// Something else: the system's words.
    Other(String),
}

impl NoConnection {
    /// The same in a word or two.
    pub(super) fn words(&self) -> String {
        match self {
            Self::Refused => "Refused".to_owned(),
            Self::Timeout(waited) => format!("No answer within {}", time(*waited)),
            Self::Unreachable => "Unreachable".to_owned(),
            Self::Other(words) => plain(words),
        }
    }

    /// How much it says of the endpoint: the least comes first.
    const fn rank(&self) -> u8 {
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
pub(super) enum NoTls {
    /// The certificate is not right.
    Certificate(Bad),
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

impl NoTls {
    /// The same in a few words.
    pub(super) fn words(&self) -> String {
        match self {
            Self::Certificate(bad) => bad.fault.words().to_owned(),
            Self::Plain => "What answers is not TLS".to_owned(),
            Self::Alert(alert) => format!("Broken off: {alert}"),
            Self::Other(words) => plain(words),
            Self::Silent(waited) => format!("No answer within {}", time(*waited)),
            Self::HungUp => "Closed without an answer".to_owned(),
            Self::Reset => "Reset".to_owned(),
        }
    }
}

/// Why no answer came.
#[derive(Debug)]
pub(super) enum NoAnswer {
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

impl NoAnswer {
    /// The same in a few words.
    pub(super) fn words(&self) -> String {
        match self {
            Self::Silent(waited) => format!("No answer within {}", time(*waited)),
            Self::HungUp => "Closed without an answer".to_owned(),
            Self::Reset => "Reset".to_owned(),
            Self::NotHttp => "What answers is not HTTP".to_owned(),
            Self::Other(words) => plain(words),
        }
    }
}

/// An answer.
#[derive(Debug)]
pub(super) struct Answer {
    /// Its status.
    pub(super) status: u16,
    /// Where a redirect leads, as one URL.
    pub(super) location: Option<String>,
    /// What a tunnel provider says in it.
    pub(super) page: Option<Page>,
    /// After how long its head came.
    pub(super) after: Duration,
    /// How its body ended.
    pub(super) body: Body,
}

impl Answer {
    /// What makes it a failure, in a few words; none where the endpoint answers.
    pub(super) fn trouble(&self) -> Option<String> {
        let named = named(self.status);
        match (&self.page, &self.body) {
            (Some(_), _) => Some(format!("{named}, from the tunnel's provider")),
            (None, Body::Slow(waited)) => {
                Some(format!("{named}, and no end within {}", time(*waited)))
            }
            (None, Body::Broken) => Some(format!("{named}, and closed before the end")),
            (None, Body::Read) => {
                let fails = self.status >= 500 || is_redirect(self.status);
                fails.then_some(named)
            }
        }
    }
}

/// Whether the status sends the caller elsewhere; 304 does not.
const fn is_redirect(status: u16) -> bool {
    matches!(status, 300..=399) && status != 304
}

/// How a body ended.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Body {
    /// It ended, or was long enough.
    Read,
    /// It did not end within that time.
    Slow(Duration),
    /// It broke off.
    Broken,
}

/// A tunnel provider's own page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Page {
    /// No tunnel is connected there: who says so, with its code.
    NoTunnel(&'static str, String),
    /// The tunnel is connected, and what it leads to does not answer: who says so, with its code.
    NothingBehind(&'static str, String),
}

/// What is known of this machine's own part.
#[derive(Clone, Debug)]
pub(super) struct Local {
    /// The port that serves the endpoint.
    pub(super) port: u16,
    /// Whether something listens there.
    pub(super) listens: bool,
    /// Which process: `node (pid 4711)`.
    pub(super) process: Option<String>,
}

impl Local {
    fn who(&self) -> &str {
        self.process.as_deref().unwrap_or("a program")
    }
}

/// What a probe found.
#[derive(Debug)]
pub(super) struct Verdict {
    pub(super) cause: Cause,
    pub(super) sentence: String,
    pub(super) next: String,
}

fn say(cause: Cause, sentence: impl Into<String>, next: impl Into<String>) -> Verdict {
    Verdict {
        cause,
        sentence: sentence.into(),
        next: next.into(),
    }
}

/// What was found, of an endpoint that is served through a tunnel from this machine where `local` is known and the
/// host is not this machine itself.
pub(super) fn verdict(asked: &Asked, end: &End, local: Option<&Local>) -> Verdict {
    if asked.offline && !asked.is_here && matches!(end, End::NoName(_) | End::NoConnection(_)) {
        return say(
            Cause::Offline,
            format!(
                "This machine has no network, so nothing is known of {}.",
                asked.host
            ),
            "Connect this machine, and probe again.",
        );
    }
    let tunnel = local.filter(|_| !asked.is_here);
    tunnel
        .and_then(|local| hop(asked, end, local))
        .unwrap_or_else(|| way(asked, end, local))
}

/// What the way itself says.
fn way(asked: &Asked, end: &End, local: Option<&Local>) -> Verdict {
    let host = &*asked.host;
    match end {
        End::NoTarget => say(
            Cause::NoTarget,
            "RETM named no endpoint that can be asked.",
            "Probe it by its URL: https://host/path.",
        ),
        End::NeedsBaseUrl(path) => say(
            Cause::NoTarget,
            format!(
                "RETM named only the path {}, and the host is not known.",
                plain(path)
            ),
            "Set the base URL of your endpoints in the settings (probe.base_url).",
        ),
        End::NotAllowed(refusal) => not_allowed(host, refusal),
        End::NoName(why) => no_name(host, why),
        End::NoConnection(tried) => no_connection(asked, tried, local),
        End::NoTls(why) => no_tls(asked, why),
        End::NoAnswer(why) => no_answer(asked, why),
        End::Answer(answer) => answered(asked, answer),
        End::Stopped => say(
            Cause::Cancelled,
            "The probe was stopped before its end.",
            "",
        ),
    }
}

fn not_allowed(host: &str, refusal: &Refusal) -> Verdict {
    let Refusal { address, kind, .. } = refusal;
    let is_address = super::permission::host(host) == Some(address.to_string());
    let is = if is_address {
        format!("{host} is {kind}")
    } else {
        format!("{host} leads to {address}, {kind}")
    };
    if refusal.can_be_allowed {
        say(
            Cause::NotAllowed,
            format!("{is}, and you have not allowed that host. Nothing was sent."),
            format!(
                "Allow {host} in the settings (probe.allowed_hosts), or for one probe with --allow. RETM itself can't reach such an address."
            ),
        )
    } else {
        let next = if is_address {
            "Write the URL with the endpoint's own address or name; on this machine that is 127.0.0.1."
                .to_owned()
        } else {
            format!("Correct the DNS record of {host}, or the URL that RETM has.")
        };
        say(
            Cause::NotAllowed,
            format!("{is}, which is never asked. Nothing was sent."),
            next,
        )
    }
}

fn no_name(host: &str, why: &NoName) -> Verdict {
    match why {
        NoName::NotFound => say(
            Cause::NameNotFound,
            format!("The name {host} does not exist."),
            "Add its DNS record, or correct the host in the URL that RETM has.",
        ),
        NoName::NoAddress => say(
            Cause::NameNotFound,
            format!("The name {host} exists, and has no address."),
            "Add an A or AAAA record to it.",
        ),
        NoName::NotAName => say(
            Cause::NameNotFound,
            format!("{} can't be a name.", plain(host)),
            "Correct the host in the URL that RETM has.",
        ),
        NoName::Timeout(waited) => say(
            Cause::NameTimeout,
            format!(
                "No name server answers for {host} within {}.",
                time(*waited)
            ),
            "Check the domain's name servers, and this machine's own.",
        ),
        NoName::Failed(code) => say(
            Cause::NameFailed,
            format!("The name server can't answer for {host}: {}.", plain(code)),
            "Check the domain's name servers and its DNSSEC with your DNS provider.",
        ),
        NoName::NoResolver(words) => say(
            Cause::NameFailed,
            format!(
                "No name server could be asked for {host}: {}.",
                sentence_end(words)
            ),
            "Check this machine's name servers, or set one (probe.resolver).",
        ),
    }
}

fn no_connection(
    asked: &Asked,
    tried: &[(SocketAddr, NoConnection)],
    local: Option<&Local>,
) -> Verdict {
    let (host, port) = (&*asked.host, asked.port);
    let Some((address, why)) = tried.iter().min_by_key(|(_, why)| why.rank()) else {
        return no_name(host, &NoName::NoAddress);
    };
    let ip = address.ip();
    match why {
        NoConnection::Refused if asked.is_here => say(
            Cause::Refused,
            format!("Nothing listens on port {port} of {ip}: the connection is refused."),
            match local.and_then(|local| local.process.as_deref()) {
                Some(process) => format!(
                    "{} listens on port {port} of another address of this machine: have it listen on {ip} as well.",
                    plain(process)
                ),
                None => format!(
                    "Start your program, or see which port it listens on: it is not {port}."
                ),
            },
        ),
        NoConnection::Refused => say(
            Cause::Refused,
            format!("{host} refuses the connection: nothing listens on port {port} of {ip}."),
            format!(
                "Start your program there, and see that it listens on port {port} for others than itself."
            ),
        ),
        NoConnection::Timeout(waited) => say(
            Cause::ConnectTimeout,
            format!(
                "{host} does not take a connection on port {port} of {ip} within {}.",
                time(*waited)
            ),
            format!("See that the server is up, and that its firewall lets port {port} in."),
        ),
        NoConnection::Unreachable => say(
            Cause::Unreachable,
            format!("There is no way to {host} at {ip}: the network says it is unreachable."),
            "Compare the address in DNS with your server's, and see that it is up.",
        ),
        NoConnection::Other(words) => say(
            Cause::Unreachable,
            format!(
                "No connection to {host} at {ip} comes about: {}.",
                sentence_end(words)
            ),
            "See that the server is up, and what this machine's firewall lets out.",
        ),
    }
}

fn no_tls(asked: &Asked, why: &NoTls) -> Verdict {
    let (host, port) = (&*asked.host, asked.port);
    match why {
        NoTls::Certificate(bad) => bad_certificate(asked, bad),
        NoTls::Plain => say(
            Cause::TlsFailed,
            format!(
                "{host} does not speak TLS on port {port}: what answers there is not encrypted."
            ),
            "Put TLS in front of your program, or give RETM an http:// URL.",
        ),
        NoTls::Alert(alert) => say(
            Cause::TlsFailed,
            format!("{host} breaks the encryption off: {}.", sentence_end(alert)),
            "Check which TLS versions and ciphers your server takes, and that it knows this host name.",
        ),
        NoTls::Other(words) => say(
            Cause::TlsFailed,
            format!(
                "No encryption with {host} comes about: {}.",
                sentence_end(words)
            ),
            "Check the TLS configuration of your server.",
        ),
        NoTls::Silent(waited) => say(
            Cause::Silent,
            format!(
                "{host} takes the connection and does not answer TLS's greeting within {}.",
                time(*waited)
            ),
            format!("See that what listens on port {port} speaks TLS, and is not stuck."),
        ),
        NoTls::HungUp => say(
            Cause::HungUp,
            format!("{host} takes the connection and closes it before any encryption."),
            format!("See that what listens on port {port} speaks TLS, and what its log says."),
        ),
        NoTls::Reset => say(
            Cause::Reset,
            format!("{host} takes the connection and resets it before any encryption."),
            format!("See that what listens on port {port} speaks TLS, and what its log says."),
        ),
    }
}

fn bad_certificate(asked: &Asked, bad: &Bad) -> Verdict {
    let (host, now) = (&*asked.host, asked.now);
    match &bad.fault {
        Fault::Expired(at) => say(
            Cause::CertificateExpired,
            format!(
                "Your certificate for {host} expired {} ago.",
                span(*at, now)
            ),
            "Renew it, and reload the server so that it shows the new one.",
        ),
        Fault::NotYetValid(at) => say(
            Cause::CertificateNotYetValid,
            format!(
                "Your certificate for {host} is not valid yet: it begins in {}.",
                span(now, *at)
            ),
            "Put the valid one back, and check the clocks of the server and of this machine.",
        ),
        Fault::WrongName(names) => say(
            Cause::CertificateWrongName,
            match &**names {
                [] => format!("The certificate that {host} shows is for no name at all."),
                names => format!(
                    "The certificate that {host} shows is for {}, not for {host}.",
                    some(names)
                ),
            },
            format!("Get a certificate for {host}, or correct the host in the URL that RETM has."),
        ),
        Fault::SelfSigned => say(
            Cause::CertificateSelfSigned,
            format!("Your certificate for {host} is self-signed, and nobody trusts it."),
            "Use a certificate of a public authority, such as Let's Encrypt.",
        ),
        Fault::IncompleteChain(issuer) => say(
            Cause::CertificateIncompleteChain,
            format!(
                "{host} sends its certificate without the intermediate one: its issuer, {}, is not known.",
                plain(issuer)
            ),
            "Have the server send the whole chain (fullchain.pem, not cert.pem).",
        ),
        Fault::Untrusted(root) => say(
            Cause::CertificateUntrusted,
            format!(
                "Your certificate for {host} comes from {}, which this machine does not trust.",
                plain(root)
            ),
            "Use a certificate of a public authority: RETM most likely does not trust yours either.",
        ),
        Fault::Other(words) => say(
            Cause::TlsFailed,
            format!(
                "The certificate of {host} is not accepted: {}.",
                sentence_end(words)
            ),
            "Replace it by one of a public authority.",
        ),
    }
}

fn no_answer(asked: &Asked, why: &NoAnswer) -> Verdict {
    let (host, port) = (&*asked.host, asked.port);
    match why {
        NoAnswer::Silent(waited) => say(
            Cause::Silent,
            format!(
                "{host} takes the connection and does not answer within {}.",
                time(*waited)
            ),
            "See whether your program is stuck or overloaded. Answer RETM first, and work afterwards.",
        ),
        NoAnswer::HungUp => say(
            Cause::HungUp,
            format!("{host} takes the request and closes the connection without an answer."),
            "Look in your program's log for a crash at this time.",
        ),
        NoAnswer::Reset => say(
            Cause::Reset,
            format!("{host} takes the connection and resets it before an answer."),
            "Look in your program's log for a crash at this time, and at any proxy before it.",
        ),
        NoAnswer::NotHttp => say(
            Cause::NotHttp,
            format!("What answers on port {port} of {host} is not HTTP."),
            format!(
                "See which program listens on port {port}, and whether the URL should begin with https://."
            ),
        ),
        NoAnswer::Other(words) => say(
            Cause::HungUp,
            format!(
                "{host} takes the connection, and no answer comes: {}.",
                sentence_end(words)
            ),
            "Look in your program's log at this time.",
        ),
    }
}

fn answered(asked: &Asked, answer: &Answer) -> Verdict {
    let (host, status) = (&*asked.host, answer.status);
    let named = named(status);
    if let Some(page) = &answer.page {
        return provider_page(host, page, None);
    }
    match answer.body {
        Body::Slow(waited) => {
            return say(
                Cause::SlowBody,
                format!(
                    "{host} begins to answer {named}, and its answer does not end within {}.",
                    time(waited)
                ),
                "End the answer at once: 200 with an empty body is enough for RETM.",
            );
        }
        Body::Broken => {
            return say(
                Cause::HungUp,
                format!(
                    "{host} begins to answer {named}, and closes the connection before the end."
                ),
                "Look in your program's log for a crash at this time.",
            );
        }
        Body::Read => {}
    }
    let after = format!("{host} answers {named} after {}", time(answer.after));
    match status {
        500.. => say(
            Cause::ServerError,
            format!("{after}."),
            explain(Some(status.into()), "").next,
        ),
        _ if is_redirect(status) => redirected(host, &named, answer.location.as_deref()),
        _ => say(
            Cause::Answers,
            format!("{after}."),
            answer_next(asked, status),
        ),
    }
}

fn redirected(host: &str, named: &str, location: Option<&str>) -> Verdict {
    match location.map(plain) {
        Some(to) => say(
            Cause::Redirects,
            format!(
                "{host} answers {named} and sends the caller to {to}; RETM is not known to follow."
            ),
            format!("Give RETM the URL that answers by itself: {to}"),
        ),
        None => say(
            Cause::Redirects,
            format!(
                "{host} answers {named} and does not say where to; RETM is not known to follow."
            ),
            "Give RETM a URL that answers by itself.",
        ),
    }
}

/// What to do about an endpoint that answers: about its status, about HEAD, about an address of it that is dead.
fn answer_next(asked: &Asked, status: u16) -> String {
    let mut next = match (status, asked.method) {
        (200..=299, _) => String::new(),
        (405 | 501, Method::Head) => {
            "It may take POST all the same: post a test event to see what RETM meets.".to_owned()
        }
        (404 | 400, Method::Head) => format!(
            "{} Some servers answer so to HEAD only: post a test event to see what RETM meets.",
            explain(Some(status.into()), "").next
        ),
        _ => explain(Some(status.into()), "").next,
    };
    // A machine without IPv6 meets no way to any IPv6 address; that says nothing of the endpoint.
    let dead = asked
        .dead
        .iter()
        .find(|(at, why)| at.is_ipv4() || *why != NoConnection::Unreachable);
    if let Some((address, why)) = dead {
        if !next.is_empty() {
            next.push(' ');
        }
        let ip = address.ip();
        next.push_str(&format!(
            "Its address {ip} does not work ({}), and RETM may use that one: take it out of DNS, or mend it.",
            why.words().to_lowercase()
        ));
    }
    next
}

/// Which hop is down, of an endpoint that is served from this machine; none where the way itself says it better.
fn hop(asked: &Asked, end: &End, local: &Local) -> Option<Verdict> {
    let (host, port) = (&*asked.host, local.port);
    let nothing = |seen: String| {
        say(
            Cause::NothingListens,
            format!("Nothing listens on port {port} of this machine, which serves {host}: {seen}."),
            format!("Start your program on port {port}."),
        )
    };
    let down = |seen: String| {
        if local.listens {
            say(
                Cause::TunnelDown,
                format!(
                    "The tunnel to {host} is down: {seen}, while {} listens on port {port} of this machine.",
                    local.who()
                ),
                "Start the tunnel again. If its URL has changed, give RETM the new one.",
            )
        } else {
            say(
                Cause::TunnelDown,
                format!(
                    "The tunnel to {host} is down: {seen}. Nothing listens on port {port} of this machine either."
                ),
                format!("Start your program on port {port}, then the tunnel."),
            )
        }
    };
    match end {
        End::NoName(why) => Some(down(match why {
            NoName::Timeout(_) => "its name is not answered for in time".to_owned(),
            NoName::Failed(_) | NoName::NoResolver(_) => "its name can't be looked up".to_owned(),
            _ => "its name does not exist".to_owned(),
        })),
        End::NoConnection(tried) => {
            let (_, why) = tried.iter().min_by_key(|(_, why)| why.rank())?;
            Some(down(format!(
                "the connection fails ({})",
                why.words().to_lowercase()
            )))
        }
        End::Answer(answer) => match &answer.page {
            Some(page) => Some(provider_page(host, page, Some(local))),
            None if !local.listens && answer.status >= 500 => Some(nothing(format!(
                "the tunnel answers {}",
                named(answer.status)
            ))),
            None => None,
        },
        End::NoTls(NoTls::HungUp | NoTls::Reset)
        | End::NoAnswer(NoAnswer::HungUp | NoAnswer::Reset | NoAnswer::Silent(_))
            if !local.listens =>
        {
            Some(nothing(
                "the tunnel takes the connection and gives no answer".to_owned(),
            ))
        }
        _ => None,
    }
}

/// What a tunnel provider's own page means.
fn provider_page(host: &str, page: &Page, local: Option<&Local>) -> Verdict {
    match page {
        Page::NoTunnel(provider, code) => say(
            Cause::TunnelDown,
            match local {
                Some(local) if local.listens => format!(
                    "The tunnel to {host} is down: {provider} says that none is connected ({}), while {} listens on port {} of this machine.",
                    plain(code),
                    local.who(),
                    local.port
                ),
                _ => format!(
                    "The tunnel to {host} is down: {provider} says that none is connected ({}).",
                    plain(code)
                ),
            },
            "Start the tunnel again. If its URL has changed, give RETM the new one.",
        ),
        Page::NothingBehind(provider, code) => match local {
            Some(local) if local.listens => say(
                Cause::NothingListens,
                format!(
                    "The tunnel to {host} is up, and {provider} gets no answer behind it ({}), though {} listens on port {} of this machine.",
                    plain(code),
                    local.who(),
                    local.port
                ),
                format!("See that the tunnel leads to port {}.", local.port),
            ),
            Some(local) => say(
                Cause::NothingListens,
                format!(
                    "The tunnel to {host} is up, and nothing listens on port {} of this machine.",
                    local.port
                ),
                format!("Start your program on port {}.", local.port),
            ),
            None => say(
                Cause::NothingListens,
                format!(
                    "The tunnel to {host} is up, and nothing listens where it leads to: {provider} says {}.",
                    plain(code)
                ),
                "Start your program on the port that the tunnel leads to.",
            ),
        },
    }
}

/// `503 Service Unavailable`.
pub(super) fn named(status: u16) -> String {
    match alert::reason(status.into()) {
        Some(reason) => format!("{status} {reason}"),
        None => status.to_string(),
    }
}

/// `12 ms`, `1.5 s`, `10 s`.
pub(super) fn time(took: Duration) -> String {
    let millis = took.as_millis();
    match millis {
        0 => "less than 1 ms".to_owned(),
        1..=999 => format!("{millis} ms"),
        // Within a twentieth of a second of a whole one, that is meant.
        _ => {
            let tenths = (millis + 50) / 100;
            match tenths % 10 {
                0 => format!("{} s", tenths / 10),
                _ if tenths > 100 => format!("{} s", (tenths + 5) / 10),
                tenth => format!("{}.{tenth} s", tenths / 10),
            }
        }
    }
}

/// The time from one moment to another in the largest whole unit: `2 days`.
pub(super) fn span(from: Moment, to: Moment) -> String {
    let seconds = to.since(from).as_secs();
    let (count, unit) = match seconds {
        86_400.. => (seconds / 86_400, "day"),
        3_600.. => (seconds / 3_600, "hour"),
        60.. => (seconds / 60, "minute"),
        _ => return "less than a minute".to_owned(),
    };
    format!("{count} {unit}{}", if count == 1 { "" } else { "s" })
}

/// The first few names, and how many more.
fn some(names: &[String]) -> String {
    const SHOWN: usize = 3;
    let shown: Vec<String> = names.iter().take(SHOWN).map(|name| plain(name)).collect();
    match names.len().saturating_sub(SHOWN) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

fn sentence_end(words: &str) -> String {
    plain(words).trim_end_matches('.').to_owned()
}

#[cfg(test)]
#[path = "verdict_tests.rs"]
mod tests;
