//! Tailscale Funnel: this machine's own name in the tailnet, open to the internet for as long as the command runs. A
//! Funnel that already forwards to this receiver, in the background or from a terminal, is adopted.
//!
//! Sources of the formats (tailscale/tailscale): the output is `cmd/tailscale/cli/serve_v2.go`, `messageForPort` and
//! `validateConfig`; why nothing runs is `cmd/tailscale/cli/status.go`, `isRunningOrStarting`, and `diag.go`,
//! `fixTailscaledConnectError`; what the service refuses is `ipn/ipnlocal/serve.go`; the answer of `funnel status
//! --json` is `ipn.ServeConfig` (an example: #20739). That Funnel is not enabled, and the link, come from Tailscale's
//! servers and are known only from recordings.

use std::{net::SocketAddr, path::PathBuf};

use serde_json::Value;

use super::{
    BoxFuture, Ended, Guard, RunContext, Tunnel, TunnelDeps, TunnelEvent, discovery, problem,
    program::{self, Launch},
    public_url,
};
use crate::model::problem::Problem;
use crate::model::tunnel::TunnelKind;

/// The suffix of machine names in a tailnet.
const NAMES: &str = ".ts.net";
/// Where Funnel is enabled for a machine; the only link from a program that is shown.
const CONSENT: &str = "https://login.tailscale.com/f/";

pub(super) struct Tailscale {
    guard: Guard,
    places: Vec<PathBuf>,
}

impl Tailscale {
    pub(super) fn new(deps: &TunnelDeps) -> Self {
        Self {
            guard: deps.guard.clone(),
            places: deps.places.clone(),
        }
    }

    fn launch(&self, local: SocketAddr) -> Result<Launch, Problem> {
        let program = program::find(TunnelKind::Tailscale, "tailscale", &self.places)?;
        let port = local.port().to_string();
        Ok(Launch {
            program,
            args: vec!["funnel".into(), port.into()],
            secret: None,
            public_url: None,
            says_connected: false,
        })
    }
}

impl Tunnel for Tailscale {
    fn adopt(&self, local: SocketAddr) -> BoxFuture<'_, Option<String>> {
        Box::pin(async move {
            let program = discovery::find("tailscale", &self.places)?;
            let answer = discovery::ask(&program, &["funnel", "status", "--json"]).await?;
            url_forwarding_here(&serde_json::from_str(&answer).ok()?, local)
        })
    }

    fn run<'a>(&'a self, local: SocketAddr, context: &'a RunContext) -> BoxFuture<'a, Ended> {
        Box::pin(program::run(&self.guard, self.launch(local), read, context))
    }
}

/// The public URL of a Funnel that forwards all paths to `local`: in the configuration itself, or in one that lasts as
/// long as a command in a terminal.
fn url_forwarding_here(config: &Value, local: SocketAddr) -> Option<String> {
    let foreground = config["Foreground"].as_object();
    let nested = foreground
        .into_iter()
        .flat_map(|sessions| sessions.values());
    [config].into_iter().chain(nested).find_map(|config| {
        let open = config["AllowFunnel"].as_object()?;
        open.iter()
            .filter(|(_, open)| open.as_bool() == Some(true))
            .find_map(|(name, _)| {
                let to = config["Web"][name]["Handlers"]["/"]["Proxy"].as_str()?;
                let url = public_url::parse_under(&format!("https://{name}"), NAMES)?;
                public_url::forwards_to(to, local).then_some(url)
            })
    })
}

/// Parses a line of its output.
pub(super) fn read(line: &str) -> Option<TunnelEvent> {
    let line = line.trim();
    if let Some(url) = public_url::parse_under(line, NAMES) {
        return Some(TunnelEvent::Url(url));
    }
    failure(line).map(TunnelEvent::Failed)
}

