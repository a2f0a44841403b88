//! bore, as a library in this process: no program is needed. It forwards a port of a bore server to the receiver. The
//! traffic is not encrypted, the receiver's key included; the interface says so.

use std::net::SocketAddr;

// bore-cli: the whole of bore is a library of some 400 lines, so no program has to be found or guarded.
use bore_cli::{client::Client, shared::CONTROL_PORT};

use super::{BoxFuture, Ended, RunContext, Tunnel, TunnelEvent, problem, public_url};
use crate::model::problem::Problem;
use crate::model::secret::Secret;

pub(super) struct Bore {
    pub server: String,
    pub port: u16,
    pub secret: Option<Secret>,
}

impl Tunnel for Bore {
    fn run<'a>(&'a self, local: SocketAddr, context: &'a RunContext) -> BoxFuture<'a, Ended> {
        Box::pin(async move {
            tokio::select! {
                ended = self.forward(local, context) => Ended::Failed(ended),
                () = context.stop.cancelled() => Ended::Stopped,
            }
        })
    }
}

impl Bore {
    /// Forwards until it fails. Dropping the future closes the control connection; active connections may finish.
    async fn forward(&self, local: SocketAddr, context: &RunContext) -> Problem {
        let server = self.server.trim();
        if server.is_empty() {
            return problem(
                "The bore server is missing.",
                "Enter its name or address; bore.pub is a public one.",
            );
        }
        let host = local.ip().to_string();
        let secret = self.secret.as_ref().map(|secret| secret.reveal().as_str());
        let client = match Client::new(&host, local.port(), server, self.port, secret).await {
            Ok(client) => client,
            Err(error) => {
                let error = format!("{error:#}");
                context.log.note(&format!("bore: {error}"));
                return failure(&error, server, self.port);
            }
        };
        let Some(url) = url(server, client.remote_port()) else {
            return problem(
                "The bore server's name is not one that a URL can hold.",
                "Enter a host name such as bore.pub, or an address.",
            );
        };
        context.log.note(&format!("bore: listening at {url}"));
        context.emit(TunnelEvent::Url(url)).await;
        let ended = client.listen().await;
        let words = ended.map_or_else(|error| format!("{error:#}"), |()| String::new());
        context
            .log
            .note(&format!("bore: connection closed {words}"));
        problem(
            format!("bore: the server {server} closed the connection."),
            "It reconnects automatically. Make sure the server is running.",
        )
    }
}

fn url(server: &str, port: u16) -> Option<String> {
    let host = if server.contains(':') {
        format!("[{server}]")
    } else {
        server.to_owned()
    };
    public_url::parse(&format!("http://{host}:{port}"))
}

/// What kept bore from coming up, in words for the user. The patterns are from bore-cli 0.6, `src/client.rs`,
/// `server.rs` and `auth.rs`; the server's text is only compared, never shown.
fn failure(error: &str, server: &str, port: u16) -> Problem {
    let has = |words: &str| error.contains(words);
    let (what, remedy) = if has("server error: port already in use") {
        (
            format!("port {port} is in use on {server}."),
            "Choose another port, or 0 for any.".to_owned(),
        )
    } else if has("server error: client port number not in allowed range") {
        (
            format!("{server} does not give out port {port}."),
            "Choose another port, or 0 for any.".to_owned(),
        )
    } else if has("server error: failed to find an available port") {
        (
            format!("{server} has no free port."),
            "Try another server.".to_owned(),
        )
    } else if has("server error: invalid secret") || has("server error: server requires secret") {
        (
            format!("the secret for {server} is wrong."),
            "Enter the secret that the server was started with.".to_owned(),
        )
    } else if has("server requires authentication") {
        (
            format!("{server} asks for a secret."),
            "Enter the secret that the server was started with.".to_owned(),
        )
    } else if has("no secret was required") {
        (
            format!("{server} asks for no secret, but one is set."),
            "Remove the secret.".to_owned(),
        )
    } else if has("could not connect to") {
        (
            format!("{server} can't be reached on port {CONTROL_PORT}."),
            "Check its name, and make sure it is running and no firewall blocks it.".to_owned(),
        )
    } else {
        (
            format!("{server} does not answer as a bore server does."),
            "Make sure bore 0.6 runs there, and the secret is set if it needs one.".to_owned(),
        )
    };
    problem(format!("bore: {what}"), remedy)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_what_kept_it_from_coming_up() {
        for (error, expected) in [
            (
                "server error: port already in use",
                "bore: port 8080 is in use on s.example.",
            ),
            (
                "server error: client port number not in allowed range",
                "bore: s.example does not give out port 8080.",
            ),
            (
                "server error: failed to find an available port",
                "bore: s.example has no free port.",
            ),
            (
                "server error: invalid secret",
                "bore: the secret for s.example is wrong.",
            ),
            (
                "server requires authentication, but no client secret was provided",
                "bore: s.example asks for a secret.",
            ),
            (
                "expected authentication challenge, but no secret was required",
                "bore: s.example asks for no secret, but one is set.",
            ),
            (
                "could not connect to s.example:7835: Connection refused (os error 111)",
                "bore: s.example can't be reached on port 7835.",
            ),
            (
                "could not connect to s.example:7835: failed to lookup address information",
                "bore: s.example can't be reached on port 7835.",
            ),
            (
                "timed out waiting for initial message: deadline has elapsed",
                "bore: s.example does not answer as a bore server does.",
            ),
            (
                "unexpected EOF",
                "bore: s.example does not answer as a bore server does.",
            ),
            (
                "frame error, invalid byte length: max line length exceeded",
                "bore: s.example does not answer as a bore server does.",
            ),
        ] {
            assert_eq!(failure(error, "s.example", 8080).what, expected, "{error}");
        }
    }

    #[test]
    fn the_url_is_the_servers_port() {
        assert_eq!(
            url("bore.pub", 4711).as_deref(),
            Some("http://bore.pub:4711")
        );
        assert_eq!(url("127.0.0.1", 80).as_deref(), Some("http://127.0.0.1"));
        assert_eq!(url("::1", 4711).as_deref(), Some("http://[::1]:4711"));
        assert_eq!(url("https://bore.pub", 4711), None);
        assert_eq!(url("a b", 4711), None);
    }
}
