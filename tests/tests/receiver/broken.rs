//! Thousands of broken requests, seeded: methods, paths, versions, headers and bodies that are recombined, cut off,
//! duplicated and mixed with other protocols. None of them kills the program, nothing but a good report gets a 200, and
//! a good report right after is answered.

use std::{
    io::{Read, Write},
    net::{Shutdown, TcpStream},
    time::Duration,
};

use fastrand::Rng;
use missedhook_tests::{
    LIMIT, data::count, http::Target, machine::Machine, program::Serve, retm::deliver, retm::report,
};

/// How many in the short form.
const RUNS: usize = 3_000;
/// After this many, a good report must be answered.
const EVERY: usize = 50;
/// How long the other side may be silent before the connection is abandoned. It is then waiting for the rest.
const SILENCE: Duration = Duration::from_millis(20);

/// First bytes of other protocols.
const OTHERS: &[&[u8]] = &[
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    b"\x16\x03\x01\0\xa5\x01\0\0\xa1\x03\x03http/1.1\0",
    b"\0\0\0\0\0\0\0\0",
    b"SSH-2.0-OpenSSH_9.9\r\n",
    b"EHLO a.example\r\n",
    b"\x05\x01\0",
    b"PROXY TCP4 198.51.100.7 127.0.0.1 1 2\r\n",
    b"*1\r\n$4\r\nPING\r\n",
    b"GET /\r\n",
    b"\r\n\r\n\r\n",
    b"\xff\xfe\xfd",
];

const METHODS: &[&str] = &[
    "POST", "GET", "HEAD", "PUT", "OPTIONS", "CONNECT", "post", "P OST", "P\0ST", "", "POST\t",
    "\u{fc}", "{}",
];
const VERSIONS: &[&str] = &[
    "HTTP/1.1",
    "HTTP/1.0",
    "HTTP/0.9",
    "HTTP/2.0",
    "HTTP/1.2",
    "http/1.1",
    "HTTP/11",
    "",
    "HTTP/1.1 x",
];
const ENDS: &[&str] = &["\r\n", "\r\n", "\r\n", "\n", "\r", "\r\r\n", "\0\r\n", ""];
const LENGTHS: &[&str] = &[
    "-1",
    "+5",
    "0x10",
    "5, 6",
    "5,5",
    "18446744073709551616",
    "4294967297",
    "1e3",
    "",
    " 7 ",
    "262145",
    "\u{664}",
];
const CHUNKS: &[&str] = &[
    "-1",
    "0x5",
    "ffffffffffffffff",
    "10000000000000000",
    "g",
    "",
    " 5",
    "5 ",
    "00000000000005",
    "5;",
    "5;a=\"",
    "FFFFFFF0",
];
const HEADERS: &[&str] = &[
    "Host: a\r\nHost: b",
    "Host:",
    "Host: \u{1}",
    "Expect: 100-continue",
    "Expect: more",
    "Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAMAAABkAAQAAP__",
    "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    "Connection: close, keep-alive, \u{fc}",
    "Transfer-Encoding : chunked",
    "Transfer-Encoding: identity",
    "Transfer-Encoding: chunked, gzip",
    "Transfer-Encoding: xchunked",
    "Transfer-Encoding:\r\n chunked",
    "Content-Encoding: gzip",
    "Content-Type: ",
    " Folded: x",
    "No-Colon",
    ": no name",
    "A\0B: x",
    "A: \0",
    "A: b\rC: d",
    "\u{fc}: x",
    "Authorization: Bearer",
    "Authorization: \u{fc}",
    "Missedhook-Source: \u{7f}",
    "Trailer: Content-Length",
    "Range: bytes=0-",
    "X-Missedhook-Source: test",
];

/// A request in parts, any of which but the body may be broken.
struct Broken<'a> {
    random: &'a mut Rng,
    key_path: &'a str,
    /// Whether the result could be a complete, good POST to the receiver's own path.
    may_be_good: bool,
    bytes: Vec<u8>,
}

