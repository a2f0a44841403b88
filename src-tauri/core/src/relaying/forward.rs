//! One attempt to forward a request, over its own connection: no HTTP client's hidden retry can send a reward twice.
//! Follows no redirect and uses no proxy.

use std::{
    error::Error as _,
    io,
    sync::{Arc, OnceLock},
    time::Duration,
};

use bytes::{Bytes, BytesMut};
use http_body_util::{BodyExt as _, Full};
use hyper::{
    Request, Response, Uri,
    body::Incoming,
    client::conn::http1,
    header::{HOST, HeaderName, HeaderValue, RETRY_AFTER},
};
use hyper_util::rt::TokioIo;
use rustls::{ClientConfig, RootCertStore, pki_types::ServerName};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
    select,
    time::{Instant, timeout_at},
};
use tokio_rustls::TlsConnector;
use tokio_util::sync::CancellationToken;

use crate::{
    model::{
        http_url::HttpUrl,
        moment::{Clock, Moment},
    },
    platform::http_only::HttpOnly,
    relay::{
        headers,
        request::{Attempt, AttemptParts, Headers, MAX_ANSWER, NewRequest, Trigger},
        schedule::{self, Outcome},
    },
};

/// The time limit for connecting, including TLS.
const CONNECT_LIMIT: Duration = Duration::from_secs(5);
/// The time limit of the whole attempt.
pub const ATTEMPT_LIMIT: Duration = Duration::from_secs(30);
/// How much of an answer is read for RETM. Those of the webhooks whose answer is used have a few kilobytes.
const ANSWER_LIMIT: usize = 16 << 20;

const NOT_HTTP: &str = "What came back is not HTTP.";

/// The integration's answer.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The end-to-end headers.
    pub headers: Headers,
    /// The whole body.
    pub body: Bytes,
}

/// The result of an attempt.
#[derive(Clone, Debug)]
pub struct Attempted {
    /// For the record.
    pub attempt: Attempt,
    /// For the schedule.
    pub outcome: Outcome,
    /// For RETM; `None` if it is incomplete.
    pub answer: Option<Answer>,
}

/// An attempt to make: what to forward, and where.
pub struct AttemptRequest<'a> {
    /// The request as received.
    pub request: &'a NewRequest,
    /// The target; the path is appended.
    pub target: &'a HttpUrl,
    /// The number of the attempt, from 1, including replays.
    pub number: u32,
    /// Why it is made.
    pub trigger: Trigger,
    /// How long our own disk took before the attempt, in milliseconds.
    pub disk_ms: u64,
}

/// Why there was no answer, or an incomplete one.
struct Failure {
    words: String,
    is_refusal: bool,
}

impl Failure {
    fn new(words: impl Into<String>) -> Self {
        Self {
            words: words.into(),
            is_refusal: false,
        }
    }
}

