//! Checks against real parts on this machine: every way in which an ingress can fail, and the real receiver.

use std::{
    io::{Read as _, Write as _},
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    sync::Arc,
    thread,
};

use rustls::{
    ServerConfig, ServerConnection, StreamOwned,
    pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
};
use tokio_util::sync::CancellationToken;

use super::*;
use crate::{
    feed::Feed,
    model::{moment::system_clock, problem::Problem},
    monitor::reachability::outcome::Hop,
    platform::{data_dir::DataDir, random},
    receiver::{
        self, FailedAuthentications, ReceiverLimits, ReceiverState,
        source_proof::{Proofs, SourceKey},
    },
    relaying::Relay,
    settings::SettingsHandle,
    store::Store,
    worker::Workers,
};

const KEY: &str = "0123456789abcdef0123456789abcdef";

fn url(scheme: &str, port: u16) -> String {
    format!("{scheme}://127.0.0.1:{port}/error/{KEY}")
}

/// Accepts one connection and passes it to `then`.
fn far_end(then: impl FnOnce(TcpStream) + Send + 'static) -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || then(listener.accept().unwrap().0));
    port
}

/// Answers one request, based on its head.
fn answering(answer: impl FnOnce(&str) -> String + Send + 'static) -> u16 {
    far_end(move |mut stream| {
        let answer = answer(&head(&mut stream));
        // A client that has read enough may hang up.
        let _ = stream.write_all(answer.as_bytes());
    })
}

fn head(stream: &mut TcpStream) -> String {
    let (mut head, mut byte) = (Vec::new(), [0]);
    while !head.ends_with(b"\r\n\r\n") {
        stream.read_exact(&mut byte).unwrap();
        head.push(byte[0]);
    }
    String::from_utf8(head).unwrap()
}

fn http(status: u16, body: &str) -> String {
    let length = body.len();
    format!("HTTP/1.1 {status} X\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}")
}

fn hop_of(outcome: Outcome) -> (Hop, Problem) {
    match outcome {
        Outcome::Failed { hop, problem } => (hop, problem),
        Outcome::Reachable { .. } => panic!("proven"),
    }
}

fn hop(url: &str) -> Hop {
    let (hop, problem) = hop_of(ask(url, &random::secret().unwrap()));
    assert!(!problem.to_string().contains(KEY), "{problem}");
    hop
}

#[test]
fn a_port_that_nobody_has_refuses() {
    let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
        .and_then(|listener| listener.local_addr())
        .unwrap()
        .port();
    assert_eq!(hop(&url("http", port)), Hop::Connect);
}

#[test]
fn a_name_that_is_not_there_is_dns() {
    // RFC 6761: this name never resolves. If a proxy resolves names, the proxy reports that.
    let found = hop(&format!("http://nothing.invalid/error/{KEY}"));
    let proxy = ureq::Proxy::try_from_env().is_some();
    assert!(found == Hop::Dns || proxy, "{found:?}");
}

#[test]
fn what_is_no_url_is_not_asked() {
    for text in ["", "nothing", "ftp://abc.example/error/x"] {
        assert_eq!(hop(text), Hop::Machine, "{text}");
    }
}

#[test]
fn a_silent_server_is_waited_for_up_to_the_limit() {
    let (release, held) = std::sync::mpsc::channel::<()>();
    let port = far_end(move |stream| {
        let _ = held.recv();
        drop(stream);
    });
    let secret = random::secret().unwrap();
    let outcome = ask_within(Duration::from_secs(1), &url("http", port), &secret);
    assert_eq!(hop_of(outcome).0, Hop::Timeout);
    drop(release);
}

#[test]
fn hanging_up_without_an_answer_is_a_tunnel_with_nothing_behind_it() {
    let before = far_end(drop);
    assert_eq!(hop(&url("http", before)), Hop::Tunnel);
    let after = far_end(|mut stream| drop(head(&mut stream)));
    assert_eq!(hop(&url("http", after)), Hop::Tunnel);
}

#[test]
fn a_tunnels_far_end_is_distinguished_from_another_program() {
    for (status, body, expected) in [
        (502, "Bad Gateway", Hop::Tunnel),
        (530, "error code: 1033", Hop::Tunnel),
        (404, "Tunnel abc.ngrok.app not found", Hop::Tunnel),
        (200, "<h1>My blog</h1>", Hop::Stranger),
        (302, "", Hop::Stranger),
    ] {
        let port = answering(move |_| http(status, body));
        assert_eq!(hop(&url("http", port)), expected, "{status}");
    }
    let noise = answering(|_| "SSH-2.0-OpenSSH_9.2\r\n".to_owned());
    assert_eq!(hop(&url("http", noise)), Hop::Stranger);
    let endless = answering(|_| http(200, &"x".repeat(1 << 20)));
    assert_eq!(hop(&url("http", endless)), Hop::Stranger);
}

