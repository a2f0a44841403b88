//! Long work that a person can stop: SIGTERM, Ctrl-C or a terminal that closes sets its stop, and what it has begun is
//! taken back by the work itself. Shows how far it is where somebody watches.

use std::{
    io,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use missedhook_core::store::backup::{Progress, Stop};

use super::{output, runtime};
use crate::shutdown::Shutdown;

/// Does the work on a thread of its own; it has to look at the stop that it is given.
pub fn stoppable<T: Send + 'static>(
    work: impl FnOnce(Stop) -> T + Send + 'static,
) -> anyhow::Result<T> {
    runtime()?.block_on(async {
        let mut ending = Shutdown::listen()?;
        let stop: Stop = Arc::new(AtomicBool::new(false));
        let working = Arc::clone(&stop);
        let mut work = tokio::task::spawn_blocking(move || work(working));
        let done = tokio::select! {
            done = &mut work => done,
            () = ending.told() => {
                stop.store(true, Ordering::Relaxed);
                work.await
            }
        };
        Ok(done?)
    })
}

/// From now on, a signal that ends the program takes that file away first.
pub fn leaving_nothing(part: &Path) -> io::Result<()> {
    let part = part.to_owned();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let mut ending = runtime.block_on(async { Shutdown::listen() })?;
    std::thread::Builder::new()
        .name("missedhook-ending".to_owned())
        .spawn(move || {
            runtime.block_on(ending.told());
            let _ = std::fs::remove_file(&part);
            std::process::exit(1);
        })?;
    Ok(())
}

/// Shows on the terminal how far a copy is; nothing where nobody looks on.
pub fn show_progress(what: &'static str) -> impl FnMut(Progress) {
    let shown = output::is_watched();
    let mut last = None;
    move |progress| {
        let percent = (progress.done * 100)
            .checked_div(progress.total)
            .unwrap_or(100);
        if shown && last != Some(percent) {
            last = Some(percent);
            output::progress(&format!("{what}: {percent} %"));
            if percent == 100 {
                output::erase_progress();
            }
        }
    }
}
