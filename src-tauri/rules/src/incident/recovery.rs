//! Recovery: when an incident is over because its endpoint answers again, when a new report means that it came back,
//! and when it is flapping because it comes and goes. Pure rules over values. All times are those of probes and
//! reports; nothing here probes, stores or notifies.

use std::time::Duration;

use jiff::tz::TimeZone;

use crate::{
    model::{
        backoff::{MIDDLE, backoff},
        duration::in_words,
        moment::Moment,
    },
    probe::Probe,
};

/// A report this soon after a recovery reopens the incident; a later one opens a new one. RETM reports only after three
/// attempts, so half an hour without a failure means several good deliveries even for a quiet restaurant.
pub const REOPEN_WITHIN: Duration = Duration::from_secs(30 * 60);
/// An incident is flapping from this come-back on. Once is a restart, twice is bad luck.
pub const FLAPPING_FROM: i64 = 3;
/// The minimum settling time that is doubled for a flapping incident. Twice nothing would damp nothing.
const MIN_FLAPPING_SETTLE: Duration = Duration::from_secs(30);
/// The longest settling time of a flapping incident, unless the settings require more.
const MAX_SETTLE: Duration = Duration::from_secs(3600);

/// What a probe says about its endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Finding {
    /// It is healthy.
    Good,
    /// It is not.
    Bad,
    /// Nothing: this machine is offline, or the probe was not allowed or was stopped.
    Nothing,
}

impl Finding {
    /// What this probe says.
    pub fn of(probe: &Probe) -> Self {
        if !probe.cause.is_about_the_endpoint() {
            Self::Nothing
        } else if probe.is_good() {
            Self::Good
        } else {
            Self::Bad
        }
    }
}

/// The recovery history of an incident.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RecoveryState {
    /// The first of the consecutive good probes since its last report. `None` if the latest was bad or there is none.
    pub good_since: Option<Moment>,
    /// When it was last resolved by rule. `None` if it never was, or if the user has resolved it since.
    pub recovered_at: Option<Moment>,
    /// How often it came back after it was resolved by rule.
    pub times_reopened: i64,
    /// When it was resolved by rule for the first time.
    pub first_recovered_at: Option<Moment>,
    /// The last good probe before its first report.
    pub well_before: Option<Moment>,
}

impl RecoveryState {
    /// Whether it comes and goes.
    pub const fn is_flapping(&self) -> bool {
        self.times_reopened >= FLAPPING_FROM
    }
}

/// The start of the consecutive good probes, after one more. A run that began no later than the last report says
/// nothing about the time after it. A run that begins after `now` was recorded by a clock that has been set back since,
/// and must not delay the recovery until then.
pub fn good_since(
    before: Option<Moment>,
    last_error_at: Moment,
    probe_at: Moment,
    finding: Finding,
    now: Moment,
) -> Option<Moment> {
    let before = before.filter(|since| *since <= now);
    match finding {
        _ if probe_at <= last_error_at && last_error_at <= now => before,
        Finding::Nothing => before,
        Finding::Bad => None,
        Finding::Good => Some(before.unwrap_or(probe_at)),
    }
}

/// The state of the recovery of an unresolved incident.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecoveryOutlook {
    /// Nothing shows that it is over.
    Failing,
    /// It answers again, but not long enough to be sure.
    Settling {
        since: Moment,
        /// A good probe from then on resolves it.
        until: Moment,
    },
    /// It is over.
    Recovered {
        /// When it began to answer again.
        since: Moment,
    },
}

/// Whether an incident has recovered: the consecutive good probes since its last report span the settling time.
pub fn judge(
    recovery_history: &RecoveryState,
    latest_good: Option<Moment>,
    settle: Duration,
) -> RecoveryOutlook {
    let Some((since, latest)) = recovery_history.good_since.zip(latest_good) else {
        return RecoveryOutlook::Failing;
    };
    let settle = settle_for(recovery_history, settle);
    if latest.since(since) >= settle {
        RecoveryOutlook::Recovered { since }
    } else {
        RecoveryOutlook::Settling {
            since,
            until: since.plus(settle),
        }
    }
}

/// When a settling incident will be resolved, as a promise to the user: at the first check after its settling time.
/// `None` if that time has passed or nothing checks automatically. Then the next good check resolves it.
pub fn resolves_at(until: Moment, checks: CheckSchedule, now: Moment) -> Option<Moment> {
    let at = match checks {
        CheckSchedule::ByHand => return None,
        // A watched endpoint is checked at exactly that moment.
        CheckSchedule::Watched => until,
        CheckSchedule::Every { next, interval } if next < until => {
            let interval = interval.as_millis().max(1);
            let missing = until.since(next).as_millis().div_ceil(interval);
            let wait = u64::try_from(missing.saturating_mul(interval)).ok()?;
            next.plus(Duration::from_millis(wait))
        }
        CheckSchedule::Every { next, .. } => next,
    };
    (at > now).then_some(at)
}

