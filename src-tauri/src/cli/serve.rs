//! `missedhook serve`: receives and notifies without a window, prints what comes, and drains what was accepted
//! when it is told to end.

use std::{process::ExitCode, sync::Arc};

use clap::Args;
use missedhook_core::{delivery_error::DeliveryError, engine::Engine, notifier::Desktop};
use serde_json::json;

use super::{Start, log_to, print_line, printable, runtime};

/// How many rows are read at once.
const PAGE: u32 = 500;

/// Receive and notify without a window
#[derive(Args)]
pub struct Serve {
    /// Print one JSON object a line
    #[arg(long)]
    json: bool,
}

impl Serve {
    pub fn run(self, start: &Start) -> anyhow::Result<ExitCode> {
        let dir = start.place.open()?;
        log_to(&dir);
        runtime()?.block_on(async {
            let engine = Engine::boot(dir, start.limits(), Box::new(Desktop::new(None)))
                .map_err(|error| error.problem())?;
            let engine = Arc::new(engine);
            if let Some(aside) = engine.set_aside() {
                tracing::error!("{}", aside.problem());
            }
            let served = self.serve(start, &engine).await;
            engine.shut_down().await;
            served.map(|()| ExitCode::SUCCESS)
        })
    }

    async fn serve(&self, start: &Start, engine: &Arc<Engine>) -> anyhow::Result<()> {
        let mut changes = engine.feed().subscribe();
        let ended = ended()?;
        tokio::pin!(ended);
        // On a full disk there may be no database yet.
        let newest = engine.store().read(|reader| reader.newest_id());
        let mut printed =
            newest.or_else(|error| engine.store().failure().map(|_| 0).ok_or(error))?;
        let listen = start.listen.unwrap_or(engine.settings().listen);
        let address = engine
            .listen(listen)
            .await
            .map_err(|error| error.problem())?;
        let url = engine.settings().local_url(address);
        if self.json {
            let ready = json!({"event": "ready", "receiver_url": url, "pid": std::process::id()});
            print_line(&ready.to_string())?;
        } else {
            print_line(&format!("Listening. Receiver URL: {url}\nCtrl-C ends."))?;
        }
        loop {
            // One look shows all that has come until now: a commit of a hundred is read once.
            changes.skip_waiting();
            printed = self.print_after(engine, printed).await?;
            tokio::select! {
                () = &mut ended => break,
                heard = changes.next() => if heard.is_none() { break },
            }
        }
        Ok(())
    }

    /// Prints everything after that number; reads it from the store, so that no hint can be lost.
    async fn print_after(&self, engine: &Arc<Engine>, mut printed: i64) -> anyhow::Result<i64> {
        loop {
            let store = engine.store().clone();
            let rows = tokio::task::spawn_blocking(move || {
                store.read(|reader| reader.following(printed, PAGE))
            });
            let rows = match rows.await? {
                Ok(rows) => rows,
                Err(error) => {
                    tracing::warn!(%error, "what came can't be printed");
                    return Ok(printed);
                }
            };
            if let Some(last) = rows.last() {
                let lines: Vec<_> = rows
                    .iter()
                    .map(|row| self.line(row))
                    .collect::<Result<_, _>>()?;
                print_line(&lines.join("\n"))?;
                printed = last.id;
            }
            if rows.len() < PAGE as usize {
                return Ok(printed);
            }
        }
    }

    fn line(&self, error: &DeliveryError) -> anyhow::Result<String> {
        if !self.json {
            return Ok(super::list::line(error));
        }
        let mut value = serde_json::to_value(error)?;
        value["event"] = json!("delivery_error");
        Ok(printable(&value.to_string()))
    }
}

/// Comes to pass at Ctrl-C or SIGTERM. Listens from the call on, not from the first poll.
pub fn ended() -> std::io::Result<impl Future<Output = ()>> {
    #[cfg(unix)]
    let (mut term, mut interrupt) = {
        use tokio::signal::unix::{SignalKind, signal};
        (
            signal(SignalKind::terminate())?,
            signal(SignalKind::interrupt())?,
        )
    };
    Ok(async move {
        #[cfg(unix)]
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = term.recv() => {}
        }
        #[cfg(not(unix))]
        let _ = tokio::signal::ctrl_c().await;
    })
}
