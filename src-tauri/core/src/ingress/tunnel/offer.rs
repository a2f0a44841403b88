//! What is offered to a user who wants a way in: every kind, whether it is on this machine, what it costs and how
//! long its URL lives. The order and the words are values; only `offers` looks at the machine.

use std::net::SocketAddr;

use serde::Serialize;
use strum::VariantArray;
use ts_rs::TS;

use super::{Means, about::words, finding, tunnel};
use crate::model::tunnel::{Kind, Wanted};

/// A kind of tunnel, as offered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Offer {
    /// Which.
    pub kind: Kind,
    /// What a person calls it.
    pub title: String,
    /// Whether it can be used here as it is.
    pub found: bool,
    /// Where its program is; none where it needs none, or has none.
    pub program: Option<String>,
    /// What the program says of its version.
    pub version: Option<String>,
    /// Whether its URL stays the same over restarts, without anything set.
    pub lasting: bool,
    /// What it costs and how long its URL lives, in a line.
    pub cost_and_life: String,
    /// How to get it; none where it was found.
    pub how_to_get: Option<String>,
    /// The public URL at which an agent that runs already leads here: it will be adopted.
    pub already: Option<String>,
}

/// Every kind, those that can be used here first. `local` is where the receiver listens, if it does. Asks the
/// programs that it finds for their versions, all at once: a few seconds at the most.
pub async fn offers(means: &Means, local: Option<SocketAddr>) -> Vec<Offer> {
    let asking = Kind::VARIANTS.iter().map(|&kind| {
        let means = means.clone();
        tokio::spawn(async move { offer(kind, &means, local).await })
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

async fn offer(kind: Kind, means: &Means, local: Option<SocketAddr>) -> Offer {
    let words = words(kind);
    let program = words
        .program
        .and_then(|(name, _)| finding::find(name, &means.places));
    let found = words.program.is_none() || program.is_some();
    let version = match (&program, words.program) {
        (Some(program), Some((_, flag))) => finding::version(program, flag).await,
        _ => None,
    };
    let already = match (local, any(kind)) {
        (Some(local), Some(any)) => tunnel(&any, means).adopt(local).await,
        _ => None,
    };
    Offer {
        kind,
        title: kind.title().to_owned(),
        // An agent that runs is usable, wherever its program is.
        found: found || already.is_some(),
        program: program.map(|program| program.display().to_string()),
        version,
        lasting: words.lasting,
        cost_and_life: words.cost_and_life.to_owned(),
        how_to_get: (!found && already.is_none()).then(|| words.how_to_get.to_owned()),
        already,
    }
}

/// The kind with nothing set, to ask whether an agent of it runs; none for the kinds that have no agents.
const fn any(kind: Kind) -> Option<Wanted> {
    match kind {
        Kind::Tailscale => Some(Wanted::Tailscale),
        Kind::Ngrok => Some(Wanted::Ngrok { domain: None }),
        Kind::Cloudflared => Some(Wanted::Cloudflared { named: None }),
        Kind::Ssh | Kind::OwnUrl | Kind::Bore => None,
    }
}

/// Found ones first; among those, those whose URL stays. Else as the kinds are listed.
fn sort(offers: &mut [Offer]) {
    offers.sort_by_key(|offer| (!offer.found, !offer.lasting, offer.kind));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(kind: Kind, found: bool) -> Offer {
        Offer {
            kind,
            title: String::new(),
            found,
            program: None,
            version: None,
            lasting: words(kind).lasting,
            cost_and_life: String::new(),
            how_to_get: None,
            already: None,
        }
    }

    #[test]
    fn found_ones_come_first_and_lasting_ones_before_others() {
        let found = [Kind::Bore, Kind::Cloudflared, Kind::OwnUrl, Kind::Ssh];
        let mut offers: Vec<Offer> = Kind::VARIANTS
            .iter()
            .copied()
            .rev()
            .map(|kind| plain(kind, found.contains(&kind)))
            .collect();
        sort(&mut offers);
        let order: Vec<Kind> = offers.iter().map(|offer| offer.kind).collect();
        assert_eq!(
            order,
            [
                Kind::Ssh,
                Kind::OwnUrl,
                Kind::Cloudflared,
                Kind::Bore,
                Kind::Tailscale,
                Kind::Ngrok,
            ]
        );
    }

    #[test]
    fn what_needs_a_program_says_how_to_get_it() {
        for &kind in Kind::VARIANTS {
            let words = words(kind);
            assert_eq!(
                words.program.is_some(),
                !words.how_to_get.is_empty(),
                "{kind:?}"
            );
        }
        assert!(words(Kind::Bore).cost_and_life.contains("Not encrypted"));
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn looks_at_the_machine() {
        let dir = tempfile::tempdir().unwrap();
        finding::tests::stand_in(
            dir.path(),
            "tailscale",
            r#"case "$*" in
                --version) echo 1.96.4;;
                "funnel status --json") echo '{"AllowFunnel":{"a.b.ts.net:443":true},"Web":{"a.b.ts.net:443":{"Handlers":{"/":{"Proxy":"http://127.0.0.1:7386"}}}}}';;
            esac"#,
        );
        let means = Means {
            places: vec![dir.path().to_owned()],
            ..Means::of_this_machine().unwrap()
        };
        let local = SocketAddr::from(([127, 0, 0, 1], 7386));
        let offers = offers(&means, Some(local)).await;
        let first = &offers[0];
        assert_eq!(first.kind, Kind::Tailscale);
        assert_eq!(first.version.as_deref(), Some("1.96.4"));
        assert_eq!(first.already.as_deref(), Some("https://a.b.ts.net"));
        assert_eq!(first.how_to_get, None);
        let ssh = offers.iter().find(|offer| offer.kind == Kind::Ssh).unwrap();
        assert!(!ssh.found && ssh.how_to_get.is_some());
    }
}