impl AttemptRequest<'_> {
    /// Makes the attempt. Ends within [`ATTEMPT_LIMIT`].
    pub async fn send(self, clock: &Clock) -> Attempted {
        let (at, begun) = (clock(), Instant::now());
        let deadline = begun + ATTEMPT_LIMIT;
        let mut parts = AttemptParts {
            disk_ms: self.disk_ms,
            ..AttemptParts::default()
        };
        let path = full_path(self.target, self.request);
        let mut attempt = Attempt {
            at,
            ms: 0,
            trigger: self.trigger,
            status: None,
            error: None,
            parts,
            response_headers: Vec::new(),
            response_body: Bytes::new(),
            response_cut: false,
            target: format!("{}{path}", origin(self.target)),
            edited_body: None,
        };
        let connected = connect(self.target, deadline.min(begun + CONNECT_LIMIT)).await;
        parts.connect_ms = millis(begun.elapsed());
        let sent = Instant::now();
        let answered = match connected {
            Ok(stream) => self.ask(stream, &path, at, deadline).await,
            Err(failure) => Err(failure),
        };
        let (outcome, answer) = match answered {
            Ok(response) => take(&mut attempt, response, deadline, clock).await,
            Err(failure) => {
                attempt.error = Some(failure.words);
                match failure.is_refusal {
                    true => (Outcome::Refused, None),
                    false => (Outcome::Failed, None),
                }
            }
        };
        parts.answer_ms = millis(sent.elapsed());
        attempt.parts = parts;
        attempt.ms = millis(begun.elapsed());
        Attempted {
            attempt,
            outcome,
            answer,
        }
    }

    async fn ask(
        &self,
        stream: Box<dyn Stream>,
        path: &str,
        now: Moment,
        deadline: Instant,
    ) -> Result<Response<Incoming>, Failure> {
        let request = self.request_for(path, now)?;
        let other_protocol = CancellationToken::new();
        let stream = HttpOnly::new(stream, other_protocol.clone());
        let asking = async {
            let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
            // Ends with the answer's body, or when that is dropped.
            tokio::spawn(connection);
            sender.send_request(request).await
        };
        let asked = select! {
            () = other_protocol.cancelled() => return Err(not_http()),
            asked = timeout_at(deadline, asking) => asked,
        };
        match asked {
            Ok(Ok(response)) => Ok(response),
            _ if other_protocol.is_cancelled() => Err(not_http()),
            Ok(Err(error)) => Err(Failure::new(of_http(&error))),
            Err(_) => Err(Failure::new(no_answer())),
        }
    }

    fn request_for(&self, path: &str, now: Moment) -> Result<Request<Full<Bytes>>, Failure> {
        let cannot = |what: &str| Failure::new(format!("The request can't be handed on: {what}."));
        let uri: Uri = path.parse().map_err(|_| cannot("its path is none"))?;
        let mut request = Request::builder()
            .method(&*self.request.method)
            .uri(uri)
            .body(Full::new(self.request.body.clone()))
            .map_err(|_| cannot("its method is none"))?;
        let map = request.headers_mut();
        let host = host(self.target);
        let host = HeaderValue::from_str(&host).map_err(|_| cannot("the target has no host"))?;
        map.insert(HOST, host);
        let own = [
            (headers::WEBHOOK_ID, self.request.webhook_id.clone()),
            (
                headers::WEBHOOK_TIMESTAMP,
                now.millis().div_euclid(1000).to_string(),
            ),
            (headers::ATTEMPT, self.number.to_string()),
        ];
        let own = own.map(|(name, value)| (name.to_owned(), value.into_bytes()));
        for (name, value) in self.request.headers.iter().chain(&own) {
            let name = HeaderName::from_bytes(name.as_bytes());
            let value = HeaderValue::from_bytes(value);
            if let (Ok(name), Ok(value)) = (name, value) {
                map.append(name, value);
            }
        }
        Ok(request)
    }
}

/// Whether something listens at the target. Sends nothing.
pub async fn listens(target: &HttpUrl) -> bool {
    let deadline = Instant::now() + CONNECT_LIMIT;
    matches!(timeout_at(deadline, tcp(target)).await, Ok(Ok(_)))
}

/// The transport of an HTTP connection.
trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

async fn connect(target: &HttpUrl, deadline: Instant) -> Result<Box<dyn Stream>, Failure> {
    let connecting = async {
        let stream = tcp(target)
            .await
            .map_err(|error| of_connecting(&error, target))?;
        let _ = stream.set_nodelay(true);
        if target.scheme() != "https" {
            return Ok(Box::new(stream) as Box<dyn Stream>);
        }
        let host = target
            .host_str()
            .unwrap_or_default()
            .trim_matches(['[', ']']);
        let name = ServerName::try_from(host.to_owned())
            .map_err(|_| Failure::new("The target's host can't stand in a certificate."))?;
        let tls = TlsConnector::from(tls().map_err(Failure::new)?);
        let stream = tls.connect(name, stream).await;
        let stream = stream.map_err(|error| Failure::new(format!("TLS failed: {error}.")))?;
        Ok(Box::new(stream) as Box<dyn Stream>)
    };
    timeout_at(deadline, connecting).await.unwrap_or_else(|_| {
        let limit = CONNECT_LIMIT.as_secs();
        Err(Failure::new(format!("No connection within {limit} s.")))
    })
}

async fn tcp(target: &HttpUrl) -> io::Result<TcpStream> {
    let host = target
        .host_str()
        .unwrap_or_default()
        .trim_matches(['[', ']']);
    let port = target.port_or_known_default().unwrap_or(80);
    TcpStream::connect((host, port)).await
}

/// The system's trusted certificates, or Mozilla's if it has none; read once.
fn tls() -> Result<Arc<ClientConfig>, String> {
    static CONFIG: OnceLock<Result<Arc<ClientConfig>, String>> = OnceLock::new();
    let make = || {
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        if roots.is_empty() {
            roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
        }
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|error| error.to_string())?
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(Arc::new(config))
    };
    CONFIG.get_or_init(make).clone()
}

