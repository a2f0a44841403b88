//! The diagnosis of an incident: what its code and message mean, what the latest probe found, and what was missed.
//! Values and pure rules.

use std::time::Duration;

use jiff::tz::TimeZone;
use serde::Serialize;
use ts_rs::TS;

use crate::model::duration::in_words;
use crate::{
    explain::{self, Explanation},
    incident::{
        Incident, IncidentState,
        delivery_error::Source,
        missed_window::{MissedWindow, missed_window},
        recovery::{self, CheckSchedule, Finding, RecoveryOutlook, RecoveryState},
    },
    locale::Locale,
    model::moment::Moment,
    probe::ProbeTarget,
    probe::{Cause as ProbeCause, Probe},
};

/// Why an incident fails, whether it is over and what was missed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Diagnosis {
    /// The best known cause in one sentence: from the latest probe since the incident began, else from the code.
    pub sentence: String,
    /// What to do next.
    pub next: String,
    /// Why it fails, in one word, according to the code and the message. If these leave several causes open, the latest
    /// probe or the incident's other reports decide.
    pub cause: explain::Cause,
    /// What RETM's code and message mean.
    pub explanation: Explanation,
    /// Where a probe would go.
    pub target: ProbeTarget,
    /// The latest probe of the endpoint.
    pub probe: Option<Probe>,
    /// The state of its recovery, in one sentence. `None` if nothing checks it.
    pub recovery: Option<String>,
    /// The future time that `recovery` promises. After it, the sentence changes.
    pub recovery_until: Option<Moment>,
    /// From when to when deliveries failed.
    pub missed: MissedWindow,
}

impl Diagnosis {
    /// The same in that language.
    #[must_use]
    pub fn in_language(self, locale: Locale) -> Self {
        let said = |text: &str| explain::translate(locale, text);
        Self {
            sentence: said(&self.sentence),
            next: said(&self.next),
            explanation: self.explanation.in_language(locale),
            probe: self.probe.map(|probe| probe.in_language(locale)),
            recovery: self.recovery.as_deref().map(said),
            missed: self.missed.in_language(locale),
            ..self
        }
    }
}

/// What a diagnosis needs besides the store.
pub struct Context<'a> {
    /// Explains a code and a message.
    pub explain: &'a dyn Fn(Option<i64>, &str) -> Explanation,
    /// Where a probe of this endpoint would go.
    pub target: &'a dyn Fn(&str) -> ProbeTarget,
    /// How long an endpoint must answer until it counts as recovered.
    pub settle: Duration,
    /// How often the endpoint's monitor checks, if it has an active one.
    pub monitored_every: &'a dyn Fn(&str) -> Option<Duration>,
}

impl Context<'_> {
    /// Who checks an endpoint, given the next check of its monitor.
    pub fn checks(&self, endpoint: &str, next_check: Option<Moment>) -> CheckSchedule {
        if let ProbeTarget::Ready { allowed: true, .. } = (self.target)(endpoint) {
            return CheckSchedule::Watched;
        }
        match next_check.zip((self.monitored_every)(endpoint)) {
            Some((next, interval)) => CheckSchedule::Every { next, interval },
            None => CheckSchedule::ByHand,
        }
    }
}

/// Combines what is known about an incident. `latest` is the latest probe of its endpoint since it began, and if it is
/// over, until it ended; only one that says something about the endpoint.
pub fn diagnose(
    incident: &Incident,
    recovery_history: &RecoveryState,
    latest: Option<Probe>,
    context: &Context<'_>,
    (now, checks): (Moment, CheckSchedule),
    zone: &TimeZone,
) -> Diagnosis {
    let explanation = (context.explain)(incident.last_code, &incident.last_message);
    // An endpoint that answers after the end says nothing about why it failed.
    let telling = latest.as_ref().filter(|probe| {
        incident.state != IncidentState::Resolved || Finding::of(probe) == Finding::Bad
    });
    let (sentence, next) = match telling {
        Some(probe) => (probe.sentence.clone(), probe.next.clone()),
        None => (explanation.meaning.clone(), explanation.next.clone()),
    };
    let (recovery, recovery_until) = recovery_state(
        incident,
        recovery_history,
        latest.as_ref(),
        context.settle,
        (now, checks),
        zone,
    )
    .unzip();
    let cause = match explanation.cause {
        explain::Cause::Unknown => telling
            .and_then(|probe| by_probe(probe.cause))
            .filter(|cause| {
                explanation.candidates.is_empty() || explanation.candidates.contains(cause)
            })
            .unwrap_or(explain::Cause::Unknown),
        cause => cause,
    };
    Diagnosis {
        cause,
        sentence,
        next,
        target: (context.target)(&incident.probe_endpoint()),
        recovery,
        recovery_until: recovery_until.flatten(),
        missed: missed_window(incident, recovery_history, zone),
        probe: latest,
        explanation,
    }
}

