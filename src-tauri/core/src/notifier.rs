//! The notifier: shows a notice on the desktop, keeps it in one place while it grows, and says what was chosen
//! on it. The only file that knows notify-rust. It decides nothing and remembers only which notification takes
//! which place, of the latest ones; after a restart that is forgotten, and the next one is a new one.

use std::collections::VecDeque;

// notify-rust: one interface to the notifications of all three platforms. 4.18, because 4.19 brings a second
// zbus beside the one that the tray uses.
use notify_rust::Notification;
use thiserror::Error;

use crate::{
    alert::{Actions, Notice, Slot},
    problem::Problem,
};

/// Why a notice was not shown.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum NotifierError {
    /// No server, no bus, or it does not answer.
    #[error("No notification server answers on this desktop.")]
    NoServer,
    /// It answered with an error.
    #[error("The notification was refused: {0}.")]
    Refused(String),
}

impl NotifierError {
    /// The same for a person.
    pub fn problem(&self) -> Problem {
        Problem::new(
            self.to_string(),
            "Reports are kept, but nothing pops up.",
            "Start a notification server (most desktops have one; dunst or mako do alone).",
        )
    }
}

/// What shows notices. Calls may block for as long as the desktop takes: not for async code.
pub trait Notifier: Send {
    /// The name of what shows them.
    ///
    /// # Errors
    /// [`NotifierError::NoServer`] where nothing does.
    fn server(&mut self) -> Result<String, NotifierError>;

    /// Shows a notice; one that replaces takes over from what was shown in its place before.
    ///
    /// # Errors
    /// Why it was not shown.
    fn show(&mut self, notice: &Notice) -> Result<(), NotifierError>;

    /// Whether the desktop says that the person is not to be disturbed, as far as it tells.
    fn do_not_disturb(&mut self) -> bool;
}

/// What a person chose on a notification.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// A click anywhere, or "Open".
    Open,
    /// "Acknowledge".
    Acknowledge,
    /// "Mute 1 h".
    Mute,
    /// "Copy the new URL".
    CopyUrl,
}

impl Choice {
    /// As the server is told of them and tells of them: the word, the label, the choice. `default` is a click
    /// anywhere (Desktop Notifications Specification 1.2, "Actions").
    #[cfg_attr(not(target_os = "linux"), allow(dead_code))]
    const ALL: [(&str, &str, Self); 5] = [
        ("default", "Open", Self::Open),
        ("open", "Open", Self::Open),
        ("acknowledge", "Acknowledge", Self::Acknowledge),
        ("mute", "Mute 1 h", Self::Mute),
        ("copy-url", "Copy the new URL", Self::CopyUrl),
    ];

    /// Whether it is offered beside a click anywhere.
    #[cfg_attr(not(target_os = "linux"), allow(dead_code))]
    fn is_offered(word: &str, actions: Actions) -> bool {
        match word {
            "default" => true,
            "copy-url" => actions == Actions::CopyUrl,
            _ => actions == Actions::Incident,
        }
    }

    #[cfg_attr(not(target_os = "linux"), allow(dead_code))]
    fn from_word(word: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find_map(|(known, _, choice)| (known == word).then_some(choice))
    }
}

/// Called with what was chosen on the notification in that place; on a thread of its own.
pub type OnChoice = Box<dyn Fn(Slot, Choice) + Send>;

/// The desktop's own notifications.
pub struct Desktop {
    /// Shared with the thread that listens for choices.
    shown: std::sync::Arc<std::sync::Mutex<Shown>>,
    on_choice: Option<OnChoice>,
}

impl Desktop {
    /// Notifications whose choices go to `on_choice`; without one they offer none.
    pub fn new(on_choice: Option<OnChoice>) -> Self {
        Self {
            shown: std::sync::Arc::default(),
            on_choice,
        }
    }
}

/// How many notifications are remembered: more than a person has open.
const REMEMBERED: usize = 500;

/// Which notification takes which place, the latest last.
#[derive(Default)]
struct Shown(VecDeque<(Slot, u32)>);

#[cfg_attr(not(target_os = "linux"), allow(dead_code))]
impl Shown {
    fn of(&self, slot: Slot) -> Option<u32> {
        self.0
            .iter()
            .rev()
            .find_map(|(known, id)| (*known == slot).then_some(*id))
    }

    fn slot(&self, id: u32) -> Option<Slot> {
        self.0
            .iter()
            .rev()
            .find_map(|(slot, known)| (*known == id).then_some(*slot))
    }

    fn remember(&mut self, slot: Slot, id: u32) {
        self.0.retain(|(known, _)| *known != slot);
        if self.0.len() >= REMEMBERED {
            self.0.pop_front();
        }
        self.0.push_back((slot, id));
    }
}

#[cfg(target_os = "linux")]
mod linux {
    use super::*;
    use std::sync::PoisonError;

    impl Notifier for Desktop {
        fn server(&mut self) -> Result<String, NotifierError> {
            notify_rust::get_server_information()
                .map(|server| server.name)
                .map_err(|_| NotifierError::NoServer)
        }

