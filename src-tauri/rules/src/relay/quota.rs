//! How much a tunnel allows per month, and whether the relay's traffic comes close to it. RETM's reports use the same
//! tunnel, so they stop too once the quota is used up.

use crate::model::{problem::Problem, tunnel::TunnelKind};

/// From this share of a quota on there is a warning, in percent.
const WARN_PERCENT: u64 = 80;

/// The hosts of ngrok's free plan.
/// Source: <https://ngrok.com/docs/universal-gateway/domains>
const FREE_NGROK: [&str; 2] = [".ngrok-free.app", ".ngrok-free.dev"];

/// The relay's traffic in one month.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Traffic {
    /// Requests.
    pub requests: u64,
    /// Bytes of requests and answers, approximately.
    pub bytes: u64,
}

/// The limits of a plan.
struct Quota {
    plan: &'static str,
    most: Traffic,
}

/// ngrok's free plan. Source: <https://ngrok.com/docs/pricing-limits/free-plan-limits>
const NGROK: Quota = Quota {
    plan: "ngrok's free plan",
    most: Traffic {
        requests: 20_000,
        bytes: 1_000_000_000,
    },
};

/// The warning if the month's traffic is close to the quota of the tunnel in use: the app's own, or the one that the
/// host of a public URL belongs to.
pub fn problem(
    tunnel: Option<TunnelKind>,
    public_host: Option<&str>,
    used: Traffic,
) -> Option<Problem> {
    let is_free_host = |host: &str| FREE_NGROK.iter().any(|free| host.ends_with(free));
    let is_ngrok = tunnel == Some(TunnelKind::Ngrok) || public_host.is_some_and(is_free_host);
    is_ngrok.then_some(NGROK)?.problem(used)
}

impl Quota {
    fn problem(&self, used: Traffic) -> Option<Problem> {
        let is_near = |used: u64, most: u64| used.saturating_mul(100) >= most * WARN_PERCENT;
        let what = if is_near(used.requests, self.most.requests) {
            format!(
                "{} requests came through the relay this month; {} ends at {}.",
                used.requests, self.plan, self.most.requests
            )
        } else if is_near(used.bytes, self.most.bytes) {
            format!(
                "About {} MB came through the relay this month; {} ends at {} MB.",
                used.bytes / 1_000_000,
                self.plan,
                self.most.bytes / 1_000_000
            )
        } else {
            return None;
        };
        Some(Problem::new(
            what,
            "Beyond that the tunnel refuses RETM's requests and its error reports until the month is over.",
            "Take a larger plan, or another tunnel; or point RETM's busiest webhooks past the relay.",
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(requests: u64, bytes: u64) -> Option<String> {
        let used = Traffic { requests, bytes };
        problem(Some(TunnelKind::Ngrok), None, used).map(|problem| problem.what)
    }

    #[test]
    fn it_is_said_from_four_fifths_on() {
        assert_eq!(said(15_999, 799_999_999), None);
        assert_eq!(
            said(16_000, 0).unwrap(),
            "16000 requests came through the relay this month; ngrok's free plan ends at 20000."
        );
        assert_eq!(
            said(1, 812_345_678).unwrap(),
            "About 812 MB came through the relay this month; ngrok's free plan ends at 1000 MB."
        );
        assert!(said(u64::MAX, u64::MAX).is_some());
    }

    #[test]
    fn only_a_tunnel_with_a_quota_has_one() {
        let used = Traffic {
            requests: 1_000_000,
            bytes: 0,
        };
        assert_eq!(problem(Some(TunnelKind::Ssh), None, used), None);
        assert_eq!(problem(None, Some("relay.example"), used), None);
        assert_eq!(problem(None, Some("ngrok-free.app.example"), used), None);
        assert!(problem(None, Some("a-b.ngrok-free.app"), used).is_some());
    }
}
