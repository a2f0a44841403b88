//! The guard: a small process between the app and a tunnel program, so that nothing is left behind when the app is
//! killed outright. The app holds a pipe to it and starts every program through it. When the pipe closes, for whatever
//! reason, the guard ends the program and then itself. It needs no `unsafe` code and works the same on all three
//! platforms, which a parent-death signal (Linux) or a job object (Windows) does not.

use std::{
    ffi::{OsStr, OsString},
    io::{self, Read},
    path::PathBuf,
    process::{ExitStatus, Stdio},
    time::Duration,
};

use tokio::{
    process::{Child, Command},
    sync::oneshot,
    time::timeout,
};

use crate::platform::programs;

/// How long a program may take to end after the first signal.
const GRACE: Duration = Duration::from_secs(2);
/// The exit code if the program can't be started, the same as in shells.
pub const NOT_STARTED: u8 = 127;

/// How to start a guard: a program, and the arguments before the command to guard.
#[derive(Clone, Debug)]
pub struct Guard {
    program: PathBuf,
    before: Vec<OsString>,
}

impl Guard {
    /// `missedhook guard -- …`.
    ///
    /// # Errors
    /// It is not known where `missedhook` is.
    pub fn of_this_program() -> io::Result<Self> {
        let program = programs::command_line()?;
        Ok(Self::new(program, ["guard", "--"]))
    }

    /// A guard with another program.
    pub fn new<A: Into<OsString>>(
        program: impl Into<PathBuf>,
        before: impl IntoIterator<Item = A>,
    ) -> Self {
        Self {
            program: program.into(),
            before: before.into_iter().map(Into::into).collect(),
        }
    }

    /// The command that starts `program` under guard, with all three pipes to the app. Closing its standard input ends
    /// the program; killing the guard would not.
    pub(super) fn command(&self, program: &OsStr, args: &[OsString]) -> Command {
        let mut command = Command::new(&self.program);
        command
            .args(&self.before)
            .arg(program)
            .args(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        apart(&mut command);
        command
    }
}

/// In a separate process group: Ctrl-C in a terminal is for the app, which then shuts down the tunnel properly.
fn apart(command: &mut Command) {
    #[cfg(unix)]
    command.process_group(0);
    #[cfg(windows)]
    {
        // CREATE_NO_WINDOW: no console flashes up.
        // Source: https://learn.microsoft.com/windows/win32/procthread/process-creation-flags
        command.creation_flags(0x0800_0000);
    }
    #[cfg(not(any(unix, windows)))]
    let _ = command;
}

/// The guard itself: runs the command until it ends, `wire` closes, or a signal arrives. Returns the program's exit
/// code, or 128 plus the signal that ended it.
///
/// # Errors
/// The program can't be started or waited for.
pub async fn run(command: &[OsString], wire: impl Read + Send + 'static) -> io::Result<u8> {
    let [program, args @ ..] = command else {
        return Err(io::Error::from(io::ErrorKind::InvalidInput));
    };
    // Before the program starts, so that no signal is missed.
    let ending = end_requested()?;
    let mut command = Command::new(program);
    command.args(args).stdin(Stdio::null());
    apart(&mut command);
    let mut child = command.spawn()?;
    let status = tokio::select! {
        status = child.wait() => status?,
        () = closed(wire) => end(&mut child).await?,
        () = ending => end(&mut child).await?,
    };
    Ok(code(status))
}

/// Waits until the wire closes. On a separate thread, because a read of standard input can't be cancelled.
async fn closed(mut wire: impl Read + Send + 'static) {
    let (end, ended) = oneshot::channel::<()>();
    let reading = std::thread::Builder::new().spawn(move || {
        let mut nothing = [0; 64];
        loop {
            match wire.read(&mut nothing) {
                Ok(0) => break,
                Ok(_) => {}
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(_) => break,
            }
        }
        drop(end);
    });
    // Without a thread the end can't be noticed, and a program that can't be guarded is not run.
    if reading.is_ok() {
        let _ = ended.await;
    }
}

/// Waits for a termination signal. The signals are caught from this call on, not from the first poll.
#[cfg(unix)]
fn end_requested() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut hang_up = signal(SignalKind::hangup())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
            _ = hang_up.recv() => {}
        }
    })
}

#[cfg(not(unix))]
fn end_requested() -> io::Result<impl Future<Output = ()>> {
    Ok(async {
        let _ = tokio::signal::ctrl_c().await;
    })
}

/// Ends the program and its process group: asks, waits, kills.
async fn end(child: &mut Child) -> io::Result<ExitStatus> {
    #[cfg(unix)]
    {
        use rustix::process::Signal;
        let group = child.id().and_then(|id| i32::try_from(id).ok());
        let group = group.and_then(rustix::process::Pid::from_raw);
        let send = |signal: Signal| {
            if let Some(group) = group {
                // Fails only if the group has already ended.
                let _ = rustix::process::kill_process_group(group, signal);
            }
        };
        send(Signal::TERM);
        if let Ok(status) = timeout(GRACE, child.wait()).await {
            return status;
        }
        send(Signal::KILL);
    }
    #[cfg(not(unix))]
    child.start_kill()?;
    timeout(GRACE, child.wait())
        .await
        .map_err(|_| io::Error::from(io::ErrorKind::TimedOut))?
}

fn code(status: ExitStatus) -> u8 {
    #[cfg(unix)]
    {
        use std::os::unix::process::ExitStatusExt as _;
        if let Some(signal) = status.signal() {
            return u8::try_from(128 + signal).unwrap_or(u8::MAX);
        }
    }
    status
        .code()
        .and_then(|code| u8::try_from(code).ok())
        .unwrap_or(1)
}

#[cfg(all(test, unix))]
pub(super) mod tests;
