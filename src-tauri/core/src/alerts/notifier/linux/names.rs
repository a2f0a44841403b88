//! The names of a notification server on the bus.

use zbus::Message;

/// Its name and its interface.
pub(super) const NAME: &str = "org.freedesktop.Notifications";
/// Its path.
pub(super) const PATH: &str = "/org/freedesktop/Notifications";
/// The bus itself: its name, its path, its interface.
pub(super) const BUS: (&str, &str, &str) = (
    "org.freedesktop.DBus",
    "/org/freedesktop/DBus",
    "org.freedesktop.DBus",
);

/// The sender of a message, by its unique name on this bus.
pub(super) fn sender(message: &Message) -> Option<String> {
    message.header().sender().map(ToString::to_string)
}
