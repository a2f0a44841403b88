//! When to warn of a certificate: 14, 3 and 1 days before it expires, and once it has. Each warning is given once per
//! certificate, which is identified by its host and expiry. Pure.

use std::time::Duration;

use crate::model::moment::Moment;

const DAY: Duration = Duration::from_secs(24 * 3600);

/// How many days ahead to warn, the last warning first. 0: it has expired.
const WARN_DAYS_AHEAD: [u32; 4] = [0, 1, 3, 14];

/// A warning that was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Warned {
    /// When the certificate expires.
    pub until: Moment,
    /// Which warning it was: 14, 3 or 1 days ahead, or 0 after expiry.
    pub days: u32,
}

/// The warning that is due for a certificate that expires at `until`, given the earlier warnings for its host.
pub fn warning(
    until: Moment,
    now: Moment,
    given: impl IntoIterator<Item = Warned>,
) -> Option<Warned> {
    let days = WARN_DAYS_AHEAD
        .into_iter()
        .find(|days| until.since(now) <= DAY * *days)?;
    let was_given = given
        .into_iter()
        .any(|given| given.until == until && given.days <= days);
    (!was_given).then_some(Warned { until, days })
}

#[cfg(test)]
mod tests {
    use super::*;

    const UNTIL: Moment = Moment::from_millis(1_700_000_000_000);

    fn hours_before(hours: u64) -> Moment {
        UNTIL.minus(Duration::from_secs(hours * 3600))
    }

    #[test]
    fn each_warning_comes_once() {
        let mut given: Vec<Warned> = Vec::new();
        let mut warned_at = Vec::new();
        for hours in (0..=24 * 30).rev() {
            if let Some(warned) = warning(UNTIL, hours_before(hours), given.iter().copied()) {
                warned_at.push((hours, warned.days));
                given.push(warned);
            }
        }
        let after = UNTIL.plus(DAY);
        assert_eq!(warning(UNTIL, after, given.iter().copied()), None);
        assert_eq!(warned_at, [(14 * 24, 14), (3 * 24, 3), (24, 1), (0, 0)]);
    }

    #[test]
    fn a_certificate_seen_late_is_warned_of_once_and_a_new_one_again() {
        let given = warning(UNTIL, hours_before(30), []).unwrap();
        assert_eq!(given.days, 3);
        assert_eq!(warning(UNTIL, hours_before(29), [given]), None);
        let days = warning(UNTIL, hours_before(20), [given]).map(|given| given.days);
        assert_eq!(days, Some(1));
        let renewed = UNTIL.plus(Duration::from_secs(60));
        let days = warning(renewed, hours_before(20), [given]).map(|given| given.days);
        assert_eq!(days, Some(1));
        assert_eq!(warning(UNTIL, hours_before(24 * 15), []), None);
    }
}
