//! The notifier: shows a notice on the desktop, keeps it in one place while it grows, and says what was chosen
//! on it. The only place that knows how a desktop is spoken to. It decides nothing and remembers only which
//! notification takes which place, of the latest ones; after a restart that is forgotten, and the next one is a new one.

#[cfg(target_os = "linux")]
mod linux;
#[cfg(not(target_os = "linux"))]
mod other;

use std::{collections::VecDeque, sync::Arc};

#[cfg(target_os = "linux")]
pub use linux::Desktop;
#[cfg(not(target_os = "linux"))]
pub use other::Desktop;
use thiserror::Error;

use crate::{
    alert::{Actions, Notice, Slot},
    incident::Action,
    model::problem::Problem,
    worker::Workers,
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
    /// Hands it who runs the worker that listens for choices.
    fn listen_with(&mut self, workers: &Workers) {
        let _ = workers;
    }

    /// The name of what shows them.
    ///
    /// # Errors
    /// [`NotifierError::NoServer`] where nothing does.
    fn server(&mut self) -> Result<String, NotifierError>;

    /// Whether notices could still be shown, asked while there is none to show. Starts no server.
    ///
    /// # Errors
    /// [`NotifierError::NoServer`] where nothing would show them.
    fn check(&mut self) -> Result<(), NotifierError> {
        Ok(())
    }

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

/// Called with what was chosen on the notification in that place; on a thread of its own.
pub type OnChoice = Arc<dyn Fn(Slot, Choice) + Send + Sync>;

/// What a person can choose on a notification, and who hears of it.
pub struct Choices {
    /// What is offered.
    pub offered: &'static [Choice],
    /// Who hears of it.
    pub on_choice: OnChoice,
}

/// How many notifications are remembered: more than a person has open.
const REMEMBERED: usize = 500;

/// Which notification takes which place, the latest last. An id means something only to the server that gave it, which
/// begins anew when it is restarted.
#[derive(Default)]
struct Shown(VecDeque<Given>);

struct Given {
    slot: Slot,
    owner: String,
    id: u32,
}

#[cfg_attr(not(target_os = "linux"), allow(dead_code))]
impl Shown {
    fn of(&self, slot: Slot, owner: &str) -> Option<u32> {
        let given = self.0.iter().rev().find(|given| given.slot == slot);
        given
            .filter(|given| given.owner == owner)
            .map(|given| given.id)
    }

    fn slot(&self, id: u32, owner: &str) -> Option<Slot> {
        let is_it = |given: &&Given| given.id == id && given.owner == owner;
        self.0.iter().rev().find(is_it).map(|given| given.slot)
    }

    fn remember(&mut self, slot: Slot, owner: &str, id: u32) {
        self.0
            .retain(|given| given.slot != slot && given.owner == owner);
        if self.0.len() >= REMEMBERED {
            self.0.pop_front();
        }
        self.0.push_back(Given {
            slot,
            owner: owner.to_owned(),
            id,
        });
    }

    fn forget(&mut self, id: u32, owner: &str) {
        self.0
            .retain(|given| given.id != id || given.owner != owner);
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
            shown.remember(Slot::Incident(i64::from(id)), ":1.1", id);
        }
        assert_eq!(shown.0.len(), REMEMBERED);
        let (first, last) = (Slot::Incident(1), Slot::Incident(2_000));
        assert_eq!(shown.of(first, ":1.1"), None, "the oldest is forgotten");
        shown.remember(last, ":1.1", 7);
        assert_eq!(shown.of(last, ":1.1"), Some(7));
        assert_eq!(shown.slot(7, ":1.1"), Some(last));
        assert_eq!(shown.slot(2_000, ":1.1"), None, "its notification is gone");
        shown.forget(7, ":1.1");
        assert_eq!(shown.of(last, ":1.1"), None);
    }

    #[test]
    fn an_id_means_nothing_to_another_server() {
        let mut shown = Shown::default();
        let (one, other) = (Slot::Incident(1), Slot::Incident(2));
        shown.remember(one, ":1.1", 1);
        assert_eq!(shown.of(one, ":1.2"), None);
        assert_eq!(shown.slot(1, ":1.2"), None);
        shown.remember(other, ":1.2", 1);
        assert_eq!(shown.of(one, ":1.1"), None, "that server is gone");
        assert_eq!(shown.slot(1, ":1.2"), Some(other));
    }

    #[test]
    fn markup_is_shown_not_obeyed() {
        assert_eq!(
            escaped(r#"<a href="x">&</a>"#),
            "&lt;a href=&quot;x&quot;&gt;&amp;&lt;/a&gt;"
        );
    }
}
