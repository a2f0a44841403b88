//! Measures the store with a large history beside a small one, in one run: what keeping costs, and how long
//! the first page, the searches and the counts take. Fills the data directory named by the first argument with
//! as many delivery errors as the second says (a directory that has them already is taken as it is), so that
//! the black-box bench can go on with it. Prints figures and asserts nothing about time.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a measurement that can't go on says so by panicking"
)]

use std::{
    collections::BTreeMap,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use jiff::tz::TimeZone;
use missedhook_core::{
    data_dir::DataDir,
    delivery_error::{Arrival, Source},
    feed::Feed,
    incident::Action,
    moment::{Moment, system_clock},
    search::Query,
    store::{PageQuery, Reader, Store},
};

/// How many send at once.
const SENDERS: u64 = 256;
/// After how many all incidents are resolved, so that the history has thousands of them.
const RESOLVED_EVERY: u64 = 50_000;
/// How often each question is asked.
const ASKED: usize = 21;
/// How many are kept to measure the rate once.
const RATED: u64 = 20_000;
/// How often the rate is measured, of the small history and the large one in turn.
const ROUNDS: usize = 5;
/// What the window asks for at once.
const PAGE: u32 = 200;

#[tokio::main]
async fn main() {
    let mut words = std::env::args().skip(1).filter(|word| word != "--bench");
    let dir = words.next().map(PathBuf::from);
    let many: u64 = words
        .next()
        .map_or(1_000_000, |count| count.parse().unwrap());
    let temp = tempfile::tempdir().unwrap();

    let small = Filled::up_to(temp.path().join("small"), 1_000).await;
    let large = Filled::up_to(dir.unwrap_or_else(|| temp.path().join("large")), many).await;
    let mut rates = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        rates.0.push(small.rate().await);
        rates.1.push(large.rate().await);
    }
    let (rate_small, rate_large) = (middle(rates.0), middle(rates.1));
    println!(
        "keeping, {SENDERS} senders, median of {ROUNDS} rounds of {RATED}: {rate_small:.0}/s with 1,000 stored, \
         {rate_large:.0}/s with {many} stored: ratio {:.2}",
        rate_large / rate_small
    );
    let (small, large) = (small.close().await, large.close().await);
    let size = std::fs::metadata(large.database()).unwrap().len();
    println!("the large database: {:.0} MB", megabytes(size));
    let (small, large) = (reader(&small), reader(&large));
    println!("{:<34}{:>12}{:>14}", "median of 21, ms", "1,000", many);
    for (name, ask) in questions() {
        let (few, lots) = (median(&small, &*ask), median(&large, &*ask));
        println!("{name:<34}{few:>12.2}{lots:>14.2}");
    }
}

#[allow(clippy::cast_precision_loss, reason = "a figure for people")]
fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}

fn reader(dir: &DataDir) -> Reader {
    Reader::open(dir).unwrap().unwrap()
}

/// An open store with a history.
struct Filled {
    dir: DataDir,
    store: Store,
}

impl Filled {
    /// Fills a data directory up to that number, where it has fewer.
    async fn up_to(path: PathBuf, count: u64) -> Self {
        let dir = DataDir::open(path).unwrap();
        let (store, _) = Store::open(&dir, system_clock(), Feed::default()).unwrap();
        let filled = Self { dir, store };
        let begun = Instant::now();
        let stored = filled.stored();
        if stored < count {
            keep(&filled.store, stored, count).await;
            eprintln!("filled {} in {:.0?}", count - stored, begun.elapsed());
        }
        filled
    }

    fn stored(&self) -> u64 {
        u64::try_from(self.store.read(Reader::total).unwrap()).unwrap()
    }

    /// How many a second are kept just now.
    async fn rate(&self) -> f64 {
        let stored = self.stored();
        wait_until_findable(&self.dir, stored).await;
        let begun = Instant::now();
        keep(&self.store, stored, stored + RATED).await;
        f64::from(u32::try_from(RATED).unwrap()) / begun.elapsed().as_secs_f64()
    }

    /// Ends the store once all can be found; gives its directory.
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

/// Waits until all up to that number can be found by their words.
async fn wait_until_findable(dir: &DataDir, count: u64) {
    let database = rusqlite::Connection::open(dir.database()).unwrap();
    let sql = "SELECT value FROM marks WHERE name = 'findable_up_to'";
    let up_to = || -> i64 { database.query_row(sql, [], |row| row.get(0)).unwrap() };
    while u64::try_from(up_to()).unwrap() < count {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Keeps the reports from one number to another: many senders at once, each waiting for its answer before it
/// sends the next, as over HTTP.
async fn keep(store: &Store, from: u64, to: u64) {
    let mut begin = from;
    while begin < to {
        let end = to.min((begin / RESOLVED_EVERY + 1) * RESOLVED_EVERY);
        let next = Arc::new(AtomicU64::new(begin));
        let senders: Vec<_> = (0..SENDERS)
            .map(|_| {
                let (store, next) = (store.clone(), Arc::clone(&next));
                tokio::spawn(async move {
                    loop {
                        let number = next.fetch_add(1, Ordering::Relaxed);
                        if number >= end {
                            return;
                        }
                        store.keep(arrival(number)).await.unwrap();
                    }
                })
            })
            .collect();
        for sender in senders {
            sender.await.unwrap();
        }
        if end.is_multiple_of(RESOLVED_EVERY) {
            let open = Query::read("is:open", Moment::now(), &TimeZone::UTC);
            let page = store
                .read(|reader| reader.incidents(&open, None, 1_000))
                .unwrap();
            let ids = page.rows.iter().map(|row| row.id).collect();
            store.act(Action::Resolve, ids).await.unwrap();
        }
        begin = end;
    }
}

/// A report as RETM might send it: 300 endpoints, some of them Arabic, codes and words as they come.
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

/// The median time of a question, in milliseconds.
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