/// The cause that a probe found. `None` if it found none of the endpoint's own.
const fn by_probe(met: ProbeCause) -> Option<explain::Cause> {
    use explain::Cause;
    Some(match met {
        ProbeCause::NameNotFound | ProbeCause::NameTimeout | ProbeCause::NameFailed => Cause::Dns,
        ProbeCause::Refused => Cause::Refused,
        ProbeCause::ConnectTimeout => Cause::ConnectTimeout,
        ProbeCause::Unreachable => Cause::Unreachable,
        ProbeCause::CertificateExpired => Cause::TlsExpired,
        ProbeCause::CertificateNotYetValid => Cause::TlsNotYetValid,
        ProbeCause::CertificateWrongName => Cause::TlsName,
        ProbeCause::CertificateSelfSigned => Cause::TlsSelfSigned,
        ProbeCause::CertificateIncompleteChain | ProbeCause::CertificateUntrusted => {
            Cause::TlsChain
        }
        ProbeCause::TlsFailed => Cause::TlsFailed,
        ProbeCause::Reset => Cause::Reset,
        ProbeCause::HungUp => Cause::Closed,
        ProbeCause::Silent | ProbeCause::SlowBody => Cause::Timeout,
        ProbeCause::NotHttp => Cause::NotHttp,
        ProbeCause::Redirects => Cause::Redirect,
        ProbeCause::ServerError => Cause::Status,
        _ => return None,
    })
}

/// The state of the recovery in one sentence, and the future time that it promises.
fn recovery_state(
    incident: &Incident,
    recovery_history: &RecoveryState,
    latest: Option<&Probe>,
    settle: Duration,
    (now, checks): (Moment, CheckSchedule),
    zone: &TimeZone,
) -> Option<(String, Option<Moment>)> {
    if incident.last_source == Source::Test {
        return None;
    }
    let said = |moment: Moment| moment.hour_and_minute(zone);
    if incident.state == IncidentState::Resolved {
        let sentence = match (recovery_history.recovered_at, recovery_history.good_since) {
            (None, _) => format!("You resolved it at {}.", said(incident.changed_at)),
            (Some(recovered), None) => format!("Resolved by Missedhook at {}.", said(recovered)),
            (Some(recovered), Some(since)) => format!(
                "Resolved at {}: it has answered checks from this computer since {}.",
                said(recovered),
                said(since)
            ),
        };
        return Some((sentence, None));
    }
    let probe = latest?;
    let flapping = if recovery_history.is_flapping() {
        format!(
            " It failed again {} times, so it must stay up for {} now.",
            recovery_history.times_reopened,
            in_words(recovery::settle_for(recovery_history, settle))
        )
    } else {
        String::new()
    };
    let good = Finding::of(probe) == Finding::Good;
    let mut promised = None;
    let sentence = match recovery::judge(recovery_history, good.then_some(probe.at), settle) {
        RecoveryOutlook::Failing => not_recovered(incident, probe, zone),
        RecoveryOutlook::Settling { since, until } => {
            let since = said(since);
            promised = recovery::resolves_at(until, checks, now);
            match (promised, checks) {
                (Some(at), _) => format!(
                    "Responding since {since}. Resolves at {} unless RETM reports again.",
                    said(at)
                ),
                (None, CheckSchedule::ByHand) => {
                    format!("Responding since {since}. Probe it again to resolve it.")
                }
                (None, _) => {
                    format!("Responding since {since}. Resolves at the next healthy check.")
                }
            }
        }
        RecoveryOutlook::Recovered { since } => format!(
            "Responding since {}. Resolves at the next healthy check.",
            said(since)
        ),
    };
    Some((sentence + &flapping, promised))
}

