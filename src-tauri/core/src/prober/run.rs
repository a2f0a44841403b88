//! One probe, from the wish to the sentence. Walks the steps in their order, stops at the first that fails, and asks
//! only addresses that may be asked. Every wait ends with the probe's own limit; only the look at this machine's own
//! port may come after it, and takes half a second at most.

use std::{future::Future, time::Duration};

use tokio::time::Instant;

pub use super::walk::Means;
use super::{record::Record, walk::Walk};
use crate::{
    explain::front::Remark,
    model::http_url::HttpUrl,
    probe::{
        Cause, Method, Probe, ProbeTarget,
        outcome::{Asked, End, Local},
        phrase::{Verdict, plain},
        target::target,
        verdict::verdict,
    },
};

/// What is to be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish {
    /// The endpoint: a URL, a host or a bare path, as [`target`] takes it.
    pub url: String,
    /// What is sent.
    pub method: Method,
    /// How long it may take.
    pub limit: Duration,
}

/// Probes an endpoint.
///
/// `progress` is shown the probe whenever a step begins or ends; until the end it has no sentence. When `stop` is
/// ready, the probe ends with [`Cause::Cancelled`](crate::probe::Cause::Cancelled) and the steps so far. Dropping the future
/// ends it as well.
#[tracing::instrument(name = "probe", skip_all, fields(method = ?wish.method, host))]
pub async fn run(
    wish: &Wish,
    means: &Means,
    progress: impl Fn(&Probe) + Send + Sync,
    stop: impl Future<Output = ()> + Send,
) -> Probe {
    let at = (means.clock)();
    let aim = target(
        &wish.url,
        means.settings.base_url.as_deref(),
        &means.settings.allowed_hosts,
    );
    let (shown, aim) = match aim {
        ProbeTarget::Ready { url, host, .. } => (url.clone(), Ok((url, host))),
        ProbeTarget::NeedsBaseUrl { path } => (path.clone(), Err(End::NeedsBaseUrl(path))),
        ProbeTarget::None => (plain(&wish.url), Err(End::NoTarget)),
    };
    let mut record = Record::new(&shown, wish.method, at, progress);
    let parsed = aim.and_then(|(url, host)| {
        let url = HttpUrl::parse(&url).map_err(|_| End::NoTarget)?;
        let port = url.port_or_known_default().ok_or(End::NoTarget)?;
        Ok((url, host, port))
    });
    let (url, host, port) = match parsed {
        Ok(parsed) => parsed,
        Err(end) => return finish(record, &Asked::nobody(wish.method, at), &end, None, None),
    };
    tracing::Span::current().record("host", written(&url));
    let mut walk = Walk {
        asked: Asked {
            host: written(&url),
            port,
            method: wish.method,
            is_here: url.is_this_machine(),
            offline: false,
            dead: Vec::new(),
            now: at,
        },
        url,
        host,
        means,
        record: &mut record,
        remark: None,
        deadline: Instant::now() + wish.limit,
    };
    let ended = tokio::select! {
        biased;
        () = stop => None,
        ended = walk.whole() => Some(ended),
    };
    let Walk { asked, remark, .. } = walk;
    match ended {
        Some((end, local)) => finish(record, &asked, &end, local.as_ref(), remark),
        None => finish(record, &asked, &End::Stopped, None, None),
    }
}

fn finish<P: Fn(&Probe)>(
    record: Record<P>,
    asked: &Asked,
    end: &End,
    local: Option<&Local>,
    remark: Option<Remark>,
) -> Probe {
    let Verdict {
        cause,
        sentence,
        next,
    } = verdict(asked, end, local);
    tracing::debug!(?cause, "a probe ends");
    match remark {
        // Of a tunnel's own page the verdict says more.
        Some(remark) if matches!(cause, Cause::Answers | Cause::ServerError) => {
            let sentence = format!("{}: {}.", sentence.trim_end_matches('.'), remark.why);
            record.finish(cause, sentence, remark.next.to_owned())
        }
        _ => record.finish(cause, sentence, next),
    }
}

/// The host as a person writes it: an IPv6 address without brackets, a name in IDNA's ASCII.
fn written(url: &HttpUrl) -> String {
    let host = url.host_str().unwrap_or_default();
    plain(host.trim_matches(['[', ']']))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::{model::moment::system_clock, reachability::network::Network};

    /// That it compiles is the test: a whole probe can be given to any thread.
    #[tokio::test]
    async fn a_probe_is_send_and_one_without_a_target_ends_at_once() {
        let means = Means {
            settings: crate::settings::ProbeSettings::default(),
            clock: system_clock(),
            network: Arc::new(Network::default),
        };
        let wish = Wish {
            url: "/retm/orders".to_owned(),
            method: Method::Head,
            limit: crate::probe::LIMIT,
        };
        let probing =
            tokio::spawn(async move { run(&wish, &means, |_| {}, std::future::pending()).await });
        let probe = probing.await.unwrap();
        assert_eq!((probe.cause, probe.steps.len()), (Cause::NoTarget, 0));
        assert_eq!(probe.url, "/retm/orders");
    }
}
