//! Catches a panic with its message and its location. Only the panic hook knows the location, so the hook saves it for
//! the code that catches the panic on the same thread.

use std::{
    any::Any,
    cell::{Cell, RefCell},
    fmt,
    future::{Future, poll_fn},
    panic::{self, AssertUnwindSafe, PanicHookInfo},
    sync::Once,
    task::Poll,
};

// Workers catch panics by unwinding.
#[cfg(panic = "abort")]
compile_error!("Missedhook must be built with panic = \"unwind\"");

/// The maximum length of a panic's message, in characters.
const MESSAGE: usize = 300;

thread_local! {
    static CATCHING: Cell<bool> = const { Cell::new(false) };
    static PLACE: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// A panic that was caught.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Panic {
    message: String,
    place: Option<String>,
}

impl Panic {
    /// A failure without a panic, in the form of one.
    pub(super) fn of(message: String) -> Self {
        Self {
            message,
            place: None,
        }
    }
}

impl fmt::Display for Panic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        match &self.place {
            Some(place) => write!(f, " ({place})"),
            None => Ok(()),
        }
    }
}

/// Runs `work` and turns a panic into an error. The caller must repair whatever the work has left half done.
///
/// # Errors
/// The panic.
pub fn catch<T>(work: impl FnOnce() -> T) -> Result<T, Panic> {
    install_hook();
    let before = CATCHING.replace(true);
    let outcome = panic::catch_unwind(AssertUnwindSafe(work));
    CATCHING.set(before);
    outcome.map_err(|payload| Panic {
        message: message(&*payload),
        place: PLACE.take(),
    })
}

/// Like [`catch`], for a future.
///
/// # Errors
/// The panic.
pub async fn catch_async<F: Future>(future: F) -> Result<F::Output, Panic> {
    let mut future = Box::pin(future);
    poll_fn(
        move |context| match catch(|| future.as_mut().poll(context)) {
            Ok(Poll::Pending) => Poll::Pending,
            Ok(Poll::Ready(output)) => Poll::Ready(Ok(output)),
            Err(panic) => Poll::Ready(Err(panic)),
        },
    )
    .await
}

/// Runs blocking work on a thread for that purpose. A panic in it continues in the caller.
pub async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    match tokio::task::spawn_blocking(move || catch(work)).await {
        Ok(Ok(value)) => value,
        Ok(Err(Panic { message, place })) => {
            PLACE.set(place);
            panic::resume_unwind(Box::new(message))
        }
        // The runtime is ending, and this task with it.
        Err(_) => std::future::pending().await,
    }
}

/// Saves the location of a panic that is caught here, and logs any other.
fn install_hook() {
    static INSTALLED: Once = Once::new();
    INSTALLED.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if CATCHING.get() {
                PLACE.set(place(info));
                return;
            }
            before(info);
            let place = place(info).unwrap_or_default();
            tracing::error!(
                "A part of the program panicked: {} ({place}).",
                message(info.payload())
            );
        }));
    });
}

fn place(info: &PanicHookInfo<'_>) -> Option<String> {
    info.location()
        .map(|place| format!("{}:{}", place.file(), place.line()))
}

fn message(payload: &(dyn Any + Send)) -> String {
    let words = payload
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| payload.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("it says nothing of the cause");
    let words = words.chars().take(MESSAGE);
    words
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_caught_with_its_message_and_place() {
        let line = line!() + 1;
        let caught = catch(|| panic!("no {}", "room")).unwrap_err();
        let place = format!("{}:{line}", file!());
        assert_eq!(caught.to_string(), format!("no room ({place})"));
        assert_eq!(catch(|| 7), Ok(7));
    }

    #[test]
    fn a_long_message_with_line_breaks_is_one_short_line() {
        let caught = catch(|| panic!("{}", "a\nb".repeat(1000))).unwrap_err();
        assert_eq!(caught.message.chars().count(), MESSAGE);
        assert!(!caught.message.contains('\n'));
    }

    #[tokio::test]
    async fn a_panic_in_work_that_blocks_keeps_its_message_and_place() {
        let work = blocking(|| assert_ne!(1, 1, "broken"));
        let caught = catch_async(work).await.unwrap_err().to_string();
        assert!(
            caught.contains("broken") && caught.contains("panics.rs:"),
            "{caught}"
        );
        assert_eq!(blocking(|| 7).await, 7);
    }

    #[tokio::test]
    async fn a_future_that_panics_after_an_await_is_caught() {
        let work = async {
            tokio::task::yield_now().await;
            assert_ne!(1, 1, "broken");
        };
        let caught = catch_async(work).await.unwrap_err();
        assert!(caught.to_string().contains("broken"), "{caught}");
    }
}
