//! Which headers are handed on: all end-to-end ones, in their order, unchanged. Away go those of one connection (RFC 9110,
//! section 7.6.1) and what tunnels add of themselves.

use super::request::Headers;

/// Of one connection, or made anew for the next.
const OF_ONE_CONNECTION: [&str; 12] = [
    "connection",
    "keep-alive",
    "proxy-connection",
    "proxy-authenticate",
    "proxy-authorization",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "content-length",
    "expect",
    "host",
];

/// What tunnels and their servers say of themselves.
const OF_TUNNELS: [&str; 5] = [
    "forwarded",
    "via",
    "x-real-ip",
    "cdn-loop",
    "x-original-host",
];

/// How the names of such headers begin.
const OF_TUNNELS_BEGIN: [&str; 4] = ["x-forwarded-", "cf-", "ngrok-", "tailscale-"];

/// What the relay itself says to the integration. RETM's own of these names are not handed on.
pub const WEBHOOK_ID: &str = "webhook-id";
/// In seconds since 1970.
pub const WEBHOOK_TIMESTAMP: &str = "webhook-timestamp";
/// Which attempt it is, from 1.
pub const ATTEMPT: &str = "missedhook-attempt";

/// The headers that travel from end to end.
pub fn end_to_end(headers: &Headers) -> Headers {
    let named: Vec<String> = headers
        .iter()
        .filter(|(name, _)| name.eq_ignore_ascii_case("connection"))
        .flat_map(|(_, value)| {
            let names = String::from_utf8_lossy(value).to_ascii_lowercase();
            names
                .split(',')
                .map(|name| name.trim().to_owned())
                .collect::<Vec<_>>()
        })
        .collect();
    let travels = |name: &str| {
        let name = name.to_ascii_lowercase();
        !OF_ONE_CONNECTION.contains(&&*name) && !named.contains(&name)
    };
    headers
        .iter()
        .filter(|(name, _)| travels(name))
        .cloned()
        .collect()
}

/// Those that are kept of what RETM sent, and handed on: without the tunnel's and without names that are the relay's.
pub fn of_sender(headers: &Headers) -> Headers {
    let is_other = |name: &str| {
        let name = name.to_ascii_lowercase();
        !OF_TUNNELS.contains(&&*name)
            && !OF_TUNNELS_BEGIN.iter().any(|begin| name.starts_with(begin))
            && ![WEBHOOK_ID, WEBHOOK_TIMESTAMP, ATTEMPT].contains(&&*name)
    };
    let mut headers = end_to_end(headers);
    headers.retain(|(name, _)| is_other(name));
    headers
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(names: &[(&str, &str)]) -> Headers {
        let one = |(name, value): &(&str, &str)| ((*name).to_owned(), value.as_bytes().to_vec());
        names.iter().map(one).collect()
    }

    #[test]
    fn all_that_travel_are_handed_on_in_their_order() {
        let kept = [
            ("authorization", "Bearer one"),
            ("content-type", "application/json; charset=utf-8"),
            ("accept-encoding", "gzip"),
            ("x-retm", "1"),
            ("x-retm", "2"),
            ("cookie", "a=b"),
            ("content-encoding", "gzip"),
        ];
        let mut sent = headers(&kept);
        let away = [
            ("host", "abc.example"),
            ("connection", "keep-alive, X-Hop"),
            ("x-hop", "1"),
            ("transfer-encoding", "chunked"),
            ("content-length", "12"),
            ("x-forwarded-for", "10.0.0.1"),
            ("CF-Ray", "1"),
            ("via", "1.1 x"),
            ("webhook-id", "somebody else's"),
            ("expect", "100-continue"),
        ];
        for (at, header) in headers(&away).into_iter().enumerate() {
            sent.insert(at, header);
        }
        assert_eq!(of_sender(&sent), headers(&kept));
    }
}
