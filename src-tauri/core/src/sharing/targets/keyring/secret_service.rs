//! The Secret Service API of freedesktop.org over the session bus, as much as an entry needs. Secrets go over the
//! user's own socket in the API's plain form: whoever can read that socket can ask the service as well.
//!
//! Not the crate `keyring`: each read of a locked entry makes it open a dialog and wait for its answer without a limit,
//! and targets are tried again while nobody is there.

use std::{
    collections::HashMap,
    future::poll_fn,
    io,
    pin::Pin,
    time::{Duration, Instant},
};

use zbus::{
    Connection, MatchRule, Message, MessageStream,
    export::{futures_core::Stream as _, serde::Serialize},
    zvariant::{DynamicDeserialize, DynamicType, ObjectPath, OwnedObjectPath, OwnedValue, Value},
};

use super::error::{KeyringError, Unlock};
use crate::{
    alerts::session_bus::{LIMIT, connect, within},
    model::secret::Secret,
};

const NAME: &str = "org.freedesktop.secrets";
const PATH: &str = "/org/freedesktop/secrets";
const SERVICE: &str = "org.freedesktop.Secret.Service";
const COLLECTION: &str = "org.freedesktop.Secret.Collection";
const ITEM: &str = "org.freedesktop.Secret.Item";
const PROMPT: &str = "org.freedesktop.Secret.Prompt";
/// The path that stands for none.
const NONE: &str = "/";
/// How long the user may take to type the keyring's password.
const PROMPT_LIMIT: Duration = Duration::from_secs(60);

/// Session, parameters, secret, content type.
type SecretStruct = (OwnedObjectPath, Vec<u8>, Vec<u8>, String);

pub(super) fn is_there() -> bool {
    let Ok(connection) = connect(Instant::now() + LIMIT) else {
        return false;
    };
    let asking = async {
        let bus = zbus::fdo::DBusProxy::new(&connection).await?;
        let name = zbus::names::BusName::try_from(NAME)?;
        if bus.name_has_owner(name).await? {
            return zbus::Result::Ok(true);
        }
        let names = bus.list_activatable_names().await?;
        Ok(names.iter().any(|name| name.as_str() == NAME))
    };
    let asked = within(Instant::now() + LIMIT, &mut Box::pin(asking));
    matches!(asked, Some(Ok(true)))
}

pub(super) fn read(entry: &str, unlock: Unlock) -> Result<Secret, KeyringError> {
    let keyring = Keyring::open()?;
    let item = keyring.unlocked(keyring.find(entry)?, unlock)?;
    let item = item.ok_or(KeyringError::Gone)?;
    let (secret,): (SecretStruct,) =
        keyring.call(&item, ITEM, "GetSecret", &(&keyring.session,))?;
    let text = String::from_utf8(secret.2).ok();
    text.and_then(|text| Secret::new(&text))
        .ok_or(KeyringError::Gone)
}

pub(super) fn write(entry: &str, label: &str, secret: &Secret) -> Result<(), KeyringError> {
    let keyring = Keyring::open()?;
    let collection: OwnedObjectPath = keyring.call(PATH, SERVICE, "ReadAlias", &("default",))?;
    if collection.as_str() == NONE {
        return Err(KeyringError::Gone);
    }
    keyring.unlock(std::slice::from_ref(&collection), Unlock::Ask)?;
    let properties = HashMap::from([
        ("org.freedesktop.Secret.Item.Label", Value::from(label)),
        (
            "org.freedesktop.Secret.Item.Attributes",
            Value::from(attributes(entry)),
        ),
    ]);
    let secret = (
        &keyring.session,
        Vec::<u8>::new(),
        secret.reveal().as_bytes(),
        "text/plain; charset=utf8",
    );
    let (_, prompt): (OwnedObjectPath, OwnedObjectPath) = keyring.call(
        &collection,
        COLLECTION,
        "CreateItem",
        &(properties, secret, true),
    )?;
    keyring.prompted(&prompt)
}

pub(super) fn delete(entry: &str) -> Result<(), KeyringError> {
    let keyring = Keyring::open()?;
    let Some(item) = keyring.unlocked(keyring.find(entry)?, Unlock::Ask)? else {
        return Ok(());
    };
    let prompt: OwnedObjectPath = keyring.call(&item, ITEM, "Delete", &())?;
    keyring.prompted(&prompt)
}

fn attributes(entry: &str) -> HashMap<&str, &str> {
    HashMap::from([
        ("xdg:schema", "app.missedhook.Target"),
        ("application", "missedhook"),
        ("entry", entry),
    ])
}

/// The items with an entry's attributes.
struct Found {
    unlocked: Vec<OwnedObjectPath>,
    locked: Vec<OwnedObjectPath>,
}

/// A connection to the service.
struct Keyring {
    connection: Connection,
    session: OwnedObjectPath,
}

