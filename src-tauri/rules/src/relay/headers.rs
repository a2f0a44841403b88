//! Which headers are forwarded: all end-to-end headers, in order and unchanged. Hop-by-hop headers (RFC 9110, section
//! 7.6.1) and those that tunnels add are removed.

use super::request::Headers;

/// Hop-by-hop headers, and those generated for the next connection.
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

/// Headers that tunnels and their servers add.
const OF_TUNNELS: [&str; 5] = [
    "forwarded",
    "via",
    "x-real-ip",
    "cdn-loop",
    "x-original-host",
];

/// Prefixes of such headers.
const OF_TUNNELS_BEGIN: [&str; 4] = ["x-forwarded-", "cf-", "ngrok-", "tailscale-"];

/// The relay's own headers for the integration. RETM's headers with these names are not forwarded.
pub const WEBHOOK_ID: &str = "webhook-id";
/// Seconds since 1970.
pub const WEBHOOK_TIMESTAMP: &str = "webhook-timestamp";
/// The number of the attempt, from 1.
pub const ATTEMPT: &str = "missedhook-attempt";

/// The end-to-end headers.
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

/// RETM's headers to store and forward: without the tunnel's and without the relay's own names.
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
