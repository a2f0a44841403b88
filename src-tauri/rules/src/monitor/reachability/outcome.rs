//! The outcome of one check: which hop fails, what that means and what to do. Pure. The text names only the host, never
//! the key.

use serde::Serialize;
use ts_rs::TS;

use crate::model::problem::Problem;
use crate::monitor::reachability::network::Network;

/// The hop of the ingress at which a check failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum Hop {
    /// This machine itself: it has no network, or the URL is invalid.
    Machine,
    /// The name does not resolve.
    Dns,
    /// Nothing accepts the connection.
    Connect,
    /// The certificate or the TLS handshake is wrong.
    Tls,
    /// Connected, but no answer in time.
    Timeout,
    /// The tunnel's far end answers or hangs up; this program is not reached.
    Tunnel,
    /// Something answers, but it is not this instance.
    Stranger,
}

/// What one check found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "outcome", rename_all = "lowercase")]
pub enum Outcome {
    /// This instance answered.
    Reachable {
        /// The duration in milliseconds.
        #[ts(type = "number")]
        took_ms: u64,
    },
    /// It did not.
    Failed {
        /// Where it failed.
        hop: Hop,
        /// The failure in words.
        problem: Problem,
    },
}

/// What a check observed. The texts are those of the system or of a library.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CheckResult {
    /// The check could not start.
    NotAsked(String),
    /// The public URL has no address that RETM can reach. Two sentences, without the last full stop.
    NotOnInternet(String),
    /// The name did not resolve, or not in time.
    NoName(String),
    /// Nothing listens there.
    Refused,
    /// No connection was established.
    NoConnection(String),
    /// The TLS handshake failed.
    NoTls(String),
    /// Connected, but no complete answer in time.
    Silence,
    /// Connected, then closed without an answer.
    HungUp,
    /// The answer is not HTTP.
    NotHttp(String),
    /// An answer.
    Answer {
        status: u16,
        /// Whether it carries the requested proof.
        proven: bool,
        /// Whether it looks like an answer of this program.
        familiar: bool,
    },
}

/// What this means for the ingress through `host`. The check took `took_ms`.
pub fn judge(seen: &CheckResult, host: &str, took_ms: u64) -> Outcome {
    const NOT_REACHED: &str = "RETM's reports can't reach you.";
    let (hop, what, remedy) = match seen {
        CheckResult::Answer {
            status: 200,
            proven: true,
            ..
        } => return Outcome::Reachable { took_ms },
        CheckResult::Answer {
            status, familiar, ..
        } => answered(*status, *familiar, host),
        CheckResult::NotAsked(why) => (
            Hop::Machine,
            format!("The check could not be made: {why}."),
            "Check the public URL in the settings.",
        ),
        CheckResult::NotOnInternet(why) => (
            Hop::Machine,
            format!("{why}."),
            "Choose a tunnel, or enter a URL that RETM can reach.",
        ),
        CheckResult::NoName(why) => (
            Hop::Dns,
            format!("The name {host} can't be found ({why})."),
            "Check that the tunnel runs. If its URL has changed, give RETM the new one.",
        ),
        CheckResult::Refused => (
            Hop::Connect,
            format!("{host} refused the connection."),
            "Start the tunnel again, or check the public URL in the settings.",
        ),
        CheckResult::NoConnection(why) => (
            Hop::Connect,
            format!("No connection to {host} ({why})."),
            "Start the tunnel again, or check the public URL in the settings.",
        ),
        CheckResult::NoTls(why) => (
            Hop::Tls,
            format!("The encrypted connection to {host} fails: {why}."),
            "Check the certificate there, and this machine's clock.",
        ),
        CheckResult::Silence => (
            Hop::Timeout,
            format!("{host} accepts the connection but doesn't answer in time."),
            "Restart the tunnel, and check that it forwards to the receiver.",
        ),
        CheckResult::HungUp => (
            Hop::Tunnel,
            format!("{host} closes the connection without an answer."),
            "Restart the tunnel, and check that it forwards to the receiver.",
        ),
        CheckResult::NotHttp(why) => (
            Hop::Stranger,
            format!("Something that is not HTTP answers at {host} ({why})."),
            "Check the public URL in the settings.",
        ),
    };
    Outcome::Failed {
        hop,
        problem: Problem::new(what, NOT_REACHED, remedy),
    }
}

