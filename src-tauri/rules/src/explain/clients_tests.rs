//! Checks that the error messages of real HTTP clients are understood.

use super::*;

#[test]
fn what_clients_say_is_understood() {
    for (message, words) in [
        // .NET
        (
            "No connection could be made because the target machine actively refused it.",
            "nothing was listening",
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
            "has expired, or is not valid yet",
        ),
        (
            "The remote certificate is invalid according to the validation procedure: RemoteCertificateNameMismatch",
            "different name",
        ),
        (
            "The remote certificate is invalid because of errors in the certificate chain: PartialChain",
            "trace your certificate",
        ),
        (
            "The remote name could not be resolved: 'pos.example.com'",
            "not found",
        ),
        ("No such host is known. (pos.example.com:443)", "not found"),
        (
            "Unable to connect to the remote server",
            "could not connect",
        ),
        (
            "The response ended prematurely.",
            "without a complete response",
        ),
        (
            "An error occurred while sending the request.",
            "does not say how",
        ),
        ("The maximum number of redirects exceeded", "circle"),
        // Java
        (
            "java.net.ConnectException: Connection refused (Connection refused)",
            "nothing was listening",
        ),
        (
            "java.net.UnknownHostException: pos.example.com",
            "not found",
        ),
        ("java.net.SocketTimeoutException: Read timed out", "in time"),
        (
            "java.net.NoRouteToHostException: No route to host",
            "could not reach your server",
        ),
        (
            "sun.security.validator.ValidatorException: PKIX path building failed: unable to find valid certification path",
            "does not trust your certificate",
        ),
        (
            "java.security.cert.CertificateExpiredException: NotAfter: Mon Nov 23",
            "has expired",
        ),
        (
            "No subject alternative names matching IP address 192.0.2.7 found",
            "different name",
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
        (
            "connect ECONNREFUSED 127.0.0.1:3000",
            "nothing was listening",
        ),
        ("getaddrinfo EAI_AGAIN pos.example.com", "name servers"),
        ("read ECONNRESET", "cut the connection"),
        ("write EPIPE", "still sending"),
        ("socket hang up", "without a complete response"),
        ("connect ETIMEDOUT 192.0.2.7:443", "in time"),
        (
            "connect EHOSTUNREACH 192.0.2.7:443",
            "could not reach your server",
        ),
        ("CERT_HAS_EXPIRED", "has expired"),
        ("DEPTH_ZERO_SELF_SIGNED_CERT", "self-signed"),
        ("UNABLE_TO_VERIFY_LEAF_SIGNATURE", "trace your certificate"),
        ("ERR_TLS_CERT_ALTNAME_INVALID", "different name"),
        // Go
        (
            "dial tcp 192.0.2.7:443: connect: connection refused",
            "nothing was listening",
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
            "does not trust your certificate",
        ),
        (
            "x509: certificate is valid for a.example, not b.example",
            "different name",
        ),
        (
            "Post \"https://pos.example.com\": EOF",
            "without a response",
        ),
        (
            "connect: network is unreachable",
            "could not reach your server",
        ),
        ("stopped after 10 redirects", "circle"),
        // curl
        (
            "curl: (6) Could not resolve host: pos.example.com",
            "not found",
        ),
        ("curl: (52) Empty reply from server", "without a response"),
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
        // Arabic: "connection refused", "connection timed out", "can't connect to the server", "the service is not
        // available".
        ("تم رفض الاتصال", "nothing was listening"),
        ("انتهت مهلة الاتصال", "in time"),
        ("تعذر الاتصال بالخادم", "could not connect"),
        ("الخدمة غير متوفرة", "unavailable"),
    ] {
        for code in [None, Some(0), Some(-1)] {
            let found = explain(code, message).meaning;
            assert!(found.contains(words), "{message}: {found}");
        }
    }
}

/// The head of `unrecorded.txt` describes its format.
#[test]
fn no_client_is_given_a_cause_that_it_does_not_mean() {
    let mut client = "";
    let mut named = 0;
    let mut told = 0;
    for line in include_str!("unrecorded.txt").lines() {
        if let Some(name) = line.strip_prefix("== ") {
            client = name;
        }
        let Some((causes, message)) = line.split_once(" | ").filter(|_| !line.starts_with('#'))
        else {
            continue;
        };
        let message = message.replace(r"\n", "\n");
        let found = explain(Some(0), &message);
        let is_meant = |cause: &Cause| {
            let name: &str = cause.into();
            let is_tls = name.starts_with("tls_");
            causes
                .split(',')
                .any(|meant| meant == name || (meant == "tls" && is_tls))
        };
        let fits = match found.cause {
            Cause::Unknown => {
                causes == "-"
                    || found.candidates.is_empty()
                    || found.candidates.iter().any(is_meant)
            }
            cause => causes != "tls" && is_meant(&cause),
        };
        assert!(fits, "{client}: {message}: {causes}, not {found:?}");
        if !causes.contains(',') && !matches!(causes, "-" | "tls") {
            told += 1;
            named += usize::from(found.cause != Cause::Unknown);
        }
    }
    assert!(
        named * 100 >= told * 85,
        "too many are left open: {named} are named of {told} that tell it"
    );
}
