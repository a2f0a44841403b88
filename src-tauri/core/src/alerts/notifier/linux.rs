//! Notifications on Linux, over D-Bus (Desktop Notifications Specification 1.2), without notify-rust: it has no time
//! limit, and opens a connection for each notification. Here all goes over one connection, because some servers tell
//! what was clicked to the connection alone that asked for the notification; and each call has a time limit. A call that
//! hangs is kept and waited for before anything else is asked: so nothing piles up at a server that hangs, and what it
//! shows in the end is not shown twice.

use std::{
    collections::HashMap,
    future::poll_fn,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use zbus::{
    Connection, Message, MessageStream, export::futures_core::Stream as _, zvariant::Value,
};

use super::{Choice, Choices, Notifier, NotifierError, OnChoice, Shown, escaped};
use crate::{
    alert::Notice,
    alerts::session_bus::{LIMIT, connect, too_late, within},
    worker::{self, Role, Worker, Workers},
};

const NAME: &str = "org.freedesktop.Notifications";
const PATH: &str = "/org/freedesktop/Notifications";
/// The bus itself: its name, its path, its interface.
const BUS: (&str, &str, &str) = (
    "org.freedesktop.DBus",
    "/org/freedesktop/DBus",
    "org.freedesktop.DBus",
);
/// For how long a server that answered counts as one that would.
const ANSWERS_FOR: Duration = Duration::from_secs(60);

/// After how long a call that hangs is given up, and another one made. What it was to show may be shown twice then.
const GIVE_UP: Duration = Duration::from_secs(60);

/// The worker that listens for choices.
const CLICKS: Role = Role {
    name: "clicks",
    does: "hears what is clicked on notifications",
    meaning: "Buttons on notifications do nothing.",
};

type Call = Pin<Box<dyn Future<Output = zbus::Result<Message>> + Send>>;

/// What is known of the server and of our connection to it.
#[derive(Default)]
struct Server {
    bus: Option<Connection>,
    hanging: Option<Hanging>,
    /// The bus has tried to start a server and could not.
    start_failed: bool,
    present: Option<Present>,
    /// The server that answered last, and when.
    answered: Option<(String, Instant)>,
    shown: Arc<Mutex<Shown>>,
    workers: Option<Workers>,
    clicks: Option<Worker>,
}

/// A call that took too long.
struct Hanging {
    call: Call,
    /// What it was to show.
    notice: Option<Notice>,
    since: Instant,
}

/// The server that has the name now.
#[derive(Clone)]
struct Present {
    owner: String,
    capabilities: Vec<String>,
}

impl Present {
    fn can(&self, what: &str) -> bool {
        self.capabilities.iter().any(|known| known == what)
    }
}

/// The desktop's own notifications.
pub struct Desktop {
    choices: Option<Choices>,
    server: Server,
}

impl Desktop {
    /// Notifications that offer these choices; none without a listener.
    pub fn new(choices: Option<Choices>) -> Self {
        Self {
            choices,
            server: Server::default(),
        }
    }
}

impl Notifier for Desktop {
    fn listen_with(&mut self, workers: &Workers) {
        self.server.workers = Some(workers.clone());
    }

    fn server(&mut self) -> Result<String, NotifierError> {
        let until = Instant::now() + LIMIT;
        self.server.settle(until)?;
        let answer = self.server.ask("GetServerInformation", (), None, until);
        let answer = answer.map_err(|_| NotifierError::NoServer)?;
        let (name, ..): (String, String, String, String) = answer
            .body()
            .deserialize()
            .map_err(|_| NotifierError::NoServer)?;
        Ok(name)
    }

    fn check(&mut self) -> Result<(), NotifierError> {
        let until = Instant::now() + LIMIT;
        self.server.settle(until)?;
        let Ok(owner) = self.server.owner(until) else {
            return match self.server.start_failed {
                true => Err(NotifierError::NoServer),
                false => self.server.could_be_started(until),
            };
        };
        self.server.start_failed = false;
        let known = self.server.answered.as_ref();
        let lately = known.is_some_and(|(who, at)| *who == owner && at.elapsed() < ANSWERS_FOR);
        if lately {
            return Ok(());
        }
        let to = (&*owner, PATH, NAME);
        self.server
            .call(to, "GetServerInformation", (), None, until)?;
        self.server.answered = Some((owner, Instant::now()));
        Ok(())
    }

    fn show(&mut self, notice: &Notice) -> Result<(), NotifierError> {
        let until = Instant::now() + LIMIT;
        let late = self.server.settle(until)?;
        if late.as_ref() == Some(notice) {
            return Ok(());
        }
        let replaces = notice.replaces || late.is_some_and(|late| late.slot == notice.slot);
        let shown = self.notify(notice, replaces, until);
        if shown != Err(NotifierError::NoServer) || self.server.hanging.is_some() {
            return shown;
        }
        // The server that was there has gone; another may be there, or the bus starts one.
        self.server.present = None;
        self.notify(notice, replaces, until)
    }

    /// Asks the server by the property `Inhibited`, which is not in the specification. A server that does not tell lets
    /// everything through.
    fn do_not_disturb(&mut self) -> bool {
        let until = Instant::now() + LIMIT;
        let inhibited = self.server.settle(until).and_then(|_| {
            let to = (NAME, PATH, "org.freedesktop.DBus.Properties");
            self.server
                .call(to, "Get", (NAME, "Inhibited"), None, until)
        });
        inhibited.is_ok_and(|answer| {
            let body = answer.body();
            let value = body.deserialize::<Value<'_>>();
            value.is_ok_and(|value| bool::try_from(value) == Ok(true))
        })
    }
}

impl Desktop {
    fn notify(
        &mut self,
        notice: &Notice,
        replaces: bool,
        until: Instant,
    ) -> Result<(), NotifierError> {
        let present = self.server.present(until)?;
        let mut actions = Vec::new();
        if let Some(choices) = self.choices.as_ref().filter(|_| present.can("actions")) {
            for (word, label, choice) in Choice::ALL {
                if choices.offered.contains(&choice) && Choice::is_offered(word, notice.actions) {
                    actions.extend([word, label]);
                }
            }
        }
        if let Some(Choices { on_choice, .. }) = &self.choices {
            self.server.listen(on_choice, until)?;
        }
        self.server
            .notify(notice, &present, replaces, actions, until)
    }
}

impl Server {
    fn shown(&self) -> MutexGuard<'_, Shown> {
        self.shown.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for the call that hangs, if one does. Gives the notice that it has shown.
    fn settle(&mut self, until: Instant) -> Result<Option<Notice>, NotifierError> {
        let Some(hanging) = &mut self.hanging else {
            return Ok(None);
        };
        let Some(answer) = within(until, &mut hanging.call) else {
            // A server may have lost it, and answer others.
            if hanging.since.elapsed() > GIVE_UP {
                self.hanging = None;
            }
            return Err(NotifierError::NoServer);
        };
        let notice = self.hanging.take().and_then(|hanging| hanging.notice);
        let (Ok(answer), Some(notice)) = (answer, notice) else {
            return Ok(None);
        };
        remember(&mut self.shown(), &notice, &answer);
        Ok(Some(notice))
    }

    /// Who has the name now.
    fn owner(&mut self, until: Instant) -> Result<String, NotifierError> {
        let answer = self.call(BUS, "GetNameOwner", (NAME,), None, until)?;
        let owner = answer.body().deserialize();
        owner.map_err(|_| NotifierError::NoServer)
    }

    /// Whether the bus would start a server for a notification.
    fn could_be_started(&mut self, until: Instant) -> Result<(), NotifierError> {
        let answer = self.call(BUS, "ListActivatableNames", (), None, until)?;
        let names: Vec<String> = answer
            .body()
            .deserialize()
            .map_err(|_| NotifierError::NoServer)?;
        match names.iter().any(|name| name == NAME) {
            true => Ok(()),
            false => Err(NotifierError::NoServer),
        }
    }

    /// The server that has the name now, and what it can do. Where nobody has it, the bus may start one.
    fn present(&mut self, until: Instant) -> Result<Present, NotifierError> {
        let owner = self.owner(until);
        if let (Ok(owner), Some(present)) = (owner, &self.present)
            && present.owner == owner
        {
            return Ok(present.clone());
        }
        if self.hanging.is_some() {
            return Err(NotifierError::NoServer);
        }
        let answer = self.ask("GetCapabilities", (), None, until);
        let answer = answer.map_err(|_| NotifierError::NoServer)?;
        let owner = sender(&answer).ok_or(NotifierError::NoServer)?;
        let capabilities = answer.body().deserialize();
        let present = Present {
            owner,
            capabilities: capabilities.map_err(|_| NotifierError::NoServer)?,
        };
        self.present = Some(present.clone());
        Ok(present)
    }

    fn notify(
        &mut self,
        notice: &Notice,
        present: &Present,
        replaces: bool,
        actions: Vec<&'static str>,
        until: Instant,
    ) -> Result<(), NotifierError> {
        // Held until the id is known: a click may come before that, and waits here.
        let known = Arc::clone(&self.shown);
        let mut known = known.lock().unwrap_or_else(PoisonError::into_inner);
        let replaced = known.of(notice.slot, &present.owner).filter(|_| replaces);
        let text = if present.can("body-markup") {
            escaped(&notice.body)
        } else {
            notice.body.clone()
        };
        let mut hints = HashMap::new();
        if notice.silent {
            hints.insert("suppress-sound", Value::Bool(true));
        }
        let as_the_server_likes = -1_i32;
        let body = (
            "Missedhook",
            replaced.unwrap_or(0),
            "dialog-warning",
            notice.title.clone(),
            text,
            actions,
            hints,
            as_the_server_likes,
        );
        // To this server and no other: an id that it gave means something else to another.
        let to = (&*present.owner, PATH, NAME);
        let answer = self.call(to, "Notify", body, Some(notice), until)?;
        remember(&mut known, notice, &answer);
        Ok(())
    }

    /// Asks whoever has the name.
    fn ask(
        &mut self,
        method: &'static str,
        body: impl zbus::export::serde::Serialize + zbus::zvariant::DynamicType + Send + Sync + 'static,
        shows: Option<&Notice>,
        until: Instant,
    ) -> Result<Message, NotifierError> {
        self.call((NAME, PATH, NAME), method, body, shows, until)
    }

    fn call(
        &mut self,
        (to, path, interface): (&str, &'static str, &'static str),
        method: &'static str,
        body: impl zbus::export::serde::Serialize + zbus::zvariant::DynamicType + Send + Sync + 'static,
        shows: Option<&Notice>,
        until: Instant,
    ) -> Result<Message, NotifierError> {
        let (connection, to) = (self.connected(until)?, to.to_owned());
        let mut call: Call = Box::pin(async move {
            let interface = Some(interface);
            let answer = connection.call_method(Some(to), path, interface, method, &body);
            answer.await
        });
        match within(until, &mut call) {
            Some(Ok(answer)) => Ok(answer),
            Some(Err(error)) => Err(self.refused(&error)),
            None => {
                self.hanging = Some(Hanging {
                    call,
                    notice: shows.cloned(),
                    since: Instant::now(),
                });
                Err(NotifierError::NoServer)
            }
        }
    }

    fn connected(&mut self, until: Instant) -> Result<Connection, NotifierError> {
        if let Some(bus) = &self.bus {
            return Ok(bus.clone());
        }
        let bus = connect(until).map_err(|_| NotifierError::NoServer)?;
        Ok(self.bus.insert(bus).clone())
    }

    fn refused(&mut self, error: &zbus::Error) -> NotifierError {
        const NOBODY: [&str; 5] = [
            "org.freedesktop.DBus.Error.ServiceUnknown",
            "org.freedesktop.DBus.Error.NameHasNoOwner",
            "org.freedesktop.DBus.Error.NoReply",
            "org.freedesktop.DBus.Error.Disconnected",
            "org.freedesktop.DBus.Error.TimedOut",
        ];
        if let zbus::Error::MethodError(name, ..) = error {
            self.start_failed |= name.contains(".Spawn.");
        }
        match error {
            zbus::Error::MethodError(name, ..)
                if NOBODY.contains(&name.as_str()) || name.contains(".Spawn.") =>
            {
                NotifierError::NoServer
            }
            zbus::Error::MethodError(..) => NotifierError::Refused(error.to_string()),
            // The bus itself is gone.
            _ => {
                self.bus = None;
                self.present = None;
                self.clicks = None;
                NotifierError::NoServer
            }
        }
    }

    /// One worker hears what was clicked on any notification, on the connection that asks for them. Started with the
    /// first notification.
    fn listen(&mut self, on_choice: &OnChoice, until: Instant) -> Result<(), NotifierError> {
        let (None, Some(workers)) = (&self.clicks, self.workers.clone()) else {
            return Ok(());
        };
        let connection = self.connected(until)?;
        let listener = Listener {
            // Listened to before the first notification, so that no click on it is missed.
            signals: Mutex::new(Some(subscribe(&connection, until).map_err(|error| {
                tracing::warn!(%error, "clicks on notifications can't be heard");
                NotifierError::NoServer
            })?)),
            connection,
            shown: Arc::clone(&self.shown),
            on_choice: Arc::clone(on_choice),
        };
        match workers.thread(CLICKS, move || listener.listen()) {
            Ok(worker) => self.clicks = Some(worker),
            Err(error) => tracing::warn!(%error, "clicks on notifications can't be heard"),
        }
        Ok(())
    }
}

/// Hears what is clicked, until the connection is closed.
struct Listener {
    connection: Connection,
    signals: Mutex<Option<MessageStream>>,
    shown: Arc<Mutex<Shown>>,
    on_choice: OnChoice,
}

impl Listener {
    fn listen(&self) {
        let signals = self
            .signals
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        let signals = match signals {
            Some(signals) => signals,
            None => match subscribe(&self.connection, Instant::now() + LIMIT) {
                Ok(signals) => signals,
                Err(error) => {
                    tracing::warn!(%error, "clicks on notifications can't be heard");
                    return;
                }
            },
        };
        let mut signals = signals;
        while let Some(message) =
            zbus::block_on(poll_fn(|context| Pin::new(&mut signals).poll_next(context)))
        {
            worker::turn(CLICKS.name);
            if let Ok(message) = message {
                self.hear(&message);
            }
        }
    }

    fn hear(&self, message: &Message) {
        let header = message.header();
        let (Some(owner), Some(member)) = (sender(message), header.member()) else {
            return;
        };
        let shown = || self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        match member.as_str() {
            "ActionInvoked" => {
                let Ok((id, word)) = message.body().deserialize::<(u32, String)>() else {
                    return;
                };
                let slot = shown().slot(id, &owner);
                if let (Some(slot), Some(choice)) = (slot, Choice::from_word(&word)) {
                    (self.on_choice)(slot, choice);
                }
            }
            "NotificationClosed" => {
                if let Ok((id, _)) = message.body().deserialize::<(u32, u32)>() {
                    shown().forget(id, &owner);
                }
            }
            _ => {}
        }
    }
}

fn subscribe(connection: &Connection, until: Instant) -> zbus::Result<MessageStream> {
    let rule = zbus::MatchRule::builder()
        .msg_type(zbus::message::Type::Signal)
        .interface(NAME)?
        .path(PATH)?
        .build()
        .to_owned();
    let mut subscribing = Box::pin(MessageStream::for_match_rule(rule, connection, None));
    within(until, &mut subscribing).unwrap_or_else(too_late)
}

fn remember(shown: &mut Shown, notice: &Notice, answer: &Message) {
    if let (Some(owner), Ok(id)) = (sender(answer), answer.body().deserialize::<u32>()) {
        shown.remember(notice.slot, &owner, id);
    }
}

/// Who has sent a message, by the name that nobody else ever has on this bus.
fn sender(message: &Message) -> Option<String> {
    message.header().sender().map(ToString::to_string)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_that_hangs_is_waited_for_and_given_up_after_a_while() {
        let long_ago = Instant::now().checked_sub(2 * GIVE_UP).unwrap();
        for (since, is_kept) in [(Instant::now(), true), (long_ago, false)] {
            let mut server = Server {
                hanging: Some(Hanging {
                    call: Box::pin(std::future::pending()),
                    notice: None,
                    since,
                }),
                ..Server::default()
            };
            assert!(server.settle(Instant::now()).is_err());
            assert_eq!(server.hanging.is_some(), is_kept);
        }
    }
}
