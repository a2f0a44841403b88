//! Tunnel providers' own pages, which are served instead of the endpoint when the tunnel is down or nothing is behind
//! it. Pure; the marks are the providers' own.

use super::request::Read;
use crate::probe::outcome::Page;

/// The provider's message, if the answer is its own.
///
/// ngrok: `ngrok-error-code` (https://ngrok.com/docs/errors/): 3200, the endpoint is offline; 8012, the agent can't
/// connect to its upstream. localtunnel: `x-localtunnel-status: Tunnel Unavailable`. Cloudflare: error 1033 with 530,
/// no cloudflared is connected; 502 with a page that names cloudflared, it can't reach the origin.
pub(crate) fn page(answer: &Read, host: &str) -> Option<Page> {
    if let Some(code) = answer.header("ngrok-error-code") {
        return match code.trim() {
            code @ "ERR_NGROK_3200" => Some(Page::NoTunnel("ngrok", code.to_owned())),
            code @ "ERR_NGROK_8012" => Some(Page::NothingBehind("ngrok", code.to_owned())),
            _ => None,
        };
    }
    if let Some(status) = answer.header("x-localtunnel-status") {
        let status = status.trim();
        let down = status.eq_ignore_ascii_case("tunnel unavailable");
        return down.then(|| Page::NoTunnel("localtunnel", status.to_owned()));
    }
    let is_cloudflare = answer
        .header("server")
        .is_some_and(|server| server.eq_ignore_ascii_case("cloudflare"));
    let text = String::from_utf8_lossy(&answer.text);
    match answer.status {
        // A quick tunnel's name exists only for its tunnel; for any other name only the page is evidence.
        530 if is_cloudflare && (host.ends_with(".trycloudflare.com") || text.contains("1033")) => {
            Some(Page::NoTunnel("Cloudflare", "530, error 1033".to_owned()))
        }
        502 if is_cloudflare && text.contains("cloudflared") => {
            Some(Page::NothingBehind("Cloudflare", "502".to_owned()))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::probe::outcome::Body;

    fn answer(status: u16, headers: &[(&str, &str)], text: &str) -> Read {
        let headers = headers.iter();
        Read {
            status,
            headers: headers
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
            after: Duration::ZERO,
            text: text.as_bytes().to_vec(),
            body: Body::Read,
        }
    }

    #[test]
    fn a_providers_own_page_is_distinguished_from_the_endpoints_answer() {
        let ngrok = |code| [("ngrok-error-code", code)];
        let cloudflare = [("server", "cloudflare")];
        for (status, headers, text, host, expected) in [
            (404, &ngrok("ERR_NGROK_3200")[..], "", "a.ngrok.app", "down"),
            (502, &ngrok("ERR_NGROK_8012"), "", "a.ngrok.app", "behind"),
            (502, &ngrok("ERR_NGROK_3004"), "", "a.ngrok.app", "none"),
            (404, &[], "ERR_NGROK_3200", "a.example", "none"),
            (
                503,
                &[("x-localtunnel-status", "Tunnel Unavailable")],
                "",
                "a.loca.lt",
                "down",
            ),
            (530, &cloudflare, "error code: 1033", "a.example", "down"),
            (530, &cloudflare, "", "a.trycloudflare.com", "down"),
            (530, &cloudflare, "error code: 1016", "a.example", "none"),
            (530, &[], "error code: 1033", "a.example", "none"),
            (
                502,
                &cloudflare,
                "may not be responding to traffic from cloudflared",
                "a.example",
                "behind",
            ),
            (502, &cloudflare, "", "a.example", "none"),
            (200, &[], "", "a.example", "none"),
        ] {
            let found = match page(&answer(status, headers, text), host) {
                Some(Page::NoTunnel(..)) => "down",
                Some(Page::NothingBehind(..)) => "behind",
                None => "none",
            };
            assert_eq!(found, expected, "{status} {headers:?} {text}");
        }
    }
}
