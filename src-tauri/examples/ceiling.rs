//! Reference servers for measuring the receiver: each does one part of its work over the same HTTP. `echo` answers at
//! once: the limit of HTTP. `sync` appends each body to a file and calls fdatasync before it answers: the limit of a
//! disk with one sync per report. `sqlite` stores each body as a row of a table without an index, with all waiting rows
//! in one commit, `synchronous=FULL` as in the store: the limit of group commit. `echo` accepts a port and answers at
//! every path, so that it can serve as a relay target and start late. Prints its address and ends with its standard
//! input. Never part of the program.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a measurement that can't go on says so by panicking"
)]

use std::{
    fs::File,
    io::{Read, Write},
    path::PathBuf,
    sync::{Arc, Mutex},
};

use axum::{Router, body::Body, extract::Request, routing::post};
use bytes::Bytes;
use http_body_util::BodyExt;
use hyper::server::conn::http1;
use hyper_util::{rt::TokioIo, service::TowerToHyperService};
use rusqlite::Connection;
use tokio::{
    net::TcpListener,
    sync::{mpsc, oneshot},
};
use tower::ServiceExt as _;

/// The maximum number of bodies per commit and in the queue, as in the store.
const BATCH: usize = 512;

#[tokio::main]
async fn main() {
    let mut words = std::env::args().skip(1);
    let (kind, dir) = (words.next(), words.next().map(PathBuf::from));
    let port = words.next().unwrap_or_else(|| "0".to_owned());
    let in_dir = |name: &str| dir.as_deref().expect("a directory").join(name);
    let router = Router::new();
    let router = match kind.as_deref() {
        Some("echo") => router.fallback(post(async |request| whole(request).await)),
        Some("sync") => {
            let file = Arc::new(Mutex::new(File::create(in_dir("bodies")).unwrap()));
            router.route("/", post(move |request| synced(request, Arc::clone(&file))))
        }
        Some("sqlite") => {
            let jobs = sqlite(&in_dir("rows.db"));
            router.route("/", post(move |request| kept(request, jobs.clone())))
        }
        _ => panic!("ceiling echo [DIR [PORT]] | sync DIR | sqlite DIR"),
    };
    let listener = TcpListener::bind(format!("127.0.0.1:{port}"))
        .await
        .unwrap();
    println!("http://{}/", listener.local_addr().unwrap());
    std::thread::spawn(|| {
        let _ = std::io::stdin().read_to_end(&mut Vec::new());
        std::process::exit(0);
    });
    loop {
        let (stream, _) = listener.accept().await.unwrap();
        let _ = stream.set_nodelay(true);
        let service = router
            .clone()
            .map_request(|request: Request<hyper::body::Incoming>| request.map(Body::new));
        tokio::spawn(
            http1::Builder::new()
                .serve_connection(TokioIo::new(stream), TowerToHyperService::new(service)),
        );
    }
}

async fn whole(request: Request) -> Bytes {
    request.into_body().collect().await.unwrap().to_bytes()
}

/// One fdatasync per body. All go to the same file concurrently; the file system may combine them, as for anyone.
async fn synced(request: Request, file: Arc<Mutex<File>>) -> Bytes {
    let body = whole(request).await;
    let written = body.clone();
    let done = tokio::task::spawn_blocking(move || {
        let mut file = file.lock().unwrap();
        file.write_all(&written).unwrap();
        let handle = file.try_clone().unwrap();
        drop(file);
        handle.sync_data().unwrap();
    });
    done.await.unwrap();
    body
}

type Job = (Bytes, oneshot::Sender<i64>);

async fn kept(request: Request, jobs: mpsc::Sender<Job>) -> String {
    let (reply, answer) = oneshot::channel();
    jobs.send((whole(request).await, reply)).await.unwrap();
    answer.await.unwrap().to_string()
}

/// The thread that stores rows.
fn sqlite(path: &std::path::Path) -> mpsc::Sender<Job> {
    let (jobs, mut queue) = mpsc::channel::<Job>(BATCH);
    let mut connection = Connection::open(path).unwrap();
    connection
        .pragma_update(None, "journal_mode", "WAL")
        .unwrap();
    connection
        .pragma_update(None, "synchronous", "FULL")
        .unwrap();
    connection
        .execute_batch("CREATE TABLE bodies (id INTEGER PRIMARY KEY, body BLOB NOT NULL)")
        .unwrap();
    std::thread::spawn(move || {
        let mut batch = Vec::with_capacity(BATCH);
        while queue.blocking_recv_many(&mut batch, BATCH) > 0 {
            let transaction = connection.transaction().unwrap();
            let mut done = Vec::with_capacity(batch.len());
            for (body, reply) in batch.drain(..) {
                transaction
                    .prepare_cached("INSERT INTO bodies (body) VALUES (?1)")
                    .unwrap()
                    .execute([&body[..]])
                    .unwrap();
                done.push((reply, transaction.last_insert_rowid()));
            }
            transaction.commit().unwrap();
            for (reply, id) in done {
                let _ = reply.send(id);
            }
        }
    });
    jobs
}
