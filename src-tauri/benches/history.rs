//! Measures the store with histories of several sizes in one run: the cost of ingest, the time of the first page, of
//! searches and counts, the throughput of retention and export, and the file size per delivery error. The first
//! argument is a folder, the others are sizes. The largest history stays there as `history` for the black-box bench (an
//! existing one is reused), with all figures in `scale.json`. Prints figures and asserts nothing about time.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a measurement that can't go on says so by panicking"
)]
#![allow(clippy::too_many_lines, reason = "one measurement after the other")]

#[path = "history/status.rs"]
mod status;

use std::{
    collections::BTreeMap,
    io,
    ops::Range,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use jiff::tz::TimeZone;
use missedhook_core::{
    feed::Feed,
    history::{
        export::{ExportFormat, Exporter},
        search::Query,
    },
    incident::{
        Action,
        delivery_error::{Arrival, Source},
        retention::RetentionLimits,
    },
    model::moment::{Clock, Moment, system_clock},
    platform::data_dir::DataDir,
    store::{PageQuery, Reader, Store, StoreError},
};
use serde_json::json;

/// The number of concurrent senders.
const SENDERS: u64 = 256;
/// All incidents are resolved after this many reports, so that the history has thousands of them.
const RESOLVED_EVERY: u64 = 50_000;
/// How often each query is run.
const ASKED: usize = 21;
/// How many reports are stored for one measurement of the rate.
const RATED: u64 = 10_000;
/// A smaller history is created anew for each round, because measuring the rate would change it.
const LARGE: u64 = 5 * RATED;
/// How often the rate is measured, alternating between the histories.
const ROUNDS: usize = 3;
/// The page size of the window.
const PAGE: u32 = 200;
/// How many are exported.
const EXPORTED: i64 = 50_000;
/// How many batches retention deletes.
const BATCHES: usize = 40;
/// The retention period during the measurement, and how far the clock is moved for it.
const KEPT: Duration = Duration::from_secs(24 * 3600);

#[tokio::main]
async fn main() {
    let mut words = std::env::args().skip(1).filter(|word| word != "--bench");
    let folder = PathBuf::from(words.next().expect("a folder"));
    let mut sizes: Vec<u64> = words.map(|size| size.parse().unwrap()).collect();
    sizes.sort_unstable();
    let largest = *sizes.last().expect("a size");
    let temp = tempfile::tempdir_in(&folder).unwrap();
    let place = |size: u64| match size == largest {
        true => folder.join("history"),
        false => temp.path().join(size.to_string()),
    };

    let mut figures = Figures::of(&sizes);
    let mut histories = Vec::new();
    for size in &sizes {
        let begun = Instant::now();
        histories.push(Filled::up_to(place(*size), *size, system_clock()).await);
        eprintln!("{size} stored after {:.0?}", begun.elapsed());
    }
    let mut rates = vec![Vec::new(); sizes.len()];
    for round in 0..ROUNDS {
        for ((history, size), rates) in histories.iter().zip(&sizes).zip(&mut rates) {
            let fresh = temp.path().join(format!("{size}-{round}"));
            rates.push(if *size < LARGE {
                let history = Filled::up_to(fresh, *size, system_clock()).await;
                let rate = history.rate().await;
                history.close().await;
                rate
            } else {
                history.rate().await
            });
        }
    }
    figures.add("kept a second", rates.into_iter().map(middle));

    let (mut dirs, mut per_error) = (Vec::new(), Vec::new());
    for history in histories {
        let stored = history.stored();
        let dir = history.close().await;
        let size = std::fs::metadata(dir.database()).unwrap().len();
        per_error.push(number(size) / number(stored));
        dirs.push(dir);
    }
    figures.add("bytes of the file for each", per_error);
    let readers: Vec<_> = dirs.iter().map(reader).collect();
    for (name, ask) in questions() {
        figures.add(
            &format!("ms: {name}"),
            readers.iter().map(|reader| median(reader, &*ask)),
        );
    }
    figures.add("exported a second", readers.iter().map(exported));
    drop(readers);
    let (mut let_go, mut longest) = (Vec::new(), Vec::new());
    for dir in dirs {
        let (rate, batch) = retained(dir).await;
        let_go.push(rate);
        longest.push(batch);
    }
    figures.add("let go by retention a second", let_go);
    figures.add("ms: longest batch of retention", longest);
    let status = status::of_many(temp.path().join("many")).await;
    figures.add(
        &format!("ms: status of {} open incidents", status::MANY),
        sizes.iter().map(|_| status),
    );
    let text = serde_json::to_string_pretty(&figures.json()).unwrap();
    std::fs::write(folder.join("scale.json"), text + "\n").unwrap();
}

/// The measured values by name, for each size.
struct Figures {
    sizes: Vec<u64>,
    all: Vec<(String, Vec<f64>)>,
}

impl Figures {
    fn of(sizes: &[u64]) -> Self {
        print!("{:<44}", "stored");
        for size in sizes {
            print!("{size:>14}");
        }
        println!();
        Self {
            sizes: sizes.to_vec(),
            all: Vec::new(),
        }
    }

    fn add(&mut self, name: &str, values: impl IntoIterator<Item = f64>) {
        let values: Vec<f64> = values.into_iter().collect();
        print!("{name:<44}");
        for value in &values {
            print!("{value:>14.2}");
        }
        println!();
        self.all.push((name.to_owned(), values));
    }

    fn json(&self) -> serde_json::Value {
        let figures: serde_json::Map<_, _> = self
            .all
            .iter()
            .map(|(name, values)| (name.clone(), json!(values)))
            .collect();
        json!({"sizes": self.sizes, "figures": figures})
    }
}

#[allow(clippy::cast_precision_loss, reason = "a figure for people")]
fn number(count: u64) -> f64 {
    count as f64
}

fn reader(dir: &DataDir) -> Reader {
    Reader::open(dir).unwrap().unwrap()
}

/// Rows exported as CSV per second.
fn exported(reader: &Reader) -> f64 {
    let begun = Instant::now();
    let mut exporter = Exporter::new(ExportFormat::Csv, io::sink()).unwrap();
    reader
        .for_each_matching(&Query::default(), |error, body| {
            exporter.row(error, body).unwrap();
            Ok::<_, StoreError>(exporter.written() < EXPORTED)
        })
        .unwrap();
    number(exporter.written().unsigned_abs()) / begun.elapsed().as_secs_f64()
}

/// Reports deleted by retention per second, with all incidents resolved and the clock moved; and the longest batch in
/// milliseconds, which is how long a report may have to wait.
async fn retained(dir: DataDir) -> (f64, f64) {
    let clock: Clock = Arc::new(|| Moment::now().plus(2 * KEPT));
    let path = dir.path().to_owned();
    let store = Store::open(&dir, system_clock(), Feed::default()).unwrap();
    resolve_all(&store).await;
    tokio::task::spawn_blocking(move || store.close())
        .await
        .unwrap();
    let history = Filled::up_to(path, 0, clock).await;
    let before = history.stored();
    let store = history.store.clone();
    let (took, longest) = tokio::task::spawn_blocking(move || {
        let limits = RetentionLimits {
            keep: Some(KEPT),
            max_bytes: None,
        };
        let (begun, mut longest) = (Instant::now(), Duration::ZERO);
        for _ in 0..BATCHES {
            let batch = Instant::now();
            let more = store.prune(limits).unwrap();
            longest = longest.max(batch.elapsed());
            if !more {
                break;
            }
        }
        (begun.elapsed(), longest)
    })
    .await
    .unwrap();
    let gone = before - history.stored();
    history.close().await;
    (
        number(gone) / took.as_secs_f64(),
        longest.as_secs_f64() * 1000.0,
    )
}

/// An open store with a history.
struct Filled {
    dir: DataDir,
    store: Store,
}

impl Filled {
    /// Fills a data directory up to this number of reports.
    async fn up_to(path: PathBuf, count: u64, clock: Clock) -> Self {
        let dir = DataDir::open(path).unwrap();
        let store = Store::open(&dir, clock, Feed::default()).unwrap();
        let filled = Self { dir, store };
        let stored = filled.stored();
        if stored < count {
            keep(&filled.store, stored, count).await;
        }
        filled
    }

    fn stored(&self) -> u64 {
        u64::try_from(self.store.read(Reader::total).unwrap()).unwrap()
    }

    /// The current ingest rate per second.
    async fn rate(&self) -> f64 {
        let stored = self.stored();
        wait_until_findable(&self.dir, stored).await;
        let begun = Instant::now();
        keep(&self.store, stored, stored + RATED).await;
        number(RATED) / begun.elapsed().as_secs_f64()
    }

    /// Closes the store once everything is indexed. Returns its directory.
    async fn close(self) -> DataDir {
        wait_until_findable(&self.dir, self.stored()).await;
        tokio::task::spawn_blocking(move || self.store.close())
            .await
            .unwrap();
        self.dir
    }
}

fn middle(mut rates: Vec<f64>) -> f64 {
    rates.sort_by(f64::total_cmp);
    rates[rates.len() / 2]
}

/// Waits until all reports up to this number are in the full-text index.
async fn wait_until_findable(dir: &DataDir, count: u64) {
    let database = rusqlite::Connection::open(dir.database()).unwrap();
    let sql = "SELECT value FROM marks WHERE name = 'findable_up_to'";
    let up_to = || -> i64 { database.query_row(sql, [], |row| row.get(0)).unwrap() };
    while u64::try_from(up_to()).unwrap() < count {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Ingests a range of reports, and resolves all incidents now and then.
async fn keep(store: &Store, from: u64, to: u64) {
    let mut begin = from;
    while begin < to {
        let end = to.min((begin / RESOLVED_EVERY + 1) * RESOLVED_EVERY);
        ingest(store, begin..end, arrival).await;
        if end.is_multiple_of(RESOLVED_EVERY) {
            resolve_all(store).await;
        }
        begin = end;
    }
}

/// Ingests a range of reports with many concurrent senders, each waiting for its answer before it sends the next, as
/// over HTTP.
async fn ingest(store: &Store, numbers: Range<u64>, arrival: fn(u64) -> Arrival) {
    let next = Arc::new(AtomicU64::new(numbers.start));
    let senders: Vec<_> = (0..SENDERS)
        .map(|_| {
            let (store, next) = (store.clone(), Arc::clone(&next));
            tokio::spawn(async move {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= numbers.end {
                        return;
                    }
                    store.ingest(arrival(number)).await.unwrap();
                }
            })
        })
        .collect();
    for sender in senders {
        sender.await.unwrap();
    }
}

/// There are 300 endpoints, so never more open incidents.
async fn resolve_all(store: &Store) {
    let open = Query::read("is:open", Moment::now(), &TimeZone::UTC);
    let page = store
        .read(|reader| reader.incidents(&open, None, 1_000))
        .unwrap();
    let ids = page.rows.iter().map(|row| row.id).collect();
    store.act(Action::Resolve, ids).await.unwrap();
}

/// A report as RETM might send it: 300 endpoints, some of them Arabic, with varying codes and texts.
fn arrival(number: u64) -> Arrival {
    const MESSAGES: [(u32, &str); 8] = [
        (503, "Service Unavailable"),
        (500, "Internal Server Error"),
        (
            504,
            "Gateway Timeout: the upstream server did not answer in time",
        ),
        (0, "Connection refused"),
        (
            0,
            "A connection attempt failed because the connected party did not properly respond",
        ),
        (404, "Not Found"),
        (401, "Unauthorized"),
        (502, "فشل الاتصال بالخادم"),
    ];
    const NAMES: [&str; 6] = ["orders", "menu", "customers", "payments", "tables", "طلبات"];
    let pick = |from: usize| usize::try_from(number % 6151).unwrap() * 31 % from;
    let endpoint = number * 7919 % 300;
    let (code, message) = MESSAGES[pick(MESSAGES.len())];
    let name = NAMES[usize::try_from(endpoint).unwrap() % NAMES.len()];
    let body = format!(
        r#"{{"code":{code},"endpoint":"https://pos-bridge.example.com/branch-{endpoint}/{name}","message":"{message} (trace {number:x})"}}"#
    );
    let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    Arrival {
        received_at: Moment::now(),
        source: Source::Retm,
        merchant: None,
        relay_request: None,
        body: body.into(),
        headers: BTreeMap::from([
            header("host", "abc.example"),
            header("content-type", "application/json"),
            header("user-agent", "RETM-Webhooks/1.0"),
            header("x-forwarded-for", "203.0.113.7"),
        ]),
        remote_addr: "127.0.0.1:40000".to_owned(),
    }
}

type Question = Box<dyn Fn(&Reader)>;

fn questions() -> Vec<(String, Question)> {
    let mut asked: Vec<(String, Question)> = vec![
        (
            "counts of the views".to_owned(),
            Box::new(|reader| {
                let _ = reader.counts().unwrap();
            }),
        ),
        (
            "an incident, whole".to_owned(),
            Box::new(|reader| {
                drop(
                    reader
                        .incident_detail(7, Moment::now(), &TimeZone::UTC)
                        .unwrap(),
                )
            }),
        ),
        (
            "plot of everything".to_owned(),
            Box::new(|reader| {
                drop(
                    reader
                        .plot(None, Moment::now(), None, None, &TimeZone::UTC)
                        .unwrap(),
                );
            }),
        ),
    ];
    for text in [
        "",
        "unavailable",
        "serv",
        "trace",
        "connection refused",
        "خادم",
        "3e7",
        "nothingatall",
        "code:503",
        "code:503 unavailable",
        "code:999",
        "code:none",
        "endpoint:orders",
        "endpoint:nowhere",
        "is:open",
        "is:resolved",
        "is:muted",
        "is:unreadable",
        "is:test",
        "since:1h",
        "since:2d until:1d",
        "incident:7",
        "endpoint:orders code:503 trace is:resolved",
    ] {
        asked.push((
            format!("errors  {text}"),
            Box::new(move |reader| {
                let query = PageQuery {
                    query: Query::read(text, Moment::now(), &TimeZone::UTC),
                    limit: PAGE,
                    ..PageQuery::default()
                };
                drop(reader.delivery_errors(&query).unwrap());
            }),
        ));
    }
    for text in [
        "",
        "is:open",
        "is:resolved",
        "unavailable",
        "code:503",
        "endpoint:orders",
    ] {
        asked.push((
            format!("incidents  {text}"),
            Box::new(move |reader| {
                let query = Query::read(text, Moment::now(), &TimeZone::UTC);
                drop(reader.incidents(&query, None, PAGE).unwrap());
            }),
        ));
    }
    asked.push((
        "endpoints".to_owned(),
        Box::new(|reader| drop(reader.endpoints(&Query::default()).unwrap())),
    ));
    asked
}

/// The median time of a query, in milliseconds.
fn median(reader: &Reader, ask: &dyn Fn(&Reader)) -> f64 {
    let mut times: Vec<Duration> = (0..ASKED)
        .map(|_| {
            let begun = Instant::now();
            ask(reader);
            begun.elapsed()
        })
        .collect();
    times.sort();
    times[ASKED / 2].as_secs_f64() * 1000.0
}
