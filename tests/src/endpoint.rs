//! A developer's endpoint as RETM would call it: a small HTTP server that answers with the given statuses one after the
//! other, repeating the last one, and records every request.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Instant,
};

use crate::{ports, recording::Recording};

/// A received request.
#[derive(Clone, Debug)]
pub struct Received {
    /// Method, path and version.
    pub request_line: String,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body, with chunks joined.
    pub body: Vec<u8>,
    /// When its head was read.
    pub at: Instant,
}

impl Received {
    /// The first header with this name (in lower case).
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut found = self.headers.iter().filter(|(key, _)| key == name);
        found.next().map(|(_, value)| value.as_str())
    }
}

/// The server. Its thread ends with the test process.
#[derive(Debug)]
pub struct Endpoint {
    address: SocketAddr,
    requests: Recording<Received>,
}

impl Endpoint {
    /// Starts a server on a free port.
    ///
    /// # Panics
    /// If no port is available, or no status is given.
    pub fn answering(statuses: impl Into<Vec<u16>>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        Self::listening(listener, in_turn(statuses.into()))
    }

    /// Starts a server that answers 200 while the flag is set, and 503 otherwise.
    ///
    /// # Panics
    /// If no port is available.
    pub fn well_while(well: Arc<AtomicBool>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let status = move || match well.load(Ordering::SeqCst) {
            true => 200,
            false => 503,
        };
        Self::listening(listener, status)
    }

    /// Starts a server at a URL from [`Endpoint::refused`].
    ///
    /// # Panics
    /// If something listens there now.
    pub fn answering_at(url: &str, statuses: impl Into<Vec<u16>>) -> Self {
        let address = url.split('/').nth(2).unwrap_or_default();
        let listener = ports::listen(address);
        Self::listening(listener, in_turn(statuses.into()))
    }

    fn listening(listener: TcpListener, mut status: impl FnMut() -> u16 + Send + 'static) -> Self {
        let address = listener.local_addr().unwrap();
        let requests = Recording::default();
        let recorder = requests.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let _ = answer(stream, status(), &recorder);
            }
        });
        Self { address, requests }
    }

    /// The URL of a path on it.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// The requests so far.
    pub fn requests(&self) -> &Recording<Received> {
        &self.requests
    }

    /// A URL where nothing listens.
    ///
    /// # Panics
    /// If no port is available.
    pub fn refused(path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", ports::unused())
    }
}

/// One after the other, repeating the last one.
fn in_turn(statuses: Vec<u16>) -> impl FnMut() -> u16 {
    let last = *statuses.last().expect("an endpoint needs a status");
    let mut turns = statuses.into_iter();
    move || turns.next().unwrap_or(last)
}

fn answer(stream: TcpStream, status: u16, recorder: &Recording<Received>) -> std::io::Result<()> {
    let mut stream = receive(stream, recorder)?;
    let text = "so be it";
    let head = format!("HTTP/1.1 {status} So\r\nContent-Length: {}\r\n", text.len());
    stream.write_all(format!("{head}Connection: close\r\n\r\n{text}").as_bytes())
}

/// Reads and records a request. Returns the connection for the answer.
pub(crate) fn receive(
    stream: TcpStream,
    recorder: &Recording<Received>,
) -> std::io::Result<TcpStream> {
    let mut reader = BufReader::new(stream);
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        match line.trim_end() {
            "" => break,
            line => lines.push(line.to_owned()),
        }
    }
    let mut received = Received {
        request_line: if lines.is_empty() {
            String::new()
        } else {
            lines.remove(0)
        },
        headers: lines
            .iter()
            .filter_map(|line| line.split_once(':'))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
            .collect(),
        body: Vec::new(),
        at: Instant::now(),
    };
    received.body = body(&mut reader, &received)?;
    recorder.add(received);
    Ok(reader.into_inner())
}

fn body(reader: &mut BufReader<TcpStream>, received: &Received) -> std::io::Result<Vec<u8>> {
    let mut body = Vec::new();
    if received.header("transfer-encoding") == Some("chunked") {
        loop {
            let mut line = String::new();
            reader.read_line(&mut line)?;
            let size = usize::from_str_radix(line.trim(), 16).unwrap_or(0);
            let mut part = vec![0; size + 2];
            reader.read_exact(&mut part)?;
            body.extend(&part[..size]);
            if size == 0 {
                return Ok(body);
            }
        }
    }
    let length = received
        .header("content-length")
        .and_then(|text| text.parse().ok());
    body.resize(length.unwrap_or(0), 0);
    reader.read_exact(&mut body)?;
    Ok(body)
}
