//! The status that tray and window show, with many open incidents.

use std::{path::PathBuf, sync::Arc, time::Instant};

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

/// The median time of the status that tray and window show, in milliseconds, with many open incidents.
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
