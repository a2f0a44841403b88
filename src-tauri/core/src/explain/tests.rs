//! Every rule is hit by a text that really occurs, and every phrase leads to its own rule.

use super::{rules::Rule, *};

fn is(a: Option<&'static Rule>, b: &'static Rule) -> bool {
    a.is_some_and(|a| std::ptr::eq(a, b))
}

#[test]
fn every_status_rule_can_be_reached_and_every_status_is_explained() {
    for (codes, rule) in CODES {
        let reached = codes.clone().any(|code| is(find(Some(code), "").0, rule));
        assert!(reached, "{codes:?} is never reached");
    }
    for code in 100..=599 {
        assert!(find(Some(code), "").0.is_some(), "{code}");
    }
    for (code, words) in [
        (200, "all is well"),
        (204, "without content"),
        (299, "all is well"),
        (301, "moved for good"),
        (302, "another URL"),
        (308, "same request"),
        (400, "bad one"),
        (401, "authenticate"),
        (403, "turns it away"),
        (404, "Nothing answers at that path"),
        (405, "does not take POST"),
        (408, "rest of RETM's request"),
        (409, "conflicts"),
        (410, "gone for good"),
        (411, "length"),
        (413, "larger"),
        (414, "longer"),
        (415, "content type"),
        (418, "turned RETM's request down"),
        (421, "not responsible"),
        (422, "finds something wrong"),
        (426, "another protocol"),
        (429, "too many requests"),
        (431, "headers"),
        (451, "legal"),
        (500, "failed while it handled"),
        (501, "method"),
        (502, "no proper answer"),
        (503, "not available"),
        (504, "waited too long"),
        (505, "version of HTTP"),
        (507, "no room"),
        (508, "circle"),
        (511, "sign-in page"),
        (520, "can't make sense"),
        (521, "refuses Cloudflare"),
        (522, "in time (522)"),
        (523, "no way"),
        (524, "too late"),
        (525, "encryption"),
        (526, "certificate"),
        (527, "Railgun"),
        (530, "tunnel is down"),
        (599, "failed"),
    ] {
        let found = explain(Some(code), "").meaning;
        assert!(found.contains(words), "{code}: {found}");
    }
}

#[test]
fn every_phrase_leads_to_its_own_rule() {
    for (phrases, rule) in MESSAGES {
        for phrase in *phrases {
            assert!(is(find(None, phrase).1, rule), "{phrase}: {rule:?}");
            assert_eq!(*phrase, phrase.to_lowercase(), "it would never be found");
        }
    }
}

