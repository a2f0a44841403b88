//! A raw HTTP/1.1 client over one TCP connection, for exact control: a test decides every byte and when to send it. It
//! also speaks to the WebDriver. No connection reuse, no redirects, no TLS.

use std::{
    io::{self, BufRead, BufReader, Read, Write},
    net::{Shutdown, TcpStream},
    time::Duration,
};

use serde_json::Value;

/// How long an answer may take.
const ANSWER_LIMIT: Duration = Duration::from_secs(60);

/// A complete answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// Names in lower case, in order.
    pub headers: Vec<(String, String)>,
    /// The body, with chunks joined.
    pub body: Vec<u8>,
}

impl Answer {
    /// The first header with this name (in lower case).
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut found = self.headers.iter().filter(|(key, _)| key == name);
        found.next().map(|(_, value)| value.as_str())
    }

    /// The body as text.
    ///
    /// # Panics
    /// If it is not UTF-8.
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).expect("the body is text")
    }

    /// The body as JSON.
    ///
    /// # Panics
    /// If it is not JSON; shows the answer.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|e| {
            let text = String::from_utf8_lossy(&self.body);
            panic!(
                "no JSON ({e}) in {} {:?}: {text}",
                self.status, self.headers
            )
        })
    }
}

/// The two parts of a URL: the address to connect to, and the path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// `host:port`.
    pub authority: String,
    /// From the slash on.
    pub path: String,
}

impl Target {
    /// Splits an `http://host:port/path`.
    ///
    /// # Panics
    /// If it is not a such URL.
    pub fn of(url: &str) -> Self {
        let rest = url.strip_prefix("http://");
        let rest = rest.unwrap_or_else(|| panic!("not a plain http URL: {url}"));
        let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        Self {
            authority: authority.to_owned(),
            path: if path.is_empty() { "/" } else { path }.to_owned(),
        }
    }

    /// The same address with another path.
    #[must_use]
    pub fn with_path(&self, path: &str) -> Self {
        Self {
            authority: self.authority.clone(),
            path: path.to_owned(),
        }
    }
}

/// A request that is sent in one piece.
#[derive(Clone, Debug)]
pub struct Request {
    method: String,
    target: Target,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    chunked: bool,
    host: Option<String>,
}

impl Request {
    /// A request with any method.
    pub fn new(method: &str, target: &Target) -> Self {
        Self {
            method: method.to_owned(),
            target: target.clone(),
            headers: Vec::new(),
            body: Vec::new(),
            chunked: false,
            host: None,
        }
    }

    /// A POST of this body, without a content type.
    pub fn post(url: &str, body: impl Into<Vec<u8>>) -> Self {
        Self::new("POST", &Target::of(url)).body(body)
    }

    /// Adds a header.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Sets a `Host` other than the address it connects to.
    #[must_use]
    pub fn host(mut self, host: &str) -> Self {
        self.host = Some(host.to_owned());
        self
    }

    /// Sets the body.
    #[must_use]
    pub fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self
    }

    /// Sends the body in chunks, without announcing its length.
    #[must_use]
    pub fn chunked(mut self) -> Self {
        self.chunked = true;
        self
    }

    /// Sends it over a new connection and reads the answer.
    ///
    /// # Panics
    /// If there is no complete answer.
    pub fn send(&self) -> Answer {
        self.try_send()
            .unwrap_or_else(|e| panic!("{} {:?}: {e}", self.method, self.target))
    }

    /// Like [`Request::send`], for a server that may be gone.
    ///
    /// # Errors
    /// If the connection fails.
    pub fn try_send(&self) -> io::Result<Answer> {
        let mut connection = Connection::try_open(&self.target.authority)?;
        // The server may answer and close before it has read everything. Then the answer counts.
        let sent = connection.try_write(&self.bytes());
        match connection.try_read_answer(&self.method) {
            Ok(answer) => Ok(answer),
            Err(unread) => Err(sent.err().unwrap_or(unread)),
        }
    }

    /// Like [`Request::try_send`], but closes the sending half before it reads the answer.
    ///
    /// # Errors
    /// If the connection fails.
    pub fn try_send_half_closed(&self) -> io::Result<Answer> {
        let mut connection = Connection::try_open(&self.target.authority)?;
        connection.try_write(&self.bytes())?;
        connection.0.get_ref().shutdown(Shutdown::Write)?;
        connection.try_read_answer(&self.method)
    }

    /// The head of the request, up to the empty line.
    pub fn head(&self) -> String {
        let mut head = format!(
            "{} {} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n",
            self.method,
            self.target.path,
            self.host.as_ref().unwrap_or(&self.target.authority)
        );
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        if self.chunked {
            head.push_str("Transfer-Encoding: chunked\r\n");
        } else if !self.body.is_empty() || self.method == "POST" {
            head.push_str(&format!("Content-Length: {}\r\n", self.body.len()));
        }
        head + "\r\n"
    }

    /// The whole request, as sent.
    pub fn bytes(&self) -> Vec<u8> {
        let mut bytes = self.head().into_bytes();
        if !self.chunked {
            bytes.extend(&self.body);
            return bytes;
        }
        for part in self.body.chunks(8192) {
            bytes.extend(format!("{:x}\r\n", part.len()).bytes());
            bytes.extend(part);
            bytes.extend(b"\r\n");
        }
        bytes.extend(b"0\r\n\r\n");
        bytes
    }
}

