//! Cloudflare's tunnel: a quick one without an account, whose URL changes at every start, or a named one with a token.
//! The token is passed in the environment, never on the command line. A running `cloudflared` that forwards to this
//! receiver is adopted.
//!
//! Sources of the formats (cloudflare/cloudflared): the box with the URL, and why there is none, is
//! `cmd/cloudflared/tunnel/quick_tunnel.go` (`RunQuickTunnel`; newer versions word a refusal differently); the life of
//! a connection is `connection/observer.go` («Registered»), `connection/control.go` («Unregistered»),
//! `connection/http2.go` («Lost»), `supervisor/supervisor.go` («terminated») and `supervisor/tunnel.go` («Retrying»,
//! «Register tunnel error from server side»); the queries to a running one are `metrics/metrics.go` (`/quicktunnel`,
//! `/config`) with its known ports.

use std::{
    net::{Ipv4Addr, SocketAddr},
    path::PathBuf,
};

use serde_json::Value;

use super::{
    BoxFuture, Ended, Guard, RunContext, Tunnel, TunnelDeps, TunnelEvent, local_api, problem,
    program::{self, Launch},
    public_url,
};
use crate::model::problem::Problem;
use crate::model::tunnel::{NamedTunnel, TunnelKind};

/// The ports that a `cloudflared` without `--metrics` tries, in its order.
const METRICS_PORTS: [u16; 5] = [20241, 20242, 20243, 20244, 20245];
/// The suffix of the host names of quick tunnels.
const QUICK: &str = ".trycloudflare.com";
/// An empty configuration. Otherwise a quick tunnel would use the ingress rules of `~/.cloudflared/config.yml` and
/// answer 404 to everything (cloudflare/cloudflared#785, peakflo/20x#406).
const NO_CONFIGURATION: &str = if cfg!(windows) { "NUL" } else { "/dev/null" };

pub(super) struct Cloudflared {
    guard: Guard,
    places: Vec<PathBuf>,
    metrics: Vec<SocketAddr>,
    named: Option<NamedTunnel>,
}

impl Cloudflared {
    pub(super) fn new(deps: &TunnelDeps, named: Option<NamedTunnel>) -> Self {
        Self {
            guard: deps.guard.clone(),
            places: deps.places.clone(),
            metrics: METRICS_PORTS
                .map(|port| SocketAddr::from((Ipv4Addr::LOCALHOST, port)))
                .to_vec(),
            named,
        }
    }

    fn launch(&self, local: SocketAddr) -> Result<Launch, Problem> {
        let program = program::find(TunnelKind::Cloudflared, "cloudflared", &self.places)?;
        let (args, secret, public_url) = match &self.named {
            None => {
                let to = format!("http://{local}");
                let args = [
                    "tunnel",
                    "--no-autoupdate",
                    "--config",
                    NO_CONFIGURATION,
                    "--url",
                ];
                let args = args.iter().map(Into::into).chain([to.into()]).collect();
                (args, None, None)
            }
            Some(named) => {
                let url = public_url::of_host(&named.hostname).ok_or_else(|| {
                    problem(
                        "The named tunnel's host name is not one that a URL can hold.",
                        "Enter it as Cloudflare's dashboard has it: hooks.example.com.",
                    )
                })?;
                let args = ["tunnel", "--no-autoupdate", "run"];
                let args = args.iter().map(Into::into).collect();
                (args, Some(("TUNNEL_TOKEN", named.token.clone())), Some(url))
            }
        };
        Ok(Launch {
            program,
            args,
            secret,
            public_url,
            says_connected: true,
        })
    }
}

impl Tunnel for Cloudflared {
    fn adopt(&self, local: SocketAddr) -> BoxFuture<'_, Option<String>> {
        Box::pin(async move {
            for &metrics in &self.metrics {
                let Some(config) = local_api::get(metrics, "/config").await else {
                    continue;
                };
                let quick = local_api::get(metrics, "/quicktunnel").await;
                let url = url_forwarding_here(&config, quick.as_ref(), local);
                // A named tunnel must have its configured name.
                let wanted = self
                    .named
                    .as_ref()
                    .map(|named| public_url::of_host(&named.hostname));
                if let Some(url) =
                    url.filter(|url| wanted.is_none_or(|wanted| wanted.as_ref() == Some(url)))
                {
                    return Some(url);
                }
            }
            None
        })
    }

    fn run<'a>(&'a self, local: SocketAddr, context: &'a RunContext) -> BoxFuture<'a, Ended> {
        Box::pin(program::run(&self.guard, self.launch(local), read, context))
    }
}

