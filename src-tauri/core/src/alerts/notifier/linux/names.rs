//! How a notification server is called on the bus.

use zbus::Message;

/// Its name, and its interface's.
pub(super) const NAME: &str = "org.freedesktop.Notifications";
/// Its path.
pub(super) const PATH: &str = "/org/freedesktop/Notifications";
/// The bus itself: its name, its path, its interface.
pub(super) const BUS: (&str, &str, &str) = (
    "org.freedesktop.DBus",
    "/org/freedesktop/DBus",
    "org.freedesktop.DBus",
);

/// Who has sent a message, by the name that nobody else ever has on this bus.
pub(super) fn sender(message: &Message) -> Option<String> {
    message.header().sender().map(ToString::to_string)
}
