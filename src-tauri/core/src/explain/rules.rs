//! The rules by which codes and messages are explained, as data: HTTP statuses (RFC 9110, 6585, 7725, 4918; 520 to
//! 530 are Cloudflare's own), and what the usual clients say of transports (.NET, Java, Node, Go, curl). The first
//! that fits is taken, so the particular stands before the general.

use std::ops::RangeInclusive;

/// What is said.
#[derive(Debug)]
pub(super) struct Rule {
    /// What it means, in one sentence, as the developer of the endpoint sees it.
    pub(super) meaning: &'static str,
    /// The usual causes, the most usual first; one to four.
    pub(super) causes: &'static [&'static str],
    /// What to try next, in one sentence.
    pub(super) next: &'static str,
}

const fn rule(meaning: &'static str, causes: &'static [&'static str], next: &'static str) -> Rule {
    Rule {
        meaning,
        causes,
        next,
    }
}

/// Code 0, and nothing in the message that is known.
pub(super) const ZERO: Rule = rule(
    "RETM gave code 0, which it does not document; most likely no HTTP answer came at all.",
    &[
        "Nothing listens at the address and port",
        "The name is not found",
        "The connection or the certificate is turned down",
        "No answer came in time",
    ],
    "Probe the endpoint: it shows at which step the way ends.",
);

/// No code, and nothing in the message that is known.
pub(super) const NO_CODE: Rule = rule(
    "RETM gave no code, so why it gave up is not known.",
    &[
        "No HTTP answer came at all",
        "RETM could not tell what happened",
    ],
    "Probe the endpoint: it shows at which step the way ends.",
);

/// Any other number; it is put in front.
pub(super) const UNKNOWN_CODE: Rule = rule(
    "is no HTTP status, and RETM does not document its codes.",
    &[
        "No HTTP answer came at all",
        "A number of RETM's own, or of the library it sends with",
    ],
    "Probe the endpoint: it shows at which step the way ends.",
);

const FRAMEWORK: &str = "The framework turned it down before your handler saw it";

/// By status. Ranges at the end of each class catch what is not named.
// Statics, so that a rule has one place and a test can tell which one it met.
pub(super) static CODES: &[(RangeInclusive<i64>, Rule)] = &[
    (
        100..=199,
        rule(
            "Your endpoint sent an interim answer, and none that ends the request.",
            &[
                "The server upgrades the connection, as for WebSockets",
                "The handler stopped after “100 Continue”",
            ],
            "Send a final answer: 200 with an empty body is enough.",
        ),
    ),
    (
        202..=202,
        rule(
            "Your endpoint accepted the event (202); RETM may want a plain 200.",
            &["RETM counts another 2xx than 200 as a failure"],
            "Answer 200, and see whether RETM stops reporting it.",
        ),
    ),
    (
        204..=205,
        rule(
            "Your endpoint took the event and answered without content; RETM may want a plain 200.",
            &[
                "RETM counts another 2xx than 200 as a failure",
                "RETM expects a body",
            ],
            "Answer 200 with a short body, and see whether RETM stops reporting it.",
        ),
    ),
    (
        200..=299,
        rule(
            "Your endpoint answered that all is well, and RETM counts it as failed all the same.",
            &[
                "The answer did not end in time",
                "RETM expects another body or content type",
                "The connection broke after the status",
            ],
            "Probe the endpoint: it shows whether its answer ends, and when.",
        ),
    ),
    (
        301..=301,
        rule(
            "Your endpoint has moved for good, and sends the caller to another URL.",
            &[
                "http:// leads to https://",
                "A slash at the end, or www, is added",
                "The path was changed in a router",
            ],
            "Give RETM the URL that the redirect leads to.",
        ),
    ),
    (
        302..=303,
        rule(
            "Your endpoint sends the caller to another URL, often to a sign-in page.",
            &[
                "The route asks for a signed-in user",
                "http:// leads to https://",
                "The framework redirects after a POST",
            ],
            "Take the route out of what asks for a sign-in, and answer it directly.",
        ),
    ),
    (
        304..=304,
        rule(
            "Your endpoint says “not modified”, which means nothing for a POST.",
            &["A cache or a proxy in front answers instead of your program"],
            "Keep the cache away from this route.",
        ),
    ),
    (
        307..=308,
        rule(
            "Your endpoint asks for the same request at another URL.",
            &[
                "http:// leads to https://",
                "A slash at the end is added or taken away",
            ],
            "Give RETM the URL that the redirect leads to.",
        ),
    ),
    (
        300..=399,
        rule(
            "Your endpoint redirects, and RETM is not known to follow.",
            &["A proxy or a router sends the caller elsewhere"],
            "Give RETM the URL that answers by itself.",
        ),
    ),
    (
        400..=400,
        rule(
            "Your endpoint calls RETM's request a bad one.",
            &[
                "Your handler expects another shape of body or another field",
                FRAMEWORK,
                "The request went to an HTTPS port in plain HTTP",
            ],
            "Look in your log for what could not be read, and post a test event.",
        ),
    ),
    (
        401..=401,
        rule(
            "Your endpoint asks RETM to authenticate, or does not accept its token.",
            &[
                "The token that you gave RETM is not the one you check",
                "RETM was given no token",
                "A sign-in stands in front of the route",
            ],
            "Compare the token that your endpoint checks with the one that you gave RETM.",
        ),
    ),
    (
        402..=402,
        rule(
            "What stands in front of your endpoint asks for payment.",
            &["The tunnel's or the host's plan is used up"],
            "Look at the plan of your tunnel or host.",
        ),
    ),
    (
        403..=403,
        rule(
            "Your endpoint understood RETM and turns it away.",
            &[
                "A firewall, bot protection or list of addresses keeps RETM out",
                "A check against forged requests (CSRF) asks for a token",
                "The token is right, and lacks the right",
            ],
            "Let the route past the firewall and the CSRF check, and check RETM's token instead.",
        ),
    ),
    (
        404..=404,
        rule(
            "Nothing answers at that path of your server.",
            &[
                "The path has changed, or has a typing error",
                "The new version without that route is live",
                "The tunnel is down, and its far end says so",
            ],
            "Compare the path in RETM's portal with your routes, letter by letter.",
        ),
    ),
    (
        405..=405,
        rule(
            "That path exists, and does not take POST.",
            &[
                "The route is for GET alone",
                "A redirect or a static file server stands there",
            ],
            "Have the route take POST.",
        ),
    ),
    (
        406..=406,
        rule(
            "Your endpoint can't answer in a form that RETM accepts.",
            &["The framework chooses by the Accept header"],
            "Answer JSON or an empty body, whatever Accept says.",
        ),
    ),
    (
        407..=407,
        rule(
            "A proxy on the way asks for a sign-in.",
            &["The way to your endpoint leads through a company's proxy"],
            "Let RETM's requests in without that proxy.",
        ),
    ),
    (
        408..=408,
        rule(
            "Your server waited too long for the rest of RETM's request.",
            &[
                "The server's limit for reading a request is too short",
                "A proxy holds the body back",
            ],
            "Give the server more time to read a request.",
        ),
    ),
    (
        409..=409,
        rule(
            "Your endpoint says that the event conflicts with what it has.",
            &[
                "The event came before, and was kept",
                "Two events change the same thing at once",
            ],
            "Answer 200 to an event that you have already.",
        ),
    ),
    (
        410..=410,
        rule(
            "Your endpoint says that it is gone for good.",
            &[
                "The route was retired",
                "The function or app behind it was deleted",
            ],
            "Register the new URL with RETM, or bring the route back.",
        ),
    ),
    (
        411..=411,
        rule(
            "Your server wants to know the length of the body beforehand.",
            &["A proxy refuses bodies that come in chunks"],
            "Have the server take chunked bodies.",
        ),
    ),
    (
        412..=412,
        rule(
            "Your endpoint asks for a condition that RETM's request does not meet.",
            &["The framework checks If-Match or a version header"],
            "Ask for no condition on this route.",
        ),
    ),
    (
        413..=413,
        rule(
            "RETM's event is larger than your server takes.",
            &[
                "The limit for bodies is too small (nginx: 1 MB; many frameworks: 100 KB)",
                "An order or a menu is unusually large",
            ],
            "Raise the limit for bodies on this route.",
        ),
    ),
    (
        414..=414,
        rule(
            "The URL is longer than your server takes.",
            &["The registered URL carries too much in its query"],
            "Register a shorter URL.",
        ),
    ),
    (
        415..=415,
        rule(
            "Your endpoint does not take the content type that RETM sends.",
            &[
                "The route reads forms, and RETM sends JSON",
                "The framework wants an exact “application/json”",
            ],
            "Have the route read application/json, with or without a charset.",
        ),
    ),
    (
        417..=417,
        rule(
            "Your server does not do what the Expect header asks for.",
            &["A proxy does not know “Expect: 100-continue”"],
            "Let the proxy ignore the Expect header.",
        ),
    ),
    (
        421..=421,
        rule(
            "The request reached a server that is not responsible for that host.",
            &[
                "The host name is missing in the proxy's configuration",
                "The name in TLS and in the Host header differ",
            ],
            "Add the host name to the server that answers.",
        ),
    ),
    (
        422..=422,
        rule(
            "Your endpoint read RETM's event and finds something wrong in it.",
            &[
                "A field that your code requires is empty or missing",
                "A field has another type than your schema says",
            ],
            "Look in your log for the field, and accept what RETM really sends.",
        ),
    ),
    (
        425..=425,
        rule(
            "Your server does not take requests in TLS's early data.",
            &["0-RTT is switched on in front of a server that refuses it"],
            "Switch 0-RTT off in front of this route.",
        ),
    ),
    (
        426..=426,
        rule(
            "Your server wants another protocol.",
            &[
                "The route is for WebSockets",
                "The server speaks HTTP/2 or TLS only",
            ],
            "Have the route take plain HTTP/1.1 POSTs over HTTPS.",
        ),
    ),
    (
        428..=428,
        rule(
            "Your endpoint asks for a conditional request.",
            &["The framework wants If-Match on every change"],
            "Ask for no condition on this route.",
        ),
    ),
    (
        429..=429,
        rule(
            "Your endpoint, or what stands in front of it, gets too many requests.",
            &[
                "A rate limit counts all of RETM as one caller",
                "The tunnel's plan is used up",
                "A burst of events after an outage",
            ],
            "Raise the rate limit for RETM, and put events into a queue.",
        ),
    ),
    (
        431..=431,
        rule(
            "The headers are larger than your server takes.",
            &[
                "The limit for headers is too small",
                "The token that you gave RETM is very long",
            ],
            "Raise the limit for headers, or give RETM a shorter token.",
        ),
    ),
    (
        451..=451,
        rule(
            "The host of your endpoint refuses for legal reasons.",
            &["The host blocks the country that RETM sends from"],
            "Ask your host, or take one that lets Saudi Arabia in.",
        ),
    ),
    (
        400..=499,
        rule(
            "Your endpoint turned RETM's request down.",
            &[
                "Your handler answers so on purpose",
                FRAMEWORK,
                "Something in front of it answers instead",
            ],
            "Find out in your log who answers so, and why.",
        ),
    ),
    (
        500..=500,
        rule(
            "Your endpoint failed while it handled the event.",
            &[
                "An exception in your handler that nobody caught",
                "A database or service behind it is not there",
                "An event of a shape that your code did not expect",
            ],
            "Look in your log for the exception at that time.",
        ),
    ),
    (
        501..=501,
        rule(
            "Your server does not know how to handle that method.",
            &["A static file server or a stub stands there"],
            "See that the URL leads to your program.",
        ),
    ),
    (
        502..=502,
        rule(
            "The proxy in front of your endpoint gets no proper answer from your program.",
            &[
                "Your program is not running, or is restarting",
                "It listens on another port or address than the proxy asks",
                "It crashes while it answers",
            ],
            "See that your program runs and listens on the port that the proxy leads to.",
        ),
    ),
    (
        503..=503,
        rule(
            "Your endpoint says that it is not available just now.",
            &[
                "It is restarting, or being deployed",
                "It has more to do than it can",
                "The host has put it to sleep",
            ],
            "See that your program runs, and how loaded it is.",
        ),
    ),
    (
        504..=504,
        rule(
            "The proxy in front of your endpoint waited too long for your program.",
            &[
                "Your handler works too long before it answers",
                "A database or service behind it hangs",
                "Your program can't be reached from the proxy",
            ],
            "Answer at once, and do the work afterwards.",
        ),
    ),
    (
        505..=505,
        rule(
            "Your server does not speak RETM's version of HTTP.",
            &["An old or a very strict server"],
            "Have the server take HTTP/1.1.",
        ),
    ),
    (
        507..=507,
        rule(
            "Your server has no room to keep the event.",
            &["The disk is full", "A quota is used up"],
            "Free some space, or raise the quota.",
        ),
    ),
    (
        508..=508,
        rule(
            "Your server found that the request goes round in a circle.",
            &["A proxy leads back to itself"],
            "Follow the way of one request through your proxies.",
        ),
    ),
    (
        511..=511,
        rule(
            "A network's sign-in page answers instead of your endpoint.",
            &["The machine is behind a guest network's sign-in"],
            "Sign in to that network, or use another.",
        ),
    ),
    (
        520..=520,
        rule(
            "Cloudflare got an answer from your server that it can't make sense of (520).",
            &[
                "Your program crashes while it answers",
                "Its headers are too large",
                "The connection is closed before the answer",
            ],
            "Look in your server's log at that time, and ask it past Cloudflare.",
        ),
    ),
    (
        521..=521,
        rule(
            "Your server refuses Cloudflare's connection (521).",
            &[
                "Your program or web server is not running",
                "A firewall keeps Cloudflare's addresses out",
            ],
            "See that it runs, and lets Cloudflare's addresses in.",
        ),
    ),
    (
        522..=522,
        rule(
            "Cloudflare gets no connection to your server in time (522).",
            &[
                "A firewall drops Cloudflare's packets",
                "The server is overloaded or off",
                "The DNS record at Cloudflare has an old address",
            ],
            "Compare the address at Cloudflare with your server's, and look at its firewall.",
        ),
    ),
    (
        523..=523,
        rule(
            "Cloudflare finds no way to your server (523).",
            &["The DNS record at Cloudflare has a wrong address"],
            "Correct the address at Cloudflare.",
        ),
    ),
    (
        524..=524,
        rule(
            "Your server takes Cloudflare's connection and answers too late (524).",
            &[
                "Your handler works for longer than 100 s",
                "A database behind it hangs",
            ],
            "Answer at once, and do the work afterwards.",
        ),
    ),
    (
        525..=525,
        rule(
            "Cloudflare and your server do not agree on encryption (525).",
            &[
                "Your server has no certificate for that name",
                "It does not take TLS on that port",
            ],
            "Put a certificate on your server, or choose another SSL mode at Cloudflare.",
        ),
    ),
    (
        526..=526,
        rule(
            "Cloudflare does not accept your server's certificate (526).",
            &["It has expired", "It is self-signed, or for another name"],
            "Put a valid certificate, or one of Cloudflare's origin certificates, on your server.",
        ),
    ),
    (
        527..=527,
        rule(
            "Cloudflare's Railgun could not reach your server (527).",
            &["The Railgun listener is down or cut off"],
            "Switch Railgun off at Cloudflare; it is retired.",
        ),
    ),
    (
        530..=530,
        rule(
            "Cloudflare can't find your server, or your tunnel is down (530).",
            &[
                "cloudflared is not running (error 1033)",
                "The DNS record at Cloudflare leads nowhere (error 1016)",
            ],
            "Start cloudflared, or correct the DNS record at Cloudflare.",
        ),
    ),
    (
        500..=599,
        rule(
            "Your endpoint, or what stands in front of it, failed.",
            &[
                "An exception in your handler",
                "A proxy that can't reach your program",
            ],
            "Look in your log, and in your proxy's, at that time.",
        ),
    ),
];

/// By what the message says, in lower case.
pub(super) static MESSAGES: &[(&[&str], Rule)] = &[
    (
        &[
            "certificate has expired",
            "certificate expired",
            "cert_has_expired",
            "certificateexpired",
            "certificate is expired",
            "notafter",
            "انتهت صلاحية الشهادة",
        ],
        rule(
            "Your certificate has expired, so RETM does not connect.",
            &[
                "It was not renewed",
                "It was renewed, and the server was not reloaded",
            ],
            "Renew it and reload the server; a probe shows its dates.",
        ),
    ),
    (
        &[
            "certificate is not yet valid",
            "certificate not yet valid",
            "cert_not_yet_valid",
            "certificatenotyetvalid",
            "notbefore",
        ],
        rule(
            "Your certificate is not valid yet.",
            &["A new one was put in place too early", "A clock is wrong"],
            "Put the valid one back, and check the clocks.",
        ),
    ),
    (
        &[
            "remotecertificatenamemismatch",
            "altname",
            "alternative name",
            "does not match target host",
            "hostname mismatch",
            "hostname doesn't match",
            "certificate is valid for",
            "certificate subject name",
        ],
        rule(
            "Your certificate is for another name than the one in the URL.",
            &[
                "The server has no certificate for that name and shows its default one",
                "The URL has www, or has not",
            ],
            "Get a certificate for that very name, or correct the URL in RETM's portal.",
        ),
    ),
    (
        &["self-signed", "self signed", "self_signed"],
        rule(
            "Your certificate is self-signed, and RETM does not trust it.",
            &[
                "A certificate for development is in use",
                "The server shows its default certificate",
            ],
            "Use a certificate of a public authority, such as Let's Encrypt.",
        ),
    ),
    (
        &[
            "remotecertificatechainerrors",
            "partialchain",
            "untrustedroot",
            "unknown authority",
            "unable to get local issuer",
            "unable_to_get_issuer",
            "unable_to_verify_leaf",
            "unable to verify the first",
            "pkix path",
            "unknownissuer",
            "unknown issuer",
            "unknown_ca",
        ],
        rule(
            "RETM finds no way from your certificate to an authority that it trusts.",
            &[
                "The server does not send the intermediate certificate",
                "The certificate is of an authority of your own",
            ],
            "Have the server send the whole chain (fullchain.pem, not cert.pem).",
        ),
    ),
    (
        &[
            "ssl connection could not be established",
            "secure channel",
            "sslhandshake",
            "handshake",
            "certificate",
            "ssl",
            "tls",
            "eproto",
            "شهادة",
        ],
        rule(
            "RETM and your server do not agree on encryption.",
            &[
                "The certificate is not right",
                "The server takes only versions or ciphers that RETM does not know",
                "The port speaks plain HTTP",
            ],
            "Probe the endpoint: it shows the certificate and what is wrong.",
        ),
    ),
    (
        &[
            "too many redirects",
            "too many automatic redirections",
            "redirects exceeded",
            "redirects followed",
            "too many redirections",
            "redirected too many times",
            "toomanyredirects",
            "too_many_redirects",
            "redirects",
        ],
        rule(
            "Your endpoint redirects in a circle, or too often.",
            &[
                "http:// and https:// lead to each other behind a proxy",
                "A slash at the end is added and taken away",
            ],
            "Give RETM a URL that answers without a redirect.",
        ),
    ),
    (
        &[
            "could not be resolved",
            "could not resolve",
            "couldn't resolve",
            "name or service not known",
            "name resolution",
            "no such host",
            "nodename nor servname",
            "unknownhost",
            "unknown host",
            "enotfound",
            "eai_again",
            "getaddrinfo",
            "nxdomain",
            "servfail",
            "dns",
            "host not found",
        ],
        rule(
            "The name of your endpoint's host is not found.",
            &[
                "The DNS record is missing, or has a typing error",
                "The tunnel got another URL when it started again",
                "The domain has expired",
                "The name servers do not answer",
            ],
            "Probe the endpoint: it shows what the name servers say.",
        ),
    ),
    (
        &["refused", "econnrefused", "رفض الاتصال"],
        rule(
            "The connection was refused: nothing listened at that address and port.",
            &[
                "Your program is not running",
                "It listens on another port, or on 127.0.0.1 alone",
                "A firewall turns the connection away",
            ],
            "Start your program, and see on which address and port it listens.",
        ),
    ),
    (
        &[
            "unreachable",
            "no route to host",
            "noroutetohost",
            "ehostunreach",
            "enetunreach",
        ],
        rule(
            "There was no way through the network to your server.",
            &[
                "The server or its network is down",
                "The DNS record has an old or a private address",
                "A firewall says “unreachable”",
            ],
            "Compare the address in DNS with your server's, and see that it is up.",
        ),
    ),
    (
        &[
            "connection reset",
            "connection was reset",
            "econnreset",
            "forcibly closed",
            "reset by peer",
            "connection aborted",
            "econnaborted",
        ],
        rule(
            "Your server, or something on the way, cut the connection.",
            &[
                "Your program crashes or restarts while it answers",
                "A proxy or firewall closes connections that wait too long",
                "Plain HTTP was sent to an HTTPS port",
            ],
            "Look in your log, and in your proxy's, at that time.",
        ),
    ),
    (
        &["broken pipe", "epipe"],
        rule(
            "Your server closed the connection while RETM was still sending.",
            &[
                "The server turns large bodies away without reading them",
                "Your program crashes or restarts",
            ],
            "Have your handler read the whole body before it answers.",
        ),
    ),
    (
        &[
            "socket hang up",
            "hung up",
            "empty reply",
            "ended prematurely",
            "unexpected end of file",
            "unexpected eof",
            "premature",
            "server closed",
            "closed the connection",
            "connection was closed",
            "connection closed",
            "failed to respond",
            "underlying connection was closed",
            "eof",
        ],
        rule(
            "Your server closed the connection without a whole answer.",
            &[
                "Your program crashes while it answers",
                "It was being restarted",
                "A tunnel is up, and nothing listens behind it",
            ],
            "Look in your log for a crash at that time.",
        ),
    ),
    (
        &[
            "timed out",
            "timeout",
            "time-out",
            "time out",
            "etimedout",
            "esockettimedout",
            "deadline exceeded",
            "did not properly respond after",
            "task was canceled",
            "task was cancelled",
            "httpclient.timeout",
            "مهلة",
        ],
        rule(
            "No answer came in time.",
            &[
                "Your handler does its work before it answers",
                "A firewall drops the packets without a word",
                "The server is overloaded, asleep or off",
            ],
            "Answer at once and do the work afterwards; a probe shows which step takes so long.",
        ),
    ),
    (
        &[
            "unable to connect",
            "could not connect",
            "couldn't connect",
            "failed to connect",
            "connection failed",
            "connect failed",
            "fetch failed",
            "network error",
            "error sending request",
            "an error occurred while sending the request",
            "تعذر الاتصال",
            "تعذّر الاتصال",
            "فشل الاتصال",
        ],
        rule(
            "RETM got no connection to your server.",
            &[
                "Your program or server is not running",
                "The address, port or name is not right",
                "A firewall keeps RETM out",
            ],
            "Probe the endpoint: it shows at which step the way ends.",
        ),
    ),
    (
        &[
            "service unavailable",
            "temporarily unavailable",
            "الخدمة غير متوفرة",
            "الخدمة غير متاحة",
        ],
        rule(
            "Your endpoint said that it is not available just now.",
            &[
                "It is restarting, or being deployed",
                "It has more to do than it can",
            ],
            "See that your program runs, and how loaded it is.",
        ),
    ),
];
