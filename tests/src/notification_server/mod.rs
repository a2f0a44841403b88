//! A notification server that shows nothing and records everything: `org.freedesktop.Notifications` of the Desktop
//! Notifications Specification. A test can see what would be on the screen, and simulate the user's clicks and
//! dismissals.

mod served;

use std::{
    sync::{
        Arc, Condvar, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use zbus::blocking::{Connection, fdo::DBusProxy};

use self::served::{MAKO_PATH, serve};
use crate::{recording::Recording, session_bus::SessionBus};

const NAME: &str = "org.freedesktop.Notifications";
const PATH: &str = "/org/freedesktop/Notifications";
const PROPERTIES: &str = "org.freedesktop.DBus.Properties";

/// The capabilities of most desktops.
pub const USUAL: &[&str] = &["actions", "body", "body-markup", "persistence"];

/// One `Notify`.
#[derive(Clone, Debug)]
pub struct Notified {
    /// The ID that the server assigned. An update has the ID of what it replaces.
    pub id: u32,
    /// The calling connection.
    pub caller: String,
    /// When it came.
    pub at: Instant,
    pub app_name: String,
    /// The notification that it replaces; 0 for none.
    pub replaces_id: u32,
    /// The icon's name or path.
    pub app_icon: String,
    /// The title: plain text on every server.
    pub summary: String,
    /// The text: markup, if the server has `body-markup`.
    pub body: String,
    /// Keys and labels, alternating.
    pub actions: Vec<String>,
    /// 0 low, 1 normal, 2 critical.
    pub urgency: Option<u8>,
    /// The hint that suppresses the sound.
    pub silent: bool,
    /// The names of all hints.
    pub hints: Vec<String>,
    /// The image hint: a path.
    pub image: Option<String>,
    /// Milliseconds; 0 never, -1 is the server's default.
    pub timeout: i32,
}

impl Notified {
    /// Whether title or text contain this.
    pub fn says(&self, text: &str) -> bool {
        self.summary.contains(text) || self.body.contains(text)
    }
}

/// The server. It leaves the bus when dropped.
#[derive(Debug)]
pub struct NotificationServer {
    connection: Connection,
    notified: Recording<Notified>,
    closed: Recording<u32>,
    state: Arc<State>,
    posing: Posing,
}

/// The server that it poses as: its name and capabilities. It also signals do-not-disturb like that one.
#[derive(Clone, Copy, Debug)]
pub struct Posing {
    pub name: &'static str,
    pub vendor: &'static str,
    pub capabilities: &'static [&'static str],
}

impl Posing {
    /// A server with an unknown name. It signals do-not-disturb like Plasma's.
    pub const AS_NOBODY: Self = Self::of("Recorder", "Missedhook's tests");

    /// A server with this name and the usual capabilities.
    pub const fn of(name: &'static str, vendor: &'static str) -> Self {
        Self {
            name,
            vendor,
            capabilities: USUAL,
        }
    }
}

/// Its state, which survives a restart.
#[derive(Debug, Default)]
struct State {
    inhibited: AtomicBool,
    to_callers_alone: AtomicBool,
    hangs: Mutex<bool>,
    goes_on: Condvar,
}

impl State {
    /// Blocks while the server hangs.
    fn answer(&self) {
        let hangs = self.hangs.lock().unwrap();
        drop(self.goes_on.wait_while(hangs, |hangs| *hangs).unwrap());
    }

    fn set_hangs(&self, hangs: bool) {
        *self.hangs.lock().unwrap() = hangs;
        self.goes_on.notify_all();
    }
}

impl Drop for NotificationServer {
    fn drop(&mut self) {
        self.go_on();
    }
}

impl NotificationServer {
    /// Takes the name on the bus, with the usual capabilities.
    ///
    /// # Panics
    /// If the bus or the name is unavailable.
    pub fn start(bus: &SessionBus) -> Self {
        Self::start_with(bus, USUAL)
    }

    /// Like [`NotificationServer::start`], with other capabilities.
    ///
    /// # Panics
    /// As [`NotificationServer::start`].
    pub fn start_with(bus: &SessionBus, capabilities: &'static [&'static str]) -> Self {
        let posing = Posing {
            capabilities,
            ..Posing::AS_NOBODY
        };
        Self::start_as(bus, posing)
    }

    /// Like [`NotificationServer::start`], under another name.
    ///
    /// # Panics
    /// As [`NotificationServer::start`].
    pub fn start_as(bus: &SessionBus, posing: Posing) -> Self {
        let (notified, closed, state) = Default::default();
        Self {
            connection: serve(bus, posing, (&notified, &closed), &state),
            notified,
            closed,
            state,
            posing,
        }
    }

    /// Whether any server is on the bus.
    ///
    /// # Panics
    /// If the bus does not answer.
    pub fn is_on(bus: &Connection) -> bool {
        let proxy = DBusProxy::new(bus);
        let owned = proxy.and_then(|proxy| Ok(proxy.name_has_owner(NAME.try_into()?)?));
        owned.unwrap()
    }

    /// Restarts, as after a crash: on another connection, with IDs from 1. The records stay.
    ///
    /// # Panics
    /// If the name can't be taken again.
    pub fn restart(&mut self, bus: &SessionBus) {
        self.connection.release_name(NAME).unwrap();
        let recordings = (&self.notified, &self.closed);
        self.connection = serve(bus, self.posing, recordings, &self.state);
    }

    /// From now on it accepts calls and answers none, like a suspended program.
    pub fn hang(&self) {
        self.state.set_hangs(true);
    }

    /// Answers again, starting with the pending calls.
    pub fn go_on(&self) {
        self.state.set_hangs(false);
    }

    /// From now on it signals clicks only to the connection that requested the notification, as dunst does.
    pub fn tell_callers_alone(&self) {
        self.state.to_callers_alone.store(true, Ordering::SeqCst);
    }

    /// Every `Notify`, oldest first.
    pub fn notified(&self) -> &Recording<Notified> {
        &self.notified
    }

    /// The ID of every notification that a program closed, oldest first.
    pub fn closed(&self) -> &Recording<u32> {
        &self.closed
    }

    /// Waits for a `Notify` that contains this text.
    pub fn wait_for(&self, text: &str, limit: Duration) -> Notified {
        let what = format!("notification that says {text:?}");
        self.notified
            .wait_for_item(&what, limit, |notified| notified.says(text))
    }

    /// The user clicks the notification, or one of its buttons.
    pub fn invoke_action(&self, id: u32, key: &str) {
        self.emit(id, "ActionInvoked", &(id, key));
        self.dismiss(id);
    }

    /// Like [`NotificationServer::press`], with an activation token of the Wayland compositor for the click.
    pub fn press_with_token(&self, id: u32, key: &str, token: &str) {
        self.emit(id, "ActivationToken", &(id, token));
        self.press(id, key);
    }

    /// Like [`NotificationServer::invoke_action`], but the notification stays on the screen.
    pub fn press(&self, id: u32, key: &str) {
        self.emit(id, "ActionInvoked", &(id, key));
    }

    /// The user closes the notification.
    pub fn dismiss(&self, id: u32) {
        let by_the_person = 2_u32;
        self.emit(id, "NotificationClosed", &(id, by_the_person));
    }

    /// The notification expires.
    pub fn expire(&self, id: u32) {
        let expired = 1_u32;
        self.emit(id, "NotificationClosed", &(id, expired));
    }

    /// Turns do-not-disturb on, in the way of the server that it poses as.
    pub fn do_not_disturb(&self) {
        self.set_do_not_disturb(true);
    }

    /// Turns do-not-disturb off, and sends a signal.
    pub fn may_disturb(&self) {
        self.set_do_not_disturb(false);
    }

    fn set_do_not_disturb(&self, is_on: bool) {
        self.state.inhibited.store(is_on, Ordering::SeqCst);
        let (path, interface, signal) = match self.posing.name {
            "SwayNotificationCenter" => (PATH, NAME, "OnDndToggle"),
            "mako" => (MAKO_PATH, PROPERTIES, "PropertiesChanged"),
            _ => (PATH, PROPERTIES, "PropertiesChanged"),
        };
        self.connection
            .emit_signal(None::<&str>, path, interface, signal, &is_on)
            .expect("the bus takes a signal");
    }

    fn emit(
        &self,
        id: u32,
        signal: &str,
        body: &(impl zbus::export::serde::Serialize + zbus::zvariant::DynamicType),
    ) {
        let alone = self.state.to_callers_alone.load(Ordering::SeqCst);
        let all = self.notified.all();
        let caller = all.iter().rev().find(|notified| notified.id == id);
        let caller = caller.filter(|_| alone).map(|notified| &*notified.caller);
        self.connection
            .emit_signal(caller, PATH, NAME, signal, body)
            .expect("the bus takes a signal");
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;
    use crate::LIMIT;
    use zbus::zvariant::Value;

    type Hints<'a> = HashMap<&'a str, Value<'a>>;

    fn notify(client: &Connection, replaces_id: u32, summary: &str) -> u32 {
        let hints = Hints::from([
            ("urgency", Value::U8(2)),
            ("suppress-sound", Value::Bool(true)),
        ]);
        let actions = vec!["default", "Open"];
        let body = (
            "app",
            replaces_id,
            "icon",
            summary,
            "text",
            actions,
            hints,
            -1,
        );
        let answer = client.call_method(Some(NAME), PATH, Some(NAME), "Notify", &body);
        answer.unwrap().body().deserialize().unwrap()
    }

    #[test]
    fn what_is_notified_is_recorded_and_updates_keep_their_id() {
        let dir = tempfile::tempdir().unwrap();
        let bus = SessionBus::start(dir.path());
        let server = NotificationServer::start(&bus);
        let client = bus.connect();
        let first = notify(&client, 0, "one");
        let second = notify(&client, 0, "two");
        assert_eq!(notify(&client, first, "one again"), first);
        assert_ne!(first, second);
        let seen = server.wait_for("one again", LIMIT);
        assert_eq!((seen.id, seen.replaces_id), (first, first));
        assert_eq!((seen.urgency, seen.silent), (Some(2), true));
        assert_eq!(seen.actions, ["default", "Open"]);
        assert_eq!(server.notified().count(), 3);
        let answer = client.call_method(Some(NAME), PATH, Some(NAME), "GetCapabilities", &());
        let capabilities: Vec<String> = answer.unwrap().body().deserialize().unwrap();
        assert_eq!(capabilities, USUAL);
    }

    #[test]
    fn clicks_and_closings_reach_the_client() {
        let dir = tempfile::tempdir().unwrap();
        let bus = SessionBus::start(dir.path());
        let server = NotificationServer::start(&bus);
        let client = bus.connect();
        let proxy = zbus::blocking::Proxy::new(&client, NAME, PATH, NAME).unwrap();
        let mut signals = proxy.receive_all_signals().unwrap();
        server.invoke_action(7, "default");
        let clicked = signals.next().unwrap();
        let body: (u32, String) = clicked.body().deserialize().unwrap();
        assert_eq!(body, (7, "default".to_owned()));
        let mut reasons = signals.map(|signal| signal.body().deserialize::<(u32, u32)>().unwrap());
        assert_eq!(reasons.next(), Some((7, 2)));
        let close = client.call_method(Some(NAME), PATH, Some(NAME), "CloseNotification", &8_u32);
        close.unwrap();
        assert_eq!(reasons.next(), Some((8, 3)));
    }
}