/// What the latest probe says about an endpoint that has not recovered.
fn not_recovered(incident: &Incident, probe: &Probe, zone: &TimeZone) -> String {
    let at = probe.at.hour_and_minute(zone);
    match probe.status {
        Some(status) if probe.cause == ProbeCause::Answers => {
            if incident.last_code == Some(status.into()) {
                format!("Still answers {status}, checked at {at}.")
            } else {
                format!("Answers again, but with {status}. Not counted as recovered.")
            }
        }
        _ => format!("Still failing, checked at {at}."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        incident::Subject,
        probe::{Cause, Method},
    };

    const T0: Moment = Moment::from_millis(1_700_000_000_000);

    fn after(seconds: u64) -> Moment {
        T0.plus(Duration::from_secs(seconds))
    }

    fn incident(state: IncidentState) -> Incident {
        Incident {
            id: 4,
            endpoint: "/a".to_owned(),
            label: Subject::of_endpoint("/a").label(),
            state,
            opened_at: T0,
            last_error_at: T0,
            error_count: 1,
            last_code: Some(503),
            previous_id: None,
            muted_until: None,
            changed_at: T0,
            first_code: Some(503),
            worst_code: Some(503),
            last_error_id: 1,
            last_endpoint: String::new(),
            last_message: "m".to_owned(),
            last_source: Source::Retm,
            merchant: None,
            host: None,
            until_change: false,
            times_this_week: 1,
        }
    }

    fn probe(at: Moment, cause: Cause) -> Probe {
        Probe {
            url: "https://a.example/a".to_owned(),
            method: Method::Head,
            at,
            took_us: 1,
            steps: Vec::new(),
            status: (cause == Cause::Answers).then_some(200),
            get_status: None,
            certificate_until: None,
            cause,
            sentence: format!("The probe says {cause:?}."),
            next: "Do what the probe says.".to_owned(),
        }
    }

    fn diagnosis(
        state: IncidentState,
        recovery_history: &RecoveryState,
        latest: Option<Probe>,
    ) -> Diagnosis {
        let explain = |code: Option<i64>, message: &str| Explanation {
            cause: explain::Cause::Unknown,
            candidates: Vec::new(),
            status: None,
            meaning: format!("{code:?} {message} means this."),
            causes: vec!["One.".to_owned()],
            next: "Do what it means.".to_owned(),
        };
        let context = Context {
            explain: &explain,
            target: &|_| ProbeTarget::None,
            settle: Duration::from_secs(60),
            monitored_every: &|_| None,
        };
        let looked = (after(100), CheckSchedule::Watched);
        diagnose(
            &incident(state),
            recovery_history,
            latest,
            &context,
            looked,
            &TimeZone::UTC,
        )
    }

    #[test]
    fn the_latest_probe_says_it_else_what_the_code_means() {
        use IncidentState::{Open, Resolved};
        let none = RecoveryState::default();
        let said = |state, latest| diagnosis(state, &none, latest).sentence;
        assert_eq!(said(Open, None), "Some(503) m means this.");
        assert_eq!(
            said(Open, Some(probe(after(9), Cause::Refused))),
            "The probe says Refused."
        );
        assert_eq!(
            said(Open, Some(probe(after(9), Cause::Answers))),
            "The probe says Answers."
        );
        assert_eq!(
            said(Resolved, Some(probe(after(9), Cause::Answers))),
            "Some(503) m means this.",
            "what answers now is not why it failed"
        );
    }

    #[test]
    fn a_probe_decides_between_the_causes_that_a_message_leaves_open() {
        use explain::Cause as Explained;
        let explained = |message: &str, met| {
            let mut incident = incident(IncidentState::Open);
            (incident.last_code, incident.last_message) = (Some(0), message.to_owned());
            let context = Context {
                explain: &explain::explain,
                target: &|_| ProbeTarget::None,
                settle: Duration::from_secs(60),
                monitored_every: &|_| None,
            };
            let latest = Some(probe(after(9), met));
            diagnose(
                &incident,
                &RecoveryState::default(),
                latest,
                &context,
                (after(9), CheckSchedule::ByHand),
                &TimeZone::UTC,
            )
            .cause
        };
        let sending = "An error occurred while sending the request.";
        assert_eq!(explained(sending, Cause::HungUp), Explained::Closed);
        assert_eq!(explained(sending, Cause::Answers), Explained::Unknown);
        assert_eq!(
            explained(sending, Cause::CertificateExpired),
            Explained::Unknown,
            "it does not fit"
        );
        assert_eq!(explained("", Cause::Refused), Explained::Refused);
        assert_eq!(
            explained("Connection refused", Cause::HungUp),
            Explained::Refused
        );
    }

    #[test]
    fn how_it_stands_with_the_recovery() {
        use IncidentState::{Open, Resolved};
        let good = RecoveryState {
            good_since: Some(after(60)),
            ..RecoveryState::default()
        };
        let recovery = |state, recovery_history: &RecoveryState, latest| {
            diagnosis(state, recovery_history, latest)
                .recovery
                .unwrap_or_default()
        };
        let answers = || Some(probe(after(70), Cause::Answers));
        assert_eq!(recovery(Open, &RecoveryState::default(), None), "");
        assert_eq!(
            recovery(
                Open,
                &RecoveryState::default(),
                Some(probe(after(60), Cause::Refused))
            ),
            "Still failing, checked at 22:14."
        );
        assert_eq!(
            recovery(Open, &good, answers()),
            "Responding since 22:14. Resolves at 22:15 unless RETM reports again."
        );
        let flapping = RecoveryState {
            times_reopened: 3,
            ..good
        };
        assert_eq!(
            recovery(Open, &flapping, answers()),
            "Responding since 22:14. Resolves at 22:16 unless RETM reports again. It failed again 3 times, so it must \
             stay up for 2 min now."
        );
        let recovered = RecoveryState {
            recovered_at: Some(after(180)),
            ..good
        };
        assert_eq!(
            recovery(Resolved, &recovered, answers()),
            "Resolved at 22:16: it has answered checks from this computer since 22:14."
        );
        assert_eq!(
            recovery(Resolved, &RecoveryState::default(), answers()),
            "You resolved it at 22:13."
        );
        let judged_anew = RecoveryState {
            good_since: None,
            ..recovered
        };
        assert_eq!(
            recovery(Resolved, &judged_anew, answers()),
            "Resolved by Missedhook at 22:16."
        );
        let refusing = |status| {
            answers().map(|probe| Probe {
                status: Some(status),
                ..probe
            })
        };
        assert_eq!(
            recovery(Open, &RecoveryState::default(), refusing(404)),
            "Answers again, but with 404. Not counted as recovered."
        );
        assert_eq!(
            recovery(Open, &RecoveryState::default(), refusing(503)),
            "Still answers 503, checked at 22:14."
        );
    }
}