        fn show(&mut self, notice: &Notice) -> Result<(), NotifierError> {
            let capabilities =
                notify_rust::get_capabilities().map_err(|_| NotifierError::NoServer)?;
            let can = |what: &str| capabilities.iter().any(|capability| capability == what);
            let mut notification = Notification::new();
            notification
                .appname("Missedhook")
                .summary(&notice.title)
                .icon("dialog-warning")
                .body(&if can("body-markup") {
                    escaped(&notice.body)
                } else {
                    notice.body.clone()
                });
            if can("actions") {
                self.listen_for_choices();
                for (word, label, _) in Choice::ALL {
                    if Choice::is_offered(word, notice.actions) {
                        notification.action(word, label);
                    }
                }
            }
            let mut shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
            if notice.silent {
                notification.hint(notify_rust::Hint::SuppressSound(true));
            }
            if let (true, Some(id)) = (notice.replaces, shown.of(notice.slot)) {
                notification.id(id);
            }
            let handle = notification
                .show()
                .map_err(|error| NotifierError::Refused(error.to_string()))?;
            shown.remember(notice.slot, handle.id());
            Ok(())
        }

        /// Asks the server; Plasma and dunst-like servers tell by the property `Inhibited` (which is not in the
        /// specification). A server that does not tell lets everything through.
        fn do_not_disturb(&mut self) -> bool {
            inhibited().unwrap_or(false)
        }
    }

    fn inhibited() -> zbus::Result<bool> {
        let connection = zbus::blocking::Connection::session()?;
        let answer = connection.call_method(
            Some("org.freedesktop.Notifications"),
            "/org/freedesktop/Notifications",
            Some("org.freedesktop.DBus.Properties"),
            "Get",
            &("org.freedesktop.Notifications", "Inhibited"),
        )?;
        let value: zbus::zvariant::OwnedValue = answer.body().deserialize()?;
        Ok(bool::try_from(value)?)
    }

    impl Desktop {
        /// One listener for all notifications, instead of a thread for each: it hears every `ActionInvoked` on
        /// the bus and knows ours by their ids. Started with the first notification.
        fn listen_for_choices(&mut self) {
            let Some(on_choice) = self.on_choice.take() else {
                return;
            };
            let shown = std::sync::Arc::clone(&self.shown);
            let listening = clicks().and_then(|signals| {
                std::thread::Builder::new()
                    .name("missedhook-clicks".to_owned())
                    .spawn(move || {
                        for message in signals.flatten() {
                            let Ok((id, word)) = message.body().deserialize::<(u32, String)>()
                            else {
                                continue;
                            };
                            let slot = shown
                                .lock()
                                .unwrap_or_else(PoisonError::into_inner)
                                .slot(id);
                            if let (Some(slot), Some(choice)) = (slot, Choice::from_word(&word)) {
                                on_choice(slot, choice);
                            }
                        }
                    })
                    .map_err(|error| zbus::Error::InputOutput(error.into()))
            });
            if let Err(error) = listening {
                tracing::warn!(%error, "clicks on notifications can't be heard");
            }
        }
    }

    fn clicks() -> zbus::Result<zbus::blocking::MessageIterator> {
        let rule = zbus::MatchRule::builder()
            .msg_type(zbus::message::Type::Signal)
            .interface("org.freedesktop.Notifications")?
            .member("ActionInvoked")?
            .build();
        let connection = zbus::blocking::Connection::session()?;
        zbus::blocking::MessageIterator::for_match_rule(rule, &connection, None)
    }
}

#[cfg(not(target_os = "linux"))]
impl Notifier for Desktop {
    fn server(&mut self) -> Result<String, NotifierError> {
        Ok("the system".to_owned())
    }

    fn show(&mut self, notice: &Notice) -> Result<(), NotifierError> {
        // No listener for clicks here: on macOS an ignored one can burn a core for ever.
        let _ = (&self.shown, &self.on_choice);
        Notification::new()
            .appname("Missedhook")
            .summary(&notice.title)
            .body(&notice.body)
            .show()
            .map(|_| ())
            .map_err(|error| NotifierError::Refused(error.to_string()))
    }

    /// macOS and Windows hold notifications back themselves.
    fn do_not_disturb(&mut self) -> bool {
        false
    }
}

/// Text as the markup of the Desktop Notifications Specification (1.2, "Markup") that shows that text.
#[cfg_attr(not(target_os = "linux"), allow(dead_code))]
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_remembered_up_to_a_limit() {
        let mut shown = Shown::default();
        for id in 1..=2_000 {
            shown.remember(Slot::Incident(i64::from(id)), id);
        }
        assert_eq!(shown.0.len(), REMEMBERED);
        assert_eq!(shown.of(Slot::Incident(1)), None, "the oldest is forgotten");
        shown.remember(Slot::Incident(2_000), 7);
        assert_eq!(shown.of(Slot::Incident(2_000)), Some(7));
        assert_eq!(shown.slot(7), Some(Slot::Incident(2_000)));
        assert_eq!(shown.slot(2_000), None, "its notification is gone");
    }

    #[test]
    fn markup_is_shown_not_obeyed() {
        assert_eq!(
            escaped(r#"<a href="x">&</a>"#),
            "&lt;a href=&quot;x&quot;&gt;&amp;&lt;/a&gt;"
        );
    }
}
