//! How often tunnels are retried and how long they may take. Tests bring their own values.

use std::time::Duration;

/// The times of a tunnel.
#[derive(Clone, Copy, Debug)]
pub struct TunnelTimings {
    /// The pause after a first failure; it doubles with every further one.
    pub first: Duration,
    /// The longest pause.
    pub most: Duration,
    /// Being up for so long makes the next failure a first one.
    pub stable_after: Duration,
    /// How long a start may take until there is a public URL.
    pub start: Duration,
    /// How long a tunnel that lost its connection may take to make a new one by itself. Generous: a quick tunnel
    /// that is started anew has another URL, and a network that is away comes back.
    pub reconnect: Duration,
    /// How often an agent that was adopted is looked at.
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
