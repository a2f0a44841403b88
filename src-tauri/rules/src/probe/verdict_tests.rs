//! Each kind of failure has its own cause and sentence. No text from the network gets through unshortened.

use std::time::Duration;

use super::*;
use crate::{
    explain::translated::assert_read_back,
    model::moment::Moment,
    probe::{allowed_hosts::may_ask, outcome::Page},
};

const HOST: &str = "pos-bridge.example.com";
const DAY_MS: i64 = 24 * 60 * 60 * 1000;

fn asked() -> ProbeContext {
    ProbeContext {
        host: HOST.to_owned(),
        port: 443,
        now: Moment::from_millis(1_800_000_000_000),
        ..ProbeContext::nobody(Method::Head, Moment::from_millis(0))
    }
}

fn answer(status: u16) -> Answer {
    Answer {
        status,
        get_status: None,
        location: None,
        page: None,
        after: Duration::from_millis(32),
        body: Body::Read,
    }
}

fn bad(fault: CertificateFault) -> ProbeOutcome {
    ProbeOutcome::Tls(TlsFailure::Certificate(BadCertificate { fault }))
}

fn refused() -> ProbeOutcome {
    let at = SocketAddr::from(([203, 0, 113, 7], 443));
    ProbeOutcome::Connect(vec![(at, ConnectFailure::Refused)])
}

/// Each of its sentences is read back by its message.
#[track_caller]
fn assert_said_in_arabic(found: &Conclusion) {
    assert_read_back(&found.sentence);
    if !found.next.is_empty() {
        assert_read_back(&found.next);
    }
}

fn days(days: i64) -> Moment {
    Moment::from_millis(asked().now.millis() + days * DAY_MS)
}

