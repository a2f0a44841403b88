//! Talks to the notification server: finds it, calls it, and keeps a call that hangs.

use std::{
    collections::HashMap,
    path::PathBuf,
    pin::Pin,
    sync::Arc,
    time::{Duration, Instant},
};

use parking_lot::Mutex;
use zbus::{Connection, Message, zvariant::Value};

use super::{
    do_not_disturb,
    known::KnownServer,
    names::{BUS, NAME, PATH, sender},
    on_screen::OnScreen,
    signals::{CLICKS, Listener, Signals, subscribe},
};
use crate::{
    alert::{Notice, Slot, Urgency},
    alerts::{
        notifier::{DoNotDisturb, Look, NotifierError, OnChoice, escaped},
        session_bus::{connect, within},
    },
    worker::{Worker, Workers},
};

/// After this time a hanging call is abandoned and another one made. Its notification may then be shown twice.
const ABANDON_AFTER: Duration = Duration::from_secs(60);

/// How long a server that has answered is assumed to answer.
const TRUSTED_FOR: Duration = Duration::from_secs(60);

/// How long after a vain attempt to start a server the bus is not asked to start one.
const START_AGAIN_AFTER: Duration = Duration::from_secs(5);

/// How long after a notification more are expected.
const IN_USE_FOR: Duration = Duration::from_secs(600);

/// The icon if our own can't be read.
const ANY_ICON: &str = "dialog-warning";
/// The name of our desktop entry.
const DESKTOP_ENTRY: &str = "missedhook";

type Call = Pin<Box<dyn Future<Output = zbus::Result<Message>> + Send>>;

/// What is known of the server and of our connection to it.
#[derive(Default)]
pub(super) struct Server {
    bus: Option<Connection>,
    pub(super) hanging: Option<HangingCall>,
    /// Notices shown by calls that answered late, and since when that is known.
    late: Vec<(Notice, Instant)>,
    /// When the bus tried to start a server and could not.
    pub(super) start_failed: Option<Instant>,
    pub(super) present: Option<CurrentServer>,
    /// The server that answered last, and when.
    pub(super) answered: Option<(String, Instant)>,
    /// When the last notification was sent.
    used: Option<Instant>,
    pub(super) shown: Arc<Mutex<OnScreen>>,
    /// Where the list of shown notifications is saved.
    pub(super) file: Option<PathBuf>,
    do_not_disturb: Option<do_not_disturb::Answer>,
    pub(super) signals: Signals,
    pub(super) look: Option<Look>,
    pub(super) workers: Option<Workers>,
    clicks: Option<Worker>,
}

/// A call that exceeded its time limit.
pub(super) struct HangingCall {
    call: Call,
    /// The notice that it was to show.
    notice: Option<(Notice, Urgency)>,
    since: Instant,
}

/// The server that owns the name now.
#[derive(Clone)]
pub(super) struct CurrentServer {
    owner: String,
    pub(super) known: KnownServer,
    capabilities: Vec<String>,
}

impl CurrentServer {
    pub(super) fn can(&self, what: &str) -> bool {
        self.capabilities.iter().any(|known| known == what)
    }
}

/// How a notice is shown.
pub(super) struct NotifyOptions {
    pub(super) urgency: Urgency,
    pub(super) replaces: bool,
    pub(super) actions: Vec<String>,
    pub(super) icon: Option<String>,
}

impl NotifyOptions {
    fn hints(&self, notice: &Notice, known: KnownServer) -> HashMap<&'static str, Value<'static>> {
        let (urgency, category) = match self.urgency {
            Urgency::Low => (0_u8, "network"),
            Urgency::Normal | Urgency::Lasting => (1, "network.error"),
            Urgency::Critical => (2, "network.error"),
        };
        let mut hints = HashMap::from([
            ("urgency", Value::U8(urgency)),
            ("category", Value::from(category)),
            ("desktop-entry", Value::from(DESKTOP_ENTRY)),
        ]);
        if let Some(icon) = self.icon.as_ref().filter(|_| known.reads_image_path()) {
            hints.insert("image-path", Value::from(icon.clone()));
        }
        if notice.silent || !notice.sound {
            hints.insert("suppress-sound", Value::Bool(true));
        }
        hints
    }
}

impl Server {
    /// Whether do-not-disturb is on, according to the server that owns the name.
    pub(super) fn ask_do_not_disturb(&mut self, until: Instant) -> DoNotDisturb {
        let (Ok(present), Ok(connection)) = (self.present(until), self.connected(until)) else {
            return DoNotDisturb::Unknown;
        };
        let is_stale = self.signals.take_changed();
        let known = self.do_not_disturb.as_ref().filter(|_| !is_stale);
        if let Some(known) = known.and_then(|known| known.still(&present.owner)) {
            return known;
        }
        let by = present.known.asked_by();
        let asked = do_not_disturb::Answer::of(&connection, present.owner, by);
        self.do_not_disturb.insert(asked).answer
    }

