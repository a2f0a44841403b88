//! The desktop's session bus. Every call has a time limit, because a service or the bus itself may hang.

use std::{
    future::{Future, poll_fn},
    io,
    pin::Pin,
    task::Poll,
    time::{Duration, Instant},
};

use zbus::address::{
    Address,
    transport::{Transport, UnixSocket},
};

/// How long whatever is asked on the bus may take.
pub const LIMIT: Duration = Duration::from_secs(5);

/// What comes of a future until then; none where it takes longer. It can be waited for again.
pub(crate) fn within<F: Future + Unpin>(until: Instant, future: &mut F) -> Option<F::Output> {
    // async-io: the timer that zbus itself runs on.
    let mut limit = async_io::Timer::at(until);
    zbus::block_on(poll_fn(|context| {
        match Pin::new(&mut *future).poll(context) {
            Poll::Ready(output) => Poll::Ready(Some(output)),
            Poll::Pending => Pin::new(&mut limit).poll(context).map(|_| None),
        }
    }))
}

/// Whether there may be a session bus: not where its socket is no file. Connects to nothing.
pub(crate) fn may_be_there() -> bool {
    match Address::session().as_ref().map(Address::transport) {
        Ok(Transport::Unix(socket)) => match socket.path() {
            UnixSocket::File(path) => path.exists(),
            _ => true,
        },
        Ok(_) => true,
        Err(_) => false,
    }
}

/// A connection of one's own.
pub(crate) fn connect(until: Instant) -> zbus::Result<zbus::Connection> {
    if !may_be_there() {
        return Err(io::Error::from(io::ErrorKind::NotFound).into());
    }
    let connecting = async { zbus::connection::Builder::session()?.build().await };
    within(until, &mut Box::pin(connecting)).unwrap_or_else(too_late)
}

/// What is said of a call that takes too long.
pub(crate) fn too_late<T>() -> zbus::Result<T> {
    Err(io::Error::from(io::ErrorKind::TimedOut).into())
}

/// Whether there is a session bus that answers. Blocks for [`LIMIT`] at the most.
pub fn answers() -> bool {
    connect(Instant::now() + LIMIT).is_ok()
}

/// Whether somebody has that name on the bus; none where the bus does not answer. Blocks for [`LIMIT`] at the most.
pub fn has_owner(name: &'static str) -> Option<bool> {
    let until = Instant::now() + LIMIT;
    let connection = connect(until).ok()?;
    let asking = async {
        let bus = zbus::fdo::DBusProxy::new(&connection).await?;
        let name = zbus::names::BusName::try_from(name)?;
        zbus::Result::Ok(bus.name_has_owner(name).await?)
    };
    within(until, &mut Box::pin(asking))?.ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_takes_too_long_is_left_and_can_be_waited_for_again() {
        let (tell, told) = std::sync::mpsc::channel();
        let mut future = poll_fn(move |context| match told.try_recv() {
            Ok(answer) => Poll::Ready(answer),
            Err(_) => {
                context.waker().wake_by_ref();
                Poll::Pending
            }
        });
        assert_eq!(within(Instant::now(), &mut future), None);
        tell.send(7).unwrap();
        let long = Instant::now() + Duration::from_secs(60);
        assert_eq!(within(long, &mut future), Some(7));
    }
}
