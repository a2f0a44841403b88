//! The status that tray and window show, with many open incidents.

use std::{
    path::PathBuf,
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use missedhook_core::{
    alert::{Notice, Urgency},
    alerts::notifier::{DoNotDisturb, Notifier, NotifierError, ShowOutcome},
    engine::Engine,
    feed::Feed,
    incident::delivery_error::Arrival,
    model::moment::system_clock,
    platform::data_dir::DataDir,
    receiver::ReceiverLimits,
    settings::SettingsHandle,
};

use super::{ASKED, Filled, arrival, ingest, middle};

/// How many incidents are open.
pub const MANY: u64 = 100_000;

/// How long the program is left to deal with what waited for its start, at most.
const SETTLING: Duration = Duration::from_secs(120);

/// The median time of the status that tray and window show, in milliseconds, with many open incidents, once the alerts
/// that waited for the start are dealt with.
pub async fn of_many(path: PathBuf) -> f64 {
    // A history without settings would be one whose settings were lost.
    SettingsHandle::load(&DataDir::open(path.clone()).unwrap(), &Feed::default()).unwrap();
    let filled = Filled::up_to(path, 0, system_clock()).await;
    ingest(&filled.store, 0..MANY, |number| Arrival {
        body: format!(
            r#"{{"code":503,"endpoint":"https://host-{}.example.com/{}","message":"slow"}}"#,
            number % 40,
            letters(number)
        )
        .into(),
        ..arrival(number)
    })
    .await;
    let dir = filled.close().await;
    let engine = Engine::boot(dir, ReceiverLimits::default(), Box::new(Nobody)).unwrap();
    let engine = Arc::new(engine);
    let asked = Arc::clone(&engine);
    let times = tokio::task::spawn_blocking(move || {
        wait_for_rest();
        middle(
            (0..ASKED)
                .map(|_| {
                    let begun = Instant::now();
                    drop(asked.status());
                    begun.elapsed().as_secs_f64() * 1000.0
                })
                .collect(),
        )
    });
    let median = times.await.unwrap();
    engine.shut_down().await;
    median
}

/// Waits until this process spends less than a tenth of a core.
fn wait_for_rest() {
    let look = Duration::from_millis(500);
    let begun = Instant::now();
    let mut spent = cpu_ticks();
    while begun.elapsed() < SETTLING {
        thread::sleep(look);
        let now = cpu_ticks();
        if now - spent <= 5 {
            return;
        }
        spent = now;
    }
    eprintln!("not at rest after {SETTLING:?}: the status is asked beside other work");
}

/// The CPU time of this process in hundredths of a second: fields 14 and 15 of proc_pid_stat(5).
fn cpu_ticks() -> u64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    let (_, fields) = stat.rsplit_once(')').unwrap();
    let numbers: Vec<u64> = fields
        .split_whitespace()
        .skip(11)
        .take(2)
        .map(|field| field.parse().unwrap())
        .collect();
    numbers.iter().sum()
}

/// A name for each number that is not mistaken for an ID.
fn letters(mut number: u64) -> String {
    (0..5)
        .map(|_| {
            let letter = char::from(b'a' + u8::try_from(number % 26).unwrap());
            number /= 26;
            letter
        })
        .collect()
}

/// Shows nothing.
struct Nobody;

impl Notifier for Nobody {
    fn server(&mut self) -> Result<String, NotifierError> {
        Ok("nobody".to_owned())
    }

    fn show(&mut self, _: &Notice, _: Urgency) -> Result<ShowOutcome, NotifierError> {
        Ok(ShowOutcome::Shown)
    }

    fn do_not_disturb(&mut self) -> DoNotDisturb {
        DoNotDisturb::Off
    }
}
