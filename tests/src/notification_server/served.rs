//! The server's objects on the bus: the interface of the specification, and the extensions of dunst and mako.

use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Instant,
};

use zbus::{
    blocking::Connection, fdo, interface, object_server::SignalEmitter, zvariant::OwnedValue,
};

use super::{NAME, Notified, PATH, Posing, State};
use crate::{recording::Recording, session_bus::SessionBus};

pub(super) const MAKO_PATH: &str = "/fr/emersion/Mako";

/// Takes the name on a new connection.
pub(super) fn serve(
    bus: &SessionBus,
    posing: Posing,
    (notified, closed): (&Recording<Notified>, &Recording<u32>),
    state: &Arc<State>,
) -> Connection {
    let served = Served {
        state: Arc::clone(state),
        posing,
        last_id: AtomicU32::new(0),
        notified: notified.clone(),
        closed: closed.clone(),
    };
    let mut builder = bus.builder().serve_at(PATH, served).unwrap();
    if posing.name == "dunst" {
        builder = builder.serve_at(PATH, Dunst(Arc::clone(state))).unwrap();
    }
    if posing.name == "mako" {
        builder = builder
            .serve_at(MAKO_PATH, Mako(Arc::clone(state)))
            .unwrap();
    }
    builder
        .name(NAME)
        .and_then(|builder| builder.build())
        .expect("the name of the notification server is free")
}

/// Do-not-disturb in dunst.
struct Dunst(Arc<State>);

#[interface(name = "org.dunstproject.cmd0")]
impl Dunst {
    #[zbus(property, name = "paused")]
    fn paused(&self) -> bool {
        self.0.inhibited.load(Ordering::SeqCst)
    }
}

/// Do-not-disturb in mako: a mode with a name that the user chooses.
struct Mako(Arc<State>);

#[interface(name = "fr.emersion.Mako")]
impl Mako {
    fn list_modes(&self) -> Vec<&str> {
        match self.0.inhibited.load(Ordering::SeqCst) {
            true => vec!["default", "do-not-disturb"],
            false => vec!["default"],
        }
    }
}

struct Served {
    state: Arc<State>,
    posing: Posing,
    last_id: AtomicU32,
    notified: Recording<Notified>,
    closed: Recording<u32>,
}

#[interface(name = "org.freedesktop.Notifications")]
impl Served {
    #[allow(
        clippy::too_many_arguments,
        reason = "the specification's own signature"
    )]
    fn notify(
        &self,
        app_name: String,
        replaces_id: u32,
        app_icon: String,
        summary: String,
        body: String,
        actions: Vec<String>,
        hints: HashMap<String, OwnedValue>,
        expire_timeout: i32,
        #[zbus(header)] header: zbus::message::Header<'_>,
    ) -> u32 {
        self.state.answer();
        let id = match replaces_id {
            0 => self.last_id.fetch_add(1, Ordering::SeqCst) + 1,
            id => id,
        };
        let mut names: Vec<_> = hints.keys().cloned().collect();
        names.sort();
        let hint = |name: &str| hints.get(name);
        self.notified.add(Notified {
            id,
            caller: header.sender().map(ToString::to_string).unwrap_or_default(),
            at: Instant::now(),
            app_name,
            replaces_id,
            app_icon,
            summary,
            body,
            actions,
            urgency: hint("urgency").and_then(|value| u8::try_from(value).ok()),
            silent: hint("suppress-sound").is_some_and(|value| bool::try_from(value) == Ok(true)),
            hints: names,
            image: hint("image-path").and_then(|value| value.clone().try_into().ok()),
            timeout: expire_timeout,
        });
        id
    }

    #[zbus(property)]
    fn inhibited(&self) -> fdo::Result<bool> {
        self.says(Posing::AS_NOBODY.name)
    }

    #[zbus(property)]
    fn dnd(&self) -> fdo::Result<bool> {
        self.says("SwayNotificationCenter")
    }

    fn get_capabilities(&self) -> Vec<String> {
        self.state.answer();
        let capabilities = self.posing.capabilities.iter();
        capabilities.map(ToString::to_string).collect()
    }

    fn get_server_information(&self) -> (&str, &str, &str, &str) {
        self.state.answer();
        (self.posing.name, self.posing.vendor, "1", "1.2")
    }

    async fn close_notification(
        &self,
        id: u32,
        #[zbus(signal_emitter)] emitter: SignalEmitter<'_>,
    ) -> fdo::Result<()> {
        let by_the_program = 3_u32;
        self.closed.add(id);
        Ok(emitter
            .emit(NAME, "NotificationClosed", &(id, by_the_program))
            .await?)
    }
}

impl Served {
    /// Whether do-not-disturb is on, if the server with this name exposes it in this way.
    fn says(&self, name: &str) -> fdo::Result<bool> {
        self.state.answer();
        match self.posing.name == name {
            true => Ok(self.state.inhibited.load(Ordering::SeqCst)),
            false => Err(fdo::Error::UnknownProperty("no such property".to_owned())),
        }
    }
}