/// A connection on which a test writes any bytes.
#[derive(Debug)]
pub struct Connection(BufReader<TcpStream>);

impl Connection {
    /// Connects.
    ///
    /// # Panics
    /// If nothing listens.
    pub fn open(authority: &str) -> Self {
        Self::try_open(authority).unwrap_or_else(|e| panic!("{authority}: {e}"))
    }

    fn try_open(authority: &str) -> io::Result<Self> {
        let stream = TcpStream::connect(authority)?;
        stream.set_read_timeout(Some(ANSWER_LIMIT))?;
        stream.set_write_timeout(Some(ANSWER_LIMIT))?;
        stream.set_nodelay(true)?;
        Ok(Self(BufReader::new(stream)))
    }

    /// Writes bytes at once.
    ///
    /// # Errors
    /// If the connection fails, e.g. because the other side closed it.
    pub fn try_write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.0.get_mut().write_all(bytes)
    }

    /// Closes the sending half and keeps reading.
    ///
    /// # Errors
    /// If the connection fails.
    pub fn half_close(&self) -> io::Result<()> {
        self.0.get_ref().shutdown(std::net::Shutdown::Write)
    }

    /// Whether the other side has sent anything, or closed, within `limit`.
    ///
    /// # Panics
    /// If the socket can't be queried.
    pub fn has_answered(&self, limit: Duration) -> bool {
        let stream = self.0.get_ref();
        stream.set_read_timeout(Some(limit)).unwrap();
        let peeked = stream.peek(&mut [0]);
        stream.set_read_timeout(Some(ANSWER_LIMIT)).unwrap();
        !matches!(peeked, Err(e) if matches!(e.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut))
    }

    /// Reads everything until the other side closes.
    ///
    /// # Errors
    /// If the connection fails, e.g. because nothing came and it was not closed in time.
    pub fn read_to_close(&mut self) -> io::Result<Vec<u8>> {
        let mut all = Vec::new();
        match self.0.read_to_end(&mut all) {
            Err(e) if e.kind() != io::ErrorKind::ConnectionReset => Err(e),
            _ => Ok(all),
        }
    }

    /// Reads one answer to a request with this method.
    ///
    /// # Errors
    /// If the connection ends or is silent before the answer is complete.
    pub fn try_read_answer(&mut self, method: &str) -> io::Result<Answer> {
        let status_line = self.line()?;
        let status = status_line.split(' ').nth(1).and_then(|s| s.parse().ok());
        let status = status.ok_or_else(|| other(format!("no status line: {status_line:?}")))?;
        let mut headers = Vec::new();
        loop {
            let line = self.line()?;
            if line.is_empty() {
                break;
            }
            let (name, value) = line.split_once(':').ok_or_else(|| other(line.clone()))?;
            headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
        }
        let mut answer = Answer {
            status,
            headers,
            body: Vec::new(),
        };
        if method != "HEAD" && status >= 200 && status != 204 && status != 304 {
            answer.body = self.body(&answer)?;
        }
        Ok(answer)
    }

    fn body(&mut self, answer: &Answer) -> io::Result<Vec<u8>> {
        let mut body = Vec::new();
        if answer.header("transfer-encoding") == Some("chunked") {
            loop {
                let line = self.line()?;
                let size =
                    usize::from_str_radix(line.trim(), 16).map_err(|e| other(e.to_string()))?;
                let from = body.len();
                body.resize(from + size, 0);
                self.0.read_exact(&mut body[from..])?;
                self.line()?;
                if size == 0 {
                    return Ok(body);
                }
            }
        }
        match answer.header("content-length").map(str::parse) {
            Some(Ok(length)) => {
                body.resize(length, 0);
                self.0.read_exact(&mut body)?;
            }
            _ => {
                self.0.read_to_end(&mut body)?;
            }
        }
        Ok(body)
    }

    fn line(&mut self) -> io::Result<String> {
        let mut line = String::new();
        if self.0.read_line(&mut line)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(line.trim_end_matches(['\r', '\n']).to_owned())
    }
}

fn other(message: String) -> io::Error {
    io::Error::other(message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::endpoint::Endpoint;

    #[test]
    fn what_is_sent_arrives_whole_both_ways() {
        let endpoint = Endpoint::answering([200]);
        for request in [
            Request::post(&endpoint.url("/a"), "text").header("X-One", "1"),
            Request::post(&endpoint.url("/a"), "text".repeat(9000)).chunked(),
        ] {
            let answer = request.send();
            assert_eq!((answer.status, answer.text()), (200, "so be it"));
        }
        let seen = endpoint.requests().all();
        assert_eq!(
            (seen[0].body.as_slice(), seen[0].header("x-one")),
            (&b"text"[..], Some("1"))
        );
        assert_eq!(seen[1].body.len(), 36_000);
    }
}
