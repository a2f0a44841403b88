//! `missedhook serve`: receives and notifies without a window, prints what arrives, and drains what was accepted when
//! it is asked to end.

use std::{
    process::ExitCode,
    sync::{Arc, OnceLock, Weak},
    time::Duration,
};

use clap::Args;
use missedhook_core::{
    alerts::notifier::{Choice, Choices, Desktop},
    engine::Engine,
    incident::delivery_error::DeliveryError,
    platform::data_dir::DataDir,
};
use serde_json::json;

use super::{
    Start, json_line,
    log::log_to,
    printer::{Line, Printer},
    runtime,
};
use crate::shutdown::Shutdown;

/// How long the last lines may take to be read at the end.
const LAST_LINES: Duration = Duration::from_secs(1);
/// A start that takes longer than this is reported as slow.
const SLOW_BOOT: Duration = Duration::from_secs(5);
/// How long a start that is asked to end may take to reach an orderly end.
const BOOT_PATIENCE: Duration = Duration::from_secs(5);

/// Receive and notify without a window
#[derive(Args)]
pub struct Serve {
    /// Print one JSON object a line
    #[arg(long)]
    json: bool,
}

impl Serve {
    pub fn run(self, start: &Start) -> anyhow::Result<ExitCode> {
        let runtime = runtime()?;
        let served = runtime.block_on(async {
            let ending = Shutdown::listen()?;
            let dir = start.data_dir_arg.open()?;
            let _log = log_to(&dir);
            self.run_until(ending, start, dir).await
        });
        // Does not wait for a blocked system call.
        runtime.shutdown_timeout(Duration::from_secs(1));
        served.map(|()| ExitCode::SUCCESS)
    }

    async fn run_until(
        self,
        mut ending: Shutdown,
        start: &Start,
        dir: DataDir,
    ) -> anyhow::Result<()> {
        let limits = start.limits();
        let chosen = Arc::default();
        let notifier = Desktop::new(Some(choices(Arc::clone(&chosen)))).for_data_in(dir.path());
        let notifier = Box::new(notifier);
        let mut booting = tokio::task::spawn_blocking(move || Engine::boot(dir, limits, notifier));
        let slowly = async {
            tokio::time::sleep(SLOW_BOOT).await;
            tracing::warn!(
                "Opening the data directory takes long. Nothing is received yet. Its disk or network share may be hanging."
            );
            std::future::pending::<()>().await;
        };
        let (booted, is_ending) = tokio::select! {
            () = slowly => return Ok(()),
            booted = &mut booting => (booted, false),
            () = ending.requested() => match tokio::time::timeout(BOOT_PATIENCE, booting).await {
                Ok(booted) => (booted, true),
                // Nothing has been received yet, and the store is consistent at any point.
                Err(_) => return Ok(()),
            },
        };
        let engine = match booted? {
            Ok(engine) => Arc::new(engine),
            // It was asked to end anyway.
            Err(_) if is_ending => return Ok(()),
            Err(error) => return Err(error.into()),
        };
        // Set for the first time, as nobody else has access to it.
        let _ = chosen.set(Arc::downgrade(&engine));
        let served = match is_ending {
            true => Ok(None),
            false => self.serve(start, &engine, &mut ending).await.map(Some),
        };
        engine.shut_down().await;
        if let Some(printer) = served? {
            let _ = tokio::task::spawn_blocking(move || printer.end(LAST_LINES)).await;
        }
        Ok(())
    }

    /// Receives until it is asked to end.
    async fn serve(
        &self,
        start: &Start,
        engine: &Arc<Engine>,
        ending: &mut Shutdown,
    ) -> anyhow::Result<Printer> {
        let mut changes = engine.feed().subscribe();
        let newest = match engine.store().read(|reader| reader.newest_id()) {
            Ok(newest) => Some(newest),
            // On a full disk the history can't be read yet.
            Err(_) if engine.store().failure().is_some() => None,
            Err(error) => return Err(error.into()),
        };
        let _verdict = engine.publish_verdict();
        let listen = start.listen.unwrap_or(engine.settings().listen);
        let address = engine.listen(listen).await?;
        let url = engine.settings().local_url(address);
        let (first, line): (_, Line) = if self.json {
            let ready = json!({"event": "ready", "receiver_url": url, "pid": std::process::id()});
            (json_line(&ready)?, Box::new(in_json))
        } else {
            let ready = format!("Listening. Receiver URL: {url}\nCtrl-C ends.");
            (ready, Box::new(in_words()))
        };
        let printer = Printer::start(&first, newest, line, engine.store().clone())?;
        let mut printed_week = None;
        loop {
            if let Some(summary) = engine.decided_week()
                && printed_week.as_ref() != Some(&summary.week)
            {
                if let Some(line) = super::summary::line(&summary, self.json) {
                    printer.say(line);
                }
                printed_week = Some(summary.week);
            }
            // One signal covers everything that has arrived so far: a commit of a hundred is read once.
            printer.look();
            tokio::select! {
                () = ending.requested() => break,
                heard = changes.next() => if heard.is_none() { break },
            }
        }
        Ok(printer)
    }
}

/// The actions of notifications that need no window.
fn choices(engine: Arc<OnceLock<Weak<Engine>>>) -> Choices {
    let runtime = tokio::runtime::Handle::current();
    Choices {
        offered: &[Choice::Acknowledge, Choice::Mute],
        on_choice: Arc::new(move |slot, choice, _| {
            let engine = engine.get().and_then(Weak::upgrade);
            if let Some(engine) = engine {
                runtime.spawn(async move { engine.choose(slot, choice).await });
            }
        }),
    }
}

/// Lines as `list` prints them. Those of one second share its time, because finding it costs as much as the rest.
fn in_words() -> impl FnMut(&DeliveryError) -> Option<String> + Send {
    let mut last = (None, String::new());
    move |error| {
        let second = error.received_at.millis().div_euclid(1000);
        if last.0 != Some(second) {
            last = (Some(second), error.received_at.local());
        }
        Some(super::list::line_at(&last.1, error))
    }
}

fn in_json(error: &DeliveryError) -> Option<String> {
    let mut value = serde_json::to_value(error).ok()?;
    value["event"] = json!("delivery_error");
    json_line(&value).ok()
}
