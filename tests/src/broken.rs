//! Endpoints that are broken in one way: a function handles the bytes of each connection, plain or behind TLS. Counts
//! its connections: zero proves that nobody connected.

use std::{
    io::{Read, Write},
    net::{IpAddr, Ipv4Addr, SocketAddr, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use rustls::{ServerConfig, ServerConnection, StreamOwned};

use crate::{LIMIT, authority::PresentedChain, ports};

/// The bytes of a connection.
pub trait Bytes: Read + Write {}
impl<T: Read + Write> Bytes for T {}

/// An endpoint. Its threads end with the test process.
#[derive(Debug)]
pub struct Broken {
    address: SocketAddr,
    connections: Arc<AtomicUsize>,
}

impl Broken {
    /// Handles every connection with this function.
    ///
    /// # Panics
    /// If no port is available.
    pub fn plain(act: impl Fn(TcpStream) + Send + Sync + 'static) -> Self {
        Self::at(Ipv4Addr::LOCALHOST.into(), act)
    }

    /// The same at another address of this machine.
    ///
    /// # Panics
    /// If no port is available.
    pub fn at(address: IpAddr, act: impl Fn(TcpStream) + Send + Sync + 'static) -> Self {
        // Free on 127.0.0.1 too: tests rely on nothing else listening at the same port there.
        let listener = ports::listen((address, ports::unused()));
        let address = listener.local_addr().unwrap();
        let connections = Arc::new(AtomicUsize::new(0));
        let (count, act) = (Arc::clone(&connections), Arc::new(act));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                count.fetch_add(1, Ordering::SeqCst);
                let _ = stream.set_read_timeout(Some(LIMIT));
                let act = Arc::clone(&act);
                std::thread::spawn(move || act(stream));
            }
        });
        Self {
            address,
            connections,
        }
    }

    /// Presents this chain, and handles every connection with this function after the handshake.
    ///
    /// # Panics
    /// If the chain and the key do not match.
    pub fn encrypted(
        shown: PresentedChain,
        act: impl Fn(&mut dyn Bytes) + Send + Sync + 'static,
    ) -> Self {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(shown.chain, shown.key)
            .unwrap();
        let config = Arc::new(config);
        Self::plain(move |stream| {
            let session = ServerConnection::new(Arc::clone(&config)).unwrap();
            act(&mut StreamOwned::new(session, stream));
        })
    }

    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// The number of connections so far.
    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }
}

/// Reads the head of a request.
pub fn read_head(stream: &mut dyn Bytes) -> String {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") && matches!(stream.read(&mut byte), Ok(1)) {
        head.push(byte[0]);
    }
    String::from_utf8_lossy(&head).into_owned()
}

/// Reads a request and answers with these bytes, then closes.
pub fn answer(bytes: impl AsRef<[u8]> + Send + Sync) -> impl Fn(&mut dyn Bytes) + Send + Sync {
    move |stream| {
        read_head(stream);
        let _ = stream.write_all(bytes.as_ref());
        let _ = stream.flush();
    }
}

/// Like [`answer`], over a plain connection.
pub fn answering(bytes: impl AsRef<[u8]> + Send + Sync) -> impl Fn(TcpStream) + Send + Sync {
    let act = answer(bytes);
    move |mut stream| act(&mut stream)
}

/// Accepts the connection and sends nothing until the other side closes.
pub fn silence(mut stream: TcpStream) {
    let mut buffer = [0; 1024];
    while matches!(stream.read(&mut buffer), Ok(1..)) {}
}

/// Closes with unread data, so that the system resets the connection.
pub fn reset(stream: TcpStream) {
    let _ = stream.peek(&mut [0]);
}

/// Reads the request and closes.
pub fn hang_up(mut stream: TcpStream) {
    read_head(&mut stream);
}

/// Answers a POST at once and never ends: sends these bytes again and again, with this pause.
pub fn endless(
    head: &'static str,
    more: &'static str,
    pause: Duration,
) -> impl Fn(TcpStream) + Send + Sync {
    move |mut stream| {
        read_head(&mut stream);
        let mut sent = stream.write_all(head.as_bytes());
        while sent.is_ok() {
            std::thread::sleep(pause);
            sent = stream.write_all(more.as_bytes());
        }
    }
}
