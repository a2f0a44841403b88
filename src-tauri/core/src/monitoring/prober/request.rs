//! The request of a probe: one HEAD, or one event as RETM would POST it. It sends no credentials and follows no
//! redirect. The response is read up to a limit.

use std::{io, time::Duration};

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
// hyper: the receiver's HTTP as well; its errors distinguish a reset, a hang-up and an invalid response.
use hyper::{HeaderMap, Request, body::Incoming, client::conn::http1, header};
use hyper_util::rt::TokioIo;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    task::JoinSet,
    time::{Instant, timeout_at},
};
use url::{Position, Url};

use crate::monitoring::prober::simulate;
use crate::probe::{
    BODY_LIMIT, Method,
    outcome::{Body, ResponseFailure},
};

/// The event to post.
const EVENT: &str = "order.created";
/// The maximum number of headers of an answer.
const HEADERS: usize = 24;

/// The head of an answer, and the part of its body that was read.
pub(crate) struct Read {
    /// Its status.
    pub(crate) status: u16,
    /// Its headers, without those with secrets.
    pub(crate) headers: Vec<(String, String)>,
    /// How long after the request the head arrived.
    pub(crate) after: Duration,
    /// The part of the body that was read.
    pub(crate) text: Vec<u8>,
    /// How the body ended.
    pub(crate) body: Body,
}

impl Read {
    /// The first header of that name, which must be in lower case.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut found = self.headers.iter().filter(|(key, _)| key == name);
        found.next().map(|(_, value)| value.as_str())
    }
}

/// The request for a URL; `None` if HTTP can't represent it.
pub(crate) fn request(url: &Url, method: Method) -> Option<Request<Full<Bytes>>> {
    let request = match method {
        Method::Head => builder(url)
            .method(hyper::Method::HEAD)
            .body(Full::default()),
        Method::Event => builder(url)
            .method(hyper::Method::POST)
            .header(header::CONTENT_TYPE, "application/json")
            .body(Full::from(simulate::event(EVENT).to_string())),
    };
    request.ok()
}

/// A GET of the same URL, for an endpoint that does not allow HEAD.
pub(crate) fn get(url: &Url) -> Option<Request<Full<Bytes>>> {
    builder(url).body(Full::default()).ok()
}

fn builder(url: &Url) -> hyper::http::request::Builder {
    let host = &url[Position::BeforeHost..Position::AfterPort];
    let target = &url[Position::BeforePath..Position::AfterQuery];
    Request::builder()
        .uri(target)
        .header(header::HOST, host)
        .header(
            header::USER_AGENT,
            concat!("missedhook/", env!("CARGO_PKG_VERSION")),
        )
        .header(header::ACCEPT, "*/*")
        .header(header::CONNECTION, "close")
}

/// Sends a request and reads the answer before the deadline.
///
/// # Errors
/// Why no response head arrived.
pub(crate) async fn ask(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    request: Request<Full<Bytes>>,
    deadline: Instant,
) -> Result<Read, ResponseFailure> {
    let began = Instant::now();
    let asked = async {
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream))
            .await
            .map_err(|error| why_not(&error))?;
        // Ends with this function, whatever the other side does.
        let mut driver = JoinSet::new();
        driver.spawn(connection);
        match sender.send_request(request).await {
            Ok(answer) => Ok((answer, driver, sender)),
            Err(error) if spoke_first(&error, &mut driver).await => Err(ResponseFailure::NotHttp),
            Err(error) => Err(why_not(&error)),
        }
    };
    let (answer, _driver, _sender) = match timeout_at(deadline, asked).await {
        Ok(asked) => asked?,
        Err(_) => return Err(ResponseFailure::Silent(began.elapsed())),
    };
    let after = began.elapsed();
    let status = answer.status().as_u16();
    let headers = headers(answer.headers());
    let mut text = Vec::new();
    let reading = read(answer.into_body(), &mut text);
    let body = match timeout_at(deadline, reading).await {
        Ok(body) => body,
        Err(_) => Body::Slow(began.elapsed()),
    };
    Ok(Read {
        status,
        headers,
        after,
        text,
        body,
    })
}

/// Reads a body to its end or up to the limit; does not wait for the rest.
async fn read(mut body: Incoming, text: &mut Vec<u8>) -> Body {
    while let Some(frame) = body.frame().await {
        match frame.map(hyper::body::Frame::into_data) {
            Ok(Ok(data)) => {
                let room = BODY_LIMIT.saturating_sub(text.len());
                text.extend_from_slice(data.get(..room).unwrap_or(&data));
                if text.len() >= BODY_LIMIT {
                    return Body::Read;
                }
            }
            // Trailers.
            Ok(Err(_)) => {}
            Err(_) => return Body::Broken,
        }
    }
    Body::Read
}

fn headers(found: &HeaderMap) -> Vec<(String, String)> {
    let headers = found.iter().take(HEADERS);
    headers
        .map(|(name, value)| {
            let value = if is_secret(name.as_str()) {
                "(not shown)".to_owned()
            } else {
                String::from_utf8_lossy(value.as_bytes()).into_owned()
            };
            (name.as_str().to_owned(), value)
        })
        .collect()
}

/// Whether a header may hold a session or a key.
fn is_secret(name: &str) -> bool {
    [
        "cookie",
        "token",
        "secret",
        "session",
        "authorization",
        "api-key",
        "csrf",
    ]
    .iter()
    .any(|word| name.contains(word))
}

/// Whether the other side said something before it was asked, as mail servers, SSH and databases do. hyper then ends the
/// connection and sends no request. It says why in the error of the request or, if it noticed before, in the end of the
/// connection; that error alone has no question of its own, and nothing caused it.
async fn spoke_first(error: &hyper::Error, connection: &mut JoinSet<hyper::Result<()>>) -> bool {
    if !error.is_canceled() {
        return false;
    }
    let is_it = |why: &hyper::Error| {
        std::error::Error::source(why).is_none() && !why.is_incomplete_message()
    };
    let reason = std::error::Error::source(error);
    match reason.and_then(|reason| reason.downcast_ref::<hyper::Error>()) {
        Some(why) => is_it(why),
        None => matches!(connection.join_next().await, Some(Ok(Err(why))) if is_it(&why)),
    }
}

fn why_not(error: &hyper::Error) -> ResponseFailure {
    let mut source = std::error::Error::source(error);
    while let Some(inner) = source {
        if let Some(io) = inner.downcast_ref::<io::Error>() {
            return match io.kind() {
                io::ErrorKind::ConnectionReset
                | io::ErrorKind::ConnectionAborted
                | io::ErrorKind::BrokenPipe => ResponseFailure::Reset,
                io::ErrorKind::UnexpectedEof => ResponseFailure::HungUp,
                _ => ResponseFailure::Other(io.to_string()),
            };
        }
        source = inner.source();
    }
    if error.is_parse() {
        ResponseFailure::NotHttp
    } else if error.is_incomplete_message() || error.is_closed() || error.is_canceled() {
        ResponseFailure::HungUp
    } else {
        ResponseFailure::Other(error.to_string())
    }
}