#[test]
fn the_check_asks_with_a_new_nonce_past_the_pages_of_tunnels() {
    let (send, asked) = std::sync::mpsc::channel();
    for _ in 0..2 {
        let send = send.clone();
        let port = answering(move |head| {
            send.send(head.to_ascii_lowercase()).unwrap();
            http(200, "x")
        });
        hop(&url("http", port));
    }
    let [first, second] = [asked.recv().unwrap(), asked.recv().unwrap()];
    assert!(
        first.contains("\r\nngrok-skip-browser-warning: 1\r\n"),
        "{first}"
    );
    let line = |head: &str| head.lines().next().unwrap().to_owned();
    assert_ne!(line(&first), line(&second));
    assert!(line(&first).contains("?nonce="), "{first}");
}

#[test]
fn an_old_proof_proves_nothing_and_the_new_one_does() {
    let secret = random::secret().unwrap();
    let old = secret.prove(&random::nonce().unwrap());
    for in_header in [true, false] {
        let with = move |proof: &str| {
            let line = format!("{HEADER}: {proof}");
            if in_header {
                format!("HTTP/1.1 200 OK\r\n{line}\r\nContent-Length: 0\r\n\r\n")
            } else {
                http(200, &format!("Missedhook is listening.\n{line}\n"))
            }
        };
        let replayed = old.clone();
        let port = answering(move |_| with(&replayed));
        assert_eq!(hop_of(ask(&url("http", port), &secret)).0, Hop::Stranger);
        let ours = secret.clone();
        let port = answering(move |head| {
            let target = head.split(' ').nth(1).unwrap();
            let nonce = Nonce::in_query(target.split_once('?').unwrap().1).unwrap();
            with(&ours.prove(&nonce))
        });
        let outcome = ask(&url("http", port), &secret);
        assert!(matches!(outcome, Outcome::Reachable { .. }), "{outcome:?}");
    }
}

#[test]
fn a_certificate_that_nobody_vouches_for_is_tls() {
    let made = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(made.signing_key.serialize_der()));
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .unwrap();
    let port = far_end(move |stream| {
        let server = ServerConnection::new(Arc::new(config)).unwrap();
        let _ = StreamOwned::new(server, stream).read(&mut [0]);
    });
    let (hop, problem) = hop_of(ask(&url("https", port), &random::secret().unwrap()));
    assert_eq!(hop, Hop::Tls, "{problem}");
    assert!(problem.what.contains("certificate"), "{problem}");
    // And a server that does not speak TLS at all.
    let plain = far_end(|mut stream| {
        let _ = stream.write_all(http(400, "speak plainly").as_bytes());
        let _ = stream.read_to_end(&mut Vec::new());
    });
    let (hop, problem) = hop_of(ask(&url("https", plain), &random::secret().unwrap()));
    assert_eq!(hop, Hop::Tls, "{problem}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_true_receiver_proves_itself_and_another_one_does_not() {
    let temp = tempfile::tempdir().unwrap();
    let dir = DataDir::open(temp.path().join("data")).unwrap();
    let (feed, clock) = (Feed::default(), system_clock());
    let settings = Arc::new(SettingsHandle::load(&dir, &feed).unwrap());
    let store = Store::open(&dir, Arc::clone(&clock), feed.clone()).unwrap();
    let secret = random::secret().unwrap();
    let workers = Workers::new(feed.clone(), Arc::clone(&clock));
    let relay = Relay::new(
        &dir,
        Arc::clone(&settings),
        Arc::clone(&clock),
        feed.clone(),
        workers,
        store.clone(),
    );
    let desk = ReceiverState {
        relay,
        settings: Arc::clone(&settings),
        store: store.clone(),
        clock,
        limits: ReceiverLimits::default(),
        secret: secret.clone(),
        proofs: Arc::new(Proofs::new(SourceKey::random().unwrap())),
        auth_failures: Arc::new(FailedAuthentications::new(feed)),
        report_log: Arc::default(),
    };
    let any = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let listener = receiver::bind(any).await.unwrap();
    let url = settings.get().local_url(listener.local_addr().unwrap());
    let end = CancellationToken::new();
    let serving = tokio::spawn(receiver::serve(listener, desk, end.clone()));
    let asked =
        |url: String, secret: SigningKey| tokio::task::spawn_blocking(move || ask(&url, &secret));

    let outcome = asked(url.clone(), secret.clone()).await.unwrap();
    assert!(matches!(outcome, Outcome::Reachable { .. }), "{outcome:?}");
    let other = asked(url.clone(), random::secret().unwrap()).await.unwrap();
    let (hop, problem) = hop_of(other);
    assert_eq!(hop, Hop::Stranger);
    assert!(problem.what.contains("Another Missedhook"), "{problem}");
    let wrong_key = url.replace(settings.get().key.reveal(), KEY);
    assert_eq!(
        hop_of(asked(wrong_key, secret).await.unwrap()).0,
        Hop::Tunnel
    );

    end.cancel();
    serving.await.unwrap();
    tokio::task::spawn_blocking(move || store.close())
        .await
        .unwrap();
}
