//! The conclusion of a probe: one cause, one sentence and what to do next. Pure; network text becomes short plain text
//! first.

use std::net::SocketAddr;

use super::{
    Cause, Method,
    certificate::{BadCertificate, CertificateFault},
    hop::{hop, provider_page},
    is_success,
    phrase::{Conclusion, named, plain, say, sentence_end, some},
};
use crate::explain::explain;
use crate::model::duration::{in_words, took};
use crate::probe::{
    allowed_hosts::Refusal,
    outcome::{
        Answer, Body, ConnectFailure, DnsFailure, Local, ProbeContext, ProbeOutcome,
        ResponseFailure, TlsFailure, is_redirect,
    },
};

/// The conclusion of a probe. The endpoint is served through a tunnel from this machine if `local` is known and the
/// host is not this machine itself.
pub fn verdict(context: &ProbeContext, end: &ProbeOutcome, local: Option<&Local>) -> Conclusion {
    if context.offline
        && !context.is_here
        && matches!(end, ProbeOutcome::Dns(_) | ProbeOutcome::Connect(_))
    {
        return say(
            Cause::Offline,
            format!(
                "This machine has no network, so nothing is known of {}.",
                context.host
            ),
            "Connect this computer and probe again.",
        );
    }
    let tunnel = local.filter(|_| !context.is_here);
    tunnel
        .and_then(|local| hop(context, end, local))
        .unwrap_or_else(|| connection_failure(context, end, local))
}

/// The conclusion from the outcome alone.
fn connection_failure(
    context: &ProbeContext,
    end: &ProbeOutcome,
    local: Option<&Local>,
) -> Conclusion {
    let host = &*context.host;
    match end {
        ProbeOutcome::NoTarget => say(
            Cause::NoTarget,
            "RETM named no endpoint to probe.",
            "Probe it by its URL: https://host/path.",
        ),
        ProbeOutcome::NeedsBaseUrl(path) => say(
            Cause::NoTarget,
            format!(
                "RETM named only the path {}, so the host is not known.",
                plain(path)
            ),
            "Set the base URL of your endpoints in the settings (probe.base_url).",
        ),
        ProbeOutcome::NotAllowed(refusal) => not_allowed(host, refusal),
        ProbeOutcome::Dns(why) => no_name(host, why),
        ProbeOutcome::Connect(tried) => no_connection(context, tried, local),
        ProbeOutcome::Tls(why) => no_tls(context, why),
        ProbeOutcome::Response(why) => no_answer(context, why),
        ProbeOutcome::Answer(answer) => answered(context, answer),
        ProbeOutcome::Stopped => say(Cause::Cancelled, "The probe was stopped.", ""),
    }
}

fn not_allowed(host: &str, refusal: &Refusal) -> Conclusion {
    let Refusal { address, kind, .. } = refusal;
    let is_address = crate::probe::allowed_hosts::host(host) == Some(address.to_string());
    let is = if is_address {
        format!("{host} is {kind}")
    } else {
        format!("{host} leads to {address}, {kind}")
    };
    if refusal.can_be_allowed {
        say(
            Cause::NotAllowed,
            format!("{is}, and this host is not allowed yet. Nothing was sent."),
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
            format!("{is}, which is never probed. Nothing was sent."),
            next,
        )
    }
}

fn no_name(host: &str, why: &DnsFailure) -> Conclusion {
    match why {
        DnsFailure::NotFound => say(
            Cause::NameNotFound,
            format!("The name {host} does not exist."),
            "Add its DNS record, or correct the host in the URL that RETM has.",
        ),
        DnsFailure::NoAddress => say(
            Cause::NameNotFound,
            format!("The name {host} exists but has no address."),
            "Add an A or AAAA record to it.",
        ),
        DnsFailure::NotAName => say(
            Cause::NameNotFound,
            format!("{} is not a valid host name.", plain(host)),
            "Correct the host in the URL that RETM has.",
        ),
        DnsFailure::Timeout(waited) => say(
            Cause::NameTimeout,
            format!(
                "No name server answered for {host} within {}.",
                took(*waited)
            ),
            "Check the domain's name servers, and this machine's own.",
        ),
        DnsFailure::Failed(code) => say(
            Cause::NameFailed,
            format!("The name server can't answer for {host}: {}.", plain(code)),
            "Check the domain's name servers and its DNSSEC with your DNS provider.",
        ),
        DnsFailure::NoResolver(words) => say(
            Cause::NameFailed,
            format!(
                "No name server could be reached for {host}: {}.",
                sentence_end(words)
            ),
            "Check this machine's name servers, or set one (probe.resolver).",
        ),
    }
}

