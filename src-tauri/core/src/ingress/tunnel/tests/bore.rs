//! bore against its own server: it forwards, recovers, and reports what is wrong with its secret.

use std::{net::SocketAddr, time::Duration};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    time::timeout,
};

use super::{LIMIT, deps, down, quick, start, url};
use crate::model::{
    secret::Secret,
    tunnel::{TunnelConfig, TunnelKind, TunnelStatus},
};

/// A bore server in its own runtime, so that it can be dropped with all its connections.
struct BoreServer(Option<tokio::runtime::Runtime>);

impl BoreServer {
    fn start(address: std::net::IpAddr, secret: Option<&'static str>) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        runtime.spawn(async move {
            loop {
                let mut server = bore_cli::server::Server::new(1024..=65535, secret);
                server.set_bind_addr(address);
                server.set_bind_tunnels(address);
                // Refused while the previous server's socket is still being closed.
                let _ = server.listen().await;
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        });
        Self(Some(runtime))
    }
}

impl Drop for BoreServer {
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}

/// A loopback address that no other test uses, because bore's control port is fixed.
pub(super) fn loopback() -> std::net::IpAddr {
    [
        127,
        fastrand::u8(1..255),
        fastrand::u8(1..255),
        fastrand::u8(1..255),
    ]
    .into()
}

pub(super) fn bore(server: std::net::IpAddr, secret: Option<&str>) -> TunnelConfig {
    TunnelConfig::Bore {
        server: server.to_string(),
        port: 0,
        secret: secret.and_then(Secret::new),
    }
}

/// A local listener that answers everything with its name.
async fn local(name: &'static str) -> SocketAddr {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut request = [0; 1024];
            let _ = stream.read(&mut request).await.unwrap();
            let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", name.len());
            stream.write_all((head + name).as_bytes()).await.unwrap();
        }
    });
    address
}

/// The answer to a GET of a public URL.
async fn get(url: &str) -> String {
    let authority = url.strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(authority).await.unwrap();
    let request = format!("GET / HTTP/1.1\r\nhost: {authority}\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    timeout(LIMIT, stream.read_to_string(&mut answer))
        .await
        .unwrap()
        .unwrap();
    answer
}

#[tokio::test]
async fn bore_leads_here_and_heals_when_its_server_comes_back() {
    let address = loopback();
    let server = BoreServer::start(address, Some("s3cret"));
    let wanted = bore(address, Some("s3cret"));
    let dir = tempfile::tempdir().unwrap();
    let local = local("the receiver").await;
    let tunnel = start(Some(wanted), local, deps(dir.path(), quick()));
    let mut status = tunnel.status();
    assert!(matches!(
        *status.borrow(),
        TunnelStatus::Starting {
            kind: TunnelKind::Bore
        }
    ));
    let first = url(&mut status).await;
    assert!(get(&first).await.ends_with("the receiver"));

    drop(server);
    let fell = down(&mut status, "bore: ").await;
    let still = down(&mut status, "can't be reached on port 7835").await;
    let since = |status| match status {
        TunnelStatus::Down { since, .. } => since,
        other => panic!("{other:?}"),
    };
    assert_eq!(since(fell), since(still), "one outage has one beginning");

    let _server = BoreServer::start(address, Some("s3cret"));
    let again = url(&mut status).await;
    assert!(get(&again).await.ends_with("the receiver"));
    assert!(!tunnel.log().join("\n").contains("s3cret"));
    tunnel.stop().await;
    assert_eq!(*status.borrow(), TunnelStatus::Off);
}

#[tokio::test]
async fn a_wrong_secret_is_reported_and_a_right_one_repairs_it() {
    let address = loopback();
    let _server = BoreServer::start(address, Some("right"));
    let dir = tempfile::tempdir().unwrap();
    let wrong = bore(address, Some("wrong"));
    let tunnel = start(Some(wrong), local("x").await, deps(dir.path(), quick()));
    let mut status = tunnel.status();
    down(
        &mut status,
        &format!("bore: the secret for {address} is wrong."),
    )
    .await;
    tunnel.change(Some(bore(address, None)));
    down(&mut status, &format!("bore: {address} asks for a secret.")).await;
    tunnel.change(Some(bore(address, Some("right"))));
    url(&mut status).await;
    tunnel.stop().await;
}
