//! What is said of each kind of tunnel, whatever the machine.

use crate::model::tunnel::Kind;

/// What is said of a kind, whatever the machine.
pub(super) struct Words {
    /// The program and the option that asks for its version.
    pub(super) program: Option<(&'static str, &'static str)>,
    pub(super) lasting: bool,
    pub(super) cost_and_life: &'static str,
    pub(super) how_to_get: &'static str,
}

/// What is said of that kind.
pub(super) const fn words(kind: Kind) -> Words {
    match kind {
        Kind::Tailscale => Words {
            program: Some(("tailscale", "--version")),
            lasting: true,
            cost_and_life: "Free with a Tailscale account. The URL is this machine's name there, and stays.",
            how_to_get: "Install it from tailscale.com/download and run `tailscale up`.",
        },
        Kind::Ngrok => Words {
            program: Some(("ngrok", "--version")),
            lasting: true,
            cost_and_life: "Free with an ngrok account, which comes with one domain. On that domain the URL stays.",
            how_to_get: "Install it from ngrok.com/download and run `ngrok config add-authtoken TOKEN`.",
        },
        Kind::Ssh => Words {
            program: Some(("ssh", "-V")),
            lasting: true,
            cost_and_life: "Needs a server of yours with sshd and a web server. The URL is yours, and stays.",
            how_to_get: "Install OpenSSH's client, in most systems the package openssh-client.",
        },
        Kind::OwnUrl => Words {
            program: None,
            lasting: true,
            cost_and_life: "You run the way in, Missedhook only proves it. The URL is yours, and stays.",
            how_to_get: "",
        },
        Kind::Cloudflared => Words {
            program: Some(("cloudflared", "--version")),
            lasting: false,
            cost_and_life: "Free, without an account: the URL changes at every start. With the token of a named tunnel it stays.",
            how_to_get: "Install it from github.com/cloudflare/cloudflared/releases, or with your package manager.",
        },
        Kind::Bore => Words {
            program: None,
            lasting: false,
            cost_and_life: "Free, built in. Sends in clear text: who is between can read the reports and the key. The URL changes unless server and port are yours.",
            how_to_get: "",
        },
    }
}

/// How a kind's program is got, in a line.
pub(super) const fn how_to_get(kind: Kind) -> &'static str {
    words(kind).how_to_get
}
