//! The steps of a probe in order: name, connection, encryption, request, and this machine's own port. Stops at the
//! first that fails.

use std::{
    net::{IpAddr, SocketAddr},
    time::Duration,
};

use tokio::{net::TcpStream, time::Instant};

use super::{connect::connect, local, name, provider::page, record::Record, request, tls};
use crate::{
    explain::{
        self,
        front::{Remark, ResponseTraits},
    },
    ingress::watcher::ReadNetwork,
    model::{
        duration::{in_words, took},
        http_url::{HttpUrl, is_loopback},
        moment::{Clock, Moment},
    },
    probe::{
        Method, Probe, ProbeStepKind, allowed_hosts,
        outcome::{Answer, Body, DnsFailure, Local, ProbeContext, ProbeOutcome, TlsFailure},
        phrase::named,
    },
    settings::ProbeSettings,
};

/// The share of the time limit for the name look-up.
const DNS_SHARE: f64 = 0.4;
/// The share of the remaining time for connecting, over all addresses.
const CONNECT_SHARE: f64 = 0.6;

/// The dependencies of a probe.
#[derive(Clone)]
pub struct ProbeDeps {
    /// Where it may connect, and how.
    pub settings: ProbeSettings,
    /// The clock by which certificates are judged.
    pub clock: Clock,
    /// Reads this machine's network.
    pub network: ReadNetwork,
}

/// A running probe.
pub(super) struct ProbeRun<'a, P> {
    pub(super) context: ProbeContext,
    pub(super) url: HttpUrl,
    pub(super) host: String,
    pub(super) deps: &'a ProbeDeps,
    pub(super) record: &'a mut Record<P>,
    /// What is known of the program that answered.
    pub(super) remark: Option<Remark>,
    pub(super) deadline: Instant,
}

