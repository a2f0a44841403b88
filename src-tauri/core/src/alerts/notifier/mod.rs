//! The notifier: displays notices, updates them in place, and reports what the user chose. Only this folder talks to the
//! desktop. It decides nothing; it remembers which notification occupies which slot and which are still on the screen.

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
    model::problem::Problem,
    worker::Workers,
};

/// How often to check where the desktop tells of changes, or nothing could change.
const CHECK_RARELY: Duration = Duration::from_secs(60);

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

impl From<NotifierError> for Problem {
    fn from(error: NotifierError) -> Self {
        error.problem()
    }
}

/// What shows notices. Calls may block for as long as the desktop takes: not for async code.
pub trait Notifier: Send {
    /// Hands it who runs the worker that listens for choices, and who is to look when something has changed.
    fn listen_with(&mut self, workers: &Workers, look: Look) {
        let _ = (workers, look);
    }

    /// The name of what shows them.
    ///
    /// # Errors
    /// [`NotifierError::NoServer`] where nothing does.
    fn server(&mut self) -> Result<String, NotifierError>;

    /// Its name, and what a person is to know of it.
    ///
    /// # Errors
    /// [`NotifierError::NoServer`] where nothing does.
    fn describe(&mut self) -> Result<String, NotifierError> {
        self.server()
    }

    /// Whether notices could still be shown, asked while there is none to show. Starts no server.
    ///
    /// # Errors
    /// [`NotifierError::NoServer`] where nothing would show them.
    fn check(&mut self) -> Result<(), NotifierError> {
        Ok(())
    }

    /// Whether a server has come or gone since this was asked last, where the desktop tells of it.
    fn has_changed(&mut self) -> bool {
        false
    }

    /// How often to check, where nothing has changed.
    fn check_every(&self) -> Duration {
        CHECK_RARELY
    }

    /// Shows a notice; one that replaces takes over from what was shown in its place before. A silent one does not come
    /// back where that was closed.
    ///
    /// # Errors
    /// Why it was not shown.
    fn show(&mut self, notice: &Notice, urgency: Urgency) -> Result<ShowOutcome, NotifierError>;

    /// The places of what stays on the screen until it is taken away.
    fn lasting(&self) -> Vec<Slot> {
        Vec::new()
    }

    /// Takes what is shown there from the screen.
    ///
    /// # Errors
    /// [`NotifierError::NoServer`] where nobody takes it away.
    fn dismiss(&mut self, slot: Slot) -> Result<(), NotifierError> {
        let _ = slot;
        Ok(())
    }

    /// Whether the desktop says that the person is not to be disturbed.
    fn do_not_disturb(&mut self) -> DoNotDisturb;
}

/// What became of a notice that could be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShowOutcome {
    /// It is shown.
    Shown,
    /// It is not: what it would have brought up to date was closed.
    WasClosed,
}

/// Whether the person is not to be disturbed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DoNotDisturb {
    /// They may be.
    Off,
    /// They are not to be.
    On,
    /// There is no such thing here.
    Never,
    /// Whoever shows notifications does not say.
    Unknown,
}

/// Called when something has changed on the desktop that what waits may have waited for.
pub type Look = Arc<dyn Fn() + Send + Sync>;

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
    /// anywhere (Desktop Notifications Specification 1.2, "Actions"); the others have names that no other program has.
    #[cfg_attr(not(target_os = "linux"), allow(dead_code))]
    const ALL: [(&str, &str, Self); 5] = [
        (Self::ANYWHERE, "Open", Self::Open),
        ("missedhook-open", "Open", Self::Open),
        ("missedhook-acknowledge", "Acknowledge", Self::Acknowledge),
        ("missedhook-mute", "Mute 1 h", Self::Mute),
        (Self::COPY_URL, "Copy the new URL", Self::CopyUrl),
    ];
    const ANYWHERE: &str = "default";
    const COPY_URL: &str = "missedhook-copy-url";

    /// Whether it is offered beside a click anywhere.
    #[cfg_attr(not(target_os = "linux"), allow(dead_code))]
    fn is_offered(word: &str, actions: Actions) -> bool {
        match word {
            Self::ANYWHERE => true,
            Self::COPY_URL => actions == Actions::CopyUrl,
            _ => actions == Actions::Incident,
        }
    }

    /// What is to be done with the incident at whose place it was chosen; none where it is about something else.
    pub fn action(self, slot: Slot) -> Option<(Action, i64)> {
        match (self, slot) {
            (Self::Acknowledge, Slot::Incident(id)) => Some((Action::Acknowledge, id)),
            (Self::Mute, Slot::Incident(id)) => Some((Action::Mute { minutes: 60 }, id)),
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

/// Called with what was chosen on the notification in that place, and with what a Wayland compositor wants to hear before
/// it brings a window to the front, if the server said it; on a thread of its own.
pub type OnChoice = Arc<dyn Fn(Slot, Choice, Option<String>) + Send + Sync>;

/// What a person can choose on a notification, and who hears of it.
pub struct Choices {
    /// What is offered.
    pub offered: &'static [Choice],
    /// Who hears of it.
    pub on_choice: OnChoice,
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
    fn markup_is_shown_not_obeyed() {
        assert_eq!(
            escaped(r#"<a href="x">&</a>"#),
            "&lt;a href=&quot;x&quot;&gt;&amp;&lt;/a&gt;"
        );
    }
}