    /// Waits for the hanging call, if there is one, and keeps the notice that it has shown.
    pub(super) fn settle(&mut self, until: Instant) -> Result<(), NotifierError> {
        let Some(hanging) = &mut self.hanging else {
            return Ok(());
        };
        let Some(answer) = within(until, &mut hanging.call) else {
            // A server may have lost this call and still answer others.
            if hanging.since.elapsed() > ABANDON_AFTER {
                self.hanging = None;
            }
            return Err(NotifierError::NoServer);
        };
        let notice = self.hanging.take().and_then(|hanging| hanging.notice);
        if let (Ok(answer), Some((notice, urgency))) = (answer, notice) {
            remember(&mut self.shown.lock(), (&notice, urgency), &answer);
            self.late.push((notice, Instant::now()));
        }
        Ok(())
    }

    /// Takes the notice that was shown late in that slot.
    pub(super) fn take_late(&mut self, slot: Slot) -> Option<Notice> {
        self.late.retain(|(_, at)| at.elapsed() < ABANDON_AFTER);
        let at = self.late.iter().position(|(late, _)| late.slot == slot)?;
        Some(self.late.swap_remove(at).0)
    }

    /// The owner of the name.
    pub(super) fn owner(&mut self, until: Instant) -> Result<String, NotifierError> {
        let answer = self.call(BUS, "GetNameOwner", (NAME,), None, until)?;
        let owner = answer.body().deserialize();
        owner.map_err(|_| NotifierError::NoServer)
    }

    /// The name and vendor of the server. If the name has no owner, the bus may start one.
    pub(super) fn information(
        &mut self,
        until: Instant,
    ) -> Result<(String, String), NotifierError> {
        let answer = self.ask("GetServerInformation", (), None, until);
        let answer = answer.map_err(|_| NotifierError::NoServer)?;
        let body = answer.body();
        let answer: Result<(String, String, String, String), _> = body.deserialize();
        let (name, vendor, ..) = answer.map_err(|_| NotifierError::NoServer)?;
        Ok((name, vendor))
    }

