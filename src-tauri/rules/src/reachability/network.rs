//! What invalidates a proof: the machine slept or its network changed. Both are noticed by polling, which works on every
//! platform.

use std::{net::IpAddr, time::Duration};

/// How often to look, at least.
pub const LOOK_EVERY: Duration = Duration::from_secs(20);
/// How much longer than meant a wait must have taken to have been a sleep of the machine's.
const SLEEP: Duration = Duration::from_secs(60);

/// Whether the machine slept while the program meant to wait for `meant`: by the clock on the wall, `passed` went
/// by. (The timers stand still in a sleep on Linux and macOS, and run on in Windows; the wall clock shows it on
/// all.) A clock that was put forward looks the same, and costs one check too many.
pub fn slept(meant: Duration, passed: Duration) -> bool {
    passed > meant.saturating_add(SLEEP)
}

/// The addresses from which this machine would speak to the internet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Network {
    /// Over IPv4.
    pub v4: Option<IpAddr>,
    /// Over IPv6.
    pub v6: Option<IpAddr>,
}

impl Network {
    /// Whether there is no way to the internet at all.
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
