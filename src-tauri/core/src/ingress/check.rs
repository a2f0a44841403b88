//! One check: request our own public receiver URL with a nonce and see whether this instance answers. Each check
//! resolves the name again, opens its own connection, follows no redirect, takes at most ten seconds and reads at most
//! 4 KiB. It blocks, so don't call it from async code. [`crate::monitor::reachability::outcome`] puts the result into words.

use std::{
    io::{self, Read as _},
    time::{Duration, Instant},
};

use ureq::{
    Agent, Body, Error, Timeout,
    config::{Config, ConfigBuilder},
    http::{Response, Uri},
    typestate::AgentScope,
    unversioned::{
        resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver},
        transport::{DefaultConnector, NextTimeout},
    },
};
use url::Url;

use crate::model::http_url::HttpUrl;
use crate::monitor::reachability::{
    outcome::{CheckResult, Outcome, judge},
    proof::{HEADER, NONCE, Nonce, SigningKey},
};
use crate::platform::{
    network::{address_on_internet, host_on_internet},
    proxy::Route,
    random,
};

/// The time limit of a whole check.
pub const LIMIT: Duration = Duration::from_secs(10);
/// The maximum number of bytes that are read of an answer; ours has under 200.
const BODY_LIMIT: u64 = 4 * 1024;

/// Requests our own public receiver URL, for the proof that only the holder of `secret` can give.
pub fn ask(receiver_url: &str, secret: &SigningKey) -> Outcome {
    ask_within(LIMIT, receiver_url, secret)
}

/// Like [`ask`], with another limit, so that a test need not wait for it.
pub fn ask_within(limit: Duration, receiver_url: &str, secret: &SigningKey) -> Outcome {
    prove(limit, receiver_url, |nonce, claimed| {
        secret.is_proven(nonce, claimed)
    })
}

/// For a process without the secret: requests the receiver on this machine and the public URL with the same nonce. The
/// same proof comes from the same instance; nothing secret leaves the running program.
pub fn compare(public_receiver_url: &str, local_receiver_url: &str) -> Outcome {
    prove(LIMIT, public_receiver_url, |nonce, claimed| {
        let Ok(local) = HttpUrl::parse(local_receiver_url) else {
            return false;
        };
        // A proof has 64 digits: SHA-256's 256 bits.
        let is_proof = claimed.len() == 64;
        let direct = Agent::from(config(LIMIT).proxy(Route::Direct.proxy(&local)).build());
        let seen = look(&direct, &local, nonce, |ours| ours == claimed);
        is_proof
            && matches!(
                seen,
                CheckResult::Answer {
                    status: 200,
                    proven: true,
                    ..
                }
            )
    })
}

fn prove(limit: Duration, receiver_url: &str, is_proven: impl Fn(&Nonce, &str) -> bool) -> Outcome {
    let started = Instant::now();
    let url = HttpUrl::parse(receiver_url).ok();
    let host = url
        .as_ref()
        .and_then(|url| url.host_str())
        .unwrap_or_default();
    let seen = match (&url, random::nonce()) {
        (Some(url), Ok(nonce)) => match host_on_internet(url.host()) {
            Ok(()) => look(&outside(limit, url), url, &nonce, |claimed| {
                is_proven(&nonce, claimed)
            }),
            Err(error) => CheckResult::NotOnInternet(error.to_string()),
        },
        (None, _) => CheckResult::NotAsked("the public URL is no URL".to_owned()),
        (_, Err(error)) => {
            CheckResult::NotAsked(error.to_string().trim_end_matches('.').to_owned())
        }
    };
    let took = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    judge(&seen, host, took)
}

fn look(agent: &Agent, url: &Url, nonce: &Nonce, is_proven: impl Fn(&str) -> bool) -> CheckResult {
    let mut url = url.clone();
    url.query_pairs_mut().append_pair(NONCE, nonce.as_str());
    let asked = agent
        .get(url.as_str())
        .header(
            "user-agent",
            concat!("missedhook/", env!("CARGO_PKG_VERSION")),
        )
        .header("accept", "text/plain")
        .header("cache-control", "no-cache")
        // Without it ngrok shows its own page to callers that look like a browser.
        .header("ngrok-skip-browser-warning", "1")
        .call();
    match asked {
        Ok(response) => read(response, is_proven),
        Err(error) => failure(&error),
    }
}

/// The common configuration. Name resolution and connecting have separate limits, to know which of them took too long.
fn config(limit: Duration) -> ConfigBuilder<AgentScope> {
    Agent::config_builder()
        .timeout_global(Some(limit))
        .timeout_resolve(Some(limit * 2 / 5))
        .timeout_connect(Some(limit * 2 / 5))
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .max_idle_connections(0)
}