impl Broken<'_> {
    fn pick<'t>(&mut self, of: &[&'t str]) -> &'t str {
        of[self.random.usize(..of.len())]
    }

    fn make(mut self) -> (Vec<u8>, bool) {
        if self.random.u8(..8) == 0 {
            let other = OTHERS[self.random.usize(..OTHERS.len())];
            self.bytes.extend(other);
            if self.random.bool() {
                self.request();
            }
        } else {
            self.request();
        }
        // Pipelined.
        while self.random.u8(..4) == 0 {
            self.request();
        }
        match self.random.u8(..5) {
            0 => {
                let at = self.random.usize(..=self.bytes.len());
                self.bytes.truncate(at);
            }
            1 => {
                let at = self.random.usize(..self.bytes.len().max(1));
                if let Some(byte) = self.bytes.get_mut(at) {
                    *byte = self.random.u8(..);
                }
            }
            _ => {}
        }
        (self.bytes, self.may_be_good)
    }

    fn request(&mut self) {
        let method = match self.random.u8(..3) {
            0 => self.pick(METHODS),
            _ => "POST",
        };
        let path = self.path();
        let version = match self.random.u8(..4) {
            0 => self.pick(VERSIONS),
            _ => "HTTP/1.1",
        };
        // Changing one byte or cutting may leave a good request. Without the key in the path, none can be good.
        self.may_be_good |= path.contains(self.key_path);
        let end = self.end();
        self.bytes
            .extend(format!("{method} {path} {version}{end}").bytes());
        if self.random.u8(..6) > 0 {
            self.bytes.extend(b"Host: a\r\n");
        }
        for _ in 0..self.random.usize(..4) {
            let (header, end) = (self.pick(HEADERS), self.end());
            self.bytes.extend(header.bytes().chain(end.bytes()));
        }
        if self.random.u8(..40) == 0 {
            for n in 0..self.random.usize(90..300) {
                self.bytes.extend(format!("X-{n}: y\r\n").bytes());
            }
        }
        self.body();
    }

    fn path(&mut self) -> String {
        let key_path = self.key_path;
        match self.random.u8(..12) {
            0 => String::new(),
            1 => "*".to_owned(),
            2 => format!("http://a\0.example{key_path}"),
            3 => format!("{key_path}?{}", "a".repeat(self.random.usize(..9_000))),
            4 => format!("{key_path} {key_path}"),
            5 => format!("{}\u{fc}", key_path),
            6 => "/error/0?%zz%00#\\".to_owned(),
            7 => format!("//{}", key_path.to_ascii_uppercase()),
            8 => format!("\\{key_path}"),
            9 => "/".repeat(self.random.usize(..70_000)),
            _ => key_path.to_owned(),
        }
    }

    fn end(&mut self) -> &'static str {
        match self.random.u8(..8) {
            0 => self.pick(ENDS),
            _ => "\r\n",
        }
    }

    fn body(&mut self) {
        let body = report("/retm/broken", "broken");
        match self.random.u8(..5) {
            0 => {
                let length = self.pick(LENGTHS);
                self.bytes
                    .extend(format!("Content-Length: {length}\r\n\r\n").bytes());
                self.bytes.extend(body);
            }
            1 => {
                // Both headers, as in request smuggling.
                let head = format!(
                    "Content-Length: {}\r\nTransfer-Encoding: chunked\r\n\r\n",
                    body.len()
                );
                self.bytes.extend(head.bytes());
                self.chunks(&body);
            }
            2 => {
                self.bytes.extend(b"Transfer-Encoding: chunked\r\n\r\n");
                self.chunks(&body);
            }
            3 => {
                let wrong = self.random.usize(..2 * body.len());
                self.bytes
                    .extend(format!("Content-Length: {wrong}\r\n\r\n").bytes());
                self.bytes.extend(body);
            }
            _ => {
                let end = self.end();
                self.bytes.extend(end.bytes().chain(body));
            }
        }
    }

    fn chunks(&mut self, body: &[u8]) {
        for part in body.chunks(5) {
            let size = match self.random.u8(..12) {
                0 => self.pick(CHUNKS).to_owned(),
                _ => format!("{:x}", part.len()),
            };
            let end = self.end();
            self.bytes
                .extend(size.bytes().chain(end.bytes()).chain(part.iter().copied()));
            let end = self.end();
            self.bytes.extend(end.bytes());
        }
        let last = [
            "0\r\n\r\n",
            "0\r\n\r\n",
            "0\r\nA: b\r\n\r\n",
            "0\r\n",
            "",
            "0\r\nContent-Length: 5\r\n\r\n",
        ];
        let last = self.pick(&last);
        self.bytes.extend(last.bytes());
    }
}