/// The public URL of a running `cloudflared` that forwards to `local`: the host name of the first rule that does, or
/// the quick tunnel's URL if the rule has none. A rule for only one path does not count.
fn url_forwarding_here(config: &Value, quick: Option<&Value>, local: SocketAddr) -> Option<String> {
    let rules = config["config"]["ingress"].as_array()?;
    rules.iter().find_map(|rule| {
        let here = public_url::forwards_to(rule["service"].as_str()?, local);
        let whole = rule["path"].as_str().is_none_or(str::is_empty);
        if !here || !whole {
            return None;
        }
        match rule["hostname"].as_str().filter(|name| !name.is_empty()) {
            Some(name) if name.contains('*') => None,
            Some(name) => public_url::parse(&format!("https://{name}")),
            None => {
                let name = quick?["hostname"].as_str()?;
                public_url::parse_under(&format!("https://{name}"), QUICK)
            }
        }
    })
}

/// Parses a line of its log.
pub(super) fn read(line: &str) -> Option<TunnelEvent> {
    let has = |words: &str| line.contains(words);
    if let Some(url) = boxed_url(line) {
        return Some(TunnelEvent::Url(url));
    }
    // Since 2022.10 the first form; before that, «Connection UUID registered».
    if has("Registered tunnel connection") || (has(" INF Connection ") && has(" registered ")) {
        return Some(TunnelEvent::Connected(connection(line)));
    }
    if has("Lost connection with the edge")
        || has("Connection terminated")
        || has("Unregistered tunnel connection")
        || has("Retrying connection in up to")
    {
        return Some(TunnelEvent::Lost(connection(line)));
    }
    failure(line).map(TunnelEvent::Failed)
}

fn failure(line: &str) -> Option<Problem> {
    let has = |words: &str| line.contains(words);
    let wrong_token =
        "Copy the tunnel's token again from Cloudflare's dashboard (Networks, Tunnels).";
    let (what, remedy) = if has("Provided Tunnel token is not valid") {
        ("cloudflared: this token is not valid.", wrong_token)
    } else if has("Unauthorized: ") {
        (
            "cloudflared: Cloudflare does not accept this token.",
            wrong_token,
        )
    } else if (has("QuickTunnel response") && has("429 Too Many Requests"))
        || has("quick tunnel provisioning failed with status 429")
    {
        (
            "cloudflared: Cloudflare gives this address no more quick tunnels for now.",
            "Wait some minutes, or use a named tunnel or another kind.",
        )
    } else if has("failed to request quick Tunnel") {
        (
            "cloudflared: Cloudflare's quick tunnels can't be reached.",
            "Make sure this computer is online and no firewall blocks it.",
        )
    } else if has("QuickTunnel response")
        || has("quick tunnel provisioning failed")
        || has("failed to parse quick Tunnel ID")
    {
        (
            "cloudflared: Cloudflare did not make a quick tunnel.",
            "No action needed: it is retried automatically. If it keeps failing, use another kind of tunnel for now.",
        )
    } else if has("Unable to establish connection with Cloudflare edge")
        || has("Failed to dial a quic connection")
        || has("Failed to create new quic connection")
    {
        (
            "cloudflared: Cloudflare's edge can't be reached.",
            "Make sure this computer is online and its firewall allows outgoing port 7844, TCP and UDP.",
        )
    } else if has("flag provided but not defined") || has("Incorrect Usage") {
        (
            "cloudflared: this version lacks an option that is needed.",
            "Update cloudflared.",
        )
    } else {
        return None;
    };
    Some(problem(what, remedy))
}

/// The URL of a line such as `… INF |  https://two-words.trycloudflare.com   |`.
fn boxed_url(line: &str) -> Option<String> {
    let inside = line.split_once('|')?.1.trim_end().strip_suffix('|')?;
    public_url::parse_under(inside.trim(), QUICK)
}