/// Who checks an endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CheckSchedule {
    /// Only the user.
    ByHand,
    /// The program itself while an incident is unresolved, because its host is allowed.
    Watched,
    /// A monitor.
    Every {
        /// Its next check.
        next: Moment,
        /// How often it checks.
        interval: Duration,
    },
}

/// How long this endpoint must keep answering: the configured time, doubled with each come-back from the
/// [`FLAPPING_FROM`]th on, up to an hour.
pub fn settle_for(recovery_history: &RecoveryState, settle: Duration) -> Duration {
    let doublings = (recovery_history.times_reopened - (FLAPPING_FROM - 1)).max(0);
    match u32::try_from(doublings).unwrap_or(u32::MAX) {
        0 => settle,
        doublings => {
            let (least, most) = (settle.max(MIN_FLAPPING_SETTLE), settle.max(MAX_SETTLE));
            backoff(least, most, doublings.saturating_add(1), MIDDLE)
        }
    }
}

/// Whether a report means that an incident resolved by rule has come back, and after how long. A report that arrived
/// before the recovery but is filed after it came back at once.
pub fn reopened_after(recovered_at: Moment, reported_at: Moment) -> Option<Duration> {
    let after = reported_at.since(recovered_at);
    (after <= REOPEN_WITHIN).then_some(after)
}

/// The timeline entry of a recovery, and whose check found it: `Works again: down 09:14–10:02 (48 min). Checked from
/// this computer: 200`.
pub fn recovered_text(
    from: Moment,
    to: Moment,
    recovery_history: &RecoveryState,
    status: Option<u16>,
    zone: &TimeZone,
) -> String {
    let found = status.map_or_else(String::new, |status| format!(": {status}"));
    let down = down(from, to, recovery_history, zone);
    format!("Works again: {down}. Checked from this computer{found}")
}

/// The timeline entry of an incident whose requests the relay has all delivered.
pub fn delivered_text(
    from: Moment,
    to: Moment,
    recovery_history: &RecoveryState,
    zone: &TimeZone,
) -> String {
    let down = down(from, to, recovery_history, zone);
    format!("Works again: {down}. The relay has delivered what failed")
}

/// `down 09:14–10:02 (48 min)`, from its first report to the first good probe after its last one.
pub fn down(from: Moment, to: Moment, recovery_history: &RecoveryState, zone: &TimeZone) -> String {
    let (beginning, end) = (from.format_relative(to, zone), to.hour_and_minute(zone));
    let breaks = match recovery_history.times_reopened {
        0 => String::new(),
        1 => ", with a break".to_owned(),
        breaks => format!(", with {breaks} breaks"),
    };
    format!(
        "down {beginning}–{end} ({}{breaks})",
        in_words(to.since(from))
    )
}