#[test]
fn every_end_has_its_own_cause_and_sentence() {
    let ten = Duration::from_millis(9_990);
    let at = SocketAddr::from(([203, 0, 113, 7], 443));
    let tried = |why| ProbeOutcome::Connect(vec![(at, why)]);
    let with = |change: &dyn Fn(&mut Answer)| {
        let mut answer = answer(200);
        change(&mut answer);
        ProbeOutcome::Answer(answer)
    };
    let cases = [
        (
            ProbeOutcome::Dns(DnsFailure::NotFound),
            Cause::NameNotFound,
            "The name pos-bridge.example.com does not exist.",
        ),
        (
            ProbeOutcome::Dns(DnsFailure::NoAddress),
            Cause::NameNotFound,
            "The name pos-bridge.example.com exists but has no address.",
        ),
        (
            ProbeOutcome::Dns(DnsFailure::Timeout(ten)),
            Cause::NameTimeout,
            "No name server answered for pos-bridge.example.com within 10 s.",
        ),
        (
            ProbeOutcome::Dns(DnsFailure::Failed("it says SERVFAIL".to_owned())),
            Cause::NameFailed,
            "The name server can't answer for pos-bridge.example.com: it says SERVFAIL.",
        ),
        (
            refused(),
            Cause::Refused,
            "pos-bridge.example.com refused the connection: nothing is listening on port 443 of 203.0.113.7.",
        ),
        (
            tried(ConnectFailure::Timeout(ten)),
            Cause::ConnectTimeout,
            "pos-bridge.example.com did not accept a connection on port 443 of 203.0.113.7 within 10 s.",
        ),
        (
            tried(ConnectFailure::Unreachable),
            Cause::Unreachable,
            "pos-bridge.example.com at 203.0.113.7 is unreachable from this network.",
        ),
        (
            bad(CertificateFault::Expired(days(-2))),
            Cause::CertificateExpired,
            "Your certificate for pos-bridge.example.com expired 2 days ago.",
        ),
        (
            bad(CertificateFault::NotYetValid(days(1))),
            Cause::CertificateNotYetValid,
            "Your certificate for pos-bridge.example.com is not valid yet: it begins in 24 h.",
        ),
        (
            bad(CertificateFault::WrongName(vec![
                "www.example.com".to_owned(),
            ])),
            Cause::CertificateWrongName,
            "The certificate that pos-bridge.example.com shows is for www.example.com, not for pos-bridge.example.com.",
        ),
        (
            bad(CertificateFault::SelfSigned),
            Cause::CertificateSelfSigned,
            "Your certificate for pos-bridge.example.com is self-signed, so RETM does not trust it.",
        ),
        (
            bad(CertificateFault::IncompleteChain("R11".to_owned())),
            Cause::CertificateIncompleteChain,
            "pos-bridge.example.com does not send the intermediate certificate: its issuer, R11, is not known.",
        ),
        (
            bad(CertificateFault::Untrusted("My CA".to_owned())),
            Cause::CertificateUntrusted,
            "Your certificate for pos-bridge.example.com comes from My CA, which this machine does not trust.",
        ),
        (
            ProbeOutcome::Tls(TlsFailure::Plain),
            Cause::TlsFailed,
            "pos-bridge.example.com does not speak TLS on port 443. Its response is not encrypted.",
        ),
        (
            ProbeOutcome::Response(ResponseFailure::Silent(ten)),
            Cause::Silent,
            "pos-bridge.example.com accepted the connection but did not respond within 10 s.",
        ),
        (
            ProbeOutcome::Response(ResponseFailure::HungUp),
            Cause::HungUp,
            "pos-bridge.example.com accepted the request and closed the connection without a response.",
        ),
        (
            ProbeOutcome::Response(ResponseFailure::Reset),
            Cause::Reset,
            "pos-bridge.example.com accepted the connection and reset it before responding.",
        ),
        (
            ProbeOutcome::Response(ResponseFailure::NotHttp),
            Cause::NotHttp,
            "The response on port 443 of pos-bridge.example.com is not HTTP.",
        ),
        (
            with(&|answer| answer.body = Body::Slow(ten)),
            Cause::SlowBody,
            "pos-bridge.example.com began to answer 200 OK but did not finish within 10 s.",
        ),
        (
            with(&|answer| answer.status = 503),
            Cause::ServerError,
            "pos-bridge.example.com answers 503 Service Unavailable after 32 ms.",
        ),
        (
            with(&|answer| {
                answer.status = 301;
                answer.location = Some("https://a.example/".to_owned());
            }),
            Cause::Redirects,
            "pos-bridge.example.com answers 301 Moved Permanently and sends the caller to https://a.example/; RETM is not known to follow.",
        ),
        (
            with(&|answer| answer.status = 304),
            Cause::Answers,
            "pos-bridge.example.com answers 304 Not Modified after 32 ms.",
        ),
        (
            with(&|answer| answer.status = 404),
            Cause::Answers,
            "pos-bridge.example.com answers 404 Not Found after 32 ms.",
        ),
        (
            with(&|_| {}),
            Cause::Answers,
            "pos-bridge.example.com answers 200 OK after 32 ms.",
        ),
        (
            with(&|answer| {
                answer.page = Some(Page::NoTunnel("ngrok", "ERR_NGROK_3200".to_owned()))
            }),
            Cause::TunnelDown,
            "The tunnel to pos-bridge.example.com is down: ngrok reports no connected tunnel (ERR_NGROK_3200).",
        ),
        (
            with(&|answer| {
                answer.page = Some(Page::NothingBehind("ngrok", "ERR_NGROK_8012".to_owned()))
            }),
            Cause::NothingListens,
            "The tunnel to pos-bridge.example.com is up, but nothing is listening behind it: ngrok says ERR_NGROK_8012.",
        ),
        (
            ProbeOutcome::NeedsBaseUrl("/retm/orders".to_owned()),
            Cause::NoTarget,
            "RETM named only the path /retm/orders, so the host is not known.",
        ),
        (
            ProbeOutcome::NoTarget,
            Cause::NoTarget,
            "RETM named no endpoint to probe.",
        ),
        (
            ProbeOutcome::Stopped,
            Cause::Cancelled,
            "The probe was stopped.",
        ),
    ];
    for (end, cause, sentence) in cases {
        let found = verdict(&asked(), &end, None);
        assert_eq!(
            (found.cause, &*found.sentence),
            (cause, sentence),
            "{end:?}"
        );
        assert_said_in_arabic(&found);
        let is_well = cause == Cause::Answers && !sentence.contains("40");
        let may_be_silent = is_well || cause == Cause::Cancelled;
        assert!(
            may_be_silent || found.next.ends_with(['.', '/']),
            "{end:?}: {}",
            found.next
        );
    }
}