/// Sends it, then stays silent or closes. Returns everything that came back.
fn exchange(authority: &str, bytes: &[u8], random: &mut Rng) -> Vec<u8> {
    let mut connection = TcpStream::connect(authority).unwrap();
    connection.set_read_timeout(Some(SILENCE)).unwrap();
    connection.set_write_timeout(Some(LIMIT)).unwrap();
    // In two pieces, as on a network.
    let (one, other) = bytes.split_at(random.usize(..=bytes.len()));
    let _ = connection.write_all(one);
    let _ = connection.write_all(other);
    if random.bool() {
        let _ = connection.shutdown(Shutdown::Write);
    }
    let mut answers = Vec::new();
    let mut some = [0; 4096];
    while let Ok(length @ 1..) = connection.read(&mut some) {
        answers.extend(&some[..length]);
    }
    answers
}

/// The status codes of consecutive answers.
fn statuses(answers: &[u8]) -> Vec<u16> {
    let text = String::from_utf8_lossy(answers);
    let lines = text.match_indices("HTTP/1.");
    lines
        .map(|(at, _)| {
            let status = text[at..]
                .split(' ')
                .nth(1)
                .and_then(|status| status.parse().ok());
            status.unwrap_or_else(|| panic!("no status line in {text:?}"))
        })
        .collect()
}

/// Reads a number from an environment variable.
fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok()?.parse().ok()
}

#[test]
fn broken_requests_kill_nothing_and_are_never_taken_for_a_report() {
    let seed = number("MISSEDHOOK_SEED").unwrap_or_else(|| fastrand::u64(..));
    let runs = number("MISSEDHOOK_BROKEN").map_or(RUNS, |runs| usize::try_from(runs).unwrap());
    println!("MISSEDHOOK_SEED={seed}");
    let mut random = Rng::with_seed(seed);
    let machine = Machine::headless();
    let mut serve = Serve::start(&machine);
    let target = Target::of(&serve.receiver_url);
    let (mut good, mut taken, mut refused) = (0, 0, 0);
    for run in 0..runs {
        let broken = Broken {
            random: &mut random,
            key_path: &target.path,
            may_be_good: false,
            bytes: Vec::new(),
        };
        let (bytes, may_be_good) = broken.make();
        let answers = exchange(&target.authority, &bytes, &mut random);
        let shown = || {
            format!(
                "run {run}: b\"{}\" got {}",
                bytes.escape_ascii(),
                answers.escape_ascii()
            )
        };
        for status in statuses(&answers) {
            match status {
                // A GET of the key's path is greeted. A complete POST there is stored, and each of these counts.
                200 => assert!(may_be_good, "{}", shown()),
                100 | 400..=499 => refused += 1,
                505 | 501 => refused += 1,
                _ => panic!("{}", shown()),
            }
        }
        taken += answers.windows(5).filter(|part| part == b"\"id\":").count();
        if run % EVERY == 0 {
            deliver(&serve.receiver_url, report("/retm/good", "good"));
            good += 1;
        }
    }
    deliver(&serve.receiver_url, report("/retm/good", "good"));
    good += 1;
    println!(
        "{runs} broken requests: {refused} refused, {taken} were whole after all, {good} good ones between"
    );
    assert!(serve.process.is_running());
    assert!(refused > runs / 4, "only {refused} of {runs} were refused");
    // A request whose answer was not awaited may be stored too. Nothing else is.
    let stored = usize::try_from(count(&machine.data_dir())).unwrap();
    assert!(stored >= good + taken, "{stored} stored");
    assert!(
        !serve.process.output().contains("panicked"),
        "{}",
        serve.process.output()
    );
    serve.process.stop();
}