#[test]
fn what_clients_say_is_understood() {
    for (message, words) in [
        // .NET
        (
            "No connection could be made because the target machine actively refused it.",
            "nothing listened",
        ),
        (
            "A connection attempt failed because the connected party did not properly respond after a period of time",
            "in time",
        ),
        (
            "An existing connection was forcibly closed by the remote host.",
            "cut the connection",
        ),
        (
            "The request was canceled due to the configured HttpClient.Timeout of 100 seconds elapsing.",
            "in time",
        ),
        ("A task was canceled.", "in time"),
        ("The operation has timed out.", "in time"),
        (
            "The SSL connection could not be established, see inner exception.",
            "agree on encryption",
        ),
        (
            "The remote certificate is invalid because of errors in the certificate chain: NotTimeValid",
            "agree on encryption",
        ),
        (
            "The remote certificate is invalid according to the validation procedure: RemoteCertificateNameMismatch",
            "another name",
        ),
        (
            "The remote certificate is invalid because of errors in the certificate chain: PartialChain",
            "no way from your certificate",
        ),
        (
            "The remote name could not be resolved: 'pos.example.com'",
            "not found",
        ),
        ("No such host is known. (pos.example.com:443)", "not found"),
        ("Unable to connect to the remote server", "no connection"),
        ("The response ended prematurely.", "without a whole answer"),
        (
            "An error occurred while sending the request.",
            "no connection",
        ),
        ("The maximum number of redirects exceeded", "circle"),
        // Java
        (
            "java.net.ConnectException: Connection refused (Connection refused)",
            "nothing listened",
        ),
        (
            "java.net.UnknownHostException: pos.example.com",
            "not found",
        ),
        ("java.net.SocketTimeoutException: Read timed out", "in time"),
        (
            "java.net.NoRouteToHostException: No route to host",
            "no way through the network",
        ),
        (
            "sun.security.validator.ValidatorException: PKIX path building failed: unable to find valid certification path",
            "no way from your certificate",
        ),
        (
            "java.security.cert.CertificateExpiredException: NotAfter: Mon Nov 23",
            "has expired",
        ),
        (
            "No subject alternative names matching IP address 192.0.2.7 found",
            "another name",
        ),
        (
            "javax.net.ssl.SSLHandshakeException: Received fatal alert: handshake_failure",
            "agree on encryption",
        ),
        (
            "java.net.SocketException: Broken pipe (Write failed)",
            "still sending",
        ),
        // Node
        ("connect ECONNREFUSED 127.0.0.1:3000", "nothing listened"),
        ("getaddrinfo EAI_AGAIN pos.example.com", "not found"),
        ("read ECONNRESET", "cut the connection"),
        ("write EPIPE", "still sending"),
        ("socket hang up", "without a whole answer"),
        ("connect ETIMEDOUT 192.0.2.7:443", "in time"),
        (
            "connect EHOSTUNREACH 192.0.2.7:443",
            "no way through the network",
        ),
        ("CERT_HAS_EXPIRED", "has expired"),
        ("DEPTH_ZERO_SELF_SIGNED_CERT", "self-signed"),
        (
            "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
            "no way from your certificate",
        ),
        ("ERR_TLS_CERT_ALTNAME_INVALID", "another name"),
        // Go
        (
            "dial tcp 192.0.2.7:443: connect: connection refused",
            "nothing listened",
        ),
        (
            "dial tcp: lookup pos.example.com: no such host",
            "not found",
        ),
        (
            "net/http: request canceled (Client.Timeout exceeded while awaiting headers)",
            "in time",
        ),
        ("context deadline exceeded", "in time"),
        (
            "x509: certificate has expired or is not yet valid",
            "has expired",
        ),
        (
            "x509: certificate signed by unknown authority",
            "no way from your certificate",
        ),
        (
            "x509: certificate is valid for a.example, not b.example",
            "another name",
        ),
        (
            "Post \"https://pos.example.com\": EOF",
            "without a whole answer",
        ),
        (
            "connect: network is unreachable",
            "no way through the network",
        ),
        ("stopped after 10 redirects", "circle"),
        // curl
        (
            "curl: (6) Could not resolve host: pos.example.com",
            "not found",
        ),
        (
            "curl: (52) Empty reply from server",
            "without a whole answer",
        ),
        (
            "curl: (56) Recv failure: Connection reset by peer",
            "cut the connection",
        ),
        (
            "curl: (60) SSL certificate problem: self-signed certificate",
            "self-signed",
        ),
        (
            "curl: (60) SSL certificate problem: certificate is not yet valid",
            "not valid yet",
        ),
        ("Maximum (50) redirects followed", "circle"),
        // Arabic: «connection refused», «the connection's time is up», «can't connect to the server», «the
        // service is not available».
        ("تم رفض الاتصال", "nothing listened"),
        ("انتهت مهلة الاتصال", "in time"),
        ("تعذر الاتصال بالخادم", "no connection"),
        ("الخدمة غير متوفرة", "not available"),
    ] {
        for code in [None, Some(0), Some(-1)] {
            let found = explain(code, message).meaning;
            assert!(found.contains(words), "{message}: {found}");
        }
    }
}

#[test]
fn no_code_zero_and_an_unknown_one_are_said_carefully() {
    for (code, message, words) in [
        (Some(0), "", "does not document"),
        (None, "", "no code"),
        (Some(17), "", "17 is no HTTP status"),
        (Some(-1), "something", "-1 is no HTTP status"),
        (Some(600), "", "600 is no HTTP status"),
        (Some(i64::MAX), "", "is no HTTP status"),
        // A short word counts only by itself.
        (None, "geofence", "no code"),
        (None, "the widows", "no code"),
    ] {
        let found = explain(code, message).meaning;
        assert!(found.contains(words), "{code:?} {message}: {found}");
    }
}

#[test]
fn a_message_gives_a_status_its_causes_and_a_phrase_of_its_own_does_not() {
    let plain = explain(Some(504), "");
    assert_eq!(explain(Some(504), "Gateway Timeout"), plain);
    let told = explain(Some(500), "connect ECONNREFUSED 127.0.0.1:5432");
    assert_eq!(told.meaning, explain(Some(500), "").meaning);
    assert!(told.next.contains("Start your program"), "{told:?}");
}

#[test]
fn every_explanation_is_whole() {
    let rules = CODES.iter().map(|(_, rule)| rule);
    let all = rules.chain(MESSAGES.iter().map(|(_, rule)| rule));
    for rule in all.chain([&ZERO, &NO_CODE, &UNKNOWN_CODE]) {
        assert!((1..=4).contains(&rule.causes.len()), "{rule:?}");
        assert!(
            rule.meaning.ends_with(['.', ')']) && rule.next.ends_with('.'),
            "{rule:?}"
        );
        assert!(
            rule.causes.iter().all(|cause| !cause.ends_with('.')),
            "{rule:?}"
        );
        assert!(
            rule.meaning.len() < 120 && rule.next.len() < 120,
            "{rule:?}"
        );
    }
}
