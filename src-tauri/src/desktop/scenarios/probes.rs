//! The probe results of scenarios: fixed times and addresses, with the prober's own texts.

use std::time::Duration;

use missedhook_core::{
    model::moment::Moment,
    probe::{Cause, Method, Probe, ProbeFact, ProbeStep, ProbeStepKind, ProbeStepState},
};

const DAY: Duration = Duration::from_secs(86_400);
const ADDRESS: &str = "203.0.113.7";

fn step(kind: ProbeStepKind, title: &str, took_us: u64, text: &str) -> ProbeStep {
    ProbeStep {
        kind,
        title: title.to_owned(),
        started_us: 0,
        took_us,
        state: ProbeStepState::Done,
        text: text.to_owned(),
        facts: Vec::new(),
    }
}

fn name(host: &str) -> ProbeStep {
    let mut name = step(ProbeStepKind::Name, "Name", 14_200, "One address");
    name.facts = facts(&[
        ("host", host),
        ("resolver", "192.168.1.1"),
        ("IPv4", ADDRESS),
    ]);
    name
}

fn tls(host: &str, until: Moment, text: &str) -> ProbeStep {
    let mut tls = step(ProbeStepKind::Tls, "TLS", 58_900, text);
    tls.facts = facts(&[
        ("version", "TLS 1.3"),
        ("names", host),
        ("valid until", &until.to_string()),
        ("issuer", "CN=R11, O=Let's Encrypt, C=US"),
    ]);
    tls
}

fn facts(facts: &[(&str, &str)]) -> Vec<ProbeFact> {
    let facts = facts.iter().map(|(name, value)| ProbeFact {
        name: (*name).to_owned(),
        value: (*value).to_owned(),
    });
    facts.collect()
}

/// A probe of this URL with this result.
pub fn found(url: &str, method: Method, cause: Cause, at: Moment) -> Probe {
    let host = url.split('/').nth(2).unwrap_or_default();
    let connect = step(
        ProbeStepKind::Connect,
        &format!("Connect to {ADDRESS}:443"),
        31_400,
        "Connected",
    );
    let (good, expired) = (at.plus(61 * DAY), at.minus(2 * DAY));
    let answer = |text: &str| step(ProbeStepKind::Request, "HEAD /retm/orders", 74_000, text);
    let way = || {
        vec![
            name(host),
            connect.clone(),
            tls(host, good, "TLS 1.3; good for 61 days"),
        ]
    };
    let (mut steps, sentence, next) = match cause {
        Cause::Answers => (
            [way(), vec![answer("200 OK")]].concat(),
            format!("{host} answers 200 OK after 180 ms."),
            String::new(),
        ),
        Cause::CertificateExpired => (
            vec![
                name(host),
                connect,
                tls(host, expired, "The certificate expired 2 days ago"),
            ],
            format!("Your certificate for {host} expired 2 days ago."),
            format!("Renew the certificate of {host}, and let the server load it again."),
        ),
        Cause::Refused => (
            vec![
                name(host),
                step(ProbeStepKind::Connect, &connect.title, 900, "Refused"),
            ],
            format!("{host} refuses the connection: nothing listens on port 443 of {ADDRESS}."),
            format!("See that the server behind {host} is up."),
        ),
        Cause::NotAllowed => (
            vec![step(
                ProbeStepKind::Name,
                "Name",
                14_200,
                "192.168.10.14 is in a private network",
            )],
            format!(
                "{host} leads to 192.168.10.14, in a private network, and you have not allowed that host. Nothing was sent."
            ),
            format!("Allow {host} if it is yours."),
        ),
        _ => (
            vec![name(host)],
            "The probe was stopped.".to_owned(),
            String::new(),
        ),
    };
    let is_good = matches!(cause, Cause::Answers | Cause::Cancelled);
    let count = steps.len();
    let mut began = 0;
    for (number, step) in steps.iter_mut().enumerate() {
        step.started_us = began;
        began += step.took_us + 120;
        if number + 1 == count && !is_good {
            step.state = ProbeStepState::Failed;
        }
    }
    Probe {
        url: url.to_owned(),
        method,
        at,
        took_us: began,
        steps,
        status: (cause == Cause::Answers).then_some(200),
        get_status: None,
        certificate_until: match cause {
            Cause::Answers => Some(good),
            Cause::CertificateExpired => Some(expired),
            _ => None,
        },
        cause,
        sentence,
        next,
    }
}

/// The same probe during its first step.
pub fn begun(whole: &Probe) -> Probe {
    let mut first = whole.steps[0].clone();
    first.state = ProbeStepState::Running;
    first.text.clear();
    first.facts.clear();
    Probe {
        took_us: first.took_us,
        steps: vec![first],
        status: None,
        certificate_until: None,
        cause: Cause::NoTarget,
        sentence: String::new(),
        next: String::new(),
        ..whole.clone()
    }
}
