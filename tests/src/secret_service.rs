//! A keyring on the session bus that shows no dialog and keeps everything in memory: as much of the Secret Service API
//! as a client needs that finds, reads, writes and deletes entries.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use zbus::{
    DBusError, ObjectServer,
    blocking::Connection,
    interface,
    object_server::SignalEmitter,
    zvariant::{ObjectPath, OwnedObjectPath, OwnedValue, Value},
};

use crate::session_bus::SessionBus;

const NAME: &str = "org.freedesktop.secrets";
const PATH: &str = "/org/freedesktop/secrets";
const COLLECTION: &str = "/org/freedesktop/secrets/collection/login";
const PROMPT: &str = "/org/freedesktop/secrets/prompt/1";
const NONE: &str = "/";

/// Session, parameters, secret, content type.
type SecretStruct = (OwnedObjectPath, Vec<u8>, Vec<u8>, String);

/// An entry.
#[derive(Clone, Debug)]
pub struct Entry {
    path: String,
    pub attributes: HashMap<String, String>,
    pub label: String,
    pub secret: String,
}

#[derive(Debug, Default)]
struct State {
    entries: Vec<Entry>,
    created: usize,
    is_locked: bool,
    accepts: bool,
    dialogs: usize,
}

type Shared = Arc<Mutex<State>>;

/// The keyring. It leaves the bus when dropped.
#[derive(Debug)]
pub struct SecretService {
    connection: Connection,
    state: Shared,
}

impl SecretService {
    /// Takes the name on the bus. It is unlocked and empty.
    ///
    /// # Panics
    /// If the name can't be taken.
    pub fn start(bus: &SessionBus) -> Self {
        let state = Shared::default();
        let builder = bus.builder().serve_at(PATH, Service(Arc::clone(&state)));
        let builder =
            builder.and_then(|on| on.serve_at(COLLECTION, Collection(Arc::clone(&state))));
        let builder = builder.and_then(|on| on.serve_at(PROMPT, Prompt(Arc::clone(&state))));
        let connection = builder
            .and_then(|on| on.name(NAME)?.build())
            .expect("the name of the keyring is free");
        Self { connection, state }
    }

    /// Its entries.
    ///
    /// # Panics
    /// If a thread of it panicked.
    pub fn entries(&self) -> Vec<Entry> {
        self.state.lock().unwrap().entries.clone()
    }

    /// Locks it. Its dialog, if it is shown, gets the right password or is closed.
    ///
    /// # Panics
    /// If a thread of it panicked.
    pub fn lock(&self, accepts: bool) {
        let mut state = self.state.lock().unwrap();
        (state.is_locked, state.accepts) = (true, accepts);
    }

    /// Unlocks it, as the user does in its own program.
    ///
    /// # Panics
    /// If a thread of it panicked.
    pub fn unlock(&self) {
        self.state.lock().unwrap().is_locked = false;
    }

    /// How often it asked for the password.
    ///
    /// # Panics
    /// If a thread of it panicked.
    pub fn dialogs(&self) -> usize {
        self.state.lock().unwrap().dialogs
    }

    /// Deletes all entries, as the user does in its own program.
    ///
    /// # Panics
    /// If a thread of it panicked.
    pub fn clear(&self) {
        self.state.lock().unwrap().entries.clear();
    }

    /// Leaves the bus, and comes back with the same entries.
    ///
    /// # Panics
    /// If the bus is gone.
    pub fn leave(&self) {
        self.connection.release_name(NAME).unwrap();
    }

    /// Comes back after [`Self::leave`].
    ///
    /// # Panics
    /// If the name can't be taken.
    pub fn come_back(&self) {
        self.connection.request_name(NAME).unwrap();
    }
}

#[derive(Debug, DBusError)]
#[zbus(prefix = "org.freedesktop.Secret.Error")]
enum SecretError {
    #[zbus(error)]
    ZBus(zbus::Error),
    IsLocked(String),
    NoSuchObject(String),
}

fn path(text: &str) -> OwnedObjectPath {
    ObjectPath::try_from(text.to_owned()).unwrap().into()
}

struct Service(Shared);

