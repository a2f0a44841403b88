//! One probe, from the request to the sentence. Runs the steps in order, stops at the first that fails, and connects
//! only to allowed addresses. Every wait ends with the probe's own limit; only the check of this machine's own port may
//! come after it, and takes half a second at most.

use std::{future::Future, time::Duration};

use tokio::time::Instant;

pub use super::steps::ProbeDeps;
use super::{record::Record, steps::ProbeRun};
use crate::{
    explain::front::Remark,
    model::http_url::HttpUrl,
    probe::{
        Cause, Method, Probe, ProbeTarget,
        outcome::{Local, ProbeContext, ProbeOutcome},
        phrase::{Conclusion, plain},
        target::target,
        verdict::verdict,
    },
};

/// What to probe.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProbeRequest {
    /// The endpoint: a URL, a host or a bare path, as [`target`] takes it.
    pub url: String,
    /// The HTTP method.
    pub method: Method,
    /// The time limit.
    pub limit: Duration,
}

/// Probes an endpoint.
///
/// `progress` gets the probe whenever a step begins or ends; until the end it has no sentence. When `stop` is ready,
/// the probe ends with [`Cause::Cancelled`](crate::probe::Cause::Cancelled) and the steps so far. Dropping the future
/// also ends it.
#[tracing::instrument(name = "probe", skip_all, fields(method = ?request.method, host))]
pub async fn run(
    request: &ProbeRequest,
    deps: &ProbeDeps,
    progress: impl Fn(&Probe) + Send + Sync,
    stop: impl Future<Output = ()> + Send,
) -> Probe {
    let at = (deps.clock)();
    let aim = target(
        &request.url,
        deps.settings.base_url.as_deref(),
        &deps.settings.allowed_hosts,
    );
    let (shown, aim) = match aim {
        ProbeTarget::Ready { url, host, .. } => (url.clone(), Ok((url, host))),
        ProbeTarget::NeedsBaseUrl { path } => (path.clone(), Err(ProbeOutcome::NeedsBaseUrl(path))),
        ProbeTarget::None => (plain(&request.url), Err(ProbeOutcome::NoTarget)),
    };
    let mut record = Record::new(&shown, request.method, at, progress);
    let parsed = aim.and_then(|(url, host)| {
        let url = HttpUrl::parse(&url).map_err(|_| ProbeOutcome::NoTarget)?;
        let port = url.port_or_known_default().ok_or(ProbeOutcome::NoTarget)?;
        Ok((url, host, port))
    });
    let (url, host, port) = match parsed {
        Ok(parsed) => parsed,
        Err(outcome) => {
            let nobody = ProbeContext::nobody(request.method, at);
            return finish(record, &nobody, &outcome, None, None);
        }
    };
    tracing::Span::current().record("host", display_host(&url));
    let mut run = ProbeRun {
        context: ProbeContext {
            host: display_host(&url),
            port,
            method: request.method,
            is_here: url.is_this_machine(),
            offline: false,
            dead: Vec::new(),
            now: at,
        },
        url,
        host,
        deps,
        record: &mut record,
        remark: None,
        deadline: Instant::now() + request.limit,
    };
    let ended = tokio::select! {
        biased;
        () = stop => None,
        ended = run.run() => Some(ended),
    };
    let ProbeRun {
        context, remark, ..
    } = run;
    match ended {
        Some((outcome, local)) => finish(record, &context, &outcome, local.as_ref(), remark),
        None => finish(record, &context, &ProbeOutcome::Stopped, None, None),
    }
}

fn finish<P: Fn(&Probe)>(
    record: Record<P>,
    context: &ProbeContext,
    outcome: &ProbeOutcome,
    local: Option<&Local>,
    remark: Option<Remark>,
) -> Probe {
    let Conclusion {
        cause,
        sentence,
        next,
    } = verdict(context, outcome, local);
    tracing::debug!(?cause, "probe finished");
    match remark {
        // For a tunnel's own page the verdict says more.
        Some(remark) if matches!(cause, Cause::Answers | Cause::ServerError) => {
            let sentence = format!("{}: {}.", sentence.trim_end_matches('.'), remark.why);
            record.finish(cause, sentence, remark.next.to_owned())
        }
        _ => record.finish(cause, sentence, next),
    }
}

/// The host as people write it: an IPv6 address without brackets, a name in IDNA's ASCII.
fn display_host(url: &HttpUrl) -> String {
    let host = url.host_str().unwrap_or_default();
    plain(host.trim_matches(['[', ']']))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::{model::moment::system_clock, monitor::reachability::network::Network};

    /// Compiling is the test: a whole probe is `Send`.
    #[tokio::test]
    async fn a_probe_is_send_and_one_without_a_target_ends_at_once() {
        let deps = ProbeDeps {
            settings: crate::settings::ProbeSettings::default(),
            clock: system_clock(),
            network: Arc::new(Network::default),
        };
        let request = ProbeRequest {
            url: "/retm/orders".to_owned(),
            method: Method::Head,
            limit: crate::probe::LIMIT,
        };
        let probing =
            tokio::spawn(async move { run(&request, &deps, |_| {}, std::future::pending()).await });
        let probe = probing.await.unwrap();
        assert_eq!((probe.cause, probe.steps.len()), (Cause::NoTarget, 0));
        assert_eq!(probe.url, "/retm/orders");
    }
}