/// The connection that a line is about: `connIndex=2`; 0 if the line does not say.
fn connection(line: &str) -> u8 {
    let Some((_, rest)) = line.split_once("connIndex=") else {
        return 0;
    };
    let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    rest[..digits].parse().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingress::tunnel::local_api::tests::agent;

    #[test]
    fn reads_its_log() {
        // Recorded: cloudflare/workers-sdk#12492, cloudflare/cloudflared#657, #632, #119.
        for (line, expected) in [
            (
                "2026-02-21T14:24:06Z INF |  https://world-pound-folder-structured.trycloudflare.com                                   |",
                Some(TunnelEvent::Url(
                    "https://world-pound-folder-structured.trycloudflare.com".to_owned(),
                )),
            ),
            (
                "2026-02-21T14:24:06Z INF |  Your quick Tunnel has been created! Visit it at (it may take some time to be reachable):  |",
                None,
            ),
            (
                "2026-02-21T14:24:06Z INF +------------------------------------+",
                None,
            ),
            (
                "2026-02-21T14:24:01Z INF Thank you for trying Cloudflare Tunnel. (https://www.cloudflare.com/website-terms/)",
                None,
            ),
            (
                "2026-02-21T14:24:06Z INF |  https://trycloudflare.com.evil.example  |",
                None,
            ),
            (
                "2026-09-30T07:31:18Z INF Registered tunnel connection connIndex=0 connection=bb527b3a-8a27 event=0 ip=198.51.100.7 location=del04 protocol=quic",
                Some(TunnelEvent::Connected(0)),
            ),
            (
                "2022-06-01T16:23:12Z INF Connection c206cf44-939f-4c3c-a85c-af60c6338dc2 registered connIndex=3 location=ORD",
                Some(TunnelEvent::Connected(3)),
            ),
            (
                "2022-04-26T13:19:06Z INF Unregistered tunnel connection connIndex=2",
                Some(TunnelEvent::Lost(2)),
            ),
            (
                "2024-09-11T21:31:09Z INF Retrying connection in up to 1m4s connIndex=1 event=0 ip=198.51.100.7",
                Some(TunnelEvent::Lost(1)),
            ),
            (
                "2026-01-01T00:00:00Z ERR Connection terminated error=\"timeout: no recent network activity\" connIndex=0",
                Some(TunnelEvent::Lost(0)),
            ),
        ] {
            assert_eq!(read(line), expected, "{line}");
        }
    }

    #[test]
    fn failures_are_explained() {
        // Recorded: ChrispyBacon-dev/DockFlare#101, cloudflare/cloudflared#426, #119, #555, #487, decolua/9router#1545.
        // «provisioning failed» is from `quick_tunnel.go`, printed without a time like every error that ends it.
        for (line, expected) in [
            (
                "Provided Tunnel token is not valid.",
                "cloudflared: this token is not valid.",
            ),
            (
                "2021-08-02T13:44:44Z ERR Register tunnel error from server side error=\"Unauthorized: Invalid tunnel secret\" connIndex=0",
                "cloudflared: Cloudflare does not accept this token.",
            ),
            (
                "2024-09-11T21:31:15Z ERR failed to serve incoming request error=\"Unauthorized: Failed to get tunnel\"",
                "cloudflared: Cloudflare does not accept this token.",
            ),
            (
                "2026-05-29T09:25:34Z ERR Error unmarshaling QuickTunnel response: error code: 1015 error=\"invalid character 'e' looking for beginning of value\" status_code=\"429 Too Many Requests\"",
                "cloudflared: Cloudflare gives this address no more quick tunnels for now.",
            ),
            (
                "2026-05-09T16:02:05Z ERR Error unmarshaling QuickTunnel response: error code: 1101 error=\"invalid character 'e' looking for beginning of value\" status_code=\"500 Internal Server Error\"",
                "cloudflared: Cloudflare did not make a quick tunnel.",
            ),
            (
                "quick tunnel provisioning failed with status 429: error code: 1015",
                "cloudflared: Cloudflare gives this address no more quick tunnels for now.",
            ),
            (
                "quick tunnel provisioning failed with status 429",
                "cloudflared: Cloudflare gives this address no more quick tunnels for now.",
            ),
            (
                "quick tunnel provisioning failed with status 500: [1101] Something broke",
                "cloudflared: Cloudflare did not make a quick tunnel.",
            ),
            (
                "quick tunnel provisioning failed",
                "cloudflared: Cloudflare did not make a quick tunnel.",
            ),
            (
                "2026-08-13T00:00:00Z ERR Register tunnel error from server side error=\"Unauthorized: Tunnel not found\" connIndex=0 event=0 ip=198.51.100.7",
                "cloudflared: Cloudflare does not accept this token.",
            ),
            (
                "failed to request quick Tunnel: Post \"https://api.trycloudflare.com/tunnel\": dial tcp: lookup api.trycloudflare.com on 127.0.0.11:53: no such host",
                "cloudflared: Cloudflare's quick tunnels can't be reached.",
            ),
            (
                "failed to parse quick Tunnel ID: invalid UUID length: 0",
                "cloudflared: Cloudflare did not make a quick tunnel.",
            ),
            (
                "2026-01-01T00:00:00Z ERR Unable to establish connection with Cloudflare edge error=\"DialContext error: i/o timeout\" connIndex=0",
                "cloudflared: Cloudflare's edge can't be reached.",
            ),
        ] {
            let failure = read(line).and_then(TunnelEvent::failure);
            assert_eq!(failure.as_deref(), Some(expected), "{line}");
        }
        // It follows the line with the reason, which must not be overwritten by a vaguer one.
        assert_eq!(
            read(
                "failed to unmarshal quick Tunnel: invalid character 'e' looking for beginning of value"
            ),
            None
        );
    }

    fn local() -> SocketAddr {
        SocketAddr::from(([127, 0, 0, 1], 7386))
    }

    #[cfg(unix)]
    #[test]
    fn the_token_is_not_on_the_command_line() {
        let dir = tempfile::tempdir().unwrap();
        crate::ingress::tunnel::discovery::tests::stub_program(dir.path(), "cloudflared", "");
        let deps = TunnelDeps {
            places: vec![dir.path().to_owned()],
            ..TunnelDeps::of_this_machine().unwrap()
        };
        let named = |hostname: &str| NamedTunnel {
            token: crate::model::secret::Secret::new("t0ken").unwrap(),
            hostname: hostname.to_owned(),
        };
        let launch = Cloudflared::new(&deps, Some(named("hooks.example.com")))
            .launch(local())
            .unwrap();
        assert_eq!(launch.args, ["tunnel", "--no-autoupdate", "run"]);
        assert_eq!(launch.secret.unwrap().0, "TUNNEL_TOKEN");
        assert_eq!(
            launch.public_url.as_deref(),
            Some("https://hooks.example.com")
        );
        assert!(
            Cloudflared::new(&deps, Some(named("not a host")))
                .launch(local())
                .is_err()
        );
        let quick = Cloudflared::new(&deps, None).launch(local()).unwrap();
        assert_eq!(quick.args.last().unwrap(), "http://127.0.0.1:7386");
    }

    #[tokio::test]
    async fn adopts_one_that_leads_here() {
        let config = |service: &str, hostname: &str| {
            serde_json::json!({"version": 1, "config": {"ingress": [
                {"service": "http://localhost:7386", "hostname": "api.example.com", "path": "/v1"},
                {"service": service, "hostname": hostname},
                {"service": "http_status:404"},
            ]}})
        };
        let quick = serde_json::json!({"hostname": "two-words.trycloudflare.com"});
        let elsewhere = agent(vec![("/config", config("http://localhost:3000", ""))]).await;
        let service = agent(vec![(
            "/config",
            config("http://localhost:7386", "hooks.example.com"),
        )])
        .await;
        let quickly = agent(vec![
            ("/config", config("http://127.0.0.1:7386", "")),
            ("/quicktunnel", quick),
        ])
        .await;
        let silent = SocketAddr::from(([127, 0, 0, 1], 1));
        for (metrics, expected) in [
            (vec![silent, elsewhere], None),
            (vec![elsewhere, service], Some("https://hooks.example.com")),
            (
                vec![silent, quickly],
                Some("https://two-words.trycloudflare.com"),
            ),
        ] {
            let mut tunnel = Cloudflared::new(&TunnelDeps::of_this_machine().unwrap(), None);
            tunnel.metrics = metrics;
            assert_eq!(tunnel.adopt(local()).await.as_deref(), expected);
        }
    }
}