#[interface(name = "org.freedesktop.Secret.Service")]
impl Service {
    fn open_session(
        &self,
        algorithm: &str,
        _input: OwnedValue,
    ) -> zbus::fdo::Result<(OwnedValue, OwnedObjectPath)> {
        match algorithm {
            "plain" => {
                let output = Value::from("").try_to_owned().unwrap();
                Ok((output, path("/org/freedesktop/secrets/session/1")))
            }
            other => Err(zbus::fdo::Error::NotSupported(other.to_owned())),
        }
    }

    fn read_alias(&self, name: &str) -> OwnedObjectPath {
        path(if name == "default" { COLLECTION } else { NONE })
    }

    fn search_items(
        &self,
        attributes: HashMap<String, String>,
    ) -> (Vec<OwnedObjectPath>, Vec<OwnedObjectPath>) {
        let state = self.0.lock().unwrap();
        let is_it = |entry: &&Entry| {
            let mut all = attributes.iter();
            all.all(|(name, value)| entry.attributes.get(name) == Some(value))
        };
        let found = state.entries.iter().filter(is_it);
        let found: Vec<_> = found.map(|entry| path(&entry.path)).collect();
        match state.is_locked {
            true => (Vec::new(), found),
            false => (found, Vec::new()),
        }
    }

    fn unlock(&self, objects: Vec<OwnedObjectPath>) -> (Vec<OwnedObjectPath>, OwnedObjectPath) {
        match self.0.lock().unwrap().is_locked {
            true => (Vec::new(), path(PROMPT)),
            false => (objects, path(NONE)),
        }
    }
}

struct Collection(Shared);

#[interface(name = "org.freedesktop.Secret.Collection")]
impl Collection {
    async fn create_item(
        &self,
        properties: HashMap<String, OwnedValue>,
        secret: SecretStruct,
        _replace: bool,
        #[zbus(object_server)] server: &ObjectServer,
    ) -> Result<(OwnedObjectPath, OwnedObjectPath), SecretError> {
        let property =
            |name: &str| properties[&format!("org.freedesktop.Secret.Item.{name}")].clone();
        let item = {
            let mut state = self.0.lock().unwrap();
            if state.is_locked {
                return Err(SecretError::IsLocked("it is locked".to_owned()));
            }
            state.created += 1;
            let entry = Entry {
                path: format!("{COLLECTION}/{}", state.created),
                attributes: property("Attributes").try_into().unwrap(),
                label: property("Label").try_into().unwrap(),
                secret: String::from_utf8(secret.2).unwrap(),
            };
            let item = entry.path.clone();
            state.entries.push(entry);
            item
        };
        server
            .at(&*item, Item(Arc::clone(&self.0), item.clone()))
            .await?;
        Ok((path(&item), path(NONE)))
    }
}

struct Item(Shared, String);

#[interface(name = "org.freedesktop.Secret.Item")]
impl Item {
    fn get_secret(&self, session: OwnedObjectPath) -> Result<(SecretStruct,), SecretError> {
        let state = self.0.lock().unwrap();
        if state.is_locked {
            return Err(SecretError::IsLocked("it is locked".to_owned()));
        }
        let entry = state.entries.iter().find(|entry| entry.path == self.1);
        let entry = entry.ok_or_else(|| SecretError::NoSuchObject(self.1.clone()))?;
        let secret = entry.secret.clone().into_bytes();
        Ok(((session, Vec::new(), secret, "text/plain".to_owned()),))
    }

    fn delete(&self) -> OwnedObjectPath {
        let mut state = self.0.lock().unwrap();
        state.entries.retain(|entry| entry.path != self.1);
        path(NONE)
    }
}

struct Prompt(Shared);

#[interface(name = "org.freedesktop.Secret.Prompt")]
impl Prompt {
    async fn prompt(
        &self,
        _window_id: &str,
        #[zbus(signal_emitter)] emitter: SignalEmitter<'_>,
    ) -> zbus::fdo::Result<()> {
        let accepts = {
            let mut state = self.0.lock().unwrap();
            state.dialogs += 1;
            state.is_locked &= !state.accepts;
            state.accepts
        };
        Self::completed(&emitter, !accepts, Value::from("")).await?;
        Ok(())
    }

    fn dismiss(&self) {}

    #[zbus(signal)]
    async fn completed(
        emitter: &SignalEmitter<'_>,
        dismissed: bool,
        result: Value<'_>,
    ) -> zbus::Result<()>;
}
