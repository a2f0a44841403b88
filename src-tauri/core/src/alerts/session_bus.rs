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

/// The time limit of a call on the bus.
pub const LIMIT: Duration = Duration::from_secs(5);

/// The output of a future; `None` if it takes longer than `until`. The future can be polled again.
pub fn within<F: Future + Unpin>(until: Instant, future: &mut F) -> Option<F::Output> {
    // async-io: the timer that zbus itself runs on.
    let mut limit = async_io::Timer::at(until);
    zbus::block_on(poll_fn(|context| {
        match Pin::new(&mut *future).poll(context) {
            Poll::Ready(output) => Poll::Ready(Some(output)),
            Poll::Pending => Pin::new(&mut limit).poll(context).map(|_| None),
        }
    }))
}

/// Whether there may be a session bus: false if its socket is not a file. Does not connect.
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

/// Opens a separate connection.
///
/// # Errors
/// If there is no bus, or it does not answer in time.
pub fn connect(until: Instant) -> zbus::Result<zbus::Connection> {
    if !may_be_there() {
        return Err(io::Error::from(io::ErrorKind::NotFound).into());
    }
    let connecting = async { zbus::connection::Builder::session()?.build().await };
    within(until, &mut Box::pin(connecting)).unwrap_or_else(too_late)
}

/// The error of a call that takes too long.
pub(crate) fn too_late<T>() -> zbus::Result<T> {
    Err(io::Error::from(io::ErrorKind::TimedOut).into())
}

/// Whether that name has an owner on the bus; `None` if the bus does not answer. Blocks for up to [`LIMIT`].
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
        let (sender, receiver) = std::sync::mpsc::channel();
        let mut future = poll_fn(move |context| match receiver.try_recv() {
            Ok(answer) => Poll::Ready(answer),
            Err(_) => {
                context.waker().wake_by_ref();
                Poll::Pending
            }
        });
        assert_eq!(within(Instant::now(), &mut future), None);
        sender.send(7).unwrap();
        let long = Instant::now() + Duration::from_secs(60);
        assert_eq!(within(long, &mut future), Some(7));
    }
}
