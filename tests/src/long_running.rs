//! `missedhook serve` running for a long time: on one port through all its restarts, whatever happens to its output.
//! The output is not needed, because its address is known in advance.

use std::{
    fs::{File, OpenOptions},
    io::{self, PipeReader, Read},
    os::fd::OwnedFd,
    path::Path,
    process::{Child, Command, ExitStatus, Stdio},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::JoinHandle,
    time::{Duration, Instant},
};

use rustix::{
    fs::{OFlags, fcntl_getfl, fcntl_setfl},
    process::{Pid, Signal, kill_process},
    pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt},
};

/// Where its output goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Output {
    /// To a reader.
    Read,
    /// To a terminal that can be closed.
    Terminal,
    /// Into a pipe that nobody reads.
    Unread,
    /// To a disk that is full.
    Full,
}

/// The program with its output. Killed when dropped.
#[derive(Debug)]
pub struct LongRunning {
    child: Child,
    terminal: Option<Terminal>,
    _unread: Vec<PipeReader>,
}

/// Our side of a terminal, with a reader.
#[derive(Debug)]
struct Terminal {
    closed: Arc<AtomicBool>,
    reader: Option<JoinHandle<()>>,
}

impl LongRunning {
    /// Starts a command. Its error messages are appended to this file, unless they go where the output goes.
    ///
    /// # Errors
    /// If the system call fails.
    pub fn start(command: &mut Command, output: Output, complaints: &Path) -> io::Result<Self> {
        let (mut terminal, mut unread) = (None, Vec::new());
        command.stdin(Stdio::null());
        match output {
            Output::Read => {
                let file = OpenOptions::new()
                    .create(true)
                    .append(true)
                    .open(complaints)?;
                command.stdout(Stdio::piped()).stderr(file);
            }
            Output::Terminal => {
                let (ours, theirs) = open_terminal()?;
                command.stdout(theirs.try_clone()?).stderr(theirs);
                terminal = Some(Terminal::of(ours)?);
            }
            Output::Unread => {
                let (out, err) = (io::pipe()?, io::pipe()?);
                command.stdout(out.1).stderr(err.1);
                unread = vec![out.0, err.0];
            }
            Output::Full => {
                let full = OpenOptions::new().write(true).open("/dev/full")?;
                command.stdout(full.try_clone()?).stderr(full);
            }
        }
        let child = command.spawn();
        // Otherwise the command keeps its ends of the output open, and nothing would ever be closed.
        command.stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = child?;
        if let Some(mut out) = child.stdout.take() {
            std::thread::spawn(move || io::copy(&mut out, &mut io::sink()));
        }
        Ok(Self {
            child,
            terminal,
            _unread: unread,
        })
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Closes the terminal, as when `ssh` disconnects and the program was disowned. Returns whether there was one.
    pub fn close_terminal(&mut self) -> bool {
        self.terminal.take().is_some()
    }

    /// Sends it a signal.
    ///
    /// # Errors
    /// If it has ended.
    pub fn signal(&mut self, signal: Signal) -> io::Result<()> {
        if let Some(status) = self.child.try_wait()? {
            return Err(io::Error::other(format!("it has ended: {status}")));
        }
        Ok(kill_process(Pid::from_child(&self.child), signal)?)
    }

    /// Its exit status, if it has ended.
    pub fn ended(&mut self) -> Option<ExitStatus> {
        self.child.try_wait().ok().flatten()
    }

    /// Waits until it ends, at most this long.
    pub fn wait(&mut self, limit: Duration) -> Option<ExitStatus> {
        let end = Instant::now() + limit;
        loop {
            let status = self.ended();
            if status.is_some() || Instant::now() > end {
                return status;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// SIGKILL, and waits until it is gone.
    pub fn kill(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for LongRunning {
    fn drop(&mut self) {
        self.kill();
    }
}

fn open_terminal() -> io::Result<(OwnedFd, File)> {
    let ours = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC)?;
    grantpt(&ours)?;
    unlockpt(&ours)?;
    let name = ptsname(&ours, Vec::new())?;
    let name = name.to_str().map_err(io::Error::other)?;
    let flags = i32::try_from(OFlags::NOCTTY.bits()).map_err(io::Error::other)?;
    let theirs = std::os::unix::fs::OpenOptionsExt::custom_flags(
        OpenOptions::new().read(true).write(true),
        flags,
    )
    .open(name)?;
    Ok((ours, theirs))
}

impl Terminal {
    fn of(ours: OwnedFd) -> io::Result<Self> {
        fcntl_setfl(&ours, fcntl_getfl(&ours)? | OFlags::NONBLOCK)?;
        let closed = Arc::new(AtomicBool::new(false));
        let is_closed = Arc::clone(&closed);
        let mut file = File::from(ours);
        let reader = std::thread::spawn(move || {
            let mut screen = [0; 4096];
            while !is_closed.load(Ordering::SeqCst) {
                match file.read(&mut screen) {
                    Ok(read) if read > 0 => {}
                    _ => std::thread::sleep(Duration::from_millis(10)),
                }
            }
        });
        Ok(Self {
            closed,
            reader: Some(reader),
        })
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        self.closed.store(true, Ordering::SeqCst);
        if let Some(reader) = self.reader.take() {
            let _ = reader.join();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::LIMIT;

    fn shell(script: &str, output: Output) -> LongRunning {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        let dir = tempfile::tempdir().unwrap();
        LongRunning::start(&mut command, output, &dir.path().join("complaints")).unwrap()
    }

    #[test]
    fn a_closed_terminal_takes_no_more_and_sends_no_signal() {
        let script =
            "test -t 1 || exit 7; until ! printf x 2>/dev/null; do sleep 0.05; done; exit 3";
        let mut resident = shell(script, Output::Terminal);
        assert_eq!(resident.wait(Duration::from_millis(300)), None);
        assert!(resident.close_terminal());
        assert!(!resident.close_terminal());
        let status = resident.wait(LIMIT);
        assert_eq!(status.and_then(|status| status.code()), Some(3));
    }

    #[test]
    fn a_full_output_fails_and_an_unread_one_stands_still() {
        let mut full = shell("echo x || exit 4", Output::Full);
        assert_eq!(full.wait(LIMIT).and_then(|status| status.code()), Some(4));
        let much = "head -c 1000000 /dev/zero";
        let mut unread = shell(much, Output::Unread);
        assert_eq!(unread.wait(Duration::from_millis(500)), None);
        unread.signal(Signal::TERM).unwrap();
        assert!(unread.wait(LIMIT).is_some());
        let mut read = shell(much, Output::Read);
        assert_eq!(read.wait(LIMIT).and_then(|status| status.code()), Some(0));
    }
}
