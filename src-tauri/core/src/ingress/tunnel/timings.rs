//! How fast tunnels are tried again and how long they may take. Values and one pure rule; a test hands in its own.

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

impl TunnelTimings {
    /// The pause after so many failures in a row, from 1. `random` is from 0 up to 1 and spreads it by ±20 %, so
    /// that tunnels which fell together do not come back together.
    pub fn pause(&self, failures: u32, random: f64) -> Duration {
        let doublings = failures.saturating_sub(1).min(31);
        let pause = self.first.saturating_mul(1 << doublings).min(self.most);
        let random = if (0.0..=1.0).contains(&random) {
            random
        } else {
            0.5
        };
        Duration::try_from_secs_f64(pause.as_secs_f64() * (0.8 + 0.4 * random)).unwrap_or(pause)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pause_doubles_from_a_second_to_a_minute() {
        let timings = TunnelTimings::default();
        let seconds: Vec<u64> = [1, 2, 3, 4, 5, 6, 7, 8, 1000, u32::MAX]
            .map(|failures| timings.pause(failures, 0.5).as_secs())
            .to_vec();
        assert_eq!(seconds, [1, 2, 4, 8, 16, 32, 60, 60, 60, 60]);
    }

    #[test]
    fn the_pause_is_spread_by_a_fifth_either_way() {
        let timings = TunnelTimings::default();
        assert_eq!(timings.pause(1, 0.0), Duration::from_millis(800));
        assert_eq!(timings.pause(1, 1.0), Duration::from_millis(1200));
        assert_eq!(timings.pause(99, 1.0), Duration::from_secs(72));
        assert_eq!(timings.pause(0, f64::NAN), Duration::from_secs(1));
    }
}
