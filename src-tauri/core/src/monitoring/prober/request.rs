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
    select,
    task::JoinSet,
    time::{Instant, timeout_at},
};
use tokio_util::sync::CancellationToken;
use url::{Position, Url};

use crate::monitoring::prober::simulate;
use crate::platform::http_only::HttpOnly;
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
    let other_protocol = CancellationToken::new();
    let stream = HttpOnly::new(stream, other_protocol.clone());
    let asked = async {
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
        // Ends with this function, whatever the other side does.
        let mut driver = JoinSet::new();
        driver.spawn(connection);
        let answer = sender.send_request(request).await?;
        Ok::<_, hyper::Error>((answer, driver, sender))
    };
    // Ends at once, whatever the client makes of it.
    let asked = select! {
        () = other_protocol.cancelled() => return Err(ResponseFailure::NotHttp),
        asked = timeout_at(deadline, asked) => asked,
    };
    let (answer, _driver, _sender) = match asked {
        Ok(Ok(answered)) => answered,
        _ if other_protocol.is_cancelled() => return Err(ResponseFailure::NotHttp),
        Ok(Err(error)) => return Err(why_not(&error)),
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

#[cfg(test)]
mod tests {
    use std::{
        io::{Read as _, Write as _},
        net::TcpListener,
    };

    use tokio::net::TcpStream;

    use super::*;

    /// The greeting comes before, while or after the request is written.
    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn who_speaks_first_is_no_http_whenever_it_is_heard() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        std::thread::spawn(move || {
            for (round, mut stream) in listener.incoming().flatten().enumerate() {
                // Up to 0.3 ms later, which is too short to sleep.
                let begun = std::time::Instant::now();
                while begun.elapsed() < Duration::from_micros(round as u64 % 300) {}
                let _ = stream.write_all(b"220 mail.example.com ESMTP\r\n");
                let _ = stream.read(&mut [0; 1024]);
            }
        });
        let url = Url::parse(&format!("http://{address}/retm/orders")).unwrap();
        for round in 0..2_000 {
            let stream = TcpStream::connect(address).await.unwrap();
            let request = request(&url, Method::Head).unwrap();
            let deadline = Instant::now() + Duration::from_secs(10);
            let asked = ask(stream, request, deadline).await;
            assert!(
                matches!(asked, Err(ResponseFailure::NotHttp)),
                "in round {round}: {:?}",
                asked.err()
            );
        }
    }
}
