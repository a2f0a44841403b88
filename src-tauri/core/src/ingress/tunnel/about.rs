//! What is known about each kind of tunnel, the same on every machine.

use crate::{locale::Locale, model::tunnel::TunnelKind};

/// The program of a kind, and the option that asks for its version.
pub(super) const fn program(kind: TunnelKind) -> Option<(&'static str, &'static str)> {
    match kind {
        TunnelKind::Tailscale => Some(("tailscale", "--version")),
        TunnelKind::Ngrok => Some(("ngrok", "--version")),
        TunnelKind::Ssh => Some(("ssh", "-V")),
        TunnelKind::Cloudflared => Some(("cloudflared", "--version")),
        TunnelKind::OwnUrl | TunnelKind::Bore => None,
    }
}

/// Whether its URL stays the same over restarts, without anything set.
pub(super) const fn is_lasting(kind: TunnelKind) -> bool {
    !matches!(kind, TunnelKind::Cloudflared | TunnelKind::Bore)
}

/// Its name, which is the same in every language unless it is the user's own URL.
pub(super) fn title(kind: TunnelKind, locale: Locale) -> String {
    match kind {
        TunnelKind::OwnUrl => locale.words("tunnel-own-url"),
        kind => kind.title().to_owned(),
    }
}

/// What it costs and how long its URL lasts, in one line.
pub(super) fn cost_and_life(kind: TunnelKind, locale: Locale) -> String {
    locale
        .message("tunnel-about")
        .form("kind", kind.into())
        .text()
}

/// How to get a kind's program, in one line.
pub(super) fn how_to_get(kind: TunnelKind, locale: Locale) -> String {
    locale
        .message("tunnel-get")
        .form("kind", kind.into())
        .text()
}
