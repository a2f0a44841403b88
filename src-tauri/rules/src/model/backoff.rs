//! The delay after a failure: one rule for everything that is retried.

use std::time::Duration;

/// The `random` value that leaves a delay unchanged.
pub const MIDDLE: f64 = 0.5;

/// The delay after this many consecutive failures, from 1: `first`, doubled with each failure, at most `max`. `random`
/// is from 0 to 1 and spreads it by ±20 %, so that things that failed together are not retried together.
pub fn backoff(first: Duration, max: Duration, failures: u32, random: f64) -> Duration {
    let doublings = failures.saturating_sub(1).min(31);
    let pause = first.saturating_mul(1 << doublings).min(max);
    let random = if (0.0..=1.0).contains(&random) {
        random
    } else {
        MIDDLE
    };
    Duration::try_from_secs_f64(pause.as_secs_f64() * (0.8 + 0.4 * random)).unwrap_or(pause)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);
    const MINUTE: Duration = Duration::from_secs(60);

    #[test]
    fn the_pause_doubles_from_the_first_to_the_longest() {
        let seconds = [0, 1, 2, 3, 4, 5, 6, 7, 8, 1000, u32::MAX]
            .map(|failures| backoff(SECOND, MINUTE, failures, MIDDLE).as_secs_f64());
        let expected = [1., 1., 2., 4., 8., 16., 32., 60., 60., 60., 60.];
        assert_eq!(seconds, expected);
    }

    #[test]
    fn the_pause_is_spread_by_a_fifth_either_way() {
        let millis = |random| backoff(SECOND, MINUTE, 1, random).as_millis();
        assert_eq!(
            (millis(0.0), millis(1.0), millis(f64::NAN)),
            (800, 1200, 1000)
        );
        assert_eq!(backoff(SECOND, MINUTE, 99, 1.0), Duration::from_secs(72));
    }
}