impl<P: Fn(&Probe) + Send + Sync> ProbeRun<'_, P> {
    /// Runs the steps to the endpoint, then the check of this machine's own part.
    pub(super) async fn run(&mut self) -> (ProbeOutcome, Option<Local>) {
        let outcome = match self.reach().await {
            Ok(answer) => ProbeOutcome::Answer(answer),
            Err(outcome) => outcome,
        };
        if matches!(outcome, ProbeOutcome::Dns(_) | ProbeOutcome::Connect(_)) {
            self.context.offline = self.is_offline(&outcome);
        }
        let local = self.local(&outcome).await;
        (outcome, local)
    }

    async fn reach(&mut self) -> Result<Answer, ProbeOutcome> {
        let request =
            request::request(&self.url, self.context.method).ok_or(ProbeOutcome::NoTarget)?;
        let addresses = self.addresses().await?;
        let settings = &self.deps.settings;
        self.context.is_here |= settings.local_ports.of(&self.host).is_none()
            && addresses.iter().all(|at| is_loopback(at.ip()));
        let method = match self.context.method {
            Method::Head => "HEAD",
            Method::Event => "POST of a test event to",
        };
        let mut answer = self.exchange(&addresses, request, method).await?;
        self.record.answered(answer.status);
        if answer.refuses_head(self.context.method)
            && let Some(get) = request::get(&self.url)
            && let Ok(confirmed) = self.exchange(&addresses, get, "GET").await
        {
            self.record.answered_get(confirmed.status);
            answer.get_status = Some(confirmed.status);
        }
        Ok(answer)
    }

    /// Makes one request over its own connection.
    async fn exchange(
        &mut self,
        addresses: &[SocketAddr],
        request: hyper::Request<http_body_util::Full<bytes::Bytes>>,
        method: &str,
    ) -> Result<Answer, ProbeOutcome> {
        let stream = self.connect(addresses).await?;
        if self.url.scheme() == "https" {
            let stream = self.encrypt(stream).await.map_err(ProbeOutcome::Tls)?;
            self.ask(stream, request, method).await
        } else {
            self.ask(stream, request, method).await
        }
    }

    /// The allowed addresses. The name is resolved only here.
    async fn addresses(&mut self) -> Result<Vec<SocketAddr>, ProbeOutcome> {
        let found = match self.host.parse::<IpAddr>() {
            Ok(address) => vec![address],
            Err(_) => self.look_up().await.map_err(ProbeOutcome::Dns)?,
        };
        let allowed = &self.deps.settings.allowed_hosts;
        let mut refused = None;
        let mut addresses = Vec::new();
        for address in found {
            match allowed_hosts::may_ask(&self.host, address, allowed) {
                Ok(()) => addresses.push(SocketAddr::new(address, self.context.port)),
                Err(refusal) => {
                    self.record
                        .fact("not asked", format!("{address}, {}", refusal.kind));
                    refused = refused.or(Some(refusal));
                }
            }
        }
        match (addresses.is_empty(), refused) {
            (true, Some(refusal)) => {
                self.record
                    .failed(format!("{} is {}", refusal.address, refusal.kind));
                Err(ProbeOutcome::NotAllowed(refusal))
            }
            _ => {
                self.record.done(words(&addresses));
                Ok(addresses)
            }
        }
    }

    async fn look_up(&mut self) -> Result<Vec<IpAddr>, DnsFailure> {
        let resolver = self.deps.settings.resolver;
        self.record.begin(
            ProbeStepKind::Name,
            format!("Look up {}", self.context.host),
        );
        let limit = self.left().mul_f64(DNS_SHARE);
        let looked_up = name::look_up(&self.host, resolver, limit).await;
        if !looked_up.asked.is_empty() {
            self.record.fact("resolver", &looked_up.asked);
        }
        match &looked_up.found {
            Ok(addresses) => {
                for address in addresses {
                    self.record.fact("address", address.to_string());
                }
            }
            Err(why) => self.record.failed(why.words()),
        }
        looked_up.found
    }

    /// Connects to the first address that accepts.
    async fn connect(&mut self, addresses: &[SocketAddr]) -> Result<TcpStream, ProbeOutcome> {
        let for_all = self.left().mul_f64(CONNECT_SHARE);
        let until = Instant::now() + for_all;
        let mut failed = Vec::new();
        for (tried, address) in (0_u32..).zip(addresses) {
            let others = u32::try_from(addresses.len()).unwrap_or(u32::MAX) - tried;
            let share = until.saturating_duration_since(Instant::now()) / others.max(1);
            self.record
                .begin(ProbeStepKind::Connect, format!("Connect to {address}"));
            match connect(*address, Instant::now() + share).await {
                Ok(stream) => {
                    if let Ok(own) = stream.local_addr() {
                        self.record.fact("from", own.ip().to_string());
                    }
                    self.record.done("Connected");
                    self.context.dead = failed;
                    return Ok(stream);
                }
                Err(why) => {
                    self.record.failed(why.words());
                    failed.push((*address, why));
                }
            }
        }
        Err(ProbeOutcome::Connect(failed))
    }

    async fn encrypt(
        &mut self,
        stream: TcpStream,
    ) -> Result<tokio_rustls::client::TlsStream<TcpStream>, TlsFailure> {
        let verifier = tls::verifier(self.context.now).await;
        self.record.begin(
            ProbeStepKind::Tls,
            format!("Agree on encryption with {}", self.context.host),
        );
        let (details, result) = tls::handshake(stream, &self.host, verifier, self.deadline).await;
        self.record_handshake(&details);
        match result {
            Ok(stream) => {
                let until = details.chain.first().map(|leaf| leaf.until);
                let good = until.map_or_else(String::new, |until| {
                    format!(
                        ", certificate good for {}",
                        in_words(until.since(self.context.now))
                    )
                });
                let version = details.version.as_deref().unwrap_or("TLS");
                self.record.done(format!("{version}{good}"));
                Ok(stream)
            }
            Err(why) => {
                self.record.failed(why.words());
                Err(why)
            }
        }
    }

    fn record_handshake(&mut self, details: &tls::Handshake) {
        for (name, value) in [
            ("version", &details.version),
            ("cipher", &details.cipher),
            ("ALPN", &details.alpn),
        ] {
            if let Some(value) = value {
                self.record.fact(name, value);
            }
        }
        if let Some(leaf) = details.chain.first() {
            self.record.certificate_until(Some(leaf.until));
            self.record.fact("names", leaf.names.join(", "));
            let matches = if details.name_matches { "yes" } else { "no" };
            self.record.fact("name matches", matches);
            self.record
                .fact("days left", days(self.context.now, leaf.until));
        }
        for (place, certificate) in (1..).zip(&details.chain) {
            let name = format!("certificate {place}");
            self.record.fact(&name, &certificate.subject);
            self.record
                .fact(&format!("{name} issued by"), &certificate.issuer);
            let validity = format!("{} to {}", certificate.from, certificate.until);
            self.record.fact(&format!("{name} valid"), validity);
        }
    }

    async fn ask<S>(
        &mut self,
        stream: S,
        request: hyper::Request<http_body_util::Full<bytes::Bytes>>,
        method: &str,
    ) -> Result<Answer, ProbeOutcome>
    where
        S: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin + Send + 'static,
    {
        self.record.begin(
            ProbeStepKind::Request,
            format!("{method} {}", self.url.path()),
        );
        let read = match request::ask(stream, request, self.deadline).await {
            Ok(read) => read,
            Err(why) => {
                self.record.failed(why.words());
                return Err(ProbeOutcome::Response(why));
            }
        };
        self.record.fact("first byte after", took(read.after));
        if self.context.method == Method::Event {
            self.record
                .fact("body read", format!("{} bytes", read.text.len()));
        }
        for (name, value) in &read.headers {
            self.record.fact(name, value);
        }
        self.remark = remark(&read, self.context.method);
        let location = read.header("location").map(|to| self.joined(to));
        let answer = Answer {
            status: read.status,
            get_status: None,
            location,
            page: page(&read, &self.host),
            after: read.after,
            body: read.body,
        };
        match answer.trouble(self.context.method) {
            None => self.record.done(named(answer.status)),
            Some(trouble) => self.record.failed(trouble),
        }
        Ok(answer)
    }

    /// The target of a redirect, without parts that may be secret.
    fn joined(&self, to: &str) -> String {
        let Ok(mut to) = self.url.join(to) else {
            return to.to_owned();
        };
        // Neither can fail on a URL that has a host; any other is shown as it is.
        let _ = to.set_username("").and(to.set_password(None));
        to.into()
    }

    /// Checks this machine's own part, if it has one.
    async fn local(&mut self, outcome: &ProbeOutcome) -> Option<Local> {
        if matches!(
            outcome,
            ProbeOutcome::NotAllowed(_) | ProbeOutcome::NoTarget
        ) {
            return None;
        }
        let port = self.context.port;
        let (local, by) = if self.context.is_here {
            self.begin_local(port);
            let listens = !matches!(outcome, ProbeOutcome::Dns(_) | ProbeOutcome::Connect(_));
            (local::listener_on(port, listens).await, "the URL")
        } else {
            let ports = &self.deps.settings.local_ports;
            let (port, by) = local::served(&self.host, ports).await?;
            self.begin_local(port);
            (local::check_port(port).await, by)
        };
        self.record.fact("known by", by);
        match (local.listens, &local.process) {
            (true, Some(process)) => {
                self.record.fact("process", process);
                self.record.done(format!("{process} listens"));
            }
            (true, None) => self.record.done("Something listens"),
            (false, Some(process)) => {
                self.record.fact("process", process);
                let text = format!("{process} listens on another address of that port");
                self.record.failed(text);
            }
            (false, None) => self.record.failed("Nothing listens"),
        }
        Some(local)
    }

    fn begin_local(&mut self, port: u16) {
        self.record
            .begin(ProbeStepKind::Local, format!("Port {port} of this machine"));
    }

    /// Whether this machine has no network. A configured name server that answered, or that is on this machine, was
    /// reached without one.
    fn is_offline(&self, outcome: &ProbeOutcome) -> bool {
        let reached = match outcome {
            ProbeOutcome::Connect(tried) => tried.iter().all(|(at, _)| is_loopback(at.ip())),
            ProbeOutcome::Dns(why) => self.deps.settings.resolver.is_some_and(|at| {
                is_loopback(at.ip())
                    || matches!(
                        why,
                        DnsFailure::NotFound | DnsFailure::NoAddress | DnsFailure::Failed(_)
                    )
            }),
            _ => true,
        };
        !reached && (self.deps.network)().is_gone()
    }

    fn left(&self) -> Duration {
        self.deadline.saturating_duration_since(Instant::now())
    }
}

fn words(addresses: &[SocketAddr]) -> String {
    let words: Vec<String> = addresses.iter().map(|at| at.ip().to_string()).collect();
    words.join(", ")
}

/// Whole days from now; negative if the time has passed.
fn days(now: Moment, until: Moment) -> String {
    const DAY_MS: i64 = 24 * 60 * 60 * 1000;
    let left = until.millis().saturating_sub(now.millis());
    left.div_euclid(DAY_MS).to_string()
}

/// What such an answer reveals about the program that sent it.
fn remark(read: &request::Read, method: Method) -> Option<Remark> {
    let body = String::from_utf8_lossy(&read.text);
    let is_whole = method == Method::Event && read.body == Body::Read;
    explain::remark(&ResponseTraits {
        status: read.status,
        server: read.header("server").unwrap_or_default(),
        powered_by: read.header("x-powered-by").unwrap_or_default(),
        body: is_whole.then_some(&*body),
    })
}
