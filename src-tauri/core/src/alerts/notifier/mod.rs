//! The notifier: displays notices, updates them in place, and reports what the user chose. Only this folder talks to
//! the desktop. It decides nothing; it remembers which notification occupies which slot and which are still on the
//! screen.

#[cfg(target_os = "linux")]
mod linux;
#[cfg(not(target_os = "linux"))]
mod other;

use std::{sync::Arc, time::Duration};

#[cfg(target_os = "linux")]
pub use linux::Desktop;
#[cfg(not(target_os = "linux"))]
pub use other::Desktop;
use thiserror::Error;

use crate::{
    alert::{Actions, Notice, Slot, Urgency},
    incident::Action,
    model::{message::Message, problem::Problem},
    worker::Workers,
};

/// How often to check if the desktop reports changes, or nothing can change.
const CHECK_RARELY: Duration = Duration::from_secs(60);

/// Why a notice was not shown.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum NotifierError {
    /// There is no server or no bus, or it does not answer.
    #[error("No notification server answers on this desktop.")]
    NoServer,
    /// The server answered with an error.
    #[error("The notification was refused: {0}.")]
    Refused(String),
}

impl NotifierError {
    /// The error in words for the user.
    pub fn problem(&self) -> Problem {
        Problem::new(
            self.to_string(),
            "Reports are kept, but nothing pops up.",
            "Start a notification server (most desktops have one; dunst or mako do alone).",
        )
    }
}

impl From<NotifierError> for Problem {
    fn from(error: NotifierError) -> Self {
        error.problem()
    }
}

/// Displays notices. Calls may block for as long as the desktop takes: not for async code.
pub trait Notifier: Send {
    /// Sets the workers, which run the listener for choices, and the callback for changes.
    fn listen_with(&mut self, workers: &Workers, look: Look) {
        let _ = (workers, look);
    }

    /// The name of the notification server.
    ///
    /// # Errors
    /// [`NotifierError::NoServer`] if there is none.
    fn server(&mut self) -> Result<String, NotifierError>;

    /// The server's name, with what the user should know about it.
    ///
    /// # Errors
    /// [`NotifierError::NoServer`] if there is none.
    fn describe(&mut self) -> Result<Message, NotifierError> {
        let server = self.server()?;
        Ok(Message::new("doctor-notifications-by")
            .quoted("server", server)
            .form("disturb", "off")
            .form("keeps", "yes"))
    }

    /// Checks whether notices could still be shown while there is none to show. Starts no server.
    ///
    /// # Errors
    /// [`NotifierError::NoServer`] if nothing would show them.
    fn check(&mut self) -> Result<(), NotifierError> {
        Ok(())
    }

    /// Whether a server has come or gone since the last call, if the desktop reports that.
    fn has_changed(&mut self) -> bool {
        false
    }

    /// How often to check if nothing has changed.
    fn check_every(&self) -> Duration {
        CHECK_RARELY
    }

    /// Shows a notice. One that replaces takes the place of the previous notice in its slot. A silent one does not
    /// reappear if that was closed.
    ///
    /// # Errors
    /// Why it was not shown.
    fn show(&mut self, notice: &Notice, urgency: Urgency) -> Result<ShowOutcome, NotifierError>;

    /// The slots of notices that stay on the screen until dismissed.
    fn lasting(&self) -> Vec<Slot> {
        Vec::new()
    }

    /// Removes the notice in that slot from the screen.
    ///
    /// # Errors
    /// [`NotifierError::NoServer`] if there is no server.
    fn dismiss(&mut self, slot: Slot) -> Result<(), NotifierError> {
        let _ = slot;
        Ok(())
    }

    /// Whether do-not-disturb is on.
    fn do_not_disturb(&mut self) -> DoNotDisturb;
}

/// The outcome of a notice that could be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShowOutcome {
    /// It is shown.
    Shown,
    /// It is not shown: the notice that it would have updated was closed.
    WasClosed,
}

/// The state of do-not-disturb.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DoNotDisturb {
    Off,
    On,
    /// This desktop has no do-not-disturb.
    Never,
    /// The notification server does not report it.
    Unknown,
}

/// Called when something on the desktop has changed that pending notices may have waited for.
pub type Look = Arc<dyn Fn() + Send + Sync>;

/// What the user chose on a notification.
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
    /// "Restart".
    Restart,
}

impl Choice {
    /// The action's key in the protocol, the message of its label and the choice. `default` is a click anywhere (Desktop Notifications
    /// Specification 1.2, "Actions"); the other keys are names that no other program has.
    #[cfg_attr(not(target_os = "linux"), allow(dead_code))]
    const ALL: [(&str, &str, Self); 6] = [
        (Self::ANYWHERE, "button-open", Self::Open),
        (Self::OPEN, "button-open", Self::Open),
        (Self::ACKNOWLEDGE, "button-acknowledge", Self::Acknowledge),
        ("missedhook-mute", "button-mute", Self::Mute),
        (Self::COPY_URL, "button-copy-url", Self::CopyUrl),
        (Self::RESTART, "button-restart", Self::Restart),
    ];
    const ANYWHERE: &str = "default";
    const OPEN: &str = "missedhook-open";
    const ACKNOWLEDGE: &str = "missedhook-acknowledge";
    const COPY_URL: &str = "missedhook-copy-url";
    const RESTART: &str = "missedhook-restart";

    /// Whether it is offered in addition to a click anywhere.
    #[cfg_attr(not(target_os = "linux"), allow(dead_code))]
    fn is_offered(word: &str, actions: Actions) -> bool {
        match word {
            Self::ANYWHERE => true,
            Self::COPY_URL => actions == Actions::CopyUrl,
            Self::RESTART => actions == Actions::Restart,
            Self::OPEN | Self::ACKNOWLEDGE if actions == Actions::Colleague => true,
            _ => actions == Actions::Incident,
        }
    }

    /// The action for the incident in that slot; `None` if the slot is about something else.
    pub fn action(self, slot: Slot) -> Option<(Action, i64)> {
        match (self, slot) {
            (Self::Acknowledge, Slot::Incident(id)) => Some((Action::Acknowledge, id)),
            (Self::Mute, Slot::Incident(id)) => Some((Action::Mute { minutes: 60 }, id)),
            _ => None,
        }
    }

    /// The colleague's incident in that slot that was acknowledged.
    pub fn for_team(self, slot: Slot) -> Option<i64> {
        match (self, slot) {
            (Self::Acknowledge, Slot::Colleague(id)) => Some(id),
            _ => None,
        }
    }

    #[cfg_attr(not(target_os = "linux"), allow(dead_code))]
    fn from_word(word: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find_map(|(known, _, choice)| (known == word).then_some(choice))
    }
}

/// Called with the slot, the choice and, if the server sent one, the activation token that a Wayland compositor
/// requires to bring a window to the front. Runs on its own thread.
pub type OnChoice = Arc<dyn Fn(Slot, Choice, Option<String>) + Send + Sync>;

/// What the user can choose on a notification, and the callback.
pub struct Choices {
    pub offered: &'static [Choice],
    pub on_choice: OnChoice,
}

/// Escapes text for the markup of the Desktop Notifications Specification (1.2, "Markup").
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
    fn markup_is_shown_not_obeyed() {
        assert_eq!(
            escaped(r#"<a href="x">&</a>"#),
            "&lt;a href=&quot;x&quot;&gt;&amp;&lt;/a&gt;"
        );
    }
}
