//! What invalidates a proof: the machine slept or its network changed. Both are noticed by polling, which works on
//! every platform.

use std::{net::IpAddr, time::Duration};

/// The longest time between two looks.
pub const CHECK_INTERVAL: Duration = Duration::from_secs(20);
/// A wait that took this much longer than intended was a sleep of the machine.
const SLEEP: Duration = Duration::from_secs(60);

/// Whether the machine slept while the program meant to wait for `meant` and the wall clock advanced by `passed`.
/// (Timers stop during sleep on Linux and macOS and keep running on Windows; the wall clock shows it on all.) A clock
/// that was set forward looks the same and costs one extra check.
pub fn slept(meant: Duration, passed: Duration) -> bool {
    passed > meant.saturating_add(SLEEP)
}

/// The local addresses that this machine would use to reach the internet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Network {
    pub v4: Option<IpAddr>,
    pub v6: Option<IpAddr>,
}

impl Network {
    /// Whether there is no route to the internet at all.
    pub const fn is_gone(&self) -> bool {
        self.v4.is_none() && self.v6.is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sleep_is_more_than_a_minute_over_what_was_meant() {
        let seconds = Duration::from_secs;
        for (meant, passed, expected) in [
            (20, 0, false),
            (20, 21, false),
            (20, 80, false),
            (20, 81, true),
            (5, 8 * 3600, true),
        ] {
            let found = slept(seconds(meant), seconds(passed));
            assert_eq!(found, expected, "{meant} {passed}");
        }
    }
}
