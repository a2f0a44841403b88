//! Reference servers for measuring the receiver: each does one part of its work over the same HTTP. `echo` answers at
//! once: the limit of HTTP. `sync` appends each body to a file and calls fdatasync before it answers: the limit of a
//! disk with one sync per report. `sqlite` stores each body as a row of a table without an index, with all waiting rows
//! in one commit, `synchronous=FULL` as in the store: the limit of group commit. `row` stores the row that the store
//! keeps of the report, in its table with its indexes, and nothing else; `words` also adds its words to the full-text
//! index, 512 rows at a time; `printed` also prints a line for each: what a kept report costs bare, step by step.
//! `echo` accepts a port and answers at
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
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
};

use axum::{Router, body::Body, extract::Request, routing::post};
use bytes::Bytes;
use http_body_util::BodyExt;
use hyper::server::conn::http1;
use hyper_util::{rt::TokioIo, service::TowerToHyperService};
use missedhook_core::{
    feed::Feed, history::searchable::Searchable, model::moment::system_clock,
    platform::data_dir::DataDir, store::Store,
};
use rusqlite::{Connection, Transaction};
use serde_json::Value;
use tokio::{
    net::TcpListener,
    sync::{mpsc, oneshot},
};
use tower::ServiceExt as _;

/// The maximum number of bodies per commit and in the queue, as in the store.
const BATCH: usize = 512;
/// How many rows are added to the full-text index in one transaction: as many as the store adds while it has time.
const INDEXED: i64 = 512;
/// The report that is sent.
const REPORT: &[u8] = include_bytes!("../../tests/fixtures/error-webhook/documented.json");

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
        Some(kind @ ("sqlite" | "row" | "words" | "printed")) => {
            let jobs = match kind {
                "sqlite" => write(bodies(&in_dir("rows.db"))),
                _ => write(rows(&in_dir(kind), kind != "row", kind == "printed")),
            };
            router.route("/", post(move |request| kept(request, jobs.clone())))
        }
        _ => panic!(
            "ceiling echo [DIR [PORT]] | sync DIR | sqlite DIR | row DIR | words DIR | printed DIR"
        ),
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

/// What stores the bodies of one commit.
trait Storing: Send + 'static {
    /// The connection.
    fn connection(&mut self) -> &mut Connection;
    /// Inserts one body.
    fn insert(transaction: &Transaction<'_>, body: &[u8]);
    /// After the commit of that many.
    fn committed(&mut self, count: usize);
}

/// Starts the thread that stores what has queued up in one commit and answers.
fn write<S: Storing>(mut storing: S) -> mpsc::Sender<Job> {
    let (jobs, mut queue) = mpsc::channel::<Job>(BATCH);
    std::thread::spawn(move || {
        let mut batch = Vec::with_capacity(BATCH);
        loop {
            let count = queue.blocking_recv_many(&mut batch, BATCH);
            if count == 0 {
                return;
            }
            let transaction = storing.connection().transaction().unwrap();
            let mut done = Vec::with_capacity(batch.len());
            for (body, reply) in batch.drain(..) {
                S::insert(&transaction, &body);
                done.push((reply, transaction.last_insert_rowid()));
            }
            transaction.commit().unwrap();
            for (reply, id) in done {
                let _ = reply.send(id);
            }
            storing.committed(count);
        }
    });
    jobs
}

fn open(path: &Path) -> Connection {
    let connection = Connection::open(path).unwrap();
    for (name, value) in [("journal_mode", "WAL"), ("synchronous", "FULL")] {
        connection.pragma_update(None, name, value).unwrap();
    }
    connection
}

/// A table without an index.
struct Bodies(Connection);

fn bodies(path: &Path) -> Bodies {
    let connection = open(path);
    connection
        .execute_batch("CREATE TABLE bodies (id INTEGER PRIMARY KEY, body BLOB NOT NULL)")
        .unwrap();
    Bodies(connection)
}

impl Storing for Bodies {
    fn connection(&mut self) -> &mut Connection {
        &mut self.0
    }

    fn insert(transaction: &Transaction<'_>, body: &[u8]) {
        let sql = "INSERT INTO bodies (body) VALUES (?1)";
        let mut statement = transaction.prepare_cached(sql).unwrap();
        statement.execute([body]).unwrap();
    }

    fn committed(&mut self, _: usize) {}
}

/// The store's own tables and indexes.
struct Rows {
    connection: Connection,
    /// The words of the report, if they are indexed. All requests are the same.
    words: Option<Searchable>,
    indexed: i64,
    kept: i64,
    /// Where lines are printed to.
    printed: Option<File>,
}

fn rows(dir: &Path, has_words: bool, prints: bool) -> Rows {
    let dir = DataDir::open(dir.to_owned()).unwrap();
    let store = Store::open(&dir, system_clock(), Feed::default()).unwrap();
    std::thread::spawn(move || store.close()).join().unwrap();
    let connection = open(&dir.database());
    connection
        .execute(
            "INSERT INTO incidents (subject, state, opened_at, last_error_at, error_count)
             VALUES ('unreadable', 'open', 0, 0, 0)",
            [],
        )
        .unwrap();
    Rows {
        connection,
        words: has_words.then(|| {
            let [endpoint, message] = ["endpoint", "message"].map(|name| {
                let report: Value = serde_json::from_slice(REPORT).unwrap();
                report[name].as_str().unwrap_or_default().to_owned()
            });
            Searchable::of(&endpoint, &message, REPORT)
        }),
        indexed: 0,
        kept: 0,
        printed: prints.then(|| File::create("/dev/null").unwrap()),
    }
}

impl Storing for Rows {
    fn connection(&mut self) -> &mut Connection {
        &mut self.connection
    }

    fn insert(transaction: &Transaction<'_>, body: &[u8]) {
        let sql = "INSERT INTO delivery_errors
            (incident_id, received_at, source, code, endpoint, message, remote_addr, headers, body)
            VALUES (1, 1790000000000, 'retm', 503, ?1, ?2, '127.0.0.1:40000', ?3, ?4)";
        let mut statement = transaction.prepare_cached(sql).unwrap();
        statement
            .execute((
                "https://pos-bridge.example.com/retm/orders",
                "Service Unavailable",
                r#"{"content-length":"120","content-type":"application/json","host":"127.0.0.1:7386"}"#,
                body,
            ))
            .unwrap();
    }

    fn committed(&mut self, count: usize) {
        self.kept += i64::try_from(count).unwrap();
        if let Some(printed) = &mut self.printed {
            let line = "2026-11-28 12:00:00  503  https://pos-bridge.example.com/retm/orders  Service Unavailable\n";
            printed.write_all(line.repeat(count).as_bytes()).unwrap();
        }
        let Some(words) = &self.words else { return };
        while self.kept - self.indexed >= INDEXED {
            // As in the store: what a power cut takes from the index is indexed again.
            self.connection
                .pragma_update(None, "synchronous", "NORMAL")
                .unwrap();
            let transaction = self.connection.transaction().unwrap();
            for id in self.indexed + 1..=self.indexed + INDEXED {
                let sql = "INSERT INTO folded_words (rowid, endpoint, message, body, stems)
                    VALUES (?1, ?2, ?3, ?4, ?5)";
                let mut statement = transaction.prepare_cached(sql).unwrap();
                statement
                    .execute((
                        id,
                        &words.endpoint,
                        &words.message,
                        &words.body,
                        &words.stems,
                    ))
                    .unwrap();
            }
            transaction.commit().unwrap();
            self.connection
                .pragma_update(None, "synchronous", "FULL")
                .unwrap();
            self.indexed += INDEXED;
        }
    }
}
