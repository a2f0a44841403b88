//! The texts about each kind of tunnel, the same on every machine.

use crate::model::tunnel::TunnelKind;

/// The texts about a kind.
pub(super) struct Words {
    /// The program and the option that asks for its version.
    pub(super) program: Option<(&'static str, &'static str)>,
    pub(super) lasting: bool,
    pub(super) cost_and_life: &'static str,
    pub(super) how_to_get: &'static str,
}

/// The texts about that kind.
pub(super) const fn words(kind: TunnelKind) -> Words {
    match kind {
        TunnelKind::Tailscale => Words {
            program: Some(("tailscale", "--version")),
            lasting: true,
            cost_and_life: "Free with a Tailscale account. Permanent URL.",
            how_to_get: "Install it from tailscale.com/download and run `tailscale up`.",
        },
        TunnelKind::Ngrok => Words {
            program: Some(("ngrok", "--version")),
            lasting: true,
            cost_and_life: "Free account with one permanent domain.",
            how_to_get: "Install it from ngrok.com/download and run `ngrok config add-authtoken TOKEN`.",
        },
        TunnelKind::Ssh => Words {
            program: Some(("ssh", "-V")),
            lasting: true,
            cost_and_life: "For your own server (sshd and a web server). Permanent URL.",
            how_to_get: "Install the OpenSSH client (package openssh-client).",
        },
        TunnelKind::OwnUrl => Words {
            program: None,
            lasting: true,
            cost_and_life: "You already have a public URL. Missedhook only checks that it works.",
            how_to_get: "",
        },
        TunnelKind::Cloudflared => Words {
            program: Some(("cloudflared", "--version")),
            lasting: false,
            cost_and_life: "Free, no account. The URL changes at every start, unless you use a named tunnel.",
            how_to_get: "Install it from github.com/cloudflare/cloudflared/releases, or with your package manager.",
        },
        TunnelKind::Bore => Words {
            program: None,
            lasting: false,
            cost_and_life: "Free, built in. Not encrypted: others on the network can read reports and key. The URL changes unless you run the server.",
            how_to_get: "",
        },
    }
}

/// How to get a kind's program, in one line.
pub(super) const fn how_to_get(kind: TunnelKind) -> &'static str {
    words(kind).how_to_get
}