fn failure(line: &str) -> Option<Problem> {
    let has = |words: &str| line.contains(words);
    if let Some(rest) = line.strip_prefix(CONSENT) {
        let plain = rest
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "?=&-_/".contains(c));
        return plain.then(|| {
            problem(
                "tailscale: Funnel is not allowed for this machine yet.",
                format!("Open {line} and allow it."),
            )
        });
    }
    let (what, remedy) = if has("Funnel is not enabled on your tailnet")
        || has("Funnel not available")
    {
        (
            "tailscale: Funnel is not allowed for this machine yet.",
            "Run `tailscale funnel 7386` in a terminal once, and follow its link.",
        )
    } else if has("failed to connect to local tailscale")
        || has("failed to connect to local Tailscale")
    {
        (
            "tailscale: its service does not run.",
            "Start Tailscale (on Linux `sudo systemctl start tailscaled`).",
        )
    } else if has("Access denied") || has("access denied") {
        (
            "tailscale: you may not change its settings.",
            "Run `sudo tailscale set --operator=$USER` once.",
        )
    } else if has("Logged out") || has("NeedsLogin") || has("Tailscale is stopped") {
        (
            "tailscale: this machine is not in its tailnet.",
            "Run `tailscale up`.",
        )
    } else if has("Machine is not yet approved by tailnet admin") {
        (
            "tailscale: this machine waits to be let into its tailnet.",
            "Let it be approved at login.tailscale.com/admin/machines.",
        )
    } else if has("foreground already exists under this port")
        || has("listener already exists for port")
        || has("background configuration already exists")
    {
        (
            "tailscale: Funnel's port 443 leads somewhere else already.",
            "See `tailscale funnel status`; `tailscale funnel --https=443 off` frees it.",
        )
    } else if has("while shields-up is enabled") {
        (
            "tailscale: this machine takes no incoming connections.",
            "Allow incoming connections in Tailscale's menu, or run `tailscale set --shields-up=false`.",
        )
    } else {
        return None;
    };
    Some(problem(what, remedy))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_it_prints() {
        for (line, expected) in [
            ("Available on the internet:", None),
            ("", None),
            (
                "https://amelie-workstation.pango-lin.ts.net/",
                Some(TunnelEvent::Url(
                    "https://amelie-workstation.pango-lin.ts.net".to_owned(),
                )),
            ),
            (
                "https://amelie-workstation.pango-lin.ts.net:8443/",
                Some(TunnelEvent::Url(
                    "https://amelie-workstation.pango-lin.ts.net:8443".to_owned(),
                )),
            ),
            ("|-- proxy http://127.0.0.1:7386", None),
            ("|-- / proxy http://127.0.0.1:7386", None),
            ("Press Ctrl+C to exit.", None),
            ("https://evil.example/.ts.net", None),
        ] {
            assert_eq!(read(line), expected, "{line}");
        }
    }

    #[test]
    fn failures_are_explained() {
        // Recorded: tailscale/tailscale#16668, #11049, tailscale-dev/vscode-tailscale#4; serve_v2.go.
        for (line, expected) in [
            (
                "Funnel is not enabled on your tailnet.",
                "tailscale: Funnel is not allowed for this machine yet.",
            ),
            (
                "         https://login.tailscale.com/f/funnel?node=nho4oGYG7X11CNTRL",
                "tailscale: Funnel is not allowed for this machine yet.",
            ),
            (
                "failed to connect to local tailscaled; it doesn't appear to be running (sudo systemctl start tailscaled ?)",
                "tailscale: its service does not run.",
            ),
            (
                "sending serve config: Access denied: serve config denied",
                "tailscale: you may not change its settings.",
            ),
            (
                "foreground already exists under this port",
                "tailscale: Funnel's port 443 leads somewhere else already.",
            ),
            (
                "background configuration already exists, use `tailscale funnel --https=443 off` to remove the existing configuration",
                "tailscale: Funnel's port 443 leads somewhere else already.",
            ),
            (
                "sending serve config: updating config: foreground listener already exists for port 443",
                "tailscale: Funnel's port 443 leads somewhere else already.",
            ),
            (
                "Funnel not available; \"funnel\" node attribute not set. See https://tailscale.com/s/no-funnel.",
                "tailscale: Funnel is not allowed for this machine yet.",
            ),
            (
                "Logged out.",
                "tailscale: this machine is not in its tailnet.",
            ),
            (
                "Tailscale is stopped.",
                "tailscale: this machine is not in its tailnet.",
            ),
            (
                "Machine is not yet approved by tailnet admin.",
                "tailscale: this machine waits to be let into its tailnet.",
            ),
            (
                "sending serve config: updating config: Unable to turn on Funnel while shields-up is enabled",
                "tailscale: this machine takes no incoming connections.",
            ),
        ] {
            let failure = read(line).and_then(TunnelEvent::failure);
            assert_eq!(failure.as_deref(), Some(expected), "{line}");
        }
        assert_eq!(read("https://login.tailscale.com/f/<b>"), None);
    }

    #[test]
    fn adopts_a_funnel_that_leads_here() {
        let local = SocketAddr::from(([127, 0, 0, 1], 8096));
        let config = serde_json::json!({
            "TCP": {"443": {"HTTPS": true}},
            "Web": {"desktop.tail56ffe1.ts.net:443": {"Handlers": {"/": {"Proxy": "http://127.0.0.1:8096"}}}},
            "AllowFunnel": {"desktop.tail56ffe1.ts.net:443": true},
        });
        let url = Some("https://desktop.tail56ffe1.ts.net".to_owned());
        assert_eq!(url_forwarding_here(&config, local), url);
        let elsewhere = SocketAddr::from(([127, 0, 0, 1], 8097));
        assert_eq!(url_forwarding_here(&config, elsewhere), None);
        let nested = serde_json::json!({"Foreground": {"81f5c4": config}});
        assert_eq!(url_forwarding_here(&nested, local), url);
        let mut tailnet_only = config;
        tailnet_only["AllowFunnel"] = serde_json::json!({});
        assert_eq!(url_forwarding_here(&tailnet_only, local), None);
        assert_eq!(url_forwarding_here(&serde_json::json!({}), local), None);
    }
}