#[test]
fn the_hop_that_is_down_is_named() {
    let local = |listens: bool, process: Option<&str>| Local {
        port: 3000,
        listens,
        process: process.map(str::to_owned),
    };
    let up = local(true, Some("node (pid 4711)"));
    let down = local(false, None);
    let gateway = || ProbeOutcome::Answer(answer(502));
    let ngrok = || {
        ProbeOutcome::Answer(Answer {
            page: Some(Page::NoTunnel("ngrok", "ERR_NGROK_3200".to_owned())),
            ..answer(404)
        })
    };
    for (end, local, cause, sentence) in [
        (
            refused(),
            &up,
            Cause::TunnelDown,
            "The tunnel to pos-bridge.example.com is down: the connection fails (refused), while node (pid 4711) listens on port 3000 of this computer.",
        ),
        (
            refused(),
            &down,
            Cause::TunnelDown,
            "The tunnel to pos-bridge.example.com is down: the connection fails (refused). Nothing is listening on port 3000 of this computer either.",
        ),
        (
            ProbeOutcome::Dns(DnsFailure::NotFound),
            &up,
            Cause::TunnelDown,
            "The tunnel to pos-bridge.example.com is down: its name does not exist, while node (pid 4711) listens on port 3000 of this computer.",
        ),
        (
            ngrok(),
            &up,
            Cause::TunnelDown,
            "The tunnel to pos-bridge.example.com is down: ngrok reports no connected tunnel (ERR_NGROK_3200), while node (pid 4711) listens on port 3000 of this computer.",
        ),
        (
            gateway(),
            &down,
            Cause::NothingListens,
            "Nothing is listening on port 3000 of this computer, which serves pos-bridge.example.com: the tunnel answers 502 Bad Gateway.",
        ),
        (
            gateway(),
            &up,
            Cause::ServerError,
            "pos-bridge.example.com answers 502 Bad Gateway after 32 ms.",
        ),
        (
            ProbeOutcome::Response(ResponseFailure::HungUp),
            &down,
            Cause::NothingListens,
            "Nothing is listening on port 3000 of this computer, which serves pos-bridge.example.com: the tunnel accepts the connection but does not respond.",
        ),
        (
            ProbeOutcome::Response(ResponseFailure::HungUp),
            &up,
            Cause::HungUp,
            "pos-bridge.example.com accepted the request and closed the connection without a response.",
        ),
        (
            ProbeOutcome::Answer(answer(200)),
            &up,
            Cause::Answers,
            "pos-bridge.example.com answers 200 OK after 32 ms.",
        ),
        (
            bad(CertificateFault::SelfSigned),
            &up,
            Cause::CertificateSelfSigned,
            "Your certificate for pos-bridge.example.com is self-signed, so RETM does not trust it.",
        ),
    ] {
        let found = verdict(&asked(), &end, Some(local));
        assert_eq!(
            (found.cause, &*found.sentence),
            (cause, sentence),
            "{end:?}"
        );
        assert_said_in_arabic(&found);
    }
}

#[test]
fn without_a_network_nothing_is_said_of_the_endpoint() {
    let offline = ProbeContext {
        offline: true,
        ..asked()
    };
    let up = Local {
        port: 3000,
        listens: true,
        process: None,
    };
    for end in [
        refused(),
        ProbeOutcome::Dns(DnsFailure::Timeout(Duration::from_secs(4))),
    ] {
        let found = verdict(&offline, &end, Some(&up));
        assert_eq!(found.cause, Cause::Offline, "{end:?}");
        assert_said_in_arabic(&found);
        assert!(!found.cause.is_about_the_endpoint());
    }
    let found = verdict(&offline, &ProbeOutcome::Answer(answer(500)), None);
    assert_eq!(
        found.cause,
        Cause::ServerError,
        "it was reached all the same"
    );
    let here = ProbeContext {
        is_here: true,
        ..offline
    };
    assert_eq!(verdict(&here, &refused(), None).cause, Cause::Refused);
}