/// An answer without the proof. The statuses are those that the far ends of tunnels return if the program behind them
/// is not reached: 502, 503, 504 (all), 404 (ngrok without a connected agent), 520 to 530 (Cloudflare), 402 and 429
/// (over the plan's limits).
fn answered(status: u16, familiar: bool, host: &str) -> (Hop, String, &'static str) {
    match status {
        404 => (
            Hop::Tunnel,
            format!(
                "{host} answers 404: no tunnel is known there, or the key in the URL is an old one."
            ),
            "Start the tunnel again. If its URL or the key has changed, give RETM the new receiver URL.",
        ),
        402 | 429 => (
            Hop::Tunnel,
            format!("The tunnel at {host} turns requests away ({status}): it is over a limit."),
            "See the limits of your tunnel's plan, or choose another tunnel.",
        ),
        502..=504 | 520..=530 => (
            Hop::Tunnel,
            format!("The tunnel at {host} answers {status}: it does not reach Missedhook."),
            "Restart the tunnel, and check that it forwards to the receiver.",
        ),
        300..=399 | 401 | 403 | 407 => (
            Hop::Stranger,
            format!(
                "{host} answers {status}: it sends the caller elsewhere or asks for a sign-in."
            ),
            "Let /error/ through there without a sign-in: RETM can't sign in.",
        ),
        _ if familiar => (
            Hop::Stranger,
            format!("Another Missedhook answers at {host}."),
            "Stop the other one, or give each a tunnel of its own.",
        ),
        _ => (
            Hop::Stranger,
            format!("Another program answers at {host} ({status})."),
            "Check the tunnel's port and the public URL in the settings.",
        ),
    }
}

impl Outcome {
    /// Blames this machine's own network if that is gone.
    #[must_use]
    pub fn with_network(self, network: Network) -> Self {
        match self {
            Self::Failed {
                hop: Hop::Dns | Hop::Connect,
                ..
            } if network.is_gone() => Self::Failed {
                hop: Hop::Machine,
                problem: Problem::new(
                    "This machine has no network.",
                    "RETM's reports can't reach you.",
                    "Connect it. The check repeats automatically.",
                ),
            },
            other => other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::explain::translated::assert_read_back;

    const HOST: &str = "abc.example";

    fn hop(seen: &CheckResult) -> Option<Hop> {
        match judge(seen, HOST, 42) {
            Outcome::Reachable { .. } => None,
            Outcome::Failed { hop, problem } => {
                for sentence in [&problem.what, &problem.meaning, &problem.remedy] {
                    assert!(sentence.ends_with('.'), "{sentence}");
                    assert_read_back(sentence);
                }
                Some(hop)
            }
        }
    }

    #[test]
    fn each_thing_that_can_be_seen_is_one_hop() {
        let answer = |status, proven| CheckResult::Answer {
            status,
            proven,
            familiar: false,
        };
        let mut table = vec![
            (answer(200, true), None),
            (answer(200, false), Some(Hop::Stranger)),
            (answer(500, true), Some(Hop::Stranger)),
            (CheckResult::NotAsked("x".to_owned()), Some(Hop::Machine)),
            (
                CheckResult::NotOnInternet(
                    "Its name leads from here to 10.0.0.1, an address that is not on the internet. RETM needs one that is".to_owned(),
                ),
                Some(Hop::Machine),
            ),
            (CheckResult::NoName("x".to_owned()), Some(Hop::Dns)),
            (CheckResult::Refused, Some(Hop::Connect)),
            (
                CheckResult::NoConnection("x".to_owned()),
                Some(Hop::Connect),
            ),
            (CheckResult::NoTls("x".to_owned()), Some(Hop::Tls)),
            (CheckResult::Silence, Some(Hop::Timeout)),
            (CheckResult::HungUp, Some(Hop::Tunnel)),
            (CheckResult::NotHttp("x".to_owned()), Some(Hop::Stranger)),
        ];
        for status in [404, 402, 429, 502, 503, 504, 520, 522, 524, 530] {
            table.push((answer(status, false), Some(Hop::Tunnel)));
        }
        for status in [201, 204, 301, 302, 307, 400, 401, 403, 405, 500, 501, 999] {
            table.push((answer(status, false), Some(Hop::Stranger)));
        }
        for (seen, expected) in table {
            assert_eq!(hop(&seen), expected, "{seen:?}");
        }
    }

    #[test]
    fn another_missedhook_is_distinguished_from_another_program() {
        let seen = |familiar| CheckResult::Answer {
            status: 200,
            proven: false,
            familiar,
        };
        for (familiar, word) in [(true, "Another Missedhook"), (false, "Another program")] {
            match judge(&seen(familiar), HOST, 1) {
                Outcome::Failed { problem, .. } => {
                    assert!(problem.what.starts_with(word), "{problem}");
                }
                other => panic!("{other:?}"),
            }
        }
    }

    #[test]
    fn a_network_that_is_gone_is_blamed_only_where_it_can_be_the_cause() {
        let online = Network {
            v4: Some([192, 168, 1, 5].into()),
            v6: None,
        };
        let cause = |seen: &CheckResult, network| match judge(seen, HOST, 1).with_network(network) {
            Outcome::Failed { hop, .. } => hop,
            Outcome::Reachable { .. } => panic!("{seen:?}"),
        };
        let no_name = CheckResult::NoName("x".to_owned());
        assert_eq!(cause(&no_name, Network::default()), Hop::Machine);
        assert_eq!(cause(&no_name, online), Hop::Dns);
        assert_eq!(cause(&CheckResult::HungUp, Network::default()), Hop::Tunnel);
    }
}