/// Reads the answer into the attempt. Returns the outcome, and the answer if it is complete.
async fn take(
    attempt: &mut Attempt,
    response: Response<Incoming>,
    deadline: Instant,
    clock: &Clock,
) -> (Outcome, Option<Answer>) {
    let (head, body) = response.into_parts();
    let status = head.status.as_u16();
    let retry_after = head.headers.get(RETRY_AFTER);
    let retry_after = retry_after.and_then(|value| value.to_str().ok());
    let outcome = Outcome::Answered {
        status,
        retry_after: retry_after.and_then(|value| schedule::retry_after(value, clock())),
    };
    let headers = headers::end_to_end(&of_map(&head.headers));
    let (body, whole) = read(body, deadline).await;
    attempt.status = Some(status);
    attempt.response_cut = body.len() > MAX_ANSWER;
    attempt.response_body = body.slice(..body.len().min(MAX_ANSWER));
    attempt.response_headers.clone_from(&headers);
    attempt.error = whole.err();
    let answer = attempt.error.is_none().then_some(Answer {
        status,
        headers,
        body,
    });
    (outcome, answer)
}

/// Reads the body up to the limit. Returns why it is incomplete, if it is.
async fn read(mut body: Incoming, deadline: Instant) -> (Bytes, Result<(), String>) {
    let mut bytes = BytesMut::new();
    loop {
        let frame = match timeout_at(deadline, body.frame()).await {
            Ok(None) => return (bytes.freeze(), Ok(())),
            Ok(Some(Ok(frame))) => frame,
            Ok(Some(Err(_))) => return (bytes.freeze(), Err("The answer broke off.".to_owned())),
            Err(_) => {
                let limit = ATTEMPT_LIMIT.as_secs();
                let words = format!("The answer did not end within {limit} s.");
                return (bytes.freeze(), Err(words));
            }
        };
        if let Ok(data) = frame.into_data() {
            bytes.extend_from_slice(&data);
        }
        if bytes.len() > ANSWER_LIMIT {
            let limit = ANSWER_LIMIT >> 20;
            let words = format!("The answer is longer than {limit} MiB.");
            return (bytes.freeze(), Err(words));
        }
    }
}

fn of_connecting(error: &io::Error, target: &HttpUrl) -> Failure {
    let at = origin(target);
    match error.kind() {
        io::ErrorKind::ConnectionRefused => Failure {
            words: format!("Connection refused: nothing listens at {at}."),
            is_refusal: true,
        },
        io::ErrorKind::HostUnreachable | io::ErrorKind::NetworkUnreachable => {
            Failure::new(format!("{at} can't be reached: {error}."))
        }
        _ => Failure::new(format!("No connection to {at}: {error}.")),
    }
}

fn of_http(error: &hyper::Error) -> String {
    let io = error
        .source()
        .and_then(|source| source.downcast_ref::<io::Error>());
    let kind = io.map(io::Error::kind);
    let was_closed = error.is_incomplete_message() || error.is_closed() || error.is_canceled();
    match kind {
        Some(io::ErrorKind::ConnectionReset | io::ErrorKind::BrokenPipe) => {
            "The connection was reset before an answer came.".to_owned()
        }
        _ if was_closed => "The connection was closed before an answer came.".to_owned(),
        _ if error.is_parse() => NOT_HTTP.to_owned(),
        _ => format!("No answer: {error}."),
    }
}

fn not_http() -> Failure {
    Failure::new(NOT_HTTP.to_owned())
}

fn no_answer() -> String {
    format!("No answer within {} s.", ATTEMPT_LIMIT.as_secs())
}

fn of_map(map: &hyper::HeaderMap) -> Headers {
    let one = |(name, value): (&HeaderName, &HeaderValue)| {
        (name.as_str().to_owned(), value.as_bytes().to_vec())
    };
    map.iter().map(one).collect()
}

/// `http://127.0.0.1:3000`
fn origin(target: &HttpUrl) -> String {
    format!("{}://{}", target.scheme(), host(target))
}

fn host(target: &HttpUrl) -> String {
    let host = target.host_str().unwrap_or_default();
    target
        .port()
        .map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

/// The target's own path, followed by the request's path and query.
fn full_path(target: &HttpUrl, request: &NewRequest) -> String {
    let mut path = target.path().trim_end_matches('/').to_owned();
    path.push_str(&request.path);
    if let Some(query) = &request.query {
        path.push('?');
        path.push_str(query);
    }
    if path.is_empty() {
        path.push('/');
    }
    path
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}