fn no_connection(
    context: &ProbeContext,
    tried: &[(SocketAddr, ConnectFailure)],
    local: Option<&Local>,
) -> Conclusion {
    let (host, port) = (&*context.host, context.port);
    let Some((address, why)) = tried.iter().min_by_key(|(_, why)| why.rank()) else {
        return no_name(host, &DnsFailure::NoAddress);
    };
    let ip = address.ip();
    match why {
        ConnectFailure::Refused if context.is_here => say(
            Cause::Refused,
            format!("{ip} refused the connection on port {port}: nothing is listening there."),
            match local.and_then(|local| local.process.as_deref()) {
                Some(process) => format!(
                    "{} listens on port {port} of another address of this machine: have it listen on {ip} as well.",
                    plain(process)
                ),
                None => {
                    format!("Start your app, or check which port it listens on. It is not {port}.")
                }
            },
        ),
        ConnectFailure::Refused => say(
            Cause::Refused,
            format!("{host} refused the connection: nothing is listening on port {port} of {ip}."),
            format!(
                "Start your app there, and make sure it listens on port {port} for other machines."
            ),
        ),
        ConnectFailure::Timeout(waited) => say(
            Cause::ConnectTimeout,
            format!(
                "{host} did not accept a connection on port {port} of {ip} within {}.",
                took(*waited)
            ),
            format!("Make sure the server is up and its firewall allows port {port}."),
        ),
        ConnectFailure::Unreachable => say(
            Cause::Unreachable,
            format!("{host} at {ip} is unreachable from this network."),
            "Compare the address in DNS with your server's, and make sure it is up.",
        ),
        ConnectFailure::Other(words) => say(
            Cause::Unreachable,
            format!(
                "Connecting to {host} at {ip} failed: {}.",
                sentence_end(words)
            ),
            "Make sure the server is up and this computer's firewall allows the connection.",
        ),
    }
}

fn no_tls(context: &ProbeContext, why: &TlsFailure) -> Conclusion {
    let (host, port) = (&*context.host, context.port);
    match why {
        TlsFailure::Certificate(bad) => bad_certificate(context, bad),
        TlsFailure::Plain => say(
            Cause::TlsFailed,
            format!("{host} does not speak TLS on port {port}. Its response is not encrypted."),
            "Put TLS in front of your app, or give RETM an http:// URL.",
        ),
        TlsFailure::Alert(alert) => say(
            Cause::TlsFailed,
            format!("{host} aborted the encryption: {}.", sentence_end(alert)),
            "Check your server's TLS versions and ciphers, and that it knows this host name.",
        ),
        TlsFailure::Other(words) => say(
            Cause::TlsFailed,
            format!("Encryption with {host} failed: {}.", sentence_end(words)),
            "Check the TLS configuration of your server.",
        ),
        TlsFailure::Silent(waited) => say(
            Cause::Silent,
            format!(
                "{host} accepted the connection but did not start TLS within {}.",
                took(*waited)
            ),
            format!("Make sure the program on port {port} speaks TLS and is not stuck."),
        ),
        TlsFailure::HungUp => say(
            Cause::HungUp,
            format!("{host} accepted the connection and closed it before TLS."),
            format!("Make sure the program on port {port} speaks TLS, and check its log."),
        ),
        TlsFailure::Reset => say(
            Cause::Reset,
            format!("{host} accepted the connection and reset it before TLS."),
            format!("Make sure the program on port {port} speaks TLS, and check its log."),
        ),
    }
}

