//! Shutdown signals: SIGTERM, Ctrl-C and a closed terminal. They are caught as soon as [`Shutdown::listen`] returns, so
//! call it before anything else starts.

use std::io;

/// The signals that end the program.
pub struct Shutdown {
    #[cfg(unix)]
    signals: Vec<tokio::signal::unix::Signal>,
}

impl Shutdown {
    /// Starts listening. Needs a tokio runtime.
    ///
    /// # Errors
    /// If the system refuses a handler.
    pub fn listen() -> io::Result<Self> {
        #[cfg(unix)]
        {
            use tokio::signal::unix::{SignalKind, signal};
            let mut signals = vec![
                signal(SignalKind::terminate())?,
                signal(SignalKind::interrupt())?,
            ];
            // `nohup` ignores the signal: the program is to outlive its terminal.
            if !hangup_is_ignored() {
                signals.push(signal(SignalKind::hangup())?);
            }
            Ok(Self { signals })
        }
        #[cfg(not(unix))]
        Ok(Self {})
    }

    /// Waits until one of them arrives.
    pub async fn requested(&mut self) {
        #[cfg(unix)]
        std::future::poll_fn(|context| {
            let poll = |signal: &mut tokio::signal::unix::Signal| signal.poll_recv(context);
            match self
                .signals
                .iter_mut()
                .map(poll)
                .any(|poll| poll.is_ready())
            {
                true => std::task::Poll::Ready(()),
                false => std::task::Poll::Pending,
            }
        })
        .await;
        #[cfg(not(unix))]
        let _ = tokio::signal::ctrl_c().await;
    }
}

/// Whether SIGHUP was ignored by the process that started the program.
#[cfg(unix)]
fn hangup_is_ignored() -> bool {
    let mut action = std::mem::MaybeUninit::<libc::sigaction>::zeroed();
    #[allow(unsafe_code)]
    // SAFETY: without a new action, the call only writes the current one to the pointer's target. All zeros are a valid
    // action, whatever the call returns.
    let (asked, action) = unsafe {
        let asked = libc::sigaction(libc::SIGHUP, std::ptr::null(), action.as_mut_ptr());
        (asked, action.assume_init())
    };
    asked == 0 && action.sa_sigaction == libc::SIG_IGN
}
