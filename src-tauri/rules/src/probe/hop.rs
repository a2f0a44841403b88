//! Which hop is down for an endpoint served through a tunnel from this machine: judged by what came back through the
//! tunnel, the provider's own error page, and whether something listens here. Pure.

use super::{
    Cause,
    phrase::{Conclusion, named, plain, say},
};
use crate::probe::outcome::{
    DnsFailure, Local, Page, ProbeContext, ProbeOutcome, ResponseFailure, TlsFailure,
};

/// Which hop is down for an endpoint served from this machine. `None` if the probe's own outcome is more telling.
pub fn hop(context: &ProbeContext, end: &ProbeOutcome, local: &Local) -> Option<Conclusion> {
    let (host, port) = (&*context.host, local.port);
    let nothing = |seen: String| {
        say(
            Cause::NothingListens,
            format!(
                "Nothing is listening on port {port} of this computer, which serves {host}: {seen}."
            ),
            format!("Start your app on port {port}."),
        )
    };
    let down = |seen: String| {
        if local.listens {
            say(
                Cause::TunnelDown,
                format!(
                    "The tunnel to {host} is down: {seen}, while {} listens on port {port} of this computer.",
                    local.who()
                ),
                "Start the tunnel again. If its URL has changed, give RETM the new one.",
            )
        } else {
            say(
                Cause::TunnelDown,
                format!(
                    "The tunnel to {host} is down: {seen}. Nothing is listening on port {port} of this computer either."
                ),
                format!("Start your app on port {port}, then the tunnel."),
            )
        }
    };
    match end {
        ProbeOutcome::Dns(why) => Some(down(unresolved(why).to_owned())),
        ProbeOutcome::Connect(tried) => {
            let (_, why) = tried.iter().min_by_key(|(_, why)| why.rank())?;
            Some(down(format!(
                "the connection fails ({})",
                why.words().to_lowercase()
            )))
        }
        ProbeOutcome::Answer(answer) => match &answer.page {
            Some(page) => Some(provider_page(host, page, Some(local))),
            None if !local.listens && answer.status >= 500 => Some(nothing(format!(
                "the tunnel answers {}",
                named(answer.status)
            ))),
            None => None,
        },
        ProbeOutcome::Tls(TlsFailure::HungUp | TlsFailure::Reset)
        | ProbeOutcome::Response(
            ResponseFailure::HungUp | ResponseFailure::Reset | ResponseFailure::Silent(_),
        ) if !local.listens => Some(nothing(
            "the tunnel accepts the connection but does not respond".to_owned(),
        )),
        _ => None,
    }
}

const fn unresolved(why: &DnsFailure) -> &'static str {
    match why {
        DnsFailure::Timeout(_) => "its name was not resolved in time",
        DnsFailure::Failed(_) | DnsFailure::NoResolver(_) => "its name can't be looked up",
        _ => "its name does not exist",
    }
}

/// The meaning of a tunnel provider's error page.
pub fn provider_page(host: &str, page: &Page, local: Option<&Local>) -> Conclusion {
    match page {
        Page::NoTunnel(provider, code) => say(
            Cause::TunnelDown,
            match local {
                Some(local) if local.listens => format!(
                    "The tunnel to {host} is down: {provider} reports no connected tunnel ({}), while {} listens on port {} of this computer.",
                    plain(code),
                    local.who(),
                    local.port
                ),
                _ => format!(
                    "The tunnel to {host} is down: {provider} reports no connected tunnel ({}).",
                    plain(code)
                ),
            },
            "Start the tunnel again. If its URL has changed, give RETM the new one.",
        ),
        Page::NothingBehind(provider, code) => match local {
            Some(local) if local.listens => say(
                Cause::NothingListens,
                format!(
                    "The tunnel to {host} is up, but {provider} gets no response behind it ({}), though {} listens on port {} of this computer.",
                    plain(code),
                    local.who(),
                    local.port
                ),
                format!("Make sure the tunnel forwards to port {}.", local.port),
            ),
            Some(local) => say(
                Cause::NothingListens,
                format!(
                    "The tunnel to {host} is up, but nothing is listening on port {} of this computer.",
                    local.port
                ),
                format!("Start your app on port {}.", local.port),
            ),
            None => say(
                Cause::NothingListens,
                format!(
                    "The tunnel to {host} is up, but nothing is listening behind it: {provider} says {}.",
                    plain(code)
                ),
                "Start your app on the port the tunnel forwards to.",
            ),
        },
    }
}
