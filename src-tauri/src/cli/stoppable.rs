//! Long work that the user can stop. SIGTERM, Ctrl-C or a closing terminal cancels it, and the work itself undoes what
//! it has begun. Shows progress on a terminal.

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

/// Runs the work on its own thread. The work must check the stop token that it gets.
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
            () = ending.requested() => {
                stop.store(true, Ordering::Relaxed);
                work.await
            }
        };
        Ok(done?)
    })
}

/// Listens for the signals that end the program. Created before the file, so that a signal in between does not end the
/// program at once.
pub struct CleanUp {
    runtime: tokio::runtime::Runtime,
    ending: Shutdown,
}

impl CleanUp {
    pub fn listen() -> io::Result<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        let ending = runtime.block_on(async { Shutdown::listen() })?;
        Ok(Self { runtime, ending })
    }

    /// Such a signal deletes the unfinished file first.
    pub fn delete(self, part: &Path) -> io::Result<()> {
        let part = part.to_owned();
        let Self {
            runtime,
            mut ending,
        } = self;
        std::thread::Builder::new()
            .name("missedhook-ending".to_owned())
            .spawn(move || {
                runtime.block_on(ending.requested());
                let _ = std::fs::remove_file(&part);
                std::process::exit(1);
            })?;
        Ok(())
    }
}

/// Shows the progress of a copy on the terminal, if there is one.
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