    /// Whether the bus would start a server for a notification.
    pub(super) fn could_be_started(&mut self, until: Instant) -> Result<(), NotifierError> {
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

    /// Whether the bus has just tried in vain to start a server, so that asking would only make it try again.
    fn start_failed_just_now(&self) -> bool {
        self.start_failed
            .is_some_and(|at| at.elapsed() < START_AGAIN_AFTER)
    }

    /// The server that owns the name now, and its capabilities. If the name has no owner, the bus may start one.
    pub(super) fn present(&mut self, until: Instant) -> Result<CurrentServer, NotifierError> {
        let owner = self.owner(until);
        if owner.is_ok() {
            self.start_failed = None;
        }
        if let (Ok(owner), Some(present)) = (owner, &self.present)
            && present.owner == owner
        {
            return Ok(present.clone());
        }
        if self.hanging.is_some() || self.start_failed_just_now() {
            return Err(NotifierError::NoServer);
        }
        let (name, vendor) = self.information(until)?;
        let answer = self.ask("GetCapabilities", (), None, until);
        let answer = answer.map_err(|_| NotifierError::NoServer)?;
        let owner = sender(&answer).ok_or(NotifierError::NoServer)?;
        let capabilities = answer.body().deserialize();
        let present = CurrentServer {
            owner,
            known: KnownServer::of(&name, &vendor),
            capabilities: capabilities.map_err(|_| NotifierError::NoServer)?,
        };
        self.present = Some(present.clone());
        Ok(present)
    }

    pub(super) fn notify(
        &mut self,
        notice: &Notice,
        present: &CurrentServer,
        manner: NotifyOptions,
        until: Instant,
    ) -> Result<(), NotifierError> {
        self.used = Some(Instant::now());
        // Held until the id is known: a click may arrive earlier, and waits here.
        let known = Arc::clone(&self.shown);
        let mut known = known.lock();
        let replaced = known.of(notice.slot, &present.owner);
        let text = if present.can("body-markup") {
            escaped(&notice.body)
        } else {
            notice.body.clone()
        };
        let hints = manner.hints(notice, present.known);
        let body = (
            "Missedhook",
            replaced.filter(|_| manner.replaces).unwrap_or(0),
            manner.icon.unwrap_or_else(|| ANY_ICON.to_owned()),
            present.known.summary(notice),
            text,
            manner.actions,
            hints,
            present.known.timeout(manner.urgency),
        );
        // To exactly this server: its ids mean something else to another one.
        let to = (&*present.owner, PATH, NAME);
        let shows = (notice, manner.urgency);
        let answer = self.call(to, "Notify", body, Some(shows), until)?;
        remember(&mut known, shows, &answer);
        Ok(())
    }

    /// Calls the owner of the name.
    fn ask(
        &mut self,
        method: &'static str,
        body: impl zbus::export::serde::Serialize + zbus::zvariant::DynamicType + Send + Sync + 'static,
        shows: Option<(&Notice, Urgency)>,
        until: Instant,
    ) -> Result<Message, NotifierError> {
        self.call((NAME, PATH, NAME), method, body, shows, until)
    }

    pub(super) fn call(
        &mut self,
        (to, path, interface): (&str, &'static str, &'static str),
        method: &'static str,
        body: impl zbus::export::serde::Serialize + zbus::zvariant::DynamicType + Send + Sync + 'static,
        shows: Option<(&Notice, Urgency)>,
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
                self.hanging = Some(HangingCall {
                    call,
                    notice: shows.map(|(notice, urgency)| (notice.clone(), urgency)),
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
        let name = bus.server_guid().to_string();
        self.shown.lock().keep_in(self.file.clone(), name);
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
        if let zbus::Error::MethodError(name, ..) = error
            && name.contains(".Spawn.")
        {
            self.start_failed = Some(Instant::now());
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

    /// Checks whether that server answers.
    pub(super) fn ask_owner(&mut self, owner: String, until: Instant) -> Result<(), NotifierError> {
        let to = (&*owner, PATH, NAME);
        self.call(to, "GetServerInformation", (), None, until)?;
        self.answered = Some((owner, Instant::now()));
        Ok(())
    }

    /// Whether the server that answered last still does. One that answered recently is assumed to.
    pub(super) fn still_answers(&mut self, until: Instant) -> bool {
        match self.answered.take() {
            Some((owner, at)) if at.elapsed() < TRUSTED_FOR => {
                self.answered = Some((owner, at));
                true
            }
            Some((owner, _)) => self.ask_owner(owner, until).is_ok(),
            None => false,
        }
    }

    /// Whether a notification was sent recently, so that more may follow.
    pub(super) fn is_in_use(&self) -> bool {
        self.used.is_some_and(|at| at.elapsed() < IN_USE_FOR)
    }

    /// Whether the bus reports servers that come and go, and no call hangs.
    pub(super) fn tells_of_changes(&self) -> bool {
        self.clicks.is_some() && self.hanging.is_none()
    }

    /// Starts one worker that receives the clicks on all notifications, on the connection that sends them. Called with
    /// the first notification.
    pub(super) fn listen(
        &mut self,
        on_choice: &OnChoice,
        until: Instant,
    ) -> Result<(), NotifierError> {
        let (None, Some(workers)) = (&self.clicks, self.workers.clone()) else {
            return Ok(());
        };
        let connection = self.connected(until)?;
        let listener = Listener {
            // Subscribed before the first notification, so that no click on it is missed.
            streams: Mutex::new(Some(subscribe(&connection, until).map_err(|error| {
                tracing::warn!(%error, "can't listen for clicks on notifications");
                NotifierError::NoServer
            })?)),
            connection,
            shown: Arc::clone(&self.shown),
            on_choice: Arc::clone(on_choice),
            signals: self.signals.clone(),
            look: self.look.clone(),
            token: Mutex::default(),
        };
        match workers.thread(CLICKS, move |end| listener.listen(end)) {
            Ok(worker) => self.clicks = Some(worker),
            Err(error) => tracing::warn!(%error, "can't listen for clicks on notifications"),
        }
        Ok(())
    }
}

fn remember(shown: &mut OnScreen, (notice, urgency): (&Notice, Urgency), answer: &Message) {
    if let (Some(owner), Ok(id)) = (sender(answer), answer.body().deserialize::<u32>()) {
        let lasts = matches!(urgency, Urgency::Lasting | Urgency::Critical);
        shown.remember(notice.slot, &owner, id, lasts);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_that_hangs_is_waited_for_and_given_up_after_a_while() {
        let long_ago = Instant::now().checked_sub(2 * ABANDON_AFTER).unwrap();
        for (since, is_kept) in [(Instant::now(), true), (long_ago, false)] {
            let mut server = Server {
                hanging: Some(HangingCall {
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