fn bad_certificate(context: &ProbeContext, bad: &BadCertificate) -> Conclusion {
    let (host, now) = (&*context.host, context.now);
    match &bad.fault {
        CertificateFault::Expired(at) => say(
            Cause::CertificateExpired,
            format!(
                "Your certificate for {host} expired {} ago.",
                in_words(now.since(*at))
            ),
            "Renew it and reload the server.",
        ),
        CertificateFault::NotYetValid(at) => say(
            Cause::CertificateNotYetValid,
            format!(
                "Your certificate for {host} is not valid yet: it begins in {}.",
                in_words(at.since(now))
            ),
            "Put the valid one back, and check the clocks of the server and of this machine.",
        ),
        CertificateFault::WrongName(names) => say(
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
        CertificateFault::SelfSigned => say(
            Cause::CertificateSelfSigned,
            format!("Your certificate for {host} is self-signed, so RETM does not trust it."),
            "Use a certificate from a public authority, such as Let's Encrypt.",
        ),
        CertificateFault::IncompleteChain(issuer) => say(
            Cause::CertificateIncompleteChain,
            format!(
                "{host} does not send the intermediate certificate: its issuer, {}, is not known.",
                plain(issuer)
            ),
            "Configure the server to send the full chain (fullchain.pem, not cert.pem).",
        ),
        CertificateFault::Untrusted(root) => say(
            Cause::CertificateUntrusted,
            format!(
                "Your certificate for {host} comes from {}, which this machine does not trust.",
                plain(root)
            ),
            "Use a certificate from a public authority: RETM most likely does not trust yours either.",
        ),
        CertificateFault::Other(words) => say(
            Cause::TlsFailed,
            format!(
                "The certificate of {host} is not accepted: {}.",
                sentence_end(words)
            ),
            "Replace it with one from a public authority.",
        ),
    }
}

fn no_answer(context: &ProbeContext, why: &ResponseFailure) -> Conclusion {
    let (host, port) = (&*context.host, context.port);
    match why {
        ResponseFailure::Silent(waited) => say(
            Cause::Silent,
            format!(
                "{host} accepted the connection but did not respond within {}.",
                took(*waited)
            ),
            "Check whether your app is stuck or overloaded. Reply first, then do the work.",
        ),
        ResponseFailure::HungUp => say(
            Cause::HungUp,
            format!("{host} accepted the request and closed the connection without a response."),
            "Check your app's log for a crash at this time.",
        ),
        ResponseFailure::Reset => say(
            Cause::Reset,
            format!("{host} accepted the connection and reset it before responding."),
            "Check your app's log for a crash at this time, and any proxy in front of it.",
        ),
        ResponseFailure::NotHttp => say(
            Cause::NotHttp,
            format!("The response on port {port} of {host} is not HTTP."),
            format!(
                "Check which program listens on port {port}, and whether the URL should begin with https://."
            ),
        ),
        ResponseFailure::Other(words) => say(
            Cause::HungUp,
            format!(
                "{host} accepted the connection but sent no response: {}.",
                sentence_end(words)
            ),
            "Check your app's log at this time.",
        ),
    }
}

fn answered(context: &ProbeContext, answer: &Answer) -> Conclusion {
    let (host, status) = (&*context.host, answer.status);
    let named = named(status);
    if let Some(page) = &answer.page {
        return provider_page(host, page, None);
    }
    match answer.body {
        Body::Slow(waited) => {
            return say(
                Cause::SlowBody,
                format!(
                    "{host} began to answer {named} but did not finish within {}.",
                    took(waited)
                ),
                "Finish the response right away: 200 with an empty body is enough.",
            );
        }
        Body::Broken => {
            return say(
                Cause::HungUp,
                format!("{host} began to answer {named}, then closed the connection too early."),
                "Check your app's log for a crash at this time.",
            );
        }
        Body::Read => {}
    }
    let after = match answer.get_status {
        Some(status) => format!(
            "{host} answers {named} to HEAD, and {} to GET",
            self::named(status)
        ),
        None => format!("{host} answers {named} after {}", took(answer.after)),
    };
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
            answer_next(context, answer),
        ),
    }
}

fn redirected(host: &str, named: &str, location: Option<&str>) -> Conclusion {
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

/// What to do about an endpoint that answers: its status, HEAD, or a dead address.
fn answer_next(context: &ProbeContext, answer: &Answer) -> String {
    let status = answer.status;
    let mut next = match (status, context.method) {
        (200..=299, _) => String::new(),
        (405, Method::Head) if answer.get_status.is_some_and(is_success) => String::new(),
        (405 | 501, Method::Head) => {
            "It may take POST all the same: post a test event to see what RETM meets.".to_owned()
        }
        (404 | 400, Method::Head) => format!(
            "{} Some servers answer so to HEAD only: post a test event to see what RETM meets.",
            explain(Some(status.into()), "").next
        ),
        _ => explain(Some(status.into()), "").next,
    };
    // A machine without IPv6 has no route to any IPv6 address. That says nothing about the endpoint.
    let dead = context
        .dead
        .iter()
        .find(|(at, why)| at.is_ipv4() || *why != ConnectFailure::Unreachable);
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

#[cfg(test)]
#[path = "verdict_tests.rs"]
mod tests;