/// The timeline entry of a come-back: `Came back after 4 min`.
pub fn came_back_text(after: Duration) -> String {
    format!("Came back after {}", in_words(after))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::explain::translated::assert_read_back;

    const T0: Moment = Moment::from_millis(1_700_000_000_000);

    fn after(seconds: u64) -> Moment {
        T0.plus(Duration::from_secs(seconds))
    }

    fn seconds(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    fn back(times: i64) -> RecoveryState {
        RecoveryState {
            times_reopened: times,
            ..RecoveryState::default()
        }
    }

    /// The last report came at 0. Each probe is a time and its finding.
    fn recovery_history(
        probes: &[(u64, Finding)],
        settle: Duration,
        times: i64,
    ) -> RecoveryOutlook {
        let (mut recovery_history, mut latest) = (back(times), None);
        for (at, finding) in probes {
            recovery_history.good_since = good_since(
                recovery_history.good_since,
                T0,
                after(*at),
                *finding,
                after(*at),
            );
            if *finding == Finding::Good {
                latest = Some(after(*at));
            }
        }
        judge(&recovery_history, latest, settle)
    }

    #[test]
    fn probes_as_a_table() {
        use Finding::{Bad, Good, Nothing};
        let settling = |since, until| RecoveryOutlook::Settling {
            since: after(since),
            until: after(until),
        };
        let recovered = |since| RecoveryOutlook::Recovered {
            since: after(since),
        };
        for (what, probes, settle, times, expected) in [
            ("nobody looks", &[][..], 60, 0, RecoveryOutlook::Failing),
            ("one bad", &[(10, Bad)][..], 60, 0, RecoveryOutlook::Failing),
            ("one good", &[(10, Good)][..], 60, 0, settling(10, 70)),
            (
                "one good, nothing to wait for",
                &[(10, Good)][..],
                0,
                0,
                recovered(10),
            ),
            (
                "not long enough",
                &[(10, Good), (69, Good)][..],
                60,
                0,
                settling(10, 70),
            ),
            (
                "long enough",
                &[(10, Good), (70, Good)][..],
                60,
                0,
                recovered(10),
            ),
            (
                "a bad one between begins it anew",
                &[(10, Good), (40, Bad), (70, Good)][..],
                60,
                0,
                settling(70, 130),
            ),
            (
                "bad again",
                &[(10, Good), (70, Bad)][..],
                60,
                0,
                RecoveryOutlook::Failing,
            ),
            (
                "one that says nothing of the endpoint neither helps nor harms",
                &[(10, Good), (40, Nothing), (70, Good)][..],
                60,
                0,
                recovered(10),
            ),
            (
                "nor does it count as good",
                &[(10, Good), (90, Nothing)][..],
                60,
                0,
                settling(10, 70),
            ),
            (
                "one that began before the report came",
                &[(0, Good)][..],
                0,
                0,
                RecoveryOutlook::Failing,
            ),
            (
                "flapping has to hold for longer",
                &[(10, Good), (70, Good)][..],
                60,
                3,
                settling(10, 130),
            ),
            (
                "and has",
                &[(10, Good), (130, Good)][..],
                60,
                3,
                recovered(10),
            ),
        ] {
            assert_eq!(
                recovery_history(probes, seconds(settle), times),
                expected,
                "{what}"
            );
        }
    }

    #[test]
    fn the_promised_time_is_the_first_check_after_the_settling_time_and_never_in_the_past() {
        let until = after(60);
        let every = |next, interval| CheckSchedule::Every {
            next: after(next),
            interval: seconds(interval),
        };
        for (checks, now, expected) in [
            (CheckSchedule::ByHand, 0, None),
            (CheckSchedule::Watched, 0, Some(60)),
            (CheckSchedule::Watched, 59, Some(60)),
            (CheckSchedule::Watched, 60, None),
            (every(300, 300), 0, Some(300)),
            (every(60, 300), 0, Some(60)),
            (every(59, 300), 0, Some(359)),
            (every(10, 30), 0, Some(70)),
            (every(300, 300), 301, None),
            (every(0, 0), 59, Some(60)),
        ] {
            let promised = resolves_at(until, checks, after(now));
            assert_eq!(promised, expected.map(after), "{checks:?} at {now}");
        }
        for now in 0..1_000 {
            for next in [0, 30, 59, 60, 61, 700] {
                let at = resolves_at(until, every(next, 45), after(now));
                assert!(
                    at.is_none_or(|at| at > after(now) && at >= until),
                    "{now} {next}"
                );
            }
        }
    }

    #[test]
    fn a_flapping_one_has_to_hold_twice_as_long_each_time() {
        let minute = seconds(60);
        let held = [0, 1, 2, 3, 4, 5, 8, 9, 60, i64::MAX].map(|times| {
            let held = settle_for(&back(times), minute).as_secs();
            (times, held)
        });
        assert_eq!(
            held,
            [
                (0, 60),
                (1, 60),
                (2, 60),
                (3, 120),
                (4, 240),
                (5, 480),
                (8, 3_600),
                (9, 3_600),
                (60, 3_600),
                (i64::MAX, 3_600)
            ]
        );
        assert_eq!(settle_for(&back(3), seconds(0)), seconds(60));
        assert_eq!(settle_for(&back(4), seconds(7_200)), seconds(7_200));
        assert!(!back(2).is_flapping() && back(3).is_flapping());
    }

    #[test]
    fn what_comes_soon_after_a_recovery_has_come_back() {
        for (reported, expected) in [
            (240, Some(240)),
            (0, Some(0)),
            (1_800, Some(1_800)),
            (1_801, None),
        ] {
            let came = reopened_after(T0, after(reported));
            assert_eq!(came, expected.map(seconds), "{reported}");
        }
        assert_eq!(reopened_after(after(9), T0), Some(Duration::ZERO));
    }

    #[test]
    fn what_the_timeline_says() {
        let utc = TimeZone::UTC;
        assert_eq!(
            recovered_text(T0, after(48 * 60), &back(0), Some(200), &utc),
            "Works again: down 22:13–23:01 (48 min). Checked from this computer: 200"
        );
        assert_eq!(
            down(T0, after(3 * 86_400), &back(2), &utc),
            "down 14 Nov 22:13–22:13 (3 days, with 2 breaks)"
        );
        assert_eq!(came_back_text(seconds(251)), "Came back after 4 min");
        for breaks in 0..3 {
            let history = back(breaks);
            assert_read_back(&recovered_text(T0, after(60), &history, Some(200), &utc));
            assert_read_back(&recovered_text(T0, after(60), &history, None, &utc));
            assert_read_back(&delivered_text(T0, after(60), &history, &utc));
        }
        assert_read_back(&came_back_text(seconds(251)));
    }
}
