//! Receives the signals of notification servers on the connection that sends the notifications: what was chosen, that a
//! notification has left the screen, and that do-not-disturb may have changed. Also receives the bus's signals that a
//! server has appeared or gone.

use std::{
    future::poll_fn,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::Poll,
    time::Instant,
};

use parking_lot::Mutex;
use tokio_util::sync::CancellationToken;
use zbus::{Connection, Message, MessageStream, export::futures_core::Stream as _};

use super::{
    do_not_disturb,
    names::{BUS, NAME, PATH, sender},
    on_screen::OnScreen,
};
use crate::{
    alerts::{
        notifier::{Choice, Look, OnChoice},
        session_bus::{LIMIT, too_late, within},
    },
    worker::{self, Role},
};

/// The worker that listens for choices.
pub(super) const CLICKS: Role = Role {
    name: "clicks",
    does: "handles clicks on notifications",
    meaning: "Buttons on notifications do nothing.",
};

/// The signals that were received and not handled yet.
#[derive(Clone, Default)]
pub(super) struct Signals {
    do_not_disturb: Arc<AtomicBool>,
    server: Arc<AtomicBool>,
}

impl Signals {
    /// Whether do-not-disturb may have changed since the last call.
    pub fn take_changed(&self) -> bool {
        self.do_not_disturb.swap(false, Ordering::SeqCst)
    }

    /// Whether a server has come or gone, or the bus has, since the last call.
    pub fn take_server_changed(&self) -> bool {
        self.server.swap(false, Ordering::SeqCst)
    }
}

/// Receives clicks until the connection is closed. The next connection gets a listener of its own.
pub(super) struct Listener {
    pub connection: Connection,
    pub streams: Mutex<Option<Vec<MessageStream>>>,
    pub shown: Arc<Mutex<OnScreen>>,
    pub on_choice: OnChoice,
    pub signals: Signals,
    pub look: Option<Look>,
    /// The notification and the token of the last click, until the signal with the choice arrives.
    pub token: Mutex<Option<(u32, String)>>,
}

impl Listener {
    pub fn listen(&self, end: &CancellationToken) {
        let streams = self.streams.lock().take();
        let streams = match streams {
            Some(streams) => streams,
            None => match subscribe(&self.connection, Instant::now() + LIMIT) {
                Ok(streams) => streams,
                Err(error) => {
                    tracing::warn!(%error, "can't listen for clicks on notifications");
                    return;
                }
            },
        };
        let mut streams = streams;
        while let Some(message) = next(&mut streams) {
            worker::heartbeat(CLICKS.name);
            if let Ok(message) = message {
                self.hear(&message);
            }
        }
        // The desktop session has ended, for example. That is no failure.
        if !end.is_cancelled() {
            tracing::info!(
                "The session bus has ended. Notifications are shown once there is one again."
            );
        }
        end.cancel();
        self.server_changed();
    }

    fn server_changed(&self) {
        self.signals.server.store(true, Ordering::SeqCst);
        self.look();
    }

    fn look(&self) {
        if let Some(look) = &self.look {
            look();
        }
    }

    fn hear(&self, message: &Message) {
        let header = message.header();
        let (Some(owner), Some(member)) = (sender(message), header.member()) else {
            return;
        };
        let shown = || self.shown.lock();
        match member.as_str() {
            "ActionInvoked" => {
                let Ok((id, word)) = message.body().deserialize::<(u32, String)>() else {
                    return;
                };
                let slot = shown().slot(id, &owner);
                let token = self.token.lock().take().filter(|(of, _)| *of == id);
                if let (Some(slot), Some(choice)) = (slot, Choice::from_word(&word)) {
                    (self.on_choice)(slot, choice, token.map(|(_, token)| token));
                }
            }
            "NotificationClosed" => {
                if let Ok((id, _)) = message.body().deserialize::<(u32, u32)>() {
                    shown().close(id, &owner);
                }
            }
            "ActivationToken" => {
                if let Ok(said) = message.body().deserialize::<(u32, String)>()
                    && shown().slot(said.0, &owner).is_some()
                {
                    *self.token.lock() = Some(said);
                }
            }
            "NameOwnerChanged" => self.server_changed(),
            _ => {
                self.signals.do_not_disturb.store(true, Ordering::SeqCst);
                self.look();
            }
        }
    }
}

/// The next message of any stream; `None` if one has ended.
fn next(streams: &mut [MessageStream]) -> Option<zbus::Result<Message>> {
    zbus::block_on(poll_fn(|context| {
        for stream in &mut *streams {
            if let Poll::Ready(message) = Pin::new(stream).poll_next(context) {
                return Poll::Ready(message);
            }
        }
        Poll::Pending
    }))
}

pub(super) fn subscribe(
    connection: &Connection,
    until: Instant,
) -> zbus::Result<Vec<MessageStream>> {
    debug_assert!(do_not_disturb::CHANGES.contains(&(PATH, NAME)));
    let subscribing = async {
        let mut streams = Vec::new();
        for (path, interface) in do_not_disturb::CHANGES {
            let rule = zbus::MatchRule::builder()
                .msg_type(zbus::message::Type::Signal)
                .interface(interface)?
                .path(path)?
                .build()
                .to_owned();
            streams.push(MessageStream::for_match_rule(rule, connection, None).await?);
        }
        let (name, path, interface) = BUS;
        let owner = zbus::MatchRule::builder()
            .msg_type(zbus::message::Type::Signal)
            .sender(name)?
            .path(path)?
            .interface(interface)?
            .member("NameOwnerChanged")?
            .arg(0, NAME)?
            .build()
            .to_owned();
        streams.push(MessageStream::for_match_rule(owner, connection, None).await?);
        Ok(streams)
    };
    within(until, &mut Box::pin(subscribing)).unwrap_or_else(too_late)
}
