//! The tunnels a user can choose from: whether each is installed, what it costs and how long its URL lasts. Only
//! `offers` looks at the machine.

use std::net::SocketAddr;

use serde::Serialize;
use strum::VariantArray;
use ts_rs::TS;

use super::{TunnelDeps, about, discovery, tunnel};
use crate::{
    locale::Locale,
    model::tunnel::{TunnelConfig, TunnelKind},
};

/// A kind of tunnel, as offered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Offer {
    /// The kind.
    pub kind: TunnelKind,
    /// Its name for display.
    pub title: String,
    /// Whether it can be used here as it is.
    pub found: bool,
    /// The path of its program; none if it needs none or is not installed.
    pub program: Option<String>,
    /// The version that the program reports.
    pub version: Option<String>,
    /// Whether its URL stays the same over restarts, without anything set.
    pub lasting: bool,
    /// What it costs and how long its URL lasts, in one line.
    pub cost_and_life: String,
    /// How to get it; none if it was found.
    pub how_to_get: Option<String>,
    /// The public URL of a running agent that already forwards to this receiver: it will be adopted.
    pub already: Option<String>,
}

/// All kinds, in that language, with those that can be used here first. `local` is where the receiver listens, if it does. Queries the
/// versions of the programs that it finds, all at once: a few seconds at most.
pub async fn offers(deps: &TunnelDeps, local: Option<SocketAddr>, locale: Locale) -> Vec<Offer> {
    let asking = TunnelKind::VARIANTS.iter().map(|&kind| {
        let deps = deps.clone();
        tokio::spawn(async move { offer(kind, &deps, local, locale).await })
    });
    // Collected first, so that all of them run at once.
    let asking: Vec<_> = asking.collect();
    let mut offers = Vec::with_capacity(asking.len());
    for asked in asking {
        offers.extend(asked.await);
    }
    sort(&mut offers);
    offers
}

async fn offer(
    kind: TunnelKind,
    deps: &TunnelDeps,
    local: Option<SocketAddr>,
    locale: Locale,
) -> Offer {
    let needed = about::program(kind);
    let program = needed.and_then(|(name, _)| discovery::find(name, &deps.places));
    let found = needed.is_none() || program.is_some();
    let version = match (&program, needed) {
        (Some(program), Some((_, flag))) => discovery::version(program, flag).await,
        _ => None,
    };
    let already = match (local, any(kind)) {
        (Some(local), Some(any)) => tunnel(&any, deps).adopt(local).await,
        _ => None,
    };
    Offer {
        kind,
        title: about::title(kind, locale),
        // A running agent is usable, wherever its program is.
        found: found || already.is_some(),
        program: program.map(|program| program.display().to_string()),
        version,
        lasting: about::is_lasting(kind),
        cost_and_life: about::cost_and_life(kind, locale),
        how_to_get: (!found && already.is_none()).then(|| about::how_to_get(kind, locale)),
        already,
    }
}

/// The kind with no values set, to query whether one of its agents runs; `None` for kinds without agents.
const fn any(kind: TunnelKind) -> Option<TunnelConfig> {
    match kind {
        TunnelKind::Tailscale => Some(TunnelConfig::Tailscale),
        TunnelKind::Ngrok => Some(TunnelConfig::Ngrok { domain: None }),
        TunnelKind::Cloudflared => Some(TunnelConfig::Cloudflared { named: None }),
        TunnelKind::Ssh | TunnelKind::OwnUrl | TunnelKind::Bore => None,
    }
}

/// Available kinds first; among those, kinds with a lasting URL; otherwise in the order of the kinds.
fn sort(offers: &mut [Offer]) {
    offers.sort_by_key(|offer| (!offer.found, !offer.lasting, offer.kind));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(kind: TunnelKind, found: bool) -> Offer {
        Offer {
            kind,
            title: String::new(),
            found,
            program: None,
            version: None,
            lasting: about::is_lasting(kind),
            cost_and_life: String::new(),
            how_to_get: None,
            already: None,
        }
    }

    #[test]
    fn found_ones_come_first_and_lasting_ones_before_others() {
        let found = [
            TunnelKind::Bore,
            TunnelKind::Cloudflared,
            TunnelKind::OwnUrl,
            TunnelKind::Ssh,
        ];
        let mut offers: Vec<Offer> = TunnelKind::VARIANTS
            .iter()
            .copied()
            .rev()
            .map(|kind| plain(kind, found.contains(&kind)))
            .collect();
        sort(&mut offers);
        let order: Vec<TunnelKind> = offers.iter().map(|offer| offer.kind).collect();
        assert_eq!(
            order,
            [
                TunnelKind::Ssh,
                TunnelKind::OwnUrl,
                TunnelKind::Cloudflared,
                TunnelKind::Bore,
                TunnelKind::Tailscale,
                TunnelKind::Ngrok,
            ]
        );
    }

    #[test]
    fn what_needs_a_program_says_how_to_get_it() {
        for &kind in TunnelKind::VARIANTS {
            let says = !about::how_to_get(kind, Locale::default()).is_empty();
            assert_eq!(about::program(kind).is_some(), says, "{kind:?}");
        }
        let bore = about::cost_and_life(TunnelKind::Bore, Locale::default());
        assert!(bore.contains("Not encrypted"));
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn looks_at_the_machine() {
        let dir = tempfile::tempdir().unwrap();
        discovery::tests::stub_program(
            dir.path(),
            "tailscale",
            r#"case "$*" in
                --version) echo 1.96.4;;
                "funnel status --json") echo '{"AllowFunnel":{"a.b.ts.net:443":true},"Web":{"a.b.ts.net:443":{"Handlers":{"/":{"Proxy":"http://127.0.0.1:7386"}}}}}';;
            esac"#,
        );
        let deps = TunnelDeps {
            places: vec![dir.path().to_owned()],
            ..TunnelDeps::of_this_machine().unwrap()
        };
        let local = SocketAddr::from(([127, 0, 0, 1], 7386));
        let offers = offers(&deps, Some(local), Locale::default()).await;
        let first = &offers[0];
        assert_eq!(first.kind, TunnelKind::Tailscale);
        assert_eq!(first.version.as_deref(), Some("1.96.4"));
        assert_eq!(first.already.as_deref(), Some("https://a.b.ts.net"));
        assert_eq!(first.how_to_get, None);
        let ssh = offers
            .iter()
            .find(|offer| offer.kind == TunnelKind::Ssh)
            .unwrap();
        assert!(!ssh.found && ssh.how_to_get.is_some());
    }
}
