//! Monitors everything on a session bus about notifications, without taking part: the calls to a real server, its
//! answers and its signals.

use std::thread;

use zbus::{
    blocking::{Connection, MessageIterator},
    message::Type,
};

use crate::{recording::Recording, session_bus::SessionBus};

const NAME: &str = "org.freedesktop.Notifications";
const BUS: &str = "org.freedesktop.DBus";

/// A message on the bus.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BusMessage {
    /// A program requested a notification.
    Notify {
        caller: String,
        /// The serial number of the call, which identifies its answer.
        serial: u32,
        /// The ID that it replaces.
        replaces: u32,
        summary: String,
        body: String,
        /// Milliseconds; 0 never, -1 is the server's default.
        timeout: i32,
    },
    /// An answer with a single number: the ID of a notification.
    Answer {
        /// The recipient.
        caller: String,
        /// The serial number of the call.
        serial: u32,
        id: u32,
    },
    /// A program closed a notification.
    Close(u32),
    /// A notification was closed, with the reason.
    Closed(u32, u32),
    /// An action was invoked on a notification.
    Invoked(u32, String),
}

/// The monitor. It ends with the bus.
#[derive(Debug)]
pub struct BusMonitor(Recording<BusMessage>);

impl BusMonitor {
    /// Starts monitoring.
    ///
    /// # Panics
    /// If the bus refuses it.
    pub fn start(bus: &SessionBus) -> Self {
        let connection = bus.connect();
        let said = Recording::default();
        let heard = said.clone();
        let messages = MessageIterator::from(&connection);
        become_monitor(&connection);
        thread::spawn(move || {
            let _open = connection;
            for message in messages.map_while(Result::ok) {
                if let Some(one) = read(&message) {
                    heard.add(one);
                }
            }
        });
        Self(said)
    }

    /// All messages, oldest first.
    pub fn messages(&self) -> &Recording<BusMessage> {
        &self.0
    }
}

fn become_monitor(connection: &Connection) {
    let rules: [&str; 0] = [];
    let (path, interface) = ("/org/freedesktop/DBus", "org.freedesktop.DBus.Monitoring");
    let asked = connection.call_method(
        Some(BUS),
        path,
        Some(interface),
        "BecomeMonitor",
        &(&rules[..], 0_u32),
    );
    asked.expect("the bus lets itself be listened to");
}

fn read(message: &zbus::Message) -> Option<BusMessage> {
    let header = message.header();
    let body = message.body();
    if header.message_type() == Type::MethodReturn {
        return Some(BusMessage::Answer {
            caller: header.destination()?.to_string(),
            serial: header.reply_serial()?.into(),
            id: body.deserialize().ok()?,
        });
    }
    if header.interface()?.as_str() != NAME {
        return None;
    }
    type Notify<'a> = (
        &'a str,
        u32,
        &'a str,
        String,
        String,
        Vec<&'a str>,
        std::collections::HashMap<&'a str, zbus::zvariant::Value<'a>>,
        i32,
    );
    Some(match header.member()?.as_str() {
        "Notify" => {
            let (_, replaces, _, summary, text, _, _, timeout) =
                body.deserialize::<Notify<'_>>().ok()?;
            BusMessage::Notify {
                caller: header.sender()?.to_string(),
                serial: message.primary_header().serial_num().into(),
                replaces,
                summary,
                body: text,
                timeout,
            }
        }
        "CloseNotification" => BusMessage::Close(body.deserialize().ok()?),
        "NotificationClosed" => {
            let (id, why) = body.deserialize().ok()?;
            BusMessage::Closed(id, why)
        }
        "ActionInvoked" => {
            let (id, word) = body.deserialize().ok()?;
            BusMessage::Invoked(id, word)
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{LIMIT, notification_server::NotificationServer, recording::wait_until};

    #[test]
    fn it_hears_what_others_say_to_each_other() {
        let dir = tempfile::tempdir().unwrap();
        let bus = SessionBus::start(dir.path());
        let monitor = BusMonitor::start(&bus);
        let server = NotificationServer::start(&bus);
        let path = "/org/freedesktop/Notifications";
        let asked =
            bus.connect()
                .call_method(Some(NAME), path, Some(NAME), "CloseNotification", &7_u32);
        asked.unwrap();
        server.dismiss(8);
        // The answers to requests for the server's name are numbers too.
        let said = || {
            let mut said = monitor.messages().all();
            said.retain(|one| !matches!(one, BusMessage::Answer { .. }));
            said
        };
        let three = || (said().len() == 3).then(said);
        let said = wait_until("three things said", LIMIT, three, said);
        assert_eq!(
            said,
            [
                BusMessage::Close(7),
                BusMessage::Closed(7, 3),
                BusMessage::Closed(8, 2)
            ]
        );
    }
}
