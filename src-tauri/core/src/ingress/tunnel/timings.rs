//! How often tunnels are retried and how long they may take. Tests bring their own values.

use std::time::Duration;

/// The times of a tunnel.
#[derive(Clone, Copy, Debug)]
pub struct TunnelTimings {
    /// The pause after the first failure; doubles with each further one.
    pub first: Duration,
    /// The longest pause.
    pub most: Duration,
    /// After the tunnel was up this long, the next failure counts as the first.
    pub stable_after: Duration,
    /// How long a start may take until there is a public URL.
    pub start: Duration,
    /// How long a tunnel that lost its connection may take to reconnect. Generous: a restarted quick tunnel has another
    /// URL, and a network usually comes back.
    pub reconnect: Duration,
    /// How often an adopted agent is checked.
    pub look_again: Duration,
}

impl Default for TunnelTimings {
    fn default() -> Self {
        Self {
            first: Duration::from_secs(1),
            most: Duration::from_secs(60),
            stable_after: Duration::from_secs(60),
            start: Duration::from_secs(30),
            reconnect: Duration::from_secs(5 * 60),
            look_again: Duration::from_secs(10),
        }
    }
}