impl Keyring {
    fn open() -> Result<Self, KeyringError> {
        let connection = connect(Instant::now() + LIMIT).map_err(|error| failed(&error))?;
        let mut keyring = Self {
            connection,
            session: ObjectPath::from_static_str_unchecked(NONE).into(),
        };
        let plain = ("plain", Value::from(""));
        let (_, session): (OwnedValue, OwnedObjectPath) =
            keyring.call(PATH, SERVICE, "OpenSession", &plain)?;
        keyring.session = session;
        Ok(keyring)
    }

    fn find(&self, entry: &str) -> Result<Found, KeyringError> {
        let (unlocked, locked) = self.call(PATH, SERVICE, "SearchItems", &(attributes(entry),))?;
        Ok(Found { unlocked, locked })
    }

    /// The item, which is unlocked first if that is allowed; `None` if there is none.
    fn unlocked(
        &self,
        found: Found,
        unlock: Unlock,
    ) -> Result<Option<OwnedObjectPath>, KeyringError> {
        if let Some(item) = found.unlocked.into_iter().next() {
            return Ok(Some(item));
        }
        if !found.locked.is_empty() {
            self.unlock(&found.locked, unlock)?;
        }
        Ok(found.locked.into_iter().next())
    }

    /// Unlocks items or collections. Those that need no password are unlocked in any case.
    fn unlock(&self, paths: &[OwnedObjectPath], unlock: Unlock) -> Result<(), KeyringError> {
        let (_, prompt): (Vec<OwnedObjectPath>, OwnedObjectPath) =
            self.call(PATH, SERVICE, "Unlock", &(paths,))?;
        match unlock {
            Unlock::Never if prompt.as_str() != NONE => Err(KeyringError::Locked),
            _ => self.prompted(&prompt),
        }
    }

    /// Shows the service's dialog and waits for the user's answer.
    fn prompted(&self, prompt: &OwnedObjectPath) -> Result<(), KeyringError> {
        if prompt.as_str() == NONE {
            return Ok(());
        }
        let until = Instant::now() + PROMPT_LIMIT;
        let rule = MatchRule::builder()
            .msg_type(zbus::message::Type::Signal)
            .interface(PROMPT)
            .and_then(|rule| rule.member("Completed"))
            .and_then(|rule| rule.path(prompt.as_str()))
            .map(zbus::match_rule::Builder::build)
            .map_err(|error| failed(&error))?;
        let subscribing = MessageStream::for_match_rule(rule, &self.connection, None);
        let mut completed = within(until, &mut Box::pin(subscribing))
            .ok_or(KeyringError::NoAnswer)?
            .map_err(|error| failed(&error))?;
        // No window of ours that the dialog could stand before.
        let () = self.call(prompt, PROMPT, "Prompt", &("",))?;
        let mut next = poll_fn(|context| Pin::new(&mut completed).poll_next(context));
        let Some(Some(Ok(message))) = within(until, &mut next) else {
            let _: Result<(), _> = self.call(prompt, PROMPT, "Dismiss", &());
            return Err(KeyringError::Locked);
        };
        match message.body().deserialize::<(bool, OwnedValue)>() {
            Ok((false, _)) => Ok(()),
            _ => Err(KeyringError::Locked),
        }
    }

    fn call<R>(
        &self,
        path: &str,
        interface: &str,
        method: &str,
        body: &(impl Serialize + DynamicType),
    ) -> Result<R, KeyringError>
    where
        R: for<'a> DynamicDeserialize<'a>,
    {
        let until = Instant::now() + LIMIT;
        let calling = self
            .connection
            .call_method(Some(NAME), path, Some(interface), method, body);
        let answer: Message = within(until, &mut Box::pin(calling))
            .ok_or(KeyringError::NoAnswer)?
            .map_err(|error| failed(&error))?;
        answer.body().deserialize().map_err(|error| failed(&error))
    }
}

fn failed(error: &zbus::Error) -> KeyringError {
    match error {
        zbus::Error::InputOutput(error) if error.kind() == io::ErrorKind::TimedOut => {
            KeyringError::NoAnswer
        }
        // No bus.
        zbus::Error::InputOutput(_) | zbus::Error::Address(_) => KeyringError::NoKeyring,
        zbus::Error::MethodError(name, why, _) => match name.as_str() {
            "org.freedesktop.DBus.Error.ServiceUnknown"
            | "org.freedesktop.DBus.Error.NameHasNoOwner"
            | "org.freedesktop.DBus.Error.Spawn.ServiceNotFound" => KeyringError::NoKeyring,
            "org.freedesktop.Secret.Error.IsLocked" => KeyringError::Locked,
            "org.freedesktop.Secret.Error.NoSuchObject" => KeyringError::Gone,
            name => KeyringError::Failed(why.clone().unwrap_or_else(|| name.to_owned())),
        },
        error => KeyringError::Failed(error.to_string()),
    }
}
