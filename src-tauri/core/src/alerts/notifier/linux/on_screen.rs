//! Which notification occupies which slot, and which are still on the screen. The list is saved in a file that lasts as
//! long as the user's session, so that the next run of the program can dismiss them.

use std::{collections::VecDeque, fs, path::PathBuf};

use serde::{Deserialize, Serialize};

use crate::alert::Slot;

/// How many notifications are remembered: more than anyone has open.
const MAX_REMEMBERED: usize = 500;

/// Which notification occupies which slot, the latest last. An id is only meaningful to the server that gave it; a
/// restarted server begins again.
#[derive(Default)]
pub(super) struct OnScreen {
    given: VecDeque<ShownNotification>,
    file: Option<PathBuf>,
    bus: String,
}

/// The content of the file. Names of connections are only meaningful on their bus.
#[derive(Serialize, Deserialize)]
struct SavedNotifications {
    bus: String,
    given: VecDeque<ShownNotification>,
}

#[derive(Clone, Serialize, Deserialize)]
struct ShownNotification {
    slot: Slot,
    owner: String,
    id: u32,
    lasts: bool,
    is_closed: bool,
}

impl OnScreen {
    /// Saves the list in that file from now on, and reads what is already shown on that bus.
    pub fn keep_in(&mut self, file: Option<PathBuf>, bus: String) {
        if self.bus == bus {
            return;
        }
        let text = file.as_ref().and_then(|file| fs::read(file).ok());
        let kept = text.and_then(|text| serde_json::from_slice::<SavedNotifications>(&text).ok());
        self.given = match kept {
            Some(kept) if kept.bus == bus => kept.given,
            _ => VecDeque::new(),
        };
        self.file = file;
        self.bus = bus;
    }

    /// Saves the list. If that fails, the next program only shows again what is already shown.
    fn keep(&self) {
        let kept = SavedNotifications {
            bus: self.bus.clone(),
            given: self.given.clone(),
        };
        if let (Some(file), Ok(text)) = (&self.file, serde_json::to_vec(&kept)) {
            let _ = fs::write(file, text);
        }
    }

    /// The id of the notification on the screen in that slot.
    pub fn of(&self, slot: Slot, owner: &str) -> Option<u32> {
        let given = self.given.iter().rev().find(|given| given.slot == slot);
        given
            .filter(|given| given.owner == owner && !given.is_closed)
            .map(|given| given.id)
    }

    /// The slot of the notification with that id, if it is on the screen.
    pub fn slot(&self, id: u32, owner: &str) -> Option<Slot> {
        let is_it =
            |given: &&ShownNotification| given.id == id && given.owner == owner && !given.is_closed;
        self.given.iter().rev().find(is_it).map(|given| given.slot)
    }

    /// Whether the last notification in that slot has left the screen: the user closed it, or it expired.
    pub fn is_closed(&self, slot: Slot) -> bool {
        let given = self.given.iter().rev().find(|given| given.slot == slot);
        given.is_some_and(|given| given.is_closed)
    }

    /// The slots of notifications that stay on the screen until dismissed.
    pub fn lasting(&self) -> Vec<Slot> {
        let lasts = |given: &&ShownNotification| given.lasts && !given.is_closed;
        self.given
            .iter()
            .filter(lasts)
            .map(|given| given.slot)
            .collect()
    }

    /// Records that the server shows a notification in that slot with that id. Notifications of another server are
    /// gone.
    pub fn remember(&mut self, slot: Slot, owner: &str, id: u32, lasts: bool) {
        self.given.retain(|given| {
            given.slot != slot && (given.is_closed || (given.owner == owner && given.id != id))
        });
        if self.given.len() >= MAX_REMEMBERED {
            self.given.pop_front();
        }
        self.given.push_back(ShownNotification {
            slot,
            owner: owner.to_owned(),
            id,
            lasts,
            is_closed: false,
        });
        self.keep();
    }

    /// Records that a notification has left the screen.
    pub fn close(&mut self, id: u32, owner: &str) {
        let is_it = |given: &&mut ShownNotification| given.id == id && given.owner == owner;
        if let Some(given) = self.given.iter_mut().rev().find(is_it) {
            given.is_closed = true;
            self.keep();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_remembered_up_to_a_limit() {
        let mut shown = OnScreen::default();
        for id in 1..=2_000 {
            shown.remember(Slot::Incident(i64::from(id)), ":1.1", id, true);
        }
        assert_eq!(shown.given.len(), MAX_REMEMBERED);
        let (first, last) = (Slot::Incident(1), Slot::Incident(2_000));
        assert_eq!(shown.of(first, ":1.1"), None, "the oldest is forgotten");
        shown.remember(last, ":1.1", 7, true);
        assert_eq!(shown.of(last, ":1.1"), Some(7));
        assert_eq!(shown.slot(7, ":1.1"), Some(last));
        assert_eq!(shown.slot(2_000, ":1.1"), None, "its notification is gone");
    }

    #[test]
    fn what_was_closed_is_known_as_closed_also_to_the_next_server() {
        let mut shown = OnScreen::default();
        let (one, other) = (Slot::Incident(1), Slot::Incident(2));
        shown.remember(one, ":1.1", 7, true);
        shown.close(8, ":1.1");
        shown.close(7, ":1.2");
        assert_eq!(shown.of(one, ":1.1"), Some(7), "that was another");
        shown.close(7, ":1.1");
        assert_eq!(shown.of(one, ":1.1"), None);
        assert_eq!(shown.slot(7, ":1.1"), None);
        assert!(shown.is_closed(one) && !shown.is_closed(other));
        shown.remember(other, ":1.2", 1, true);
        assert!(shown.is_closed(one));
        assert_eq!(shown.lasting(), [other]);
        shown.remember(one, ":1.2", 2, false);
        assert!(!shown.is_closed(one));
        assert_eq!(shown.lasting(), [other]);
    }

    #[test]
    fn the_next_program_knows_what_is_shown_on_the_same_bus() {
        let dir = tempfile::tempdir().unwrap();
        let file = || Some(dir.path().join("shown.json"));
        let (one, other) = (Slot::Incident(1), Slot::Host(u64::MAX));
        let mut shown = OnScreen::default();
        shown.keep_in(file(), "bus".to_owned());
        shown.remember(one, ":1.1", 7, true);
        shown.remember(other, ":1.1", 8, true);
        shown.close(8, ":1.1");
        let next = |bus: &str| {
            let mut next = OnScreen::default();
            next.keep_in(file(), bus.to_owned());
            next
        };
        assert_eq!(next("bus").of(one, ":1.1"), Some(7));
        assert!(next("bus").is_closed(other));
        assert_eq!(next("another").of(one, ":1.1"), None);
        fs::write(file().unwrap(), "{").unwrap();
        assert_eq!(next("bus").of(one, ":1.1"), None);
    }

    #[test]
    fn an_id_means_nothing_to_another_server() {
        let mut shown = OnScreen::default();
        let (one, other) = (Slot::Incident(1), Slot::Incident(2));
        shown.remember(one, ":1.1", 1, true);
        assert_eq!(shown.of(one, ":1.2"), None);
        assert_eq!(shown.slot(1, ":1.2"), None);
        shown.remember(other, ":1.2", 1, true);
        assert_eq!(shown.of(one, ":1.1"), None, "that server is gone");
        assert!(!shown.is_closed(one), "nobody closed it");
        assert_eq!(shown.slot(1, ":1.2"), Some(other));
    }
}