#[test]
fn a_refusal_says_what_was_found_and_how_to_allow_it() {
    let refusal = |host: &str, address: &str| {
        may_ask(host, address.parse().unwrap(), &Default::default()).unwrap_err()
    };
    let private = ProbeOutcome::NotAllowed(refusal(HOST, "192.168.1.5"));
    let found = verdict(&asked(), &private, None);
    assert_eq!(found.cause, Cause::NotAllowed);
    assert_eq!(
        found.sentence,
        "pos-bridge.example.com leads to 192.168.1.5, a private address, and this host is not allowed yet. Nothing was sent."
    );
    assert!(found.next.contains("--allow"), "{}", found.next);
    assert_said_in_arabic(&found);
    let never = ProbeOutcome::NotAllowed(refusal(HOST, "224.0.0.1"));
    let found = verdict(&asked(), &never, None);
    assert!(found.sentence.contains("never probed") && !found.next.contains("--allow"));
    assert_said_in_arabic(&found);
    let literal = ProbeContext {
        host: "127.0.0.1".to_owned(),
        ..asked()
    };
    let found = verdict(
        &literal,
        &ProbeOutcome::NotAllowed(refusal("127.0.0.1", "127.0.0.1")),
        None,
    );
    assert!(
        found
            .sentence
            .starts_with("127.0.0.1 is an address of this machine"),
        "{}",
        found.sentence
    );
}

#[test]
fn of_several_addresses_the_one_that_says_most_is_named_and_a_dead_one_is_mentioned() {
    let v6: SocketAddr = "[2001:db8::7]:443".parse().unwrap();
    let v4 = SocketAddr::from(([203, 0, 113, 7], 443));
    let end = ProbeOutcome::Connect(vec![
        (v6, ConnectFailure::Unreachable),
        (v4, ConnectFailure::Refused),
    ]);
    assert_eq!(verdict(&asked(), &end, None).cause, Cause::Refused);
    let with_dead = |at, why| {
        let asked = ProbeContext {
            dead: vec![(at, why)],
            ..asked()
        };
        let found = verdict(&asked, &ProbeOutcome::Answer(answer(200)), None);
        assert_said_in_arabic(&found);
        found.next
    };
    assert!(with_dead(v4, ConnectFailure::Refused).contains("203.0.113.7 does not work (refused)"));
    assert_eq!(
        with_dead(v6, ConnectFailure::Unreachable),
        "",
        "this machine has no IPv6"
    );
}

#[test]
fn text_from_the_network_is_bounded_and_plain() {
    let long = "A\u{1b}[31m\u{202e}\r\n".repeat(500);
    let location = |answer: &mut Answer| {
        answer.status = 302;
        answer.location = Some(long.clone());
    };
    let mut redirect = answer(200);
    location(&mut redirect);
    for end in [
        ProbeOutcome::Answer(redirect),
        bad(CertificateFault::WrongName(vec![long.clone(); 50])),
        bad(CertificateFault::Untrusted(long.clone())),
        bad(CertificateFault::IncompleteChain(long.clone())),
        bad(CertificateFault::Other(long.clone())),
        ProbeOutcome::Tls(TlsFailure::Alert(long.clone())),
        ProbeOutcome::Response(ResponseFailure::Other(long.clone())),
        ProbeOutcome::Dns(DnsFailure::Failed(long.clone())),
        ProbeOutcome::NeedsBaseUrl(long.clone()),
    ] {
        let found = verdict(&asked(), &end, None);
        let text = found.sentence + &found.next;
        assert!(text.chars().count() < 1000, "{}", text.len());
        assert!(
            !text.contains(|c: char| c.is_control() || c == '\u{202e}'),
            "{text:?}"
        );
    }
}