/// A client for one request to the internet: through the user's proxy, or directly to an address on the internet.
/// Behind a proxy, the proxy resolves the name.
fn outside(limit: Duration, url: &Url) -> Agent {
    let proxy = Route::UserProxy.proxy(url);
    let proxy = proxy.filter(|proxy| {
        let uri = url.as_str().parse().ok();
        uri.is_none_or(|uri| !proxy.is_no_proxy(&uri))
    });
    if proxy.is_some() {
        return config(limit).proxy(proxy).build().into();
    }
    let host = url.host_str().unwrap_or_default().to_owned();
    let resolver = OnInternet {
        host,
        system: DefaultResolver::default(),
    };
    let config = config(limit).proxy(None).build();
    Agent::with_parts(config, DefaultConnector::default(), resolver)
}

/// The system's name server, limited to addresses on the internet: any other answer proves nothing.
#[derive(Debug)]
struct OnInternet {
    host: String,
    system: DefaultResolver,
}

/// How the refusal of all addresses of a name gets through the library's errors.
const NOT_ON_INTERNET: &str = "not on the internet: ";

impl Resolver for OnInternet {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, Error> {
        let found = self.system.resolve(uri, config, timeout)?;
        let mut kept = self.empty();
        for address in found.iter() {
            if address_on_internet(&self.host, address.ip()) {
                kept.push(*address);
            }
        }
        match found.first() {
            Some(first) if kept.is_empty() => {
                let address = first.ip();
                Err(Error::Other(format!("{NOT_ON_INTERNET}{address}").into()))
            }
            _ => Ok(kept),
        }
    }
}

fn read(mut response: Response<Body>, is_proven: impl Fn(&str) -> bool) -> CheckResult {
    let mut body = Vec::new();
    // If the answer breaks off, its beginning counts; the proof may be in its headers.
    let _ = response
        .body_mut()
        .as_reader()
        .take(BODY_LIMIT)
        .read_to_end(&mut body);
    let body = String::from_utf8_lossy(&body);
    let in_header = response
        .headers()
        .get(HEADER)
        .and_then(|value| value.to_str().ok());
    let in_text = body
        .lines()
        .filter_map(|line| line.strip_prefix(HEADER)?.strip_prefix(": "));
    let proven = in_header
        .into_iter()
        .chain(in_text)
        .take(8)
        .any(|claimed| is_proven(claimed.trim()));
    CheckResult::Answer {
        status: response.status().as_u16(),
        proven,
        familiar: body.starts_with("Missedhook "),
    }
}

fn failure(error: &Error) -> CheckResult {
    match error {
        Error::HostNotFound => CheckResult::NoName("no address".to_owned()),
        Error::Timeout(Timeout::Resolve) => CheckResult::NoName("no answer in time".to_owned()),
        Error::Timeout(Timeout::Connect) => {
            CheckResult::NoConnection("no answer in time".to_owned())
        }
        Error::Timeout(_) => CheckResult::Silence,
        Error::Tls(words) => CheckResult::NoTls((*words).to_owned()),
        Error::Rustls(error) => CheckResult::NoTls(error.to_string()),
        Error::Io(error) => io_failure(error),
        Error::ConnectionFailed => CheckResult::NoConnection("it failed".to_owned()),
        Error::ConnectProxyFailed(words) => {
            CheckResult::NoConnection(format!("the proxy says: {words}"))
        }
        Error::Protocol(_) | Error::LargeResponseHeader(..) => {
            CheckResult::NotHttp(error.to_string())
        }
        other => {
            let words = other.to_string();
            match words.split_once(NOT_ON_INTERNET) {
                Some((_, address)) => CheckResult::NotOnInternet(format!(
                    "Its name leads from here to {address}, an address that is not on the internet. RETM needs one that is"
                )),
                None => CheckResult::NotAsked(words),
            }
        }
    }
}

fn io_failure(error: &io::Error) -> CheckResult {
    use io::ErrorKind as Kind;
    // Winsock's "host not found", "try again", "no recovery" and "no data".
    const WINDOWS_NO_NAME: std::ops::RangeInclusive<i32> = 11001..=11004;
    let words = error.to_string();
    let no_name = if cfg!(windows) {
        error
            .raw_os_error()
            .is_some_and(|code| WINDOWS_NO_NAME.contains(&code))
    } else {
        // std has no error kind for getaddrinfo's failures; these are its words.
        words.starts_with("failed to lookup address information")
    };
    match error.kind() {
        _ if no_name => {
            CheckResult::NoName(words.rsplit(": ").next().unwrap_or_default().to_owned())
        }
        Kind::TimedOut | Kind::WouldBlock => CheckResult::Silence,
        // rustls reports its errors this way.
        Kind::InvalidData => CheckResult::NoTls(words),
        Kind::UnexpectedEof
        | Kind::ConnectionReset
        | Kind::ConnectionAborted
        | Kind::BrokenPipe => CheckResult::HungUp,
        Kind::ConnectionRefused => CheckResult::Refused,
        _ => CheckResult::NoConnection(words),
    }
}

#[cfg(test)]
#[path = "check_tests.rs"]
mod tests;
